"""Fields whose messages say what to change: a day, a clock time of a list, a whole number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, IntegerField, SelectField

CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
FIRST_YEAR, LAST_YEAR = 2000, 2100


class DayField(DateField):
    """A day as browsers send it, between 2000 and 2100: what lies beyond no calendar can reckon with."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        try:
            self.data = date.fromisoformat(text)
        except ValueError:
            raise ValueError(_("Cette date n’existe pas. Choisissez un jour du calendrier.")) from None
        if not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(_("Choisissez une date entre 2000 et 2100."))


class ClockField(SelectField):
    """Minutes after midnight, written 14:00 and chosen in a list; other times are taken too, the rules judge them."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, coerce=str, **kwargs)
        self.type = "SelectField"

    def offer(self, minutes: Iterable[int]) -> None:
        """Fill the list; what was chosen stays in it."""
        times = sorted({*minutes, *([self.minutes] if self.minutes is not None else [])})
        self.choices = [(f"{at // 60:02d}:{at % 60:02d}", f"{at // 60}:{at % 60:02d}") for at in times]

    @property
    def minutes(self) -> int | None:
        """0 to 1440, None when nothing readable was sent."""
        found = CLOCK.fullmatch(self.data or "")
        at = int(found[1]) * 60 + int(found[2]) if found else None
        return at if at is not None and at <= 1440 else None

    def process_data(self, value: Any) -> None:
        at = value.hour * 60 + value.minute if isinstance(value, time) else value
        self.data = f"{at // 60:02d}:{at % 60:02d}" if isinstance(at, int) else value

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else None
        if self.data and self.minutes is None:
            raise ValueError(_("Écrivez l’heure comme 14:00."))
        if self.data and self.minutes is not None:
            self.data = f"{self.minutes // 60:02d}:{self.minutes % 60:02d}"


class CountField(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            raise ValueError(_("Écrivez un nombre entier."))
        self.data = int(text)
