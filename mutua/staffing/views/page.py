"""What one arrangement looks like to one member: everything its page shows, nothing it hides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.staffing import queries, rules
from mutua.staffing.actions import hours_check
from mutua.staffing.models import (
    NEXT_STATES,
    NOT_PURSUED,
    Arrangement,
    CostStatement,
    CseOpinion,
    HoursAlert,
    HoursState,
    MonthCost,
    Paper,
    Party,
    State,
    Terms,
    TermsContent,
    Verb,
)
from mutua.staffing.rules.changes import Change, proposed_change
from mutua.staffing.rules.hours_book import by_month, pay_minutes
from mutua.staffing.rules.situation import HoursCheck
from mutua.staffing.rules.turn import missing_papers
from mutua.staffing.views.history import Happened, history_of
from mutua.staffing.views.words import DATED_BY, POSITION, SHEET, STARTED


@dataclass(frozen=True)
class Month:
    """A month of hours for the employer: what it cost, once said; `open` while hours wait."""

    first: date
    minutes: int
    open: bool
    cost: MonthCost | None

    @property
    def stale(self) -> bool:
        """Hours were validated after its cost was said."""
        return self.cost is not None and self.cost.minutes != self.minutes


@dataclass(frozen=True)
class Page:
    """The arrangement through one pair of eyes."""

    row: Arrangement
    state: State
    parties: frozenset[Party]
    named: bool
    person: str
    terms: Terms | None
    values: TermsContent | None
    check: HoursCheck | None
    history: list[Happened]
    verbs: frozenset[Verb]
    turn: frozenset[Party]
    conflict: bool
    papers_open: bool
    missing: frozenset[str]
    to_sign: tuple[str, ...]
    alerts: tuple[tuple[HoursAlert, bool], ...]
    cost: CostStatement | None
    months: tuple[Month, ...]
    kept_until: date | None
    minutes: int
    today: date

    @property
    def sheets(self) -> tuple[str, ...]:
        """The papers that can be drawn now, for who may read them."""
        has = {
            "consent": self.row.consent_to(self.row.terms_id) is not None,
            "cse": any(self.row.cse_of(side) for side in (Party.LENDER, Party.HOST)),
            "hours": bool(self.row.hours),
            "cost": self.cost is not None,
        }
        return tuple(kind for kind in SHEET if has.get(kind, True))

    @property
    def change(self) -> Change | None:
        """What a proposed change changes of the signed terms."""
        return proposed_change(self.row) if self.state is State.AMENDING else None

    @property
    def dropped(self) -> bool:
        """This member's structure has given the change up, which the others read later."""
        return any(rules.has_dropped(self.row, side) for side in self.parties & {Party.LENDER, Party.HOST})

    @property
    def answered(self) -> bool:
        """To the person concerned alone: the change asks them nothing any more."""
        return Party.EMPLOYEE in self.parties and rules.unseen_answer(self.row) is not None

    def binding(self, kind: str) -> Paper | None:
        """While a change is prepared, the paper that was signed for the terms in force."""
        every = [each for each in self.row.papers if each.kind == kind and each.terms_id != self.row.terms_id]
        return every[-1] if every and self.row.signed_terms_id is not None else None

    @property
    def may_correct(self) -> bool:
        """This member's structure has recorded an opinion that may still be put right."""
        mine = [side for side in (Party.LENDER, Party.HOST) if side in self.parties]
        said = any(self.row.cse_of(side) for side in mine)
        return said and Verb.RECORD_CSE in self.verbs and not rules.is_begun(self.row)

    @property
    def over(self) -> bool:
        return self.state in NOT_PURSUED

    @property
    def mine(self) -> bool:
        """Something waits for this member."""
        return bool(self.turn & self.parties) and not self.conflict_only

    @property
    def conflict_only(self) -> bool:
        return self.conflict and self.turn & self.parties == {Party.COORDINATOR}

    @property
    def position(self) -> int:
        """0 to 6 among the steps; an end without follow-up stands where it was known to be."""
        if self.state not in NOT_PURSUED:
            return POSITION[self.state]
        known = self.row.ending.from_state if self.row.ending else State.TERMS_AGREED
        return POSITION.get(known, 1)

    @property
    def answer_until(self) -> date | None:
        """The last day on which the employee can answer; the time ends with it, at midnight."""
        ends = rules.change_ends_at(self.row) or self.row.reflection_ends_at
        return wall(ends, self.row.pole.zone).date() - timedelta(days=1) if ends else None

    def step_day(self, number: int) -> date | None:
        """A change of a running loan has dates of its own: they are not those of its first papers."""
        begun = next((place for place, each in enumerate(self.history) if each.verb is Verb.START), len(self.history))
        lines = self.history[:begun] if number < STARTED else self.history
        found = next((each for each in reversed(lines) if each.verb is DATED_BY[number]), None)
        return found.day if found else None

    @property
    def councils(self) -> int:
        """Works councils to hear: a structure that said it has none is not counted."""
        said = [self.row.cse_of(side) for side in (Party.LENDER, Party.HOST)]
        return sum(each is None or each.opinion is not CseOpinion.NO_CSE for each in said)

    def agreed(self, side: str) -> bool:
        return self.terms is not None and rules.has_agreed(self.row, Party(side), self.terms.id)


