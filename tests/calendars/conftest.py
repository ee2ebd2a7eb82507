"""Feeds made and read in tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from icalendar.cal import Component

from mutua.calendars.actions import make_feed
from mutua.calendars.models import FeedKind
from mutua.calendars.views import feeds as doors
from mutua.calendars.views.kept import KeptBodies, Pace
from mutua.kernel import clock
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from tests.builders import NOW

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
