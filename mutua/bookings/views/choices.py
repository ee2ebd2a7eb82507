"""What the buttons and lists of the booking sheet say beside the form: other times, other dates, more resources."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import request
from werkzeug.datastructures import MultiDict

from mutua.bookings import availability, queries
from mutua.bookings.forms import BookingForm, Other, other
from mutua.bookings.models import Slot, Wish
from mutua.bookings.queries import Shelf
from mutua.bookings.rules import No
from mutua.bookings.series import slot as slot_at
from mutua.kernel.reading_order import reading_order
from mutua.kernel.refusal import Refused
from mutua.pole.models import Member

# Dates of one series that may go elsewhere in the same click.
MOST_REPLACED = 60
MOST_ALONG = 10
MOST_OFFERED = 80
KEPT = ("title", "people", "note", "repeat", "times", "every", "last", "profile", "public", "warned")
KEPT_LISTS = ("weekdays", "also", "with", "work_said", "terms")


class Offered(NamedTuple):
    """A resource that may be booked together with the one of the form."""

    shelf: Shelf
    free: int
    ticked: bool


def taken_over(sent: MultiDict[str, str], chosen: Other | None) -> MultiDict[str, str]:
    """What was typed, at the time of the button that was pressed."""
    data = MultiDict(sent)
    if chosen:
        data.setlist("day", [chosen.start.date().isoformat()])
        data.setlist("from", [chosen.start.strftime("%H:%M")])
        data.setlist("until", [chosen.end.date().isoformat()])
        data.setlist("to", [chosen.end.strftime("%H:%M")])
        if chosen.end.date() == chosen.start.date() + timedelta(days=1) and chosen.end.time() == datetime.min.time():
            data.setlist("until", [chosen.start.date().isoformat()])
    return data


def kept(form: BookingForm) -> list[tuple[str, str]]:
    """What was typed, to be sent again by the buttons of the sheet."""
    sent = [(name, request.form.get(name, "")) for name in KEPT]
    many = [(name, value) for name in KEPT_LISTS for value in request.form.getlist(name)[:MOST_REPLACED]]
    key = form.idempotency_key.data or uuid.uuid4().hex
    return [*((name, value) for name, value in sent if value), *many, ("idempotency_key", key)]


def along() -> tuple[int, ...]:
    """The resources ticked in the form, or named in the address (`with=12,15`), besides its own."""
    sent = ",".join(request.values.getlist("with")[:MOST_ALONG])[:200].split(",")
    ticked = [text for text in sent[:MOST_ALONG] if text.isdecimal() and len(text) < 13]
    return tuple(dict.fromkeys(int(text) for text in ticked))


def offered(wish: Wish, member: Member, now: datetime) -> list[Offered]:
    """What is free at some date of the wish and may come along, by kind and name; what is ticked stays."""
    main, ticked = wish.resource_ids[0], set(wish.resource_ids[1:])
    every = queries.shelf(member, abroad=True)
    home = next((shelf.pole_id for shelf in every if shelf.id == main), member.pole_id)
    shelves = [row for row in every if row.id != main and (row.zone, row.pole_id) == (wish.zone, home)]
    free = availability.free_on(shelves, [slot.span for slot in wish.slots], now, member=member)
    found = [Offered(shelf, sum(free[shelf.id]), shelf.id in ticked) for shelf in shelves]
    useful = [entry for entry in found if entry.free or entry.ticked]
    return sorted(
        useful, key=lambda entry: (not entry.ticked, entry.shelf.kind.value, reading_order(entry.shelf.name))
    )[:MOST_OFFERED]


def replaced() -> dict[str, str]:
    """Choices of the conflict sheet, date by date: `instead-2027-03-09T14:00` → `skip` or another resource and time."""
    sent = {name: value for name, value in request.form.items() if name.startswith("instead-")}
    return dict(list(sent.items())[:MOST_REPLACED])


def chosen_wishes(wish: Wish) -> list[Wish]:
    """The wish with its dates where the choices put them, then one for each date that goes to another resource.

    A time that cannot be refuses all of it.
    """
    elsewhere: list[Wish] = []
    moved: dict[datetime, Slot] = {}
    for name, value in replaced().items():
        entry = other(value)
        start = _start_of(name)
        if entry is None or start is None:
            continue
        try:
            slot = slot_at(entry.start, entry.end, wish.zone)
        except ValueError:
            raise Refused(No.CHANGED_MEANWHILE) from None
        if entry.resource_id == wish.resource_ids[0]:
            moved[start] = replace(slot, by_rule=start)
        else:
            elsewhere.append(replace(wish, resource_ids=(entry.resource_id,), slots=(slot,), rrule=None))
    slots = tuple(moved.get(slot.local_start, slot) for slot in wish.slots)
    return [replace(wish, slots=slots), *elsewhere]


def _start_of(name: str) -> datetime | None:
    try:
        start = datetime.fromisoformat(name.removeprefix("instead-"))
    except ValueError:
        return None
    return start if start.tzinfo is None else None
