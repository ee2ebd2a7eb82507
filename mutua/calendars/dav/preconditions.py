"""What an event must be before any rule is asked (RFC 4791, 5.3.2.1): by name for programs, in words for people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mutua.calendars.dav import xml
from mutua.calendars.dav.door import DavError
from mutua.calendars.dav.xml import c

WORDS = {
    "valid-calendar-data": _l("Cet événement est mal écrit : votre logiciel ne l’a pas envoyé en entier."),
    "valid-calendar-object-resource": _l("Un envoi porte un seul événement, avec son identifiant."),
    "supported-calendar-component": _l("Seuls des événements se réservent : ni tâches, ni notes."),
    "supported-calendar-data": _l("Seul un événement au format iCalendar se comprend ici."),
    "calendar-collection-location-ok": _l("Ce nom ne convient pas à un événement."),
    "max-resource-size": _l("Cet événement est trop lourd : 1 Mo au plus, pièces jointes comprises."),
    "min-date-time": _l("Cet événement est trop ancien pour être repris."),
    "max-date-time": _l("Cet événement est trop lointain pour être repris."),
    "no-uid-conflict": _l("Cet événement est déjà dans ce calendrier, sous un autre nom."),
}


def unmet(condition: str, detail: str = "", *, inner: str = "", status: int = 403) -> DavError:
    """`detail`: what was found, for who writes programs."""
    words = str(WORDS[condition]) + (f" ({detail})" if detail else "")
    return DavError(status, xml.element(c(condition), inner), words)
