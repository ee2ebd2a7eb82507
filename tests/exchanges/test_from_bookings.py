"""A finished date of another structure's resource proposes its exchange, once, whatever is retried."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Line, Scope
from mutua.exchanges import actions, queries
from mutua.exchanges.models import Exchange, State, UnitCode
from mutua.exchanges.rules import No
from mutua.exchanges.rules.measure import measured
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import ExchangeMode, Member
from mutua.resources.models import Kind, Regime
from tests.builders import NOW, World, add_resource, at, book, sign_in, wish
from tests.exchanges.builders import confirm

AFTER = at("2027-03-20 12:00")


def work(now: datetime = AFTER) -> int:
    """One round of the worker."""
    with transaction():
        bookings.finish_past(now)
    with transaction():
        return actions.propose_from_finished(now)


def made() -> list[tuple[Kind, UnitCode, int, str]]:
    rows = [queries.exchange_by_uid(uid) for uid in db.session.scalars(select(Exchange.uid).order_by(Exchange.id))]
    return [
        (row.kind, row.unit.code, row.current.quantity, row.current.event_on.isoformat())
        for row in rows
        if row is not None
    ]


def test_a_finished_booking_proposes_its_exchange_once(world: World) -> None:
    book(world.karim, world.room_id, "2027-03-02", "09:00-11:30")
    assert [work(), work(), work()] == [1, 0, 0]
    assert made() == [(Kind.PREMISES, UnitCode.HOUR, 150, "2027-03-02")]
    row = db.session.scalars(select(Exchange)).one()
    assert (row.giver_id, row.receiver_id, row.state) == (world.couture_id, world.fournil_id, State.PROPOSED)


def test_both_sides_confirm_what_the_worker_proposed(world: World) -> None:
    book(world.nadia, world.room_id, "2027-03-02", "09:00-10:00")
    work()
    number = db.session.scalars(select(Exchange.id)).one()
    assert (queries.count_waiting(world.karim), queries.count_waiting(world.ines)) == (1, 1)
    assert not confirm(world.nadia, number, now=AFTER)
    assert (queries.count_waiting(world.karim), queries.count_waiting(world.ines)) == (0, 1)
    assert confirm(world.ines, number, now=AFTER)
    assert queries.broken() == []


def test_its_page_leads_to_the_booking_for_both_sides(world: World, client: FlaskClient) -> None:
    booking = book(world.karim, world.room_id, "2027-03-02", "09:00-11:30")
    work()
    number = db.session.scalars(select(Exchange.id)).one()
    with clock.frozen(AFTER):
        for member in (world.karim, world.ines):
            page = sign_in(client, member).get(f"/p/trois-ponts/exchanges/{number}").text
            assert f'href="/p/trois-ponts/bookings/{booking}"' in page
            assert client.get(f"/p/trois-ponts/bookings/{booking}").status_code == 200
            client.post("/logout")


def test_the_first_page_says_who_declares_and_what_comes_from_the_booking_alone(
    world: World, client: FlaskClient
) -> None:
    """Nobody is made to say what only Mutua proposed."""
    book(world.karim, world.room_id, "2027-03-02", "09:00-11:30")
    work()
    number = db.session.scalars(select(Exchange.id)).one()

    def first_page(member: Member) -> str:
        return sign_in(client, member).get("/p/trois-ponts/").text

    with clock.frozen(AFTER):
        assert "D’après la réservation, <strong>La Couture</strong> vous a donné" in first_page(world.karim)
        page = first_page(world.ines)
        assert "D’après la réservation, vous avez donné" in page
        assert "déclare" not in page
        confirm(world.karim, number, now=AFTER)
        assert "<strong>Le Fournil</strong> déclare avoir reçu de vous" in first_page(world.ines)


def test_who_booked_and_who_shares_get_one_letter_a_round(world: World) -> None:
    book(world.nadia, world.room_id, "2027-03-02", "09:00-10:00", rrule="FREQ=DAILY;COUNT=3")
    work()
    rows = db.session.scalars(select(Mail).where(Mail.template == "exchanges/from_bookings").order_by(Mail.id))
    assert [(mail.recipient, mail.facts["count"]) for mail in rows] == [(world.nadia.email, 3), (world.ines.email, 3)]


def test_cancelled_and_not_honoured_dates_propose_nothing(world: World) -> None:
    gone = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    missed = book(world.karim, world.room_id, "2027-03-03", "09:00-10:00")
    with transaction():
        date = booking_queries.booking_for(world.karim, gone).occurrences[0]
        bookings.cancel_occurrences(date, scope=Scope.THIS, member=world.karim, now=NOW)
    with transaction():
        date = booking_queries.booking_for(world.ines, missed).occurrences[0]
        bookings.mark_no_show(date, member=world.ines, now=at("2027-03-03 10:30"))
    assert (work(), made()) == (0, [])


def test_ones_own_resource_and_a_declined_request_propose_nothing(world: World) -> None:
    book(world.ines, world.room_id, "2027-03-02", "09:00-10:00")
    book(world.karim, world.van_id, "2027-03-02", "09:00-10:00")
    assert (work(), made()) == (0, [])


def test_each_kind_is_counted_in_its_natural_unit(world: World) -> None:
    book(world.karim, world.desks_id, "2027-03-02", "09:00-17:00")
    with transaction():
        number = book_van(world)
    with transaction():
        bookings.approve_booking(booking_queries.booking_for(world.ines, number), member=world.ines, now=NOW)
    with transaction():
        line = booking_queries.booking_for(world.ines, number).occurrences[0].lines[0]
        assert measured(line, ExchangeMode.TIME_UNIT) == (UnitCode.HOUR, 18 * 60)
        line.value_per_use = 3
        assert measured(line, ExchangeMode.TIME_UNIT) == (UnitCode.HOUR, 3 * 60)
    work()
    assert made() == [
        (Kind.DESK, UnitCode.HALF_DAY, 2, "2027-03-02"),
        (Kind.VEHICLE, UnitCode.VEHICLE_DAY, 2, "2027-03-04"),
    ]


def book_van(world: World) -> int:
    """From Thursday evening to Friday noon: two vehicle-days."""

    wanted = wish(world.karim, world.van_id, "2027-03-04", "18:00-20:00")
    slot = wanted.slots[0]
    longer = type(slot)(
        slot.local_start, datetime(2027, 3, 5, 12), type(slot.span)(slot.span.start, at("2027-03-05 12:00"))
    )
    made = bookings.request_booking(
        type(wanted)(**{**wanted.__dict__, "slots": (longer,)}), member=world.karim, now=NOW
    )
    return made.id


@pytest.mark.parametrize(("regime", "count"), [(Regime.SERVICE, 1), (None, 0)])
def test_only_staff_under_the_givers_orders_goes_to_the_ledger(world: World, regime: Regime | None, count: int) -> None:
    with transaction():
        pole = pole_queries.pole_by_slug("trois-ponts")
        owner = pole_queries.structure(world.couture_id)
        staff = add_resource(pole, owner, "Couturière", Kind.STAFF, regime=regime)
        db.session.flush()
        number = staff.id
    book(world.karim, number, "2027-03-02", "09:00-12:00")
    assert work() == count
    if not count:
        with pytest.raises(Refused) as refused, transaction():
            propose_the_line(world)
        assert refused.value.reason is No.STAFF_LOAN


def propose_the_line(world: World) -> None:
    line = db.session.scalars(select(Line)).one()
    found = booking_queries.finished_lines_of(world.pole_id, NOW, AFTER)
    assert [row.id for row in found] == [line.id]
    parties = queries.memberships(world.pole_id, (world.couture_id, world.fournil_id))
    actions.propose_from_line(found[0], queries.pole(world.pole_id), parties, now=AFTER)


def test_a_second_exchange_of_the_same_line_is_refused(world: World) -> None:
    book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    work()
    with pytest.raises(Refused) as refused, transaction():
        propose_the_line(world)
    assert refused.value.reason is No.SENT_TWICE


def test_the_clock_change_counts_real_hours(world: World) -> None:
    with transaction():
        wanted = wish(world.karim, world.room_id, "2027-03-28", "01:00-05:00")
        for slot in booking_queries.wanted(wanted, world.karim)[0].hours:
            db.session.delete(slot)
    book(world.karim, world.room_id, "2027-03-28", "01:00-05:00")
    work(at("2027-03-29 12:00"))
    assert made() == [(Kind.PREMISES, UnitCode.HOUR, 180, "2027-03-28")]
