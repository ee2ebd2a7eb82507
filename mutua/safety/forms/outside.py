"""Forms of operations of outside firms."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, HiddenField, SelectMultipleField, StringField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from mutua.pole.forms.fields import mail_address
from mutua.safety.actions import OperationFacts
from mutua.safety.catalogue import catalogue
from mutua.safety.forms.fields import OnceForm, Required, Whole, chosen, code, day, line, one_of, prose, too_long
from mutua.safety.models import OutsideWork, Route
from mutua.safety.models.outside import PLAN_HEADS, PROTOCOL_HEADS
from mutua.web.forms import BaseForm, text

ROUTES = {
    "cooperation": _l("Partage d’un lieu : simple coopération (L4121-5)"),
    "plan": _l("Travail pour la structure d’accueil : plan de prévention (R4512-6)"),
    "protocol": _l("Chargement ou déchargement : protocole de sécurité (R4515-4)"),
}
# What is missing before the first signature, in the words of the page.
LACKS = {
    "inspection": _l("l’inspection commune"),
    "phases": _l("les phases dangereuses"),
    "goods": _l("la marchandise"),
    "vehicle": _l("le véhicule"),
    "handling": _l("les engins de chargement"),
    "instructions": _l("les instructions"),
    "rescue": _l("les premiers secours"),
    "lead": _l("le responsable sur place"),
}
ONE_OF_TWO = _l("Choisissez une structure du pôle, ou écrivez le nom de l’entreprise : l’un des deux est demandé.")
ONLY_OF_A_PLAN = ("hours", "works", "inspected_on", "inspection", *PLAN_HEADS)


class OperationForm(OnceForm):
    """With the fields of its route alone: a delivery is no works (R4515-4)."""

    route = code(_l("Ce que c’est"), ROUTES)
    host_id = one_of(_l("Structure d’accueil"))
    worker_id = one_of(_l("Structure du pôle qui intervient"), required=False)
    firm = StringField(_l("ou nom de l’entreprise, hors du pôle"), validators=[too_long(160)])
    place_id = one_of(_l("Lieu"), required=False)
    booking_id = HiddenField()
    what = line(_l("Opération"), 300)
    starts_on = day(_l("Du"))
    ends_on = day(_l("Au"))
    hours = Whole(_l("Heures en tout, toutes personnes comprises"), 0, 999_999, required=True)
    headcount = Whole(_l("Personnes"), 1, 9999, required=True)
    lead = line(_l("Responsable sur place"), 160, required=False)
    subcontractors = prose(_l("Sous-traitants"), required=False)
    works = SelectMultipleField(_l("Travaux dangereux"), coerce=int, widget=ListWidget(prefix_label=False),
                                option_widget=CheckboxInput())  # fmt: skip
    inspected_on = day(_l("Inspection commune le"), required=False)
    inspection = prose(_l("Inspection : zones, dangers signalés, circulations, accès, personnes présentes"),
                       required=False)  # fmt: skip
    phases = prose(_l("Phases dangereuses et moyens de prévention"), required=False)
    equipment = prose(_l("Matériels, installations et leur entretien"), required=False)
    organisation = prose(_l("Organisation du commandement, accès aux sanitaires, vestiaires et restauration"),
                         required=False)  # fmt: skip
    goods = prose(_l("Marchandise : nature, quantité, conditionnement"), required=False)
    vehicle = prose(_l("Véhicule : type, aménagement, équipements"), required=False)
    precautions = prose(_l("Précautions particulières, matières dangereuses"), required=False)
    access = prose(_l("Lieu, accès, circulation et stationnement"), required=False)
    handling = prose(_l("Matériels et engins pour charger et décharger"), required=False)
    instructions = prose(_l("Instructions et consignes de sécurité"), required=False)
    rescue = prose(_l("Premiers secours"), required=False)
    version = HiddenField()

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)
        self.works.choices = [(work.number, f"{work.number}. {work.french}") for work in catalogue().works]
        delivery = self.route.data == Route.PROTOCOL
        gone = set(ONLY_OF_A_PLAN) - set(PROTOCOL_HEADS) if delivery else set(PROTOCOL_HEADS) - set(PLAN_HEADS)
        for name in gone:
            del self[name]

    def validate_firm(self, field: Field) -> None:
        if not field.data and not self.worker_id.data:
            raise ValidationError(ONE_OF_TWO)

    def validate_worker_id(self, field: Field) -> None:
        if field.data == self.host_id.data:
            raise ValidationError(_l("Une structure n’intervient pas chez elle-même : choisissez-en une autre."))

    def keep_sides(self) -> None:
        """Who its sides are does not change once the operation is open."""
        for name in ("host_id", "worker_id", "firm"):
            del self[name]

    def facts(self, kept: OutsideWork | None = None) -> OperationFacts:
        """`kept`: the operation as it stands, where its sides are kept."""
        return OperationFacts(
            Route(self.route.data), *self._sides(kept), what=text(self.what), starts_on=chosen(self.starts_on),
            ends_on=chosen(self.ends_on), hours=self._sent("hours") or 0, headcount=self.headcount.data or 1,
            lead=text(self.lead), subcontractors=text(self.subcontractors), works=self._sent("works") or [],
            inspected_on=self._sent("inspected_on"), inspection=self._sent("inspection") or "",
            heads={name: text(self[name]) for name in (*PLAN_HEADS, *PROTOCOL_HEADS) if name in self},
        )  # fmt: skip

    def _sent(self, name: str) -> Any:
        return self[name].data if name in self else None

    def _sides(self, kept: OutsideWork | None) -> tuple[int, int | None, str, int | None, int | None]:
        """Host, worker, its name, place and booking."""
        if kept is not None:
            return kept.host_id, kept.worker_id, kept.firm, self.place_id.data, kept.booking_id
        names = {str(choice[0]): str(choice[1]) for choice in self.worker_id.choices or []}
        sent, worker_id = str(self.booking_id.data or ""), self.worker_id.data
        firm = names.get(str(worker_id), "") if worker_id else text(self.firm)
        booking_id = int(sent) if sent.isdecimal() and len(sent) < 16 else None
        return self.host_id.data, worker_id, firm, self.place_id.data, booking_id


class FirmLinkForm(OnceForm):
    """Who signs for a firm of no pole, from their own mailbox."""

    name = line(_l("Nom de la personne qui signe"), 120)
    email = EmailField(
        _l("Son adresse électronique"),
        [Required(_l("Écrivez son adresse électronique.")), too_long(254), mail_address],
    )


class FirmCodeForm(BaseForm):
    code = StringField(
        _l("Code à six chiffres reçu par courriel"), [Required(_l("Écrivez le code reçu.")), too_long(20)]
    )


class SignForm(OnceForm):
    side = code(_l("Pour"), {"host": _l("La structure d’accueil"), "worker": _l("L’entreprise qui intervient")})
    signer = line(_l("Nom de la personne qui signe pour l’entreprise"), 120, required=False)
