"""A resource opened to another pole: found and booked there, approved at home, and no name crosses that need not."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mutua.bookings import actions, availability, nearest, queries, rules
from mutua.bookings.models import Booking, Scope, State
from mutua.bookings.rules import No
from mutua.calendars.models import CalendarObject
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import TimeSpan
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, PoleRole
from mutua.resources import actions as resources
from mutua.resources import queries as resource_queries
from mutua.resources.models import Approval, Audience, Kind, PoleShare, Resource, Shown
from mutua.resources.rules import No as Taken
from tests.bookings.test_api import bearer
from tests.builders import NOW, World, add_resource, at, book, sign_in, wish

DAY = "2027-03-02"
HERE, THERE = "/p/trois-ponts", "/p/a-cote"


def share(world: World, resource_id: int, *pole_ids: int, everyone: bool = False, member: Member | None = None) -> None:
    with transaction():
        found = resource_queries.resource_for(world.ines, resource_id)
        assert found is not None
        actor = member or world.ines
        resources.open_to_poles(found, pole_ids, everyone=everyone, member=actor, now=NOW)


def refusal(member: Member, resource_id: int, **more: object) -> object:
    with pytest.raises(Refused) as refused:
        book(member, resource_id, DAY, "09:00-10:00", **more)
    return refused.value.reason


def letters() -> dict[str, str]:
    rows = db.session.scalars(select(Mail).order_by(Mail.id))
    return {row.recipient: row.facts["path"] for row in rows if "path" in row.facts}


def test_a_van_opened_to_another_pole_is_booked_there_and_approved_at_home(world: World, client: FlaskClient) -> None:
    yann = world.stranger
    assert refusal(yann, world.van_id) is No.NOT_FOR_YOU
    share(world, world.van_id, world.other_pole_id)
    assert refusal(yann, world.room_id) is No.NOT_FOR_YOU  # that one alone was opened
    booking_id = book(yann, world.van_id, DAY, "09:00-10:00", title="Déménagement")
    made = queries.booking_for(yann, booking_id)
    assert made is not None
    assert (made.pole_id, made.occurrences[0].state) == (world.other_pole_id, State.REQUESTED)
    assert letters()[world.ines.email] == f"{HERE}/bookings/{booking_id}"

    # at home: who shares it and the coordination see all of it, the others that it is taken
    for reader, sees in ((world.ines, True), (world.lucie, True), (world.karim, False), (world.nadia, False)):
        found = queries.booking_for(reader, booking_id)
        assert (found is not None) is sees, reader.name
        shelf = queries.shelf(reader, ids=[world.van_id])[0]
        span = TimeSpan(at(f"{DAY} 00:00"), at(f"{DAY} 23:00"))
        used = queries.used_during([shelf.id], span, NOW)[0]
        assert ("Radio d’à côté" in availability.seen(used, reader)) is sees
    with transaction():
        asked = queries.booking_for(world.ines, booking_id)
        assert asked is not None
        assert rules.why_not_answer(asked, yann) is No.NOT_THE_APPROVER
        actions.approve_booking(asked, member=world.ines, now=NOW)
    assert queries.booking_for(yann, booking_id).occurrences[0].state is State.CONFIRMED  # type: ignore[union-attr]
    assert letters()[yann.email] == f"{THERE}/bookings/{booking_id}"

    # the bytes that third parties may have hold no name; nothing is proposed for the ledger of either pole
    columns = (CalendarObject.ics, CalendarObject.ics_everything, CalendarObject.ics_structure)
    own, *others = db.session.execute(select(*columns).where(CalendarObject.booking_id == booking_id)).one()
    for told in others:
        assert b"\r\nSUMMARY" not in told
        assert not any(word.encode() in told for word in ("Radio", "Yann", "Déménagement"))
    assert b"/p/a-cote/bookings/" in own
    assert queries.finished_lines_of(world.other_pole_id, NOW, at("2027-04-01 00:00")) == []

    # the other way round: what the home pole does with its van, this one reads as taken, and sets nothing of it
    book(world.karim, world.van_id, DAY, "14:00-15:00", title="Marché")
    with clock.frozen(NOW):
        sign_in(client, yann)
        assert client.get(f"{THERE}/resources/{world.van_id}").status_code == 200
        events = client.get(f"{THERE}/resources/{world.van_id}/events?start={DAY}T00:00&end={DAY}T23:00").json
        assert sorted(event["title"] for event in events) == ["Occupé", "Radio d’à côté"]
        for path in ("edit", "rules", "units", "faults", "papers"):
            assert client.get(f"{THERE}/resources/{world.van_id}/{path}").status_code == 404, path
        found = client.get(f"{THERE}/search?kind=vehicle&day={DAY}").get_data(as_text=True)
        assert "Ouvert par Pôle des Trois-Ponts, un autre pôle" in found
        assert "Le Fournil" not in found
        assert "Kangoo" in found
        assert "Kangoo" in client.get(f"{THERE}/search/range?kind=vehicle&first={DAY}").get_data(as_text=True)
        assert "Kangoo" not in client.get(f"{THERE}/resources").get_data(as_text=True)
        sent = {"day": DAY, "from": "16:00", "to": "17:00", "title": "Retour"}
        assert client.post(f"{THERE}/resources/{world.van_id}/bookings", data=sent).status_code == 303
        sent["from"], sent["to"] = "14:00", "15:00"
        taken = client.post(f"{THERE}/resources/{world.van_id}/bookings", data=sent)
        assert taken.status_code == 409
        assert "Le Fournil" not in taken.get_data(as_text=True)


def test_the_opening_ends_for_new_dates_and_is_refused_by_name(world: World) -> None:
    yann = world.stranger
    share(world, world.room_id, everyone=True)
    share(world, world.desks_id, world.other_pole_id)
    booking_id = book(yann, world.room_id, DAY, "09:00-10:00")
    both = wish(yann, world.room_id, DAY, "11:00-12:00")
    share(world, world.room_id)
    assert db.session.scalars(select(PoleShare.resource_id)).all() == [world.desks_id]
    with pytest.raises(Refused) as refused, transaction():
        date = queries.booking_for(yann, booking_id).occurrences[0]  # type: ignore[union-attr]
        slot = wish(yann, world.room_id, DAY, "15:00-16:00").slots[0]
        actions.move_occurrence(date, slot, member=yann, now=NOW)
    assert refused.value.reason is Taken.POLE_NOT_OPEN
    assert nearest.explain(refused.value, both, yann, now=NOW).reason is Taken.POLE_NOT_OPEN
    with transaction():
        date = queries.booking_for(yann, booking_id).occurrences[0]  # type: ignore[union-attr]
        actions.cancel_occurrences(
            date, scope=Scope.THIS, member=yann, now=NOW
        )  # what was booked stays one’s own to give back
    with pytest.raises(Refused) as refused:
        share(world, world.room_id, world.other_pole_id, member=world.karim)
    assert refused.value.reason is Taken.NOT_THE_OWNER
    with pytest.raises(Refused) as refused:
        share(world, world.room_id, 10**6)
    assert refused.value.reason is Taken.NO_SUCH_POLE


def test_one_pole_a_booking_its_lists_and_its_coordination(world: World) -> None:
    """Roles of the other pole count for nothing here; the pole's list of structures speaks of its own alone."""
    with transaction():
        there, person = pole_queries.pole_by_slug("a-cote"), pole_queries.person(world.stranger.person_id)
        assert there is not None
        assert person is not None
        poles.give_office(there.id, person, PoleRole.COORDINATOR, now=NOW, actor=None)
        own = add_resource(there, pole_queries.structure_in(there.id, world.radio_id), "Studio", Kind.PREMISES, now=NOW)  # type: ignore[arg-type]
        room = db.session.get(Resource, world.room_id)
        assert room is not None
        room.approval, room.shown, room.rules = Approval.COORDINATOR, Shown.EVERYTHING, {"structures": [world.radio_id]}
        db.session.flush()
        studio_id = own.id
        yann = pole_queries.member_for(person, there, world.radio_id)
    assert yann is not None
    assert yann.is_coordinator
    share(world, world.room_id, world.other_pole_id)
    with transaction():
        room = db.session.get(Resource, world.room_id)
        assert room is not None
        room.rules = {"structures": [world.couture_id]}
    booking_id = book(yann, world.room_id, DAY, "09:00-10:00")
    made = queries.booking_for(yann, booking_id)
    assert made is not None
    assert made.occurrences[0].state is State.REQUESTED
    assert rules.why_not_answer(made, yann) is No.NOT_THE_APPROVER
    assert rules.why_not_answer(queries.booking_for(world.lucie, booking_id), world.lucie) is None  # type: ignore[arg-type]
    two = wish(yann, world.room_id, DAY, "11:00-12:00")
    with pytest.raises(Refused) as refused, transaction():
        mixed = two.__class__(**{**two.__dict__, "resource_ids": (world.room_id, studio_id)})
        actions.request_booking(mixed, member=yann, now=NOW)
    assert refused.value.reason is No.ONE_POLE
    # somebody's working time and what a structure keeps for itself never cross, whatever a row says
    with transaction():
        for resource_id, change in (
            (world.van_id, {"kind": Kind.STAFF}),
            (world.desks_id, {"audience": Audience.OWNER}),
        ):
            found = db.session.get(Resource, resource_id)
            for name, value in change.items():
                setattr(found, name, value)
            db.session.add(PoleShare(resource_id=resource_id, pole_id=None, opened_at=NOW))
    assert [row.id for row in queries.shelf(yann, abroad=True) if row.pole_id == world.pole_id] == [world.room_id]
    with pytest.raises(IntegrityError), transaction():
        db.session.add(PoleShare(resource_id=world.van_id, pole_id=None, opened_at=NOW))


