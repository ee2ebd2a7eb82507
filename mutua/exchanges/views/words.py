"""Quantities in words, for pages and letters: 3 h 30, 2 demi-journées, 12 km."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from mutua.exchanges.forms import written
from mutua.exchanges.models import UnitCode
from mutua.exchanges.views.blueprint import bp

NBSP = "\u00a0"
SMALL_WORDS = ("le", "la", "les", "de", "du", "des", "et", "&")


@bp.app_template_filter()
def amount(quantity: int, unit: str) -> str:
    """A number of quanta of a unit, unsigned."""
    code = UnitCode(unit)
    if code in (UnitCode.HOUR, UnitCode.KM):
        return written(quantity, code).replace(" ", NBSP) + (f"{NBSP}km" if code is UnitCode.KM else "")
    if code is UnitCode.HALF_DAY:
        text: str = ngettext("%(num)d demi-journée", "%(num)d demi-journées", quantity)
    elif code is UnitCode.VEHICLE_DAY:
        text = ngettext("%(num)d jour de véhicule", "%(num)d jours de véhicule", quantity)
    else:
        text = ngettext("%(num)d unité", "%(num)d unités", quantity)
    return text.replace(" ", NBSP, 1)


@bp.app_template_filter()
def unit_name(unit: str) -> str:
    """The unit alone, as the head of a column."""
    names: dict[UnitCode, str] = {
        UnitCode.HOUR: _("heures"),
        UnitCode.HALF_DAY: _("demi-journées"),
        UnitCode.KM: _("kilomètres"),
        UnitCode.VEHICLE_DAY: _("jours de véhicule"),
        UnitCode.PIECE: _("unités"),
    }
    return names[UnitCode(unit)]


@bp.app_template_filter()
def quantum_name(unit: str) -> str:
    """What the whole numbers of the ledger count: minutes for hours."""
    return str(_("minutes")) if UnitCode(unit) is UnitCode.HOUR else unit_name(unit)


def kind_label(kind: str) -> str:
    """The kind in a list or a file."""
    names: dict[str, str] = {
        "staff": _("Temps de personnel"),
        "premises": _("Local"),
        "equipment": _("Matériel"),
        "vehicle": _("Véhicule"),
        "desk": _("Poste de travail"),
    }
    return names[str(kind)]


bp.add_app_template_filter(kind_label)


@bp.app_template_filter()
def short_name(name: str, longest: int = 13) -> str:
    """A structure in a narrow column: its last telling word (Scop Copeaux: Copeaux)."""
    if len(name) <= longest:
        return name
    parts = [
        part
        for part in name.split()
        if part.lower().strip("’'") not in ("le", "la", "les", "de", "du", "des", "d", "&")
    ]
    kept = " ".join(parts[1:]) if len(parts) > 1 else name
    kept = kept if len(kept) <= longest else (parts[-1] if parts else name)
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"
