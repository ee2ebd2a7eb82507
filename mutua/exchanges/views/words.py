"""Quantities in words, for pages and letters: 3 h 30, 2 demi-journées, 12 km."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask_babel import format_currency, format_date, ngettext
from flask_babel import gettext as _

from mutua.exchanges.forms import written
from mutua.exchanges.models import UnitCode
from mutua.exchanges.views.blueprint import bp

NBSP = "\u00a0"
SMALL_WORDS = frozenset(("le", "la", "les", "l’", "de", "du", "des", "et", "&"))
GENERIC = (
    "association compagnie coopérative scop scic sarl radio studio groupement jardins atelier ateliers pôle collectif",
    "épicerie maison société",
)
GENERIC_WORDS = frozenset(word for line in GENERIC for word in line.split(" "))


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
def bare_amount(quantity: int, unit: str) -> str:
    """The same where the row already names the unit: 3 h 30, 12 km, but 2."""
    return amount(quantity, unit) if UnitCode(unit) in (UnitCode.HOUR, UnitCode.KM) else str(quantity)


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


@bp.app_template_filter()
def month_short(day: date) -> str:
    """oct., under a bar."""
    return str(format_date(day, "MMM"))


@bp.app_template_filter()
def euros(cents: int) -> str:
    """1 234,50 €, as declared: never of the ledger."""
    return str(format_currency(Decimal(cents) / 100, "EUR"))


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
    """A structure in a narrow column, by its telling words (Scop Copeaux: Copeaux; Papilles & Cie: Papilles)."""
    if len(name) <= longest:
        return name
    words = name.split()
    while len(words) > 1 and words[0].lower() in SMALL_WORDS | GENERIC_WORDS:
        words.pop(0)
    kept = words[:1]
    while len(kept) < len(words) and len(" ".join(words[: len(kept) + 1])) <= longest:
        kept = words[: len(kept) + 1]
    while len(kept) > 1 and kept[-1].lower() in SMALL_WORDS:
        kept.pop()
    short = " ".join(kept).rstrip(",")
    return short if len(short) <= longest else short[: longest - 1] + "…"
