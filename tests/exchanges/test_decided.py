"""What the pole decided: silence taken as assent after two letters, dates that were booked and not used."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Scope
from mutua.exchanges import actions, queries, rules
from mutua.exchanges.models import Exchange, Posting, State, Terms, UnitCode
from mutua.exchanges.rules import No
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.resources.models import Kind
from mutua.web.mailing import render
from tests.builders import World, at, book, sign_in
from tests.exchanges.builders import DAY, LATER, leg, load, post, propose

BACK = leg(2, kind=Kind.PREMISES, unit=UnitCode.HALF_DAY, title="Salle")


def decide(
    world: World, *, delay_days: int | None = None, no_show: bool = False, late_hours: int | None = None
) -> None:
    with transaction():
        actions.set_rules(delay_days=delay_days, no_show=no_show, late_hours=late_hours, member=world.lucie, now=LATER)


def worker(days: float) -> int:
    with transaction():
        return actions.remind_and_assent(LATER + timedelta(days=days))


def letters(template: str) -> list[str]:
    query = select(Mail.recipient).where(Mail.template == f"exchanges/{template}").order_by(Mail.id)
    return list(db.session.scalars(query))


def test_without_the_rule_silence_is_never_assent(world: World) -> None:
    number = propose(world)
    assert [worker(days) for days in (5, 15, 44)] == [0, 0, 0]
    assert load(world.ines, number).state is State.PROPOSED


def test_two_letters_then_assent_each_once(world: World) -> None:
    decide(world, delay_days=15)
    number = propose(world)
    done = [worker(days) for days in (4.9, 5.1, 5.2, 9.9, 10.1, 10.2, 14.9, 15.1, 15.2)]
    assert done == [0, 1, 0, 0, 1, 0, 0, 1, 0]
    assert letters("reminder") == [world.karim.email] * 2
    assert sorted(letters("by_delay")) == sorted([world.ines.email, world.karim.email])
    exchange = load(world.karim, number)
    assert exchange.state is State.CONFIRMED
    assert [(row.structure_id, row.by_delay, row.person_id) for row in exchange.current.confirmations] == [
        (world.couture_id, False, world.ines.person_id),
        (world.fournil_id, True, None),
    ]
    assert queries.broken() == []
    agreed = exchange.posted_at
    for days, reason in (
        (30, No.DISPUTE_LATE),
        (29.99, None),
    ):  # by the side that was silent
        moment = agreed + timedelta(days=days)
        assert rules.why_not_dispute(exchange, world.karim, now=moment) is reason
    with pytest.raises(Refused) as late, transaction():
        actions.dispute(load(world.karim, number), "Absents", member=world.karim, now=agreed + timedelta(days=31))
    assert late.value.reason is No.DISPUTE_LATE
    with transaction():
        actions.dispute(load(world.karim, number, lock=True), "Absents", member=world.karim, now=agreed)
    for mail in db.session.scalars(select(Mail).where(Mail.template.in_(("exchanges/reminder", "exchanges/by_delay")))):
        subject, body = render(mail.template, mail.facts, locale="fr", base_url="http://mutua.test")
        assert "Réparation des tables" in subject
        assert "2027" in body


def test_a_worker_that_slept_still_leaves_time_between_its_letters(world: World) -> None:
    decide(world, delay_days=10)
    number = propose(world)
    assert [worker(days) for days in (20, 20.5, 21.1, 22, 23.2)] == [1, 0, 1, 0, 1]
    assert load(world.ines, number).state is State.CONFIRMED


def test_silence_says_nothing_about_an_undoing_a_counterpart_a_dispute_or_what_nobody_confirmed(world: World) -> None:
    decide(world, delay_days=10)
    number = post(world)
    with transaction():
        actions.propose_reversal(load(world.ines, number, lock=True), "", member=world.ines, now=LATER)
    propose(world, counterpart=BACK)
    disputed = propose(world)
    with transaction():
        actions.dispute(load(world.karim, disputed, lock=True), "Non", member=world.karim, now=LATER)
    before = len(db.session.scalars(select(Posting.id)).all())
    assert [worker(days) for days in (5, 8, 12, 16)] == [0, 0, 0, 0]
    assert len(db.session.scalars(select(Posting.id)).all()) == before


def test_who_disputed_a_version_is_not_silent_once_the_mediation_is_over(world: World) -> None:
    """Both letters had left, then came the dispute: its end is no assent to what was disputed."""
    decide(world, delay_days=15)
    number = propose(world)
    assert [worker(days) for days in (6, 11)] == [1, 1]
    with transaction():
        exchange = load(world.karim, number, lock=True)
        actions.dispute(exchange, "Non", member=world.karim, now=LATER + timedelta(days=12))
        actions.settle(exchange, "", member=world.lucie, now=LATER + timedelta(days=20))
    assert [worker(days) for days in (20, 36, 60)] == [0, 0, 0]
    assert load(world.ines, number).state is State.PROPOSED


def test_an_answer_in_time_wins_and_a_correction_starts_again(world: World) -> None:
    decide(world, delay_days=15)
    number = propose(world)
    assert worker(6) == 1
    with transaction():
        terms = [Terms(120, DAY, "Deux heures")]
        actions.counter(load(world.karim, number, lock=True), terms, member=world.karim, now=LATER + timedelta(days=7))
    assert worker(11) == 0  # the new version is four days old, and waits for the other side
    assert worker(12.5) == 1
    assert letters("reminder")[-1] == world.ines.email


def test_the_database_takes_no_assent_by_delay_without_the_decision_and_both_letters(world: World) -> None:
    number = propose(world)
    statement = text(
        "INSERT INTO confirmation (version_id, structure_id, person_id, by_delay, sha256, at) "
        "SELECT v.id, :structure, NULL, true, v.sha256, :at FROM exchange_version v WHERE v.exchange_id = :number"
    )
    late = LATER + timedelta(days=40)
    moment = int(late.timestamp() * 1_000_000) if db.engine.dialect.name == "sqlite" else late

    def by_hand() -> None:
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(statement, {"structure": world.fournil_id, "number": number, "at": moment})

    by_hand()
    decide(world, delay_days=15)
    by_hand()
    assert worker(6) == 1
    by_hand()
    decide(world)  # switched off again: the second letter alone would not do
    by_hand()
    assert [row.person_id for row in load(world.ines, number).current.confirmations] == [world.ines.person_id]


def done(world: World, state: str, *, hours_before: float = 1) -> None:
    """Le Fournil books the room of La Couture on 15 March, 9 to 12, then does not come, or cancels."""
    number = book(world.karim, world.room_id, "2027-03-15", "09:00-12:00", now=LATER)
    start = at("2027-03-15 09:00")
    with transaction():
        occurrence = booking_queries.booking_for(world.ines, number).occurrences[0]
        if state == "cancelled":
            bookings.cancel_occurrences(
                occurrence, scope=Scope.THIS, member=world.karim, now=start - timedelta(hours=hours_before)
            )
        else:
            bookings.mark_no_show(occurrence, member=world.ines, now=start + timedelta(hours=1))


@pytest.mark.parametrize(
    ("state", "hours_before", "no_show", "late_hours", "made"),
    [
        ("no_show", 0, False, None, 0),
        ("no_show", 0, True, None, 1),
        ("cancelled", 5, True, None, 0),
        ("cancelled", 5, False, 12, 1),
        ("cancelled", 20, False, 12, 0),
    ],
)
def test_what_was_not_used_proposes_only_where_the_pole_decided_so(
    world: World, state: str, hours_before: float, no_show: bool, late_hours: int | None, made: int
) -> None:
    decide(world, no_show=no_show, late_hours=late_hours)
    done(world, state, hours_before=hours_before)
    for _again in range(2):
        with transaction():
            actions.propose_from_finished(at("2027-03-16 08:00"))
    rows = db.session.scalars(select(Exchange)).all()
    assert [(row.unused, row.giver_id) for row in rows] == [(True, world.couture_id)] * made


def test_only_the_coordination_decides_and_what_was_decided_stays(world: World, client: FlaskClient) -> None:
    with pytest.raises(Refused) as refused, transaction():
        actions.set_rules(delay_days=15, no_show=False, late_hours=None, member=world.ines, now=LATER)
    assert refused.value.reason is No.NOT_THE_MEDIATOR
    for delay, late in ((3, None), (90, None), (None, 0), (None, 500)):
        with pytest.raises(Refused) as refused, transaction():
            actions.set_rules(delay_days=delay, no_show=False, late_hours=late, member=world.lucie, now=LATER)
        assert refused.value.reason is No.WRONG_DELAY
    with clock.frozen(LATER):
        sign_in(client, world.lucie)
        url = "/p/trois-ponts/exchanges/settings"
        assert client.post(f"{url}/rules", data={"delay_days": "12"}).status_code == 422
        for days in ("15", "30"):
            answer = client.post(f"{url}/rules", data={"delay_days": days, "no_show": "y", "late_hours": "24"})
            assert answer.status_code == 303
        page = client.get(url).get_data(as_text=True)
    assert "après 15 jours" in page
    assert "après 30 jours" in page
    assert "à moins de 24" in page
    decided = queries.rules_of(world.pole_id)
    assert decided is not None
    assert (decided.delay_days, decided.no_show, decided.late_hours) == (30, True, 24)
    with clock.frozen(LATER):
        number = propose(world)
        sign_in(client, world.karim)
        shown = client.get(f"/p/trois-ponts/exchanges/{number}").get_data(as_text=True).replace("\u00a0", " ")
    assert "enregistré vers le" in shown
