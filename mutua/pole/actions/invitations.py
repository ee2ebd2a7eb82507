"""Invite, accept, take back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.secret import new_token, token_hash
from mutua.pole import mails, queries, rules
from mutua.pole.actions.people import add_person, affiliate
from mutua.pole.actions.poles import give_office
from mutua.pole.actions.structures import add_structure
from mutua.pole.models import (
    Invitation,
    Member,
    Person,
    Pole,
    PoleRole,
    Structure,
    StructureRole,
)
from mutua.pole.rules import No

INVITATION_LASTS = timedelta(days=14)


def invite(
    pole: Pole,
    *,
    email: str,
    name: str = "",
    structure_id: int | None = None,
    structure_role: StructureRole | None = None,
    pole_role: PoleRole | None = None,
    actor: Member | None,
    now: datetime,
) -> str:
    """Send an invitation; its token (for the operator's command line, which prints it)."""
    if actor is not None:
        refuse_if(rules.why_not_invite(structure_id, pole_role, actor))
    known = queries.person_by_email(email)
    if actor is not None and structure_id is not None:
        refuse_if(rules.why_not_join(structure_id, known.id if known else None, actor))
    if known is not None and structure_id is not None and queries.affiliation(known.id, structure_id):
        raise Refused(No.ALREADY_A_MEMBER)
    token = new_token()
    invitation = Invitation(
        token_sha256=token_hash(token),
        pole_id=pole.id,
        structure_id=structure_id,
        structure_role=structure_role,
        pole_role=pole_role,
        email=email.strip().lower(),
        name=name,
        invited_by_id=actor.person_id if actor else None,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    db.session.add(invitation)
    db.session.flush()
    audit.record("invitation.sent", "invitation", invitation.id, actor=actor, at=now, pole_id=pole.id)
    mails.invited(invitation, token, pole, by=actor, locale=known.locale if known else "fr", now=now)
    return token


@dataclass(frozen=True)
class Guest:
    """Whom to invite."""

    email: str
    name: str = ""


def welcome_structure(pole: Pole, structure: Structure, manager: Guest, *, actor: Member, now: datetime) -> None:
    """A structure joins the pole; its first manager gets an invitation."""
    refuse_if(rules.why_not_set_pole(actor))
    made = add_structure(pole, structure, now=now, actor=actor)
    invite(
        pole,
        email=manager.email,
        name=manager.name,
        structure_id=made.id,
        structure_role=StructureRole.MANAGER,
        actor=actor,
        now=now,
    )


def renew_invitation(invitation: Invitation, *, actor: Member, now: datetime) -> None:
    """Send it again: another link, the same promise. The first link stops working."""
    revoke_invitation(invitation, actor=actor, now=now)
    invite(
        invitation.pole,
        email=invitation.email,
        name=invitation.name,
        structure_id=invitation.structure_id,
        structure_role=invitation.structure_role,
        pole_role=invitation.pole_role,
        actor=actor,
        now=now,
    )


def accept_invitation(
    invitation: Invitation | None, *, name: str, password: str | None, signed_in: Person | None, now: datetime
) -> Person:
    """Make the account (or use the one signed in with that address) and give what the invitation promised."""
    if invitation is None:
        raise Refused(No.LINK_EXPIRED)
    refuse_if(rules.why_not_accept(invitation, now=now))
    known = queries.person_by_email(invitation.email)
    refuse_if(rules.why_not_accept_as(known, signed_in))
    if invitation.structure_id is not None and not queries.structure_in(invitation.pole_id, invitation.structure_id):
        raise Refused(No.LINK_EXPIRED)  # it has left the pole since
    if known is None:
        refuse_if(rules.why_not_password(password or ""))
        known = add_person(name, invitation.email, password=password, now=now)
    if invitation.structure_id is not None and invitation.structure_role is not None:
        role, pole_id = invitation.structure_role, invitation.pole_id
        affiliate(known, invitation.structure_id, role, now=now, actor=None, pole_id=pole_id)
    if invitation.pole_role is not None:
        give_office(invitation.pole_id, known, invitation.pole_role, now=now, actor=None)
    invitation.accepted_at = now
    return known


def revoke_invitation(invitation: Invitation, *, actor: Member, now: datetime) -> None:
    if invitation.structure_id is not None:
        refuse_if(rules.why_not_manage_structure(invitation.structure_id, actor))
    else:
        refuse_if(rules.why_not_set_pole(actor))
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise Refused(No.LINK_USED)
    invitation.revoked_at = now
    audit.record("invitation.revoked", "invitation", invitation.id, actor=actor, at=now)
