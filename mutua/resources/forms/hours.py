"""Opening hours as people write them: `8:00 – 12:00, 14:00 – 19:00`."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from wtforms import StringField

SLOT = re.compile(r"(\d{1,2})(?:[:hH](\d{2})?)?\s*[-–—]\s*(\d{1,2})(?:[:hH](\d{2})?)?")
MOST_SLOTS = 6


class HoursField(StringField):
    """The slots of one weekday, in `slots`: (opens, closes) in minutes after midnight; empty means closed."""

    slots: tuple[tuple[int, int], ...] = ()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""
        self.slots = read(self.data)

    def process_data(self, value: Any) -> None:
        self.slots = tuple(value or ())
        self.data = written(self.slots)


def read(text: str) -> tuple[tuple[int, int], ...]:
    """Raises ValueError with what to change."""
    slots: list[tuple[int, int]] = []
    for part in re.split(r"[,;]", text) if text else ():
        found = SLOT.fullmatch(part.replace("\u00a0", " ").strip()[:40])
        if not found or len(slots) >= MOST_SLOTS:
            raise ValueError(_("Écrivez les heures comme 8:00 – 12:00, 14:00 – 19:00."))
        opens, closes = _minutes(found[1], found[2]), _minutes(found[3], found[4])
        if not opens < closes <= 1440:
            raise ValueError(_("La fermeture doit suivre l’ouverture, au plus tard à 24:00."))
        slots.append((opens, closes))
    ordered = sorted(slots)
    if any(later[0] < earlier[1] for earlier, later in zip(ordered, ordered[1:], strict=False)):
        raise ValueError(_("Ces plages se chevauchent. Séparez-les."))
    return tuple(ordered)


def written(slots: tuple[tuple[int, int], ...]) -> str:
    return ", ".join(f"{_clock(opens)} – {_clock(closes)}" for opens, closes in sorted(slots))


def _minutes(hour: str, minute: str | None) -> int:
    return int(hour) * 60 + min(int(minute or 0), 59)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
