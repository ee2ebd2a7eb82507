"""Propose, confirm, correct, refuse, dispute, reverse: what is written, told and refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mutua.exchanges import actions, queries
from mutua.exchanges.models import Exchange, ListingKind, Notice, Posting, State, Terms, UnitCode
from mutua.exchanges.rules import No
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries as pole_queries
from mutua.pole.models import ExchangeMode, Member, StructureRole
from mutua.resources.models import Kind
from tests.builders import World
from tests.exchanges.builders import DAY, HOURS, LATER, confirm, draft, hour_register, leg, load, post, propose


def entries() -> list[tuple[int, int, str]]:
    query = select(Posting.structure_id, Posting.quantity, Posting.accounted_on).order_by(Posting.quantity.desc())
    return [(who, quantity, day.isoformat()) for who, quantity, day in db.session.execute(query)]


def state(number: int) -> State:
    return db.session.scalars(select(Exchange.state).where(Exchange.id == number)).one()


def mails() -> list[tuple[str, str]]:
    query = select(Mail.template, Mail.recipient).where(Mail.template.like("exchanges/%")).order_by(Mail.id)
    return [(template, to) for template, to in db.session.execute(query)]


def test_proposing_is_the_proposers_own_confirmation_and_posts_nothing(world: World) -> None:
    number = propose(world)
    assert (state(number), entries()) == (State.PROPOSED, [])
    assert [row.structure_id for row in load(world.ines, number).current.confirmations] == [world.couture_id]
    assert mails() == [("exchanges/proposed", world.karim.email)]
    assert (queries.count_waiting(world.karim), queries.count_waiting(world.ines)) == (1, 0)


def test_the_second_confirmation_posts_one_pair(world: World) -> None:
    number = post(world)
    assert state(number) is State.CONFIRMED
    assert entries() == [(world.couture_id, 180, "2027-03-08"), (world.fournil_id, -180, "2027-03-08")]
    assert (hour_register(world.ines), hour_register(world.karim)) == ((180, 0), (0, 180))
    assert mails()[-1] == ("exchanges/confirmed", world.ines.email)


def test_what_was_received_may_be_declared_by_the_receiver(world: World) -> None:
    number = propose(world, given=False)
    confirm(world.karim, number)
    assert entries() == [(world.fournil_id, 180, "2027-03-08"), (world.couture_id, -180, "2027-03-08")]


def test_a_counter_proposal_is_a_new_version_and_asks_the_other_side(world: World) -> None:
    number = propose(world)
    before = load(world.karim, number).current.sha256
    with transaction():
        exchange = load(world.karim, number, lock=True)
        actions.counter(exchange, [Terms(120, DAY, "Réparation des tables")], member=world.karim, now=LATER)
    assert state(number) is State.COUNTERED
    with pytest.raises(Refused) as refused, transaction():
        actions.confirm(load(world.ines, number, lock=True), version_hash=before, member=world.ines, now=LATER)
    assert refused.value.reason is No.VERSION_CHANGED
    assert queries.count_waiting(world.ines) == 1
    confirm(world.ines, number)
    assert [quantity for _, quantity, _ in entries()] == [120, -120]
    assert [version.quantity for version in load(world.ines, number).versions] == [180, 120]


def test_a_counter_proposal_may_be_countered_again_even_by_its_author(world: World) -> None:
    number = propose(world)
    for member, minutes in ((world.karim, 120), (world.ines, 150), (world.ines, 160)):
        with transaction():
            exchange = load(member, number, lock=True)
            actions.counter(exchange, [Terms(minutes, DAY, "Tables")], member=member, now=LATER)
    assert confirm(world.nadia, number)
    assert [quantity for _, quantity, _ in entries()] == [160, -160]


def test_a_correction_that_changes_nothing_is_refused(world: World) -> None:
    number = propose(world)
    terms = [Terms(180, DAY, "Réparation des tables")]
    with pytest.raises(Refused) as refused, transaction():
        actions.counter(load(world.karim, number), terms, member=world.karim, now=LATER)
    assert refused.value.reason is No.NOTHING_CHANGED


def acting_for(world: World, person: Member, structure_id: int) -> Member:
    """The person joins another structure too and acts for it."""
    with transaction():
        found = pole_queries.person(person.person_id)
        assert found is not None
        poles.affiliate(found, structure_id, StructureRole.MANAGER, now=LATER, actor=None, pole_id=world.pole_id)
    pole = queries.pole(world.pole_id)
    made = pole_queries.member_for(pole_queries.person(person.person_id), pole, structure_id)
    assert made is not None
    return made


def test_one_person_of_both_structures_may_not_give_both_confirmations(world: World) -> None:
    number = propose(world)
    both = acting_for(world, world.ines, world.fournil_id)
    assert both.structure_id == world.fournil_id
    with pytest.raises(Refused) as refused:
        confirm(both, number)
    assert refused.value.reason is No.SAME_PERSON
    assert entries() == []


def test_the_coordination_reads_but_never_confirms_for_a_party(world: World) -> None:
    number = propose(world)
    with pytest.raises(Refused) as refused:
        confirm(world.lucie, number)
    assert refused.value.reason is No.NOT_A_PARTY


def test_strangers_and_other_members_do_not_see_it(world: World) -> None:
    number = propose(world)
    assert queries.exchange_for(world.stranger, number) is None
    assert queries.exchange_for(world.prevention, number) is None


def test_the_same_key_proposes_once(world: World) -> None:
    wanted = draft(world.fournil_id, key="twice")
    numbers = []
    for _ in range(2):
        with transaction():
            numbers.append(actions.propose(wanted, member=world.ines, now=LATER).id)
    assert numbers[0] == numbers[1]
    assert len(db.session.scalars(select(Exchange)).all()) == 1


def test_a_draft_is_seen_by_its_own_side_alone_until_it_is_sent(world: World) -> None:
    with transaction():
        number = actions.propose(draft(world.fournil_id), member=world.ines, now=LATER, send=False).id
    assert state(number) is State.DRAFT
    assert (queries.exchange_for(world.karim, number), queries.exchange_for(world.lucie, number)) == (None, None)
    assert mails() == []
    with transaction():
        actions.send_draft(load(world.ines, number, lock=True), member=world.ines, now=LATER)
    assert confirm(world.karim, number)


def test_refused_and_withdrawn_end_without_an_entry(world: World) -> None:
    first, second = propose(world), propose(world)
    with transaction():
        actions.refuse(load(world.karim, first, lock=True), member=world.karim, now=LATER, reason="Pas ce jour-là")
    with transaction():
        actions.withdraw(load(world.ines, second, lock=True), member=world.ines, now=LATER)
    assert (state(first), state(second), entries()) == (State.REFUSED, State.WITHDRAWN, [])
    with pytest.raises(Refused):
        confirm(world.karim, second)
    assert [template for template, _ in mails()][-2:] == ["exchanges/refused", "exchanges/withdrawn"]


def test_nobody_withdraws_what_the_other_side_wrote_nor_refuses_their_own(world: World) -> None:
    number = propose(world)
    with pytest.raises(Refused) as withdrawn, transaction():
        actions.withdraw(load(world.karim, number), member=world.karim, now=LATER)
    with pytest.raises(Refused) as refused, transaction():
        actions.refuse(load(world.ines, number), member=world.ines, now=LATER)
    assert (withdrawn.value.reason, refused.value.reason) == (No.NOT_YOUR_PROPOSAL, No.EXCHANGE_STATE)


def test_what_nobody_answers_expires(world: World) -> None:
    number = propose(world)
    with transaction():
        assert actions.expire_past(LATER + timedelta(days=44)) == 0
        assert actions.expire_past(LATER + timedelta(days=45)) == 1
    assert state(number) is State.EXPIRED


def test_a_disputed_proposal_waits_for_the_mediation_then_has_its_whole_time_again(world: World) -> None:
    """Law 2: disputed, the coordination mediates and nothing moves; on either leg of a deal."""
    number, other = propose(world), propose(world, counterpart=leg(60))
    with transaction():
        actions.dispute(load(world.karim, number, lock=True), "Deux heures", member=world.karim, now=LATER)
        second = load(world.karim, other, lock=True).counterpart
        assert second is not None
        actions.dispute(second, "Une demi-heure", member=world.karim, now=LATER)
    late = LATER + timedelta(days=200)
    with transaction():
        assert actions.expire_past(late) == 0
    assert (state(number), state(other)) == (State.PROPOSED, State.PROPOSED)
    with transaction():
        for exchange in (load(world.lucie, number, lock=True), load(world.lucie, other, lock=True)):
            disputed = exchange.disputed_leg
            assert disputed is not None
            actions.settle(disputed, "À redire", member=world.lucie, now=late)
        assert actions.expire_past(late + timedelta(days=44)) == 0
        assert actions.expire_past(late + timedelta(days=45)) == 2
    assert (state(number), state(other)) == (State.EXPIRED, State.EXPIRED)


def test_a_dispute_tells_the_coordination_and_moves_nothing(world: World) -> None:
    number = propose(world)
    with transaction():
        actions.dispute(load(world.karim, number, lock=True), "Deux heures", member=world.karim, now=LATER)
    assert set(mails()[1:]) == {("exchanges/disputed", world.ines.email), ("exchanges/disputed", world.lucie.email)}
    assert [exchange.id for exchange in queries.disputed(world.pole_id)] == [number]
    with pytest.raises(Refused) as refused, transaction():
        actions.settle(load(world.ines, number), member=world.ines, now=LATER)
    assert refused.value.reason is No.NOT_YOUR_DISPUTE
    with transaction():
        actions.settle(load(world.lucie, number, lock=True), member=world.lucie, now=LATER)
    assert queries.disputed(world.pole_id) == []
    assert confirm(world.karim, number)


def test_a_reversal_is_a_mirror_that_both_agree_to(world: World) -> None:
    number = post(world)
    with transaction():
        mirror = actions.propose_reversal(
            load(world.karim, number, lock=True), "Erreur", member=world.karim, now=LATER
        ).id
    assert (state(number), state(mirror)) == (State.REVERSAL_PROPOSED, State.PROPOSED)
    assert confirm(world.ines, mirror)
    assert (state(number), state(mirror)) == (State.REVERSED, State.CONFIRMED)
    assert (hour_register(world.ines), hour_register(world.karim)) == ((180, 180), (180, 180))
    with pytest.raises(Refused) as again, transaction():
        actions.propose_reversal(load(world.karim, mirror), "Encore", member=world.karim, now=LATER)
    assert again.value.reason is No.REVERSAL_OF_REVERSAL
    with pytest.raises(Refused) as twice, transaction():
        actions.propose_reversal(load(world.karim, number), "Encore", member=world.karim, now=LATER)
    assert twice.value.reason is No.EXCHANGE_STATE


def test_a_refused_reversal_leaves_the_exchange_confirmed_and_may_be_asked_again(world: World) -> None:
    number = post(world)
    for _ in range(2):
        with transaction():
            original = load(world.karim, number, lock=True)
            mirror = actions.propose_reversal(original, "Erreur", member=world.karim, now=LATER).id
        with transaction():
            actions.refuse(load(world.ines, mirror, lock=True), member=world.ines, now=LATER)
        assert (state(number), state(mirror)) == (State.CONFIRMED, State.REFUSED)


def test_a_reversal_is_not_corrected(world: World) -> None:
    number = post(world)
    with transaction():
        mirror = actions.propose_reversal(load(world.karim, number, lock=True), "", member=world.karim, now=LATER).id
    with pytest.raises(Refused) as refused, transaction():
        actions.counter(load(world.ines, mirror), [Terms(60, DAY, "x")], member=world.ines, now=LATER)
    assert refused.value.reason is No.MIRROR_ONLY


BACK = leg(2, kind=Kind.PREMISES, unit=UnitCode.HALF_DAY, event_on=date(2027, 4, 2), title="Salle")


def test_an_agreed_counterpart_is_a_second_exchange_posted_together(world: World) -> None:
    number = post(world, counterpart=BACK)
    legs = load(world.ines, number).legs
    assert {leg.deal_id for leg in legs} == {legs[0].deal_id}
    assert [(leg.giver_id, leg.kind, leg.state) for leg in legs] == [
        (world.couture_id, Kind.STAFF, State.CONFIRMED),
        (world.fournil_id, Kind.PREMISES, State.CONFIRMED),
    ]
    assert [quantity for _, quantity, _ in entries()] == [180, 2, -2, -180]
    assert queries.broken() == []


def test_a_deal_waits_once_is_corrected_and_undone_as_a_whole(world: World) -> None:
    number = propose(world, counterpart=BACK)
    assert queries.count_waiting(world.karim) == 1
    with transaction():
        exchange = load(world.karim, number, lock=True)
        terms = [Terms(180, DAY, "Tables"), Terms(3, BACK.event_on, "Salle")]
        actions.counter(exchange, terms, member=world.karim, now=LATER)
    confirm(world.ines, number)
    assert [quantity for _, quantity, _ in entries()] == [180, 3, -3, -180]
    with transaction():
        mirror = actions.propose_reversal(load(world.ines, number, lock=True), "", member=world.ines, now=LATER).id
    assert confirm(world.karim, mirror)
    assert {leg.state for leg in load(world.ines, number).legs} == {State.REVERSED}
    assert {(row.given, row.received) for row in queries.balances_of(world.ines)} == {(180, 180), (3, 3)}
    assert queries.broken() == []


def test_a_month_is_confirmed_in_one_go_as_it_was_shown(world: World) -> None:
    numbers = [propose(world) for _ in range(3)]
    shown = [(number, load(world.karim, number).current.sha256) for number in numbers]
    with transaction():
        actions.counter(load(world.ines, numbers[0], lock=True), [Terms(60, DAY, "x")], member=world.ines, now=LATER)
    with transaction():
        done, refused = actions.confirm_many(shown, member=world.karim, now=LATER)
    assert (done, refused) == (2, [(numbers[0], No.VERSION_CHANGED)])


def test_staff_under_the_receivers_orders_is_refused_with_the_way_to_an_arrangement(world: World) -> None:
    with pytest.raises(Refused) as refused:
        propose(world, leg=leg(under_giver=False))
    assert refused.value.reason is No.STAFF_LOAN


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quantity": 0}, No.NOTHING_EXCHANGED),
        ({"quantity": -60}, No.NOTHING_EXCHANGED),
        ({"quantity": 10**9}, No.TOO_MUCH),
        ({"unit": UnitCode.KM}, No.WRONG_UNIT),
        ({"event_on": date(2027, 3, 12)}, No.EVENT_AHEAD),
        ({"event_on": date(2020, 2, 29)}, No.EVENT_TOO_OLD),
        ({"event_on": date(2027, 2, 28)}, No.NOT_MEMBERS_THEN),
    ],
)
def test_a_wrong_leg_is_refused_before_anything_is_written(world: World, change: dict[str, object], reason: No) -> None:
    with pytest.raises(Refused) as refused:
        propose(world, leg=leg(**{"quantity": 180, **change}))
    assert refused.value.reason is reason
    assert db.session.scalars(select(Exchange)).all() == []


def test_a_structure_gives_neither_to_itself_nor_to_another_pole(world: World) -> None:
    for other, reason in ((world.couture_id, No.SAME_STRUCTURE), (world.radio_id, No.NOT_MEMBERS)):
        with pytest.raises(Refused) as refused, transaction():
            actions.propose(draft(other), member=world.ines, now=LATER)
        assert refused.value.reason is reason


def test_who_acts_for_no_structure_proposes_nothing(world: World) -> None:
    with pytest.raises(Refused) as refused, transaction():
        actions.propose(draft(world.fournil_id), member=world.lucie, now=LATER)
    assert refused.value.reason is No.EXCHANGE_NO_STRUCTURE


def test_a_suspended_structure_is_no_partner_and_keeps_its_history(world: World) -> None:
    post(world)
    with transaction():
        pole_queries.membership(world.pole_id, world.fournil_id).state = "suspended"
    with pytest.raises(Refused) as refused:
        propose(world)
    assert refused.value.reason is No.NOT_MEMBERS
    assert hour_register(world.ines) == (180, 0)


def test_every_change_of_state_has_its_audit_row(world: World) -> None:
    number = post(world)
    query = select(AuditRow.verb, AuditRow.before, AuditRow.after, AuditRow.structure_id)
    query = query.where(AuditRow.subject == "exchange", AuditRow.subject_id == number).order_by(AuditRow.id)
    assert [tuple(row) for row in db.session.execute(query)] == [
        ("exchange.proposed", "draft", "proposed", world.couture_id),
        ("exchange.assented", "proposed", "proposed", world.fournil_id),
        ("exchange.confirmed", "proposed", "confirmed", world.fournil_id),
    ]


def test_soft_limits_are_told_to_both_sides_and_the_coordination_and_never_block(world: World) -> None:
    with transaction():
        actions.switch_mode(ExchangeMode.TIME_UNIT, read_warning=True, member=world.lucie, now=LATER)
        actions.set_limit(120, member=world.lucie, now=LATER)
    number = post(world)
    assert state(number) is State.CONFIRMED
    told = {to for template, to in mails() if template == "exchanges/limit"}
    assert told == {world.ines.email, world.karim.email, world.lucie.email}
    assert queries.balance_in_hours(world.pole_id, world.couture_id) == 180


def test_counting_in_one_unit_asks_that_the_warning_was_read(world: World) -> None:
    for member, read, reason in ((world.lucie, False, No.UNREAD_WARNING), (world.ines, True, No.NOT_THE_MEDIATOR)):
        with pytest.raises(Refused) as refused, transaction():
            actions.switch_mode(ExchangeMode.TIME_UNIT, read_warning=read, member=member, now=LATER)
        assert refused.value.reason is reason


def test_a_notice_is_published_answered_in_private_renewed_and_closed(world: World) -> None:
    notice = Notice(ListingKind.OFFER, Kind.STAFF, "Relecture", "Le mardi", date(2027, 4, 1))
    with transaction():
        number = actions.publish(notice, member=world.ines, now=LATER).id
    with transaction():
        actions.answer_listing(queries.listing_for(world.karim, number), "Oui", member=world.karim, now=LATER)
    assert mails() == [("exchanges/listing_answer", world.ines.email)]
    with transaction():
        actions.renew_listing(queries.listing_for(world.ines, number), member=world.ines, now=LATER)
        assert queries.listing_for(world.ines, number).until_on == date(2027, 5, 10)
        with pytest.raises(Refused):
            actions.close_listing(queries.listing_for(world.karim, number), member=world.karim, now=LATER)
        actions.close_listing(queries.listing_for(world.ines, number), member=world.ines, now=LATER)
    assert queries.open_listings(world.pole_id, LATER.date(), ListingKind.OFFER) == []
    assert queries.listing_for(world.stranger, number) is None


def test_deleting_a_notice_never_changes_an_entry(world: World) -> None:
    notice = Notice(ListingKind.OFFER, Kind.STAFF, "Relecture", "", date(2027, 4, 1))
    with transaction():
        listing = actions.publish(notice, member=world.ines, now=LATER).id
    number = post(world, listing_id=listing, leg=HOURS)
    with transaction():
        db.session.delete(queries.listing_for(world.ines, listing))
    assert load(world.ines, number).listing_id == listing
    assert len(entries()) == 2
