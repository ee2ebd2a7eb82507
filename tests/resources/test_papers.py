"""Several photos in the owner's order, and documents that only their readers get."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.resources import queries
from mutua.resources.models import Resource
from tests.bookings.test_api import bearer
from tests.builders import NOW, World, book, sign_in
from tests.staffing.loans import PDF

P = "/p/trois-ponts"


def as_(client: FlaskClient, member: Member) -> FlaskClient:
    return sign_in(client.application.test_client(), member)


def picture(colour: str) -> BytesIO:
    content, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "a camera"
    Image.new("RGB", (900, 600), colour).save(content, "JPEG", exif=exif)
    return BytesIO(content.getvalue())


def shots(world: World) -> list[tuple[str | None, str]]:
    db.session.rollback()
    return [tuple(shot) for shot in queries.photos_of(db.session.get_one(Resource, world.room_id))]


@pytest.mark.once
def test_photos_are_made_small_ordered_described_and_taken_away(world: World, client: FlaskClient) -> None:
    home = f"{P}/resources/{world.room_id}"
    with clock.frozen(NOW):
        ines = as_(client, world.ines)
        for colour in ("red", "green", "blue"):
            sent = {"photo": (picture(colour), "a.jpg"), "alt": colour}
            assert ines.post(f"{home}/photos", data=sent).status_code == 303
        assert ines.post(f"{home}/photos", data={"photo": (BytesIO(b"GIF89a"), "a.jpg")}).status_code == 422
        (red, _), (green, _), (blue, _) = shots(world)
        for name, side in ((red, 900), (str(red).replace(".jpg", "-s.jpg"), 480)):
            answer = as_(client, world.nadia).get(f"{home}/photos/{name}")
            kept = Image.open(BytesIO(answer.data))
            assert (answer.status_code, kept.width, dict(kept.getexif())) == (200, side, {})
        for name, verb in ((blue, "earlier"), (red, "later"), (red, "remove")):
            assert ines.post(f"{home}/photos/{name}", data={"verb": verb}).status_code == 303
        assert ines.post(f"{home}/photos/{red}", data={"verb": "later"}).status_code == 404
        assert ines.post(f"{home}/photos/{green}", data={"verb": "describe", "alt": "Vert"}).status_code == 303
        assert ines.post(f"{home}/photos/{green}", data={"verb": "paint"}).status_code == 422
        assert shots(world) == [(blue, "blue"), (green, "Vert")]
        page = as_(client, world.nadia).get(home).text
        assert (f"photos/{blue}" in page, 'alt="Vert"' in page, str(red) in page) == (True, True, False)
        assert as_(client, world.nadia).get(f"{home}/photos/{red}").status_code == 404
        assert as_(client, world.karim).post(f"{home}/photos/{green}", data={"verb": "remove"}).status_code == 403


@pytest.mark.once
def test_a_document_is_read_by_its_readers_alone(world: World, client: FlaskClient) -> None:
    home = f"{P}/resources/{world.room_id}"
    with clock.frozen(NOW):
        ines, karim = as_(client, world.ines), as_(client, world.karim)
        for readers in ("all", "booked", "setters"):
            sent = {"document": (BytesIO(PDF), f"{readers}.pdf"), "sort": "manual", "readers": readers, "title": ""}
            assert ines.post(f"{home}/documents", data=sent).status_code == 303
        wrong = {"document": (BytesIO(b"MZ" + bytes(40)), "a.pdf"), "sort": "plan", "readers": "all"}
        assert ines.post(f"{home}/documents", data=wrong).status_code == 422
        db.session.rollback()
        everyone, booked, setters = (paper.id for paper in queries.documents_of([world.room_id]))
        answers = [karim.get(f"{home}/documents/{number}").status_code for number in (everyone, booked, setters)]
        assert answers == [200, 403, 403]
        api, key = f"/api/v1/resources/{world.room_id}/documents", bearer(world.karim)
        plain = client.application.test_client()
        answers = [plain.get(f"{api}/{number}", headers=key).status_code for number in (everyone, booked, setters)]
        assert answers == [200, 403, 403]
        listed = plain.get(api, headers=key).json["items"]
        assert [(row["id"], row["readers"]) for row in listed] == [(everyone, "all")]
        assert plain.get(listed[0]["url"], headers=key).data == PDF
        assert plain.get(f"{api}/{everyone}", headers=bearer(world.stranger)).status_code == 404
        assert ("booked.pdf" in karim.get(home).text, "all.pdf" in karim.get(home).text) == (False, True)
        number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
        assert plain.get(f"{api}/{booked}", headers=key).status_code == 200
        assert karim.get(f"{home}/documents/{booked}").headers["Content-Disposition"].endswith("booked.pdf")
        assert "booked.pdf" in karim.get(f"{P}/bookings/{number}").text
        assert [ines.get(f"{home}/documents/{number}").status_code for number in (booked, setters)] == [200, 200]
        assert as_(client, world.stranger).get(f"{home}/documents/{everyone}").status_code == 404
        assert ines.post(f"{home}/documents/{everyone}/remove").status_code == 303
        assert karim.get(f"{home}/documents/{everyone}").status_code == 404
    with clock.frozen(NOW.replace(day=3)):
        assert as_(client, world.karim).get(f"{home}/documents/{booked}").status_code == 403
