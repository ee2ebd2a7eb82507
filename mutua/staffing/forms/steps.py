"""Small forms of the later steps."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from mutua.staffing.forms.request import LONG, NEEDED
from mutua.staffing.forms.week import OtherWeek
from mutua.staffing.models import CseOpinion, MonthCost, PaperKind
from mutua.web.forms import BaseForm

DATE_NEEDED = _l("Choisissez une date.")
MONEY = NumberRange(min=0, max=10_000_000)


class FileForm(BaseForm):
    """A form with one file: `upload` gives its bytes and the name it came with."""

    file = FileField(_l("Document signé"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A missing file is told with the other fields, not after them."""
        whole = bool(super().validate(extra_validators))
        if not self.file.data:
            self.file.errors = [*self.file.errors, _("Joignez le document.")]
        return whole and bool(self.file.data)

    def upload(self) -> tuple[bytes, str]:
        given = self.file.data
        return (given.read(), given.filename or "") if given else (b"", "")


class EmployeeForm(OtherWeek):
    """The person the lender has in mind; the choices are set by the view: 0 without account, -1 nobody yet."""

    person_id = SelectField(
        _l("Personne"), coerce=int, validators=[InputRequired(NEEDED), NumberRange(0, message=NEEDED)]
    )
    name = StringField(_l("Nom, si la personne n’a pas de compte"), [Optional(), Length(max=120)])
    qualification = StringField(_l("Qualification"), [InputRequired(NEEDED), Length(max=160)])
    birth_date = DateField(_l("Date de naissance"), [Optional()])
    forfait_jours = BooleanField(_l("Son contrat est en forfait jours"))
    night_worker = BooleanField(_l("Elle est déclarée travailleur de nuit"))
    attested_on = DateField(_l("Attestation signée sur papier le"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """A name, for somebody without an account; another job stands beside the usual week, never alone."""
        if not super().validate(extra_validators):
            return False
        if self.elsewhere and not self.slots:
            self.day0.errors = [*self.day0.errors, _("Écrivez aussi son horaire habituel chez vous.")]
            return False
        if not self.person_id.data and not self.name.data:
            self.name.errors = [*self.name.errors, str(NEEDED)]
            return False
        return True


class TermsSeenForm(BaseForm):
    """Acts on the version that was on screen."""

    terms_id = HiddenField(validators=[InputRequired()])

    @property
    def seen(self) -> int:
        text = self.terms_id.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


class AnswerForm(TermsSeenForm):
    """The employee's answer: `answer` is the button pressed."""

    answer = HiddenField()
    attests_hours = BooleanField(_l("J’atteste que ces heures sont toutes mes heures de travail payé"))


class PaperConsentForm(FileForm, TermsSeenForm):
    """A consent signed on paper, recorded by the lender."""


class CseForm(BaseForm):
    """One works council's opinion, or that there is none. `from_staff`: the headcount from which one exists (S10)."""

    from_staff: int

    opinion = RadioField(
        _l("Avis du CSE"),
        choices=[
            (CseOpinion.FAVOURABLE.value, _l("Favorable")),
            (CseOpinion.UNFAVOURABLE.value, _l("Défavorable")),
            (CseOpinion.NO_OPINION.value, _l("Consulté, sans avis rendu")),
            (CseOpinion.NO_CSE.value, _l("Pas de CSE dans notre structure")),
        ],
        validators=[InputRequired(_l("Choisissez une réponse."))],
    )
    consulted_on = DateField(_l("Date de la consultation"), [Optional()])
    headcount = IntegerField(_l("Effectif de votre structure"), [InputRequired(NEEDED), NumberRange(0, 1_000_000)])
    replaces_id = HiddenField(validators=[Optional(), Length(max=15)])
    none_here = BooleanField(_l("Il n’y en a pas malgré cet effectif : procès-verbal de carence, ou employeur public"))

    @property
    def replaces(self) -> int | None:
        """The record that was on screen, when this one corrects it."""
        text = self.replaces_id.data or ""
        return int(text) if text.isascii() and text.isdigit() else None

    def validate(self, extra_validators: Any = None) -> bool:
        """A date, unless there is no council; none in a larger structure is said twice: it cannot be undone."""
        if not super().validate(extra_validators):
            return False
        if self.opinion.data != CseOpinion.NO_CSE.value and self.consulted_on.data is None:
            self.consulted_on.errors = [*self.consulted_on.errors, str(DATE_NEEDED)]
            return False
        unlikely = self.opinion.data == CseOpinion.NO_CSE.value and (self.headcount.data or 0) >= self.from_staff
        if unlikely and not self.none_here.data:
            said = _(
                "À partir de %(staff)s personnes, un CSE existe en principe. Consultez-le, ou cochez cette case.",
                staff=self.from_staff,
            )
            self.none_here.errors = [*self.none_here.errors, said]
            return False
        return True


class DecisionForm(BaseForm):
    """The coordination's decision: `decision` is the button pressed."""

    decision = HiddenField()
    reason = TextAreaField(_l("Ce qui manque, ou pourquoi"), [Optional(), LONG])


class PaperForm(FileForm):
    """A signed agreement or amendment; the choices are set by the view."""

    kind = SelectField(_l("Document"), validators=[InputRequired(NEEDED)])
    code = StringField(_l("Code imprimé au pied du document"), [InputRequired(NEEDED), Length(max=20)])
    signed_on = DateField(_l("Signé le"), [InputRequired(DATE_NEEDED)])

    def paper_kind(self) -> PaperKind:
        return PaperKind(self.kind.data)


class BriefingForm(BaseForm):
    briefed_on = DateField(_l("Accueil fait le"), [InputRequired(DATE_NEEDED)])


class HoursForm(BaseForm):
    """A stretch of work on the pole's clock; an end before the start is on the next day."""

    day = DateField(_l("Jour"), [InputRequired(DATE_NEEDED)])
    starts = TimeField(_l("Début"), [InputRequired(_l("Choisissez une heure."))])
    ends = TimeField(_l("Fin"), [InputRequired(_l("Choisissez une heure."))])
    break_minutes = IntegerField(_l("Pause, en minutes"), [Optional(), NumberRange(0, 600)], default=0)


class HoursAnswerForm(BaseForm):
    answer = HiddenField()
    note = StringField(_l("Ce qui ne va pas"), [Optional(), Length(max=500)])


class ReasonForm(BaseForm):
    """A private reason: employer and employee alone can read it."""

    reason = TextAreaField(_l("Motif, gardé privé"), [Optional(), LONG])


SUMS = ("wages", "charges", "expenses", "invoiced")


def euros(rows: Sequence[MonthCost]) -> dict[str, Any]:
    """Sums of statements already made, to begin a form with; nothing when there is none."""
    if not rows:
        return {}
    sums = {name: Decimal(sum(getattr(row, f"{name}_cents") for row in rows)) / 100 for name in SUMS}
    return {**sums, "vat_note": rows[-1].vat_note}


class CostForm(BaseForm):
    """Euros with cents; the total must be the sum."""

    wages = DecimalField(_l("Salaires versés, en euros"), [InputRequired(NEEDED), MONEY])
    charges = DecimalField(_l("Charges sociales, en euros"), [InputRequired(NEEDED), MONEY])
    expenses = DecimalField(_l("Frais professionnels remboursés, en euros"), [InputRequired(NEEDED), MONEY])
    invoiced = DecimalField(_l("Total facturé hors TVA, en euros"), [InputRequired(NEEDED), MONEY])
    vat_note = StringField(_l("TVA"), [Optional(), Length(max=200)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Whole cents: 12,345 euros is a slip of the pen."""
        if not super().validate(extra_validators):
            return False
        for field in (self.wages, self.charges, self.expenses, self.invoiced):
            if field.data is not None and field.data != field.data.quantize(Decimal("0.01")):
                field.errors = [*field.errors, _("Deux chiffres après la virgule au plus.")]
        return not self.errors

    def cents(self) -> dict[str, int]:
        """The four sums in cents."""
        return {f"{name}_cents": int((self[name].data or Decimal()) * 100) for name in SUMS}
