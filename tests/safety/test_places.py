"""The safety of a place: thresholds against what is described, the register, sheets read before a first visit."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from mutua.bookings.models import Profile
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.resources.models import Place
from mutua.safety import actions, queries
from mutua.safety.actions import PlaceFacts
from mutua.safety.coactivity import Use
from mutua.safety.models import CheckKind
from mutua.safety.queries.lone import lone_moments
from mutua.safety.queries.presence import Seat, peak_of
from tests.builders import PARIS, World, at, book, sign_in
from tests.safety.scene import LATER, Scene, rate, scene
from tests.staffing.loans import PDF

BASE = "/p/trois-ponts/safety"
TODAY = date(2027, 5, 3)


@pytest.fixture
def pole(world: World) -> Scene:
    with clock.frozen(LATER):
        yield scene(world)


def room_place(pole: Scene) -> int:
    return db.session.scalars(select(Place.id).where(Place.name == "Salle Garance")).one()


def described(pole: Scene, place_id: int, **facts: object) -> None:
    with transaction():
        row = queries.place_safety(place_id)
        actions.describe_place(
            queries.place_in(pole.world.pole_id, place_id), PlaceFacts(**facts), (b"", ""),
            seen_version=row.version if row else 0, member=pole.world.prevention, now=LATER,
        )  # fmt: skip


def gaps(pole: Scene, place_id: int) -> dict[str, tuple[float, float | None, str]]:
    rows = queries.places(queries.measured(queries.document_of(pole.world.pole_id), TODAY), TODAY)
    row = next(row for row in rows if row["id"] == place_id)
    return {gap["what"]: (gap["needs"], gap["has"], gap["answer"]) for gap in row["gaps"]}


def test_what_the_peak_asks_is_told_apart_from_what_nobody_asked(pole: Scene) -> None:
    room = room_place(pole)
    assert gaps(pole, room) == {
        "exits": (1, None, "unknown"), "exit_width": (0.8, None, "unknown"),
        "air": (6, None, "unknown"),
    }  # fmt: skip
    described(pole, room, exits=1, exit_width_cm=70, toilets=2, volume_m3=80)
    assert gaps(pole, room) == {"exit_width": (0.8, 0.7, "short"), "air": (6, 5, "short")}
    described(pole, room, exits=1, exit_width_cm=80, toilets=2, volume_m3=90)
    assert gaps(pole, room) == {}


def seat(start: str, end: str, people: int = 1) -> Seat:
    return Seat(Use("A", "r", at(start), at(end), people), "office", "confirmed", "")


def test_a_date_that_takes_two_things_is_one_crowd() -> None:
    """A room and its projector, booked for one person: one person alone, not two together."""
    zone = ZoneInfo(PARIS)
    room = Seat(Use("A", "r", at("2027-03-02 21:00"), at("2027-03-02 23:00"), 1), "office", "confirmed", "line 1", "d1")
    screen = replace(room, use=replace(room.use, resource="s"), proof="line 2")
    assert (peak_of([room, screen]), len(lone_moments([room, screen], zone, TODAY))) == (1, 1)
    other = replace(screen, visit="d2")
    assert (peak_of([room, other]), lone_moments([room, other], zone, TODAY)) == (2, [])


def test_alone_by_night_is_counted_alone_by_day_is_not() -> None:
    zone = ZoneInfo(PARIS)
    late = seat("2027-03-02 20:00", "2027-03-02 23:00")
    assert lone_moments([late], zone, TODAY) == [(at("2027-03-02 20:00"), at("2027-03-02 23:00"))]
    assert lone_moments([seat("2027-03-02 09:00", "2027-03-02 18:00")], zone, TODAY) == []
    assert lone_moments([late, seat("2027-03-02 19:00", "2027-03-02 23:30")], zone, TODAY) == []
    assert lone_moments([seat("2027-03-02 22:00", "2027-03-02 22:30")], zone, TODAY) == []
    # the whole night of the law, neither end of which lies within it
    whole = [seat("2027-03-02 21:00", "2027-03-03 06:00"), seat("2027-03-05 20:00", "2027-03-06 07:00")]
    assert len(lone_moments(whole, zone, TODAY)) == 2
    assert lone_moments([seat("2027-03-02 18:00", "2027-03-02 21:00")], zone, TODAY) == []
    assert lone_moments([seat("2027-03-02 06:00", "2027-03-02 08:00")], zone, TODAY) == []
    # the night of the change of clock: 6:00 is an hour earlier for who counts in hours
    assert lone_moments([seat("2027-03-28 06:00", "2027-03-28 07:30")], zone, TODAY) == []
    # two half hours of two people, one after the other, are an hour alone
    twice = [seat("2027-03-02 22:00", "2027-03-02 22:30"), seat("2027-03-02 22:30", "2027-03-02 23:00")]
    assert len(lone_moments(twice, zone, TODAY)) == 1


def test_a_booking_is_told_what_it_would_cross(pole: Scene, client: FlaskClient) -> None:
    w, room = pole.world, room_place(pole)
    rate(pole, pole.room_unit_id, "H20", mastery=4)
    small = book(w.karim, w.room_id, "2027-05-10", "09:00-10:00", now=LATER, headcount=12)
    sign_in(client, w.karim)
    page = client.get(f"/p/trois-ponts/bookings/{small}").get_data(as_text=True)
    assert "R4227-5" not in page
    assert "Fiche de sécurité à lire avant de venir : Salle Garance" in page.replace("\xa0", " ")
    big = book(w.karim, w.desks_id, "2027-05-10", "09:00-10:00", now=LATER, headcount=2, profile=Profile.OFFICE)
    assert "R4227-5" not in client.get(f"/p/trois-ponts/bookings/{big}").get_data(as_text=True)
    described(pole, room, exits=1, exit_width_cm=70, volume_m3=150)
    page = client.get(f"/p/trois-ponts/bookings/{small}").get_data(as_text=True).replace("\xa0", " ")
    for part in ("12 personnes au même moment", "0,8 m en tout (R4227-5)", "12 personnes, de l’air pour 10"):
        assert part in page, part
    # who comes reads the sheet, whoever only looks on is not asked to
    other = sign_in(client, w.ines).get(f"/p/trois-ponts/bookings/{small}").get_data(as_text=True)
    assert "R4227-5" in other
    assert "à lire avant de venir" not in other


def test_the_sheet_is_read_once_a_wording(pole: Scene, client: FlaskClient) -> None:
    w = pole.world
    rate(pole, pole.room_unit_id, "H20", mastery=4)
    book(w.karim, w.room_id, "2027-05-04", "09:00-10:00", now=LATER)
    with transaction():
        assert actions.remind(LATER) == 1
    with transaction():
        assert actions.remind(LATER) == 0
    assert [
        row.template
        for row in db.session.scalars(select(Mail).where(Mail.template.like("safety/sheet%")).order_by(Mail.id))
    ] == ["safety/sheet_to_read"]
    sign_in(client, w.karim)
    address = f"{BASE}/sheets/{w.room_id}"
    page = client.get(address).get_data(as_text=True)
    assert "Incendie, explosion, évacuation" in page
    sha256 = page.split('name="sha256" value="')[1][:64]
    for _ in range(2):
        assert client.post(address, data={"sha256": sha256}).status_code == 303
    assert len(queries.readings_of_sheet(w.room_id)) == 1
    assert "J’ai lu cette fiche" not in client.get(address).get_data(as_text=True)
    rate(pole, pole.room_unit_id, "H20", mastery=1, existing="Portes élargies")
    assert "J’ai lu cette fiche" in client.get(address).get_data(as_text=True)
    client.post(address, data={"sha256": sha256})  # yesterday's words are not today's
    assert len(queries.readings_of_sheet(w.room_id)) == 1
    with pytest.raises(DBAPIError, match="append_only"), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM sheet_reading"))


def test_a_check_is_reminded_recorded_and_due_again(pole: Scene, client: FlaskClient) -> None:
    w, room = pole.world, room_place(pole)
    sign_in(client, w.prevention)
    data = {"kind": "drill", "label": "Exercice du printemps", "every_months": "6", "due_on": "2027-05-20"}
    assert client.post(f"{BASE}/places/{room}/checks", data=data).status_code == 303
    for now, letters in ((LATER, 1), (LATER, 0), (LATER + timedelta(days=30), 1)):
        with transaction():
            assert actions.remind(now) == letters
    (check,) = queries.checks_of(w.pole_id, room)
    assert (check.kind, check.is_late(date(2027, 5, 21))) == (CheckKind.DRILL, True)
    done = f"{BASE}/checks/{check.id}/done"
    wrong = {"done_on": "2030-01-01", "done_by": "Paul"}
    assert client.post(done, data=wrong).status_code == 422
    body = {"done_on": "2027-05-02", "done_by": "Paul", "outcome": "4 min", "file": (io.BytesIO(b"MZ" * 50), "x.exe")}
    assert client.post(done, data=body).status_code == 422
    body["file"] = (io.BytesIO(PDF), "rapport.pdf")
    assert client.post(done, data=body).status_code == 303
    (check,) = queries.checks_of(w.pole_id, room)
    assert (check.due_on, [row.done_by for row in check.records]) == (date(2027, 11, 2), ["Paul"])
    answer = client.get(f"{BASE}/files/{check.records[0].file_id}")
    assert (answer.data, answer.headers["Content-Disposition"]) == (PDF, "attachment; filename=rapport.pdf")
    sign_in(client, w.stranger)
    assert client.get(f"{BASE}/files/{check.records[0].file_id}").status_code == 404


def test_the_person_in_charge_describes_their_place_alone(pole: Scene, client: FlaskClient) -> None:
    w, room = pole.world, room_place(pole)
    with transaction():
        db.session.get(Place, room).head_id = w.nadia.person_id
    sign_in(client, w.nadia)
    data = {"meeting_point": "Parvis", "exits": "2", "exit_width_cm": "", "version": "0"}
    assert client.post(f"{BASE}/places/{room}/edit", data=data).status_code == 303
    assert (queries.place_safety(room).exits, queries.place_safety(room).exit_width_cm) == (2, None)
    answer = client.post(f"{BASE}/places/{room}/edit", data={**data, "meeting_point": "Cour"})
    assert answer.status_code == 422  # somebody wrote since this form was opened
    assert "Cour" in answer.get_data(as_text=True)
    assert client.post(f"{BASE}/places/{pole.building_id}/edit", data=data).status_code == 403
    assert client.post(f"{BASE}/places/{room}/edit", data={**data, "version": "1", "exits": "-1"}).status_code == 422