def test_a_program_of_the_other_pole_waits_for_a_taken_time_as_its_page_does(world: World, client: FlaskClient) -> None:
    share(world, world.room_id, world.other_pole_id)
    book(world.ines, world.room_id, "2027-03-04", "09:00-10:00")
    body = {"resource_id": world.room_id, "starts_at": "2027-03-04T09:00:00+01:00",
            "ends_at": "2027-03-04T10:00:00+01:00"}  # fmt: skip
    with clock.frozen(NOW):
        joined = client.post("/api/v1/waiting", json=body, headers=bearer(world.stranger))
        again = client.post("/api/v1/waiting", json=body, headers=bearer(world.stranger))
    assert (joined.status_code, again.status_code) == (201, 422)


def test_the_form_opens_and_the_api_tells(world: World, client: FlaskClient) -> None:
    with clock.frozen(NOW):
        sign_in(client, world.ines)
        page = client.get(f"{HERE}/resources/{world.room_id}/rules").get_data(as_text=True)
        assert "Tous les pôles de l’installation" in page
        assert "Pôle d’à côté" in page
        found = db.session.get(Resource, world.room_id)
        assert found is not None
        sent = {"version": str(found.version), "poles": "0", "late_cancel": "counts", "holidays": "open"}
        sent |= {"region": "metropole", "school": "open", "school_zone": "", "crowd": "members"}
        answer = client.post(f"{HERE}/resources/{world.room_id}/rules", data=sent)
        assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    assert [share.pole_id for share in resource_queries.shares_of(world.room_id)] == [None]
    with transaction():
        facts = {row.id: row.pole for row in resource_queries.facts_of(world.stranger, abroad=True)}
    assert facts == {world.room_id: "trois-ponts"}
    assert resource_queries.facts_of(world.stranger) == []
    assert db.session.scalar(select(Booking.id)) is None


