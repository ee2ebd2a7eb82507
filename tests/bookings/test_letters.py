"""Who is told of a change, and of how many dates: one letter a person, about what changed and nothing else."""

from __future__ import annotations

from dataclasses import replace

from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions, queries
from mutua.bookings.actions import queue
from mutua.bookings.actions.desk import set_desk_rule
from mutua.bookings.actions.swapping import accept_swap, propose_swap
from mutua.bookings.models import Occurrence, Scope, State
from mutua.bookings.queries import swap as swaps
from mutua.bookings.series import slot
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Pole, StructureRole
from mutua.resources.models import Approval, Kind, Resource
from mutua.resources.queries import resource_for
from mutua.web import mailing
from tests.builders import NOW, PARIS, World, add_person, add_resource, add_structure, book, member, sign_in, wish

DAY = "2027-03-02"
FOUR = "FREQ=WEEKLY;COUNT=4"


def letters(template: str) -> list[tuple[str, int]]:
    """(to whom, how many dates) of every letter of this sort."""
    found = db.session.scalars(select(Mail).where(Mail.template == f"bookings/{template}").order_by(Mail.id))
    return [(mail.recipient.split("@")[0], mail.facts["dates"]) for mail in found]


def text_of(template: str) -> str:
    mail = db.session.scalars(select(Mail).where(Mail.template == f"bookings/{template}").order_by(Mail.id.desc()))
    return said(mail.first())


def said(letter: Mail) -> str:
    return mailing.render(letter.template, letter.facts, locale="fr", base_url="")[1]


def another_owner(world: World) -> tuple[Member, int]:
    """Who manages a third structure, and the workshop that it shares."""
    with transaction():
        pole = db.session.get_one(Pole, world.pole_id)
        forge = add_structure(pole, "La Forge")
        ola = member(add_person("Ola Le Bihan", forge, StructureRole.MANAGER, pole), pole)
        shed = add_resource(pole, forge, "Atelier", Kind.PREMISES)
        db.session.flush()
        return ola, shed.id


def dates_of(booking_id: int, member: Member) -> list[Occurrence]:
    return queries.booking_for(member, booking_id).occurrences


def states(booking_id: int) -> list[State]:
    query = select(Occurrence.state).where(Occurrence.booking_id == booking_id).order_by(Occurrence.starts_at)
    return list(db.session.scalars(query))


def test_a_series_is_answered_by_one_letter_with_its_number_of_dates(world: World) -> None:
    made = book(world.karim, world.van_id, DAY, "09:00-10:00", rrule=FOUR)
    with transaction():
        actions.approve_booking(queries.booking_for(world.ines, made), member=world.ines, now=NOW)
    refused = book(world.karim, world.van_id, DAY, "14:00-15:00", rrule=FOUR)
    with transaction():
        actions.decline_booking(queries.booking_for(world.ines, refused), member=world.ines, now=NOW, reason="Non")
    assert (letters("requested"), letters("confirmed"), letters("declined")) == (
        [("ines", 4), ("ines", 4)], [("karim", 4)], [("karim", 4)],
    )  # fmt: skip
    assert (set(states(made)), set(states(refused))) == ({State.CONFIRMED}, {State.DECLINED})


def test_two_things_of_one_owner_are_declined_together(world: World) -> None:
    with transaction():
        db.session.get_one(Resource, world.room_id).approval = Approval.OWNER
    both = wish(world.karim, world.van_id, DAY, "09:00-10:00")
    with transaction():
        made = actions.request_booking(
            replace(both, resource_ids=(world.van_id, world.room_id)), member=world.karim, now=NOW
        ).id
    with transaction():
        actions.decline_booking(queries.booking_for(world.ines, made), member=world.ines, now=NOW)
    assert (states(made), letters("declined")) == ([State.DECLINED], [("karim", 1)])


def test_one_date_of_a_series_asked_again_reaches_who_decides(world: World) -> None:
    made = book(world.karim, world.van_id, DAY, "09:00-10:00", rrule=FOUR)
    with transaction():
        actions.approve_booking(queries.booking_for(world.ines, made), member=world.ines, now=NOW)
    with transaction():
        third = dates_of(made, world.karim)[2]
        actions.cancel_occurrences(third, scope=Scope.THIS, member=world.karim, now=NOW, reason="Malade")
    assert letters("cancelled") == [("ines", 1)]
    assert "Première de" not in text_of("cancelled")
    with transaction():
        actions.retry_occurrence(dates_of(made, world.karim)[2], member=world.karim, now=NOW)
    assert letters("requested") == [("ines", 4), ("ines", 1)]


def test_who_booked_learns_that_a_colleague_cancelled_or_moved_it(world: World) -> None:
    made = book(world.nadia, world.room_id, DAY, "09:00-10:00")
    with transaction():
        date = dates_of(made, world.karim)[0]
        start = date.local_start.replace(hour=11)
        later = slot(start, start.replace(hour=12), PARIS)
        actions.move_occurrence(date, later, member=world.karim, now=NOW)
    assert letters("moved") == [("nadia", 1), ("ines", 1)]
    with transaction():
        date = dates_of(made, world.karim)[0]
        actions.cancel_occurrences(date, scope=Scope.ALL, member=world.karim, now=NOW, reason="Grève")
    assert letters("cancelled") == [("nadia", 1), ("ines", 1)]
    assert "Karim Benali (Le Fournil) a annulé une réservation." in text_of("cancelled")
    yours = db.session.scalars(select(Mail).where(Mail.recipient.startswith("nadia")).order_by(Mail.id.desc())).first()
    text = said(yours)
    assert ("Karim Benali a annulé votre réservation." in text, "Grève" in text) == (True, True)


