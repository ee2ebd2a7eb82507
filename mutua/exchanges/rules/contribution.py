"""Contributions volontaires en nature: pairs of accounts (X15, X16), values, and when a year may be settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mutua.exchanges.models import QUANTA, ContributionJudgement, ContributionStatement, Posting, UnitCode, Valuation
from mutua.exchanges.rules.fiscal import Fiscal
from mutua.exchanges.rules.refusals import No
from mutua.law.accounts import SOURCE_OF
from mutua.pole.models import LegalForm, Member, Structure
from mutua.resources.models import Kind

# Who keeps class 8 accounts (règlement ANC 2018-06, X13): non-profit bodies; others cite what they received.
KEEPERS = (LegalForm.ASSOCIATION, LegalForm.FOUNDATION)
# Uses (debit) each kind may be booked under, the usual one first; staff lent has its arrangement, not an exchange.
USES: dict[Kind, tuple[str, ...]] = {
    Kind.PREMISES: ("8611",),
    Kind.DESK: ("8611",),
    Kind.VEHICLE: ("8612",),
    Kind.EQUIPMENT: ("8612", "860"),
    Kind.STAFF: ("862", "864"),
}
DEAREST = 100_000_00  # cents a unit


@dataclass(frozen=True)
class Worth:
    """What a member declares: cents for one unit of a kind in a year, or of one exchange."""

    year: int
    kind: Kind
    unit: UnitCode
    cents: int
    account: str
    method: str
    source: str
    exchange_id: int | None = None
    part: int = 1


@dataclass(frozen=True)
class Judged:
    """What a receiver answers to X14's two conditions for a year; `reason` when one of them fails."""

    year: int
    essential: bool
    countable: bool
    reason: str = ""
    part: int = 1


@dataclass(frozen=True)
class Line:
    """One free contribution received (or its undoing, negative), with its value when somebody gave one."""

    posting: Posting
    quantity: int
    valued: Valuation | None

    @property
    def cents(self) -> int | None:
        """Rounded to the cent, half away from zero; None without a value."""
        if self.valued is None:
            return None
        whole = QUANTA[self.posting.exchange.unit.code]
        size = (abs(self.quantity) * self.valued.cents * 2 + whole) // (whole * 2)
        return size if self.quantity > 0 else -size


def newest_values(values: Iterable[Valuation]) -> dict[object, Valuation]:
    """What counts, of values as they were given in turn: by exchange if it has one of its own, else (kind, unit)."""
    return {row.exchange_id or (row.kind, row.unit): row for row in values}


def valued(postings: Sequence[Posting], values: Iterable[Valuation]) -> list[Line]:
    """Each entry with the newest value for its exchange, else for its kind and unit."""
    newest, found = newest_values(values), []
    for posting in postings:
        exchange = posting.exchange
        undone = exchange.reverses_id
        value = newest.get(undone or exchange.id) or newest.get((exchange.kind, exchange.unit.code))
        found.append(Line(posting, -posting.quantity, value))
    return found


def totals(lines: Iterable[Line]) -> list[tuple[str, str, int]]:
    """(use, source, cents) of each pair: what is debited in 86 is credited in 87."""
    sums: dict[str, int] = {}
    for line in lines:
        if line.valued is not None:
            sums[line.valued.account] = sums.get(line.valued.account, 0) + (line.cents or 0)
    return [(use, SOURCE_OF[use], sums[use]) for use in sorted(sums)]


def why_not_value(
    worth: Worth, structure: Structure, member: Member, settled: ContributionStatement | None
) -> No | None:
    """The receiver's own managers say what it is worth, until the year is settled."""
    if why := _why_not_touch(structure, member, settled):
        return why
    if worth.account not in USES[worth.kind]:
        return No.WRONG_ACCOUNT
    return None if 0 < worth.cents <= DEAREST else No.WRONG_VALUE


def why_not_judge(
    judged: Judged, structure: Structure, member: Member, settled: ContributionStatement | None
) -> No | None:
    """The same people answer X14, until the year is settled; the notes of the accounts need a reason for a no."""
    if why := _why_not_touch(structure, member, settled):
        return why
    return None if judged.essential and judged.countable or judged.reason else No.NO_REASON


def _why_not_touch(structure: Structure, member: Member, settled: ContributionStatement | None) -> No | None:
    if not member.manages(structure.id):
        return No.NOT_OUR_MANAGER
    if structure.legal_form not in KEEPERS:
        return No.NO_CLASS_EIGHT
    return No.ALREADY_SETTLED if settled is not None else None


def why_not_settle_year(
    year: Fiscal,
    lines: Sequence[Line],
    structure: Structure,
    member: Member,
    settled: ContributionStatement | None,
    *,
    judged: ContributionJudgement | None,
    closed_through: date | None,
) -> No | None:
    """Once, when the whole year is closed and X14 is answered; what is booked has a value each."""
    if why := _why_not_touch(structure, member, settled):
        return why
    if closed_through is None or closed_through < year.end:
        return No.YEAR_NOT_CLOSED
    if not lines:
        return No.NOTHING_RECEIVED
    if judged is None:
        return No.NOT_JUDGED
    return No.NOT_VALUED if judged.booked and any(line.valued is None for line in lines) else None
