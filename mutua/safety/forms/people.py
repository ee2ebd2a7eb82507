"""Forms of pictures and of an employer's own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from mutua.safety.forms.fields import OnceForm, Whole, line
from mutua.safety.models.people import MOST_PEOPLE, Factor

NUMBER = _l("Écrivez un nombre entier, zéro compris.")
FACTORS = {
    "noise": _l("Bruit"),
    "temperature": _l("Températures extrêmes"),
    "night": _l("Travail de nuit"),
    "shift": _l("Équipes successives alternantes"),
    "repetitive": _l("Travail répétitif"),
    "hyperbaric": _l("Milieu hyperbare"),
}


def people(label: Any) -> Whole:
    return Whole(label, 0, MOST_PEOPLE, message=NUMBER)


class PhotoForm(OnceForm):
    photo = FileField(_l("Photo, sans personne reconnaissable"))
    alt = line(_l("Ce que montre la photo, en une phrase"), 300)

    def picture(self) -> bytes:
        given = self.photo.data
        return given.read() if given else b""


class ExposureForm(OnceForm):
    women = people(_l("Femmes"))
    men = people(_l("Hommes"))


class FiguresForm(OnceForm):
    """Two numbers a factor; a factor without the first is left as it is."""

    noise_exposed, noise_beyond = people(_l("Personnes exposées")), people(_l("Au-delà du seuil"))
    temperature_exposed, temperature_beyond = people(_l("Personnes exposées")), people(_l("Au-delà du seuil"))
    night_exposed, night_beyond = people(_l("Personnes exposées")), people(_l("Au-delà du seuil"))
    shift_exposed, shift_beyond = people(_l("Personnes exposées")), people(_l("Au-delà du seuil"))
    repetitive_exposed, repetitive_beyond = people(_l("Personnes exposées")), people(_l("Au-delà du seuil"))
    hyperbaric_exposed, hyperbaric_beyond = people(_l("Personnes exposées")), people(_l("Au-delà du seuil"))

    def figures(self) -> Iterator[tuple[str, int, int]]:
        """(factor, people exposed, people beyond the threshold) of those that were filled in."""
        for factor in Factor:
            exposed = self[f"{factor}_exposed"].data
            if exposed is not None:
                yield str(factor), exposed, self[f"{factor}_beyond"].data or 0

    def rows(self) -> list[tuple[Any, Any, Any]]:
        return [(FACTORS[code], self[f"{code}_exposed"], self[f"{code}_beyond"]) for code in map(str, Factor)]
