"""Many at the same moment: exactly one takes an offer, answers a request; nobody slips in before the next in line."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select

from mutua.bookings import actions, queries
from mutua.bookings.actions import waitlist
from mutua.bookings.models import LIVE, Booking, Occurrence, Scope, State
from mutua.bookings.models.waitlist import Waiting, WaitingState
from mutua.bookings.queries import waitlist as lines
from mutua.bookings.rules import No
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.kernel.transaction import transaction
from tests.bookings.test_waitlist import wait
from tests.builders import NOW, World, book, wish

RIVALS = 12
DAY = "2027-03-02"


def all_at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """What each said: `done`, or the code of its refusal; each in a session and a transaction of its own."""
    gate = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        with app.app_context():
            gate.wait(timeout=30)
            try:
                with refusing_stale(No.CHANGED_MEANWHILE), transaction():
                    act()
            except Refused as refused:
                return str(refused.reason)
            finally:
                db.session.remove()
        return "done"

    db.session.remove()
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_an_offer_is_taken_once(app: Flask, world: World) -> None:
    for hours in ("09:00-10:00", "11:00-12:00"):
        taken = book(world.ines, world.room_id, DAY, hours)
        number = wait(world.karim, world.room_id, hours)
        with transaction():
            date = queries.booking_for(world.ines, taken).occurrences[0]
            actions.cancel_occurrences(date, scope=Scope.THIS, member=world.ines, now=NOW)

        def take(number: int = number) -> None:
            waitlist.take_offer(lines.waiting_for(world.karim, number), member=world.karim, now=NOW)

        assert Counter(all_at_once(app, *[take] * RIVALS)) == Counter({"done": 1, "offer_over": RIVALS - 1})
    booked = select(func.count()).select_from(Booking).where(Booking.structure_id == world.fournil_id)
    assert db.session.scalar(booked) == 2


def test_two_answers_to_one_request_leave_one(app: Flask, world: World) -> None:
    for hours in ("09:00-10:00", "14:00-15:00"):
        number = book(world.karim, world.van_id, DAY, hours)

        def accept(number: int = number) -> None:
            actions.approve_booking(queries.booking_for(world.ines, number), member=world.ines, now=NOW)

        def refuse(number: int = number) -> None:
            actions.decline_booking(queries.booking_for(world.ines, number), member=world.ines, now=NOW)

        answers = all_at_once(app, *[accept, refuse] * (RIVALS // 2))
        assert answers.count("done") == 1
        assert set(answers) <= {"done", "already_decided", "changed_meanwhile"}
        state = db.session.scalar(select(Occurrence.state).where(Occurrence.booking_id == number))
        assert state is (State.CONFIRMED if answers.index("done") % 2 == 0 else State.DECLINED)
    assert queries.lines_with_wrong_holds() == []


def test_nobody_slips_in_between_a_cancellation_and_the_next_in_line(app: Flask, world: World) -> None:
    taken = book(world.ines, world.room_id, DAY, "09:00-10:00")
    wait(world.karim, world.room_id)

    def cancel() -> None:
        date = queries.booking_for(world.ines, taken).occurrences[0]
        actions.cancel_occurrences(date, scope=Scope.THIS, member=world.ines, now=NOW)

    def slip_in() -> None:
        actions.request_booking(wish(world.ines, world.room_id, DAY, "09:00-10:00"), member=world.ines, now=NOW)

    said = all_at_once(app, cancel, *[slip_in] * (RIVALS - 1))
    assert Counter(said) == Counter({"done": 1, "slot_taken": RIVALS - 1})
    live = select(func.count()).select_from(Occurrence).where(Occurrence.state.in_(LIVE))
    assert (db.session.scalar(live), db.session.scalar(select(Waiting.state))) == (0, WaitingState.OFFERED)
