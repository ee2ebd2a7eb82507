"""Opening hours as other programs read them (VAVAILABILITY, RFC 7953), day by day, holidays and exceptions included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.orm import selectinload

from mutua.calendars.feed import OpeningFacts, availability, bare
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.resources.models import Resource
from tests.builders import World
from tests.calendars.davs import CALDAV, Program, password_of

FIRST, LAST = date(2027, 3, 1), date(2028, 2, 29)
Days = dict[date, list[tuple[int, int]]]


def hours(day: date) -> list[tuple[int, int]]:
    """Weekdays in two halves, a Saturday by exception, closed at Ascension, open at night in August."""
    if day in (date(2027, 5, 6), date(2027, 5, 7)):
        return []
    if day == date(2027, 6, 12):
        return [(600, 1440)]
    if day.month == 8:
        return [(0, 1440)]
    return [(480, 720), (840, 1140)] if day.weekday() < 5 else []


def read(body: bytes) -> Days:
    """What a program works out of it: each local day with its hours."""
    found: Days = {}
    (outer,) = Calendar.from_ical(body).walk("VAVAILABILITY")
    assert str(outer["BUSYTYPE"]) == "BUSY-UNAVAILABLE"
    for part in outer.walk("AVAILABLE"):
        start, end = part["DTSTART"].dt.replace(tzinfo=None), part["DTEND"].dt.replace(tzinfo=None)
        starts = [start]
        if "RRULE" in part:
            given = part.get("EXDATE", [])
            gone = {entry.dt.replace(tzinfo=None) for one in (given if isinstance(given, list) else [given])
                    for entry in one.dts}  # fmt: skip
            starts = [one for one in rrulestr(part["RRULE"].to_ical().decode(), dtstart=start) if one not in gone]
        for one in starts:
            first = one.hour * 60 + one.minute
            found.setdefault(one.date(), []).append((first, first + (end - start) // timedelta(minutes=1)))
    return {day: sorted(slots) for day, slots in found.items()}


@pytest.mark.parametrize("zone", ["Europe/Paris", "Pacific/Noumea", "UTC"])
def test_every_day_of_a_year_opens_as_it_does_here(zone: str) -> None:
    facts = OpeningFacts(uid="o", zone=zone, changed_at=datetime(2027, 1, 1, tzinfo=UTC), first=FIRST, last=LAST)
    body = bare([availability(facts, hours)])
    assert (b"BEGIN:VTIMEZONE" in body) == (zone != "UTC")
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    assert read(body) == {day: slots for day in days if (slots := hours(day))}
    assert body.count(b"BEGIN:AVAILABLE") == 30  # by weeks, but for days that open as few others do


@pytest.mark.once
def test_the_calendar_of_a_resource_tells_its_hours_when_asked(world: World, client: FlaskClient) -> None:
    karim, name = Program(client, world.karim, password_of(world.karim)), f"{CALDAV}calendar-availability"
    room, mine = karim.at(world.room_id), karim.at("mine")
    told = karim.props(room, name)[room][name].text or ""
    with transaction():
        opening = db.session.get(Resource, world.room_id, options=[selectinload(Resource.hours)]).opening
        days = read(told.replace("\r\n", "\n").replace("\n", "\r\n").encode())
        assert days
        assert all(list(opening.on(day)) == slots for day, slots in days.items())
        assert not any(opening.on(date(2027, 3, 1) + timedelta(days=number)) for number in range(500)
                       if date(2027, 3, 1) + timedelta(days=number) not in days)  # fmt: skip
    assert name not in karim.props(mine, name)[mine]
    assert "calendar-availability" not in karim.ask("PROPFIND", room, Depth="0").text
