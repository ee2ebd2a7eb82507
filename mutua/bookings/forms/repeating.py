"""How often: the part of the booking form that makes a rule, or a list of chosen days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, SelectMultipleField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from mutua.bookings.series import WEEKDAYS
from mutua.web.fields import FIRST_YEAR, LAST_YEAR, CountField, DayField

MOST_CHOSEN = 60
REPEATS = (
    ("once", _l("Une seule fois")),
    ("weekly", _l("Chaque semaine")),
    ("biweekly", _l("Toutes les deux semaines")),
    ("monthly", _l("Chaque mois, le même jour de la semaine (le 2e jeudi)")),
    ("daily", _l("Chaque jour")),
)
ALL_REPEATS = (
    *REPEATS,
    ("monthly_last", _l("Chaque mois, la dernière fois (le dernier jeudi)")),
    ("monthly_date", _l("Chaque mois, à la même date")),
    ("dates", _l("À des dates choisies")),
)
DAY_NAMES = (
    ("MO", _l("Lundi")),
    ("TU", _l("Mardi")),
    ("WE", _l("Mercredi")),
    ("TH", _l("Jeudi")),
    ("FR", _l("Vendredi")),
    ("SA", _l("Samedi")),
    ("SU", _l("Dimanche")),
)


class DaysField(Field):
    """Several days, each sent under the same name; empty ones are passed over."""

    data: list[date]

    def process_data(self, value: Any) -> None:
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = [text.strip() for text in valuelist if text.strip()]
        if len(typed) > MOST_CHOSEN:
            raise ValueError(_("Choisissez 60 dates au plus."))
        try:
            self.data = [date.fromisoformat(text) for text in typed]
        except ValueError:
            self.data = []
            raise ValueError(_("Cette date n’existe pas. Choisissez un jour du calendrier.")) from None
        if any(not FIRST_YEAR <= day.year <= LAST_YEAR for day in self.data):
            self.data = []
            raise ValueError(_("Choisissez une date entre 2000 et 2100."))


class Repeating:
    """Fields of a form that may repeat."""

    repeat = SelectField(_l("Répéter"), choices=ALL_REPEATS, default="once")
    every = CountField(_l("Une fois sur"), [Optional(), NumberRange(1, 52, _l("Écrivez un nombre entre 1 et 52."))])
    weekdays = SelectMultipleField(
        _l("Jours de la semaine"),
        choices=DAY_NAMES,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    times = CountField(_l("Nombre de fois"), [Optional(), NumberRange(1, 400, _l("Répétez entre 1 et 400 fois."))])
    last = DayField(_l("Ou jusqu’au"), [Optional()])
    also = DaysField(_l("Autres dates"))

    @property
    def repeats(self) -> bool:
        return self.repeat.data not in (None, "", "once", "dates")

    def first_day(self, day: date) -> date:
        """The first day of the series: the one typed, the next of the ticked weekdays, or the month's last like it."""
        if self.repeat.data == "monthly_last":
            return max(near for near in _like_it(day) if near.month == day.month)
        ticked = self.weekdays.data or []
        if self.repeat.data != "weekly" or not ticked:
            return day
        return next(near for near in _week_from(day) if WEEKDAYS[near.weekday()] in ticked)

    def written(self, first: date) -> str | None:
        """The RRULE, None when nothing repeats by a rule. Needs `times` or `last`."""
        if not self.repeats:
            return None
        days = self.weekdays.data if self.repeat.data == "weekly" else ()
        return rule(self.repeat.data, self.times.data, first, every=self.every.data, days=days, last=self.last.data)


def _week_from(day: date) -> Iterable[date]:
    return (day + timedelta(days=ahead) for ahead in range(7))


def _like_it(day: date) -> Iterable[date]:
    return (day + timedelta(weeks=ahead) for ahead in range(5))


def rule(
    repeat: str | None,
    times: int | None,
    first: date,
    *,
    every: int | None = None,
    days: Iterable[str] | None = (),
    last: date | None = None,
) -> str | None:
    """`FREQ=WEEKLY;COUNT=10`. A month repeats on its nth weekday (a fifth skips months), its last, or its date."""
    if repeat in (None, "", "once", "dates") or (times is None and last is None):
        return None
    weekday = WEEKDAYS[first.weekday()]
    how = {
        "daily": "FREQ=DAILY",
        "weekly": "FREQ=WEEKLY",
        "biweekly": "FREQ=WEEKLY;INTERVAL=2",
        "monthly": f"FREQ=MONTHLY;BYDAY={(first.day - 1) // 7 + 1}{weekday}",
        "monthly_last": f"FREQ=MONTHLY;BYDAY=-1{weekday}",
        "monthly_date": f"FREQ=MONTHLY;BYMONTHDAY={first.day}",
    }
    parts = [how[str(repeat)]]
    if every and every > 1 and repeat != "biweekly":
        parts.append(f"INTERVAL={every}")
    ticked = [name for name in WEEKDAYS if name in (days or ())]
    if ticked:
        parts.append(f"BYDAY={','.join(ticked)}")
    parts.append(f"UNTIL={last:%Y%m%d}" if last else f"COUNT={times}")
    return ";".join(parts)
