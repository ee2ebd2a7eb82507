"""Contributions in kind: say what they are worth, then settle a closed year."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from mutua.exchanges import queries, rules
from mutua.exchanges.models import AccountingYear, ContributionStatement, Valuation
from mutua.exchanges.rules import No
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if, refusing
from mutua.pole.models import Member


def value(worth: rules.Worth, *, member: Member, now: datetime) -> None:
    """One more value; earlier ones are kept with author and date."""
    assert member.structure_id is not None
    settled = queries.settled_year(member.pole_id, member.structure_id, worth.year)
    refuse_if(rules.why_not_value(worth, queries.structure(member.structure_id), member, settled))
    if worth.exchange_id is not None:
        year = rules.Fiscal(worth.year, queries.first_month(member.structure_id))
        found = queries.contributions(member.pole_id, member.structure_id, year)
        refuse_if(None if worth.exchange_id in {row.exchange_id for row in found} else No.NOTHING_RECEIVED)
    row = Valuation(
        pole_id=member.pole_id,
        structure_id=member.structure_id,
        year=worth.year,
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


def set_first_month(month: int, *, member: Member, now: datetime) -> None:
    """Say in which month the structure's accounting years begin; earlier answers are kept."""
    assert member.structure_id is not None
    refuse_if(rules.why_not_set_month(month, member, settled=queries.has_settled(member.structure_id)))
    before = queries.first_month(member.structure_id)
    made = AccountingYear(structure_id=member.structure_id, month=month, person_id=member.person_id, set_at=now)
    db.session.add(made)
    audit.record(
        "accounting_year.set",
        "structure",
        member.structure_id,
        actor=member,
        at=now,
        before=str(before),
        after=str(month),
    )


def settle_year(number: int, *, member: Member, now: datetime) -> ContributionStatement:
    """Freeze the statement of the closed year that begins in `number`, once: nothing later changes it."""
    assert member.structure_id is not None
    queries.lock_ledger(member.pole_id)
    pole_id, structure_id = member.pole_id, member.structure_id
    year = rules.Fiscal(number, queries.first_month(structure_id))
    settled, closed = queries.settled_year(pole_id, structure_id, number), queries.closed_through(pole_id)
    found = queries.contributions(pole_id, structure_id, year)
    lines = rules.valued(found, queries.valuations(pole_id, structure_id, number))
    structure = queries.structure(structure_id)
    refuse_if(rules.why_not_settle_year(year, lines, structure, member, settled, closed_through=closed))
    assert closed is not None
    today = rules.local_day(now, member)
    facts = rules.contribution_facts(
        lines, pole=member.pole_name, structure=structure, year=year, closed=closed, today=today
    )
    facts |= {"settled": True, "settled_by": member.name}
    row = ContributionStatement(
        pole_id=pole_id,
        structure_id=structure_id,
        year=number,
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
