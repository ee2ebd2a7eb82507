"""Feeds made and read in tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from icalendar.cal import Component
from werkzeug.test import TestResponse

from mutua.calendars.actions import make_feed
from mutua.calendars.models import FeedKind
from mutua.calendars.views import feeds as doors
from mutua.calendars.views.kept import KeptBodies, Pace
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.resources.models import Resource, Shown
from tests.builders import NOW, World, book

LATER = NOW + timedelta(hours=2)

Reader = Callable[..., list[Component]]


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "bodies", KeptBodies())
    monkeypatch.setattr(doors, "pace", Pace())


def feed(member: Member, kind: str = "person", *, now: datetime = NOW, **options: object) -> str:
    """A committed feed; its address."""
    with transaction():
        return f"/calendars/{make_feed(FeedKind(kind), member=member, now=now, **options)}.ics"


def room_feed(member: Member, resource_id: int, **options: object) -> str:
    return feed(member, "resource", resource_id=resource_id, **options)


def parsed(body: bytes) -> list[Component]:
    """The VEVENTs, read by the icalendar library; what it finds wrong fails."""
    calendar = Calendar.from_ical(body)
    assert not calendar.errors
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    events = list(calendar.walk("VEVENT"))
    assert not any(event.errors for event in events)
    return events


@pytest.fixture
def read(client: FlaskClient) -> Reader:
    """`read(address)`: its events."""

    def events(address: str, *, now: datetime = NOW) -> list[Component]:
        with clock.frozen(now):
            answer = client.get(address)
        assert answer.status_code == 200, answer.text
        return parsed(answer.data)

    return events


def told(events: list[Component]) -> list[tuple[str, ...]]:
    """(summary, status, start) of each."""
    return [(str(e.get("SUMMARY", "")), str(e["STATUS"]), f"{e['DTSTART'].dt:%m-%d %H:%M}") for e in events]


def get(client: FlaskClient, address: str, now: datetime = LATER, **headers: str) -> TestResponse:
    with clock.frozen(now):
        return client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})


def show(resource_id: int, shown: Shown) -> None:
    with transaction():
        db.session.get(Resource, resource_id).shown = shown


def some_bookings(world: World) -> None:
    book(world.karim, world.room_id, "2027-03-22", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=3", title="Atelier, pain")
    book(world.nadia, world.room_id, "2027-03-02", "18:00-19:00", note="Clé : à l’accueil")
    book(world.ines, world.room_id, "2027-03-03", "09:00-12:00", title="Couture")
    book(world.karim, world.van_id, "2027-03-04", "09:00-12:00")
