"""Booking, approving, cancelling, moving: what is written, what is held, what is refused."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions, queries, series
from mutua.bookings.models import Line, Occurrence, Scope, State
from mutua.bookings.rules import No
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.resources.models import Hold
from mutua.resources.rules import No as Taken
from tests.bookings.test_api import bearer
from tests.builders import NOW, World, at, book, on, sign_in, wish


def states(booking_id: int) -> list[State]:
    query = select(Occurrence.state).where(Occurrence.booking_id == booking_id).order_by(Occurrence.starts_at)
    return list(db.session.scalars(query))


def holds(booking_id: int) -> list[tuple[object, object]]:
    query = (
        select(Hold.starts_at, Hold.ends_at)
        .join(Line, Line.claim_id == Hold.claim_id)
        .join(Occurrence, Occurrence.id == Line.occurrence_id)
        .where(Occurrence.booking_id == booking_id)
        .order_by(Hold.starts_at)
    )
    return [tuple(row) for row in db.session.execute(query)]


def test_an_automatic_resource_is_confirmed_at_once_and_holds_its_unit(world: World) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    span = on("2027-03-02", "09:00-10:00")
    assert states(number) == [State.CONFIRMED]
    assert holds(number) == [(span.start, span.end)]


def test_a_taken_time_is_refused_and_nothing_is_written(world: World) -> None:
    book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    with pytest.raises(Refused) as refused:
        book(world.ines, world.room_id, "2027-03-02", "09:30-10:30")
    assert refused.value.reason is Taken.SLOT_TAKEN
    assert db.session.scalars(select(Occurrence)).all().__len__() == 1


def test_touching_times_do_not_overlap(world: World) -> None:
    first = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    second = book(world.ines, world.room_id, "2027-03-02", "10:00-11:00")
    assert states(first) + states(second) == [State.CONFIRMED, State.CONFIRMED]


def test_three_desks_take_three_bookings_and_refuse_the_fourth(world: World) -> None:
    for _ in range(3):
        book(world.karim, world.desks_id, "2027-03-02", "09:00-12:00")
    with pytest.raises(Refused) as refused:
        book(world.ines, world.desks_id, "2027-03-02", "11:00-12:00")
    assert refused.value.reason is Taken.SLOT_TAKEN


def test_a_request_holds_its_time_until_the_owner_answers(world: World) -> None:
    number = book(world.karim, world.van_id, "2027-03-02", "09:00-10:00")
    assert states(number) == [State.REQUESTED]
    with pytest.raises(Refused):
        book(world.nadia, world.van_id, "2027-03-02", "09:00-10:00")
    with transaction():
        booking = queries.booking_for(world.ines, number)
        actions.approve_booking(booking, member=world.ines, now=NOW)
    assert states(number) == [State.CONFIRMED]


def test_a_declined_request_frees_its_time(world: World) -> None:
    number = book(world.karim, world.van_id, "2027-03-02", "09:00-10:00")
    with transaction():
        actions.decline_booking(queries.booking_for(world.ines, number), member=world.ines, now=NOW, reason="Panne")
    assert (states(number), holds(number)) == ([State.DECLINED], [])
    assert db.session.scalars(select(Mail.template).order_by(Mail.id)).all() == [
        "bookings/requested",
        "bookings/declined",
    ]


def test_the_asker_cannot_approve_their_own_request(world: World) -> None:
    number = book(world.karim, world.van_id, "2027-03-02", "09:00-10:00")
    with pytest.raises(Refused) as refused, transaction():
        actions.approve_booking(queries.booking_for(world.karim, number), member=world.karim, now=NOW)
    assert refused.value.reason is No.ALREADY_DECIDED


def test_a_series_keeps_its_clock_time_over_the_change_of_march(world: World) -> None:
    number = book(world.karim, world.room_id, "2027-03-22", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=3")
    starts = [start for start, _ in holds(number)]
    assert starts == [at("2027-03-22 09:00"), at("2027-03-29 09:00"), at("2027-04-05 09:00")]
    assert (starts[1] - starts[0]).total_seconds() == 7 * 86400 - 3600


def test_skip_keeps_the_free_dates_and_the_taken_one_stays_as_a_row(world: World) -> None:
    book(world.ines, world.room_id, "2027-03-09", "09:00-10:00")
    number = book(
        world.karim, world.room_id, "2027-03-02", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=3", on_conflict="skip"
    )
    assert states(number) == [State.CONFIRMED, State.DECLINED, State.CONFIRMED]


def test_a_refused_series_writes_nothing_at_all(world: World) -> None:
    book(world.ines, world.room_id, "2027-03-09", "09:00-10:00")
    with pytest.raises(Refused) as refused:
        book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=3")
    assert [ask.span for ask in refused.value.facts["asks"]] == [on("2027-03-09", "09:00-10:00")]
    assert len(db.session.scalars(select(Hold)).all()) == 1


def test_turnaround_holds_the_unit_longer_but_not_between_a_structures_own_dates(world: World) -> None:
    first = book(world.karim, world.van_id, "2027-03-02", "09:00-10:00")
    assert holds(first) == [(at("2027-03-02 09:00"), at("2027-03-02 10:30"))]
    with pytest.raises(Refused):
        book(world.ines, world.van_id, "2027-03-02", "10:15-11:00")
    second = book(world.karim, world.van_id, "2027-03-02", "10:00-11:00")
    assert holds(first) == [(at("2027-03-02 09:00"), at("2027-03-02 10:00"))]
    assert holds(second) == [(at("2027-03-02 10:00"), at("2027-03-02 11:30"))]


def test_cancelling_the_following_dates_frees_them_alone(world: World) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=4")
    with transaction():
        third = queries.booking_for(world.karim, number).occurrences[2]
        actions.cancel_occurrences(third, scope=Scope.FOLLOWING, member=world.karim, now=NOW)
    assert states(number) == [State.CONFIRMED] * 2 + [State.CANCELLED] * 2
    assert len(holds(number)) == 2


def test_a_cancelled_date_can_be_asked_for_again(world: World) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    with transaction():
        date = queries.booking_for(world.karim, number).occurrences[0]
        actions.cancel_occurrences(date, scope=Scope.THIS, member=world.karim, now=NOW)
    with transaction():
        date = queries.booking_for(world.karim, number).occurrences[0]
        actions.retry_occurrence(date, member=world.karim, now=NOW)
    assert (states(number), len(holds(number))) == ([State.CONFIRMED], 1)


def test_moving_onto_ones_own_time_is_no_conflict(world: World) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-11:00")
    with transaction():
        date = queries.booking_for(world.karim, number).occurrences[0]
        later = series.slot(date.local_start.replace(hour=10), date.local_end.replace(hour=12), "Europe/Paris")
        actions.move_occurrence(date, later, member=world.karim, now=NOW)
    assert holds(number) == [(at("2027-03-02 10:00"), at("2027-03-02 12:00"))]


def test_moving_onto_somebody_elses_time_changes_nothing(world: World) -> None:
    mine = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    book(world.ines, world.room_id, "2027-03-02", "10:00-11:00")
    with pytest.raises(Refused), transaction():
        date = queries.booking_for(world.karim, mine).occurrences[0]
        later = series.slot(date.local_start.replace(hour=10), date.local_end.replace(hour=11), "Europe/Paris")
        actions.move_occurrence(date, later, member=world.karim, now=NOW)
    assert holds(mine) == [(at("2027-03-02 09:00"), at("2027-03-02 10:00"))]


def test_the_clock_finishes_what_is_over(world: World) -> None:
    done = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    own = book(world.ines, world.room_id, "2027-03-02", "08:00-09:00")
    unanswered = book(world.karim, world.van_id, "2027-03-02", "09:00-10:00")
    with transaction():
        actions.finish_past(at("2027-03-02 10:00"))
    assert (states(done), states(own), states(unanswered)) == ([State.CONFIRMED], [State.DONE], [State.DECLINED])
    with transaction():
        actions.finish_past(at("2027-03-03 10:00"))
    assert states(done) == [State.DONE]
    assert (len(holds(done)), len(holds(unanswered))) == (1, 0)


def test_an_owner_may_say_until_the_next_day_that_nobody_came(world: World, client: FlaskClient) -> None:
    numbers = [book(world.karim, world.room_id, "2027-03-02", hours) for hours in ("09:00-10:00", "11:00-12:00")]
    dates = [queries.booking_for(world.ines, number).occurrences[0].id for number in numbers]
    pages = [f"/p/trois-ponts/bookings/{number}" for number in numbers]

    def say(page: str, date_id: int) -> int:
        return sign_in(client, world.ines).post(f"{page}/dates/{date_id}/no-show").status_code

    with clock.frozen(at("2027-03-03 09:00")):
        with transaction():
            actions.finish_past(clock.now())
        text = sign_in(client, world.ines).get(pages[0]).text
        assert ("Terminée" in text, "Personne n’est venu" in text) == (True, True)
        asked = client.get(f"/api/v1/bookings/{numbers[0]}", headers=bearer(world.karim))
        assert (asked.json["status"], asked.json["occurrences"][0]["status"]) == ("done", "done")
        assert say(pages[0], dates[0]) == 303
    with clock.frozen(at("2027-03-03 12:01")):
        with transaction():
            actions.finish_past(clock.now())
        assert say(pages[1], dates[1]) == 422
    assert [states(number) for number in numbers] == [[State.NO_SHOW], [State.DONE]]


@pytest.mark.parametrize(
    ("day", "hours", "reason"),
    [
        ("2027-02-28", "09:00-10:00", No.IN_THE_PAST),
        ("2027-03-02", "07:00-08:30", No.CLOSED),
        ("2027-03-06", "09:00-10:00", No.CLOSED),
        ("2027-03-02", "09:07-10:00", No.OFF_THE_GRID),
        ("2028-04-03", "09:00-10:00", No.TOO_FAR),
    ],
)
def test_the_rules_of_the_resource_refuse(world: World, day: str, hours: str, reason: No) -> None:
    with pytest.raises(Refused) as refused:
        book(world.karim, world.room_id, day, hours)
    assert refused.value.reason is reason


def test_nobody_books_for_a_structure_they_do_not_act_for(world: World) -> None:
    foreign = wish(world.ines, world.room_id, "2027-03-02", "09:00-10:00")
    with pytest.raises(Refused) as refused, transaction():
        actions.request_booking(foreign, member=world.karim, now=NOW)
    assert refused.value.reason is No.NOT_FOR_YOU


def test_a_resource_of_another_pole_does_not_exist_here(world: World) -> None:
    with pytest.raises(Refused) as refused:
        book(world.stranger, world.room_id, "2027-03-02", "09:00-10:00")
    assert refused.value.reason is No.NOT_FOR_YOU


def test_a_shorter_stay_keeps_its_approval_and_a_longer_one_asks_again(world: World) -> None:
    number = book(world.karim, world.van_id, "2027-03-02", "09:00-12:00")
    with transaction():
        actions.approve_booking(queries.booking_for(world.ines, number), member=world.ines, now=NOW)
    for hours, expected in (((9, 11), State.CONFIRMED), ((9, 12), State.REQUESTED)):
        with transaction():
            date = queries.booking_for(world.karim, number).occurrences[0]
            first, last = (date.local_start.replace(hour=hour) for hour in hours)
            slot = series.slot(first, last, "Europe/Paris")
            actions.move_occurrence(date, slot, member=world.karim, now=NOW)
        assert states(number) == [expected]
