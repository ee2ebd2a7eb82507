"""At the same instant, several people confirm, one form is sent twice, two workers look: one posting, one exchange."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from mutua.bookings import actions as bookings
from mutua.exchanges import actions, queries
from mutua.exchanges.models import Exchange, Posting
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from tests.builders import World, at, book
from tests.exchanges.builders import LATER, confirm, draft, load, post, propose

AFTER = at("2027-03-20 12:00")


def together(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """Each act in a thread and application context of its own, released at once; refusals are answers."""
    gate = Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        with app.app_context():
            gate.wait(10)
            try:
                return act()
            except Refused as refused:
                return refused.reason
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(Posting)) or 0


def test_several_people_confirm_at_one_instant_and_one_pair_is_posted(app: Flask, world: World) -> None:
    for before in range(3):
        number = propose(world)
        acts = [
            lambda member=member, number=number: confirm(member, number) for member in (world.karim, world.nadia) * 4
        ]
        answers = together(app, *acts)
        assert answers.count(True) == 1, answers
        assert entries() == 2 * (before + 1)
    assert queries.broken() == []


def test_one_form_sent_eight_times_proposes_once(app: Flask, world: World) -> None:
    wanted = draft(world.fournil_id, key="pressed twice")

    def send() -> int:
        with transaction():
            return actions.propose(wanted, member=world.ines, now=LATER).id

    answers = together(app, *[send] * 8)
    assert db.session.scalar(select(func.count()).select_from(Exchange)) == 1
    assert any(isinstance(answer, int) for answer in answers)


def test_two_workers_propose_a_finished_line_once(app: Flask, world: World) -> None:
    book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", rrule="FREQ=DAILY;COUNT=3")
    with transaction():
        bookings.finish_past(AFTER)

    def work() -> int:
        with transaction():
            return actions.propose_from_finished(AFTER)

    together(app, *[work] * 4)
    assert db.session.scalar(select(func.count()).select_from(Exchange)) == 3


def test_both_sides_undo_at_once_and_one_reversal_stands(app: Flask, world: World) -> None:
    number = post(world)

    def undo(member: object) -> int:
        with transaction():
            return actions.propose_reversal(load(member, number, lock=True), "", member=member, now=LATER).id

    answers = together(app, lambda: undo(world.ines), lambda: undo(world.karim))
    assert len([answer for answer in answers if isinstance(answer, int)]) == 1
    assert queries.broken() == []
