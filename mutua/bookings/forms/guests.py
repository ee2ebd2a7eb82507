"""Who comes from outside, and what their firm tells before it works."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from mutua.bookings.actions.guests import Facts
from mutua.bookings.models.guests import Operation, Purpose
from mutua.law.dangerous_works import WORKS
from mutua.web.fields import CountField, DayField
from mutua.web.forms import BaseForm, option

SHORT = _l("160 caractères au plus.")
WHOLE = _l("Écrivez un nombre entier, 1 au moins.")


def _said(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _meant(text: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(text or "")


def _asked() -> list[tuple[str, str]]:
    return [option("", str(_l("Pas encore demandé"))), option("no", str(_l("Non"))), option("yes", str(_l("Oui")))]


class GuestForm(BaseForm):
    """A name or a firm, and why they come."""

    name = StringField(_l("Nom de la personne"), [Length(max=120, message=_l("120 caractères au plus."))])
    firm = StringField(_l("Entreprise ou organisme"), [Length(max=160, message=SHORT)])
    purpose = RadioField(
        _l("Pourquoi vient-elle ?"),
        [InputRequired(_l("Choisissez une réponse."))],
        choices=(
            (Purpose.SHARING.value, _l("Partager le lieu : réunion, visite, rendez-vous")),
            (Purpose.WORKING.value, _l("Travailler pour la structure d’accueil : travaux, entretien, prestation")),
            (Purpose.DELIVERING.value, _l("Livrer, charger ou décharger")),
        ),
    )


class OperationForm(BaseForm):
    """R4511-10 and what decides the prevention plan; everything may be completed later."""

    arrives_on = DayField(_l("Premier jour"), [Optional()])
    days = CountField(_l("Nombre de jours"), [Optional(), NumberRange(1, 366, WHOLE)])
    headcount = CountField(_l("Nombre de personnes"), [Optional(), NumberRange(1, 10_000, WHOLE)])
    hours = CountField(
        _l("Heures de travail en tout"), [Optional(), NumberRange(0, 100_000, _l("Écrivez un nombre entier."))]
    )
    lead = StringField(_l("Qui dirige sur place"), [Length(max=120, message=_l("120 caractères au plus."))])
    subcontractors = TextAreaField(_l("Sous-traitants"), [Length(max=1000, message=_l("1 000 caractères au plus."))])
    dangerous = SelectField(_l("Un des 21 travaux dangereux de l’arrêté du 19 mars 1993"), choices=(), coerce=str)
    works = SelectMultipleField(
        _l("Travaux prévus"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    dangerous_words = StringField(_l("Précisions"), [Length(max=300, message=_l("300 caractères au plus."))])
    alone = SelectField(_l("De nuit, en lieu isolé ou hors ouverture"), choices=(), coerce=str)
    inspected_on = DayField(_l("Inspection commune faite le"), [Optional()])
    plan_on = DayField(_l("Plan de prévention ou protocole signé le"), [Optional()])

    @classmethod
    def of(cls, operation: Operation | None) -> OperationForm:
        """Filled with what is known."""
        facts = {name: getattr(operation, name) for name in Facts.__dataclass_fields__} if operation else {}
        facts |= {name: _said(facts.get(name)) for name in ("dangerous", "alone")}
        return cls(formdata=None, data=facts).fit()

    def fit(self) -> OperationForm:
        self.dangerous.choices, self.alone.choices = _asked(), _asked()
        self.works.choices = [option(str(work.number), f"{work.number}. {work.french}") for work in WORKS]
        return self

    def facts(self) -> Facts:
        """After validation."""
        return Facts(
            arrives_on=self.arrives_on.data,
            days=self.days.data,
            headcount=self.headcount.data,
            hours=self.hours.data,
            lead=self.lead.data or "",
            subcontractors=self.subcontractors.data or "",
            dangerous=_meant(self.dangerous.data),
            works=tuple(self.works.data or ()),
            dangerous_words=self.dangerous_words.data or "",
            alone=_meant(self.alone.data),
            inspected_on=self.inspected_on.data,
            plan_on=self.plan_on.data,
        )
