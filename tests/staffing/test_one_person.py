"""One person whose time stands on several resources: seen as taken on all of them, booked on one of them alone."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from mutua.bookings import availability
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Booking
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.timespan import TimeSpan
from mutua.kernel.transaction import transaction
from mutua.resources import queries as resource_queries
from mutua.resources.actions import close_resource
from mutua.resources.models import Regime
from mutua.staffing import queries as staffing
from mutua.staffing.actions.people import employee_named, name_time
from mutua.staffing.models import State
from mutua.staffing.rules import No
from tests.builders import NOW, World, on
from tests.exchanges.test_races import together
from tests.staffing.loans import loan_in
from tests.staffing.test_signing import browser
from tests.staffing.test_staff_time import book, free, staff

TUESDAY = date(2027, 3, 9)
THURSDAY = date(2027, 4, 1)
DAY = "2027-03-09"


@pytest.fixture
def skills(world: World) -> tuple[int, int, int]:
    """Zoé at La Couture, with two skills, and at La Radio; La Couture lends her Thursdays."""
    person = loan_in(State.SIGNED, world).zoe.person_id
    numbers = tuple(staff(world, Regime.SERVICE) for _ in range(3))
    with transaction():
        for number, structure in zip(numbers, (world.couture_id, world.couture_id, world.radio_id), strict=True):
            known = employee_named("Zoé Lambert", person, structure, now=NOW)
            name_time(number, known, actor=world.ines, now=NOW)
    return numbers[0], numbers[1], numbers[2]


def taken(world: World, resource_id: int, day: date, span: TimeSpan) -> bool:
    """Whether the picture of the day leaves nothing free there; what the search counts says the same."""
    midnight = on(day.isoformat(), "00:00-01:00").start
    start, end = ((moment - midnight).total_seconds() // 60 for moment in (span.start, span.end))
    drawn = all(last <= start or end <= first for first, last in free(world, resource_id, day)[0])
    with transaction():
        shelves = booking_queries.shelf(world.karim, ids=[resource_id])
        assert availability.free_on(shelves, [span], NOW, member=world.karim) == {resource_id: [not drawn]}
    return drawn


def test_hours_elsewhere_show_as_taken_without_where_or_why(
    world: World, skills: tuple[int, int, int], app: Flask
) -> None:
    couture, second, radio = skills
    assert not taken(world, radio, TUESDAY, on(DAY, "10:00-12:00"))
    book(world, couture, DAY, "10:00-12:00")
    with transaction():
        absent = resource_queries.resource_for(world.ines, second)
        assert absent is not None
        close_resource(absent, on(DAY, "14:00-15:00"), reason="Visite médicale", member=world.ines, now=NOW)
    for number in (second, radio):
        assert taken(world, number, TUESDAY, on(DAY, "10:00-12:00"))
        assert not taken(world, number, TUESDAY, on(DAY, "12:00-13:00"))
    assert taken(world, radio, TUESDAY, on(DAY, "14:00-15:00"))
    assert taken(world, radio, THURSDAY, on("2027-04-01", "10:00-11:00"))  # the hours of the signed loan
    address = f"/p/trois-ponts/resources/{radio}"
    with clock.frozen(NOW):
        karim = browser(app, world.karim)
        events = karim.get(f"{address}/events?start=2027-03-09T00:00&end=2027-03-10T00:00").get_json()
        page = karim.get(f"{address}?from={DAY}").get_data(as_text=True)
    assert [(row["start"][11:16], row["end"][11:16], row["title"], row["url"]) for row in events] == [
        ("10:00", "12:00", "Occupé", ""),
        ("14:00", "15:00", "Occupé", ""),
    ]
    assert "Visite médicale" not in page


def test_two_people_book_the_same_person_at_one_instant_over_two_resources(
    world: World, skills: tuple[int, int, int], app: Flask
) -> None:
    for day in ("2027-03-09", "2027-03-10", "2027-03-12"):
        acts = [lambda number=number, day=day: book(world, number, day, "10:00-12:00") for number in skills]
        answers = together(app, *acts)
        assert sorted(answers, key=str) == [None, No.PERSON_TAKEN, No.PERSON_TAKEN]
    assert db.session.scalar(select(func.count()).select_from(Booking)) == 3


def test_a_loan_asked_for_by_skill_lends_the_time_its_employer_offers(world: World) -> None:
    loan, person = loan_in(State.SIGNED, world), staff(world, Regime.LOAN)
    assert free(world, person, THURSDAY) == ([], True)
    with transaction():
        assert loan.row().resource_id is None
        known = employee_named("Zoé Lambert", loan.zoe.person_id, world.couture_id, now=NOW)
        name_time(person, known, actor=world.ines, now=NOW)
    assert free(world, person, THURSDAY) == ([(540, 750), (810, 1020)], False)
    assert staffing.lent_to(world.radio_id, [person]).loans == {}  # to its host alone
