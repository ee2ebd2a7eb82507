"""The closed lists of resources."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    PREMISES = "premises"
    DESK = "desk"
    VEHICLE = "vehicle"
    EQUIPMENT = "equipment"
    STAFF = "staff"


class Approval(StrEnum):
    AUTOMATIC = "automatic"
    OWNER = "owner"
    COORDINATOR = "coordinator"


class Shown(StrEnum):
    """What others see of a booking: title and person, the structure alone, or only that it is taken."""

    EVERYTHING = "everything"
    STRUCTURE = "structure"
    BUSY = "busy"


class Draw(StrEnum):
    """A resource takes all of its units (a hall made of rooms) or any n of them (desks)."""

    ALL = "all"
    ANY = "any"


class Audience(StrEnum):
    POLE = "pole"
    OWNER = "owner"


class Regime(StrEnum):
    """Of a staff resource (law/exchanges 4.1): a service under the giver's orders, or a loan by arrangement."""

    SERVICE = "r1"
    LOAN = "r2"
    LOAN_BELOW_COST = "r3"


class PlaceKind(StrEnum):
    SITE = "site"
    BUILDING = "building"
    ROOM = "room"


class ClaimKind(StrEnum):
    BOOKING = "booking"
    BLOCK = "block"
    TENTATIVE = "tentative"
