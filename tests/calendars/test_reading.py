"""What programs put, as the dates of a booking."""

from __future__ import annotations

from mutua.calendars.reading import read_event, slots_of
from tests.builders import PARIS
from tests.calendars.davs import ics, vevent

SERIES = vevent("s", "20270302T090000", "20270302T100000", "RRULE:FREQ=WEEKLY;COUNT=5")


def starts(*exceptions: str) -> list[str]:
    slots = slots_of(read_event(ics(SERIES, *exceptions).encode(), PARIS), PARIS)
    return [f"{slot.local_start:%m-%d %H:%M}-{slot.local_end:%H:%M}" for slot in slots]


def exception(was: str, start: str, end: str, *lines: str, reach: str = ";RANGE=THISANDFUTURE") -> str:
    return vevent("s", start, end, f"RECURRENCE-ID{reach};TZID=Europe/Paris:{was}", *lines)


def test_a_change_of_this_date_and_the_following_moves_them_all_but_those_with_their_own() -> None:
    moved = exception("20270316T090000", "20270317T140000", "20270317T160000")
    own = exception("20270323T090000", "20270323T080000", "20270323T083000", reach="")
    assert starts(moved, own) == [
        "03-02 09:00-10:00", "03-09 09:00-10:00", "03-17 14:00-16:00", "03-23 08:00-08:30", "03-31 14:00-16:00",
    ]  # fmt: skip


def test_a_cancellation_of_this_date_and_the_following_ends_the_series() -> None:
    gone = exception("20270316T090000", "20270316T090000", "20270316T100000", "STATUS:CANCELLED")
    assert starts(gone) == ["03-02 09:00-10:00", "03-09 09:00-10:00"]
