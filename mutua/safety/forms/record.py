"""Forms of what is told and agreed: incidents, consultation, standing presence, judgements of a pair, a period."""

from __future__ import annotations

from datetime import date, time

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, SelectMultipleField, StringField, TimeField, ValidationError
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from mutua.bookings.models import Profile
from mutua.safety.actions import Report
from mutua.safety.forms.fields import (
    BODIES,
    CHOOSE,
    EFFECTS,
    INCIDENTS,
    MASTERIES,
    PROFILES,
    WEEKDAYS,
    OnceForm,
    Required,
    Whole,
    chosen,
    code,
    day,
    line,
    mark,
    new_key,
    one_of,
    prose,
    too_long,
)
from mutua.safety.models import IncidentKind
from mutua.web.forms import BaseForm
from mutua.web.forms import text as written

HOUR = _l("Écrivez une heure, par exemple 09:00.")


class IncidentForm(OnceForm):
    kind = code(_l("Nature"), INCIDENTS)
    happened_on = day(_l("Jour"))
    unit_id = one_of(_l("Unité de travail"), required=False)
    text = prose(_l("Ce qui s’est passé, sans nommer personne"))
    taken = prose(_l("Ce qui a été fait tout de suite"), required=False)
    photo = FileField(_l("Photo"))

    def picture(self) -> bytes:
        given = self.photo.data
        return given.read() if given else b""


class SpotForm(BaseForm):
    """At the code on the wall: three answers are enough."""

    once = HiddenField(default=new_key, validators=[Length(max=64)])
    kind = code(_l("Que se passe-t-il"), INCIDENTS)
    happened_on = day(_l("Jour"))
    text = prose(_l("Ce qui s’est passé, sans nommer personne"))
    photo = FileField(_l("Photo"))
    contact = line(_l("Pour vous rappeler : téléphone ou courriel"), 160, required=False)

    def report(self) -> Report:
        given = self.photo.data
        return Report(
            IncidentKind(self.kind.data), chosen(self.happened_on), written(self.text),
            photo=given.read() if given else b"", contact=written(self.contact), form_key=self.once.data or None,
        )  # fmt: skip


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
    headcount = Whole(_l("Personnes présentes"), 1, 9999, required=True, message=_l("Écrivez un nombre de 1 à 9999."))
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
    mastery = mark(_l("Maîtrise, la mesure prise"), MASTERIES, none=_l("Choisissez"))
    measures = prose(_l("Mesure convenue"))


class PlaceMeasureForm(OnceForm):
    """`where`: a family and the key of a place, as the matrix names them."""

    where = code(_l("Lieu, danger et nombre de passages d’une structure à l’autre"), {})
    measures = prose(_l("Mesure convenue"))
    mastery = mark(_l("Maîtrise, la mesure prise"), MASTERIES, none=_l("Choisissez"))


class EmissionForm(OnceForm):
    """`where`: the key of a place or resource the member speaks for."""

    where = code(_l("Lieu ou ressource"), {})
    profile = code(_l("Activité"), PROFILES, none=_l("Choisissez"))
    family = code(_l("Danger"), {})
    effect = code(_l("À cet endroit, l’activité"), EFFECTS, none=_l("Choisissez"))
    reason = line(_l("Raison"), 300)

    @property
    def activity(self) -> Profile:
        return Profile(self.profile.data)


class PeriodForm(BaseForm):
    """Read from the address, so without a token."""

    class Meta(BaseForm.Meta):
        csrf = False

    first = day(_l("Du"), required=False)
    last = day(_l("Au"), required=False)
