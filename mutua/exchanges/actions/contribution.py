"""Contributions in kind: say what they are worth, then settle a closed year."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime

from mutua.exchanges import queries, rules
from mutua.exchanges.models import AccountingYear, ContributionJudgement, ContributionStatement, Valuation
from mutua.exchanges.rules import No
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if, refusing
from mutua.pole.models import Member


def value(worth: rules.Worth, *, member: Member, now: datetime) -> None:
    """One more value; earlier ones are kept with author and date."""
    assert member.structure_id is not None
    year = _year(member.structure_id, worth.year, worth.part)
    settled = queries.settled_year(member.pole_id, member.structure_id, year)
    refuse_if(rules.why_not_value(worth, queries.structure(member.structure_id), member, settled))
    if worth.exchange_id is not None:
        found = queries.contributions(member.pole_id, member.structure_id, year)
        refuse_if(None if worth.exchange_id in {row.exchange_id for row in found} else No.NOTHING_RECEIVED)
    row = Valuation(
        pole_id=member.pole_id,
        structure_id=member.structure_id,
        year=worth.year,
        part=worth.part,
        kind=worth.kind,
        unit=worth.unit,
        exchange_id=worth.exchange_id,
        cents=worth.cents,
        account=worth.account,
        method=worth.method,
        source=worth.source,
        person_id=member.person_id,
        set_at=now,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("contribution.valued", "valuation", row.id, actor=member, at=now, after=worth.account)


def judge(judged: rules.Judged, *, member: Member, now: datetime) -> None:
    """Answer X14's two conditions for a year; earlier answers are kept with author and date."""
    assert member.structure_id is not None
    year = _year(member.structure_id, judged.year, judged.part)
    settled = queries.settled_year(member.pole_id, member.structure_id, year)
    refuse_if(rules.why_not_judge(judged, queries.structure(member.structure_id), member, settled))
    row = ContributionJudgement(
        pole_id=member.pole_id,
        structure_id=member.structure_id,
        year=judged.year,
        part=judged.part,
        essential=judged.essential,
        countable=judged.countable,
        reason="" if judged.essential and judged.countable else judged.reason,
        person_id=member.person_id,
        set_at=now,
    )
    db.session.add(row)
    db.session.flush()
    after = "booked" if row.booked else "notes"
    audit.record("contribution.judged", "contribution_judgement", row.id, actor=member, at=now, after=after)


def set_first_month(month: int, *, member: Member, now: datetime) -> None:
    """Say in which month the structure's accounting years begin, past ones too; earlier answers are kept."""
    assert member.structure_id is not None
    settled = queries.settled_until(queries.structure(member.structure_id, lock=True).id) is not None
    refuse_if(rules.why_not_set_month(month, member, settled=settled))
    before = _running(member, now)
    made = AccountingYear(structure_id=member.structure_id, month=month, person_id=member.person_id, set_at=now)
    _say(made, member, now, before)


def lead_over(transition_on: date, months: int, *, member: Member, now: datetime) -> None:
    """The year that begins on `transition_on` lasts so many months, and those after it twelve; earlier ones stay."""
    assert member.structure_id is not None
    structure = queries.structure(member.structure_id, lock=True)
    years, settled = queries.years_of(structure.id), queries.settled_until(structure.id)
    refuse_if(rules.why_not_lead_over(transition_on, months, years, member, settled_until=settled))
    before, begins = _running(member, now), rules.months_after(transition_on, months)
    made = AccountingYear(
        structure_id=structure.id,
        month=begins.month,
        transition_on=transition_on,
        begins_on=begins,
        person_id=member.person_id,
        set_at=now,
    )
    _say(made, member, now, before)


def _year(structure_id: int, year: int, part: int) -> rules.Fiscal:
    """Values are said of years that exist."""
    found = queries.years_of(structure_id).named(str(year) if part == 1 else f"{year}-{part}")
    if found is None:
        raise Refused(No.WRONG_TRANSITION)
    return found


def _running(member: Member, now: datetime) -> str:
    """The accounting year of today, for the audit."""
    assert member.structure_id is not None
    return queries.years_of(member.structure_id).holding(rules.local_day(now, member)).label


def _say(made: AccountingYear, member: Member, now: datetime, before: str) -> None:
    db.session.add(made)
    with refusing(No.YEARS_SETTLED, when="years_settled"):
        db.session.flush()
    after = _running(member, now) if made.transition_on is None else f"{made.transition_on}, {made.begins_on}"
    number = made.structure_id
    audit.record("accounting_year.set", "structure", number, actor=member, at=now, before=before, after=after)


def settle_year(year: rules.Fiscal, *, member: Member, now: datetime) -> ContributionStatement:
    """Freeze the statement of a closed year, once: nothing later changes it."""
    assert member.structure_id is not None
    queries.lock_ledger(member.pole_id)
    pole_id, structure_id = member.pole_id, member.structure_id
    structure = queries.structure(structure_id, lock=True)
    refuse_if(None if queries.years_of(structure_id).named(year.key) == year else No.VERSION_CHANGED)
    settled, closed = queries.settled_year(pole_id, structure_id, year), queries.closed_through(pole_id)
    found = queries.contributions(pole_id, structure_id, year)
    lines = rules.valued(found, queries.valuations(pole_id, structure_id, year))
    judged = queries.judgement(pole_id, structure_id, year)
    refuse_if(rules.why_not_settle_year(year, lines, structure, member, settled, judged=judged, closed_through=closed))
    assert closed is not None
    today = rules.local_day(now, member)
    facts = rules.contribution_facts(
        lines, pole=member.pole_name, structure=structure, year=year, judged=judged, closed=closed, today=today
    )
    facts |= {"settled": True, "settled_by": member.name}
    row = ContributionStatement(
        pole_id=pole_id,
        structure_id=structure_id,
        year=year.year,
        part=year.part,
        until_on=year.end,
        through_on=closed,
        facts=facts,
        sha256=hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest(),
        person_id=member.person_id,
        settled_at=now,
    )
    db.session.add(row)
    with refusing(No.ALREADY_SETTLED, when="contribution_statement"):
        db.session.flush()
    audit.record("contribution.settled", "contribution_statement", row.id, actor=member, at=now, after=year.label)
    return row
