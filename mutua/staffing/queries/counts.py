"""What a structure reports of its loans: to its works council, for its headcount, to the labour inspector."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_

from mutua.kernel.db import db
from mutua.kernel.timespan import wall
from mutua.resources.models import Regime
from mutua.staffing.models import Arrangement, HoursState, PaperKind, State
from mutua.staffing.queries.rows import whole

SIGNED_ONCE = (State.SIGNED, State.ACTIVE, State.SUSPENDED, State.AMENDING, State.ENDED, State.RETURNED, State.CLOSED)
PRESENT = (State.ACTIVE, State.AMENDING, State.SUSPENDED)


@dataclass(frozen=True)
class Counts:
    """Of one year: agreements signed and people, as lender and as host. `below_cost`: of those lent, what R8241-2 puts
    in the BDESE. `headcount` in hundredths (L1111-2); `replacing`: people who do not count in it."""

    year: int
    lent: int
    lent_people: int
    received: int
    received_people: int
    headcount: int
    below_cost: int = 0
    below_cost_people: int = 0
    replacing: int = 0


def signed_loans(pole_id: int, structure_id: int) -> list[Arrangement]:
    """Every loan of one structure that was signed, newest first: what the labour inspector asks for."""
    own = or_(Arrangement.lender_id == structure_id, Arrangement.host_id == structure_id)
    query = whole().where(own, Arrangement.pole_id == pole_id, Arrangement.state.in_(SIGNED_ONCE))
    return list(db.session.scalars(query.order_by(Arrangement.id.desc())))


def counts(rows: list[Arrangement], structure_id: int, today: date, *, presence_months: int) -> Counts:
    """Counted over the signed loans of a structure."""
    signed = [row for row in rows if any(_in_year(paper.signed_on, paper.kind, today) for paper in row.papers)]
    lent = [row for row in signed if row.lender_id == structure_id]
    received = [row for row in signed if row.host_id == structure_id]
    here = [row for row in rows if row.host_id == structure_id and row.state in PRESENT and row.signed_terms]
    shares = [_share(row, today, presence_months) for row in here]
    cheap = [row for row in lent if row.regime is Regime.LOAN_BELOW_COST]
    return Counts(
        year=today.year,
        lent=len(lent),
        lent_people=len({row.employee_id for row in lent}),
        received=len(received),
        received_people=len({row.employee_id for row in received}),
        headcount=sum(shares),
        below_cost=len(cheap),
        below_cost_people=len({row.employee_id for row in cheap}),
        replacing=len(
            {row.employee_id for row in here if row.signed_terms and row.signed_terms.values.replaces_absent}
        ),
    )


def _in_year(day: date, kind: PaperKind, today: date) -> bool:
    return kind is PaperKind.AGREEMENT and day.year == today.year


def _share(row: Arrangement, today: date, presence_months: int) -> int:
    """Hundredths of a person: months of the last twelve with hours at the host, once the loan has lasted a year. Who
    replaces somebody absent does not count."""
    terms = row.signed_terms
    if terms is None or terms.values.replaces_absent:
        return 0
    if _months(terms.values.starts_on, today) < presence_months:
        return 0
    days = [
        wall(entry.starts_at, row.pole.zone).date() for entry in row.hours if entry.state is not HoursState.REPLACED
    ]
    return round(100 * len({(day.year, day.month) for day in days if 0 <= _months(day, today) < 12}) / 12)


def _months(first: date, last: date) -> int:
    """Whole months from one day to another."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
