"""Forms around the use of a resource: many answers at once, stand-ins, the owner's wishes."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from mutua.bookings.models.desk import USUAL_OFFER, DeskRule
from mutua.web.fields import CountField, DayField
from mutua.web.forms import BaseForm


class AnswerForm(BaseForm):
    """One answer for every request that is ticked, with its reason."""

    reason = StringField(_l("Motif"), [Length(max=300, message=_l("300 caractères au plus."))])


class StandInForm(BaseForm):
    """Who answers, for what, from when to when; no last day: until it is ended."""

    person = SelectField(_l("Qui répond à votre place"), coerce=str, validate_choice=True)
    from_on = DayField(_l("Du"), [InputRequired(_l("Choisissez le premier jour."))])
    through_on = DayField(_l("Au"), [Optional()])
    resource = SelectField(_l("Pour"), coerce=str, default="")

    def validate_through_on(self, field: DayField) -> None:
        if self.from_on.data and field.data and field.data < self.from_on.data:
            raise ValueError(_("La fin doit suivre le début. Choisissez un jour plus tard."))


class DeskForm(BaseForm):
    """What the owner wishes around the use of a resource."""

    auto_release = CountField(
        _l("Rendre si personne ne s’est présenté après"),
        [Optional(), NumberRange(5, 240, _l("Écrivez un nombre de minutes entre 5 et 240."))],
    )
    answer_hours = CountField(
        _l("Une demande sans réponse est rendue après"),
        [Optional(), NumberRange(1, 720, _l("Écrivez un nombre d’heures entre 1 et 720."))],
    )
    offer_minutes = CountField(
        _l("Liste d’attente : temps pour dire oui"),
        [Optional(), NumberRange(15, 4320, _l("Écrivez un nombre de minutes entre 15 et 4 320."))],
    )
    handover = BooleanField(_l("Faire l’état au départ et au retour"))

    @classmethod
    def of(cls, rule: DeskRule | None) -> DeskForm:
        """Filled with what stands."""
        if rule is None:
            return cls(formdata=None, data={"offer_minutes": USUAL_OFFER})
        facts = {"auto_release": rule.auto_release_minutes, "answer_hours": rule.answer_hours}
        return cls(formdata=None, data={**facts, "offer_minutes": rule.offer_minutes, "handover": rule.handover})
