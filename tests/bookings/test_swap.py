"""Two bookings change places by two agreements; a booking changes hands; a use stays counted."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from mutua.bookings import actions, queries
from mutua.bookings.actions.leaving import settle_bookings
from mutua.bookings.actions.swapping import accept_swap, decline_swap, hand_to, pass_on, propose_swap
from mutua.bookings.models import Line, Occurrence, State
from mutua.bookings.models.swap import Swap, SwapState, Use
from mutua.bookings.queries import swap as swaps
from mutua.bookings.rules.swap import No
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.models import Person
from mutua.resources.models import Hold, HouseRules, Resource
from mutua.web import mailing
from tests.bookings.test_desk_races import all_at_once
from tests.builders import NOW, World, at, book, sign_in

DAY = "2027-03-02"


def date_of(booking_id: int) -> int:
    return db.session.scalar(select(Occurrence.id).where(Occurrence.booking_id == booking_id))


def places() -> dict[int, tuple[object, ...]]:
    """By booking: resource, start, state, and until when its unit is held."""
    query = (
        select(Occurrence.booking_id, Line.resource_id, Occurrence.starts_at, Occurrence.state, Hold.ends_at)
        .join(Line, Line.occurrence_id == Occurrence.id)
        .outerjoin(Hold, Hold.claim_id == Line.claim_id)
    )
    return {row[0]: tuple(row[1:]) for row in db.session.execute(query)}


def test_two_dates_change_places_once_both_sides_agree(world: World, client: FlaskClient, app: Flask) -> None:
    mine = book(world.karim, world.room_id, DAY, "09:00-11:00", title="Formation")
    theirs = book(world.ines, world.room_id, DAY, "11:00-12:00")
    with clock.frozen(NOW):
        sign_in(client, world.karim)
        page = f"/p/trois-ponts/bookings/{mine}/dates/{date_of(mine)}/swap"
        assert "La Couture" in client.get(page).text
        assert client.post(page, data={}).status_code == 422
        assert client.post(page, data={"wanted": str(date_of(mine))}).status_code == 422
        assert client.post(page, data={"wanted": str(date_of(theirs)), "message": "Merci"}).status_code == 303
        assert client.post(page, data={"wanted": str(date_of(theirs))}).status_code == 422
        number = db.session.scalar(select(Swap.id))
        assert client.post(f"/p/trois-ponts/swaps/{number}/accept").status_code == 403
        sign_in(client, world.ines)
        shown = client.get("/p/trois-ponts/swaps").text
        assert ("Le Fournil vous propose sa place" in shown, "Merci" in shown) == (True, True)
    before = places()
    assert [row[2] for row in before.values()] == [State.CONFIRMED] * 2

    def accept() -> None:
        accept_swap(swaps.swap_for(world.ines, number), member=world.ines, now=NOW)

    # Neighbours in time: one UPDATE would overlap; many at once: one.
    said = Counter(all_at_once(app, *[accept] * 8))
    assert (said["done"], sum(said.values()), set(said) <= {"done", "swap_answered", "changed_meanwhile"}) == (
        1,
        8,
        True,
    )
    assert places() == {
        mine: (world.room_id, at(f"{DAY} 11:00"), State.CONFIRMED, at(f"{DAY} 12:00")),
        theirs: (world.room_id, at(f"{DAY} 09:00"), State.CONFIRMED, at(f"{DAY} 11:00")),
    }
    assert queries.lines_with_wrong_holds() == []
    told = [(mail.template, mail.recipient) for mail in db.session.scalars(select(Mail).order_by(Mail.id))]
    assert told[-2:] == [
        ("bookings/swap_proposed", world.ines.email),
        ("bookings/swap_answered", world.karim.email),
    ]


def test_a_swap_asks_the_owner_again_and_one_that_cannot_be_changes_nothing(world: World) -> None:
    room = book(world.karim, world.room_id, DAY, "09:00-10:00")
    van = book(world.ines, world.van_id, "2027-03-06", "09:00-10:00")

    def propose() -> int:
        with transaction():
            given = queries.occurrence_for(world.karim, date_of(room))
            wanted = swaps.date_in(world.karim, date_of(van))
            return propose_swap(given, wanted, member=world.karim, now=NOW).id

    first = propose()
    with transaction():
        decline_swap(swaps.swap_for(world.ines, first), member=world.ines, now=NOW)
    with pytest.raises(Refused) as refused, transaction():
        accept_swap(swaps.swap_for(world.ines, first), member=world.ines, now=NOW)
    assert refused.value.reason is No.SWAP_ANSWERED
    with transaction():
        accept_swap(swaps.swap_for(world.ines, propose()), member=world.ines, now=NOW)
    found = places()
    assert found[room][:3] == (world.van_id, at("2027-03-06 09:00"), State.REQUESTED)
    assert found[van][:3] == (world.room_id, at(f"{DAY} 09:00"), State.CONFIRMED)
    assert db.session.scalars(select(Swap.state).order_by(Swap.id)).all() == [SwapState.DECLINED, SwapState.ACCEPTED]
    # Twelve people at most in the room: the larger party stays where it is.
    many = book(world.ines, world.van_id, "2027-03-07", "09:00-10:00", headcount=30)
    small = book(world.karim, world.room_id, DAY, "14:00-15:00")
    before = places()
    with transaction():
        given, wanted = queries.occurrence_for(world.karim, date_of(small)), swaps.date_in(world.karim, date_of(many))
        last = propose_swap(given, wanted, member=world.karim, now=NOW).id
    with pytest.raises(Refused) as refused, transaction():
        accept_swap(swaps.swap_for(world.ines, last), member=world.ines, now=NOW)
    assert (refused.value.reason, places()) == ("too_many_people", before)


def test_who_leaves_passes_their_bookings_on(world: World, client: FlaskClient) -> None:
    first = book(world.nadia, world.room_id, DAY, "09:00-10:00")
    second = book(world.nadia, world.room_id, "2027-03-03", "09:00-10:00")
    foreign = book(world.ines, world.room_id, "2027-03-04", "09:00-10:00")
    with clock.frozen(NOW):
        sign_in(client, world.karim)
        page = f"/p/trois-ponts/bookings/{first}/pass-on"
        assert "Nadia Roux nous quitte" in client.get(page).text
        chosen = re.search(r'<option value="(\d+)">Karim', client.get(page).text)[1]
        assert client.post(page, data={"person": str(world.ines.person_id)}).status_code == 403
        assert client.post(page, data={"person": chosen, "all": "1"}).status_code == 303
    with transaction():
        owners = [queries.booking_for(world.lucie, number).person.name for number in (first, second, foreign)]
    assert owners == ["Karim Benali", "Karim Benali", "Inès Martin"]
    with pytest.raises(Refused) as refused, transaction():
        pass_on(queries.booking_for(world.nadia, first), world.nadia.person_id, member=world.nadia, now=NOW)
    assert refused.value.reason is No.NOT_YOURS_TO_PASS_ON


def test_a_van_goes_to_no_colleague_without_the_licence_it_asks_for(world: World, client: FlaskClient) -> None:
    made = book(world.nadia, world.van_id, DAY, "09:00-10:00")
    gone = book(world.nadia, world.van_id, "2027-02-26", "09:00-10:00", now=NOW - timedelta(days=9))
    with transaction():
        db.session.get_one(Resource, world.van_id).rules = HouseRules(requires=("licence_b",)).to_json()
    with clock.frozen(NOW):
        sign_in(client, world.nadia)
        page, karim = f"/p/trois-ponts/bookings/{made}/pass-on", str(world.karim.person_id)
        refused = client.post(page, data={"person": karim})
        assert (refused.status_code, "À faire noter : Permis B" in refused.text.replace("\xa0", " ")) == (422, True)
        assert "À qui" in refused.text  # somebody else can be chosen at once
        assert client.post(page.replace(str(made), str(gone)), data={"person": karim}).status_code == 303  # it is over
        with transaction():
            settle_bookings(world.fournil_id, pole_id=None, person_id=world.nadia.person_id, keeps=False, now=NOW,
                            heir=db.session.get_one(Person, world.karim.person_id), actor=world.karim)  # fmt: skip
        with transaction():
            hand_to(queries.booking_for(world.karim, made), db.session.get_one(Person, world.nadia.person_id),
                    member=world.karim, now=NOW)  # fmt: skip
    letters = db.session.scalars(select(Mail).where(Mail.template == "bookings/passed_on").order_by(Mail.id)).all()
    assert [mail.facts["lacks"] for mail in letters] == [[], ["licence_b"]]
    said = mailing.render(letters[1].template, letters[1].facts, locale="fr", base_url="")[1]
    assert "À faire noter avant : Permis B." in said.replace("\xa0", " ")


def test_passing_on_is_offered_to_who_may(world: World, client: FlaskClient) -> None:
    of_nadia = book(world.nadia, world.room_id, DAY, "09:00-10:00")
    of_karim = book(world.karim, world.room_id, DAY, "11:00-12:00")
    with clock.frozen(NOW):
        for who, number, offered in ((world.nadia, of_nadia, True), (world.nadia, of_karim, False),
                                     (world.karim, of_nadia, True)):  # fmt: skip
            sign_in(client, who)
            address = f"/p/trois-ponts/bookings/{number}"
            assert (f"{address}/pass-on" in client.get(address).text) == offered, (who.name, number)


def test_a_use_stays_counted_without_anybodys_name(world: World, client: FlaskClient) -> None:
    book(world.karim, world.room_id, DAY, "09:00-10:30", title="Paie", headcount=4)
    with transaction():
        actions.finish_past(at(f"{DAY} 10:30") + timedelta(days=1))
    row = db.session.scalars(select(Use)).one()
    assert (row.minutes, row.headcount, row.outcome, row.structure_id) == (90, 4, State.DONE, world.fournil_id)
    assert not {column for column in Use.__table__.columns.keys() if "person" in column or "title" in column}  # noqa: SIM118
    assert Use.__table__.foreign_keys == set()
    with pytest.raises(DBAPIError), transaction():
        db.session.delete(db.session.get(Use, row.id))
        db.session.flush()
    with clock.frozen(at(f"{DAY} 12:00")):
        sign_in(client, world.lucie)
        text = client.get("/p/trois-ponts/uses.csv").text
        assert text.splitlines()[1].split(",")[5:] == ["90", "4", "meeting", "done"]
