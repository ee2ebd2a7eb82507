"""From answers, wishes and terms as typed to values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from mutua import law
from mutua.resources.models import Regime
from mutua.staffing.forms.week import WeekForm, week_data
from mutua.staffing.models import TermsContent
from mutua.staffing.models.terms import strays
from mutua.staffing.rules import No, last_day, longest, why_not_last, why_not_write
from mutua.staffing.rules.regime import Answers, Contract, HostKind, Orders, Price, Worker
from mutua.web.fields import CountField, DayField
from mutua.web.filters import medium_date
from mutua.web.forms import BaseForm
from mutua.web.sentences import sentence

NEEDED = _l("Remplissez ce champ.")
LONG = Length(max=4000, message=_l("Ce texte est trop long."))
LINE = Length(max=200, message=_l("Ce texte est trop long."))
SHORT = Length(max=120, message=_l("Ce texte est trop long."))
# No text sets a longest loan at cost: it has to stay temporary (S16), and a slip of the pen in a year is caught here.
LONGEST_DAYS = 1096


BETWEEN = _l("Écrivez un nombre entre %(min)s et %(max)s.")
# The fields of the terms as they stand on their page.
IN_ORDER = {
    name: place
    for place, name in enumerate(
        (
            *("qualification", "tasks", "reason", "replaces_absent", "features", "purpose", "starts_on", "ends_on"),
            *(f"day{number}" for number in range(7)),
            *("keeps_base_hours", "travel_minutes", "place", "orders_from", "contact", "safety_notes", "ppe"),
            *("medical", "special_risks", "cost_method", "insurance", "essential_change", "probation_days"),
            *("notice_days", "reflection_days"),
        )
    )
}


HOSTS = [
    (HostKind.GENERAL_INTEREST.value, _l("D’intérêt général : ses dons ouvrent droit à réduction d’impôt")),
    (HostKind.YOUNG.value, _l("Une jeune entreprise")),
    (HostKind.SME.value, _l("Une petite ou moyenne entreprise")),
    (HostKind.OTHER.value, _l("Rien de cela")),
]


class RegimeForm(BaseForm):
    """The wizard: asked by GET, it changes nothing."""

    class Meta(BaseForm.Meta):
        csrf = False

    worker = RadioField(
        _l("Qui viendrait travailler ?"),
        choices=[
            (Worker.EMPLOYEE.value, _l("Une personne salariée d’une structure")),
            (Worker.VOLUNTEER.value, _l("Une personne bénévole, sur son temps à elle")),
            (Worker.PUBLIC_AGENT.value, _l("Un agent public")),
            (Worker.TEMP.value, _l("Une personne en intérim")),
        ],
        validators=[InputRequired(NEEDED)],
    )
    contract = RadioField(
        _l("Avec qui est son contrat de travail ?"),
        choices=[
            (Contract.ONE.value, _l("Son employeur actuel, qui la garde dans son personnel")),
            (Contract.EACH.value, _l("Chaque structure lui ferait son propre contrat")),
            (Contract.LASTING.value, _l("Nous voulons un emploi partagé qui dure, porté à plusieurs")),
        ],
        validators=[Optional()],
    )
    orders = RadioField(
        _l("Qui lui donne les consignes au quotidien ?"),
        choices=[
            (Orders.HOST.value, _l("La structure qui l’accueille")),
            (Orders.GIVER.value, _l("Son employeur, qui fournit un travail défini avec son propre savoir-faire")),
        ],
        validators=[Optional()],
    )
    price = RadioField(
        _l("Que facture l’employeur ?"),
        choices=[
            (Price.COST.value, _l("Le coût exact : salaire, charges, frais")),
            (Price.LESS.value, _l("Moins que le coût, ou rien")),
            (Price.MORE.value, _l("Plus que le coût")),
            (Price.HOURS.value, _l("Rien : des heures seront rendues en heures")),
        ],
        validators=[Optional()],
    )
    host_kind = RadioField(
        _l("Si c’est moins que le coût : la structure d’accueil est…"),
        choices=HOSTS,
        validators=[Optional()],
    )
    lender_is_large = BooleanField(_l("L’employeur, ou son groupe, est grand"))

    def say_figures(self, r3: law.Rule) -> None:
        """The questions about size and age, with the figures of the law in force."""
        below, young, large = (
            format_decimal(r3.figure(name).value) for name in ("host_staff_below", "host_age_below", "lender_staff")
        )
        words = {
            HostKind.YOUNG.value: _("Une entreprise de moins de %(years)s ans", years=young),
            HostKind.SME.value: _("Une entreprise de moins de %(staff)s personnes", staff=below),
        }
        self.host_kind.choices = [(value, words.get(value, str(usual))) for value, usual in HOSTS]
        said = _("L’employeur, ou son groupe, compte au moins %(staff)s personnes", staff=large)
        self.lender_is_large.label.text = said

    def answers(self) -> Answers:
        """The value of a valid form."""
        return Answers(
            worker=Worker(self.worker.data),
            orders=Orders(self.orders.data) if self.orders.data else None,
            contract=Contract(self.contract.data) if self.contract.data else None,
            price=Price(self.price.data) if self.price.data else None,
            host_kind=HostKind(self.host_kind.data) if self.host_kind.data else None,
            lender_is_large=bool(self.lender_is_large.data),
        )


class RequestForm(BaseForm):
    """Whom one asks, for which skill; the choices are set by the view."""

    side = RadioField(
        _l("Votre structure…"),
        choices=[("host", _l("a besoin d’une personne")), ("lender", _l("propose le temps d’une personne"))],
        validators=[InputRequired(NEEDED)],
        default="host",
    )
    structure_id = SelectField(_l("Avec quelle structure ?"), coerce=int, validators=[DataRequired(NEEDED)])
    skill = StringField(_l("Compétence"), [DataRequired(NEEDED), SHORT])
    note = TextAreaField(_l("Votre message"), [Optional(), LONG])


class TermsForm(WeekForm):
    """The terms: every mandatory mention of S5 and S6 is a field that cannot be skipped."""

    qualification = StringField(_l("Qualification"), [DataRequired(NEEDED), Length(max=160)])
    tasks = TextAreaField(_l("Travail confié"), [DataRequired(NEEDED), LONG])
    reason = StringField(_l("Motif"), [DataRequired(NEEDED), LINE])
    starts_on = DayField(_l("Premier jour"), [InputRequired(_l("Choisissez une date."))])
    ends_on = DayField(_l("Dernier jour"), [InputRequired(_l("Choisissez une date."))])
    place = StringField(_l("Lieu de travail"), [DataRequired(NEEDED), LINE])
    features = TextAreaField(_l("Particularités du poste"), [DataRequired(NEEDED), LONG])
    orders_from = StringField(_l("Qui donne les consignes"), [DataRequired(NEEDED), LINE])
    contact = StringField(_l("À qui la personne peut s’adresser"), [DataRequired(NEEDED), LINE])
    cost_method = TextAreaField(_l("Calcul de ce qui est facturé"), [DataRequired(NEEDED), LONG])
    ppe = StringField(_l("Équipements de protection"), [DataRequired(NEEDED), LINE])
    medical = StringField(_l("Suivi médical"), [DataRequired(NEEDED), LINE])
    safety_notes = TextAreaField(_l("Risques et consignes du lieu"), [DataRequired(NEEDED), LONG])
    probation_days = CountField(
        _l("Période probatoire, en jours"), [Optional(), NumberRange(0, 365, BETWEEN)], default=0
    )
    essential_change = BooleanField(_l("Un élément essentiel du contrat change (métier, durée, paie, lieu éloigné)"))
    reflection_days = CountField(
        _l("Délai de réflexion, en jours"), [InputRequired(NEEDED), NumberRange(2, 60, BETWEEN)]
    )
    keeps_base_hours = BooleanField(_l("Les jours de prêt, la personne travaille aussi chez son employeur"))
    travel_minutes = CountField(
        _l("Trajet entre les deux lieux, en minutes"), [Optional(), NumberRange(0, 600, BETWEEN)]
    )
    purpose = StringField(_l("But du prêt"), [Optional(), LINE])
    replaces_absent = BooleanField(_l("La personne remplace un salarié absent de la structure d’accueil"))
    special_risks = BooleanField(_l("Le poste est sur la liste des postes à risques particuliers (L4154-2)"))
    insurance = StringField(_l("Assurance"), [Optional(), LINE])
    notice_days = CountField(
        _l("Délai pour prévenir d’une fin anticipée, en jours"), [Optional(), NumberRange(0, 180, BETWEEN)], default=0
    )

    regime: Regime | None = None
    host_kind: HostKind | None = None

    def __iter__(self) -> Iterator[Field]:
        """As they stand on the page, so that the summary of errors reads from top to bottom."""
        return iter(sorted(super().__iter__(), key=lambda field: IN_ORDER.get(field.short_name, 0)))

    def validate(self, extra_validators: Any = None) -> bool:
        """Dates in order and at most three years, some hours, a trial where the law wants one (S7): all at once."""
        super().validate(extra_validators)
        trial = self.essential_change.data and not self.probation_days.data
        unsaid = why_not_write(self.regime, self.purpose.data or "") if self.regime else None
        beyond = self._beyond_the_law()
        checks = [
            (self.ends_on, self._length < 0, _("Le dernier jour suit le premier.")),
            (
                self.ends_on,
                self._length > LONGEST_DAYS,
                _("Un prêt reste temporaire : au-delà de 3 ans, ouvrez-en un autre."),
            ),
            (self.ends_on, beyond, beyond),
            (self.day0, not any(day.data for day in self.days), _("Indiquez les heures d’au moins un jour.")),
            (self.probation_days, trial, sentence(No.TRIAL_NEEDED)),
            (self.purpose, unsaid, sentence(unsaid) if unsaid else ""),
        ]
        for field, wrong, text in checks:
            if wrong and not field.errors:
                field.errors = [text]
        return not self.errors

    def _beyond_the_law(self) -> str:
        """A loan below cost that is longer than the law has it for this host (R3), with the last day it allows."""
        first, last, kind = self.starts_on.data, self.ends_on.data, self.host_kind
        if not self.regime or not first or not last or not why_not_last(self.regime, kind, first, last):
            return ""
        figure, rule = longest(first, kind), law.rule("R3", on=first)
        return str(
            _(
                "La loi limite ce prêt à %(years)s ans (%(article)s, vérifié le %(checked)s) : le dernier jour "
                "possible est le %(day)s.",
                years=figure.value,
                article=figure.article or rule.articles[0],
                checked=medium_date(rule.checked_on),
                day=medium_date(last_day(first, kind)),
            )
        )

    @property
    def _length(self) -> int:
        """In days; 0 while a date is missing."""
        first, last = self.starts_on.data, self.ends_on.data
        return (last - first).days if first and last else 0

    @property
    def strays(self) -> tuple[date, ...] | None:
        """What `models.strays` says of what is typed; None too while something of it is wrong."""
        first, last = self.starts_on.data, self.ends_on.data
        if not first or not last or not 0 <= self._length <= LONGEST_DAYS or any(day.errors for day in self.days):
            return None
        weekdays = {number for number, day in enumerate(self.days) if day.data}
        return strays(first, last, weekdays) if weekdays else None

    def content(self) -> TermsContent:
        """The value of a valid form."""
        first, last, reflection = self.starts_on.data, self.ends_on.data, self.reflection_days.data
        if first is None or last is None or reflection is None:
            raise ValueError("the form was not validated")
        words = (
            "qualification", "tasks", "reason", "place", "features", "orders_from", "contact", "cost_method", "ppe",
            "medical", "safety_notes", "purpose", "insurance",
        )  # fmt: skip
        return TermsContent(
            **{name: self[name].data or "" for name in words},
            starts_on=first,
            ends_on=last,
            slots=self.slots,
            probation_days=self.probation_days.data or 0,
            essential_change=bool(self.essential_change.data),
            reflection_days=reflection,
            keeps_base_hours=bool(self.keeps_base_hours.data),
            travel_minutes=self.travel_minutes.data,
            replaces_absent=bool(self.replaces_absent.data),
            special_risks=bool(self.special_risks.data),
            notice_days=self.notice_days.data or 0,
        )


def terms_data(content: TermsContent | None, *, skill: str) -> dict[str, Any]:
    """What a terms form starts with: the version before, or sound first words."""
    if content is not None:
        return {**vars(content), **week_data(content.slots)}
    return {
        "qualification": skill,
        "reflection_days": 8,
        "probation_days": 0,
        "cost_method": _(
            "Salaire brut, charges patronales et frais professionnels remboursés, au prorata des heures, sans marge. "
            "Une facture par mois."
        ),
    }
