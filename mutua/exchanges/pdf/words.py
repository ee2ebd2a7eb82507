"""French words of the papers."""

from __future__ import annotations

from mutua.exchanges.models import UnitCode
from mutua.resources.models import Kind

NB = "\u00a0"
KINDS = {
    Kind.STAFF: "Temps de personnel",
    Kind.PREMISES: "Local",
    Kind.EQUIPMENT: "Matériel",
    Kind.VEHICLE: "Véhicule",
    Kind.DESK: "Poste de travail",
}
UNITS = {
    UnitCode.HOUR: ("heure", "heures"),
    UnitCode.HALF_DAY: ("demi-journée", "demi-journées"),
    UnitCode.KM: ("km", "km"),
    UnitCode.VEHICLE_DAY: ("jour de véhicule", "jours de véhicule"),
    UnitCode.PIECE: ("unité", "unités"),
}


def said(quantity: int, unit: UnitCode) -> str:
    """390 minutes are 6 h 30, 50 are 50 min, as on the pages; 2 half-days are 2 demi-journées; a minus is kept."""
    sign, size = ("−" if quantity < 0 else ""), abs(quantity)
    if unit is UnitCode.HOUR:
        hours, minutes = divmod(size, 60)
        if minutes and not hours:
            return f"{sign}{minutes}{NB}min"
        return f"{sign}{hours}{NB}h" + (f"{NB}{minutes:02d}" if minutes else "")
    return f"{sign}{size}{NB}{UNITS[unit][size > 1]}"


def quantum(unit: UnitCode) -> str:
    """What whole numbers of a workbook count."""
    return "minutes" if unit is UnitCode.HOUR else UNITS[unit][1]


def euros(cents: int) -> str:
    """1 234,50 €"""
    sign, size = ("−" if cents < 0 else ""), abs(cents)
    whole = f"{size // 100:,}".replace(",", NB)
    return f"{sign}{whole},{size % 100:02d}{NB}€"
