"""Rows of the rules page: each is a small form of its own; an empty one is no row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from mutua.resources.forms.hours import HoursField
from mutua.resources.forms.words import DAYS
from mutua.resources.models import DayException, Measure, Per, Period, Purpose, Quota, Window
from mutua.web.fields import ClockField, CountField, DayField
from mutua.web.forms import BaseForm

LONGEST_EXCEPTION = timedelta(days=731)
NO = ("", _l("Non choisi"))


def days_code(weekdays: tuple[int, ...]) -> str:
    return "".join(str(day) for day in weekdays)


class Row(BaseForm):
    """Its page carries the CSRF token once."""

    class Meta(BaseForm.Meta):
        csrf = False


class ExceptionRow(Row):
    """Other hours, or none, from one day to another."""

    first = DayField(_l("Du"), [Optional()])
    last = DayField(_l("Au"), [Optional()])
    hours = HoursField(_l("Heures (vide : fermé)"))
    label = StringField(_l("Raison"), [Length(max=80, message=_l("80 caractères au plus."))])

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        first, last = self.first.data, self.last.data or self.first.data
        if first is None and (last or self.label.data or self.hours.data):
            self.first.errors = [_("Choisissez le premier jour.")]
            return False
        if first and last and not first <= last <= first + LONGEST_EXCEPTION:
            self.last.errors = [_("Le dernier jour suit le premier, deux ans plus tard au plus.")]
            return False
        return good

    def to_rule(self) -> DayException | None:
        first = self.first.data
        if first is None:
            return None
        return DayException(first, self.last.data or first, self.hours.slots, self.label.data or "")


class WindowRow(Row):
    """A part of the week."""

    purpose = Purpose.PEAK

    days = SelectField(_l("Jours"), choices=[NO, *((days_code(days), name) for days, name in DAYS.items())])
    opens = ClockField(_l("De"), default=480)
    closes = ClockField(_l("À"), default=720)

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if good and self.days.data and (self.opens.minutes or 0) >= (self.closes.minutes or 0):
            self.closes.errors = [_("La fin doit suivre le début.")]
            return False
        return good

    def to_rule(self) -> Window | None:
        if not self.days.data:
            return None
        weekdays = tuple(int(day) for day in self.days.data)
        return Window(self.purpose, weekdays, self.opens.minutes or 0, self.closes.minutes or 1440, self.release_days)

    @property
    def release_days(self) -> int:
        return 0


class PriorityRow(WindowRow):
    """Hours that the owner keeps until some days before."""

    purpose = Purpose.PRIORITY

    release = CountField(
        _l("Ouvert à tous combien de jours avant"),
        [Optional(), NumberRange(0, 366, _l("Écrivez un nombre entre %(min)s et %(max)s."))],
        default=7,
    )

    @property
    def release_days(self) -> int:
        return self.release.data or 0


class QuotaRow(Row):
    """At most so many dates or hours."""

    most = CountField(
        _l("Au plus"), [Optional(), NumberRange(1, 10_000, _l("Écrivez un nombre entre %(min)s et %(max)s."))]
    )
    measure = SelectField(
        _l("Compté en"), choices=[(Measure.DATES.value, _l("réservations")), (Measure.HOURS.value, _l("heures"))]
    )
    period = SelectField(
        _l("Par période"),
        choices=[
            (Period.DAY.value, _l("par jour")),
            (Period.WEEK.value, _l("par semaine")),
            (Period.MONTH.value, _l("par mois")),
            (Period.YEAR.value, _l("par an")),
        ],
        default=Period.WEEK.value,
    )
    per = SelectField(
        _l("Pour chaque"), choices=[(Per.STRUCTURE.value, _l("structure")), (Per.PERSON.value, _l("personne"))]
    )
    peak = BooleanField(_l("aux heures chargées seulement"))

    def to_rule(self) -> Quota | None:
        if not self.most.data:
            return None
        per, measure, period = Per(self.per.data), Measure(self.measure.data), Period(self.period.data)
        return Quota(per, measure, period, self.most.data, bool(self.peak.data))
