"""Bookings from a CSV file, under the same rules as the page: each row is booked, or refused with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mutua.bookings import actions, series
from mutua.bookings.models import Slot, Source, Wish
from mutua.bookings.rules import No
from mutua.cli.intake.rows import Row, cells, choice, number, reported, structure_named
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import wall
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.resources.forms.intake import BadRow
from mutua.resources.occupancy import OnConflict

COLUMNS = (
    *("resource", "structure", "person", "starts", "ends", "title", "note", "headcount", "rrule", "on_conflict"),
)
LONGEST = {"title": 160, "note": 4000, "rrule": 500}


def import_bookings(rows: Sequence[Row], member: Member, *, now: datetime) -> list[dict[str, Any]]:
    """A report line a row. `person` is the address of somebody who acts for the structure."""
    return reported(rows, lambda row: _one(row, member, now))


def _one(row: Row, member: Member, now: datetime) -> str:
    read = cells(row, COLUMNS, LONGEST)
    booker = _booker(read, member)
    resource_id = _resource(read["resource"], booker)
    zone = resource_queries.zone_of(resource_id, booker)
    wish = Wish(
        resource_ids=(resource_id,),
        structure_id=booker.structure_id or 0,
        slots=_slots(read, zone),
        zone=zone,
        title=read["title"],
        note=read["note"],
        headcount=number(read["headcount"], "headcount", 1, 100_000, 1),
        rrule=read["rrule"] or None,
        on_conflict=choice(OnConflict, read["on_conflict"], "on_conflict", OnConflict.REFUSE),
        source=Source.IMPORT,
    )
    made = actions.request_booking(wish, member=booker, now=now)
    return f"{read['resource']}, {made.id}"


def _booker(read: dict[str, str], member: Member) -> Member:
    """The person as they act for the row's structure."""
    structure_id = structure_named(read["structure"], member)
    person = pole_queries.person_by_email(read["person"]) if read["person"] else None
    pole = pole_queries.pole_by_slug(member.pole_slug)
    found = pole_queries.member_for(person, pole, structure_id) if person and pole else None
    if found is None or found.structure_id != structure_id:
        raise BadRow(f"person: {read['person']!r} does not act for {read['structure']!r}")
    return found


def _resource(name: str, member: Member) -> int:
    found = [row.id for row in resource_queries.resources_for(member) if row.name == name]
    if len(found) != 1:
        raise BadRow(f"resource: {name!r} is {'none' if not found else 'more than one'} of this pole")
    return found[0]


def _slots(read: dict[str, str], zone: str) -> tuple[Slot, ...]:
    try:
        start, end = _local(read["starts"], "starts", zone), _local(read["ends"], "ends", zone)
        return series.slots(start, end, zone, read["rrule"] or None)
    except series.WrongSeries as wrong:
        raise Refused(No(f"series_{wrong.code}")) from None
    except BadRow:
        raise
    except (ValueError, OverflowError):
        raise Refused(No.ENDS_BEFORE_START) from None


def _local(text: str, name: str, zone: str) -> datetime:
    """`2027-03-01T09:00`, the wall clock of the resource; with an offset, that moment."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise BadRow(f"{name}: {text!r} should look like 2027-03-01T09:00") from None
    return wall(read, zone) if read.tzinfo else read
