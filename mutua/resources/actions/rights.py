"""Rights noted, withdrawn, and told of before they end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole import hooks
from mutua.pole.models import Member
from mutua.resources import mails, queries
from mutua.resources.models import Entitlement, Resource, Right
from mutua.resources.rules import why_not_record

WARNING = timedelta(days=30)


def record_right(
    code: Right,
    *,
    person_id: int | None,
    structure_id: int | None,
    resource: Resource | None,
    until_on: date | None,
    note: str,
    same: bool,
    member: Member,
    now: datetime,
) -> Entitlement:
    """Note a right of a person or a structure. What was noted of the same right before gives way to it.

    `same`: the holder is the member's structure or one of its people.
    """
    made = Entitlement(
        pole_id=member.pole_id,
        code=code,
        person_id=person_id,
        structure_id=structure_id,
        resource_id=resource.id if resource else None,
        until_on=until_on,
        note=note,
        recorded_by_id=member.person_id,
        recorded_at=now,
    )
    refuse_if(why_not_record(made, resource, member, same=same))
    for older in queries.same_right(made):
        db.session.delete(older)
    db.session.add(made)
    db.session.flush()
    audit.record("right.recorded", "entitlement", made.id, actor=member, at=now, after=code.value)
    return made


def withdraw_right(kept: Entitlement, resource: Resource | None, *, same: bool, member: Member, now: datetime) -> None:
    """Bookings made stand; the next ones are refused."""
    refuse_if(why_not_record(kept, resource, member, same=same))
    audit.record("right.withdrawn", "entitlement", kept.id, actor=member, at=now, before=kept.code.value)
    db.session.delete(kept)


def remind_rights(now: datetime) -> int:
    """One letter for each right that ends within a month, to its holder."""
    ending = queries.rights_ending((now + WARNING).date(), from_on=now.date())
    for entry, slug in ending:
        entry.reminded_at = now
        mails.right_ends(entry, slug, now=now)
    return len(ending)


def connect() -> None:
    hooks.erased.connect(forget_rights)


def forget_rights(person_id: int, *, now: datetime) -> None:
    """Licences and inductions of somebody who is erased; they are nobody's contact any more."""
    queries.drop_person(person_id)
