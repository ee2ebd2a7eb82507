"""Short ways to write a case of working time: "2027-03-01 08:00-12:00 site 1", wall time in Paris."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mutua.staffing.working_time import Case, Declared, Work, check

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2027, 3, 1)
KNOWN = Declared(base_schedule_known=True, attestation_on=date(2027, 1, 10))


def stretch(text):
    """One entry from "2027-03-01 08:00-12:00 place"; an end that is not later is on the next day."""
    day, hours, *place = text.split(" ", 2)
    start, end = (datetime.fromisoformat(f"{day} {hour}").replace(tzinfo=PARIS) for hour in hours.split("-"))
    end = end if end.replace(tzinfo=None) > start.replace(tzinfo=None) else end + timedelta(days=1)
    return Work("A", place[0] if place else "site 1", start, end)


def case(*entries, **changes):
    """A case with everything declared."""
    work = tuple(each if isinstance(each, Work) else stretch(each) for each in entries)
    return Case(**{"zone": PARIS, "today": TODAY, "work": work, "declared": KNOWN} | changes)


def found(asked, *only):
    """Findings as short tuples, of some rules when they are named."""
    return [
        (each.rule, each.answer.value, each.date.isoformat(), each.minutes, each.limit)
        for each in check(asked).findings
        if not only or each.rule in only
    ]


def days(first, count, hours, *, step=1):
    """The same hours on `count` days from a date on, such as days("2027-03-01", 5, "08:00-12:00")."""
    start = date.fromisoformat(first)
    return [f"{start + timedelta(days=step * number)} {hours}" for number in range(count)]
