"""Setting the rules of a resource, and what members read of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.resources.models import (
    DayException,
    HolidayEffect,
    HouseRules,
    LateCancel,
    Measure,
    Per,
    Period,
    Purpose,
    Quota,
    Region,
    Resource,
    SchoolZone,
    TermsAcceptance,
    UseTerms,
    Window,
)
from tests.builders import NOW, World, sign_in

P = "/p/trois-ponts"
RULES = {
    "shortest": "30",
    "change": "3",
    "change_unit": "60",
    "cancel": "2",
    "cancel_unit": "1440",
    "late_cancel": "counts",
    "holidays": "closed",
    "region": "alsace_moselle",
    "school": "open",
    "school_zone": "B",
    "crowd": "members",
    "exceptions0-first": "2027-12-24",
    "exceptions0-last": "",
    "exceptions0-hours": "9:00 – 12:00",
    "exceptions0-label": "Réveillon",
    "exceptions1-first": "2027-08-01",
    "exceptions1-last": "2027-08-20",
    "exceptions1-hours": "",
    "exceptions1-label": "Congés",
    "quotas0-most": "2",
    "quotas0-measure": "dates",
    "quotas0-period": "week",
    "quotas0-per": "structure",
    "peaks0-days": "01234",
    "peaks0-opens": "17:00",
    "peaks0-closes": "20:00",
    "priorities0-days": "2",
    "priorities0-opens": "08:00",
    "priorities0-closes": "12:00",
    "priorities0-release": "7",
    "requires": "licence_b",
    "terms": "Rendre propre.",
}


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def as_(client: FlaskClient, member: Member) -> FlaskClient:
    return sign_in(client.application.test_client(), member)


def resource(number: int) -> Resource:
    with transaction():
        found = db.session.get_one(Resource, number)
        db.session.expunge(found)
    return found


def save(world: World, client: FlaskClient, **changes: str) -> tuple[int, str]:
    version = str(resource(world.room_id).version)
    facts = {**RULES, "structures": str(world.fournil_id), "version": version, **changes}
    sent = {name: value for name, value in facts.items() if value or name not in ("structures", "requires")}
    answer = as_(client, world.ines).post(f"{P}/resources/{world.room_id}/rules", data=sent)
    return answer.status_code, answer.text


def test_rules_are_set_shown_and_filled_in_again(world: World, client: FlaskClient) -> None:
    assert save(world, client)[0] == 303
    kept = resource(world.room_id)
    assert kept.house == HouseRules(
        exceptions=(
            DayException(date(2027, 8, 1), date(2027, 8, 20), (), "Congés"),
            DayException(date(2027, 12, 24), date(2027, 12, 24), ((540, 720),), "Réveillon"),
        ),
        windows=(
            Window(Purpose.PEAK, (0, 1, 2, 3, 4), 1020, 1200),
            Window(Purpose.PRIORITY, (2,), 480, 720, 7),
        ),
        quotas=(Quota(Per.STRUCTURE, Measure.DATES, Period.WEEK, 2),),
        shortest_minutes=30,
        change_notice_minutes=180,
        cancel_notice_minutes=2880,
        late_cancel=LateCancel.COUNTS,
        holidays=HolidayEffect.CLOSED,
        region=Region.ALSACE_MOSELLE,
        school_zone=SchoolZone.B,
        structures=(world.fournil_id,),
        requires=("licence_b",),
    )
    page = as_(client, world.ines).get(f"{P}/resources/{world.room_id}/rules").text
    for written in ("Réveillon", "Congés", 'value="2027-12-24"', "Rendre propre.", "Version 1", "9:00 – 12:00"):
        assert written in page
    shown = as_(client, world.karim).get(f"{P}/resources/{world.room_id}?week=2027-03-22").text
    for said in ("2 réservations", "Permis B", "conditions d’usage", "Vendredi saint, fermé", "2\u00a0j avant"):
        assert said in shown, said
    text = shown.replace("\u00a0", " ")
    assert "<strong>Mercredi, 8:00 – 12:00</strong> gardé pour La Couture, ouvert à tous 7 jours avant." in text
    assert ("Fermé les jours fériés." in text, "Fermé pendant les vacances" in text) == (True, False)
    assert "Heures chargées" not in text  # nothing is asked of them
    assert save(world, client, peak_longest="120", school="closed")[0] == 303
    text = as_(client, world.karim).get(f"{P}/resources/{world.room_id}").text.replace("\u00a0", " ")
    assert "Heures chargées : du lundi au vendredi, 17:00 – 20:00." in text
    assert "Fermé pendant les vacances scolaires de la zone B." in text


def test_what_is_wrong_is_said_beside_its_row(world: World, client: FlaskClient) -> None:
    for changes, said in (
        ({"exceptions0-last": "2027-12-01"}, "Le dernier jour suit le premier"),
        ({"exceptions0-hours": "midi"}, "Écrivez les heures comme"),
        ({"peaks0-closes": "16:00"}, "La fin doit suivre le début"),
        ({"quotas0-most": "-1"}, "entre 1 et 10000"),
        ({"requires": "licence_z"}, "Titres demandés"),
        ({"structures": "999999"}, "Ouvert à ces structures"),
        ({"terms": "a\x00b"}, "illisible"),
    ):
        status, text = save(world, client, **changes)
        assert (status, said in text, "Réveillon" in text) == (422, True, True), changes
    assert resource(world.room_id).rules is None
    status, text = save(world, client, version="77")
    assert (status, "Réveillon" in text) == (409, True)


def test_who_may_set_rules(world: World, client: FlaskClient) -> None:
    page = f"{P}/resources/{world.room_id}/rules"
    assert [as_(client, who).get(page).status_code for who in (world.ines, world.lucie, world.karim)] == [200, 200, 403]
    assert as_(client, world.stranger).get(page).status_code == 404


def test_terms_are_ticked_in_the_booking_form(world: World, client: FlaskClient) -> None:
    save(world, client, requires="", structures="")
    karim = as_(client, world.karim)
    form = {"day": "2027-03-04", "from": "09:00", "to": "10:00", "repeat": "once"}
    address = f"{P}/resources/{world.room_id}/bookings"
    refused = karim.post(address, data=form)
    assert (refused.status_code, "Rendre propre." in refused.text) == (422, True)
    assert karim.post(address, data={**form, "terms": f"{world.room_id}:7"}).status_code == 422
    assert db.session.scalars(select(TermsAcceptance)).all() == []
    assert karim.post(address, data={**form, "terms": f"{world.room_id}:1"}).status_code == 303
    assert len(db.session.scalars(select(TermsAcceptance)).all()) == 1
    save(world, client, requires="", structures="", terms="Rendre très propre.")
    assert [terms.number for terms in db.session.scalars(select(UseTerms).order_by(UseTerms.number))] == [1, 2]
    form["day"] = "2027-03-05"
    assert karim.post(address, data={**form, "terms": f"{world.room_id}:1"}).status_code == 422
    assert karim.post(address, data={**form, "terms": "x:y"}).status_code == 422
    save(world, client, requires="", structures="", terms="")
    assert karim.post(address, data=form).status_code == 303


def test_a_refusal_tells_its_figure_and_what_else_there_is(world: World, client: FlaskClient) -> None:
    save(world, client, terms="", requires="", structures="")
    karim = as_(client, world.karim)
    for day, hours, said in (
        ("2027-03-10", ("09:00", "10:00"), "Ouvert à tous à partir du"),
        ("2027-03-26", ("09:00", "10:00"), "Vendredi saint."),
        ("2027-03-04", ("09:00", "09:15"), "30\u00a0min au moins"),
    ):
        form = {"day": day, "from": hours[0], "to": hours[1], "repeat": "once"}
        answer = karim.post(f"{P}/resources/{world.room_id}/bookings", data=form)
        assert (answer.status_code, said in answer.text) == (422, True), said
    series = {"day": "2027-03-15", "from": "14:00", "to": "15:00", "repeat": "daily", "times": "3"}
    answer = karim.post(f"{P}/resources/{world.room_id}/bookings", data=series)
    assert (answer.status_code, "2 sur 2 déjà utilisées cette semaine-là" in answer.text) == (422, True)
