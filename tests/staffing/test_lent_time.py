"""From a signed loan to its booked hours: the button on its page, and when there is none."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from sqlalchemy import select

from mutua.bookings.models import Booking
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.resources.models import Regime
from mutua.staffing.actions.people import name_time
from mutua.staffing.models import State
from mutua.staffing.rules.cover import next_stretch
from tests.builders import PARIS, World, at
from tests.staffing.loans import DURING, TERMS, Loan, loan_in
from tests.staffing.test_signing import browser
from tests.staffing.test_staff_time import NEW, staff


@pytest.mark.parametrize("way", ["asked for by its resource", "asked for by its skill", "with a change under way"])
def test_the_host_books_the_lent_time_from_the_page_of_its_loan(world: World, app: Flask, way: str) -> None:
    """The button leads to a form filled in with the next hours of the terms; one sentence more, and it is booked."""
    loan, person = loan_in(State.AMENDING if "change" in way else State.ACTIVE, world), staff(world, Regime.LOAN)
    with transaction():
        row = loan.row()
        assert row.employee is not None
        if "resource" in way:
            row.resource_id = person
        else:
            name_time(person, row.employee, actor=world.ines, now=DURING)
    address = f"/p/trois-ponts/staffing/{loan.number}"
    for who, may in ((world.karim, True), (world.ines, False), (loan.zoe, False), (world.lucie, False)):
        with clock.frozen(DURING):
            page = browser(app, who, DURING).get(address).get_data(as_text=True)
        assert ("Réserver ce temps" in page) is may, who.name
    with clock.frozen(DURING):
        karim = browser(app, world.karim, DURING)
        page = karim.get(address).get_data(as_text=True)
        found = re.search(r'<a [^>]*href="([^"]+)"[^>]*>(?:(?!</a>).)*Réserver ce temps', page)
        assert found
        link = html.unescape(found[1])
        form = karim.get(link).get_data(as_text=True)
        assert 'value="2027-04-08"' in form  # Thursday after Monday 5 April
        assert 'value="09:00"' in form
        assert 'value="12:30"' in form
        wanted = {"day": "2027-04-08", "from": "09:00", "to": "12:30", "title": "Tabliers", "headcount": "1"}
        sent = karim.post(NEW.format(person), data={**wanted, "work_said": signed_code(loan)})
    assert sent.status_code == 303, sent.text
    assert db.session.scalars(select(Booking.title)).all() == ["Tabliers"]


def signed_code(loan: Loan) -> str:
    with transaction():
        terms = loan.row().signed_terms
        assert terms is not None
        return terms.code


@pytest.mark.parametrize("state", [State.APPROVED, State.SUSPENDED, State.ENDED])
def test_no_time_is_offered_for_booking_under_a_loan_that_covers_none(world: World, app: Flask, state: State) -> None:
    loan, person = loan_in(state, world), staff(world, Regime.LOAN)
    with transaction():
        loan.row().resource_id = person
    with clock.frozen(DURING):
        text = browser(app, world.karim, DURING).get(f"/p/trois-ponts/staffing/{loan.number}").text
    assert "Réserver ce temps" not in text


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2027-03-01 08:00", ("2027-03-25 09:00", "2027-03-25 12:30")),  # before the first day
        ("2027-04-01 10:00", ("2027-04-01 13:30", "2027-04-01 17:00")),  # a morning that has begun
        ("2027-05-28 09:00", None),  # the last hours have begun
    ],
)
def test_the_next_hours_of_a_loan(moment: str, expected: tuple[str, str] | None) -> None:
    found = next_stretch(TERMS, at(moment), PARIS)
    assert found == (None if expected is None else (at(expected[0]), at(expected[1])))
