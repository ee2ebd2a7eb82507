"""Lengths of time as a figure and its unit, and a position as maps write it."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField

from mutua.resources.models import Place

UNITS = (("60", _l("heures")), ("1440", _l("jours")))
ALL_UNITS = (("1", _l("minutes")), *UNITS)
LONGEST = 366 * 1440
DEGREES = re.compile(r"(-?\d{1,3}\.\d{1,12})(?:\s*[,;/]\s*|\s+|&mlon=)(-?\d{1,3}\.\d{1,12})")
MILLION = 1_000_000


def unit_field(label: Any) -> SelectField:
    return SelectField(label, choices=ALL_UNITS, default="60")


def split(minutes: int | None, *, usual: str = "60") -> tuple[int | None, str]:
    """Days when it is whole days, else hours, else minutes; nothing in the `usual` unit."""
    if not minutes:
        return None, usual
    unit = next(unit for unit in (1440, 60, 1) if minutes % unit == 0)
    return minutes // unit, str(unit)


def minutes(figure: Any, unit: SelectField) -> int | None:
    """What a figure and its unit come to; None, with a message beside the figure, for more than a year."""
    if figure.data is None:
        return None
    found = int(figure.data) * int(unit.data)
    if found > LONGEST:
        figure.errors = [*figure.errors, _("Un an au plus.")]
        return None
    return found


class PositionField(StringField):
    """Latitude and longitude in millionths of a degree, as `position`; typed, or pasted with the link of a map."""

    position: tuple[int, int] | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""
        self.position = read_position(self.data)


def read_position(text: str) -> tuple[int, int] | None:
    """None for nothing; raises ValueError with what to change."""
    if not text:
        return None
    found = DEGREES.search(text[:300])
    latitude, longitude = (float(found[1]), float(found[2])) if found else (91.0, 181.0)
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError(
            _("Écrivez la latitude et la longitude, comme 48.1173, -1.6778, ou collez le lien d’une carte.")
        )
    return round(latitude * MILLION), round(longitude * MILLION)


def written_position(place: Place | None) -> str:
    """Of the place itself, else of the one it lies in."""
    at = place if place is None or place.latitude is not None or place.parent is None else place.parent
    if at is None or at.latitude is None or at.longitude is None:
        return ""
    return f"{at.latitude / MILLION:.6f}, {at.longitude / MILLION:.6f}"
