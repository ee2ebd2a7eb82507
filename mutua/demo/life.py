"""Nine months ahead and three behind, lived in order: people ask, others answer, dates are given up, nobody comes."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from mutua.bookings import actions, series
from mutua.bookings.models import Booking, LineState, Profile, Scope, Source, State, Wish
from mutua.bookings.rules import No, why_not_change, why_not_mark_no_show
from mutua.demo import source
from mutua.demo.cast import Cast
from mutua.demo.plan import Fate, Plan, monday, span, working_day
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import moment
from mutua.pole.models import Member
from mutua.resources import rules as resource_rules
from mutua.resources.actions import close_resource
from mutua.resources.models import Approval
from mutua.resources.occupancy import OnConflict
from mutua.resources.queries import resource_for

WEEKS_BACK = 13
# Somebody was quicker: this happens to everybody, and the request leaves no trace.
TOO_LATE = (resource_rules.No.SLOT_TAKEN, No.NOTHING_LEFT)


@dataclass
class Life:
    """The agenda of what is still to happen, and who is concerned."""

    cast: Cast
    resource_ids: dict[str, int]
    until: datetime
    agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    entered: int = 0

    def at(self, when: datetime, happens: Callable[[datetime], None]) -> None:
        """What is not before `until` does not happen: it is the future."""
        if when < self.until:
            self.entered += 1
            heapq.heappush(self.agenda, (when, self.entered, happens))

    def run(self) -> None:
        while self.agenda:
            when, _, happens = heapq.heappop(self.agenda)
            happens(when)


def live(cast: Cast, resource_ids: dict[str, int], plans: list[Plan], today: date) -> Counter[str]:
    """Everything that happened before the first minute of `today`; how often and why somebody was refused."""
    zone = cast.zone
    life = Life(cast, resource_ids, moment(datetime.combine(today, time(0)), zone))
    for plan in plans:
        life.at(moment(plan.booked, zone), partial(_request, life, plan))
    for week in range(-WEEKS_BACK, 1):
        sunday = monday(today) + timedelta(weeks=week, days=-1)
        life.at(moment(datetime.combine(sunday, time(23, 50)), zone), _finish)
    life.at(life.until - timedelta(days=5), partial(_close_for_maintenance, life, today))
    life.run()
    _finish(life.until)
    return life.refusals


def _finish(now: datetime) -> None:
    while actions.finish_past(now):
        pass


def _request(life: Life, plan: Plan, now: datetime) -> None:
    member = life.cast.member(plan.person, plan.structure)
    wish = Wish(
        resource_ids=tuple(life.resource_ids[key] for key in plan.resources),
        structure_id=life.cast.structures[plan.structure],
        slots=series.slots(plan.start, plan.end, life.cast.zone, plan.rrule),
        zone=life.cast.zone,
        title=plan.title,
        headcount=plan.people,
        profile=Profile(plan.profile) if plan.profile else None,
        rrule=plan.rrule,
        on_conflict=OnConflict.SKIP if plan.skip else OnConflict.REFUSE,
        source=Source.DEMO,
    )
    try:
        booking = actions.request_booking(wish, member=member, now=now)
    except Refused as refused:
        if refused.reason not in TOO_LATE:
            raise ValueError(f"{plan.title}, {plan.start}: {refused.reason}") from refused
        life.refusals[plan.title] += 1
        return
    _foresee(life, plan, member, booking, now)


def _foresee(life: Life, plan: Plan, member: Member, booking: Booking, now: datetime) -> None:
    """Put what will become of a booking into the agenda. The rows stay in memory: nothing is read twice."""
    fate = plan.fate
    if fate.answered_after is not None and any(date.state is State.REQUESTED for date in booking.occurrences):
        life.at(now + fate.answered_after, partial(_answer, life, booking, fate))
    given_up: dict[tuple[timedelta, str], list[date]] = {}
    for day, sort in plan.date_fates or ((plan.start.date(), fate),):
        if sort.cancelled_after is not None:
            given_up.setdefault((sort.cancelled_after, sort.cancelled_because), []).append(day)
        if sort.nobody_comes:
            starts = moment(datetime.combine(day, plan.start.time()), life.cast.zone)
            life.at(starts + timedelta(minutes=40), partial(_miss, life, booking, day))
    for (after, reason), days in given_up.items():
        life.at(now + after, partial(_cancel, member, booking, days, reason))


def _answer(life: Life, booking: Booking, fate: Fate, now: datetime) -> None:
    """Owners and coordination decide on what waits for them; a date that has begun meanwhile stays unanswered."""
    for date_ in booking.occurrences:
        for line in date_.lines:
            if line.state is not LineState.PENDING or date_.state is not State.REQUESTED or date_.starts_at <= now:
                continue
            by_pole = line.approval is Approval.COORDINATOR
            key = life.cast.key_of(line.resource.structure_id)
            member = life.cast.head() if by_pole else life.cast.manager(key)
            if fate.declined_because is None:
                actions.approve_line(line, member=member, now=now)
            else:
                actions.decline_line(line, member=member, now=now, reason=fate.declined_because)


def _cancel(member: Member, booking: Booking, days: list[date], reason: str, now: datetime) -> None:
    for occurrence in booking.occurrences:
        if occurrence.on_date in days and why_not_change(occurrence, member, State.CANCELLED, now=now) is None:
            actions.cancel_occurrences(occurrence, scope=Scope.THIS, member=member, now=now, reason=reason)


def _miss(life: Life, booking: Booking, day: date, now: datetime) -> None:
    """The owner, of another structure, finds the place empty."""
    occurrence = next((entry for entry in booking.occurrences if entry.on_date == day), None)
    if occurrence is None:
        return
    owner = life.cast.manager(life.cast.key_of(occurrence.lines[0].resource.structure_id))
    own = owner.structure_id == occurrence.booking.structure_id
    if not own and why_not_mark_no_show(occurrence, owner, now=now) is None:
        actions.mark_no_show(occurrence, member=owner, now=now)


def _close_for_maintenance(life: Life, today: date, now: datetime) -> None:
    """Nobody books the hangar while its hoist is checked. A day that is taken already waits a week."""
    facts = source.toml("moments")["block"]
    owner = life.cast.manager("ressourcerie")
    resource = resource_for(owner, life.resource_ids[facts["on"]])
    if resource is None:
        raise LookupError(facts["on"])
    for week in range(6):
        start, end = span(working_day(today + timedelta(days=facts["day"], weeks=week)), facts["at"])
        try:
            closed = series.slot(start, end, life.cast.zone).span
            close_resource(resource, closed, reason=facts["reason"], member=owner, now=now)
        except Refused:
            continue
        return
