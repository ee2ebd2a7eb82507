"""Thresholds of law that measured presence crosses: exits, alarm, air, extinguishers, hours of an outside firm.

Every figure is read from the dated rules (`mutua/law/data/safety.toml`); `on` is the day asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from itertools import count

from mutua.law import Rule, UnknownRule, rule

WARNING_SHARE = 0.8  # our convention: 320 h of the 400 of R4512-7


@dataclass(frozen=True)
class ExitBand:
    """Exits a place needs for lowest to highest people (workers and public, R4227-3); width in metres, all together."""

    lowest: int
    highest: int
    exits: int
    width: float


def exit_bands(on: date) -> list[ExitBand]:
    """The bands of R4227-5, smallest first."""
    law = rule("R4227-5", on=on)
    names = {figure.name for figure in law.figures}
    bands: list[ExitBand] = []
    for number in count(1):
        if f"band_{number}_from" not in names:
            return bands
        lowest, highest, exits, width = (
            law.figure(f"band_{number}_{part}").value for part in ("from", "to", "exits", "width")
        )
        bands.append(ExitBand(int(lowest), int(highest), int(exits), float(width)))
    return bands


def exit_band(headcount: int, on: date) -> ExitBand | None:
    """The band of a headcount; None for nobody, and above the last band, where a specialist must answer."""
    return next((band for band in exit_bands(on) if band.lowest <= headcount <= band.highest), None)


def alarm_due(peak: int, on: date) -> bool:
    """R4227-34: more people than the figure, habitually gathered (flammables ask for it at any number)."""
    return peak > alarm_people(on)


def alarm_people(on: date) -> float:
    return _figure(rule("R4227-34", on=on), "people")


def months_of_drill(on: date) -> int:
    """R4227-39: how often a drill is held where the alarm is due."""
    return int(_figure(rule("R4227-37", on=on), "drill"))


def people_for_air(volume: float, on: date, *, light_work: bool = True) -> int:
    """R4222-5: how many people a room of this volume (m³) aired by its windows alone may hold."""
    return int(volume / air_volume(on, light_work=light_work))


def air_volume(on: date, *, light_work: bool = True) -> float:
    """m³ for each person where windows alone air the room."""
    return _figure(rule("R4222-5", on=on), "volume_light_work" if light_work else "volume_other_work")


def night(on: date) -> tuple[time, time]:
    """When the night of work begins and ends where no agreement says otherwise (L3122-2)."""
    law = rule("T8", on=on)
    begins, ends = (time(int(_figure(law, name))) for name in ("night_from", "night_until"))
    return begins, ends


def extinguishers_for(area: float, on: date) -> int:
    """R4227-29: water extinguishers for a floor of this area (m²), one at least."""
    each = _figure(rule("R4227-29", on=on), "area")
    return max(1, int(-(-area // each)))


def toilets_for(peak: int, on: date) -> int:
    """R4228-10, whoever comes: two cabins for each twenty people begun (two cabins, or a cabin and a urinal)."""
    law = rule("R4228-10", on=on)
    return 2 * max(1, int(-(-peak // _figure(law, "people"))))


def plan_hours(hours: float, on: date) -> str:
    """R4512-7: "written" when an outside firm's hours over 12 months reach the figure, "near" from 80 %, else ""."""
    limit = hours_of_plan(on)
    if hours >= limit:
        return "written"
    return "near" if hours >= WARNING_SHARE * limit else ""


def hours_of_plan(on: date) -> float:
    return _figure(rule("R4512-7", on=on), "hours")


def months_of_plan(on: date) -> int:
    return int(_figure(rule("R4512-7", on=on), "period"))


def headcounts(on: date) -> tuple[int, int]:
    """Of an employer: a council and a yearly update (11); a programme instead of a list of actions (50)."""
    law = rule("L2311-2", on=on)
    return int(_figure(law, "council_employees")), int(_figure(law, "programme_employees"))


def yearly_from(on: date) -> int:
    """R4121-2 1°: from these employees on the document is looked at every year."""
    return int(_figure(rule("R4121-2", on=on), "employees"))


def full_week(on: date) -> float:
    """Minutes of a full working week (L3121-27), of which staff received for a year counts its share (L1111-2)."""
    return 60 * _figure(rule("L3121-27", on=on), "week")


def years_of_presence(on: date) -> int:
    return int(_figure(rule("L1111-2", on=on), "presence"))


def heat_season(on: date) -> tuple[date, date] | None:
    """First and last day of this year's watch for heat; None before the rule was."""
    try:
        law = rule("A2025-05-27", on=on)
    except UnknownRule:
        return None
    first, last = ([int(_figure(law, f"{end}_{part}")) for part in ("month", "day")] for end in ("first", "last"))
    return date(on.year, *first), date(on.year, *last)


def exposure_limits(on: date) -> dict[str, float]:
    """D4163-2: the figures beyond which a factor of the annex counts (R4121-1-1)."""
    return {figure.name: float(figure.value) for figure in rule("R4121-1-1", on=on).figures}


def size(headcount: float, on: date) -> int:
    """How many of them it has reached: 0, 1 or 2."""
    return sum(headcount >= threshold for threshold in headcounts(on))


def crossed(before: int, after: int, on: date) -> list[str]:
    """Ids of the rules whose answer changes when the peak headcount of a place goes from before to after."""
    found = []
    if exit_band(before, on) != exit_band(after, on):
        found.append("R4227-5")
    if alarm_due(before, on) != alarm_due(after, on):
        found.append("R4227-34")
    return found


def _figure(law: Rule, name: str) -> float:
    return float(law.figure(name).value)
