"""Series over both clock changes: the page, the letter, the feed, another parser and another program say the same."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
import vobject
from dateutil.rrule import rruleset
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from mutua.bookings import actions, queries, series
from mutua.bookings.models import Occurrence, Scope, Slot, Wish
from mutua.calendars.actions import choose_way, make_feed
from mutua.calendars.models import FeedKind, Way
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from tests.builders import PARIS, World, at, book, on, sign_in
from tests.calendars import node
from tests.calendars.stage import KHAL, run
from tests.calendars.test_invitations import letters

EARLY = at("2026-09-01 09:00")
Spans = list[tuple[str, str]]
MONTHS = [
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip
# (resource, first day, hours on the wall clock, rule)
WEEKLY = ("desks", "2026-10-20", "09:00-10:00", "FREQ=WEEKLY;COUNT=25")
THE_31ST = ("desks", "2026-10-31", "14:00-15:00", "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=5")
FIFTH_FRIDAY = ("desks", "2026-10-30", "16:00-17:00", "FREQ=MONTHLY;BYDAY=5FR;COUNT=3")
AUTUMN_NIGHT = ("van", "2026-10-24", "20:00-08:00", None)
SPRING_NIGHT = ("van", "2027-03-27", "20:00-08:00", None)
EVERY = (WEEKLY, THE_31ST, FIFTH_FRIDAY, AUTUMN_NIGHT, SPRING_NIGHT)


def written(moment: datetime) -> str:
    return (moment.astimezone(ZoneInfo(PARIS)) if moment.tzinfo else moment).strftime("%Y-%m-%d %H:%M")


def make(world: World, number: int, resource: str, day: str, hours: str, rule: str | None) -> int:
    resource_id = {"desks": world.desks_id, "van": world.van_id}[resource]
    start, end = hours.split("-")
    if end < start:
        with transaction():
            first = datetime.fromisoformat(f"{day} {start}")
            last = datetime.fromisoformat(f"{day} {end}") + timedelta(days=1)
            made = actions.request_booking(night(world, resource_id, first, last, number), member=world.ines, now=EARLY)
            return made.id
    return book(world.ines, resource_id, day, hours, now=EARLY, rrule=rule, title=f"Suite {number}")


def night(world: World, resource_id: int, first: datetime, last: datetime, number: int) -> Wish:
    slots = series.slots(first, last, PARIS, None)
    return Wish((resource_id,), world.couture_id, slots, PARIS, title=f"Suite {number}")


def shown(page: str) -> Spans:
    """Starts and ends as the booking's own page says them, cancelled dates left out."""
    found = []
    for item in re.findall(r"<li><span class=\"mu-hour\">.*?</li>", page, re.S):
        if "Annulée" in item:
            continue
        start, end = re.findall(r"<b>([\d:]+)</b><span>([\d:]+)</span>", item)[0]
        day = parsed(unescape(re.findall(r"<strong>(.*?)</strong>", item)[0]))
        last = day + timedelta(days="jusqu’au" in item)
        found.append((f"{day:%Y-%m-%d} {start:0>5}", f"{last:%Y-%m-%d} {end:0>5}"))
    return sorted(found)


def parsed(text: str) -> datetime:
    number, month, year = re.findall(r"(\d+)(?:er)?\s(\S+)\s(\d{4})", text.replace("\xa0", " "))[0]
    return datetime(int(year), MONTHS.index(month) + 1, int(number))


def kept(number: int) -> Spans:
    query = select(Occurrence.starts_at, Occurrence.ends_at).where(Occurrence.booking_id == number)
    return sorted((written(start), written(end)) for start, end in db.session.execute(query))


def by_icalendar(calendar: Calendar, title: str) -> Spans:
    events = recurring_ical_events.of(calendar).between(datetime(2026, 9, 1), datetime(2027, 9, 1))
    mine = [event for event in events if title in str(event["SUMMARY"])]
    return sorted((written(event["DTSTART"].dt), written(event["DTEND"].dt)) for event in mine)


def by_vobject(text: str, title: str) -> Spans:
    """A parser that shares no code with the one above; overrides are put in place as RFC 5545 3.8.4.4 says."""
    events = [one for one in vobject.readOne(text).vevent_list if title in one.summary.value]
    moved = {written(one.recurrence_id.value): one for one in events if hasattr(one, "recurrence_id")}
    found = []
    for event in events:
        if hasattr(event, "recurrence_id"):
            found.append((written(event.dtstart.value), written(event.dtend.value)))
            continue
        wall = [written(start) for start in starts_of(event)]
        length = event.dtend.value.replace(tzinfo=None) - event.dtstart.value.replace(tzinfo=None)
        found += [(start, written(datetime.fromisoformat(start) + length)) for start in wall if start not in moved]
    return sorted(found)


def by_ical_js(text: str, title: str) -> Spans:
    rows = node.ical_js(text)["dates"]
    return sorted(tuple(written(datetime.fromisoformat(at)) for at in row[1:]) for row in rows if title in row[0])


