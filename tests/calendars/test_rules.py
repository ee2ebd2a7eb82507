"""Windows by whole months, and when several units are all taken."""

from __future__ import annotations

import pytest

from mutua.calendars.feed import Busy, BusyKind
from mutua.calendars.models import Taken
from mutua.calendars.rules import asked_window, busy_times, usual_window
from tests.builders import at, on


def test_the_usual_window_stands_still_for_a_month() -> None:
    first, last = (usual_window(at(day), "Europe/Paris") for day in ("2027-03-01 00:00", "2027-03-31 23:59"))
    assert first == last
    assert (first.start, first.end) == (at("2026-12-01 00:00"), at("2028-10-01 00:00"))
    assert usual_window(at("2027-04-01 00:00"), "Europe/Paris") != first


def test_the_month_is_the_poles_own() -> None:
    """Midnight in Nouméa comes eleven hours before UTC's."""
    moment = at("2027-03-31 15:00")
    assert usual_window(moment, "Pacific/Noumea").start == at("2027-01-01 00:00", "Pacific/Noumea")
    assert usual_window(moment, "Europe/Paris").start == at("2026-12-01 00:00")


@pytest.mark.parametrize(
    "first, last, good",
    [
        ("2027-03-01", "2027-03-01", True),
        ("2027-03-02", "2027-03-01", False),
        ("2020-01-01", "2027-03-01", False),
        (None, None, True),
    ],
)
def test_days_asked_for(first: str | None, last: str | None, good: bool) -> None:
    usual = usual_window(at("2027-03-15 12:00"), "Europe/Paris")
    days = [at(f"{day} 12:00").date() if day else None for day in (first, last)]
    assert (asked_window(usual, *days, "Europe/Paris") is not None) == good


def taken(hours: str, state: str | None = "confirmed") -> Taken:
    span = on("2027-03-02", hours)
    return Taken(span.start, span.end, state)


def busy(hours: str, kind: BusyKind = BusyKind.BUSY) -> Busy:
    span = on("2027-03-02", hours)
    return Busy(span.start, span.end, kind)


def test_one_unit_is_busy_as_it_is_taken_and_says_how() -> None:
    rows = [taken("09:00-10:00"), taken("11:00-12:00", "requested"), taken("13:00-14:00", None)]
    assert busy_times(rows, spare=0) == [
        busy("09:00-10:00"),
        busy("11:00-12:00", BusyKind.TENTATIVE),
        busy("13:00-14:00", BusyKind.UNAVAILABLE),
    ]


@pytest.mark.parametrize(
    "rows, found",
    [
        (["09:00-12:00", "10:00-14:00"], []),
        (["09:00-12:00", "10:00-14:00", "11:00-13:00"], ["11:00-12:00"]),
        (["09:00-12:00", "09:00-12:00", "09:00-10:00", "10:00-11:00"], ["09:00-11:00"]),
        (["09:00-12:00", "09:00-12:00", "09:00-10:00", "11:00-12:00"], ["09:00-10:00", "11:00-12:00"]),
    ],
)
def test_three_units_of_which_one_is_needed(rows: list[str], found: list[str]) -> None:
    assert busy_times(map(taken, rows), spare=2) == [busy(hours) for hours in found]
