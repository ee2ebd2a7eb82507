"""What was not understood in a calendar file, in words."""

import re
from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l

from mutua.kernel.timespan import wall
from mutua.web.filters import clock_time, full_date

_STAMP = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")

PROBLEM_WORDS = {
    "unreadable": _l("Événement illisible, laissé de côté."),
    "no_start": _l("Pas de date de début : laissé de côté."),
    "no_length": _l("Sans durée : il n’occupe aucun temps."),
    "order": _l("La fin précède le début : laissé de côté."),
    "too_long": _l("Dure plus de deux ans : laissé de côté."),
    "bad_rule": _l("Répétition incompréhensible : seule la première date est gardée."),
    "too_often": _l("Se répète plusieurs fois par jour : seule la première date est gardée."),
    "bad_dates": _l("Une date ajoutée ou retirée est illisible : les autres sont gardées."),
    "range": _l("Changement « cette date et les suivantes » : appliqué à cette date seule."),
    "unknown_zone": _l("Fuseau horaire inconnu : lu à l’heure du lieu. Vérifiez les heures."),
    "unfinished": _l("Un élément commence et ne finit pas : laissé de côté."),
    "too_many": _l("Trop d’événements : les derniers sont laissés de côté."),
    "out_of_reach": _l("Année impossible : laissé de côté."),
}

OLD_WORDS = {
    "booked": _l("Réservé"),
    "over": _l("Déjà passé : laissé de côté."),
    "cancelled": _l("Annulé dans l’ancien agenda : laissé de côté."),
    "slot_taken": _l("Créneau déjà pris : laissé de côté."),
    "again": _l("Déjà dans Mutua : laissé de côté."),
    "unreadable": _l("Événement illisible, laissé de côté."),
    "series_malformed": _l("Répétition incompréhensible : laissé de côté."),
    "too_many": _l("Plus de 300 événements : celui-ci et les suivants sont laissés de côté."),
}


def told_when(stamp: str, zone: str) -> str:
    """`20270312T090000Z` as people read it; what is no moment, as it was written."""
    found = _STAMP.fullmatch(stamp)
    try:
        day = datetime.strptime(found[1] + (found[2] or "000000"), "%Y%m%d%H%M%S") if found else None
    except ValueError:
        day = None
    if found is None or day is None:
        return stamp
    here = wall(day.replace(tzinfo=UTC), zone) if found[3] else day
    return f"{full_date(here)}, {clock_time(here)}" if found[2] else full_date(here)
