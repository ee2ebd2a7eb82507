"""The pages where people make, renew and revoke feeds, and one booking as a file."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.calendars.models import FeedToken
from mutua.calendars.rules import MOST_FEEDS
from mutua.calendars.views.programs import PROGRAMS
from mutua.kernel import clock
from mutua.kernel.db import db
from tests.builders import NOW, World, book, sign_in
from tests.calendars.conftest import feed, parsed, room_feed

PAGE = "/p/trois-ponts/calendars"


def address_on(page: str) -> str | None:
    found = re.search(r'value="http://mutua\.test(/calendars/[\w-]+\.ics)"', page)
    return found[1] if found else None


def ids() -> list[int]:
    return list(db.session.scalars(select(FeedToken.id).order_by(FeedToken.id)))


def test_a_feed_is_made_its_address_shown_once_and_it_works(world: World, client: FlaskClient) -> None:
    sign_in(client, world.karim)
    made = client.post(PAGE, data={"what": f"resource-{world.room_id}", "busy_only": "y", "confirmed_only": "y"})
    assert (made.status_code, made.location) == (303, PAGE)
    page = client.get(PAGE).text
    address = address_on(page)
    assert address
    assert f"webcal://mutua.test{address}" in page
    assert "Votre adresse est prête : Salle Garance" in page.replace("\u00a0", " ")
    assert "<svg viewBox" in page
    assert "style=" not in page
    assert client.get(address).status_code == 200
    again = client.get(PAGE).text
    assert address_on(again) is None
    assert "Salle Garance" in again
    assert "heures prises seulement, confirmées seulement" in again
    assert "lue le" in again


def test_renew_and_revoke(world: World, client: FlaskClient) -> None:
    old = feed(world.karim)
    sign_in(client, world.karim)
    (first,) = ids()
    assert client.post(f"{PAGE}/{first}/renew").status_code == 303
    _, second = ids()
    new = address_on(client.get(PAGE).text)
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    assert client.post(f"{PAGE}/{second}/revoke").status_code == 303
    assert client.get(new).status_code == 404
    twice = client.post(f"{PAGE}/{second}/revoke", follow_redirects=True)
    assert "Cette adresse est déjà arrêtée" in twice.text


def test_nobody_touches_another_persons_feed(world: World, client: FlaskClient) -> None:
    address = feed(world.karim, "structure")
    sign_in(client, world.nadia)
    (his,) = ids()
    assert client.post(f"{PAGE}/{his}/renew").status_code == 404
    assert client.post(f"{PAGE}/{his}/revoke").status_code == 404
    assert client.get(address).status_code == 200


def test_a_stranger_finds_no_page(world: World, client: FlaskClient) -> None:
    assert client.get(PAGE).status_code == 303
    sign_in(client, world.stranger)
    assert (client.get(PAGE).status_code, client.post(PAGE, data={"what": "person"}).status_code) == (404, 404)


def test_a_resource_of_another_pole_is_not_offered(world: World, client: FlaskClient) -> None:
    sign_in(client, world.stranger)
    assert client.post("/p/a-cote/calendars", data={"what": f"resource-{world.room_id}"}).status_code == 422
    assert db.session.scalars(select(FeedToken)).all() == []


@pytest.mark.parametrize("what", ["", "poles", "resource-", "resource-" + "9" * 30, "structure-1", "person\0"])
def test_what_is_not_offered_is_refused(world: World, client: FlaskClient, what: str) -> None:
    sign_in(client, world.karim)
    assert client.post(PAGE, data={"what": what}).status_code == 422


def test_the_coordination_has_no_structure_to_follow(world: World, client: FlaskClient) -> None:
    sign_in(client, world.lucie)
    assert client.post(PAGE, data={"what": "structure"}).status_code == 422
    assert client.post(PAGE, data={"what": f"resource-{world.room_id}"}).status_code == 303


def test_feeds_are_not_endless(world: World, client: FlaskClient) -> None:
    for _ in range(MOST_FEEDS):
        room_feed(world.karim, world.room_id)
    sign_in(client, world.karim)
    refused = client.post(PAGE, data={"what": "person"})
    assert refused.status_code == 422
    assert "beaucoup d’adresses" in refused.text


def test_one_booking_as_a_file_for_those_who_may_open_it(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", title="Bilan")
    path = f"/p/trois-ponts/bookings/{number}.ics"
    assert client.get(path).status_code == 303
    for member, code in ((world.karim, 200), (world.ines, 200), (world.lucie, 200), (world.prevention, 404)):
        with client.application.test_client() as theirs:
            answer = sign_in(theirs, member).get(path)
            assert answer.status_code == code, member.name
    answer = sign_in(client, world.karim).get(path)
    (event,) = parsed(answer.data)
    assert str(event["SUMMARY"]) == "Bilan (Salle Garance)"
    assert str(event["URL"]) == f"http://mutua.test/p/trois-ponts/bookings/{number}"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.get("/p/trois-ponts/bookings/999.ics").status_code == 404


@pytest.mark.once
def test_each_program_has_a_page_for_everybody(client: FlaskClient, world: World) -> None:
    listed = client.get("/help").text
    for program in PROGRAMS:
        assert f"/help/calendars/{program.slug}" in listed
        page = client.get(f"/help/calendars/{program.slug}").text
        assert all(str(line)[:30].replace("'", "&#39;") in page for line in (*program.follow, *program.write)), program
        assert str(program.delay) in page.replace("\u00a0", " ")
    assert client.get("/help/calendars/none").status_code == 404
    with clock.frozen(NOW):
        sign_in(client, world.karim)
        page = client.get("/p/trois-ponts/help/calendars/thunderbird").text
    assert "/p/trois-ponts/help/calendars/google" in page
