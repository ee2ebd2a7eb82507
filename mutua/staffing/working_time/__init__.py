"""Working time of one person over all structures: rules T1 to T13 of law/exchanges-and-staff.md 4.3.

`check(case)` is a pure function over intervals: no database, no clock (today is in the case). Instants are
microseconds since 1970 in UTC, so every length is elapsed time and the nights of the clock change need no
care; days and weeks are civil ones in the zone of the case.

Unknown is never shown as ok: a missing declaration, a missing travel time or entries that overlap answer
`not_verifiable`. All of them can only hide work, so a breach found beside them is certain and stays.
"""

from mutua.staffing.working_time.case import Case, Declared, Derogation, Person, Work
from mutua.staffing.working_time.check import check
from mutua.staffing.working_time.fields import Unreadable
from mutua.staffing.working_time.report import Answer, Finding, Report

__all__ = [
    "Answer",
    "Case",
    "Declared",
    "Derogation",
    "Finding",
    "Person",
    "Report",
    "Unreadable",
    "Work",
    "check",
]
