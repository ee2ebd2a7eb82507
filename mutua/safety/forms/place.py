"""Forms of the safety of a place."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField
from wtforms.validators import Optional

from mutua.safety.actions import PlaceFacts
from mutua.safety.forms.fields import OnceForm, Whole, code, day, line, prose
from mutua.safety.models import Ventilation
from mutua.web.forms import text

CHECKS = {
    "drill": _l("Exercice d’évacuation"),
    "electricity": _l("Installation électrique"),
    "extinguishers": _l("Extincteurs"),
    "alarm": _l("Alarme incendie"),
    "lighting": _l("Éclairage de sécurité"),
    "lifting": _l("Levage, ascenseur, portes automatiques"),
    "ventilation": _l("Ventilation"),
    "vehicle": _l("Véhicule"),
    "equipment": _l("Matériel"),
    "other": _l("Autre"),
}
PAPERS = {
    "asbestos": _l("Dossier technique amiante"),
    "conformity": _l("Certificat de conformité"),
    "data_sheet": _l("Fiche de données de sécurité"),
    "instruction": _l("Consigne"),
    "other": _l("Autre"),
}
AIRING = {
    "": _l("Non renseigné"),
    "windows": _l("Par les fenêtres seules"),
    "mechanical": _l("Ventilation mécanique"),
}


def count(label: Any, most: int, least: int = 0) -> Whole:
    """A whole number or nothing: what was not asked stays unknown, never zero."""
    return Whole(label, least, most)


class UploadForm(OnceForm):
    """A form with one file: `upload` gives its bytes and the name it came with."""

    file = FileField(_l("Fichier (PDF, JPEG ou PNG, 10 Mo au plus)"))

    def upload(self) -> tuple[bytes, str]:
        given = self.file.data
        return (given.read(), given.filename or "") if given else (b"", "")


class PlaceForm(UploadForm):
    meeting_point = line(_l("Point de rassemblement"), 200, required=False)
    emergency_numbers = line(_l("Numéros d’urgence"), 300, required=False)
    first_aid = line(_l("Premiers secours : trousse, défibrillateur, personnes formées"), 300, required=False)
    routes = prose(_l("Cheminements d’évacuation"), required=False)
    fire_instructions = prose(_l("Consigne d’incendie"), required=False)
    exits = count(_l("Sorties"), 99)
    exit_width_cm = count(_l("Largeur totale des sorties, en cm"), 9999)
    extinguishers = count(_l("Extincteurs à eau de 6 litres"), 999)
    toilets = count(_l("Cabinets d’aisance et urinoirs"), 999)
    volume_m3 = count(_l("Volume, en m³"), 999_999, 1)
    ventilation = code(_l("Aération"), AIRING)
    plan_alt = line(_l("Le plan en une phrase"), 300, required=False)
    version = HiddenField()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.ventilation.validators = [Optional()]
        self.file.label.text = _l("Plan d’évacuation (PDF, JPEG ou PNG)")

    def facts(self) -> PlaceFacts:
        return PlaceFacts(
            **{name: text(self[name]) for name in ("meeting_point", "emergency_numbers", "first_aid", "routes",
                                                   "fire_instructions", "plan_alt")},
            exits=self.exits.data,
            exit_width_cm=self.exit_width_cm.data,
            extinguishers=self.extinguishers.data,
            toilets=self.toilets.data,
            volume_m3=self.volume_m3.data,
            ventilation=Ventilation(self.ventilation.data) if self.ventilation.data else None,
        )  # fmt: skip


class CheckForm(OnceForm):
    kind = code(_l("Quoi"), CHECKS)
    label = line(_l("Précision"), 160)
    every_months = count(_l("Tous les combien de mois"), 120, 1)
    due_on = day(_l("Prochaine échéance"))


class DoneForm(UploadForm):
    done_on = day(_l("Fait le"))
    done_by = line(_l("Par qui (organisme ou personne)"), 160)
    outcome = prose(_l("Résultat et réserves"), required=False)


class PaperForm(UploadForm):
    kind = code(_l("Nature du document"), PAPERS)
    title = line(_l("Titre"), 160)
