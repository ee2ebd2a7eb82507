"""What is known of one person's work, and what the check answers about it: values alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mutua.staffing.models import Slot, TermsContent
from mutua.staffing.working_time import Answer


@dataclass(frozen=True)
class Schedule:
    """The usual week at one employer, and the day the employee last said that these are all their hours."""

    structure: str
    slots: tuple[Slot, ...] | None
    attested_on: date | None
    is_lender: bool = False


@dataclass(frozen=True)
class Loan:
    """Another loan of the same person that has been agreed to."""

    structure: str
    content: TermsContent


@dataclass(frozen=True)
class Situation:
    """All that is known of one person's work: their employers, their other loans."""

    birth_date: date | None = None
    forfait_jours: bool = False
    night_worker: bool = False
    schedules: tuple[Schedule, ...] = ()
    loans: tuple[Loan, ...] = ()


@dataclass(frozen=True)
class CheckLine:
    """One rule for the page: the figure reached (minutes), the limit, the day or week it happens, and how sure we are.

    `times`: on how many days or weeks. `least`: the limit is a minimum (rests, breaks). `blocks`: a certain breach of a
    rule somebody read in a text.
    """

    rule: str
    answer: Answer
    day: date | None
    minutes: int | None
    limit: int | None
    article: str
    to_verify: bool
    times: int = 0
    least: bool = False

    @property
    def blocks(self) -> bool:
        return self.answer is Answer.BREACH and not self.to_verify


@dataclass(frozen=True)
class Week:
    """Minutes of a civil week: at the host, and everywhere else."""

    monday: date
    here: int
    elsewhere: int


@dataclass(frozen=True)
class HoursCheck:
    """The answer for one version of the terms: worst answer, lines, weeks of the loan."""

    overall: Answer
    lines: tuple[CheckLine, ...]
    weeks: tuple[Week, ...] = ()
    limit_week: int = 0
    blocking: tuple[CheckLine, ...] = ()

    @property
    def blocked(self) -> bool:
        return bool(self.blocking)
