"""What several verbs share: let go, place, settle, and leave a trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from mutua.bookings import queries, rules
from mutua.bookings.actions.counting import count_use
from mutua.bookings.hooks import occurrences_changed
from mutua.bookings.models import (
    Booking,
    LineState,
    Occurrence,
    Slot,
    State,
)
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.resources import occupancy
from mutua.resources.models import Resource
from mutua.resources.occupancy import Chosen


def let_go(occurrence: Occurrence) -> None:
    let_go_all([occurrence])


def let_go_all(dates: Sequence[Occurrence]) -> None:
    lines = [line for date in dates for line in date.lines]
    claims = [line.claim_id for line in lines if line.claim_id is not None]
    for line in lines:
        line.claim_id = None
    db.session.flush()
    occupancy.release(claims)


def end(occurrence: Occurrence, state: State, member: Member | None, now: datetime, *, verb: str) -> None:
    before, occurrence.state = occurrence.state, state
    let_go(occurrence)
    moved_to(occurrence, before, member, now, verb=verb)


def moved_to(
    occurrence: Occurrence, before: State, member: Member | None, now: datetime, *, verb: str, counts: bool = True
) -> None:
    occurrence.changed_at = now
    count_use(occurrence, now)
    if counts:
        occurrence.booking.changed_at = max(now, occurrence.booking.changed_at + timedelta(microseconds=1))
    pole_id = occurrence.booking.pole_id
    after = occurrence.state.value
    audit.record(
        verb, "occurrence", occurrence.id, actor=member, at=now, before=before.value, after=after, pole_id=pole_id
    )


def changed(
    booking: Booking, resources: Iterable[Resource] | None = None, *, now: datetime | None = None, new: bool = False
) -> None:
    """`resources`: those of what changed, else of all its dates."""
    if now is not None:
        booking.sequence += 1
        booking.changed_at = now
    if not new:
        db.session.flush()  # the hook reads what stands; of a new booking it was flushed a moment ago
    touched = queries.resources_of(booking.id) if resources is None else [resource.id for resource in resources]
    occurrences_changed.send(booking, new=new, counters=queries.touch_resources(touched))


def place(occurrence: Occurrence, slot: Slot) -> None:
    occurrence.local_start, occurrence.local_end = slot.local_start, slot.local_end
    occurrence.on_date = slot.local_start.date()
    occurrence.starts_at, occurrence.ends_at = slot.span.start, slot.span.end


def settle(occurrence: Occurrence) -> None:
    """A date is confirmed when every line is."""
    if occurrence.state is State.REQUESTED and all(line.state is LineState.APPROVED for line in occurrence.lines):
        occurrence.state = State.CONFIRMED


def reclaim(
    occurrence: Occurrence, chosen: list[Chosen], member: Member, now: datetime, *, keep_approval: bool = False
) -> None:
    """The units held anew; each line is approved at once, still approved, or asked again."""
    for line, entry in zip(occurrence.lines, chosen, strict=True):
        line.claim_id = entry.claim_id
        if keep_approval and line.state is LineState.APPROVED:
            continue
        at_once = rules.approves_at_once(line.resource, member)
        line.state = LineState.APPROVED if at_once else LineState.PENDING
        line.decided_at = now if at_once else None
    settle(occurrence)
