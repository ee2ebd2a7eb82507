"""A file of opening registers, and what each of its rows proposes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from mutua.exchanges.forms.amounts import Negative, NotWhole, TooLarge, Unreadable, quanta
from mutua.exchanges.models import UNITS_OF, Draft, Leg, UnitCode
from mutua.exchanges.rules import No
from mutua.exchanges.rules.intake import Row
from mutua.exchanges.rules.wording import WORDS
from mutua.pole.models import ExchangeMode
from mutua.resources.models import Kind
from mutua.web.forms import BaseForm, is_storable
from mutua.web.sentences import sentence

KIND_WORDS = {**{word: Kind(code) for word, code in WORDS["kinds"].items()}, **{kind.value: kind for kind in Kind}}
UNIT_WORDS = {
    **{word: UnitCode(code) for word, code in WORDS["units"].items()},
    **{code.value: code for code in UnitCode},
}
DIRECTIONS = {**WORDS["directions"], "given": "given", "received": "received"}

ORDERS = {**WORDS["orders"], "giver": "giver", "receiver": "receiver"}


class Wrong(ValueError):
    """What to change in a row, in words."""


class RegistersForm(BaseForm):
    """The file."""

    file = FileField(_l("Fichier CSV"), validators=[FileRequired(_l("Choisissez un fichier."))])


def draft_of(row: Row, structures: Mapping[str, int], mode: ExchangeMode) -> Draft:
    """What a row proposes; raises Wrong with the words to show beside its number."""
    cells = row.cells
    if not all(is_storable(cell) for cell in cells.values()):
        raise Wrong(_("Ce texte contient un caractère illisible. Retapez-le."))
    other = structures.get(cells["structure"].casefold())
    if other is None:
        raise Wrong(_("Aucune autre structure du pôle ne porte ce nom."))
    direction = DIRECTIONS.get(cells["sens"].casefold())
    if direction is None:
        raise Wrong(_("Le sens est « donné » ou « reçu »."))
    return Draft(other, direction == "given", _leg(cells, mode), row.key)


def _leg(cells: Mapping[str, str], mode: ExchangeMode) -> Leg:
    kind = KIND_WORDS.get(cells["type"].casefold())
    if kind is None:
        raise Wrong(_("Le type est temps, local, poste, véhicule ou matériel."))
    usual = UnitCode.HOUR if mode is ExchangeMode.TIME_UNIT else UNITS_OF[kind][0]
    unit = UNIT_WORDS.get(cells["unite"].casefold()) if cells["unite"] else usual
    if unit is None:
        raise Wrong(_("Cette unité est inconnue."))
    title = cells["objet"]
    if not 0 < len(title) <= 160:
        raise Wrong(_("L’objet tient en 1 à 160 signes."))
    note = cells.get("precisions", "")[:2000]
    day, quantity = _day(cells["jour"]), _quantity(cells["quantite"], unit)
    return Leg(kind, unit, quantity, day, title, note, under_giver=kind is not Kind.STAFF or _giver_directed(cells))


def _giver_directed(cells: Mapping[str, str]) -> bool:
    """Warning W5: hours of staff are an exchange only when whoever gave them also directed the work; else a loan."""
    said = ORDERS.get(cells["dirige"].casefold())
    if said is None:
        raise Wrong(_("Temps de personnel : écrivez dans la colonne « dirige » qui dirigeait, donneur ou receveur."))
    return bool(said == "giver")


def _quantity(text: str, unit: UnitCode) -> int:
    try:
        return quanta(text, unit)
    except TooLarge:
        raise Wrong(sentence(No.TOO_MUCH)) from None
    except Negative:
        raise Wrong(sentence(No.NOTHING_EXCHANGED)) from None
    except (Unreadable, NotWhole):
        raise Wrong(_("Cette quantité ne se lit pas, ou n’est pas entière.")) from None


def _day(text: str) -> date:
    """2027-03-08 or 08/03/2027."""
    parts = text.split("/")
    try:
        return date.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else text)
    except ValueError:
        raise Wrong(_("Cette date n’existe pas. Choisissez un jour du calendrier.")) from None
