"""The roles a route may be opened to."""

from enum import StrEnum


class Role(StrEnum):
    """ANYONE needs no account; PERSON is signed in; the others are held in one pole, for one structure."""

    ANYONE = "anyone"
    PERSON = "person"
    MEMBER = "member"
    MANAGER = "manager"
    COORDINATOR = "coordinator"
    SAFETY_OFFICER = "safety_officer"
