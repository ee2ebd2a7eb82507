"""Requests that wait: answered together, reminded, given back, and answered by a stand-in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions, queries
from mutua.bookings.actions import queue
from mutua.bookings.actions.desk import set_desk_rule
from mutua.bookings.models import Occurrence, State
from mutua.bookings.rules import No
from mutua.bookings.rules.queue import No as Queue
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import Structure, StructureRole
from mutua.resources.models import Approval, Resource
from mutua.resources.queries import resource_for
from tests.builders import NOW, World, add_person, book, member, sign_in

DAY = "2027-03-02"


def state_of(booking_id: int) -> State:
    return db.session.scalar(select(Occurrence.state).where(Occurrence.booking_id == booking_id))


def colleague(world: World):
    """Zoé works at La Couture; she manages nothing."""
    with transaction():
        pole = pole_queries.pole_by_slug("trois-ponts")
        person = add_person("Zoé Petit", db.session.get(Structure, world.couture_id), StructureRole.MEMBER, pole)
        db.session.flush()
        return member(person, pole)


def test_several_requests_are_answered_at_once_and_each_says_who_else_waits(world: World, client: FlaskClient) -> None:
    first = book(world.karim, world.van_id, DAY, "09:00-10:00")
    second = book(world.nadia, world.van_id, DAY, "12:00-13:00")
    third = book(world.karim, world.van_id, DAY, "15:00-16:00")
    with clock.frozen(NOW):
        sign_in(client, world.ines)
        page = client.get("/p/trois-ponts/requests").text
        assert [f'value="{number}"' in page for number in (first, second, third)] == [True] * 3
        none = client.post("/p/trois-ponts/requests", data={"verb": "accept"})
        assert none.status_code == 422
        with transaction():
            actions.approve_booking(queries.booking_for(world.ines, third), member=world.ines, now=NOW)
        ticked = {"booking": [first, third], "verb": "decline", "reason": "Contrôle technique"}
        assert client.post("/p/trois-ponts/requests", data=ticked).status_code == 303
        # What was answered meanwhile keeps its answer, and the page says so.
        assert [state_of(number) for number in (first, second, third)] == [
            State.DECLINED,
            State.REQUESTED,
            State.CONFIRMED,
        ]
        assert "Une autre avait déjà sa réponse" in client.get("/p/trois-ponts/requests").text
        late = client.post("/p/trois-ponts/requests", data={"booking": [first], "verb": "accept"})
        assert (late.status_code, state_of(first)) == (409, State.DECLINED)
    reasons = [
        mail.facts["reason"]
        for mail in db.session.scalars(select(Mail).order_by(Mail.id))
        if mail.template.endswith("declined")
    ]
    assert reasons == ["Contrôle technique"]


def test_a_stand_in_answers_for_the_days_given_and_no_longer(world: World, client: FlaskClient) -> None:
    zoe = colleague(world)
    with transaction():
        named = queue.name_stand_in(
            zoe.person_id, from_on=date(2027, 3, 1), through_on=date(2027, 3, 3), member=world.ines, now=NOW
        ).id
    number = book(world.karim, world.van_id, "2027-03-09", "09:00-10:00")
    told = {mail.recipient for mail in db.session.scalars(select(Mail)) if mail.template == "bookings/requested"}
    assert told == {world.ines.email, zoe.email}
    with clock.frozen(NOW):
        sign_in(client, zoe)
        page = client.get("/p/trois-ponts/requests").text
        assert ("à la place de la gestion" in page, f'value="{number}"' in page) == (True, True)
        assert client.post(f"/p/trois-ponts/bookings/{number}/approve").status_code == 303
    assert state_of(number) is State.CONFIRMED
    later = book(world.karim, world.van_id, "2027-03-09", "14:00-15:00")
    with clock.frozen(NOW + timedelta(days=4)):
        sign_in(client, zoe)
        assert client.post(f"/p/trois-ponts/bookings/{later}/approve").status_code == 403
    # She names nobody, ends nothing; the manager does.
    with clock.frozen(NOW):
        sign_in(client, zoe)
        assert client.post(f"/p/trois-ponts/stand-ins/{named}/end").status_code == 403
        sign_in(client, world.ines)
        assert "Zoé Petit" in client.get("/p/trois-ponts/requests").text
        assert client.post(f"/p/trois-ponts/stand-ins/{named}/end").status_code == 303
        sign_in(client, zoe)
        assert client.post(f"/p/trois-ponts/bookings/{later}/approve").status_code == 403
        # A delegate for the van answers for it alone, until she is ended.
        with transaction():
            room = db.session.get_one(Resource, world.room_id)
            room.approval = Approval.OWNER
        sent = {"person": zoe.person_id, "from_on": "2027-03-01", "through_on": "", "resource": world.van_id}
        sign_in(client, world.ines)
        assert client.post("/p/trois-ponts/stand-ins", data={**sent, "resource": "999"}).status_code == 422
        assert client.post("/p/trois-ponts/stand-ins", data=sent).status_code == 303
        assert "Kangoo" in client.get("/p/trois-ponts/requests").text
    other = book(world.karim, world.room_id, "2027-03-09", "14:00-15:00")
    with clock.frozen(NOW + timedelta(days=5)):
        sign_in(client, zoe)
        page = client.get("/p/trois-ponts/requests").text
        assert (f'value="{later}"' in page, f'value="{other}"' in page) == (True, False)
        assert client.post(f"/p/trois-ponts/bookings/{other}/approve").status_code == 403
        assert client.post(f"/p/trois-ponts/bookings/{later}/approve").status_code == 303
    letters = [
        mail
        for mail in db.session.scalars(select(Mail).order_by(Mail.id))
        if mail.facts.get("resources") == ["Salle Garance"]
    ]
    assert zoe.email not in {mail.recipient for mail in letters}
    for who, person, reason in (
        (zoe, zoe, Queue.NOT_THE_MANAGER),
        (world.ines, world.karim, Queue.NOT_A_COLLEAGUE),
    ):
        with pytest.raises(Refused) as refused, transaction():
            queue.name_stand_in(
                person.person_id, from_on=date(2027, 3, 1), through_on=date(2027, 3, 1), member=who, now=NOW
            )
        assert refused.value.reason is reason


def test_the_asker_reminds_once_a_day(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.van_id, "2027-03-12", "09:00-10:00")
    with clock.frozen(NOW):
        sign_in(client, world.nadia)
        assert "Rappeler la demande" in client.get(f"/p/trois-ponts/bookings/{number}").text
        answers = [client.post(f"/p/trois-ponts/bookings/{number}/remind").status_code for _ in range(2)]
        assert answers == [303, 422]
    with clock.frozen(NOW + timedelta(days=1)):
        sign_in(client, world.nadia)
        assert client.post(f"/p/trois-ponts/bookings/{number}/remind").status_code == 303
    reminded = [
        mail.recipient
        for mail in db.session.scalars(select(Mail).order_by(Mail.id))
        if mail.template == "bookings/reminded"
    ]
    assert reminded == [world.ines.email] * 2
    with pytest.raises(Refused) as refused, transaction():
        queue.remind_approvers(queries.booking_for(world.ines, number), member=world.ines, now=NOW)
    assert refused.value.reason is Queue.NOTHING_TO_REMIND


def test_requests_are_given_back_after_the_hours_the_owner_set(world: World, client: FlaskClient) -> None:
    with clock.frozen(NOW):
        sign_in(client, world.ines)
        address = f"/p/trois-ponts/resources/{world.van_id}/desk"
        assert client.post(address, data={"answer_hours": "0"}).status_code == 422
        assert client.post(address, data={"answer_hours": "48", "offer_minutes": "60"}).status_code == 303
        assert 'value="48"' in client.get(address).text
        sign_in(client, world.karim)
        assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)
    number = book(world.karim, world.van_id, "2027-03-20", "09:00-10:00")
    for hours, expired, state in ((47, 0, State.REQUESTED), (48, 1, State.DECLINED), (49, 0, State.DECLINED)):
        with transaction():
            assert queue.expire_requests(NOW + timedelta(hours=hours)) == expired
        assert state_of(number) is state
    with pytest.raises(Refused) as refused, transaction():
        actions.approve_booking(queries.booking_for(world.ines, number), member=world.ines, now=NOW)
    assert refused.value.reason is No.ALREADY_DECIDED
    with transaction():
        resource = resource_for(world.ines, world.van_id)
        wishes = {"auto_release_minutes": None, "answer_hours": None, "offer_minutes": None, "handover": True}
        rule = set_desk_rule(resource, **wishes, member=world.ines, now=NOW)
        assert (rule.answer_hours, rule.offer_minutes, rule.handover) == (None, 240, True)
