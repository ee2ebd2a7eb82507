"""What poles, structures and sign-in refuse."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from mutua.pole.models import (
    Affiliation,
    Invitation,
    Member,
    Membership,
    Office,
    PasswordReset,
    Person,
    PoleRole,
    StructureRole,
)

SHORTEST_PASSWORD = 10


class No(StrEnum):
    WRONG_PASSWORD = "wrong_password"
    STILL_HAS_A_PLACE = "still_has_a_place"
    TOO_MANY_TRIES = "too_many_tries"
    PASSWORD_TOO_SHORT = "password_too_short"
    LINK_EXPIRED = "link_expired"
    LINK_USED = "link_used"
    NOT_A_MANAGER = "not_a_manager"
    NOT_THE_COORDINATION = "not_the_coordination"
    ALREADY_A_MEMBER = "already_a_member"
    LAST_COORDINATOR = "last_coordinator"
    LAST_MANAGER = "last_manager"
    WRONG_SIRET = "wrong_siret"
    UNKNOWN_STRUCTURE = "unknown_structure"
    SIGN_IN_FIRST = "sign_in_first"
    STRUCTURE_CHANGED = "structure_changed"
    POLE_CHANGED = "pole_changed"
    NOT_YOUR_INVITATION = "not_your_invitation"
    NO_HEIR = "no_heir"
    WRONG_OLD_PASSWORD = "wrong_old_password"


def why_not_password(password: str) -> No | None:
    return No.PASSWORD_TOO_SHORT if len(password) < SHORTEST_PASSWORD else None


def why_not_accept(invitation: Invitation, *, now: datetime) -> No | None:
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        return No.LINK_USED
    return No.LINK_EXPIRED if invitation.expires_at <= now else None


def why_not_accept_as(known: Person | None, signed_in: Person | None) -> No | None:
    """An account that exists accepts for itself alone; nobody accepts the letter of another address."""
    if known is not None and signed_in is None:
        return No.SIGN_IN_FIRST
    same = (known.id if known else None) == (signed_in.id if signed_in else None)
    return None if same else No.NOT_YOUR_INVITATION


def why_not_invite(structure_id: int | None, pole_role: PoleRole | None, member: Member) -> No | None:
    """To a structure: its managers and the coordination; to an office, or to nothing yet: the coordination."""
    if structure_id is None or pole_role is not None:
        return why_not_set_pole(member)
    return why_not_manage_structure(structure_id, member)


def why_not_join(structure_id: int, person_id: int | None, member: Member) -> No | None:
    """The coordination lets others in, never itself: whoever mediates between structures does not act for them."""
    return No.NOT_A_MANAGER if person_id == member.person_id and not member.manages(structure_id) else None


def why_not_reset(reset: PasswordReset, *, now: datetime) -> No | None:
    if reset.used_at is not None:
        return No.LINK_USED
    return No.LINK_EXPIRED if reset.expires_at <= now else None


def why_not_manage_structure(structure_id: int, member: Member) -> No | None:
    """Its own managers, and the coordination."""
    return None if member.manages(structure_id) or member.is_coordinator else No.NOT_A_MANAGER


def why_not_remove(affiliation: Affiliation, member: Member) -> No | None:
    """Whoever manages the structure, and the person themselves."""
    if affiliation.person_id == member.person_id:
        return None
    return why_not_manage_structure(affiliation.structure_id, member)


def why_not_set_pole(member: Member) -> No | None:
    return None if member.is_coordinator else No.NOT_THE_COORDINATION


def why_not_remove_office(office: Office, offices: list[Office]) -> No | None:
    """The last coordinator cannot leave without a successor."""
    coordinators = [row for row in offices if row.role is PoleRole.COORDINATOR]
    last = office.role is PoleRole.COORDINATOR and len(coordinators) == 1
    return No.LAST_COORDINATOR if last else None


def why_not_lower(role: StructureRole, managers: int) -> No | None:
    """A structure keeps one manager."""
    return No.LAST_MANAGER if role is StructureRole.MANAGER and managers <= 1 else None


def why_not_suspend(membership: Membership, member: Member) -> No | None:
    return why_not_set_pole(member) if membership.pole_id == member.pole_id else No.UNKNOWN_STRUCTURE
