"""Rights: noted by whom they concern, shown, withdrawn, told of a month before they end."""

from __future__ import annotations

from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.resources.actions import remind_rights
from mutua.resources.models import Entitlement, HouseRules, Resource
from mutua.web.mailing import render
from tests.builders import NOW, World
from tests.resources.test_settings import P, as_


def test_rights_are_noted_read_and_withdrawn(world: World, client: FlaskClient) -> None:
    with clock.frozen(NOW):
        karim, ines, nadia = (as_(client, who) for who in (world.karim, world.ines, world.nadia))
        person, structure = f"p{world.nadia.person_id}", f"s{world.fournil_id}"
        licence = {"code": "licence_b", "holder": person, "resource": "0", "until": "2027-03-20", "note": "Vu"}
        wrong = (
            ({**licence, "holder": structure}, 422),
            ({**licence, "code": "liability_insurance"}, 422),
            ({**licence, "code": "induction"}, 422),
            ({**licence, "holder": f"p{world.stranger.person_id}"}, 422),
            ({**licence, "until": "demain"}, 422),
        )
        for facts, status in wrong:
            assert karim.post(f"{P}/rights", data=facts).status_code == status, facts
        assert ines.post(f"{P}/rights", data=licence).status_code == 403  # not of her structure
        assert nadia.post(f"{P}/rights", data=licence).status_code == 403
        assert karim.post(f"{P}/rights", data=licence).status_code == 303
        local = {**licence, "code": "induction", "resource": str(world.room_id), "until": ""}
        assert ines.post(f"{P}/rights", data=local).status_code == 303
        page = nadia.get(f"{P}/rights").text
        assert ("Permis B" in page, "Accueil sécurité" in page, "20 mars 2027".replace(" ", "\u00a0") in page) == (
            True,
            True,
            True,
        )
        assert "Permis B" not in as_(client, world.ines).get(f"{P}/rights").text.partition("Noter un titre")[0]
        kept = db.session.scalars(select(Entitlement).where(Entitlement.code == "licence_b")).one().id
        assert ines.post(f"{P}/rights/{kept}/withdraw").status_code == 404
        assert karim.post(f"{P}/rights", data={**licence, "until": "2028-03-20"}).status_code == 303
        renewed = db.session.scalars(select(Entitlement).where(Entitlement.code == "licence_b")).one()
        assert renewed.until_on == date(2028, 3, 20)
        assert karim.post(f"{P}/rights/{renewed.id}/withdraw").status_code == 303
        assert karim.post(f"{P}/rights/{renewed.id}/withdraw").status_code == 404


def test_the_coordination_sees_and_withdraws_what_it_noted_for_anybody(world: World, client: FlaskClient) -> None:
    with clock.frozen(NOW):
        lucie = as_(client, world.lucie)
        assert "Rien n’est encore noté dans le pôle" in lucie.get(f"{P}/rights").text
        for holder, code in (
            (f"p{world.nadia.person_id}", "licence_b"),
            (f"s{world.fournil_id}", "liability_insurance"),
        ):
            noted = {"code": code, "holder": holder, "resource": "0", "until": "", "note": "Vu par Lucie"}
            assert lucie.post(f"{P}/rights", data=noted).status_code == 303
        assert lucie.get(f"{P}/rights").text.count("Vu par Lucie") == 2
        for kept in db.session.scalars(select(Entitlement)).all():
            assert f"/rights/{kept.id}/withdraw" in lucie.get(f"{P}/rights").text
            assert lucie.post(f"{P}/rights/{kept.id}/withdraw").status_code == 303
        assert "Vu par Lucie" not in lucie.get(f"{P}/rights").text


def test_a_missing_right_is_named_where_one_books(world: World, client: FlaskClient) -> None:
    with clock.frozen(NOW):
        with transaction():
            db.session.get_one(Resource, world.room_id).rules = HouseRules(requires=("induction",)).to_json()
        karim = as_(client, world.karim)
        form = {"day": "2027-03-04", "from": "09:00", "to": "10:00", "repeat": "once"}
        refused = karim.post(f"{P}/resources/{world.room_id}/bookings", data=form)
        assert (refused.status_code, "Accueil sécurité sur place" in refused.text) == (422, True)
        noted = {"code": "induction", "holder": f"p{world.karim.person_id}", "resource": str(world.room_id)}
        assert as_(client, world.ines).post(f"{P}/rights", data=noted).status_code == 303
        assert karim.post(f"{P}/resources/{world.room_id}/bookings", data=form).status_code == 303


def test_holders_are_told_once_a_month_before(world: World) -> None:
    def note(until: date, **holder: int) -> None:
        db.session.add(
            Entitlement(
                pole_id=world.pole_id,
                code="licence_b" if "person_id" in holder else "liability_insurance",
                until_on=until,
                recorded_by_id=world.karim.person_id,
                recorded_at=NOW,
                **holder,
            )
        )

    soon = (NOW + timedelta(days=30)).date()
    with transaction():
        note(soon, person_id=world.nadia.person_id)
        note(soon, structure_id=world.fournil_id)
        note(soon + timedelta(days=1), person_id=world.karim.person_id)
        note(NOW.date() - timedelta(days=1), person_id=world.ines.person_id)
    for done in (2, 0):
        with transaction():
            assert remind_rights(NOW) == done
    letters = db.session.scalars(select(Mail).order_by(Mail.id)).all()
    assert [letter.recipient for letter in letters] == ["nadia@trois-ponts.test", "karim@trois-ponts.test"]
    subject, body = render(letters[0].template, letters[0].facts, locale="fr", base_url="https://m.test")
    assert subject.startswith("Bientôt à renouveler")
    assert "31\u00a0mars 2027".replace(" ", "\u00a0") in body
    assert "https://m.test/p/trois-ponts/rights" in body
