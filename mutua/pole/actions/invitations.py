"""Invite, accept, take back."""

from __future__ import annotations

from datetime import datetime, timedelta

from mutua.kernel import audit, outbox
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.secret import new_token, token_hash
from mutua.pole import queries, rules
from mutua.pole.actions.people import add_person, affiliate
from mutua.pole.actions.poles import give_office
from mutua.pole.models import (
    Invitation,
    Member,
    Person,
    Pole,
    PoleRole,
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
    if structure_id is not None and actor is not None:
        refuse_if(rules.why_not_manage_structure(structure_id, actor))
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
    facts = {"pole": pole.name, "by": actor.name if actor else "", "name": name, "path": f"/invitations/{token}"}
    outbox.mail("pole/invitation", to=invitation.email, locale="fr", pole_id=pole.id, facts=facts, at=now)
    return token


def accept_invitation(
    invitation: Invitation, *, name: str, password: str | None, signed_in: Person | None, now: datetime
) -> Person:
    """Make the account (or use the one signed in with that address) and give what the invitation promised."""
    refuse_if(rules.why_not_accept(invitation, now=now))
    known = queries.person_by_email(invitation.email)
    if known is not None and (signed_in is None or signed_in.id != known.id):
        raise Refused(No.SIGN_IN_FIRST)
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
    invitation.revoked_at = now
    audit.record("invitation.revoked", "invitation", invitation.id, actor=actor, at=now)
