"""Forms that are open: the times they keep for ten minutes."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from mutua.kernel.db import db
from mutua.pole.models import Person
from mutua.resources.models import Claim, ClaimKind, Hold


class OpenForm(NamedTuple):
    """One unit that an open form keeps."""

    claim_id: int
    unit_id: int
    expires_at: datetime | None


def open_forms_of(person_id: int) -> list[OpenForm]:
    """What this person's open forms keep, the oldest form first. Locks the person: two clicks come one by one."""
    lock = select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    db.session.execute(lock)
    query = (
        select(Claim.id, Hold.unit_id, Claim.expires_at)
        .join(Hold, Hold.claim_id == Claim.id)
        .where(Claim.person_id == person_id, Claim.kind == ClaimKind.TENTATIVE)
        .order_by(Claim.expires_at, Claim.id, Hold.unit_id)
    )
    return [OpenForm._make(row) for row in db.session.execute(query)]
