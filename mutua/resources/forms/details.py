"""What is measured of a resource, kind by kind: figures, dates and choices; empty means not asked."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from mutua.resources.models import Kind
from mutua.web.fields import CountField, DayField

YES_NO = (("yes", _l("Oui")), ("no", _l("Non")))
ENERGIES = (
    ("petrol", _l("Essence")),
    ("diesel", _l("Gazole")),
    ("hybrid", _l("Hybride")),
    ("electric", _l("Électrique")),
    ("gas", _l("Gaz")),
    ("human", _l("Sans moteur")),
)
LICENCES = (
    ("none", _l("Sans permis")),
    ("am", _l("AM (cyclomoteur, voiturette)")),
    ("b", "B"),
    ("be", "BE"),
    ("c1", "C1"),
    ("c", "C"),
    ("d1", "D1"),
    ("d", "D"),
)


class Detail(NamedTuple):
    """One question. `most`: of a number; `choices`: of a list; neither: a day when `day`, else a line of text."""

    code: str
    label: Any
    most: int = 0
    choices: tuple[tuple[str, Any], ...] = ()
    day: bool = False
    unit: str = ""


DETAILS: dict[Kind, tuple[Detail, ...]] = {
    Kind.PREMISES: (
        Detail("area_m2", _l("Surface, en m²"), 100_000, unit="m²"),
        Detail("volume_m3", _l("Volume d’air, en m³"), 1_000_000, unit="m³"),
        Detail("seats", _l("Places assises"), 100_000),
        Detail("exits", _l("Nombre de sorties"), 100),
        Detail("exit_width_cm", _l("Largeur totale des sorties, en cm"), 10_000, unit="cm"),
        Detail("step_free", _l("Accès de plain-pied"), choices=YES_NO),
    ),
    Kind.DESK: (
        Detail("area_m2", _l("Surface par poste, en m²"), 1_000, unit="m²"),
        Detail("step_free", _l("Accès de plain-pied"), choices=YES_NO),
    ),
    Kind.VEHICLE: (
        Detail("seats", _l("Places assises"), 100),
        Detail("energy", _l("Énergie"), choices=ENERGIES),
        Detail("load_kg", _l("Charge utile, en kg"), 44_000, unit="kg"),
        Detail("licence", _l("Permis demandé"), choices=LICENCES),
        Detail("next_check_on", _l("Prochain contrôle technique"), day=True),
    ),
    Kind.EQUIPMENT: (
        Detail("next_check_on", _l("Prochaine vérification"), day=True),
        Detail("certificate", _l("Déclaration de conformité présente"), choices=YES_NO),
        Detail("weight_kg", _l("Poids, en kg"), 44_000, unit="kg"),
    ),
    Kind.STAFF: (
        Detail("employer", _l("Employeur, s’il n’est pas la structure qui partage")),
        Detail("pattern", _l("Jours et heures habituels")),
    ),
}


def field_of(detail: Detail) -> Any:
    if detail.most:
        between = NumberRange(0, detail.most, _l("Écrivez un nombre entre %(min)s et %(max)s."))
        return CountField(detail.label, [Optional(), between])
    if detail.choices:
        return SelectField(detail.label, choices=[("", _l("Non renseigné")), *detail.choices], default="")
    if detail.day:
        return DayField(detail.label, [Optional()])
    return StringField(detail.label, [Length(max=160, message=_l("160 caractères au plus."))])


def fields_of(kind: Kind) -> dict[str, Any]:
    return {f"detail_{detail.code}": field_of(detail) for detail in DETAILS[kind]}


def filled_in(kind: Kind, details: dict[str, Any] | None) -> dict[str, Any]:
    """What the fields show of what is kept."""
    kept = details or {}
    return {
        f"detail_{detail.code}": date.fromisoformat(kept[detail.code]) if detail.day else kept[detail.code]
        for detail in DETAILS[kind]
        if detail.code in kept
    }


def answers(kind: Kind, form: Any) -> dict[str, Any] | None:
    """What was answered; None when nothing was."""
    given: dict[str, Field] = {detail.code: form[f"detail_{detail.code}"] for detail in DETAILS[kind]}
    kept = {code: field.data for code, field in given.items() if field.data not in (None, "")}
    return {code: value.isoformat() if isinstance(value, date) else value for code, value in kept.items()} or None


def said(kind: Kind, details: dict[str, Any] | None) -> list[tuple[Any, Any]]:
    """(label, value) of what is known, for pages: words for choices, days for dates."""
    kept = details or {}
    return [(detail.label, _said(detail, kept[detail.code])) for detail in DETAILS[kind] if detail.code in kept]


def _said(detail: Detail, value: Any) -> Any:
    if detail.choices:
        return dict(detail.choices).get(value, value)
    if detail.day:
        return date.fromisoformat(value)
    return f"{value}\u00a0{detail.unit}" if detail.unit else value
