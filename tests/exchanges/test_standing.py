"""What is given to several at once, and what comes back by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from mutua.exchanges import actions, queries, rules
from mutua.exchanges.models import Every, Exchange, GroupSession, Habit, Leg, Session, StandingExchange, UnitCode
from mutua.exchanges.rules import No
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.resources.models import Kind
from mutua.web.mailing import render
from tests.builders import World, add_structure, sign_in
from tests.exchanges.builders import DAY, HOURS, LATER, confirm, hour_register
from tests.exchanges.test_races import together

ROOT = "/p/trois-ponts/exchanges"
DESK = Leg(Kind.DESK, UnitCode.HALF_DAY, 1, date(2027, 3, 9), "Poste du mardi")


@pytest.fixture(autouse=True)
def _today(app: object) -> Iterator[None]:
    with clock.frozen(LATER):
        yield


def third(world: World) -> int:
    with transaction():
        pole = pole_queries.pole_by_slug("trois-ponts")
        assert pole is not None
        made = add_structure(pole, "Le Rucher")
        db.session.flush()
        return made.id


def session(*numbers: int, quantity: int = 90, leg: Leg = HOURS) -> Session:
    return Session(tuple((number, quantity) for number in numbers), leg, "séance")


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_session_is_one_source_and_an_exchange_for_each_confirmed_apart(world: World) -> None:
    rucher = third(world)
    for _twice in range(2):  # the form is sent twice
        with transaction():
            made = actions.hold_session(session(world.fournil_id, rucher), member=world.ines, now=LATER)
            assert [(row.giver_id, row.receiver_id, row.current.quantity) for row in made] == [
                (world.couture_id, world.fournil_id, 90),
                (world.couture_id, rucher, 90),
            ]
            first = made[0].id
    assert (count(GroupSession), count(Exchange)) == (1, 2)
    assert confirm(world.karim, first)
    assert hour_register(world.ines) == (90, 0)
    assert queries.broken() == []


@pytest.mark.parametrize(
    ("who", "leg", "reason"),
    [
        (["fournil"], HOURS, No.NO_GROUP),
        (["fournil", "fournil"], HOURS, No.NO_GROUP),
        (["fournil", "couture"], HOURS, No.SAME_STRUCTURE),
        (["fournil", "radio"], HOURS, No.NOT_MEMBERS),
        (["fournil", "third"], replace(HOURS, under_giver=False), No.STAFF_LOAN),
        (["fournil", "third"], replace(HOURS, event_on=date(2028, 1, 1)), No.EVENT_AHEAD),
    ],
)
def test_a_session_is_proposed_to_all_or_to_none(world: World, who: list[str], leg: Leg, reason: No) -> None:
    numbers = [third(world) if name == "third" else getattr(world, f"{name}_id") for name in who]
    with pytest.raises(Refused) as refused, transaction():
        actions.hold_session(session(*numbers, leg=leg), member=world.ines, now=LATER)
    assert refused.value.reason is reason
    assert (count(GroupSession), count(Exchange)) == (0, 0)


def habit(world: World, *, leg: Leg = DESK, every: Every = Every.WEEK, until: date = date(2027, 6, 1)) -> int:
    with transaction():
        wanted = Habit(world.fournil_id, True, leg, every, until)
        return actions.set_up(wanted, member=world.ines, now=LATER).id


def worker(now: datetime) -> int:
    with transaction():
        return actions.propose_standing(now)


def days() -> list[str]:
    return sorted(row.versions[0].event_on.isoformat() for row in db.session.scalars(queries.exchange.detailed()))


def test_what_comes_back_is_proposed_on_its_days_once(app: Flask, world: World) -> None:
    number = habit(world)
    assert worker(LATER) == 1
    assert together(app, *(lambda: worker(LATER + timedelta(days=13)) for _ in range(3))).count(0) == 2
    assert days() == ["2027-03-09", "2027-03-16", "2027-03-23"]
    rows = db.session.scalars(queries.exchange.detailed()).all()
    assert {row.habit_id for row in rows} == {number}
    assert {len(row.current.confirmations) for row in rows} == {0}  # nobody confirmed: both must
    assert not confirm(world.ines, rows[0].id)
    assert confirm(world.karim, rows[0].id)
    with transaction():
        standing = queries.standing_for(world.karim, number)
        assert standing is not None
        actions.stop(standing, member=world.karim, now=LATER)
    assert worker(LATER + timedelta(days=60)) == 0
    letter = db.session.scalars(select(Mail).where(Mail.template == "exchanges/standing").order_by(Mail.id)).first()
    assert letter is not None
    assert "Poste du mardi" in render(letter.template, letter.facts, locale="fr", base_url="http://m.test")[0]


def test_a_worker_that_slept_catches_up_and_passes_closed_months_and_absent_members(world: World) -> None:
    habit(world)
    with transaction():
        actions.close_period(date(2027, 3, 31), member=world.lucie, now=LATER + timedelta(days=30))
    assert worker(LATER + timedelta(days=35)) == 2  # March is closed: the 6th and the 13th of April
    assert days() == ["2027-04-06", "2027-04-13"]
    db.session.execute(
        text("UPDATE membership SET state = 'suspended' WHERE structure_id = :n"), {"n": world.fournil_id}
    )
    db.session.commit()
    assert worker(LATER + timedelta(days=45)) == 0
    db.session.execute(text("UPDATE membership SET state = 'active'"))
    db.session.commit()
    assert worker(LATER + timedelta(days=400)) == 6  # what is left of the arrangement, and no further
    assert days()[-1] == "2027-06-01"


@pytest.mark.parametrize(
    ("every", "first", "expected"),
    [
        (Every.WEEK, date(2027, 3, 23), ["2027-03-23", "2027-03-30", "2027-04-06"]),  # over the clock change
        (Every.FORTNIGHT, date(2027, 3, 23), ["2027-03-23", "2027-04-06", "2027-04-20"]),
        (Every.MONTH, date(2027, 1, 31), ["2027-01-31", "2027-02-28", "2027-03-31"]),
    ],
)
def test_the_days_it_comes_back(every: Every, first: date, expected: list[str]) -> None:
    row = StandingExchange(every=every, first_on=first, until_on=date(2028, 1, 1))
    assert [day.isoformat() for day in rules.days_of(row)][:3] == expected
    assert rules.day_after(row, date.fromisoformat(expected[1])) == date.fromisoformat(expected[2])
    row.until_on = date.fromisoformat(expected[1])
    assert rules.day_after(row, row.until_on) is None


@pytest.mark.parametrize(
    ("other", "leg", "until", "reason"),
    [
        ("couture", DESK, date(2027, 6, 1), No.SAME_STRUCTURE),
        ("radio", DESK, date(2027, 6, 1), No.NOT_MEMBERS),
        ("fournil", DESK, date(2027, 3, 1), No.HABIT_SPAN),
        ("fournil", DESK, date(2029, 3, 1), No.HABIT_SPAN),
        ("fournil", replace(DESK, event_on=date(2026, 1, 1)), date(2026, 6, 1), No.HABIT_SPAN),
        ("fournil", replace(DESK, quantity=0), date(2027, 6, 1), No.NOTHING_EXCHANGED),
        ("fournil", replace(DESK, unit=UnitCode.KM), date(2027, 6, 1), No.WRONG_UNIT),
        ("fournil", replace(HOURS, under_giver=False), date(2027, 6, 1), No.STAFF_LOAN),
    ],
)
def test_a_wrong_arrangement_is_refused(world: World, other: str, leg: Leg, until: date, reason: No) -> None:
    wanted = Habit(getattr(world, f"{other}_id"), True, leg, Every.WEEK, until)
    with pytest.raises(Refused) as refused, transaction():
        actions.set_up(wanted, member=world.ines, now=LATER)
    assert refused.value.reason is reason


def test_through_the_doors(world: World, client: FlaskClient) -> None:
    rucher = third(world)
    form = {"kind": "staff", "orders": "giver", "title": "Formation", "event_on": DAY.isoformat(), "quantity": "1 h 30"}
    sign_in(client, world.ines)
    assert client.get(f"{ROOT}/sessions/new").status_code == 200
    both = {"receivers": [str(world.fournil_id), str(rucher)], "idempotency_key": "s1"}
    for change, status in (
        ({**both, "receivers": [str(world.fournil_id)]}, 422),
        ({**both, "receivers": ["99"]}, 422),
        ({**both, "quantity": "0,001"}, 422),
        ({**both, "orders": ""}, 422),
        ({**both, "orders": "receiver"}, 422),
        (both, 303),
    ):
        assert client.post(f"{ROOT}/sessions/new", data={**form, **change}).status_code == status, change
    declared = {
        **form,
        "other": str(world.fournil_id),
        "direction": "given",
        "counterpart": "no",
        "idempotency_key": "h",
    }
    for change, status in (
        ({"every": "week"}, 422),
        ({"every": "week", "until_on": "2026-01-01"}, 422),
        ({"every": "daily", "until_on": "2027-06-01"}, 422),
        ({"every": "week", "until_on": "2027-06-01"}, 303),
    ):
        assert client.post(f"{ROOT}/new", data={**declared, **change}).status_code == status, change
    page = client.get(f"{ROOT}/standing").get_data(as_text=True)
    assert "Formation, chaque semaine" in page
    number = queries.standing_of(world.ines)[0].id
    sign_in(client, world.stranger)
    assert client.post(f"{ROOT}/standing/{number}/stop").status_code == 404
    sign_in(client, world.nadia)
    assert client.post(f"{ROOT}/standing/{number}/stop").status_code == 303
    assert client.post(f"{ROOT}/standing/{number}/stop").status_code == 409
    assert queries.standing_of(world.ines) == []
