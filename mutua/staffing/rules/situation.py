"""What is known of one person's work, and what the check answers about it: values alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mutua.staffing.models import Slot, TermsContent
from mutua.staffing.working_time import Answer, Derogation, Finding


@dataclass(frozen=True)
class Schedule:
    """The usual week at one employer, and the day the employee last said that these are all their hours.

    Another job has no name: it stands beside an employer, with the minutes of way between the two.
    """

    structure: str
    slots: tuple[Slot, ...] | None
    attested_on: date | None
    is_lender: bool = False
    beside: str = ""
    travel_minutes: int | None = None


@dataclass(frozen=True)
class Done:
    """Hours entered at a host: they stand in the place of what was planned that day."""

    day: date
    start: datetime
    end: datetime
    break_minutes: int = 0


@dataclass(frozen=True)
class Loan:
    """A loan of the person that has been agreed to, and the hours entered so far."""

    structure: str
    content: TermsContent
    done: tuple[Done, ...] = ()


@dataclass(frozen=True)
class Booked:
    """Time of the person booked as a service of their employer (R1); inside the usual week it is no more work."""

    structure: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Situation:
    """All that is known of one person's work: employers, other loans, hours `done` in the loan looked at."""

    birth_date: date | None = None
    forfait_jours: bool = False
    night_worker: bool = False
    schedules: tuple[Schedule, ...] = ()
    loans: tuple[Loan, ...] = ()
    done: tuple[Done, ...] = ()
    derogations: tuple[Derogation, ...] = ()
    booked: tuple[Booked, ...] = ()


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
    findings: tuple[Finding, ...] = ()

    @property
    def blocked(self) -> bool:
        return bool(self.blocking)
