"""Staff time as a resource: lent under a signed loan alone, served only within what its person may work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions as bookings
from mutua.bookings import availability, nearest
from mutua.bookings import queries as booking_queries
from mutua.bookings import series as rules_of_dates
from mutua.bookings.models import Booking, Wish, WorkSaid
from mutua.bookings.models import Slot as Wanted
from mutua.bookings.rules import No
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import TimeSpan, wall
from mutua.kernel.transaction import transaction
from mutua.pole import queries as poles
from mutua.resources import queries as resource_queries
from mutua.resources.actions import close_resource
from mutua.resources.models import Kind, Regime
from mutua.resources.occupancy import OnConflict
from mutua.staffing import queries
from mutua.staffing.actions.people import employee_named, name_time
from mutua.staffing.models import Slot, State
from mutua.staffing.rules import No as StaffNo
from mutua.staffing.rules.cover import lent_on
from tests.bookings.test_api import bearer
from tests.builders import NOW, PARIS, World, add_resource, on
from tests.calendars.davs import Program, one, password_of
from tests.resources.test_views import sheet
from tests.staffing.loans import TERMS, loan_in
from tests.staffing.test_signing import browser, post

UNKNOWN = "Temps de travail non vérifiable"
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
    assert "Cette réservation est pour ce travail" in said
    assert TERMS.tasks in said
    post(karim, NEW.format(person), 422, **wanted, warned="yes")  # a warning read is not the work said
    post(karim, NEW.format(person), 422, **wanted, work_said="00000000")
    post(karim, NEW.format(person), **wanted, work_said=loan.code)
    assert db.session.scalars(select(Booking.title)).all() == ["Tabliers"]
    assert db.session.scalars(select(WorkSaid.terms_id)).all() == [loan.terms_id]


def series(world: World, resource_id: int, day: str, hours: str, *, weeks: int) -> Wish:
    first = on(day, hours)
    start, end = wall(first.start, PARIS), wall(first.end, PARIS)
    slots = rules_of_dates.slots(start, end, PARIS, f"FREQ=WEEKLY;COUNT={weeks}")
    return Wish(resource_ids=(resource_id,), structure_id=world.fournil_id, slots=slots, zone=PARIS)


def test_a_repeat_counts_the_dates_of_the_loan_alone_in_search_preview_and_booking(world: World, app: Flask) -> None:
    """Terms from 22 March to 28 May: of ten Thursdays from 22 April on, six are covered."""
    loan, person = loan_in(State.SIGNED, world), staff(world, Regime.LOAN)
    wish = series(world, person, "2027-04-22", "09:00-12:00", weeks=10)
    with transaction():
        before = nearest.preview(wish, world.karim, now=NOW)
        loan.row().resource_id = person
        shelves = booking_queries.shelf(world.karim, ids=[person])
        free_dates = availability.free_on(shelves, [slot.span for slot in wish.slots], NOW, member=world.karim)
        found = nearest.preview(wish, world.karim, now=NOW)
    assert before is not None
    assert {date.rule for date in before.dates} == {No.NEEDS_ARRANGEMENT}
    assert found is not None
    assert [date.free for date in found.dates] == free_dates[person] == [True] * 6 + [False] * 4
    assert {date.rule for date in found.dates[6:]} == {No.NEEDS_ARRANGEMENT}
    with clock.frozen(NOW):
        search = "/p/trois-ponts/search?kind=staff&day=2027-04-22&from=09:00&duration=60&repeat=weekly&times=10"
        assert "6 dates libres sur 10" in browser(app, world.karim).get(search).get_data(as_text=True)
    with pytest.raises(Refused) as refused, transaction():
        bookings.request_booking(replace(wish, work_said=(loan.code,)), member=world.karim, now=NOW)
    assert (refused.value.reason, len(refused.value.facts["loans"])) == (No.NEEDS_ARRANGEMENT, 1)
    with transaction():
        kept = replace(wish, work_said=(loan.code,), on_conflict=OnConflict.SKIP)
        made = bookings.request_booking(kept, member=world.karim, now=NOW)
        assert [date.is_live for date in made.occurrences] == [True] * 6 + [False] * 4


def test_api_and_calendar_programs_meet_the_rule_of_the_page(world: World, app: Flask, client: FlaskClient) -> None:
    """Date, host, hours and work; the refusal names the loan, and any later date stays its work."""
    loan, person = loan_in(State.SIGNED, world), staff(world, Regime.LOAN)
    program = Program(client, world.karim, password_of(world.karim))
    event = one("u-1", "20270402T090000", "20270402T120000", "DESCRIPTION:Tabliers")
    assert program.put(program.at(person, "a.ics"), event).status_code == 404  # not lent: no calendar of hers
    head = bearer(world.karim)
    body = {
        "resource_ids": [person], "structure_id": world.fournil_id,
        "starts_at": "2027-04-01T09:00:00+02:00", "ends_at": "2027-04-01T12:00:00+02:00",
    }  # fmt: skip

    def ask(status: int, **more: Any) -> Any:
        with clock.frozen(NOW):
            answer = client.post("/api/v1/bookings", json=body | more, headers=head)
        assert answer.status_code == status, answer.text
        return answer.get_json()

    none = ask(422)
    assert (none["type"], none["loans"]) == ("urn:mutua:problem:needs_arrangement", [])
    assert "/staffing/regime?" in none["loan_url"]
    with transaction():
        loan.row().resource_id = person
    unsaid = ask(422)
    assert (unsaid["type"], unsaid["loans"][0]["tasks"]) == ("urn:mutua:problem:work_unsaid", TERMS.tasks)
    code = unsaid["loans"][0]["code"]
    tuesday = {"starts_at": "2027-03-30T09:00:00+02:00", "ends_at": "2027-03-30T12:00:00+02:00", "work_said": [code]}
    assert ask(422, **tuesday)["limit"].startswith("Le prêt signé couvre\u00a0: jeudi 9:00-12:30")
    made = ask(201, work_said=[code])
    moved = {"starts_at": "2027-04-08T09:00:00+02:00", "ends_at": "2027-04-08T12:00:00+02:00"}
    with clock.frozen(NOW):
        address = f"/api/v1/bookings/{made['id']}"
        assert client.patch(address, json=tuesday | moved, headers=head).status_code == 422  # said once for all
        assert client.patch(address, json=moved, headers=head).status_code == 200
    refused = program.put(program.at(person, "a.ics"), event)
    assert refused.status_code == 409
    assert f"écrivez {code} dans la description" in refused.text
    event = one("u-1", "20270402T090000", "20270402T120000", f"DESCRIPTION:Tabliers {code.lower()}")
    assert program.put(program.at(person, "a.ics"), event).status_code == 201
    off = one("u-2", "20270330T090000", "20270330T120000", f"DESCRIPTION:{code}")
    assert "Le prêt signé couvre" in program.put(program.at(person, "b.ics"), off).text
    assert len(db.session.scalars(select(WorkSaid)).all()) == 2


def test_a_service_is_never_booked_past_what_its_person_may_work_over_all_structures(world: World, app: Flask) -> None:
    """Zoé works at La Couture from 9:00 to 17:00; her time there is offered as a service, her Thursdays are lent."""
    loan, person = loan_in(State.SIGNED, world), staff(world, Regime.SERVICE)
    book(world, person, "2027-03-08", "18:00-22:00")  # nobody has said whose time it is: nothing to check
    ines, karim = browser(app, world.ines), browser(app, world.karim)
    address = f"/p/trois-ponts/staffing/offers/{person}/person"
    wanted = {"day": "2027-03-08", "from": "09:00", "to": "10:00", "title": "Nappes", "headcount": "1"}
    assert UNKNOWN in post(karim, NEW.format(person), 422, **wanted)
    body = {"resource_ids": [person], "structure_id": world.fournil_id}
    body |= {"starts_at": "2027-03-08T09:00:00+01:00", "ends_at": "2027-03-08T10:00:00+01:00"}
    with clock.frozen(NOW):
        warned = karim.post("/api/v1/bookings", json=body, headers=bearer(world.karim))
        assert [note["title"] for note in warned.get_json()["warnings"]] == [UNKNOWN]
        page = f"/p/trois-ponts/bookings/{warned.get_json()['id']}"
        for client, told in ((karim, False), (ines, True)):  # both that it is unknown, the employer how to mend it
            said = client.get(page).get_data(as_text=True)
            assert (UNKNOWN in said, f'href="{address}"' in said) == (True, told)
        assert f'href="{address}"' in sheet_of(ines, person)
        assert f'href="{address}"' not in sheet_of(karim, person)
        assert "Temps non vérifiable" in ines.get("/p/trois-ponts/staffing").get_data(as_text=True)
    post(karim, address, 403, qualification="Couturière", person_id="0", name="Zoé")
    week = {f"day{number}": "9:00-12:30, 13:30-17:00" for number in range(5)}
    post(ines, address, 422, qualification="", person_id=str(loan.zoe.person_id), **week)
    post(ines, address, qualification="Couturière", person_id=str(loan.zoe.person_id), **week)
    with clock.frozen(NOW):
        assert "Temps vérifié" in ines.get("/p/trois-ponts/staffing").get_data(as_text=True)
        assert UNKNOWN not in karim.get(page).get_data(as_text=True)
    with transaction():
        for day, standing in ((NOW.date(), "known"), (date(2028, 3, 1), "unattested")):  # the word of February is old
            assert queries.standings([person, person + 1], day) == {person: standing, person + 1: "unnamed"}
    with clock.frozen(NOW):
        made = ines.post("/p/trois-ponts/resources", data=sheet(world, kind="staff", ask_stairs="", ask_kitchen=""))
        assert made.status_code == 303
        assert made.location.endswith("/person")  # whose time it is, asked at once
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


def test_one_person_is_at_one_place_at_a_time_whichever_employer_offers_their_time(world: World) -> None:
    """Zoé works for La Couture, which lends her Thursdays, and for La Radio, which offers her time too."""
    loan = loan_in(State.SIGNED, world)
    couture, second, radio = (staff(world, Regime.SERVICE) for _ in range(3))
    person = loan.zoe.person_id
    with transaction():
        for number, structure in ((couture, world.couture_id), (second, world.couture_id), (radio, world.radio_id)):
            known = employee_named("Zoé Lambert", person, structure, now=NOW)
            name_time(number, known, actor=world.ines, now=NOW)
    book(world, couture, "2027-03-09", "10:00-12:00")
    for other, day, hours in (
        (second, "2027-03-09", "11:00-12:00"),  # two skills of one person
        (radio, "2027-03-09", "09:00-10:30"),  # two employers
        (couture, "2027-04-01", "10:00-11:00"),  # lent at that hour
    ):
        with pytest.raises(Refused) as refused:
            book(world, other, day, hours)
        assert refused.value.reason is StaffNo.PERSON_TAKEN
        assert refused.value.facts["slot"].span == on(day, hours)
    book(world, radio, "2027-03-09", "12:00-13:00")
    away = on("2027-03-16", "09:00-17:00")
    with transaction():
        thing = resource_queries.resource_for(world.ines, second)
        assert thing is not None
        close_resource(thing, away, reason="Absence", member=world.ines, now=NOW)
    with pytest.raises(Refused) as refused:
        book(world, radio, "2027-03-16", "10:00-11:00")
    assert refused.value.reason is StaffNo.PERSON_TAKEN  # absent there, taken here: nobody reads why
