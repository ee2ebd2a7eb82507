"""A form that is open keeps its time for ten minutes, for its own person alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mutua.bookings import actions, queries
from mutua.bookings.models import Booking
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.resources.models import Claim, ClaimKind, Hold
from mutua.resources.rules import No as Taken
from tests.builders import NOW, World, book, sign_in, wish

DAY = "2027-03-02"
P = "/p/trois-ponts"


def open_form(member: Member, resource_id: int, hours: str, *, now=NOW):
    with transaction():
        resource = resource_queries.resource_for(member, resource_id)
        slot = wish(member, resource_id, DAY, hours).slots[0]
        return actions.open_form([resource], slot, member=member, now=now)


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(Claim).where(Claim.kind == ClaimKind.TENTATIVE)) or 0


def test_an_open_form_keeps_others_out_and_lets_its_own_person_in(world: World) -> None:
    assert open_form(world.karim, world.room_id, "09:00-11:00") == NOW + timedelta(minutes=10)
    with pytest.raises(Refused) as refused:
        book(world.ines, world.room_id, DAY, "10:00-12:00", now=NOW + timedelta(minutes=9))
    assert refused.value.reason is Taken.SLOT_TAKEN
    book(world.karim, world.room_id, DAY, "09:00-11:00", now=NOW + timedelta(minutes=9))
    assert kept() == 0
    assert db.session.scalar(select(func.count()).select_from(Hold)) == 1
    assert queries.claims_without_owner() == []


def test_ten_minutes_later_the_time_is_free(world: World) -> None:
    open_form(world.karim, world.room_id, "09:00-11:00")
    book(world.ines, world.room_id, DAY, "10:00-12:00", now=NOW + timedelta(minutes=10))
    assert kept() == 0


def test_a_person_keeps_two_times_at_most_and_a_second_click_only_one(world: World) -> None:
    for minute, hours in enumerate(("09:00-10:00", "09:00-10:00", "11:00-12:00", "14:00-15:00")):
        open_form(world.karim, world.room_id, hours, now=NOW + timedelta(minutes=minute))
    assert kept() == 2
    book(world.ines, world.room_id, DAY, "09:00-10:00", now=NOW + timedelta(minutes=4))
    for hours in ("11:00-12:00", "14:00-15:00"):
        with pytest.raises(Refused):
            book(world.ines, world.room_id, DAY, hours, now=NOW + timedelta(minutes=4))


def test_the_page_says_until_when_and_shows_it_taken_to_others_alone(world: World, client: FlaskClient) -> None:
    with clock.frozen(NOW):
        karim = sign_in(client.application.test_client(), world.karim)
        ines = sign_in(client.application.test_client(), world.ines)
        address = f"{P}/resources/{world.room_id}/bookings/open"
        typed = {"day": DAY, "from": "09:00", "to": "11:00"}
        opened = karim.post(address, data=typed)
        assert (opened.status_code, "jusqu’à 8:40" in opened.text) == (200, True)
        search = f"{P}/search?day={DAY}&from=09:00&duration=60"
        assert "from=09:00&amp;to=" in karim.get(search).text
        assert "from=09:00&amp;to=" not in ines.get(search).text
        assert ines.post(address, data=typed).status_code == 409
        assert karim.post(address, data={**typed, "from": "06:00"}).status_code == 422
        for who in (world.lucie, world.prevention):
            nobody = sign_in(client.application.test_client(), who)
            assert nobody.post(address, data=typed).status_code == 422
        sent = karim.post(f"{P}/resources/{world.room_id}/bookings", data={**typed, "repeat": "once"})
        assert sent.status_code == 303
        assert ines.post(address, data=typed).status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Booking)) == 1
