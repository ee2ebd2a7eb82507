"""Forms of structures, of the pole, and of who comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional

from mutua.pole.actions import Guest, PoleFacts, StructureFacts
from mutua.pole.forms.fields import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    at_most,
    mail_address,
    one_line,
    plausible_day,
    required,
    siret_number,
)
from mutua.pole.models import ExchangeMode, LegalForm, MembershipState, Person, PoleRole, Structure, StructureRole
from mutua.web.forms import BaseForm, option, text

LEGAL_FORMS = {
    LegalForm.ASSOCIATION: _l("Association"),
    LegalForm.COOPERATIVE: _l("Coopérative"),
    LegalForm.SCIC: _l("SCIC"),
    LegalForm.SCOP: _l("SCOP"),
    LegalForm.COMPANY: _l("Entreprise"),
    LegalForm.MUTUAL: _l("Mutuelle"),
    LegalForm.FOUNDATION: _l("Fondation"),
    LegalForm.LOCAL_AUTHORITY: _l("Collectivité"),
    LegalForm.SOLE_TRADER: _l("Personne à son compte"),
}
STRUCTURE_ROLES = {StructureRole.MEMBER: _l("Membre"), StructureRole.MANAGER: _l("Gestion")}
POLE_ROLES = {PoleRole.COORDINATOR: _l("Coordination"), PoleRole.SAFETY_OFFICER: _l("Prévention")}
EXCHANGE_MODES = {
    ExchangeMode.REGISTER: _l("Registre : ce qui est donné et reçu se lit côte à côte, sans jamais se compenser"),
    ExchangeMode.TIME_UNIT: _l("Unité-temps : les heures se comptent en une seule unité, avec un solde"),
}
MOST_PEOPLE = 1_000_000  # headcount: what no structure of a pole reaches


def choices(names: Mapping[Any, str]) -> list[Any]:
    """Options from codes and their words."""
    return [option(key.value, label) for key, label in names.items()]


class StructureForm(BaseForm):
    """What a structure says of itself. `version`: what was read when the page was made."""

    name = StringField(_l("Nom"), [required(), at_most(LONGEST_NAME), one_line])
    legal_form = SelectField(_l("Statut"), choices=choices(LEGAL_FORMS))
    activity = StringField(_l("Activité"), [at_most(200), one_line])
    siret = StringField(_l("SIRET"), [at_most(30), siret_number])
    address = TextAreaField(_l("Adresse"), [at_most(300)])
    email = EmailField(_l("Courriel de contact"), [at_most(LONGEST_ADDRESS), mail_address])
    phone = TelField(_l("Téléphone"), [at_most(30), one_line])
    headcount = IntegerField(
        _l("Effectif"),
        [
            InputRequired(_l("Écrivez un nombre, 0 s’il n’y a pas de personnel.")),
            NumberRange(min=0, max=MOST_PEOPLE, message=_l("Écrivez un nombre entre 0 et 1 000 000.")),
        ],
    )
    has_cse = BooleanField(_l("La structure a un comité social et économique (CSE)"))
    occupational_health_service = StringField(
        _l("Service de prévention et de santé au travail"), [at_most(200), one_line]
    )
    prevention_person = StringField(_l("Personne désignée pour la prévention"), [at_most(LONGEST_NAME), one_line])
    taxable = BooleanField(_l("La structure est soumise aux impôts commerciaux (TVA)"))
    version = HiddenField()

    def facts(self) -> StructureFacts:
        return StructureFacts(
            name=text(self.name),
            legal_form=LegalForm(self.legal_form.data),
            siret=text(self.siret) or None,
            headcount=self.headcount.data or 0,
            taxable=self.taxable.data,
            has_cse=self.has_cse.data,
            activity=text(self.activity),
            address=text(self.address),
            email=text(self.email) or None,
            phone=text(self.phone) or None,
            occupational_health_service=text(self.occupational_health_service),
            prevention_person=text(self.prevention_person),
        )


class NewStructureForm(BaseForm):
    """A structure and the person who will manage it."""

    name = StringField(_l("Nom de la structure"), [required(), at_most(LONGEST_NAME), one_line])
    legal_form = SelectField(_l("Statut"), choices=choices(LEGAL_FORMS))
    person = StringField(_l("Prénom et nom de la personne"), [at_most(LONGEST_NAME), one_line])
    email = EmailField(_l("Son courriel"), [required(), at_most(LONGEST_ADDRESS), mail_address])

    def structure(self) -> Structure:
        return Structure(name=text(self.name), legal_form=LegalForm(self.legal_form.data))

    def manager(self) -> Guest:
        return Guest(email=text(self.email), name=text(self.person))


class InviteForm(BaseForm):
    """Somebody comes into a structure."""

    name = StringField(_l("Prénom et nom"), [at_most(LONGEST_NAME), one_line])
    email = EmailField(_l("Courriel"), [required(), at_most(LONGEST_ADDRESS), mail_address])
    role = SelectField(_l("Rôle"), choices=choices(STRUCTURE_ROLES))


class RoleForm(BaseForm):
    role = SelectField(_l("Rôle"), choices=choices(STRUCTURE_ROLES))


class OfficeForm(BaseForm):
    """Coordination or prevention for the person of this address."""

    email = EmailField(_l("Courriel de la personne"), [required(), at_most(LONGEST_ADDRESS), mail_address])
    role = SelectField(_l("Rôle"), choices=choices(POLE_ROLES))


class StateForm(BaseForm):
    """`seen`: how many bookings, and promises to others, were shown; `promises`: what becomes of these."""

    state = SelectField(choices=[option(state.value) for state in MembershipState])
    seen = HiddenField(validators=[at_most(20)])
    promises = RadioField(
        _l("Les dates des autres structures sur ses ressources"),
        choices=(
            ("cancel", _l("Les annuler ; chaque personne reçoit une lettre, avec d’autres possibilités")),
            ("keep", _l("Les garder jusqu’à la dernière, sans en prendre d’autres")),
        ),
        validate_choice=False,
    )

    @property
    def settles_promises(self) -> bool:
        return self.promises.data in ("keep", "cancel")


class PoleForm(BaseForm):
    """What the coordination sets. `version`: what was read when the page was made."""

    name = StringField(_l("Nom du pôle"), [required(), at_most(LONGEST_NAME), one_line])
    territory = StringField(_l("Territoire"), [at_most(200), one_line])
    zone = SelectField(_l("Fuseau horaire"), description=_l("Les heures des réservations s’entendent dans ce fuseau."))
    charter_signed_on = DateField(_l("Charte signée le"), [Optional(), plausible_day])
    exchange_mode = RadioField(
        _l("Comment se comptent les échanges"),
        [InputRequired(_l("Choisissez l’un des deux."))],
        choices=choices(EXCHANGE_MODES),
    )
    version = HiddenField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.zone.choices = zones()

    def facts(self) -> PoleFacts:
        return PoleFacts(
            name=text(self.name),
            territory=text(self.territory),
            zone=text(self.zone),
            charter_signed_on=self.charter_signed_on.data,
            exchange_mode=ExchangeMode(self.exchange_mode.data),
        )


class AnnouncementForm(BaseForm):
    title = StringField(_l("Titre"), [required(), at_most(120), one_line])
    text = TextAreaField(_l("Texte"), [at_most(2000)])
    until_on = DateField(_l("Affichée jusqu’au"), [InputRequired(_l("Choisissez une date.")), plausible_day])


def zones() -> list[Any]:
    """Zones of France first, then of the rest of Europe; what an address book of the operating system calls them."""
    france = ["Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion"]
    france += ["Indian/Mayotte", "America/Miquelon", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis"]
    europe = sorted(name for name in available_timezones() if name.startswith("Europe/") and name != "Europe/Paris")
    return [option(name, name.replace("_", " ")) for name in [*france, *europe]]


class LeaveForm(BaseForm):
    """What becomes of what a person who leaves had to come."""

    what = RadioField(
        _l("Ses réservations à venir"),
        choices=(("pass", _l("Les confier à une personne de la structure")), ("cancel", _l("Les annuler"))),
        validate_choice=False,
    )
    heir = SelectField(_l("À qui"), coerce=str, validate_choice=False)

    def offer(self, people: Sequence[Person]) -> None:
        self.heir.choices = [option("", str(_l("Choisir"))), *(option(str(one.id), one.name) for one in people)]

    @property
    def heir_id(self) -> int | None:
        """After `validate`."""
        sent = self.heir.data or ""
        return int(sent) if self.what.data == "pass" and sent.isdecimal() and len(sent) < 18 else None