def test_a_program_opens_and_closes_to_other_poles(world: World, client: FlaskClient) -> None:
    with transaction():
        keys = {who: poles.make_token(who, "essai", now=NOW) for who in (world.ines, world.karim)}
    address = f"/api/v1/resources/{world.van_id}/poles"

    def ask(who: Member, body: dict[str, object] | None = None) -> tuple[int, dict[str, object]]:
        sent = {"json": body} if body is not None else {}
        with clock.frozen(NOW):
            method = "GET" if body is None else "PUT"
            answer = client.open(address, method=method, headers={"Authorization": f"Bearer {keys[who]}"}, **sent)
        return answer.status_code, answer.get_json()

    other = world.other_pole_id
    closed = {"pole_ids": [], "every": False, "others": [{"id": other, "name": "Pôle d’à côté"}]}
    assert ask(world.ines)[1] == closed
    assert (ask(world.karim)[0], ask(world.karim, {"every": True})[0]) == (403, 403)
    assert ask(world.ines, {"pole_ids": [other]})[1]["pole_ids"] == [other]
    book(world.stranger, world.van_id, DAY, "09:00-10:00")
    assert ask(world.ines, {"every": True})[1]["every"] is True
    assert ask(world.ines, {"pole_ids": [999]})[0] == 422
    assert ask(world.ines, {})[1] == closed
    assert refusal(world.stranger, world.van_id) is No.NOT_FOR_YOU
