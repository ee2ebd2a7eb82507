"""The pages of bookings: who sees what, what comes of a form, what a refusal carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from mutua.bookings import actions as bookings
from mutua.bookings.models import Booking, Occurrence, State
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Pole, Structure, StructureRole
from mutua.resources.models import Approval, HouseRules, Kind, Measure, Per, Period, Quota, Resource, Shown
from tests.builders import NOW, World, add_person, add_resource, add_structure, book, member, sign_in, wish

P = "/p/trois-ponts"
DAY = "2027-03-02"
FORM = {"day": DAY, "from": "14:00", "to": "16:00", "title": "Atelier", "people": "4", "repeat": "once", "note": ""}


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def as_(client: FlaskClient, member: Member) -> FlaskClient:
    return sign_in(client.application.test_client(), member)


def ask(client: FlaskClient, resource_id: int, **changes: str):
    return client.post(f"{P}/resources/{resource_id}/bookings", data={**FORM, **changes})


def states() -> list[State]:
    return list(db.session.scalars(select(Occurrence.state).order_by(Occurrence.starts_at, Occurrence.id)))


def counted(client: FlaskClient, address: str) -> list[str]:
    """The SELECTs of a page, each by its first words."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return [statement.split("FROM")[0] for statement in seen if statement.startswith(("SELECT", "WITH"))]


def test_a_form_becomes_a_booking_and_leads_to_it(world: World, client: FlaskClient) -> None:
    answer = ask(as_(client, world.karim), world.room_id)
    assert answer.status_code == 303
    made = db.session.scalars(select(Booking)).one()
    assert answer.headers["Location"] == f"{P}/bookings/{made.id}"
    assert (made.title, made.headcount, made.structure_id) == ("Atelier", 4, world.fournil_id)


