"""Invitations, open or not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mutua.kernel.db import db
from mutua.pole.models import (
    Invitation,
)


def invitation_by_hash(sha256: str, *, to_use: bool = False) -> Invitation | None:
    """`to_use`: locked, so that it serves once however many ask."""
    query = select(Invitation).options(joinedload(Invitation.pole), joinedload(Invitation.structure))
    query = query.where(Invitation.token_sha256 == sha256)
    return db.session.scalar(query.with_for_update(of=Invitation) if to_use else query)


def invitation_in(pole_id: int, invitation_id: int) -> Invitation | None:
    """Locked, to be taken back or sent again: its guest may accept it at the same moment."""
    query = select(Invitation).options(joinedload(Invitation.pole), joinedload(Invitation.structure))
    query = query.where(Invitation.id == invitation_id, Invitation.pole_id == pole_id)
    return db.session.scalar(query.with_for_update(of=Invitation))


def open_invitations(pole_id: int, now: datetime, *, structure_id: int | None = None) -> list[Invitation]:
    query = select(Invitation).options(joinedload(Invitation.structure)).where(Invitation.pole_id == pole_id)
    query = query.where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now)
    if structure_id is not None:
        query = query.where(Invitation.structure_id == structure_id)
    return list(db.session.scalars(query.order_by(Invitation.id.desc())))


def unanswered_invitations(pole_id: int, since: datetime) -> list[Invitation]:
    """Not accepted, not taken back, expired ones included: what the coordination may send again."""
    query = select(Invitation).options(joinedload(Invitation.structure)).where(Invitation.pole_id == pole_id)
    query = query.where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    return list(db.session.scalars(query.where(Invitation.expires_at > since).order_by(Invitation.id.desc())))
