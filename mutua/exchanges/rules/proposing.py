"""Why not propose, correct or account: quantities, days, members, closed months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from mutua.exchanges.models import OPEN, Draft, Exchange, Leg, Terms
from mutua.exchanges.rules.measure import units_for
from mutua.exchanges.rules.refusals import No
from mutua.pole.models import ExchangeMode, LegalForm, Member, Membership, MembershipState, Structure
from mutua.resources.models import Kind

LARGEST = 1_000_000  # quanta: about 16 000 hours, more than any single gift
OLDEST = timedelta(days=730)
COMMERCIAL = (LegalForm.COMPANY, LegalForm.COOPERATIVE, LegalForm.SCIC, LegalForm.SCOP)
AHEAD = timedelta(days=366)  # how far ahead an agreed counterpart may lie


def why_not_propose(
    draft: Draft,
    member: Member,
    memberships: dict[int, Membership],
    *,
    mode: ExchangeMode,
    closed_through: date | None,
    today: date,
) -> No | None:
    """The first rule against this proposal; only the agreed counterpart may lie ahead."""
    if member.structure_id is None:
        return No.EXCHANGE_NO_STRUCTURE
    if draft.other_id == member.structure_id:
        return No.SAME_STRUCTURE
    parties = [memberships.get(member.structure_id), memberships.get(draft.other_id)]
    for leg, ahead in ((draft.leg, False), (draft.counterpart, True)):
        if leg is None:
            continue
        why = why_not_leg(leg, mode) or why_not_on(
            leg.event_on, parties, closed_through=closed_through, today=today, ahead=ahead
        )
        if why is not None:
            return why
    return None


def why_not_leg(leg: Leg, mode: ExchangeMode) -> No | None:
    if leg.kind is Kind.STAFF and not leg.under_giver:
        return No.STAFF_LOAN
    return _why_not_quantity(leg.quantity) or (None if leg.unit in units_for(leg.kind, mode) else No.WRONG_UNIT)


def _why_not_quantity(quantity: int) -> No | None:
    if quantity <= 0:
        return No.NOTHING_EXCHANGED
    return No.TOO_MUCH if quantity > LARGEST else None


def why_not_on(
    day: date, parties: Sequence[Membership | None], *, closed_through: date | None, today: date, ahead: bool = False
) -> No | None:
    """Both are members now and were on that day, and its month is open."""
    if any(party is None or party.state is not MembershipState.ACTIVE for party in parties):
        return No.NOT_MEMBERS
    if day > (today + AHEAD if ahead else today):
        return No.EVENT_AHEAD
    if day < today - OLDEST:
        return No.EVENT_TOO_OLD
    if any(party is not None and party.joined_on > day for party in parties):
        return No.NOT_MEMBERS_THEN
    return No.PERIOD_CLOSED if closed_through is not None and day <= closed_through else None


def why_not_counter(
    exchange: Exchange,
    terms: Sequence[Terms],
    member: Member,
    memberships: dict[int, Membership],
    *,
    closed_through: date | None,
    today: date,
) -> No | None:
    """Either party may correct what is open; a reversal is a mirror and is not corrected."""
    if why := why_not_answer(exchange, member):
        return why
    if exchange.reverses_id is not None:
        return No.MIRROR_ONLY
    parties = [memberships.get(number) for number in exchange.parties]
    for place, new in enumerate(terms):
        why = _why_not_quantity(new.quantity) or why_not_on(
            new.event_on, parties, closed_through=closed_through, today=today, ahead=place > 0
        )
        if why:
            return why
    return No.NOTHING_CHANGED if [terms_of(leg) for leg in ordered_legs(exchange)] == list(terms) else None


def terms_of(exchange: Exchange) -> Terms:
    now = exchange.current
    return Terms(now.quantity, now.event_on, now.words.title, now.words.note)


def ordered_legs(exchange: Exchange) -> list[Exchange]:
    """This leg first, then its counterpart."""
    return [exchange, *(leg for leg in exchange.legs if leg is not exchange)]


def why_not_answer(exchange: Exchange, member: Member) -> No | None:
    if member.structure_id not in exchange.parties:
        return No.NOT_A_PARTY
    return None if exchange.state in OPEN else No.EXCHANGE_STATE


def accounted_on(event_on: date, closed_through: date | None, today: date) -> date:
    """The day whose month carries it: the event's own, unless that month was closed meanwhile."""
    return today if closed_through is not None and event_on <= closed_through else event_on


def is_probably_taxable(structure: Structure) -> bool:
    """Who said so, or is a commercial company by its form (W3)."""
    return structure.taxable or structure.legal_form in COMMERCIAL


def passes_limit(balance: int, change: int, limit: int | None) -> bool:
    """A soft limit, in minutes either way: told, never blocking."""
    return limit is not None and abs(balance + change) > limit and abs(balance + change) > abs(balance)
