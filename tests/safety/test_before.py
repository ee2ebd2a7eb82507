"""What a booking would cross is told before it stands, by the page and by the API; it never stands in the way."""

from __future__ import annotations

from flask.testing import FlaskClient
from flask_babel import force_locale

from mutua.bookings import hooks
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.resources.models import Resource
from mutua.safety.models import PlaceSafety
from tests.builders import World, book, sign_in, wish
from tests.safety.scene import LATER, scene

P = "/p/trois-ponts"
DAY = "2027-05-11"


def titles(world: World, resource_id: int, hours: str, **more: object) -> list[str]:
    made = wish(world.karim, resource_id, DAY, hours, **more)
    with force_locale("fr"):
        return [note.title.replace("\xa0", " ") for note in hooks.warnings_of(made, member=world.karim, now=LATER)]


def test_thresholds_are_told_before_a_booking_stands_and_never_stop_it(world: World, client: FlaskClient) -> None:
    with clock.frozen(LATER):
        assert titles(world, world.desks_id, "21:00-23:00") == []  # the pole has no document yet
        scene(world)
        with transaction():
            room = db.session.get(Resource, world.room_id)
            assert room is not None
            assert room.place_id is not None
            room.capacity = 200
            known = PlaceSafety(place_id=room.place_id, exits=1, exit_width_cm=90, volume_m3=120, changed_at=LATER)
            db.session.add(known)
        assert titles(world, world.room_id, "09:00-11:00", headcount=8) == []
        assert titles(world, world.desks_id, "21:00-23:00") == ["Postes du plateau : une personne seule, la nuit"]
        assert titles(world, world.desks_id, "21:00-23:00", headcount=2) == []
        book(world.ines, world.room_id, DAY, "14:00-16:00", now=LATER, headcount=45)
        assert titles(world, world.room_id, "16:00-18:00", headcount=7) == []  # they have gone
        crowd = titles(world, world.room_id, "10:00-12:00", headcount=52, rrule="FREQ=DAILY;COUNT=2")
        assert crowd == [
            "Salle Garance : 52 personnes au même moment",
            "Salle Garance : plus de 50 personnes",
            "Salle Garance : 52 personnes, de l’air pour 8",
        ]

        karim = sign_in(client, world.karim)
        typed = {"day": DAY, "from": "09:00", "to": "11:00", "repeat": "once", "people": "60"}
        address = f"{P}/resources/{world.room_id}/bookings"
        told = karim.post(address, data=typed)
        assert (told.status_code, "plus de 50 personnes" in told.text, "Confirmer quand même" in told.text) == (
            422, True, True,
        )  # fmt: skip
        assert 'name="warned" value="1"' in told.text
        assert karim.post(address, data={**typed, "warned": "1"}).status_code == 303

        times = {"starts_at": "2027-05-12T09:00:00+02:00", "ends_at": "2027-05-12T11:00:00+02:00"}
        asked = {"resource_ids": [world.room_id], "structure_id": world.fournil_id, "headcount": 60, **times}
        with transaction():
            token = {"Authorization": f"Bearer {poles.make_token(world.karim, 'test', now=LATER)}"}
        made = client.application.test_client().post("/api/v1/bookings", json=asked, headers=token)
        assert (made.status_code, len(made.json["warnings"]), made.json["status"]) == (201, 3, "confirmed")
        assert "R4227-5" in made.json["warnings"][0]["text"]
