"""How long a loan below cost may last: a figure of the law for each kind of host (R3). One at cost only has to stay
temporary (S16)."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from mutua import law
from mutua.resources.models import Regime
from mutua.staffing.models import Arrangement
from mutua.staffing.rules.codes import No
from mutua.staffing.rules.regime import Answers, HostKind

OF_GENERAL_INTEREST = "longest_general_interest"


def host_kind(arrangement: Arrangement) -> HostKind | None:
    """What the wizard was told of the host; a loan below cost opens for no other reason."""
    return Answers.from_json(arrangement.regime_answers).host_kind if arrangement.regime_answers else None


def longest(first: date, kind: HostKind | None) -> law.Figure:
    """The figure of the law in force on the first day; the general one where it sets none for this kind of host."""
    rule = law.rule("R3", on=first)
    own = kind is HostKind.GENERAL_INTEREST and any(each.name == OF_GENERAL_INTEREST for each in rule.figures)
    return rule.figure(OF_GENERAL_INTEREST if own else "longest")


def last_day(first: date, kind: HostKind | None) -> date:
    """The last day on which a loan below cost that begins on `first` may run."""
    return first + relativedelta(years=int(longest(first, kind).value)) - timedelta(days=1)


def why_not_last(regime: Regime, kind: HostKind | None, first: date, last: date) -> No | None:
    below = regime is Regime.LOAN_BELOW_COST
    return No.LOAN_TOO_LONG if below and last > last_day(first, kind) else None
