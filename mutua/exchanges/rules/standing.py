"""Group sessions and standing arrangements: why not, and the days on which one comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from mutua.exchanges.models import Every, Habit, Session, StandingExchange
from mutua.exchanges.rules.proposing import why_not_leg
from mutua.exchanges.rules.refusals import No
from mutua.pole.models import ExchangeMode, Member, Membership, MembershipState

MOST_RECEIVERS = 40
LONGEST_HABIT = timedelta(days=366)
STEPS = {
    Every.WEEK: relativedelta(weeks=1),
    Every.FORTNIGHT: relativedelta(weeks=2),
    Every.MONTH: relativedelta(months=1),
}


def why_not_session(session: Session, member: Member) -> No | None:
    """At least two others, each once; the rest is asked of each proposal."""
    if member.structure_id is None:
        return No.EXCHANGE_NO_STRUCTURE
    numbers = [number for number, _ in session.receivers]
    return None if 2 <= len(set(numbers)) == len(numbers) <= MOST_RECEIVERS else No.NO_GROUP


def why_not_set_up(
    habit: Habit, member: Member, memberships: dict[int, Membership], *, mode: ExchangeMode, today: date
) -> No | None:
    """Both are members now; what comes back begins this month at the earliest and lasts a year at most."""
    if member.structure_id is None:
        return No.EXCHANGE_NO_STRUCTURE
    if habit.other_id == member.structure_id:
        return No.SAME_STRUCTURE
    parties = [memberships.get(member.structure_id), memberships.get(habit.other_id)]
    if any(party is None or party.state is not MembershipState.ACTIVE for party in parties):
        return No.NOT_MEMBERS
    first = habit.leg.event_on
    if first < today - timedelta(days=31) or not first <= habit.until_on <= first + LONGEST_HABIT:
        return No.HABIT_SPAN
    return why_not_leg(habit.leg, mode)


def why_not_stop(standing: StandingExchange, member: Member) -> No | None:
    """Either side ends it."""
    if member.structure_id not in (standing.giver_id, standing.receiver_id):
        return No.NOT_A_PARTY
    return None if standing.stopped_at is None else No.EXCHANGE_STATE


def days_of(standing: StandingExchange) -> Iterator[date]:
    """Every day it comes back: the 31st falls on a shorter month's last day, and is the 31st again after it."""
    step, day, times = STEPS[standing.every], standing.first_on, 0
    while day <= standing.until_on:
        yield day
        times += 1
        day = standing.first_on + step * times


def day_after(standing: StandingExchange, day: date) -> date | None:
    return next((each for each in days_of(standing) if each > day), None)
