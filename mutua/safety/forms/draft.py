"""Forms of the draft: units, risks, measures, rules."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField

from mutua.safety.actions import Rating
from mutua.safety.catalogue import Scoring, attributes_of, catalogue
from mutua.safety.forms.fields import (
    FREQUENCIES,
    KINDS,
    MASTERIES,
    PRINCIPLES,
    SEVERITIES,
    THEMES,
    OnceForm,
    Whole,
    code,
    day,
    line,
    mark,
    one_of,
    prose,
)
from mutua.safety.models import SourceKind, WorkUnit
from mutua.web.forms import BaseForm, text


class UnitForm(OnceForm):
    name = line(_l("Nom de l’unité"), 160)
    kind = code(_l("Nature"), KINDS)
    place_id = one_of(_l("Lieu"), required=False)


ANSWERS = (("", _l("Pas encore demandé")), ("yes", _l("Oui")), ("no", _l("Non")))


class DescribeForm(OnceForm):
    """A unit that no resource describes; `ask_<code>` for each question of its kind."""

    name = line(_l("Nom de l’unité"), 160)
    place_id = one_of(_l("Lieu"), required=False)
    description = prose(_l("Ce qui s’y fait"), required=False)

    def questions(self) -> list[SelectField]:
        return [field for name, field in self._fields.items() if name.startswith("ask_")]

    def answers(self) -> dict[str, bool]:
        said = {field.name.removeprefix("ask_"): field.data for field in self.questions()}
        return {code: answer == "yes" for code, answer in said.items() if answer in ("yes", "no")}


def describe_form(unit: WorkUnit, *, sent: bool) -> DescribeForm:
    english = str(get_locale() or "fr").startswith("en")
    asked = {
        f"ask_{row.code}": SelectField(row.english if english else row.french, choices=ANSWERS, default="")
        for row in attributes_of(str(unit.kind))
    }
    known = {
        f"ask_{code}": "yes" if value else "no" for code, value in unit.attributes.items() if value in (True, False)
    }
    facts = {"name": unit.name, "place_id": unit.place_id, "description": unit.description, **known}
    made: DescribeForm = type("DescribeKindForm", (DescribeForm,), asked)(
        **({} if sent else {"formdata": None}), data=facts
    )
    if unit.source_kind is not SourceKind.HAND:
        del made.name, made.place_id
    return made


class RiskForm(OnceForm):
    family = code(_l("Famille de danger"), {})
    situation = prose(_l("Situation"))
    severity = mark(_l("Gravité"), SEVERITIES)
    severity_reason = line(_l("Raison d’une gravité plus basse"), 300, required=False)
    frequency = mark(_l("Fréquence d’exposition"), FREQUENCIES)
    frequency_reason = line(_l("Raison d’une autre fréquence"), 300, required=False)
    existing = prose(_l("Mesures déjà en place"), required=False)
    mastery = mark(_l("Maîtrise"), MASTERIES)
    lone = BooleanField(_l("La personne peut s’y trouver seule, sans être vue ni entendue"))
    version = HiddenField()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        english = str(get_locale() or "fr").startswith("en")
        self.family.choices = [
            (family.code, family.english if english else family.french)
            for family in catalogue().families.values()
            if family.scoring is Scoring.MATRIX
        ]

    def rating(self) -> Rating:
        return Rating(
            family=text(self.family),
            situation=text(self.situation),
            severity=int(self.severity.data),
            severity_reason=text(self.severity_reason),
            frequency=int(self.frequency.data),
            frequency_reason=text(self.frequency_reason),
            existing=text(self.existing),
            mastery=int(self.mastery.data),
            lone=bool(self.lone.data),
        )


class RiskFilterForm(BaseForm):
    """Which risks to list; read from the address, so without a token."""

    class Meta(BaseForm.Meta):
        csrf = False

    place = one_of(_l("Lieu"), required=False)
    unit = one_of(_l("Unité"), required=False)
    family = SelectField(_l("Famille de danger"))
    structure = one_of(_l("Structure exposée"), required=False)

    @property
    def families(self) -> list[tuple[str, str]]:
        english = str(get_locale() or "fr").startswith("en")
        return [(row.code, row.english if english else row.french) for row in catalogue().families.values()]


class MeasureForm(OnceForm):
    text = line(_l("Action"), 300)
    principle = mark(_l("Principe de prévention"), PRINCIPLES)
    structure_id = one_of(_l("Structure responsable"))
    due_on = day(_l("Échéance"))
    cost = Whole(_l("Coût en euros"), 0, 10_000_000, message=_l("Écrivez un montant entier, sans centimes."))
    indicator = line(_l("Comment saura-t-on que c’est fait"), 200, required=False)


class ProgrammeForm(MeasureForm):
    """The whole line of an action; `share_<id>` fields are added for each employer by the view."""

    person = line(_l("Personne chargée de l’action"), 120, required=False)
    starts_on = day(_l("Début"), required=False)
    conditions = prose(_l("Conditions d’exécution"), required=False)
    means = line(_l("Moyens mobilisés"), 300, required=False)
    effect_on = day(_l("Vérifier l’effet le"), required=False)
    version = HiddenField()


class ProofForm(OnceForm):
    evidence = prose(_l("Ce qui montre que c’est fait"), required=False)
    file = FileField(_l("Pièce (PDF, JPEG ou PNG)"))

    def upload(self) -> tuple[bytes, str]:
        given = self.file.data
        return (given.read(), given.filename or "") if given else (b"", "")


class EffectForm(OnceForm):
    effect = prose(_l("Ce que l’action a changé"))


class RuleForm(OnceForm):
    theme = code(_l("Sujet"), THEMES)
    place_id = one_of(_l("Lieu"), required=False)
    text = prose(_l("Règle"))


class ScopeForm(OnceForm):
    not_covered = prose(_l("Ce que le volume commun ne couvre pas"), required=False)
