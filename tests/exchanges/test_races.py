"""At the same instant, several people confirm, one form is sent twice, two workers look: one posting, one exchange."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mutua.bookings import actions as bookings
from mutua.exchanges import actions, queries
from mutua.exchanges.models import Every, Exchange, Habit, Posting, Reminder, State, UnitCode
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.resources.models import Kind
from tests.builders import World, at, book, sign_in
from tests.exchanges.builders import DAY, LATER, confirm, draft, leg, load, post, propose

BACK = leg(2, kind=Kind.PREMISES, unit=UnitCode.HALF_DAY, title="Salle")

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


def test_two_people_press_confirm_at_one_instant_on_the_page(app: Flask, world: World) -> None:
    """Karim and Nadia, each signed in, three presses each; the link of the letter only opens the page, twice too."""
    with clock.frozen(LATER):
        number = propose(world)
        sha = load(world.karim, number).current.sha256
        link = db.session.scalars(select(Mail).where(Mail.template == "exchanges/proposed")).one().facts["path"]
        db.session.commit()
        clients = [sign_in(app.test_client(), member) for member in (world.karim, world.nadia) for _ in range(3)]
        for client in clients[:2] * 2:
            assert client.get(link).status_code == 200
            assert client.head(link).status_code == 200
        assert entries() == 0

        def press(client: FlaskClient) -> int:
            return client.post(f"{link}/confirm", data={"version_sha256": sha}).status_code

        answers = together(app, *[lambda client=client: press(client) for client in clients])
    assert sorted(answers) == [303] + [409] * 5
    db.session.rollback()  # another look than the one before the race
    assert entries() == 2
    assert queries.broken() == []


def test_the_worker_runs_twice_and_silence_posts_once(app: Flask, world: World) -> None:
    """Letters, assent by delay, expiry and what comes back: four workers at each moment, each thing once."""
    with transaction():
        actions.set_rules(delay_days=10, no_show=False, late_hours=None, member=world.lucie, now=LATER)
        habit = Habit(world.fournil_id, True, leg(30), Every.WEEK, DAY + timedelta(days=60))
        actions.set_up(habit, member=world.ines, now=LATER)
        actions.propose(draft(world.fournil_id, counterpart=BACK), member=world.ines, now=LATER)  # only expires
    propose(world)

    def work(days: int) -> int:
        with transaction():
            now = LATER + timedelta(days=days)
            return actions.remind_and_assent(now) + actions.propose_standing(now) + actions.expire_past(now)

    for days in (4, 7, 11, 46):
        answers = together(app, *[lambda days=days: work(days)] * 4)
        assert all(isinstance(answer, int) for answer in answers)
    assert entries() == 2
    assert db.session.scalar(select(func.count()).select_from(Reminder)) == 2
    uids = list(db.session.scalars(select(Exchange.uid).where(Exchange.habit_id.is_not(None))))
    assert len(uids) == len(set(uids)) == 8
    states = [row.state for row in db.session.scalars(select(Exchange).where(Exchange.deal_id.is_not(None)))]
    assert states == [State.EXPIRED] * 2
    assert queries.broken() == []
