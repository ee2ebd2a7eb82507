"""What needs a look at the database before a booking stands: terms, rights, quotas. Most resources ask for none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from mutua.bookings import queries, rules
from mutua.bookings.models import Booking, LateCancellation, Occurrence, Slot, WorkSaid
from mutua.bookings.rules import No
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.timespan import wall
from mutua.pole.models import Member, Person
from mutua.resources import queries as resource_queries
from mutua.resources import rules as house
from mutua.resources.models import Kind, Resource
from mutua.staffing import queries as staffing
from mutua.staffing.rules import No as StaffNo
from mutua.staffing.rules.cover import Cover, Lent, same_work


def ask_gates(
    resources: Sequence[Resource],
    slots: Sequence[Slot],
    *,
    structure_id: int,
    person_id: int,
    pole_id: int,
    without: Collection[int] = (),
) -> None:
    """Refused with the resource, the date and what stands against it.

    Asked once the units are locked: whoever books this resource has locked them too, so that no two requests pass the
    same quota together.
    """
    _ask_poles(resources, pole_id)
    _ask_terms(resources, structure_id)
    asking = [entry for entry in resources if entry.house.requires]
    _ask_rights(asking, slots, structure_id, person_id, pole_id)
    for resource in resources:
        if resource.house.quotas and resource.structure_id != structure_id:
            _ask_quotas(resource, slots, structure_id, person_id, without)
        if resource.kind is Kind.STAFF:
            _ask_person(resource, slots)
        if rules.is_service(resource):
            _ask_working_time(resource, slots)


def _ask_poles(resources: Sequence[Resource], pole_id: int) -> None:
    """Resources of another pole: only while they are opened to that of the booking."""
    for resource in resources:
        if resource.pole_id != pole_id and not resource_queries.is_opened_to(resource.id, pole_id):
            raise Refused(house.No.POLE_NOT_OPEN, resource=resource)


def _ask_person(resource: Resource, slots: Sequence[Slot]) -> None:
    """One person is at one place at a time, whichever of their employers offers their time."""
    asked = staffing.Asked(resource.id, resource.zone, lent=rules.is_loan(resource.regime))
    met = staffing.taken_elsewhere(asked, [slot.span for slot in slots])
    if met is not None:
        slot = next(slot for slot in slots if slot.span == met)
        raise Refused(StaffNo.PERSON_TAKEN, resource=resource, slot=slot)


def _ask_working_time(resource: Resource, slots: Sequence[Slot]) -> None:
    """A service never takes its person past what they may work over all structures (T1 to T13)."""
    broken = staffing.broken_by_service(resource.id, [slot.span for slot in slots], zone=resource.zone)
    if broken is not None:
        near = [slot for slot in slots if wall(slot.span.start, resource.zone).date() >= broken.date]
        raise Refused(StaffNo.SERVICE_HOURS, resource=resource, slot=(near or list(slots))[0], broken=broken)


def ask_work(
    resources: Sequence[Resource], slots: Sequence[Slot], cover: Cover, said: Callable[[Lent], bool]
) -> dict[int, Lent]:
    """The versions of loans the dates fall under, by id. Refused where nobody has said that it is their work (S6)."""
    found: dict[int, Lent] = {}
    for resource in resources:
        for slot in slots:
            lent = cover.of(resource.id, slot.span, resource.zone)
            if lent is not None and not said(lent):
                raise Refused(No.WORK_UNSAID, resource=resource, slot=slot, lent=lent)
            found |= {lent.terms_id: lent} if lent else {}
    return found


def lacking(booking: Booking, dates: Sequence[Occurrence], person: Person) -> Refused | None:
    """What somebody who takes these dates over has no right to use, as it would be refused to them."""
    for resources, slots in alike(
        (date.resources, Slot(date.local_start, date.local_end, date.span)) for date in dates
    ):
        asking = [entry for entry in resources if entry.house.requires]
        try:
            _ask_rights(asking, slots, booking.structure_id, person.id, booking.pole_id)
        except Refused as refused:
            return refused
    return None


def ask_rules(
    resources: Sequence[Resource], slots: Sequence[Slot], booking: Booking, member: Member, now: datetime
) -> None:
    """Other dates of a booking: every rule that a new one meets, and the same work of a person lent."""
    cover = queries.cover_for(resources, member)
    for slot in slots:
        for resource in resources:
            lent = cover.holds(resource.id, slot.span, resource.zone)
            why = rules.why_not_book(resource, slot.span, member, headcount=booking.headcount, now=now, lent=lent)
            refuse_if(why, resource=resource, slot=slot, loans=cover.loans.get(resource.id, ()))
    if cover.loans:
        known = queries.work_said(booking.id)
        ask_work(resources, slots, cover, lambda lent: same_work(lent, known))


def alike(wanted: Iterable[tuple[list[Resource], Slot]]) -> list[tuple[list[Resource], list[Slot]]]:
    """The times by the resources they are wished on, so that each is asked once for all of its own."""
    found: dict[tuple[int, ...], tuple[list[Resource], list[Slot]]] = {}
    for resources, slot in wanted:
        found.setdefault(tuple(resource.id for resource in resources), (resources, []))[1].append(slot)
    return list(found.values())


def refuse_change(reason: StrEnum | None, date: Occurrence) -> None:
    """Refused with the date's time and its resource, of several the one that asks for the longest notice."""

    def notice(resource: Resource) -> int:
        return max(resource.house.change_notice_minutes, resource.house.cancel_notice_minutes)

    if reason is not None:
        slot = Slot(date.local_start, date.local_end, date.span)
        raise Refused(reason, resource=max((line.resource for line in date.lines), key=notice), slot=slot)


