"""A range of days: from when to when, which weekdays, between which hours, for how long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from mutua.bookings.finding import Range
from mutua.bookings.forms.booking import HOW_MANY, KINDS, LENGTHS
from mutua.bookings.forms.repeating import DAY_NAMES
from mutua.bookings.series import WEEKDAYS
from mutua.resources.models import Kind
from mutua.web.fields import ClockField, CountField, DayField
from mutua.web.filters import duration
from mutua.web.forms import BaseForm

MOST_DAYS = 62
MOST_THINGS = 4
HOURS = range(6 * 60, 24 * 60 + 1, 60)


def _boxes(label: Any, choices: Any) -> SelectMultipleField:
    widget = ListWidget(prefix_label=False)
    return SelectMultipleField(label, choices=choices, widget=widget, option_widget=CheckboxInput())


class RangeForm(BaseForm):
    """Filled in from the address."""

    class Meta(BaseForm.Meta):
        csrf = False
        mark = "range"

    kind = RadioField(_l("Type de ressource"), choices=KINDS, default=Kind.PREMISES.value)
    first = DayField(_l("Du"), [InputRequired(_l("Choisissez un jour."))])
    last = DayField(_l("Au"), [InputRequired(_l("Choisissez un jour."))])
    weekdays = _boxes(_l("Jours de la semaine"), DAY_NAMES)
    starts = ClockField(_l("Entre"), [InputRequired(_l("Choisissez une heure."))], name="from")
    ends = ClockField(_l("Et"), [InputRequired(_l("Choisissez une heure."))], name="to")
    length = SelectField(_l("Durée"), name="duration", coerce=str, default="120")
    people = CountField(_l("Personnes"), [Optional(), NumberRange(1, 100_000, HOW_MANY)])
    features = _boxes(_l("Avec ces équipements"), ())
    also = _boxes(_l("Avec, en même temps"), KINDS)
    things = StringField(_l("Et aussi"), [Length(max=160, message=_l("160 caractères au plus."))])
    order = SelectField(
        _l("D’abord"), choices=(("early", _l("Ce qui est libre le plus tôt")), ("near", _l("Ce qui est le plus près")))
    )

    def offer(self, features: Sequence[str]) -> None:
        """The lists of hours and lengths, and the features that something shared has."""
        self.features.choices = [(name, name) for name in features]
        self.starts.offer(HOURS)
        self.ends.offer(HOURS)
        self.length.choices = [(str(minutes), duration(minutes)) for minutes in LENGTHS]

    @property
    def words(self) -> list[str]:
        """The things named beside, four at most."""
        named = (part.strip() for part in (self.things.data or "").replace(";", ",").split(","))
        return list(dict.fromkeys(part for part in named if part))[:MOST_THINGS]

    def asked(self) -> Range | None:
        """After `validate`; None, with a message beside the field, for a range that holds nothing."""
        first, last = self.first.data, self.last.data
        assert first is not None
        assert last is not None
        window, wanted = (self.starts.minutes or 0, self.ends.minutes or 1440), int(self.length.data)
        if last < first:
            self.last.errors = [_("Le dernier jour vient après le premier.")]
        elif (last - first).days >= MOST_DAYS:
            self.last.errors = [_("Cherchez sur deux mois au plus.")]
        elif window[1] - window[0] < wanted:
            self.ends.errors = [_("La durée ne tient pas entre ces heures.")]
        else:
            return Range(self._days(first, last), window, wanted)
        return None

    def _days(self, first: date, last: date) -> tuple[date, ...]:
        ticked = self.weekdays.data or list(WEEKDAYS)
        days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
        return tuple(day for day in days if WEEKDAYS[day.weekday()] in ticked)
