"""Forms of operations of outside firms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, IntegerField, SelectMultipleField, ValidationError
from wtforms.validators import NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from mutua.safety.actions import OperationFacts
from mutua.safety.catalogue import catalogue
from mutua.safety.forms.fields import OnceForm, Required, chosen, code, day, line, one_of, prose
from mutua.safety.models import OutsideWork, Route
from mutua.safety.models.outside import HEADS
from mutua.web.forms import text

ROUTES = {
    "cooperation": _l("Partage d’un lieu : simple coopération (L4121-5)"),
    "plan": _l("Travail pour la structure d’accueil : plan de prévention (R4512-6)"),
    "protocol": _l("Chargement ou déchargement : protocole de sécurité (R4515-4)"),
}
WHOLE = _l("Écrivez un nombre entier.")


class OperationForm(OnceForm):
    route = code(_l("Ce que c’est"), ROUTES)
    host_id = one_of(_l("Structure d’accueil"))
    worker_id = one_of(_l("Structure qui intervient"), required=False)
    firm = line(_l("Nom de l’entreprise qui intervient"), 160, required=False)
    place_id = one_of(_l("Lieu"), required=False)
    booking_id = HiddenField()
    what = line(_l("Opération"), 300)
    starts_on = day(_l("Du"))
    ends_on = day(_l("Au"))
    hours = IntegerField(_l("Heures en tout, toutes personnes comprises"),
                         validators=[Required(), NumberRange(0, 999_999, message=WHOLE)])  # fmt: skip
    headcount = IntegerField(_l("Personnes"), validators=[Required(), NumberRange(1, 9999, message=WHOLE)])
    lead = line(_l("Responsable sur place"), 160, required=False)
    subcontractors = prose(_l("Sous-traitants"), required=False)
    works = SelectMultipleField(_l("Travaux dangereux"), coerce=int, widget=ListWidget(prefix_label=False),
                                option_widget=CheckboxInput())  # fmt: skip
    inspected_on = day(_l("Inspection commune le"), required=False)
    inspection = prose(_l("Inspection : zones, dangers signalés, circulations, accès, personnes présentes"),
                       required=False)  # fmt: skip
    phases = prose(_l("Phases dangereuses et moyens de prévention"), required=False)
    equipment = prose(_l("Matériels, installations et leur entretien"), required=False)
    instructions = prose(_l("Instructions aux personnes"), required=False)
    rescue = prose(_l("Premiers secours"), required=False)
    organisation = prose(_l("Organisation du commandement, accès aux sanitaires, vestiaires et restauration"),
                         required=False)  # fmt: skip
    version = HiddenField()

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)
        self.works.choices = [(work.number, f"{work.number}. {work.french}") for work in catalogue().works]

    def validate_firm(self, field: Field) -> None:
        if not field.data and not self.worker_id.data:
            raise ValidationError(_l("Nommez l’entreprise, ou choisissez une structure du pôle."))

    def facts(self, kept: OutsideWork | None = None) -> OperationFacts:
        """`kept`: the operation as it stands; who its sides are does not change once it is open."""
        names = {str(choice[0]): str(choice[1]) for choice in self.worker_id.choices or []}
        sent = str(self.booking_id.data or "")
        worker_id = kept.worker_id if kept else self.worker_id.data
        return OperationFacts(
            Route(self.route.data), kept.host_id if kept else self.host_id.data, worker_id,
            kept.firm if kept else text(self.firm) or names.get(str(worker_id), ""), self.place_id.data,
            kept.booking_id if kept else int(sent) if sent.isdecimal() and len(sent) < 16 else None, text(self.what),
            chosen(self.starts_on), chosen(self.ends_on), self.hours.data or 0, self.headcount.data or 1,
            text(self.lead), text(self.subcontractors), self.works.data or [], self.inspected_on.data,
            text(self.inspection), {name: text(self[name]) for name in HEADS},
        )  # fmt: skip


class SignForm(OnceForm):
    side = code(_l("Pour"), {"host": _l("La structure d’accueil"), "worker": _l("L’entreprise qui intervient")})
    signer = line(_l("Nom du signataire, si c’est sur papier"), 120, required=False)