def carry_work(booking: Booking, made: Booking, member: Member, now: datetime) -> None:
    """A series that splits: its new half is the same work."""
    for lent in queries.work_said(booking.id):
        db.session.add(WorkSaid(booking_id=made.id, terms_id=lent.terms_id, person_id=member.person_id, said_at=now))


def _ask_terms(resources: Sequence[Resource], structure_id: int) -> None:
    asking = [entry for entry in resources if entry.terms_number and entry.structure_id != structure_id]
    accepted = resource_queries.accepted_by(structure_id, [entry.id for entry in asking]) if asking else set()
    for resource in asking:
        if resource.id not in accepted:
            raise Refused(house.No.TERMS_TO_ACCEPT, resource=resource)


def _ask_rights(
    resources: Sequence[Resource], slots: Sequence[Slot], structure_id: int, person_id: int, pole_id: int
) -> None:
    """Those recorded at the home of the resource, and those that are worth everywhere, of the pole of the person."""
    if not resources:
        return
    poles = {pole_id, *(resource.pole_id for resource in resources)}
    held = resource_queries.rights_of(poles, person_id=person_id, structure_id=structure_id)
    for resource in resources:
        day = house.last_day(resource, [slot.span.end for slot in slots])
        missing = house.lacks(resource, day, held)
        if missing:
            raise Refused(missing[0].reason, resource=resource, slot=slots[0], lacks=missing)


def _ask_quotas(
    resource: Resource, slots: Sequence[Slot], structure_id: int, person_id: int, without: Collection[int]
) -> None:
    spans = [slot.span for slot in slots]
    reach = house.reach(resource.house, spans, resource.zone)
    used = queries.uses_of(resource.id, reach, structure_id=structure_id, person_id=person_id, without=without)
    over = house.excess(resource.house, spans, used, structure_id=structure_id, person_id=person_id, zone=resource.zone)
    if over is not None:
        slot = next(slot for slot in slots if slot.span == over.span)
        raise Refused(over.reason, resource=resource, slot=slot, excess=over)


def note_if_late(occurrence: Occurrence, *, now: datetime) -> None:
    """A date given back after its limit keeps counting in the quotas."""
    late = any(house.is_late(line.resource.house, occurrence.starts_at, now=now) for line in occurrence.lines)
    if late and not queries.is_late(occurrence.id):
        db.session.add(LateCancellation(occurrence_id=occurrence.id, at=now))
