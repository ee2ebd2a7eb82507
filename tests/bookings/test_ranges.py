"""« N’importe quel mardi après-midi pour trois heures » : first free slots over many days, alone or together."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import func, select

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.resources.models import Claim, ClaimKind, Place, Resource
from tests.builders import NOW, World, book, sign_in
from tests.home.test_today_page import statements

P = "/p/trois-ponts"
ANY_TUESDAY = "first=2027-03-01&last=2027-03-31&weekdays=TU&from=13:00&to=19:00&duration=180"


def slots(page: str, resource_id: int) -> list[tuple[str, str, str]]:
    found = re.findall(rf"resources/{resource_id}/bookings/new\?([^\"]+)", page)
    asked = [dict(part.split("=", 1) for part in text.replace("&amp;", "&").split("&")) for text in found]
    return [(entry["day"][5:], entry["from"].replace("%3A", ":"), entry.get("with", "")) for entry in asked]


def test_any_tuesday_afternoon_for_three_hours(world: World, client: FlaskClient) -> None:
    book(world.ines, world.room_id, "2027-03-02", "14:00-18:00")
    book(world.ines, world.room_id, "2027-03-16", "13:00-15:00")
    book(world.ines, world.van_id, "2027-03-09", "12:00-20:00")
    with clock.frozen(NOW):
        karim = sign_in(client, world.karim)
        page = karim.get(f"{P}/search/range?{ANY_TUESDAY}&people=4").text
        assert slots(page, world.room_id) == [
            ("03-09", "13:00", ""),
            ("03-16", "15:00", ""),
            ("03-23", "13:00", ""),
            ("03-30", "13:00", ""),
        ]
        together = karim.get(f"{P}/search/range?{ANY_TUESDAY}&also=vehicle").text
        assert slots(together, world.room_id) == [
            ("03-16", "15:00", str(world.van_id)),
            ("03-23", "13:00", str(world.van_id)),
            ("03-30", "13:00", str(world.van_id)),
        ]
        with transaction():
            room, van = db.session.get_one(Resource, world.room_id), db.session.get_one(Resource, world.van_id)
            room.features, room.photo, room.photo_alt = ["Vidéoprojecteur"], "demo/garance.svg", "La table"
            for resource, east in ((room, 2_350_000), (van, 2_380_000)):
                place = db.session.get_one(Place, resource.place_id)
                place.latitude, place.longitude = 48_850_000, east
            db.session.get_one(Place, van.place_id).host_structure_id = world.fournil_id
        named = karim.get(f"{P}/search/range?{ANY_TUESDAY}&things=projecteur, kangoo&order=near").text
        assert slots(named, world.room_id) == slots(together, world.room_id)  # the room has the one, the van is free
        assert ('alt="La table"' in named, "à 2,2 km" in named.replace("\u00a0", " ")) == (True, True)
        assert slots(karim.get(f"{P}/search/range?{ANY_TUESDAY}&things=tuba").text, world.room_id) == []
        equipped = f"{P}/search/range?{ANY_TUESDAY}&features=Vidéoprojecteur ou écran"
        assert slots(karim.get(equipped).text, world.room_id) == slots(page, world.room_id)
        assert "Rien de libre" in karim.get(f"{equipped}&kind=desk").text
        address = f"{P}/resources/{world.room_id}/bookings"
        sent = {"day": "2027-03-16", "from": "15:00", "to": "18:00", "with": str(world.van_id)}
        opened = karim.post(f"{address}/open", data=sent)
        assert (opened.status_code, "Kangoo" in opened.text) == (200, True)
        assert db.session.scalar(select(func.count()).where(Claim.kind == ClaimKind.TENTATIVE)) == 2
        assert karim.post(address, data=sent).status_code == 303
        nothing = karim.get(f"{P}/search/range?first=2027-03-06&last=2027-03-07&also=vehicle").text
        assert "Rien de libre sur cette plage" in nothing


def test_a_range_that_holds_nothing_says_what_to_change(world: World, client: FlaskClient) -> None:
    with clock.frozen(NOW):
        karim = sign_in(client, world.karim)
        for query, said in (
            ("first=2027-03-05&last=2027-03-04", "vient après le premier"),
            ("first=2027-03-01&last=2028-03-01", "deux mois au plus"),
            ("from=13:00&to=14:00", "ne tient pas"),
            ("first=hier", "Cette date n’existe pas"),
            ("weekdays=XX&kind=x&duration=-1&people=%00", "champs à corriger"),
        ):
            answer = karim.get(f"{P}/search/range?{query}")
            assert (answer.status_code, said in answer.text.replace("\u00a0", " ")) == (422, True), query


def test_the_week_of_every_resource_shows_what_is_free_and_what_moves(world: World, client: FlaskClient) -> None:
    book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    book(world.ines, world.room_id, "2027-03-02", "14:00-16:00")
    with clock.frozen(NOW):
        karim = sign_in(client, world.karim)
        with statements() as few:
            page = karim.get(f"{P}/search/week?day=2027-03-04").text
        for said in ("10:00\u00a0– 14:00", "16:00\u00a0– 19:00", "Salle Garance", "Kangoo", "Postes du plateau"):
            assert said in page, said
        assert len(re.findall(r'data-move="[^"]+" data-from="09:00" data-to="10:00"', page)) == 1
        address = re.findall(r'data-move="([^"]+)"', page)[0]
        moved = karim.post(address, data={"day": "2027-03-03", "until": "2027-03-03", "from": "09:00", "to": "10:00"})
        assert moved.status_code == 303
        for number in range(6):
            book(world.karim, world.van_id, f"2027-03-0{number + 2}", "09:00-10:00")
        with statements() as many:
            again = karim.get(f"{P}/search/week?day=2027-03-04&kind=vehicle").text
        assert (len(many) <= len(few), "Salle Garance" in again, again.count("data-move=")) == (True, False, 6)
        assert karim.get(f"{P}/search/week?day=9999-99-99&kind=x").status_code == 200
