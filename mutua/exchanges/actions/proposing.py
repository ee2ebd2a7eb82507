"""Propose, keep as a draft, send, correct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mutua.exchanges import mails, queries, rules
from mutua.exchanges.actions import versions
from mutua.exchanges.models import Deal, Draft, Exchange, Leg, State, Terms, UnitCode
from mutua.exchanges.rules import No
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if, refusing
from mutua.pole.models import ExchangeMode, Member, Membership, Pole
from mutua.resources.models import Kind, Regime


def propose(draft: Draft, *, member: Member, now: datetime, send: bool = True) -> Exchange:
    """Write a proposal and, unless it stays a draft, send it: proposing is the proposer's own confirmation.

    The same key from the same person gives the same exchange again.
    """
    uid = f"{member.person_id}:{draft.key}"
    known = queries.exchange_by_uid(uid)
    if known is not None:
        return known
    pole, parties = _context(member, draft.other_id)
    today, closed = rules.local_day(now, member), queries.closed_through(pole.id)
    for wish in (replace(draft, counterpart=None), draft):  # what is refused then alone is its counterpart
        why = rules.why_not_propose(wish, member, parties, mode=pole.exchange_mode, closed_through=closed, today=today)
        refuse_if(why, counterpart=wish is draft)
    legs = _new_legs(draft, uid, pole, parties, member, now)
    terms = [_terms(leg) for leg in (draft.leg, draft.counterpart) if leg is not None]
    versions.write_version(legs, terms, author=member, now=now)
    with refusing(No.SENT_TWICE, when="uq_exchange"):
        for leg in legs:
            versions.save(leg)
    if send:
        _send(legs, pole, member, now)
    else:
        for leg in legs:
            versions.record(leg, "drafted", actor=member, now=now)
    return legs[0]


def _context(member: Member, other_id: int) -> tuple[Pole, dict[int, Membership]]:
    known = [number for number in (member.structure_id, other_id) if number is not None]
    return queries.pole(member.pole_id), queries.memberships(member.pole_id, known)


def _terms(leg: Leg) -> Terms:
    return Terms(leg.quantity, leg.event_on, leg.title, leg.note)


def _new_legs(
    draft: Draft, uid: str, pole: Pole, parties: dict[int, Membership], member: Member, now: datetime
) -> list[Exchange]:
    assert member.structure_id is not None
    mine, theirs = parties[member.structure_id], parties[draft.other_id]
    giver, receiver = (mine, theirs) if draft.given else (theirs, mine)
    deal = Deal(pole_id=pole.id, created_at=now, legs=[]) if draft.counterpart else None
    legs = [new_exchange(uid, pole, giver, receiver, draft.leg.kind, draft.leg.unit, now=now)]
    if draft.counterpart is not None:
        back = draft.counterpart
        legs.append(new_exchange(f"{uid}:2", pole, receiver, giver, back.kind, back.unit, now=now))
    for leg in legs:
        leg.deal, leg.listing_id, leg.session_id = deal, draft.listing_id, draft.session_id
    return legs


def new_exchange(
    uid: str, pole: Pole, giver: Membership, receiver: Membership, kind: Kind, unit: UnitCode, *, now: datetime
) -> Exchange:
    """A draft in one direction, without a version yet."""
    return Exchange(
        uid=uid,
        pole_id=pole.id,
        giver_id=giver.structure_id,
        giver=giver.structure,
        receiver_id=receiver.structure_id,
        receiver=receiver.structure,
        kind=kind,
        unit=queries.unit_for(pole.id, unit),
        regime=Regime.SERVICE if kind is Kind.STAFF else None,
        deal=None,
        reverses=None,
        unused=False,
        state=State.DRAFT,
        created_at=now,
        changed_at=now,
        expires_at=now + rules.ANSWER_WITHIN,
        versions=[],
        disputes=[],
    )


def send_draft(exchange: Exchange, *, member: Member, now: datetime) -> None:
    """Send what was kept; the rules are asked again, for the day has changed."""
    refuse_if(rules.why_not_send(exchange, member))
    parties = queries.memberships(member.pole_id, exchange.parties)
    closed, today = queries.closed_through(exchange.pole_id), rules.local_day(now, member)
    for place, leg in enumerate(rules.ordered_legs(exchange)):
        refuse_if(
            rules.why_not_on(
                leg.current.event_on, list(parties.values()), closed_through=closed, today=today, ahead=place > 0
            )
        )
    _send(exchange.legs, queries.pole(exchange.pole_id), member, now)


def _send(legs: Sequence[Exchange], pole: Pole, member: Member, now: datetime) -> None:
    versions.add_confirmation(legs, member, now)
    for leg in legs:
        leg.expires_at = now + rules.ANSWER_WITHIN
        versions.move(leg, State.PROPOSED, verb="proposed", actor=member, now=now)
    db.session.flush()
    mails.proposed(legs[0], member, now=now)
    warn_of_limit(legs, pole, now=now)


def warn_of_limit(legs: Sequence[Exchange], pole: Pole, *, now: datetime) -> None:
    """In a pole that counts in one unit: tell both sides and the coordination when a soft limit is passed."""
    for leg, structure_id, limit in beyond_limit(legs, pole):
        mails.limit_passed(leg, pole, structure_id, limit, now=now)


def beyond_limit(legs: Sequence[Exchange], pole: Pole) -> list[tuple[Exchange, int, int]]:
    """(leg, structure, limit in minutes) of every balance that these legs, once posted, bring beyond the limit."""
    limit = queries.limit_of(pole.id) if pole.exchange_mode is ExchangeMode.TIME_UNIT else None
    if limit is None:
        return []
    sides = [(leg, leg.giver_id, leg.current.quantity) for leg in legs]
    sides += [(leg, leg.receiver_id, -leg.current.quantity) for leg in legs]
    return [
        (leg, structure_id, limit)
        for leg, structure_id, change in sides
        if rules.passes_limit(queries.balance_in_hours(pole.id, structure_id), change, limit)
    ]


def counter(exchange: Exchange, terms: Sequence[Terms], *, member: Member, now: datetime) -> None:
    """Another version, confirmed by its author's side: this leg's terms first, then its counterpart's."""
    parties = queries.memberships(member.pole_id, exchange.parties)
    closed, today = queries.closed_through(exchange.pole_id), rules.local_day(now, member)
    refuse_if(rules.why_not_counter(exchange, terms, member, parties, closed_through=closed, today=today))
    legs = rules.ordered_legs(exchange)
    versions.write_version(legs, [replace(wanted) for wanted in terms], author=member, now=now)
    for leg in legs:
        versions.move(leg, State.COUNTERED, verb="countered", actor=member, now=now)
    db.session.flush()  # the guard of confirmations reads the exchange's new version number
    versions.add_confirmation(legs, member, now)
    db.session.flush()
    mails.countered(exchange, member, now=now)
    warn_of_limit(legs, queries.pole(exchange.pole_id), now=now)