def starts_of(event: object) -> list[datetime] | rruleset:
    dates = event.getrruleset(addRDate=True)  # type: ignore[attr-defined]
    return list(dates) if dates else [event.dtstart.value]  # type: ignore[attr-defined]


@pytest.mark.once
def test_page_letter_feed_and_two_other_programs_agree(
    app: Flask, client: FlaskClient, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # vobject keeps the zones of every calendar that this process has read: here ours alone.
    monkeypatch.setattr(vobject.icalendar, "__tzidMap", {"UTC": vobject.icalendar.utc})
    with transaction():
        choose_way(Way.BOTH, member=world.ines, now=EARLY)
        token = make_feed(FeedKind.PERSON, member=world.ines, now=EARLY)
    numbers = [make(world, place, *wanted) for place, wanted in enumerate(EVERY)]
    with transaction():
        dates = queries.booking_for(world.ines, numbers[0]).occurrences  # type: ignore[union-attr]
        slot = Slot(datetime(2026, 10, 27, 11), datetime(2026, 10, 27, 12), on("2026-10-27", "11:00-12:00"))
        actions.move_occurrence(dates[1], slot, member=world.ines, now=EARLY + timedelta(minutes=1))
        actions.cancel_occurrences(dates[3], scope=Scope.THIS, member=world.ines, now=EARLY + timedelta(minutes=2))
    with transaction():
        again = queries.booking_for(world.ines, numbers[0]).occurrences[3]  # type: ignore[union-attr]
        actions.retry_occurrence(again, member=world.ines, now=EARLY + timedelta(minutes=3))
    truth = [kept(number) for number in numbers]
    assert truth[0][:4] == [
        ("2026-10-20 09:00", "2026-10-20 10:00"), ("2026-10-27 11:00", "2026-10-27 12:00"),
        ("2026-11-03 09:00", "2026-11-03 10:00"), ("2026-11-10 09:00", "2026-11-10 10:00"),
    ]  # fmt: skip
    assert (len(truth[0]), truth[0][-1]) == (25, ("2027-04-06 09:00", "2027-04-06 10:00"))
    assert [start[:10] for start, _end in truth[1]] == [
        "2026-10-31", "2026-12-31", "2027-01-31", "2027-03-31", "2027-05-31",
    ]  # fmt: skip
    assert [start[:10] for start, _end in truth[2]] == ["2026-10-30", "2027-01-29", "2027-04-30"]
    assert truth[3:] == [
        [("2026-10-24 20:00", "2026-10-25 08:00")], [("2027-03-27 20:00", "2027-03-28 08:00")],
    ]  # fmt: skip

    with clock.frozen(EARLY + timedelta(minutes=4)):
        sign_in(client, world.ines)
        pages = [shown(client.get(f"/p/trois-ponts/bookings/{number}").text) for number in numbers]
        feed = app.test_client().get(f"/calendars/{token}.ics").data
    assert pages == truth
    titles = [f"Suite {place}" for place in range(len(EVERY))]
    assert [by_icalendar(Calendar.from_ical(feed), title) for title in titles] == truth
    assert [by_vobject(feed.decode(), title) for title in titles] == truth
    assert [by_ical_js(feed.decode(), title) for title in titles] == truth
    assert [by_letter(app, title) for title in titles] == truth
    assert [by_khal(tmp_path, feed, title) for title in titles] == truth


def by_letter(app: Flask, title: str) -> Spans:
    """The last invitation of each."""
    last = [events for _method, _message, events in letters(app) if any(title in str(e["SUMMARY"]) for e in events)][-1]
    calendar = Calendar()
    for event in last:
        calendar.add_component(event)  # type: ignore[arg-type]
    return by_icalendar(calendar, title)


def by_khal(folder: Path, feed: bytes, title: str) -> Spans:
    """The program itself, from one file an event as it keeps them."""
    if not (folder / "khal.conf").exists():
        (folder / "khal.conf").write_text(KHAL.format(folder=folder, resource=1))
        kept_in = folder / "calendars" / "resource-1"
        kept_in.mkdir(parents=True)
        whole = Calendar.from_ical(feed)
        for uid in {str(event["UID"]) for event in whole.walk("VEVENT")}:
            one = Calendar.from_ical(feed)
            one.subcomponents = [part for part in one.subcomponents if part.name != "VEVENT" or part["UID"] == uid]
            (kept_in / f"{uid}.ics").write_bytes(one.to_ical())
        line = "{start-date-long} {start-time}|{end-date-long} {end-time}|{title}"
        listing = ("khal", "-c", str(folder / "khal.conf"), "list", "--day-format", "", "--format", line)
        (folder / "seen.txt").write_text(run(folder, *listing, "2026-09-01", "365d"))
    rows = [row.split("|") for row in (folder / "seen.txt").read_text().splitlines() if row.count("|") == 2]
    return sorted({(start, end) for start, end, name in rows if title in name})
