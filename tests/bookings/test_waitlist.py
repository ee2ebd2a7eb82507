"""Waiting for a taken time: who is asked first, until when, and what becomes of it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions, queries, series
from mutua.bookings.actions import moving_up, waitlist
from mutua.bookings.actions.queue import expire_requests
from mutua.bookings.models import Occurrence, Scope, State
from mutua.bookings.models.waitlist import Waiting, WaitingState
from mutua.bookings.queries import waitlist as lines
from mutua.bookings.rules.waitlist import No
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.resources.models import Hold
from mutua.resources.queries import resource_for
from tests.builders import NOW, PARIS, World, at, book, sign_in

DAY = "2027-03-02"


def wait(member: Member, resource_id: int, hours: str = "09:00-10:00", *, now=NOW) -> int:
    start, end = (datetime.fromisoformat(f"{DAY} {hour}") for hour in hours.split("-"))
    with transaction(), clock.frozen(now):
        resource = resource_for(member, resource_id)
        slot = series.slot(start, end, PARIS)
        return waitlist.join_line(resource, slot, title="Atelier", member=member, now=now).id


def states() -> list[WaitingState]:
    return list(db.session.scalars(select(Waiting.state).order_by(Waiting.id)))


def letters() -> list[str]:
    return list(db.session.scalars(select(Mail.template).order_by(Mail.id)))


def cancel(member: Member, booking_id: int, now=NOW) -> None:
    with transaction():
        date = queries.booking_for(member, booking_id).occurrences[0]
        actions.cancel_occurrences(date, scope=Scope.THIS, member=member, now=now)


def test_a_cancelled_booking_is_offered_to_the_first_in_line_and_held_for_them(world: World) -> None:
    taken = book(world.ines, world.room_id, DAY, "09:00-11:00")
    first = wait(world.karim, world.room_id)
    wait(world.ines, world.room_id, "09:30-10:30", now=NOW + timedelta(minutes=1))
    cancel(world.ines, taken)
    # The second overlaps the first: it stays in line. Nobody else gets in meanwhile.
    assert states() == [WaitingState.OFFERED, WaitingState.WAITING]
    assert letters()[-1] == "bookings/offered"
    with pytest.raises(Refused):
        book(world.ines, world.room_id, DAY, "09:00-10:00")
    with transaction():
        entry = lines.waiting_for(world.karim, first)
        booking = waitlist.take_offer(entry, member=world.karim, now=NOW + timedelta(hours=1))
        number = booking.id
    held = db.session.execute(select(Hold.starts_at, Hold.ends_at)).all()
    assert [tuple(row) for row in held] == [(at(f"{DAY} 09:00"), at(f"{DAY} 10:00"))]
    assert (states(), queries.booking_for(world.karim, number).title) == (
        [WaitingState.TAKEN, WaitingState.WAITING],
        "Atelier",
    )
    # Twice is refused, and the first stays as it is.
    with pytest.raises(Refused) as refused, transaction():
        waitlist.take_offer(lines.waiting_for(world.karim, first), member=world.karim, now=NOW)
    assert refused.value.reason is No.OFFER_OVER


def test_an_offer_nobody_takes_goes_to_the_next_in_line(world: World) -> None:
    taken = book(world.ines, world.room_id, DAY, "13:00-15:00")
    first = wait(world.karim, world.room_id, "13:00-15:00")
    second = wait(world.ines, world.room_id, "13:00-15:00", now=NOW + timedelta(minutes=1))
    cancel(world.ines, taken)
    late = NOW + timedelta(hours=4)
    for now, found in (
        (late - timedelta(minutes=1), [WaitingState.OFFERED, WaitingState.WAITING]),
        (late, [WaitingState.LAPSED, WaitingState.OFFERED]),
    ):
        with transaction():
            moving_up.advance_line(now)
        assert states() == found
    assert letters()[-2:] == ["bookings/offer_lapsed", "bookings/offered"]
    with pytest.raises(Refused) as refused, transaction():
        waitlist.take_offer(lines.waiting_for(world.karim, first), member=world.karim, now=late)
    assert refused.value.reason is No.OFFER_OVER
    # Once all is told, the worker finds nothing more to do.
    with transaction():
        assert moving_up.advance_line(late) == 0
    # Whoever says no passes it on; when the time itself has come, nobody waits any more.
    with transaction():
        waitlist.leave_line(lines.waiting_for(world.ines, second), member=world.ines, now=late)
    assert (states(), db.session.scalars(select(Hold)).all()) == ([WaitingState.LAPSED, WaitingState.WITHDRAWN], [])


def test_declined_and_expired_requests_move_the_line_up(world: World) -> None:
    declined = book(world.karim, world.van_id, DAY, "09:00-10:00")
    wait(world.ines, world.van_id)
    with transaction():
        actions.decline_booking(queries.booking_for(world.ines, declined), member=world.ines, now=NOW, reason="Panne")
    assert states() == [WaitingState.OFFERED]
    expiring = book(world.karim, world.van_id, DAY, "14:00-15:00")
    wait(world.ines, world.van_id, "14:30-16:00")
    now = at(f"{DAY} 14:00")
    with transaction():
        assert expire_requests(now - timedelta(minutes=1)) == 0
        assert expire_requests(now) == 1
    found = db.session.scalar(select(Occurrence).where(Occurrence.booking_id == expiring))
    assert (found.state, found.reason, states()[1]) == (State.DECLINED, "unanswered", WaitingState.OFFERED)
    assert letters()[-2:] == ["bookings/expired", "bookings/offered"]


def test_moved_and_closed_time_is_found_by_the_worker(world: World) -> None:
    taken = book(world.karim, world.room_id, DAY, "09:00-10:00")
    wait(world.ines, world.room_id)
    with transaction():
        date = queries.booking_for(world.karim, taken).occurrences[0]
        later = series.slot(date.local_start.replace(hour=16), date.local_end.replace(hour=17), PARIS)
        actions.move_occurrence(date, later, member=world.karim, now=NOW)
    with transaction():
        assert moving_up.advance_line(NOW) == 1
    assert states() == [WaitingState.OFFERED]
    with transaction():
        moving_up.advance_line(at(f"{DAY} 09:00"))
    assert states() == [WaitingState.LAPSED]


@pytest.mark.parametrize(
    ("hours", "reason"),
    [("14:00-15:00", "free_already"), ("09:00-10:00", "waiting_already"), ("20:00-21:00", "closed")],
)
def test_why_nobody_waits_for_what_is_free_twice_or_out_of_hours(world: World, hours: str, reason: str) -> None:
    book(world.ines, world.room_id, DAY, "09:00-10:00")
    wait(world.karim, world.room_id)
    with pytest.raises(Refused) as refused:
        wait(world.nadia, world.room_id, hours)
    assert refused.value.reason == reason
    assert states() == [WaitingState.WAITING]


def test_from_the_conflict_sheet_to_the_booking(world: World, client: FlaskClient) -> None:
    taken = book(world.ines, world.room_id, DAY, "09:00-10:00")
    with clock.frozen(NOW):
        sign_in(client, world.karim)
        wanted = {"day": DAY, "from": "09:00", "to": "10:00", "people": "3", "title": "Réunion"}
        sheet = client.post(f"/p/trois-ponts/resources/{world.room_id}/bookings", data=wanted)
        assert (sheet.status_code, "Me prévenir si ce créneau se libère" in sheet.text) == (409, True)
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', sheet.text.split('class="wait"')[1]))
        joined = client.post(f"/p/trois-ponts/resources/{world.room_id}/waiting", data=fields)
        assert (joined.status_code, joined.location) == (303, "/p/trois-ponts/waiting")
        again = client.post(f"/p/trois-ponts/resources/{world.room_id}/waiting", data=fields)
        assert (again.status_code, "attend déjà ce créneau" in again.text) == (422, True)
        page = client.get("/p/trois-ponts/waiting").text
        assert "Au premier rang" in page
        number = db.session.scalar(select(Waiting.id))
        early = client.post(f"/p/trois-ponts/waiting/{number}/take")
        assert (early.status_code, "pas encore libre" in early.text) == (422, True)
        cancel(world.ines, taken)
        assert "Prendre ce créneau" in client.get("/p/trois-ponts/waiting").text
        done = client.post(f"/p/trois-ponts/waiting/{number}/take")
        assert done.status_code == 303
        assert "Réunion" in client.get(done.location).text
        assert client.post(f"/p/trois-ponts/waiting/{number}/leave").status_code == 422
