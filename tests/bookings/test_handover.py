"""What leaves and comes back, who says they are there, and what a screen at the door tells."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from mutua.bookings import actions, queries
from mutua.bookings.actions.desk import set_desk_rule
from mutua.bookings.actions.handover import Seen, hand_over, remind_late_returns
from mutua.bookings.actions.presence import check_in, release_absent
from mutua.bookings.models import Occurrence, State
from mutua.bookings.models.handover import Condition, Handover, Moment
from mutua.bookings.rules.handover import No
from mutua.documents.models import StoredFile
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.resources.models import Fault, Hold, Resource, Severity, Shown
from mutua.resources.queries import resource_for
from mutua.safety import actions as safety
from mutua.safety.models import Incident, IncidentKind
from tests.builders import NOW, World, at, book, sign_in

DAY = "2027-03-02"


def picture() -> bytes:
    made = io.BytesIO()
    image = Image.new("RGB", (60, 40), "orange")
    exif = image.getexif()
    exif[0x010E] = "devant chez Karim"
    image.save(made, "JPEG", exif=exif)
    return made.getvalue()


def lent_van(world: World, hours: str = "09:00-12:00") -> tuple[int, int]:
    number = book(world.karim, world.van_id, DAY, hours)
    with transaction():
        booking = queries.booking_for(world.ines, number)
        actions.approve_booking(booking, member=world.ines, now=NOW)
        return number, booking.occurrences[0].id


def letters() -> list[tuple[str, str]]:
    return [(mail.template, mail.recipient) for mail in db.session.scalars(select(Mail).order_by(Mail.id))]


def set_rule(world: World, resource_id: int, **wishes: object) -> None:
    usual = {"auto_release_minutes": None, "answer_hours": None, "offer_minutes": None, "handover": False}
    with transaction():
        resource = resource_for(world.ines, resource_id)
        set_desk_rule(resource, **{**usual, **wishes}, member=world.ines, now=NOW)


def test_a_van_leaves_and_comes_back_early_and_both_sides_saw_it(world: World, client: FlaskClient) -> None:
    number, date_id = lent_van(world)
    page = f"/p/trois-ponts/bookings/{number}/dates/{date_id}/handover"
    with clock.frozen(at(f"{DAY} 08:45")):
        sign_in(client, world.karim)
        assert "État des lieux" in client.get(f"/p/trois-ponts/bookings/{number}").text
        form = client.get(page).text
        assert ("Au départ" in form, "Clés remises" in form) == (True, True)
        facts = {"condition": "good", "mileage": "48210", "fuel": "80", "lent_keys": "Clé et carte", "note": ""}
        wrong = client.post(page + "/out", data={**facts, "fuel": "120"})
        assert (wrong.status_code, "entre 0 et 100" in wrong.text, "48210" in wrong.text) == (422, True, True)
        unnamed = client.post(page + "/out", data={**facts, "condition": "damaged"}).text
        assert re.search(r"<details open><summary[^>]*>Signaler un défaut", unnamed)  # where to say what is broken
        not_a_picture = {**facts, "photos": (io.BytesIO(b"%PDF-1.7 nothing to see"), "x.jpg")}
        assert client.post(page + "/out", data=not_a_picture).status_code == 422
        sent = {**facts, "photos": (io.BytesIO(picture()), "aile.jpg")}
        assert client.post(page + "/out", data=sent).status_code == 303
        assert client.post(page + "/out", data=facts).status_code == 422
        photo = re.search(r'src="(/p/trois-ponts/handovers/\d+/photos/\d+)"', client.get(page).text)[1]
        answer = client.get(photo)
        assert (answer.mimetype, b"Karim" in answer.data) == ("image/jpeg", False)
    # The owner saw the same; nobody acknowledges their own words.
    first = db.session.scalar(select(Handover.id))
    with clock.frozen(at(f"{DAY} 09:00")):
        assert client.post(f"/p/trois-ponts/handovers/{first}/acknowledge").status_code == 422
        sign_in(client, world.ines)
        assert client.get(photo).status_code == 200
        assert "J’ai vu le même état" in client.get(page).text
        assert client.post(f"/p/trois-ponts/handovers/{first}/acknowledge").status_code == 303
        assert client.post(f"/p/trois-ponts/handovers/{first}/acknowledge").status_code == 422
    with clock.frozen(at(f"{DAY} 11:00")):
        sign_in(client, world.karim)
        back = {"condition": "good", "mileage": "48000", "fuel": "40", "keys_back": "y"}
        refused = client.post(page + "/back", data=back)
        assert (refused.status_code, "ne peut pas reculer" in refused.text) == (422, True)
        assert client.post(page + "/back", data={**back, "mileage": "48260"}).status_code == 303
    # An hour early: done, and free again after the usual half hour of rest.
    date = db.session.get(Occurrence, date_id)
    assert (date.state, db.session.scalar(select(Hold.ends_at))) == (State.DONE, at(f"{DAY} 11:30"))
    assert queries.lines_with_wrong_holds() == []
    # What was written stays as it is, the database says so.
    with pytest.raises(DBAPIError), transaction():
        db.session.get(Handover, first).mileage = 1
        db.session.flush()
    assert db.session.scalars(select(StoredFile)).one().media_type == "image/jpeg"


def test_a_defect_that_stops_the_thing_keeps_it_out_of_use_and_warns_who_comes_next(world: World) -> None:
    _, date_id = lent_van(world)
    after = book(world.ines, world.van_id, "2027-03-04", "09:00-10:00")
    now = at(f"{DAY} 12:00")
    with transaction():
        safety.open_document(pole_queries.pole_by_slug("trois-ponts"), member=world.lucie, now=NOW)

    def line():
        return queries.occurrence_for(world.karim, date_id).lines[0]

    with pytest.raises(Refused) as refused, transaction():
        hand_over(line(), Moment.BACK, Seen(Condition.DAMAGED), member=world.karim, now=now)
    assert refused.value.reason is No.DEFECT_UNNAMED
    with transaction():
        seen = Seen(Condition.DAMAGED, defect="Pneu crevé", stops=True)
        hand_over(line(), Moment.BACK, seen, member=world.karim, now=now)
    incident = db.session.scalars(select(Incident)).one()
    assert (incident.kind, incident.happened_on) == (IncidentKind.NEAR_MISS, date(2027, 3, 2))
    assert db.session.scalars(select(Handover.note)).one() == "Pneu crevé"  # read by whoever confirms the state
    fault = db.session.scalars(select(Fault)).one()
    # Three days and seven are taken on Thursday: one day is free, from the end of the rest on.
    assert (fault.severity, fault.text) == (Severity.STOP, "Pneu crevé")
    assert (fault.starts_at, fault.ends_at) == (at(f"{DAY} 12:30"), at("2027-03-03 12:30"))
    with pytest.raises(Refused):
        book(world.nadia, world.van_id, "2027-03-03", "09:00-10:00", now=now)
    told = [letter for letter in letters() if letter[0].startswith("bookings/defect")]
    assert told == [("bookings/defect", world.ines.email), ("bookings/defect_ahead", world.ines.email)]
    assert queries.booking_for(world.ines, after).occurrences[0].state is State.CONFIRMED
    with pytest.raises(Refused) as refused, transaction():
        hand_over(line(), Moment.OUT, Seen(Condition.GOOD), member=world.lucie, now=now)
    assert refused.value.reason is No.NOT_A_PARTY


def test_a_late_return_is_reminded_once(world: World) -> None:
    _, date_id = lent_van(world)
    with transaction():
        line = queries.occurrence_for(world.karim, date_id).lines[0]
        hand_over(line, Moment.OUT, Seen(Condition.GOOD), member=world.karim, now=at(f"{DAY} 09:00"))
    for minute, told in ((29, 0), (30, 1), (45, 0)):
        with transaction():
            assert remind_late_returns(at(f"{DAY} 12:{minute}")) == told
    assert letters()[-2:] == [("bookings/not_back", world.karim.email), ("bookings/not_back", world.ines.email)]


def test_keys_that_stay_out_are_asked_of_one_side_and_told_to_the_other(world: World, client: FlaskClient) -> None:
    number, date_id = lent_van(world)
    page = f"/p/trois-ponts/bookings/{number}/dates/{date_id}/handover"
    with transaction():
        line = queries.occurrence_for(world.karim, date_id).lines[0]
        out = Seen(Condition.GOOD, lent_keys="Clé n° 2")
        hand_over(line, Moment.OUT, out, member=world.ines, now=at(f"{DAY} 08:50"))
    with clock.frozen(at(f"{DAY} 12:10")):
        sign_in(client, world.karim)
        assert "Clé n° 2" in client.get(page).text.split("Les clés sont rendues")[1].split("</form>")[0]
        assert client.post(page + "/back", data={"condition": "good"}).status_code == 303
    told = [letter for letter in letters() if letter[0] == "bookings/keys_kept"]
    assert told == [("bookings/keys_kept", world.karim.email), ("bookings/keys_kept", world.ines.email)]
    _, other = lent_van(world, "14:00-15:00")
    with transaction():
        line = queries.occurrence_for(world.karim, other).lines[0]
        hand_over(line, Moment.OUT, Seen(Condition.GOOD), member=world.ines, now=at(f"{DAY} 13:50"))
        hand_over(line, Moment.BACK, Seen(Condition.GOOD), member=world.karim, now=at(f"{DAY} 14:50"))
    assert len([letter for letter in letters() if letter[0] == "bookings/keys_kept"]) == 2  # none were lent


def test_who_does_not_come_gives_the_rest_back_and_it_counts(world: World, client: FlaskClient) -> None:
    set_rule(world, world.room_id, auto_release_minutes=15)
    came = book(world.karim, world.room_id, DAY, "09:00-10:00")
    missed = book(world.karim, world.room_id, DAY, "11:00-13:00")
    with clock.frozen(at(f"{DAY} 08:30")):
        sign_in(client, world.nadia)
        here = f"/p/trois-ponts/resources/{world.room_id}/here"
        assert "en avance" in client.get(here).text
        assert client.post(here).status_code == 422
    with clock.frozen(at(f"{DAY} 08:50")):
        assert 'type="submit">' in client.get(here).text.split("15\u00a0min")[1]
        assert client.post(here).status_code == 303
        assert "Présence notée à 8:50" in client.get(here).text
        assert client.post(here).status_code == 422
        sign_in(client, world.ines)
        assert client.post(here).status_code == 422
    for time, released in (("09:30", 0), ("11:14", 0), ("11:15", 1), ("11:16", 0)):
        with transaction():
            assert release_absent(at(f"{DAY} {time}")) == released
    states = dict(db.session.execute(select(Occurrence.booking_id, Occurrence.state)).all())
    assert states == {came: State.CONFIRMED, missed: State.NO_SHOW}
    assert letters()[-1] == ("bookings/released", world.karim.email)
    assert queries.lines_with_wrong_holds() == []
    book(world.ines, world.room_id, DAY, "11:30-12:30", now=at(f"{DAY} 11:16"))
    # Counted where the next request of the same structure is answered.
    book(world.karim, world.van_id, "2027-03-05", "09:00-10:00")
    with clock.frozen(at(f"{DAY} 12:00")):
        assert "1 date non honorée en un an" in client.get("/p/trois-ponts/requests").text
    with pytest.raises(Refused) as refused, transaction():
        date = queries.booking_for(world.karim, missed).occurrences[0]
        check_in(date, member=world.karim, now=at(f"{DAY} 11:20"))
    assert refused.value.reason is No.NOBODY_EXPECTED


def test_each_of_two_colleagues_at_two_desks_says_that_they_are_there(world: World, client: FlaskClient) -> None:
    of_karim = book(world.karim, world.desks_id, DAY, "09:00-12:00")
    of_nadia = book(world.nadia, world.desks_id, DAY, "09:00-12:00")
    after = book(world.nadia, world.desks_id, DAY, "12:00-13:00")
    here = f"/p/trois-ponts/resources/{world.desks_id}/here"
    found = []
    for who, hour in ((world.nadia, "08:55"), (world.karim, "08:56"), (world.karim, "08:57"), (world.nadia, "11:50")):
        with clock.frozen(at(f"{DAY} {hour}")):
            sign_in(client, who)
            answer = client.post(here)
            found.append(int(answer.location.rsplit("/", 1)[1]) if answer.status_code == 303 else answer.status_code)
    assert found == [of_nadia, of_karim, 422, after]


def test_a_double_tap_at_the_door_says_nothing_of_a_colleague(world: World, client: FlaskClient) -> None:
    set_rule(world, world.desks_id, auto_release_minutes=15)
    book(world.karim, world.desks_id, DAY, "09:00-12:00")
    of_nadia = book(world.nadia, world.desks_id, DAY, "09:00-12:00")
    here = f"/p/trois-ponts/resources/{world.desks_id}/here"
    with clock.frozen(at(f"{DAY} 08:56")):
        sign_in(client, world.karim)
        assert [client.post(here).status_code for _ in range(2)] == [303, 422]
    with transaction():
        assert release_absent(at(f"{DAY} 09:15")) == 1
        assert queries.booking_for(world.nadia, of_nadia).occurrences[0].state is State.NO_SHOW


def test_the_door_says_no_more_than_all_may_see_until_its_address_is_closed(world: World, client: FlaskClient) -> None:
    book(world.karim, world.room_id, DAY, "09:00-10:00", title="Paie de mars")
    book(world.ines, world.room_id, DAY, "14:00-15:30", title="Atelier")
    stranger = client.application.test_client()
    with clock.frozen(at(f"{DAY} 09:20")):
        sign_in(client, world.ines)
        desk = f"/p/trois-ponts/resources/{world.room_id}/desk"
        assert client.post(f"/p/trois-ponts/resources/{world.room_id}/door-links").status_code == 303
        address = re.search(r'value="http://mutua.test(/door/\w+)"', client.get(desk).text)[1]
        shown = {}
        for setting in Shown:
            with transaction():
                db.session.get(Resource, world.room_id).shown = setting
            shown[setting] = stranger.get(address).text
        names = {setting: ("Paie de mars" in page, "Le Fournil" in page) for setting, page in shown.items()}
        assert names == {
            Shown.EVERYTHING: (True, True), Shown.STRUCTURE: (False, True), Shown.BUSY: (False, False),
        }  # fmt: skip
        page = shown[Shown.BUSY]
        told = ("is-taken" in page, "jusqu’à 10:00" in page, "14:00\u00a0– 15:30" in page, 'content="60"' in page)
        assert told == (True, True, True, True)
    with clock.frozen(at(f"{DAY} 07:10")):
        early = stranger.get(address).text
        assert ("is-closed" in early, "Fermé" in early, "ouvre à 8:00" in early, "Libre" in early) == (
            True, True, True, False,
        )  # fmt: skip
    with clock.frozen(at(f"{DAY} 16:00")):
        assert "jusqu’à 19:00" in stranger.get(address).text  # until it closes
    with clock.frozen(at("2027-03-07 11:00")):
        assert ("is-closed" in stranger.get(address).text, "ouvre" in stranger.get(address).text) == (True, False)
    with clock.frozen(at(f"{DAY} 10:30")):
        assert "is-free" in stranger.get(address).text
        assert stranger.get(address[:-1] + "x").status_code == 404
        link = re.search(r"door-links/(\d+)/revoke", client.get(desk).text)[1]
        assert client.post(f"/p/trois-ponts/resources/{world.room_id}/door-links/{link}/revoke").status_code == 303
        assert stranger.get(address).status_code == 404
        assert "<svg" in client.get(f"/p/trois-ponts/resources/{world.room_id}/door-code").text