def page_of(row: Arrangement, member: Member, *, now: datetime, with_check: bool = True) -> Page:
    """Everything the page shows to this member."""
    today = wall(now, row.pole.zone).date()
    state = rules.shown_state(row, member, now=now)
    parties = rules.parties_of(row, member)
    named = rules.sees_name(row, member)
    person = row.employee.name if named and row.employee else ""
    live = state not in NOT_PURSUED and state not in (State.DECLINED, State.CLOSED, State.RETURNED, State.ENDED)
    terms = row.signed_terms if rules.is_change_over(row, now) else row.current_terms
    cost = queries.cost_statement(row.id) if state is State.CLOSED else None
    return Page(
        row=row,
        state=state,
        parties=parties,
        named=named,
        person=person,
        terms=terms,
        values=terms.values if terms else None,
        check=hours_check(row, today=today) if live and with_check and rules.sees_name(row, member) else None,
        history=history_of(row, member, now),
        verbs=frozenset(
            verb for verb in NEXT_STATES.get(state, {}) if rules.why_not(row, verb, member, now=now) is None
        ),
        turn=_turn(row, state, parties),
        conflict=rules.has_conflict(row, member),
        papers_open=rules.sees_documents(row, member),
        missing=frozenset(kind.value for kind in missing_papers(row)),
        to_sign=_to_sign(row, member),
        alerts=_alerts(row, member) if with_check else (),
        cost=cost if cost and not cost.erased_at and rules.sees_pay(row, member) else None,
        months=months_of(row) if rules.sees_pay(row, member) else (),
        kept_until=cost.keep_until if cost and row.employee_id is not None else None,
        minutes=pay_minutes(row),
        today=today,
    )


def months_of(row: Arrangement) -> tuple[Month, ...]:
    """Each month with hours, until the file lets them go; the caller has asked who may see pay."""
    found = by_month(row) if row.employee_id else {}
    known = queries.month_costs(row.id) if found else {}
    return tuple(
        Month(
            first,
            sum(entry.minutes for entry in entries),
            any(entry.state is not HoursState.VALIDATED for entry in entries),
            known.get(first),
        )
        for first, entries in found.items()
    )


def _to_sign(row: Arrangement, member: Member) -> tuple[str, ...]:
    """Papers that wait for this member's own signature."""
    open_kinds = [(kind, rules.signing_side(row, kind, member)) for kind in missing_papers(row)]
    return tuple(sorted(kind.value for kind, side in open_kinds if side is not None and not row.has_signed(kind, side)))


def _alerts(row: Arrangement, member: Member) -> tuple[tuple[HoursAlert, bool], ...]:
    """Breaches said so far, and whether this member has read them."""
    if row.signed_terms_id is None:
        return ()
    seen = queries.seen_by(row.id)
    return tuple((alert, member.person_id in seen.get(alert.id, set())) for alert in queries.alerts_of(row.id))


def _turn(row: Arrangement, state: State, parties: frozenset[Party]) -> frozenset[Party]:
    """Whose turn it is as far as the member may know: behind an unseen end the employee still seems to think."""
    if state in NOT_PURSUED:
        return frozenset()
    if row.state is state:
        awaited = Party.EMPLOYEE not in parties and rules.unseen_answer(row) is not None
        return rules.whose_turn(row) | (rules.seems_awaited(row) if awaited else frozenset())
    return frozenset({Party.EMPLOYEE}) if state is State.TERMS_AGREED else frozenset()
