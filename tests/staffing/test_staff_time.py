"""Staff time as a resource: lent under a signed loan alone, served only within what its person may work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions as bookings
from mutua.bookings import availability
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Booking, Wish
from mutua.bookings.models import Slot as Wanted
from mutua.bookings.rules import No
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import TimeSpan, wall
from mutua.kernel.transaction import transaction
from mutua.pole import queries as poles
from mutua.resources.models import Kind, Regime
from mutua.staffing import queries
from mutua.staffing.models import Slot, State
from mutua.staffing.rules import No as StaffNo
from mutua.staffing.rules.cover import lent_on
from tests.builders import NOW, PARIS, World, add_resource, on
from tests.staffing.loans import TERMS, loan_in
from tests.staffing.test_signing import browser, post

NEW = "/p/trois-ponts/resources/{}/bookings"


def staff(world: World, regime: Regime) -> int:
    with transaction():
        pole, couture = poles.pole_by_slug("trois-ponts"), poles.structure(world.couture_id)
        assert pole is not None
        assert couture is not None
        made = add_resource(pole, couture, "Couture à la demande", Kind.STAFF, regime=regime)
        db.session.flush()
        return made.id


def book(world: World, resource_id: int, day: str, hours: str) -> None:
    span = on(day, hours)
    slot = Wanted(wall(span.start, PARIS), wall(span.end, PARIS), span)
    wish = Wish(resource_ids=(resource_id,), structure_id=world.fournil_id, slots=(slot,), zone=PARIS)
    with transaction():
        bookings.request_booking(wish, member=world.karim, now=NOW)


def sheet_of(client: FlaskClient, resource_id: int) -> str:
    return client.get(f"/p/trois-ponts/resources/{resource_id}").get_data(as_text=True)


def free(world: World, resource_id: int, day: date) -> tuple[list[tuple[int, int]], bool]:
    with transaction():
        shelves = booking_queries.shelf(world.karim, ids=[resource_id])
        (row,) = availability.day_of(shelves, day, world.karim, wanted=60, now=NOW)
        return row.free, row.unlent


@pytest.mark.parametrize(
    ("day", "stretches"),
    [
        (date(2027, 4, 1), [(540, 750), (810, 1020)]),
        (date(2027, 4, 2), [(540, 750), (1320, 1440)]),
        (date(2027, 4, 3), [(0, 120)]),  # the night of Friday
        (date(2027, 3, 19), []),  # before the first day
        (date(2027, 5, 29), [(0, 120)]),  # began on the last day
    ],
)
def test_the_stretches_of_a_day_that_a_loan_covers(day: date, stretches: list[tuple[int, int]]) -> None:
    night = replace(TERMS, slots=(*TERMS.slots, Slot(4, 1320, 1560)))
    assert lent_on([night], day) == stretches


def test_lent_staff_is_free_and_booked_only_under_a_loan_whose_work_is_said_again(world: World, app: Flask) -> None:
    loan, person = loan_in(State.SIGNED, world), staff(world, Regime.LOAN)
    thursday = date(2027, 4, 1)
    assert free(world, person, thursday) == ([], True)
    with pytest.raises(Refused) as refused:
        book(world, person, "2027-04-01", "09:00-12:00")
    assert refused.value.reason is No.NEEDS_ARRANGEMENT
    karim = browser(app, world.karim)
    search = "/p/trois-ponts/search?kind=staff&day=2027-04-01"
    with clock.frozen(NOW):
        text = karim.get(search).get_data(as_text=True)
        assert "Prêt de personnel à demander" in text
        assert f"resource={person}" in text
        assert "Demander un prêt de personnel" in sheet_of(karim, person)
    with transaction():
        loan.row().resource_id = person
    assert free(world, person, thursday) == ([(540, 750), (810, 1020)], False)
    assert free(world, person, date(2027, 3, 30)) == ([], False)  # a Tuesday: not in the terms
    with clock.frozen(NOW):
        assert "Prêt de personnel à demander" not in karim.get(search).get_data(as_text=True)
        assert "Demander un prêt de personnel" not in sheet_of(karim, person)
    with pytest.raises(Refused) as refused:
        book(world, person, "2027-03-30", "09:00-12:00")
    assert refused.value.reason is No.NEEDS_ARRANGEMENT
    wanted = {"day": "2027-04-01", "from": "09:00", "to": "12:00", "title": "Tabliers", "headcount": "1"}
    said = post(karim, NEW.format(person), 422, **wanted)
    assert "Est-ce bien le travail prévu par le prêt" in said
    assert TERMS.tasks in said
    post(karim, NEW.format(person), **wanted, warned="yes")
    assert db.session.scalars(select(Booking.title)).all() == ["Tabliers"]


def test_a_service_is_never_booked_past_what_its_person_may_work_over_all_structures(world: World, app: Flask) -> None:
    """Zoé works at La Couture from 9:00 to 17:00; her time there is offered as a service, her Thursdays are lent."""
    loan, person = loan_in(State.SIGNED, world), staff(world, Regime.SERVICE)
    book(world, person, "2027-03-08", "18:00-22:00")  # nobody has said whose time it is: nothing to check
    ines, karim = browser(app, world.ines), browser(app, world.karim)
    address = f"/p/trois-ponts/staffing/offers/{person}/person"
    post(karim, address, 403, qualification="Couturière", person_id="0", name="Zoé")
    week = {f"day{number}": "9:00-12:30, 13:30-17:00" for number in range(5)}
    post(ines, address, 422, qualification="", person_id=str(loan.zoe.person_id), **week)
    post(ines, address, qualification="Couturière", person_id=str(loan.zoe.person_id), **week)
    with clock.frozen(NOW):
        assert "Temps vérifié" in ines.get("/p/trois-ponts/staffing").get_data(as_text=True)
        assert "Zoé Lambert" in ines.get(address).get_data(as_text=True)
    book(world, person, "2027-03-09", "10:00-12:00")  # inside her usual week: no more work
    book(world, person, "2027-03-10", "17:00-19:00")  # nine hours that day
    with pytest.raises(Refused) as refused:
        book(world, person, "2027-03-11", "17:30-22:00")  # eleven and a half
    assert refused.value.reason is StaffNo.SERVICE_HOURS
    broken = refused.value.facts["broken"]
    assert (broken.rule, broken.date, broken.minutes, broken.limit) == ("T1", date(2027, 3, 11), 690, 600)
    wanted = {"day": "2027-04-01", "from": "17:15", "to": "21:30", "title": "Nappes", "headcount": "1"}
    said = post(karim, NEW.format(person), 422, **wanted)  # seven hours lent that day
    assert "toutes structures confondues" in said
    assert "L3121-18" in said
    assert "Zoé" not in said
    # What is booked as a service counts when the terms of a loan are checked, too.
    with transaction():
        row = loan.row()
        assert row.employee is not None
        assert TimeSpan(*_booked(row.employee, "2027-03-10")) == on("2027-03-10", "17:00-19:00")


def _booked(employee, day: str):  # type: ignore[no-untyped-def]
    situation = queries.situation_of(employee, at=NOW)
    (found,) = [each for each in situation.booked if wall(each.start, PARIS).date() == date.fromisoformat(day)]
    return found.start, found.end