def test_htmx_is_told_where_to_go(world: World, client: FlaskClient) -> None:
    karim = as_(client, world.karim)
    answer = karim.post(f"{P}/resources/{world.room_id}/bookings", data=FORM, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"][: len(P)]) == (204, P)


def test_a_form_sent_twice_books_once(world: World, client: FlaskClient) -> None:
    karim = as_(client, world.karim)
    first = ask(karim, world.room_id, idempotency_key="k" * 32)
    second = ask(karim, world.room_id, idempotency_key="k" * 32)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(states()) == 1


def test_a_taken_time_answers_409_with_who_has_it_and_what_is_near(world: World, client: FlaskClient) -> None:
    with transaction():
        pole, couture = db.session.get(Pole, world.pole_id), db.session.get(Structure, world.couture_id)
        other = add_resource(pole, couture, "Salle Indigo", Kind.PREMISES, capacity=8, hours=True)
        db.session.flush()
        other_id = other.id
    book(world.ines, world.room_id, DAY, "14:00-15:30")
    karim = as_(client, world.karim)
    answer = ask(karim, world.room_id)
    assert answer.status_code == 409
    assert "La Couture, 14:00\u00a0– 15:30" in answer.text
    offers = re.findall(r'name="take" value="([^"]+)"', answer.text)
    assert offers == [
        f"{world.room_id} {DAY}T15:30 {DAY}T17:30",
        f"{other_id} {DAY}T14:00 {DAY}T16:00",
        f"{world.room_id} 2027-03-03T14:00 2027-03-03T16:00",
    ]
    assert ask(karim, world.room_id, take=offers[1]).status_code == 303
    assert states() == [State.CONFIRMED, State.CONFIRMED]


def test_a_busy_resource_does_not_say_who_has_it(world: World, client: FlaskClient) -> None:
    with transaction():
        db.session.get(Resource, world.room_id).shown = Shown.BUSY
    book(world.ines, world.room_id, DAY, "14:00-16:00", title="Secret")
    karim = as_(client, world.karim)
    for page in (
        ask(karim, world.room_id).text,
        karim.get(f"{P}/search?day={DAY}").text,
        karim.get(f"{P}/resources/{world.room_id}?week={DAY}").text,
        karim.get(f"{P}/resources/{world.room_id}/events?start=2027-03-01T00:00&end=2027-03-08T00:00").text,
    ):
        assert "Secret" not in page
        assert "Inès" not in page.replace("Inès Martin</strong>", "").replace("Écrire à Inès Martin", "")


def test_a_series_with_a_taken_date_asks_date_by_date_and_books_the_choice(world: World, client: FlaskClient) -> None:
    book(world.ines, world.room_id, "2027-03-09", "14:00-16:00")
    karim = as_(client, world.karim)
    answer = ask(karim, world.room_id, repeat="weekly", times="3")
    assert answer.status_code == 409
    name, offer = re.search(r'name="(instead-[^"]+)".*?<option value="([^"]+)"', answer.text, re.S).groups()
    assert offer == f"{world.room_id} 2027-03-09T12:00 2027-03-09T14:00"
    done = ask(karim, world.room_id, repeat="weekly", times="3", **{name: offer})
    assert done.status_code == 303
    ours = select(Occurrence.state).join(Occurrence.booking).where(Booking.structure_id == world.fournil_id)
    assert list(db.session.scalars(ours)) == [State.CONFIRMED] * 3


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": "2027-02-29"}, "Cette date n’existe pas"),
        ({"day": "2027-02-26"}, "Ce moment est passé"),
        ({"day": "9999-12-31"}, "entre 2000 et 2100"),
        ({"day": ""}, "Choisissez un jour"),
        ({"from": "16:00", "to": "14:00"}, "La fin doit suivre le début"),
        ({"from": "25:99"}, "Écrivez l’heure comme 14:00"),
        ({"people": "13"}, "pas assez de places"),
        ({"people": "beaucoup"}, "nombre entier"),
        ({"people": "9" * 400}, "nombre entier"),
        ({"title": "x" * 1_000_000}, "trop long"),
        ({"title": "a\x00b"}, "illisible"),
        ({"repeat": "weekly", "times": ""}, "combien de fois"),
        ({"repeat": "weekly", "times": "10000"}, "entre 1 et 400 fois"),
        ({"repeat": "weekly", "times": "400"}, "au plus deux ans"),
        ({"repeat": "FREQ=SECONDLY"}, "choi"),
        ({"from": "06:00", "to": "07:00"}, "fermée à ce moment"),
        ({"from": "14:07"}, "suivent le pas"),
        ({"until": "2027-08-02"}, "60 jours"),
        ({"take": "x" * 5000, "day": ""}, "Choisissez un jour"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed_and_says_what_to_change(
    world: World, client: FlaskClient, changes: dict[str, str], said: str
) -> None:
    answer = ask(as_(client, world.karim), world.room_id, **{"note": "à garder", **changes})
    assert (answer.status_code, said in answer.text, "à garder" in answer.text) == (422, True, True)
    assert states() == []


def test_a_lone_surrogate_is_refused(world: World, client: FlaskClient) -> None:
    body = "&".join(f"{name}={value}" for name, value in FORM.items()) + "&note=%ED%A0%80"
    karim = as_(client, world.karim)
    answer = karim.post(
        f"{P}/resources/{world.room_id}/bookings", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code < 500


def test_html_and_emoji_are_text(world: World, client: FlaskClient) -> None:
    karim = as_(client, world.karim)
    assert ask(karim, world.room_id, title="<script>alert(1)</script> 🎷", note='"><u>').status_code == 303
    for page in (
        f"{P}/bookings",
        f"{P}/search?day={DAY}",
        f"{P}/bookings/1",
        f"{P}/resources/{world.room_id}?week={DAY}",
    ):
        text = karim.get(page).text
        assert "<script>alert" not in text
        assert '"><u>' not in text


def test_names_on_the_board_are_escaped(world: World, client: FlaskClient) -> None:
    with transaction():
        db.session.get(Structure, world.couture_id).name = "<i>Couture</i> & Cie"
        db.session.get(Resource, world.room_id).name = '<b>Salle</b> "A"'
    book(world.ines, world.room_id, DAY, "14:00-16:00", title='"onmouseover=x')
    text = as_(client, world.karim).get(f"{P}/search?day={DAY}").text
    assert "<i>Couture" not in text
    assert "<b>Salle" not in text
    assert "&lt;i&gt;Couture&lt;/i&gt; &amp; Cie" in text
    assert '"onmouseover' not in text


def test_a_stranger_finds_nothing(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.room_id, DAY, "14:00-16:00")
    yann = as_(client, world.stranger)
    for page in (f"{P}/search", f"{P}/bookings/{number}", f"{P}/resources/{world.room_id}"):
        assert yann.get(page).status_code == 404
    assert yann.get(f"/p/a-cote/bookings/{number}").status_code == 404
    assert yann.get(f"/p/a-cote/resources/{world.room_id}").status_code == 404
    assert yann.post(f"/p/a-cote/resources/{world.room_id}/bookings", data=FORM).status_code == 404


def test_access_and_safety_appear_once_confirmed(world: World, client: FlaskClient) -> None:
    with transaction():
        van = db.session.get(Resource, world.van_id)
        van.access_instructions = "Clé au crochet 4"
    number = book(world.karim, world.van_id, DAY, "09:00-10:00")
    karim, ines = as_(client, world.karim), as_(client, world.ines)
    assert "crochet" not in karim.get(f"{P}/bookings/{number}").text
    assert ines.post(f"{P}/bookings/{number}/approve").status_code == 303
    assert "crochet" in karim.get(f"{P}/bookings/{number}").text


def test_access_is_told_of_each_resource_for_itself(world: World, client: FlaskClient) -> None:
    """La Fabrique books a room of La Couture with a van of Le Fournil: neither owner reads the other's code."""
    with transaction():
        home = pole_queries.pole_by_slug("trois-ponts")
        zoe = add_person("Zelda Lenoir", add_structure(home, "La Fabrique"), StructureRole.MEMBER, home)
        van = db.session.get_one(Resource, world.van_id)
        van.structure_id, van.access_instructions, van.approval = world.fournil_id, "Clé 9", Approval.AUTOMATIC
        room = db.session.get_one(Resource, world.room_id)
        room.access_instructions, room.safety_instructions = "Code 4711", "Sortie côté cour"
        db.session.flush()
        zelda = member(zoe, home)
    with transaction():
        asked = replace(wish(zelda, world.room_id, DAY, "09:00-10:00"), resource_ids=(world.room_id, world.van_id))
        number = bookings.request_booking(asked, member=zelda, now=NOW).id
    sees = {}
    for reader in (zelda, world.ines, world.karim, world.nadia, world.lucie):
        text = as_(client, reader).get(f"{P}/bookings/{number}").text
        sees[reader.name] = [words in text for words in ("4711", "Sortie côté cour", "Clé 9")]
    everything, ours, theirs = [True, True, True], [True, True, False], [False, False, True]
    assert list(sees.values()) == [everything, ours, theirs, theirs, everything]  # the coordination sets both


def test_only_those_who_decide_may_answer(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.van_id, DAY, "09:00-10:00")
    address = f"{P}/bookings/{number}"
    assert "Accepter la demande" not in as_(client, world.karim).get(address).text
    assert as_(client, world.karim).post(f"{address}/approve").status_code == 403
    assert as_(client, world.nadia).post(f"{address}/decline").status_code == 403
    ines = as_(client, world.ines)
    assert "Accepter la demande" in ines.get(address).text
    assert "Demandes à traiter" in ines.get(f"{P}/bookings").text
    assert ines.post(f"{address}/decline", data={"reason": "En panne"}).status_code == 303
    assert ines.post(f"{address}/approve").status_code == 422
    assert "En panne" in as_(client, world.karim).get(address).text


def test_a_date_is_moved_cancelled_and_asked_again(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.room_id, DAY, "14:00-16:00")
    book(world.ines, world.room_id, DAY, "10:00-11:00")
    date = db.session.scalars(select(Occurrence.id).where(Occurrence.booking_id == number)).one()
    karim = as_(client, world.karim)
    base = f"{P}/bookings/{number}/dates/{date}"
    assert 'value="14:00"' in karim.get(f"{base}/move").text
    assert karim.post(f"{base}/move", data={"day": DAY, "from": "10:00", "to": "12:00"}).status_code == 409
    assert karim.post(f"{base}/move", data={"day": DAY, "from": "12:00", "to": "10:00"}).status_code == 422
    assert karim.post(f"{base}/move", data={"day": DAY, "from": "11:00", "to": "12:00"}).status_code == 303
    assert karim.post(f"{base}/cancel", data={"scope": "nonsense"}).status_code == 422
    assert karim.post(f"{base}/cancel", data={"scope": "this"}).status_code == 303
    assert karim.post(f"{base}/retry").status_code == 303
    assert as_(client, world.ines).post(f"{base}/cancel", data={"scope": "this"}).status_code == 403
    assert as_(client, world.karim).post(f"{P}/bookings/{number}/dates/99999/cancel").status_code == 404


def test_a_lost_update_shows_both_texts(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.room_id, DAY, "14:00-16:00", title="Ancien")
    version = db.session.scalar(select(Booking.version).where(Booking.id == number))
    karim, nadia = as_(client, world.karim), as_(client, world.nadia)
    first = nadia.post(f"{P}/bookings/{number}/words", data={"title": "Le sien", "note": "", "version": str(version)})
    late = karim.post(f"{P}/bookings/{number}/words", data={"title": "Le mien", "note": "", "version": str(version)})
    assert (first.status_code, late.status_code) == (303, 409)
    assert "Le sien" in late.text
    assert "Le mien" in late.text


def test_an_unchanged_search_is_304_until_something_is_booked(world: World, client: FlaskClient) -> None:
    karim = as_(client, world.karim)
    page = karim.get(f"{P}/search?day={DAY}")
    mark = {"If-None-Match": page.headers["ETag"]}
    assert karim.get(f"{P}/search?day={DAY}", headers=mark).status_code == 304
    assert as_(client, world.nadia).get(f"{P}/search?day={DAY}", headers=mark).status_code == 200
    book(world.ines, world.room_id, DAY, "14:00-16:00")
    assert karim.get(f"{P}/search?day={DAY}", headers=mark).status_code == 200


def test_a_day_drawn_before_shows_each_reader_what_they_may_see_and_follows_every_change(
    world: World, client: FlaskClient
) -> None:
    day = f"{P}/search?day={DAY}"
    with transaction():
        db.session.get_one(Resource, world.room_id).shown = Shown.BUSY
    karim, lise, ines = (as_(client, who) for who in (world.karim, world.prevention, world.ines))
    number = book(world.karim, world.room_id, DAY, "14:00-16:00", title="Titre premier")
    assert "Titre premier" in karim.get(day).text
    assert "Titre premier" in ines.get(day).text  # the owner
    assert "Titre premier" not in lise.get(day).text
    assert "Titre premier" in karim.get(day).text
    version = db.session.scalar(select(Booking.version).where(Booking.id == number))
    karim.post(f"{P}/bookings/{number}/words", data={"title": "Titre second", "note": "", "version": str(version)})
    assert "Titre second" in karim.get(day).text
    assert "Titre second" in ines.get(day).text
    karim.post(f"{P}/resources/{world.room_id}/bookings/open", data={"day": DAY, "from": "09:00", "to": "10:00"})
    with clock.frozen(NOW + timedelta(minutes=1)):
        assert f'href="{P}/resources/{world.room_id}/bookings/new?day={DAY}&amp;from=08:00' in karim.get(day).text
        assert "<span>9:00\u00a0– 10:00</span>" in lise.get(day).text
    with clock.frozen(NOW + timedelta(minutes=11)):
        assert "9:00\u00a0– 10:00" not in lise.get(day).text


@pytest.mark.parametrize(
    "query",
    ["kind=x", "day=hier", "from=99:99", "duration=99999999999", "people=%00", "repeat=x&times=-5", "duration=-1",
     "day=2027-03-28&from=02:30&duration=30&repeat=daily&times=400", "feature=%F0%9F%8E%B7", "duration=abc"],
)  # fmt: skip
def test_a_hostile_search_is_never_an_error_of_ours(world: World, client: FlaskClient, query: str) -> None:
    assert as_(client, world.karim).get(f"{P}/search?{query}").status_code in (200, 422)


@pytest.mark.parametrize("page", ["search?day=2027-03-02", "bookings", "resources"])
def test_one_and_thirty_resources_take_the_same_statements(world: World, client: FlaskClient, page: str) -> None:
    karim = as_(client, world.karim)
    book(world.karim, world.room_id, DAY, "08:00-09:00")
    before = counted(karim, f"{P}/{page}")
    with transaction():
        pole, couture = db.session.get(Pole, world.pole_id), db.session.get(Structure, world.couture_id)
        made = [add_resource(pole, couture, f"Salle {n}", Kind.PREMISES, hours=True) for n in range(30)]
        db.session.flush()
        ids = [resource.id for resource in made]
    for number in ids:
        book(world.karim, number, DAY, "09:00-10:00")
    assert counted(karim, f"{P}/{page}") == before
    if page.startswith("search"):
        # The rest is the sign-in and the menu.
        assert sum("SELECT resource." in statement or "SELECT drawing." in statement for statement in before) == 2


def test_events_are_what_takes_the_resource(world: World, client: FlaskClient) -> None:
    number = book(world.ines, world.room_id, DAY, "14:00-16:00", title="Couture")
    address = f"{P}/resources/{world.room_id}/events"
    found = as_(client, world.karim).get(f"{address}?start=2027-03-01T00:00:00&end=2027-03-08T00:00:00").json
    assert found == [
        {
            "id": found[0]["id"],
            "start": f"{DAY}T14:00:00",
            "end": f"{DAY}T16:00:00",
            "title": "La Couture",
            "detail": "Couture, Inès Martin",
            "state": "taken",
            "kind": "premises",
            "url": "",
        }
    ]
    own = as_(client, world.ines).get(f"{address}?start=2027-03-01T00:00:00&end=2027-03-08T00:00:00").json
    assert (own[0]["state"], own[0]["url"]) == ("mine", f"{P}/bookings/{number}")
    assert as_(client, world.karim).get(f"{address}?start=x&end=y").status_code == 422


def test_coordination_without_a_structure_is_told_so(world: World, client: FlaskClient) -> None:
    answer = ask(as_(client, world.lucie), world.room_id)
    assert (answer.status_code, "Choisissez une structure" in answer.text) == (422, True)
    assert db.session.scalar(select(func.count()).select_from(Booking)) == 0


def test_every_date_is_shown_with_its_hours_and_leads_back_to_the_form(world: World, client: FlaskClient) -> None:
    karim = as_(client, world.karim)
    looked = ask(karim, world.room_id, repeat="weekly", times="3", preview="1")
    assert looked.status_code == 200
    assert "<title>Vos dates" in looked.text
    assert "Créneau pris" not in looked.text
    assert looked.text.count("14:00\u00a0– 16:00</span>") == 3
    back = ask(karim, world.room_id, repeat="weekly", times="3", back="1")
    assert back.status_code == 200
    assert 'value="Atelier"' in back.text
    assert 'name="preview"' in back.text
    assert states() == []


def test_the_summary_of_what_to_correct_says_which_hour(world: World, client: FlaskClient) -> None:
    wrong = ask(as_(client, world.karim), world.room_id, to="")
    assert wrong.status_code == 422
    assert re.search(r'<a href="#booking-to">\s*Heure de fin', wrong.text)


def test_the_form_is_called_a_booking_where_nobody_has_to_agree(world: World, client: FlaskClient) -> None:
    karim = as_(client, world.karim)
    crumb = re.compile(r'aria-current="page">([^<]+)<')
    assert "Réservation" in crumb.findall(karim.get(f"{P}/resources/{world.room_id}/bookings/new").text)
    assert "Demande" in crumb.findall(karim.get(f"{P}/resources/{world.van_id}/bookings/new").text)


def test_a_booking_nobody_comes_to_any_more_asks_and_tells_nothing(world: World, client: FlaskClient) -> None:
    with transaction():
        db.session.get_one(Resource, world.room_id).access_instructions = "Code 4321"
    book(world.karim, world.room_id, "2027-03-09", "09:00-10:00")  # enough to be told how to enter
    number = book(world.karim, world.room_id, DAY, "09:00-10:00", title="Paie")
    page, karim = f"{P}/bookings/{number}", as_(client, world.karim)
    offered = ("Sur place", "Objet, personnes et note", "Confier à un collègue")
    assert [words in karim.get(page).text for words in offered] == [True, True, True]
    date = db.session.scalars(select(Occurrence.id).where(Occurrence.booking_id == number)).one()
    karim.post(f"{page}/dates/{date}/cancel", data={"scope": "this"})
    assert [words in karim.get(page).text for words in offered] == [False, False, False]


def test_who_cancels_too_late_reads_that_the_date_counts(world: World, client: FlaskClient) -> None:
    with transaction():
        quota = Quota(Per.STRUCTURE, Measure.DATES, Period.WEEK, 5)
        rules = HouseRules(quotas=(quota,), cancel_notice_minutes=24 * 60)
        db.session.get_one(Resource, world.room_id).rules = rules.to_json()
    soon = book(world.karim, world.room_id, DAY, "08:00-09:00")
    later = book(world.karim, world.room_id, "2027-03-05", "09:00-10:00")
    own = book(world.ines, world.room_id, DAY, "11:00-12:00")
    said = "comptera comme utilisée dans vos quotas"
    with clock.frozen(NOW + timedelta(hours=3)):
        karim = as_(client, world.karim)
        assert [said in karim.get(f"{P}/bookings/{number}").text for number in (soon, later)] == [True, False]
        assert said not in as_(client, world.ines).get(f"{P}/bookings/{own}").text


def test_the_page_of_a_resource_leads_to_a_time_that_its_notice_allows(world: World, client: FlaskClient) -> None:
    with transaction():
        db.session.get_one(Resource, world.room_id).notice_minutes = 24 * 60
    text = as_(client, world.karim).get(f"{P}/resources/{world.room_id}").text
    links = re.findall(r'href="([^"]*/bookings/new[^"]*)"', text)
    assert len(links) == 2
    assert all("day=2027-03-02" in link for link in links), links
