"""The words of closed lists, for forms and pages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l

from mutua.resources.models import Period, Region, Right

RIGHTS: dict[Right, Any] = {
    Right.LICENCE_B: _l("Permis B"),
    Right.LICENCE_BE: _l("Permis BE (remorque)"),
    Right.LICENCE_C: _l("Permis C (poids lourd)"),
    Right.LICENCE_D: _l("Permis D (plus de huit passagers)"),
    Right.FORKLIFT: _l("Autorisation de conduite d’engins"),
    Right.ELECTRICITY: _l("Habilitation électrique"),
    Right.INDUCTION: _l("Accueil sécurité sur place"),
    Right.FIRE_BRIEFING: _l("Consignes incendie sur place"),
    Right.LIABILITY_INSURANCE: _l("Assurance responsabilité civile de la structure"),
    Right.VEHICLE_INSURANCE: _l("Assurance de la structure pour les véhicules empruntés"),
}
REGIONS: dict[Region, Any] = {
    Region.METROPOLE: _l("Métropole"),
    Region.ALSACE_MOSELLE: _l("Alsace et Moselle"),
    Region.GUADELOUPE: _l("Guadeloupe"),
    Region.MARTINIQUE: _l("Martinique"),
    Region.GUYANE: _l("Guyane"),
    Region.REUNION: _l("La Réunion"),
    Region.MAYOTTE: _l("Mayotte"),
    Region.SAINT_BARTHELEMY: _l("Saint-Barthélemy"),
    Region.SAINT_MARTIN: _l("Saint-Martin"),
    Region.SAINT_PIERRE: _l("Saint-Pierre-et-Miquelon"),
    Region.NOUVELLE_CALEDONIE: _l("Nouvelle-Calédonie"),
    Region.POLYNESIE: _l("Polynésie française"),
    Region.WALLIS: _l("Wallis-et-Futuna"),
}
PERIODS: dict[Period, Any] = {
    Period.DAY: _l("ce jour-là"),
    Period.WEEK: _l("cette semaine-là"),
    Period.MONTH: _l("ce mois-là"),
    Period.YEAR: _l("cette année-là"),
}
EVERY_DAY, WORKING_DAYS, WEEKEND = tuple(range(7)), tuple(range(5)), (5, 6)
DAYS: dict[tuple[int, ...], Any] = {
    WORKING_DAYS: _l("Du lundi au vendredi"),
    EVERY_DAY: _l("Tous les jours"),
    WEEKEND: _l("Samedi et dimanche"),
    (0,): _l("Lundi"),
    (1,): _l("Mardi"),
    (2,): _l("Mercredi"),
    (3,): _l("Jeudi"),
    (4,): _l("Vendredi"),
    (5,): _l("Samedi"),
    (6,): _l("Dimanche"),
}


def days_said(weekdays: Collection[int]) -> str:
    """« Du lundi au vendredi », or each day by its name."""
    days = tuple(sorted(weekdays))
    return str(DAYS.get(days) or ", ".join(str(DAYS[day,]) for day in days))