def test_a_move_asks_the_coordination_again_where_it_decides(world: World) -> None:
    with transaction():
        db.session.get_one(Resource, world.van_id).approval = Approval.COORDINATOR
    made = book(world.karim, world.van_id, DAY, "09:00-10:00")
    with transaction():
        actions.approve_booking(queries.booking_for(world.lucie, made), member=world.lucie, now=NOW)
    with transaction():
        date = dates_of(made, world.karim)[0]
        start = date.local_start.replace(hour=15)
        later = slot(start, start.replace(hour=16), PARIS)
        actions.move_occurrence(date, later, member=world.karim, now=NOW)
    assert (sorted(letters("moved")), states(made)) == ([("ines", 1), ("lucie", 1)], [State.REQUESTED])
    asked = db.session.scalars(
        select(Mail).where(Mail.template == "bookings/moved", Mail.recipient.startswith("lucie"))
    ).one()
    assert "attend à nouveau votre réponse" in said(asked)


def test_two_things_of_one_owner_are_moved_with_one_letter(world: World) -> None:
    with transaction():
        room = resource_for(world.ines, world.room_id)
        beamer = add_resource(room.pole, room.structure, "Projecteur", Kind.EQUIPMENT)
        db.session.flush()
        beamer_id = beamer.id
    both = wish(world.karim, world.room_id, DAY, "09:00-10:00")
    with transaction():
        made = actions.request_booking(
            replace(both, resource_ids=(world.room_id, beamer_id)), member=world.karim, now=NOW
        ).id
    with transaction():
        date = dates_of(made, world.karim)[0]
        start = date.local_start.replace(hour=15)
        actions.move_occurrence(date, slot(start, start.replace(hour=16), PARIS), member=world.karim, now=NOW)
    assert letters("moved") == [("ines", 1)]


def test_each_owner_hears_of_the_dates_that_take_what_it_shares(world: World) -> None:
    ola, shed_id = another_owner(world)
    made = book(world.karim, world.room_id, DAY, "09:00-10:00", rrule=FOUR)
    theirs = book(ola, shed_id, DAY, "14:00-15:00")
    with transaction():
        wanted = swaps.date_in(world.karim, dates_of(theirs, ola)[0].id)
        number = propose_swap(dates_of(made, world.karim)[2], wanted, member=world.karim, now=NOW).id
    with transaction():
        accept_swap(swaps.swap_for(ola, number), member=ola, now=NOW)
    with transaction():
        first = dates_of(made, world.karim)[0]
        actions.cancel_occurrences(first, scope=Scope.ALL, member=world.karim, now=NOW, reason="Grève")
    assert sorted(letters("cancelled")) == [("ines", 3), ("ola", 1)]
    ours = db.session.scalars(select(Mail).where(Mail.template == "bookings/cancelled", Mail.recipient == ola.email))
    assert "Atelier" in said(ours.one())


def test_an_owner_hears_that_a_booking_went_to_somebody_elses_place(world: World) -> None:
    _ola, shed_id = another_owner(world)
    made = book(world.karim, world.room_id, DAY, "09:00-10:00")
    for number in (world.desks_id, shed_id):
        with transaction():
            booking = queries.booking_for(world.karim, made)
            slots = [slot(date.local_start, date.local_end, PARIS) for date in booking.occurrences]
            there = resource_for(world.karim, number)
            actions.reschedule_booking(booking, slots, rrule=None, member=world.karim, now=NOW, resource=there)
    assert (letters("left"), letters("moved")) == ([("ines", 1)], [("ines", 1), ("ola", 1)])  # her desks were hers too
    told = text_of("left")
    assert ("Postes du plateau" in told, f"/p/trois-ponts/resources/{world.desks_id}" in told) == (True, True)
    assert "Le créneau est libre à nouveau." in told


def test_no_letter_and_no_page_shows_a_code_of_ours(world: World, client: FlaskClient) -> None:
    book(world.nadia, world.room_id, DAY, "09:00-10:00")
    book(world.karim, world.van_id, DAY, "09:00-10:00")
    with transaction():
        place = pole_queries.affiliation(world.nadia.person_id, world.fournil_id)
        poles.leave_structure(place, actor=world.karim, now=NOW)
    assert "Raison donnée : La personne qui avait réservé a quitté sa structure." in flat(text_of("cancelled"))
    with transaction():
        queue.expire_requests(NOW.replace(day=2, hour=9))
    with clock.frozen(NOW.replace(day=2, hour=10)):
        sign_in(client, world.lucie)
        shown = flat(client.get("/p/trois-ponts/report").text)
        assert ("unanswered" in shown, "Sans réponse à temps" in shown) == (False, True)


def flat(text: str) -> str:
    return text.replace("\xa0", " ")


def test_a_series_that_nobody_answered_is_given_back_by_one_letter(world: World) -> None:
    with transaction():
        van = resource_for(world.ines, world.van_id)
        set_desk_rule(van, auto_release_minutes=None, answer_hours=24, offer_minutes=None, handover=False,
                      member=world.ines, now=NOW)  # fmt: skip
    book(world.karim, world.van_id, "2027-03-09", "09:00-10:00", rrule=FOUR)
    with transaction():
        assert queue.expire_requests(NOW.replace(day=3)) == 4
    assert letters("expired") == [("karim", 4)]
