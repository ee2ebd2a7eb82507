"""The pages of resources: the directory, sheets, closures, photos; who may, and what hostile input comes to."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from mutua.bookings.models import Occurrence
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.resources.models import ClaimKind, Draw, Drawing, Hold, OpeningHours, Place, Resource, Unit
from mutua.resources.queries import resource_for
from tests.builders import NOW, World, at, book, sign_in

P = "/p/trois-ponts"
SHEET = {
    "kind": "premises",
    "name": "Salle Indigo",
    "subtitle": "Bâtiment A",
    "capacity": "8",
    "units": "1",
    "place": "new",
    "room": "Salle Indigo",
    "building": "Bâtiment A",
    "features": "Wi-Fi\nVidéoprojecteur",
    "monday": "8:00 – 12:00, 14:00 – 19:00",
    "tuesday": "8h-19h",
    "approval": "owner",
    "shown": "structure",
    "audience": "pole",
    "granularity": "30",
    "turnaround": "15",
    "notice": "2",
    "longest": "4",
    "horizon": "60",
    "access": "Clé au crochet 4",
    "safety": "",
    "ask_stairs": "yes",
    "ask_kitchen": "no",
    "regime": "r1",
}


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def as_(client: FlaskClient, member: Member) -> FlaskClient:
    return sign_in(client.application.test_client(), member)


def sheet(world: World, **changes: object) -> dict[str, object]:
    return {**SHEET, "structure": str(world.couture_id), **changes}


def made() -> Resource | None:
    return db.session.scalar(select(Resource).where(Resource.name == "Salle Indigo"))


def picture(width: int, height: int, *, kind: str = "JPEG") -> BytesIO:
    content = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    Image.new("RGB", (width, height), "teal").save(content, kind, exif=exif)
    content.seek(0)
    return content


def test_a_manager_shares_a_room(world: World, client: FlaskClient) -> None:
    answer = as_(client, world.ines).post(f"{P}/resources", data=sheet(world))
    assert answer.status_code == 303
    found = made()
    assert found is not None
    assert answer.headers["Location"] == f"{P}/resources/{found.id}"
    facts = (found.capacity, found.features, found.granularity_minutes, found.notice_minutes, found.longest_minutes)
    assert facts == (8, ["Wi-Fi", "Vidéoprojecteur"], 30, 120, 240)
    assert found.attributes == {"stairs": True, "kitchen": False}
    hours = db.session.scalars(select(OpeningHours).where(OpeningHours.resource_id == found.id))
    assert sorted((slot.weekday, slot.opens, slot.closes) for slot in hours) == [
        (0, 480, 720),
        (0, 840, 1140),
        (1, 480, 1140),
    ]
    place = db.session.get(Place, found.place_id)
    assert (place.name, db.session.get(Place, place.parent_id).name) == ("Salle Indigo", "Bâtiment A")


def test_several_copies_are_any_of_them(world: World, client: FlaskClient) -> None:
    as_(client, world.ines).post(f"{P}/resources", data=sheet(world, units="4"))
    found = made()
    assert found is not None
    assert found.draw is Draw.ANY
    assert len(list(db.session.scalars(select(Drawing.id).where(Drawing.resource_id == found.id)))) == 4


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Donnez un nom"),
        ({"name": "x" * 121}, "trop long"),
        ({"name": "a\x00b"}, "illisible"),
        ({"capacity": "-3"}, "entre 1 et"),
        ({"capacity": "douze"}, "nombre entier"),
        ({"units": "51"}, "entre 1 et 50"),
        ({"monday": "19:00 – 8:00"}, "suivre l’ouverture"),
        ({"monday": "toujours"}, "Écrivez les heures"),
        ({"monday": "8:00 – 12:00, 11:00 – 13:00"}, "se chevauchent"),
        ({"monday": "8:00 – 99:00"}, "suivre l’ouverture"),
        ({"room": ""}, "Donnez le nom de la pièce"),
        ({"horizon": "10000"}, "entre 1 et 731"),
        ({"description": "x" * 1_000_000}, "trop long"),
        ({"approval": "free"}, "choi"),
        ({"structure": "abc"}, "Partagé par"),
        ({"place": "999999"}, "choi"),
    ],
)
def test_a_wrong_sheet_keeps_what_was_typed(
    world: World, client: FlaskClient, changes: dict[str, str], said: str
) -> None:
    answer = as_(client, world.ines).post(f"{P}/resources", data=sheet(world, **changes))
    assert (answer.status_code, said in answer.text, "Clé au crochet 4" in answer.text) == (422, True, True)
    assert made() is None


def test_nobody_shares_for_a_structure_they_do_not_manage(world: World, client: FlaskClient) -> None:
    assert as_(client, world.nadia).post(f"{P}/resources", data=sheet(world)).status_code == 403
    karim = as_(client, world.karim).post(f"{P}/resources", data=sheet(world))
    assert karim.status_code == 422
    assert made() is None
    assert as_(client, world.lucie).post(f"{P}/resources", data=sheet(world)).status_code == 303


def test_only_its_managers_and_the_coordination_set_a_resource(world: World, client: FlaskClient) -> None:
    address = f"{P}/resources/{world.room_id}/edit"
    assert [as_(client, who).get(address).status_code for who in (world.ines, world.lucie)] == [200, 200]
    assert [as_(client, who).get(address).status_code for who in (world.karim, world.nadia)] == [403, 403]
    assert as_(client, world.stranger).get(address).status_code == 404


def edited(world: World, client: FlaskClient, **changes: object) -> tuple[int, str]:
    with transaction():
        version = db.session.get(Resource, world.desks_id).version
    facts = sheet(world, kind="desk", name="Postes", place="", units="3", version=str(version))
    answer = as_(client, world.ines).post(f"{P}/resources/{world.desks_id}/edit", data={**facts, **changes})
    return answer.status_code, answer.text


def test_copies_are_added_and_idle_ones_retired(world: World, client: FlaskClient) -> None:
    book(world.karim, world.desks_id, "2027-03-02", "09:00-12:00")
    live = select(Unit.id).join(Drawing).where(Drawing.resource_id == world.desks_id, Unit.retired_at.is_(None))
    assert edited(world, client, units="5")[0] == 303
    assert len(list(db.session.scalars(live))) == 5
    assert edited(world, client, units="1")[0] == 303
    assert len(list(db.session.scalars(live))) == 1
    assert db.session.scalar(select(Hold.unit_id)) in set(db.session.scalars(live))


def test_a_lost_update_of_a_sheet_shows_both(world: World, client: FlaskClient) -> None:
    with transaction():
        version = str(db.session.get(Resource, world.desks_id).version)
    assert edited(world, client, name="Le leur", version=version)[0] == 303
    status, text = edited(world, client, name="Le mien", version=version)
    assert (status, "Le leur" in text, "Le mien" in text) == (409, True, True)


def test_a_closure_holds_the_resource_and_is_ended(world: World, client: FlaskClient) -> None:
    ines = as_(client, world.ines)
    facts = {"first": "2027-03-04", "starts": "08:00", "last": "2027-03-05", "ends": "24:00", "reason": "Peinture"}
    assert ines.post(f"{P}/resources/{world.room_id}/closures", data=facts).status_code == 303
    hold = db.session.scalars(select(Hold)).one()
    assert (hold.starts_at, hold.ends_at) == (at("2027-03-04 08:00"), at("2027-03-06 00:00"))
    form = {"day": "2027-03-04", "from": "09:00", "to": "10:00", "repeat": "once"}
    refused = as_(client, world.karim).post(f"{P}/resources/{world.room_id}/bookings", data=form)
    assert (refused.status_code, "Peinture" in refused.text) == (409, True)
    assert "Peinture" in as_(client, world.karim).get(f"{P}/search?day=2027-03-04").text
    end = f"{P}/resources/{world.room_id}/closures/{hold.claim_id}/end"
    assert as_(client, world.karim).post(end).status_code == 403
    assert ines.post(end).status_code == 303
    assert db.session.scalars(select(Hold)).all() == []
    assert ines.post(end).status_code == 404


def test_a_closure_over_a_booking_is_refused(world: World, client: FlaskClient) -> None:
    book(world.karim, world.room_id, "2027-03-04", "09:00-10:00")
    facts = {"first": "2027-03-04", "starts": "", "last": "2027-03-04", "ends": "", "reason": "Peinture"}
    ines = as_(client, world.ines)
    assert ines.post(f"{P}/resources/{world.room_id}/closures", data=facts).status_code == 409
    backwards = {**facts, "first": "2027-03-06"}
    assert ines.post(f"{P}/resources/{world.room_id}/closures", data=backwards).status_code == 422
    assert db.session.scalars(select(Hold)).one().claim_id is not None
    assert ClaimKind.BLOCK == "block"


def test_a_resource_in_use_is_not_retired_unasked(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.room_id, "2027-03-04", "09:00-10:00")
    ines = as_(client, world.ines)
    assert ines.post(f"{P}/resources/{world.room_id}/retire").status_code == 409
    karim = as_(client, world.karim)
    date = db.session.scalars(select(Occurrence.id).where(Occurrence.booking_id == number)).one()
    assert karim.post(f"{P}/bookings/{number}/dates/{date}/cancel", data={"scope": "this"}).status_code == 303
    assert ines.post(f"{P}/resources/{world.room_id}/retire").status_code == 303
    assert "Salle Garance" not in karim.get(f"{P}/resources").text
    assert "n’est plus partagée" in karim.get(f"{P}/resources/{world.room_id}").text


def test_a_photo_is_made_small_and_says_nothing_of_the_camera(world: World, client: FlaskClient) -> None:
    ines = as_(client, world.ines)
    data = {**sheet(world), "photo": (picture(2400, 1200), "salle.jpg"), "photo_alt": "La table"}
    assert ines.post(f"{P}/resources", data=data).status_code == 303
    found = made()
    assert found is not None
    address = f"{P}/resources/{found.id}/photos/{found.photo}"
    answer = ines.get(address)
    assert (answer.status_code, answer.mimetype, "immutable" in answer.headers["Cache-Control"]) == (
        200,
        "image/jpeg",
        True,
    )
    kept = Image.open(BytesIO(answer.data))
    assert (kept.size, len(kept.getexif())) == ((1600, 800), 0)
    assert as_(client, world.stranger).get(address).status_code == 404
    assert ines.get(f"{P}/resources/{found.id}/photos/../../secret").status_code == 404
    assert ines.get(f"{P}/resources/{world.room_id}/photos/{found.photo}").status_code == 404


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"\xff\xd8\xff" + b"\x00" * 900])
def test_what_is_no_photo_is_refused(world: World, client: FlaskClient, content: bytes) -> None:
    data = {**sheet(world), "photo": (BytesIO(content), "salle.jpg")}
    answer = as_(client, world.ines).post(f"{P}/resources", data=data)
    assert (answer.status_code, "ne s’ouvre pas" in answer.text) == (422, True)


def test_the_page_of_a_resource_offers_the_next_free_time(world: World, client: FlaskClient) -> None:
    book(world.ines, world.room_id, "2027-03-01", "09:00-13:00")
    text = as_(client, world.karim).get(f"{P}/resources/{world.room_id}").text
    assert "Réserver 13:00\u00a0– 15:00" in text
    assert "from=13:00&amp;to=15:00" in text or "from=13%3A00&amp;to=15%3A00" in text


def test_pages_of_a_foreign_or_absent_resource_are_not_found(world: World, client: FlaskClient) -> None:
    karim = as_(client, world.karim)
    for number in (999, 2**53, 10**30):
        for page in ("", "/edit", "/bookings/new", "/events?start=2027-03-01T00:00&end=2027-03-02T00:00"):
            assert karim.get(f"{P}/resources/{number}{page}").status_code in (403, 404)


def test_the_questions_are_those_of_the_hazard_catalogue() -> None:
    from mutua.resources.forms.questions import QUESTIONS  # noqa: PLC0415 -- the lists are compared here alone
    from mutua.safety import catalogue  # noqa: PLC0415

    codes = {(kind.value, code) for kind, questions in QUESTIONS.items() for code, _label in questions}
    assert codes == {(entry.kind, entry.code) for entry in catalogue.catalogue().attributes}


def test_an_own_resource_is_found_by_its_structure_alone(world: World, client: FlaskClient) -> None:
    edited(world, client, audience="owner")
    assert resource_for(world.karim, world.desks_id) is None
    assert as_(client, world.karim).get(f"{P}/resources/{world.desks_id}").status_code == 404
    assert as_(client, world.ines).get(f"{P}/resources/{world.desks_id}").status_code == 200
