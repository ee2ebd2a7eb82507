"""Forms of what is told and agreed: incidents, consultation, standing presence, judgements of a pair, a period."""

from __future__ import annotations

from datetime import date, time

from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, SelectMultipleField, StringField, TimeField, ValidationError
from wtforms.validators import NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from mutua.bookings.models import Profile
from mutua.safety.forms.fields import (
    BODIES,
    CHOOSE,
    INCIDENTS,
    MASTERIES,
    PROFILES,
    WEEKDAYS,
    OnceForm,
    Required,
    code,
    day,
    line,
    mark,
    one_of,
    prose,
    too_long,
)
from mutua.web.forms import BaseForm

HOUR = _l("Écrivez une heure, par exemple 09:00.")


class IncidentForm(OnceForm):
    kind = code(_l("Nature"), INCIDENTS)
    happened_on = day(_l("Jour"))
    unit_id = one_of(_l("Unité de travail"), required=False)
    text = prose(_l("Ce qui s’est passé, sans nommer personne"))
    taken = prose(_l("Ce qui a été fait tout de suite"), required=False)


class CloseIncidentForm(OnceForm):
    taken = prose(_l("Ce qui a été fait"))


class ConsultationForm(OnceForm):
    held_on = day(_l("Date"))
    body = code(_l("Instance ou personne consultée"), BODIES)
    structure_id = one_of(_l("Structure"), required=False)
    shown = line(_l("Documents présentés"), 300, required=False)
    opinion = prose(_l("Avis ou remarques"))
    answer = prose(_l("Réponse donnée"), required=False)


class Clock(TimeField):
    """An hour, with a message people understand."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(HOUR) from None

    @property
    def minutes(self) -> int:
        """After local midnight; midnight as an end is the day's end."""
        at = self.data if isinstance(self.data, time) else time()
        return at.hour * 60 + at.minute


class OccupationForm(OnceForm):
    structure_id = one_of(_l("Structure"))
    place_id = one_of(_l("Lieu"))
    profile = code(_l("Activité"), PROFILES)
    headcount = IntegerField(
        _l("Personnes présentes"),
        validators=[Required(), NumberRange(1, 9999, message=_l("Écrivez un nombre de 1 à 9999."))],
    )
    weekdays = SelectMultipleField(
        _l("Jours"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        validators=[Required(CHOOSE)],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    opens = Clock(_l("De"), validators=[Required(HOUR)])
    closes = Clock(_l("À"), validators=[Required(HOUR)])
    from_on = day(_l("Depuis le"))
    until_on = day(_l("Jusqu’au"), required=False)

    def validate_closes(self, field: Field) -> None:
        if self.opens.data and field.data and not self.opens.minutes < (self.closes.minutes or 1440):
            raise ValidationError(_l("Choisissez une heure de fin après le début."))

    def validate_until_on(self, field: Field) -> None:
        if isinstance(field.data, date) and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(_l("Choisissez un jour après le début."))

    @property
    def activity(self) -> Profile:
        return Profile(self.profile.data)


class JudgementForm(OnceForm):
    """Hidden: which cell it is about."""

    giver_id = one_of(_l("De"))
    taker_id = one_of(_l("Vers"))
    family = StringField(validators=[Required(CHOOSE), too_long(3)])
    place_key = StringField(validators=[Required(CHOOSE), too_long(40)])
    mastery = mark(_l("Maîtrise"), MASTERIES)
    measures = prose(_l("Mesure convenue"))


class PeriodForm(BaseForm):
    """Read from the address, so without a token."""

    class Meta(BaseForm.Meta):
        csrf = False

    first = day(_l("Du"), required=False)
    last = day(_l("Au"), required=False)
