"""VTIMEZONE for every zone an event names (RFC 5545, 3.6.5).

The zones of France are constants, from IANA tzdata and checked against it in the tests: their bytes do not change
with the machine. Other zones are derived from the machine's tzdata. Every rule is RRULE with BYDAY: Outlook reads no
RDATE, and takes no zone without changes unless it is a yearly STANDARD. No X- lines: dateutil refuses them.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from mutua.calendars.feed.lines import content, stamp
from mutua.calendars.feed.observances import FIRST_DAY, FIXED_RULE, Observance, derive


def _hours(hours: float) -> timedelta:
    return timedelta(hours=hours)


def _fixed(offset: float, name: str) -> tuple[Observance, ...]:
    """A zone without changes of the clock since 2000."""
    return (Observance(FIRST_DAY, _hours(offset), _hours(offset), name, rule=FIXED_RULE),)


_PARIS = (  # directive 2000/84/CE: 1:00 UTC on the last Sundays of March and October
    Observance(datetime(1970, 3, 29, 2), _hours(1), _hours(2), "CEST", True, "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
    Observance(datetime(1970, 10, 25, 3), _hours(2), _hours(1), "CET", False, "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
)

_MIQUELON = (  # on the Canadian rule since 1987, which moved in 2007
    Observance(FIRST_DAY, _hours(-3), _hours(-3), "-03"),
    Observance(datetime(1987, 4, 5, 2), _hours(-3), _hours(-2), "-02", True,
               "FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060403T050000Z"),
    Observance(datetime(1987, 10, 25, 2), _hours(-2), _hours(-3), "-03", False,
               "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061030T040000Z"),
    Observance(datetime(2007, 3, 11, 2), _hours(-3), _hours(-2), "-02", True, "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"),
    Observance(datetime(2007, 11, 4, 2), _hours(-2), _hours(-3), "-03", False, "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"),
)  # fmt: skip

FRENCH_ZONES: dict[str, tuple[Observance, ...]] = {
    "Europe/Paris": _PARIS,
    "America/Cayenne": _fixed(-3, "-03"),
    "America/Guadeloupe": _fixed(-4, "AST"),
    "America/Marigot": _fixed(-4, "AST"),
    "America/Martinique": _fixed(-4, "AST"),
    "America/Miquelon": _MIQUELON,
    "America/St_Barthelemy": _fixed(-4, "AST"),
    "Indian/Kerguelen": _fixed(5, "+05"),
    "Indian/Mayotte": _fixed(3, "EAT"),
    "Indian/Reunion": _fixed(4, "+04"),
    "Pacific/Gambier": _fixed(-9, "-09"),
    "Pacific/Marquesas": _fixed(-9.5, "-0930"),
    "Pacific/Noumea": _fixed(11, "+11"),
    "Pacific/Tahiti": _fixed(-10, "-10"),
    "Pacific/Wallis": _fixed(12, "+12"),
}


class UnknownZone(ValueError):
    """A name that is no zone of the IANA data."""


def is_utc(name: str) -> bool:
    """Whether times in this zone are written with Z, without a VTIMEZONE."""
    return name in {"UTC", "Etc/UTC"}


@cache
def zone_info(name: str) -> ZoneInfo:
    """The zone of that name, or UnknownZone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # OSError: "Europe" is a folder of the data
        raise UnknownZone(name) from error


@cache
def vtimezone(name: str) -> bytes:
    """The VTIMEZONE of that zone, right from 2000 to 2037 and as long after as its last rules stand."""
    return content(_lines(name, FRENCH_ZONES.get(name) or derive(zone_info(name))))


def _lines(name: str, observances: tuple[Observance, ...]) -> Iterator[str]:
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{name}"
    for observance in observances:
        kind = "DAYLIGHT" if observance.daylight else "STANDARD"
        yield f"BEGIN:{kind}"
        yield f"DTSTART:{stamp(observance.onset)}"
        yield f"TZOFFSETFROM:{_offset(observance.before)}"
        yield f"TZOFFSETTO:{_offset(observance.after)}"
        yield f"TZNAME:{observance.name}"
        if observance.rule:
            yield f"RRULE:{observance.rule}"
        yield f"END:{kind}"
    yield "END:VTIMEZONE"


def _offset(offset: timedelta) -> str:
    """+0100, -0930; seconds only where there are some (RFC 5545, 3.3.14)."""
    seconds = int(offset.total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02}{minutes % 60:02}" + (f"{rest:02}" if rest else "")
