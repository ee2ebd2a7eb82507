"""Fields and messages the forms of this room share, and words for codes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from mutua.web.fields import CountField
from mutua.web.forms import BaseForm

CHOOSE = _l("Choisissez une réponse dans la liste.")
WRITE = _l("Écrivez quelques mots.")
DAY = _l("Choisissez un jour, par exemple 15/03/2027.")
NUMBER = _l("Écrivez un nombre.")
WHOLE = _l("Écrivez un nombre entier.")

SEVERITIES = {
    1: _l("1, légère : premiers soins, pas d’arrêt"),
    2: _l("2, modérée : arrêt court, sans suite"),
    3: _l("3, grave : arrêt long ou séquelle"),
    4: _l("4, très grave : décès ou handicap lourd"),
}
FREQUENCIES = {
    1: _l("1, rare : quelques fois par an"),
    2: _l("2, parfois : environ chaque mois"),
    3: _l("3, souvent : environ chaque semaine"),
    4: _l("4, tous les jours"),
}
MASTERIES = {
    1: _l("1, à la source ou collective, et contrôlée"),
    2: _l("2, en partie en place"),
    3: _l("3, consigne ou protection individuelle seulement"),
    4: _l("4, rien en place"),
}
PRINCIPLES = {
    1: _l("1, éviter le risque"),
    2: _l("2, évaluer ce qui ne peut être évité"),
    3: _l("3, combattre le risque à la source"),
    4: _l("4, adapter le travail à la personne"),
    5: _l("5, suivre l’évolution de la technique"),
    6: _l("6, remplacer ce qui est dangereux"),
    7: _l("7, planifier la prévention"),
    8: _l("8, protection collective avant l’individuelle"),
    9: _l("9, donner les instructions appropriées"),
}
KINDS = {
    "premises": _l("Local"),
    "desk": _l("Poste de travail"),
    "vehicle": _l("Véhicule"),
    "equipment": _l("Matériel"),
    "staff": _l("Temps de personnel"),
}
THEMES = {
    "traffic": _l("Circulation"),
    "fire": _l("Incendie et évacuation"),
    "outside_firms": _l("Entreprises extérieures"),
    "alcohol": _l("Alcool"),
    "keys": _l("Clés et accès"),
    "lone_work": _l("Travail isolé"),
    "heat": _l("Chaleur"),
    "cleaning": _l("Propreté entre deux usages"),
    "other": _l("Autre"),
}
INCIDENTS = {
    "near_miss": _l("Presqu’accident"),
    "benign": _l("Accident bénin"),
    "accident": _l("Accident"),
    "serious_danger": _l("Danger grave et imminent"),
}
BODIES = {
    "cse": _l("CSE"),
    "staff_meeting": _l("Réunion du personnel"),
    "health_service": _l("Service de santé au travail"),
    "prevention_agency": _l("Carsat ou organisme de prévention"),
    "inspection": _l("Inspection du travail"),
    "owner": _l("Propriétaire du lieu"),
    "coactivity_meeting": _l("Réunion de coactivité"),
}
READERS = {
    "inspection": _l("Inspection du travail"),
    "health_service": _l("Service de santé au travail"),
    "prevention_agency": _l("Carsat ou organisme de prévention"),
    "cse": _l("CSE"),
    "worker": _l("Personne qui travaille ici"),
    "former_worker": _l("Personne qui a travaillé ici"),
    "owner": _l("Propriétaire du lieu ou public"),
    "other": _l("Autre"),
}
EFFECTS = {
    "added": _l("transmet ce danger"),
    "removed": _l("ne transmet pas ce danger"),
    "usual": _l("suit de nouveau le catalogue"),
}
PROFILES = {
    "office": _l("Bureau"),
    "meeting": _l("Réunion ou formation"),
    "public": _l("Accueil du public"),
    "workshop": _l("Atelier"),
    "works": _l("Travaux ou entretien"),
    "cleaning": _l("Ménage"),
    "catering": _l("Cuisine"),
    "storage": _l("Stockage"),
    "delivery": _l("Livraison"),
    "driving": _l("Conduite"),
    "children": _l("Enfants"),
    "rehearsal": _l("Répétition ou sport"),
}
WEEKDAYS = {
    0: _l("lundi"),
    1: _l("mardi"),
    2: _l("mercredi"),
    3: _l("jeudi"),
    4: _l("vendredi"),
    5: _l("samedi"),
    6: _l("dimanche"),
}


def new_key() -> str:
    return uuid.uuid4().hex


class OnceForm(BaseForm):
    """A form that acts once however often it is sent: its key is made with the page."""

    once = HiddenField(default=new_key, validators=[Length(max=64)])


class Required(InputRequired):
    """Sent and, once stripped, not empty: a lone blank is no answer."""

    def __init__(self, message: Any = WRITE) -> None:
        super().__init__(message)

    def __call__(self, form: Any, field: Any) -> None:
        if isinstance(field.data, str) and not field.data:
            field.raw_data = [""]
        super().__call__(form, field)


def too_long(most: int) -> Length:
    return Length(max=most, message=_l("Ce texte est trop long. Raccourcissez-le."))


def mark(label: Any, words: Mapping[int, Any], *, none: Any = None, **more: Any) -> SelectField:
    """A choice among whole numbers; with `none`, nothing is chosen beforehand."""
    pairs = [*([("", none)] if none is not None else []), *words.items()]
    return SelectField(label, choices=pairs, coerce=_id, validate_choice=True, validators=[Required(CHOOSE)], **more)


def code(label: Any, words: Mapping[str, Any], *, none: Any = None, **more: Any) -> SelectField:
    """A choice among codes; with `none`, nothing is chosen beforehand."""
    pairs = [*([("", none)] if none is not None else []), *words.items()]
    return SelectField(label, choices=pairs, validators=[Required(CHOOSE)], **more)


def one_of(label: Any, *, required: bool = True, **more: Any) -> SelectField:
    """A choice whose pairs the view gives (`offer`); its value is an id, None when nothing is chosen."""
    checks = [Required(CHOOSE)] if required else [Optional()]
    return SelectField(label, coerce=_id, validators=checks, **more)


def _id(value: Any) -> int | None:
    """ "7" to 7, "" to None; ValueError else (also for what no database would take)."""
    if value in (None, "", "None"):
        return None
    number = int(value)
    if not 0 < number < 2**53:
        raise ValueError(value)
    return number


def offer(field: SelectField, rows: Iterable[Any], *, none: Any = None) -> None:
    """Fill a choice with rows that have an id and a name; `none` is the word for nothing chosen."""
    head = [("", none)] if none is not None else []
    field.choices = [*head, *((row.id, row.name) for row in rows)]


def line(label: Any, most: int = 160, *, required: bool = True, **more: Any) -> StringField:
    return StringField(label, validators=[Required() if required else Optional(), too_long(most)], **more)


def prose(label: Any, most: int = 2000, *, required: bool = True, **more: Any) -> TextAreaField:
    return TextAreaField(label, validators=[Required() if required else Optional(), too_long(most)], **more)


class Whole(CountField):
    """A whole number within bounds, or nothing; one message for whatever else was written."""

    def __init__(
        self, label: Any, least: int, most: int, *, required: bool = False, message: Any = WHOLE, **more: Any
    ) -> None:
        checks = [Required(NUMBER) if required else Optional(), Within(least, most, message=message)]
        super().__init__(label, validators=checks, **more)
        self.message = message

    def process_formdata(self, valuelist: Any) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self.message) from None


class Within(NumberRange):
    """What is no number is said once."""

    def __call__(self, form: Any, field: Any) -> None:
        if not field.process_errors:
            super().__call__(form, field)


def chosen(field: DateField) -> date:
    """The day of a valid form's required field."""
    if not isinstance(field.data, date):
        raise TypeError(field.name)
    return field.data


class Day(DateField):
    """A day, with a message people understand."""

    def process_formdata(self, valuelist: Any) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(DAY) from None


def day(label: Any, *, required: bool = True, **more: Any) -> Day:
    return Day(label, validators=[Required(DAY) if required else Optional()], **more)
