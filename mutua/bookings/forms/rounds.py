"""Opening a seasonal round, wishing for a window, and answering."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from mutua.bookings.actions.rounds import Term, Window
from mutua.bookings.models.rounds import MOST_RANKS, Round
from mutua.bookings.rules.rounds import Place
from mutua.resources.models import Resource
from mutua.web.fields import ClockField, CountField, DayField
from mutua.web.forms import BaseForm, option, text

WEEKDAYS = (
    ("0", _l("Lundi")),
    ("1", _l("Mardi")),
    ("2", _l("Mercredi")),
    ("3", _l("Jeudi")),
    ("4", _l("Vendredi")),
    ("5", _l("Samedi")),
    ("6", _l("Dimanche")),
)


class RoundForm(BaseForm):
    """A term, its resources, and until when wishes are taken."""

    name = StringField(
        _l("Nom"), [InputRequired(_l("Donnez un nom.")), Length(max=120, message=_l("120 caractères au plus."))]
    )
    first_on = DayField(_l("Premier jour"), [InputRequired(_l("Choisissez un jour."))])
    last_on = DayField(_l("Dernier jour"), [InputRequired(_l("Choisissez un jour."))])
    wishes_until_on = DayField(_l("Vœux jusqu’au"), [InputRequired(_l("Choisissez un jour."))])
    most_wishes = CountField(
        _l("Vœux par structure"), [Optional(), NumberRange(1, MOST_RANKS, _l("Écrivez un nombre entre 1 et 20."))]
    )
    resources = SelectMultipleField(
        _l("Ressources à répartir"), coerce=str, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    note = TextAreaField(_l("Mot aux structures"), [Length(max=2000, message=_l("2 000 caractères au plus."))])

    def offer(self, resources: Sequence[Resource], today: date) -> None:
        self.resources.choices = [option(str(resource.id), resource.name) for resource in resources]
        if not self.is_submitted():
            self.wishes_until_on.data = today + timedelta(days=21)
            self.most_wishes.data = 5

    @property
    def term(self) -> Term:
        """After `validate`."""
        assert self.first_on.data
        assert self.last_on.data
        assert self.wishes_until_on.data
        return Term(
            text(self.name), self.first_on.data, self.last_on.data, self.wishes_until_on.data,
            self.most_wishes.data or 5, text(self.note),
        )  # fmt: skip


class WindowForm(BaseForm):
    """One weekly window."""

    resource = SelectField(_l("Ressource"), coerce=str)
    weekday = SelectField(_l("Jour"), choices=WEEKDAYS)
    opens = ClockField(_l("De"), [InputRequired(_l("Choisissez l’heure de début."))], name="from")
    closes = ClockField(_l("À"), [InputRequired(_l("Choisissez l’heure de fin."))], name="to")
    every = SelectField(
        _l("Rythme"), choices=(("1", _l("Chaque semaine")), ("2", _l("Toutes les deux semaines"))), default="1"
    )
    headcount = CountField(
        _l("Personnes"), [Optional(), NumberRange(1, 100_000, _l("Écrivez un nombre entre 1 et 100 000."))]
    )
    title = StringField(_l("Objet"), [Length(max=160, message=_l("160 caractères au plus."))])

    def offer(self, season: Round) -> None:
        first, last = _offer_windows(self, season)
        if self.closes.data is None:
            self.closes.data = _clock(min(first + 120, last))

    def window(self, season: Round) -> Window:
        """After `validate`."""
        return Window(
            _named(season)[self.resource.data],
            int(self.weekday.data),
            self.opens.minutes or 0,
            self.closes.minutes or 0,
            int(self.every.data),
            text(self.title),
            self.headcount.data or 1,
        )


class PlaceForm(BaseForm):
    """Another window than the one asked for, and why; filled in with the nearest that is free."""

    resource = SelectField(_l("Ressource"), coerce=str)
    weekday = SelectField(_l("Jour"), choices=WEEKDAYS)
    opens = ClockField(_l("De"), [InputRequired(_l("Choisissez l’heure de début."))], name="from")
    closes = ClockField(_l("À"), [InputRequired(_l("Choisissez l’heure de fin."))], name="to")
    words = StringField(
        _l("Motif"),
        [InputRequired(_l("Dites en quelques mots pourquoi.")), Length(max=300, message=_l("300 caractères au plus."))],
    )

    def offer(self, season: Round, near: Place | None = None) -> None:
        _offer_windows(self, season)
        if near is not None:
            self.resource.data, self.weekday.data = str(near.resource_id), str(near.weekday)
            self.opens.data, self.closes.data = _clock(near.opens), _clock(near.closes)

    def place(self, season: Round) -> Place:
        """After `validate`."""
        resource = _named(season)[self.resource.data]
        return Place(resource, int(self.weekday.data), self.opens.minutes or 0, self.closes.minutes or 0)


def _offer_windows(form: WindowForm | PlaceForm, season: Round) -> tuple[int, int]:
    """The resources of the round and the hours at which one of them is open; the first and the last of these."""
    named = _named(season)
    form.resource.choices = [option(number, resource.name) for number, resource in named.items()]
    first = min((slot.opens for resource in named.values() for slot in resource.hours), default=480)
    last = max((slot.closes for resource in named.values() for slot in resource.hours), default=1320)
    form.opens.offer(range(first, last, 15))
    form.closes.offer(range(first + 15, last + 1, 15))
    return first, last


def _named(season: Round) -> dict[str, Resource]:
    return {str(choice.resource_id): choice.resource for choice in season.choices}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


class VerdictForm(BaseForm):
    """Why a wish is not granted."""

    words = StringField(_l("Motif"), [Length(max=300, message=_l("300 caractères au plus."))])
