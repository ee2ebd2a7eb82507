"""What cannot be verified: travel that is not known (T10), entries that overlap, declarations that lack (T13)."""

from collections.abc import Iterator
from datetime import date

from mutua.staffing.working_time.case import Case, Declared
from mutua.staffing.working_time.limits import article, figure
from mutua.staffing.working_time.report import Answer, Finding
from mutua.staffing.working_time.timeline import Timeline, minutes_up


def travel(line: Timeline) -> Iterator[Finding]:
    """T10: a day with two places and no minutes between them."""
    for day in line.unknown_travel:
        yield Finding("T10", Answer.NOT_VERIFIABLE, day, None, None, article("T10", day))


def overlaps(line: Timeline) -> Iterator[Finding]:
    """T13: nobody works twice at once, so one of the entries is wrong; minutes: how much is entered twice."""
    for day, doubled in line.overlaps.items():
        yield Finding("T13", Answer.NOT_VERIFIABLE, day, minutes_up(doubled), 0, article("T13", day))


def declarations(case: Case) -> Iterator[Finding]:
    """T13: without base schedule or fresh attestation there may be work nobody knows of; dated today."""
    if not is_known(case.declared, case.today):
        yield Finding("T13", Answer.NOT_VERIFIABLE, case.today, None, None, article("T13", case.today))


def is_known(declared: Declared, today: date) -> bool:
    """Schedule known, and an attestation not older than 12 months that is not dated after today."""
    attested = declared.attestation_on
    if not declared.base_schedule_known or attested is None or attested > today:
        return False
    months = (today.year - attested.year) * 12 + today.month - attested.month
    return (months, today.day) <= (figure("T13", "attestation", today), attested.day)
