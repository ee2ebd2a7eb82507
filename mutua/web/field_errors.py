"""What the fields of an API body lack, in the reader's language: marshmallow says it in English."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

# A sentence of marshmallow or of our own schemas, and ours; what it names in brackets goes along.
SAID: tuple[tuple[str, Callable[..., str]], ...] = (
    (r"Missing data for required field\.", lambda: _("Ce champ est nécessaire.")),
    (r"Field may not be null\.", lambda: _("Ce champ ne peut pas être vide.")),
    (r"Unknown field\.", lambda: _("Ce champ n’existe pas ici.")),
    (r"Not a valid integer\.", lambda: _("Écrivez un nombre entier.")),
    (r"Number too large\.", lambda: _("Ce nombre est trop grand.")),
    (r"Not a valid boolean\.", lambda: _("Répondez par true ou false.")),
    (r"Not a valid (?:utf-8 )?string\.", lambda: _("Écrivez un texte.")),
    (r"unreadable character", lambda: _("Ce texte contient un caractère illisible. Retapez-le.")),
    (r"Not a valid list\.", lambda: _("Écrivez une liste.")),
    (r"Not a valid date\.", lambda: _("Écrivez une date, comme 2027-03-01.")),
    (
        r"Not a valid (?:aware )?datetime\.",
        lambda: _("Écrivez une date, une heure et leur fuseau, comme 2027-03-01T09:00:00+01:00."),
    ),
    (r"Must be one of: (.*)\.", lambda values: _("Choisissez parmi : %(values)s.", values=values)),
    (r"Must be greater than or equal to (\S+?)\.?", lambda least: _("Au moins %(number)s.", number=least)),
    (r"Must be greater than (\S+?)\.?", lambda least: _("Plus que %(number)s.", number=least)),
    (r"Must be less than or equal to (\S+?)\.?", lambda most: _("Au plus %(number)s.", number=most)),
    (
        r"Must be greater than or equal to (\S+) and less than or equal to (\S+?)\.",
        lambda least, most: _("Entre %(least)s et %(most)s.", least=least, most=most),
    ),
    (
        r"Longer than maximum length (\d+)\.",
        lambda most: _("Ce champ prend %(number)s signes ou valeurs au plus.", number=most),
    ),
    (
        r"Shorter than minimum length (\d+)\.",
        lambda least: _("Ce champ demande %(number)s signes ou valeurs au moins.", number=least),
    ),
    (
        r"Length must be between (\d+) and (\d+)\.",
        lambda least, most: _("De %(least)s à %(most)s signes ou valeurs.", least=least, most=most),
    ),
    (r"Not a valid email address\.", lambda: _("Écrivez une adresse complète, comme prenom@structure.fr.")),
    (r"String does not match expected pattern\.", lambda: _("Ce texte n’a pas la forme attendue.")),
    (r"Invalid (?:value|type)\.", lambda: _("Cette valeur ne convient pas.")),
    (r"Invalid input type\.", lambda: _("Écrivez un objet JSON, avec des champs nommés.")),
    (r"not a period", lambda: _("Le premier jour vient avant le dernier, entre 2000 et 2100.")),
)


def in_words(errors: Any) -> Any:
    """The errors of a body, field by field as they came; a sentence nobody foresaw stays as it is."""
    if str(get_locale()) == "en":
        return errors
    if isinstance(errors, dict):
        return {name: in_words(inner) for name, inner in errors.items()}
    if isinstance(errors, list):
        return [in_words(inner) for inner in errors]
    return _sentence(errors) if isinstance(errors, str) else errors


def _sentence(said: str) -> str:
    for pattern, ours in SAID:
        found = re.fullmatch(pattern, said)
        if found:
            return ours(*found.groups())
    return said
