"""Three parsers read the same events, three engines expand the same dates, over both clock changes.

icalendar with recurring-ical-events, vobject with dateutil, and ical.js; the truth is what was held.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import recurring_ical_events
import vobject
from dateutil.rrule import rruleset
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from mutua.bookings import actions as bookings
from mutua.bookings import queries, series
from mutua.bookings.models import LIVE, Occurrence, Scope, Wish
from mutua.calendars import feed
from mutua.calendars.feed import CalendarFacts, EventFacts, OccurrenceFacts, Status
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.timespan import moment
from mutua.kernel.transaction import transaction
from mutua.pole.models import Pole
from tests.builders import World
from tests.calendars import node
from tests.calendars.conftest import feed as feed_of

ZONES = ("Europe/Paris", "America/Martinique", "Indian/Reunion", "Pacific/Noumea", "America/Miquelon")
FIRST, LAST = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC)
Dates = list[tuple[str, str, str]]


def date(zone: str, was: datetime, start: datetime, end: datetime) -> OccurrenceFacts:
    return OccurrenceFacts(
        was=was, start=start, end=end, starts_at=moment(start, zone), ends_at=moment(end, zone), status=Status.CONFIRMED
    )


def weekly(zone: str, uid: str, first: datetime, length: timedelta, weeks: int) -> tuple[EventFacts, Dates]:
    """Weekly: the third date left out, the fifth moved by four hours; and the dates that stand."""
    starts = [first + timedelta(weeks=week) for week in range(weeks)]
    dates = [date(zone, start, start, start + length) for start in starts if start != starts[2]]
    moved = starts[4] + timedelta(hours=4)
    dates[3] = date(zone, starts[4], moved, moved + length)
    facts = EventFacts(
        uid=uid, sequence=0, status=Status.CONFIRMED, summary=uid, zone=zone, start=first, end=first + length,
        starts_at=moment(first, zone), ends_at=moment(first + length, zone), changed_at=FIRST, created_at=FIRST,
        rrule=f"FREQ=WEEKLY;COUNT={weeks}", exdates=(starts[2],),
    )  # fmt: skip
    written = EventFacts(**{name: getattr(facts, name) for name in facts.__slots__} | {
        "overrides": feed.overrides_of(facts, dates)})  # fmt: skip
    return written, sorted((uid, told(row.starts_at), told(row.ends_at)) for row in dates)


def told(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def body_of(zone: str) -> tuple[str, Dates]:
    """A morning and a night over the autumn change and the one of spring; the zone by its VTIMEZONE alone."""
    hour, night = timedelta(hours=1), timedelta(hours=12)
    made = [
        weekly(zone, "matin", datetime(2026, 10, 19, 9), hour, 26),
        weekly(zone, "nuit", datetime(2026, 9, 26, 20), night, 28),
        weekly(zone, "printemps", datetime(2027, 2, 27, 20), night, 9),
    ]
    facts = CalendarFacts(name=zone, zone=zone)
    whole = feed.calendar(facts, [feed.event(one) for one, _dates in made])
    return whole.decode(), sorted(row for _one, dates in made for row in dates)


def by_icalendar(text: str) -> Dates:
    found = recurring_ical_events.of(Calendar.from_ical(text)).between(FIRST, LAST)
    return sorted((str(one["SUMMARY"]), told(one["DTSTART"].dt), told(one["DTEND"].dt)) for one in found)


def by_vobject(text: str) -> Dates:
    events = vobject.readOne(text).vevent_list
    own = {(one.uid.value, one.recurrence_id.value): one for one in events if hasattr(one, "recurrence_id")}
    found = [(one.summary.value, told(one.dtstart.value), told(one.dtend.value)) for one in own.values()]
    for one in events:
        if hasattr(one, "recurrence_id"):
            continue
        length = one.dtend.value.replace(tzinfo=None) - one.dtstart.value.replace(tzinfo=None)
        dates: rruleset = one.getrruleset(addRDate=True)
        zone = one.dtstart.value.tzinfo
        for start in dates:
            if (one.uid.value, start) not in own:
                end = (start.replace(tzinfo=None) + length).replace(tzinfo=zone)
                found.append((one.summary.value, told(start), told(end)))
    return sorted(found)


@pytest.mark.once
def test_three_parsers_and_three_engines_agree_in_every_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    # vobject keeps the zones of every calendar that this process has read: here ours alone.
    monkeypatch.setattr(vobject.icalendar, "__tzidMap", {"UTC": vobject.icalendar.utc})
    bodies = {zone: body_of(zone) for zone in ZONES}
    span = {"from": told(FIRST), "to": told(LAST)}
    answers = node.told("ical.mjs", [{"ics": text, **span} for text, _truth in bodies.values()])
    for (zone, (text, truth)), by_ical_js in zip(bodies.items(), answers, strict=True):
        assert [tuple(row) for row in by_ical_js["dates"]] == truth, zone
        assert by_icalendar(text) == truth, zone
        assert by_vobject(text) == truth, zone
        parsed = [
            (str(one["UID"]), told(one["RECURRENCE-ID"].dt) if "RECURRENCE-ID" in one else "", told(one["DTSTART"].dt))
            for one in Calendar.from_ical(text).walk("VEVENT")
        ]
        other = [
            (one.uid.value, told(one.recurrence_id.value) if hasattr(one, "recurrence_id") else "",
             told(one.dtstart.value))
            for one in vobject.readOne(text).vevent_list
        ]  # fmt: skip
        assert sorted(parsed) == sorted(other) == sorted(tuple(row[:3]) for row in by_ical_js["events"]), zone


@pytest.mark.once
@pytest.mark.parametrize("zone", ["America/Martinique", "Indian/Reunion", "Pacific/Noumea"])
def test_three_engines_read_what_was_booked_overseas_from_its_feed(
    zone: str, client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pole is there: booked by its clocks, one date moved and one given up, read by its secret address."""
    monkeypatch.setattr(vobject.icalendar, "__tzidMap", {"UTC": vobject.icalendar.utc})
    early, asked = (
        datetime(2026, 9, 1, 12, tzinfo=UTC),
        [("matin", 9, 1, world.desks_id), ("nuit", 20, 12, world.van_id)],
    )
    with transaction():
        db.session.get(Pole, world.pole_id).zone = zone  # type: ignore[union-attr]
    for title, hour, length, resource_id in asked:
        first = datetime(2026, 10, 20, hour)
        slots = series.slots(first, first + timedelta(hours=length), zone, "FREQ=WEEKLY;COUNT=26")
        wish = Wish((resource_id,), world.couture_id, slots, zone, title=title, rrule="FREQ=WEEKLY;COUNT=26")
        with transaction():
            number = bookings.request_booking(wish, member=world.ines, now=early).id
        with transaction():
            dates = queries.booking_for(world.ines, number).occurrences  # type: ignore[union-attr]
            start = dates[4].local_start - timedelta(hours=1)
            slot = series.slot(start, start + timedelta(hours=length), zone)
            bookings.move_occurrence(dates[4], slot, member=world.ines, now=early)
            bookings.cancel_occurrences(dates[7], scope=Scope.THIS, member=world.ines, now=early)
    with clock.frozen(early):
        text = client.get(feed_of(world.ines, now=early)).text
    live = db.session.scalars(select(Occurrence).where(Occurrence.state.in_(LIVE)))
    truth = sorted((told(row.starts_at), told(row.ends_at)) for row in live)
    assert len(truth) == 50
    assert f"TZID={zone}:20261020T090000" in text
    by_ical_js = node.ical_js(text, told(FIRST), told(LAST))["dates"]
    for rows in (by_icalendar(text), by_vobject(text), by_ical_js):
        standing = [row for row in rows if tuple(row[1:]) in set(truth)]
        assert sorted(tuple(row[1:]) for row in standing) == truth
        gone = [row for row in rows if row not in standing]
        assert len(gone) in (0, 2)  # the date given up is told as STATUS:CANCELLED, which two of them leave in
