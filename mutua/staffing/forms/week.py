"""A week as people write it: one line a day, « 9:00-12:30, 13:30-17:00 »."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, ValidationError
from wtforms.validators import NumberRange, Optional

from mutua.staffing.models import Elsewhere, Slot
from mutua.staffing.rules.service import Standing
from mutua.web.fields import CountField
from mutua.web.forms import BaseForm

DAYS = (_l("Lundi"), _l("Mardi"), _l("Mercredi"), _l("Jeudi"), _l("Vendredi"), _l("Samedi"), _l("Dimanche"))
RANGE = re.compile(r"(\d{1,2})\s*[:hH]?\s*(\d{2})?\s*(?:-|–|à|to)\s*(\d{1,2})\s*[:hH]?\s*(\d{2})?")
DAY = 24 * 60
# What the employer can do so that bookings of a person's time are checked.
LACKS = {
    Standing.UNNAMED: _l("Dire de qui c’est le temps"),
    Standing.UNDECLARED: _l("Écrire son horaire habituel"),
    Standing.UNATTESTED: _l("Faire attester ses heures"),
    Standing.KNOWN: _l("Voir la personne"),
}


def ranges(text: str) -> list[tuple[int, int]]:
    """« 9-12:30, 13h30 à 17h » as minutes; an end before its start is on the next day. ValueError when unreadable."""
    found = []
    for part in re.split(r"[,;]|\bet\b", text):
        if not part.strip():
            continue
        match = RANGE.fullmatch(part.strip())
        if match is None:
            raise ValueError(part)
        first = _minutes(match[1], match[2])
        last = _minutes(match[3], match[4])
        found.append((first, last if last > first else last + DAY))
    if any(later[0] < earlier[1] for earlier, later in zip(sorted(found), sorted(found)[1:], strict=False)):
        raise ValueError(text)
    return sorted(found)


def _minutes(hours: str, minutes: str | None) -> int:
    value = int(hours) * 60 + int(minutes or 0)
    if value > DAY or int(minutes or 0) > 59:
        raise ValueError(hours)
    return value


def _readable(form: Any, field: Any) -> None:
    try:
        ranges(field.data or "")
    except ValueError:
        raise ValidationError(_("Écrivez les heures ainsi : 9:00-12:30, 13:30-17:00.")) from None


class WeekForm(BaseForm):
    """Seven lines of hours; a day without work stays empty."""

    day0 = StringField(DAYS[0], [_readable])
    day1 = StringField(DAYS[1], [_readable])
    day2 = StringField(DAYS[2], [_readable])
    day3 = StringField(DAYS[3], [_readable])
    day4 = StringField(DAYS[4], [_readable])
    day5 = StringField(DAYS[5], [_readable])
    day6 = StringField(DAYS[6], [_readable])

    @property
    def days(self) -> list[Any]:
        return [self[f"day{number}"] for number in range(7)]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """What was typed; call it once the form is valid."""
        return _slots(self.days)


class OtherWeek(WeekForm):
    """The same seven lines for another paid job, which is nobody's business but its hours."""

    other0 = StringField(DAYS[0], [_readable])
    other1 = StringField(DAYS[1], [_readable])
    other2 = StringField(DAYS[2], [_readable])
    other3 = StringField(DAYS[3], [_readable])
    other4 = StringField(DAYS[4], [_readable])
    other5 = StringField(DAYS[5], [_readable])
    other6 = StringField(DAYS[6], [_readable])
    other_travel = CountField(_l("Trajet entre les deux emplois, en minutes"), [Optional(), NumberRange(0, 600)])

    @property
    def other_days(self) -> list[Any]:
        return [self[f"other{number}"] for number in range(7)]

    @property
    def elsewhere_typed(self) -> bool:
        return any(day.data for day in self.other_days)

    @property
    def elsewhere(self) -> Elsewhere | None:
        """What was typed; call it once the form is valid."""
        slots = _slots(self.other_days)
        return Elsewhere(slots, self.other_travel.data) if slots else None


def _slots(days: Iterable[Any]) -> tuple[Slot, ...]:
    return tuple(
        Slot(weekday, start, end) for weekday, field in enumerate(days) for start, end in ranges(field.data or "")
    )


def week_data(slots: Iterable[Slot], name: str = "day") -> dict[str, str]:
    """The lines a form starts with."""
    lines: dict[str, list[str]] = {}
    for slot in sorted(slots):
        lines.setdefault(f"{name}{slot.weekday}", []).append(f"{_clock(slot.start)}-{_clock(slot.end)}")
    return {name: ", ".join(parts) for name, parts in lines.items()}


def _clock(minutes: int) -> str:
    hours, left = divmod(minutes % DAY, 60)
    return f"{hours}:{left:02d}"


def week_said(slots: Iterable[Slot]) -> str:
    """« jeudi 9:00-12:30, 13:30-17:00 ; vendredi 9:00-12:30 », to stand inside a sentence."""
    data = week_data(slots)
    days = [f"{DAYS[number]} {data[f'day{number}']}" for number in range(7) if f"day{number}" in data]
    return " ; ".join(day if _("lundi")[0].isupper() else day[:1].lower() + day[1:] for day in days)
