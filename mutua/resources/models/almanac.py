"""Public holidays and school holidays, as kept libraries publish them.

Public: Code du travail L3133-1, L3134-13 (Alsace-Moselle), L3422-2 (overseas). School: the ministry's zones A, B, C;
years that are not published yet have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache


class Region(StrEnum):
    """Whose public holidays are kept."""

    METROPOLE = "metropole"
    ALSACE_MOSELLE = "alsace_moselle"
    GUADELOUPE = "guadeloupe"
    MARTINIQUE = "martinique"
    GUYANE = "guyane"
    REUNION = "reunion"
    MAYOTTE = "mayotte"
    SAINT_BARTHELEMY = "saint_barthelemy"
    SAINT_MARTIN = "saint_martin"
    SAINT_PIERRE = "saint_pierre"
    NOUVELLE_CALEDONIE = "nouvelle_caledonie"
    POLYNESIE = "polynesie"
    WALLIS = "wallis"


class SchoolZone(StrEnum):
    A = "A"
    B = "B"
    C = "C"


# The library's names. L3134-13 keeps Good Friday only where there is a Protestant church; the library keeps it for all.
SUBDIVISIONS = {
    Region.ALSACE_MOSELLE: "6AE",
    Region.GUADELOUPE: "971",
    Region.MARTINIQUE: "972",
    Region.GUYANE: "973",
    Region.REUNION: "974",
    Region.MAYOTTE: "976",
    Region.SAINT_BARTHELEMY: "BL",
    Region.SAINT_MARTIN: "MF",
    Region.SAINT_PIERRE: "PM",
    Region.NOUVELLE_CALEDONIE: "NC",
    Region.POLYNESIE: "PF",
    Region.WALLIS: "WF",
}
ZONES = {
    "America/Guadeloupe": Region.GUADELOUPE,
    "America/Martinique": Region.MARTINIQUE,
    "America/Cayenne": Region.GUYANE,
    "Indian/Reunion": Region.REUNION,
    "Indian/Mayotte": Region.MAYOTTE,
    "America/St_Barthelemy": Region.SAINT_BARTHELEMY,
    "America/Marigot": Region.SAINT_MARTIN,
    "America/Miquelon": Region.SAINT_PIERRE,
    "Pacific/Noumea": Region.NOUVELLE_CALEDONIE,
    "Pacific/Tahiti": Region.POLYNESIE,
    "Pacific/Wallis": Region.WALLIS,
}


def region_of(zone: str) -> Region:
    """Where a time zone lies; Alsace and Moselle keep Paris time and say so themselves."""
    return ZONES.get(zone, Region.METROPOLE)


def public_holiday(day: date, region: Region) -> str | None:
    """Its French name."""
    return _public(region, day.year).get(day)


def public_holidays(region: Region, year: int) -> Mapping[date, str]:
    return _public(region, year)


@cache
def _public(region: Region, year: int) -> Mapping[date, str]:
    from holidays.countries.france import France  # noqa: PLC0415 -- 0.2 s that no page without holidays should wait for

    kept: Mapping[date, str] = France(  # type: ignore[no-untyped-call]
        subdiv=SUBDIVISIONS.get(region), years=year, language="fr"
    )
    return dict(kept.items())


def school_holiday(day: date, zone: SchoolZone | None) -> str | None:
    """The name of the school holidays that a day falls in."""
    return _school(zone, day.year).get(day) if zone else None


@cache
def _school(zone: SchoolZone, year: int) -> Mapping[date, str]:
    from vacances_scolaires_france import (  # noqa: PLC0415 -- reads a file of ten thousand lines
        SchoolHolidayDates,
        UnsupportedYearException,
    )

    try:
        found = SchoolHolidayDates().holidays_for_year_and_zone(year, zone.value)
    except UnsupportedYearException:
        return {}
    return {day: str(row["nom_vacances"]) for day, row in found.items()}
