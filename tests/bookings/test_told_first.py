"""What one sees before asking: hours when nothing begins, refusals before warnings, a move that keeps its length."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mutua.bookings.hooks import Note, before_asking
from mutua.bookings.models import Booking, Occurrence, Wish
from mutua.kernel import clock
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.resources.models import Hold
from tests.builders import NOW, World, at, book, sign_in

P = "/p/trois-ponts"
DAY = "2027-03-02"
FORM = {"day": DAY, "from": "14:00", "to": "16:00", "title": "Atelier", "people": "4", "repeat": "once", "note": ""}


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def always(wish: Wish, **_: object) -> list[Note]:
    return [Note("waiting", "Beaucoup de monde", "Une issue de plus")]


def counts() -> list[int]:
    tables = (Booking, Occurrence, Hold, Mail, AuditRow)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_what_cannot_be_had_is_refused_before_anything_is_warned_of(world: World, client: FlaskClient) -> None:
    book(world.ines, world.room_id, DAY, "14:00-16:00")
    sign_in(client, world.karim)
    address = f"{P}/resources/{world.room_id}/bookings"
    before = counts()
    with before_asking.connected_to(always):
        taken = client.post(address, data=FORM)
        many = client.post(address, data={**FORM, "day": "2027-03-03", "people": "99"})
        warned = client.post(address, data={**FORM, "day": "2027-03-03"})
        assert counts() == before  # nothing of it was kept
        booked = client.post(address, data={**FORM, "day": "2027-03-03", "warned": "1"})
    assert (taken.status_code, "Beaucoup de monde" in taken.text) == (409, False)
    assert (many.status_code, "Beaucoup de monde" in many.text, "Confirmer quand même" in many.text) == (
        422,
        False,
        False,
    )
    assert (warned.status_code, "<strong>Beaucoup de monde</strong><br>Une issue de plus" in warned.text) == (422, True)
    assert booked.status_code == 303


def test_a_date_moved_to_another_day_keeps_its_length(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.van_id, DAY, "10:00-12:00")
    sign_in(client, world.karim)
    night = {**FORM, "day": "2027-03-05", "from": "22:00", "to": "06:00", "until": "2027-03-06"}
    assert client.post(f"{P}/resources/{world.van_id}/bookings", data=night).status_code == 303
    rows = db.session.execute(select(Occurrence.booking_id, Occurrence.id).order_by(Occurrence.id)).all()
    dates = dict(rows)
    short, long = (f"{P}/bookings/{booking}/dates/{date}/move" for booking, date in dates.items())
    field = re.search(r'<input[^>]*name="until"[^>]*>', client.get(short).text)[0]
    assert "value=" not in field or 'value=""' in field
    assert 'value="2027-03-06"' in re.search(r'<input[^>]*name="until"[^>]*>', client.get(long).text)[0]
    assert (
        client.post(short, data={"day": "2027-03-01", "from": "10:00", "to": "12:00", "until": ""}).status_code == 303
    )
    moved = db.session.get(Occurrence, dates[number], populate_existing=True)
    assert (f"{moved.local_start:%d %H}", f"{moved.local_end:%d %H}") == ("01 10", "01 12")


def test_hours_when_nothing_begins_are_told_apart(world: World, client: FlaskClient) -> None:
    """The room opens from 8 to 19 on weekdays."""
    sign_in(client, world.karim)
    address = f"{P}/resources/{world.room_id}/events?start=2027-03-01T00:00:00&end=2027-03-07T00:00:00"
    assert client.get(address).json == []
    shut = {(row["start"][8:13], row["end"][8:13]) for row in client.get(f"{address}&shut=1").json}
    assert {("02T00", "02T08"), ("02T19", "03T00"), ("06T00", "07T00")} <= shut
    with clock.frozen(at("2027-03-01 10:20")):
        later = {(row["start"][8:13], row["end"][8:]) for row in client.get(f"{address}&shut=1").json}
    assert ("01T00", "01T10:21:00") in later
