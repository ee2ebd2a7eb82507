"""What becomes of the dates to come when a unit, a part or a resource goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from mutua.bookings.models.fate import Fate
from mutua.resources.forms.checks import MultiCheckboxField
from mutua.resources.models import Resource
from mutua.web.fields import CountField
from mutua.web.forms import BaseForm

FATES: dict[Fate, Any] = {
    Fate.MOVE: _l("Les déplacer, aux mêmes heures ; une date qui ne trouve pas de place est annulée"),
    Fate.CANCEL: _l("Les annuler, et prévenir chaque personne"),
    Fate.KEEP: _l("Les garder jusqu’à la dernière, sans en prendre d’autres"),
}


class UnitNameForm(BaseForm):
    """What people call a unit."""

    name = StringField(
        _l("Nom de la place"),
        [InputRequired(_l("Écrivez un nom.")), Length(max=120, message=_l("120 caractères au plus."))],
    )


class FateForm(BaseForm):
    """`seen`: how many dates were shown. Nothing chosen: nothing was asked yet."""

    fate = RadioField(_l("Que deviennent ces dates ?"), [Optional()], choices=[])
    target = SelectField(_l("Les déplacer vers"), [Optional()], coerce=int, validate_choice=False)
    reason = StringField(_l("Raison"), [Length(max=300, message=_l("300 caractères au plus."))])
    parts = MultiCheckboxField(_l("Réunit ces ressources"), coerce=int)
    seen = HiddenField(validators=[Length(max=6)])

    def offer(self, fates: Sequence[Fate], others: Sequence[Resource], parts: Sequence[tuple[int, str]]) -> None:
        self.fate.choices = [(fate.value, FATES[fate]) for fate in fates]
        self.target.choices = [(other.id, other.name) for other in others]
        self.parts.choices = list(parts)

    @property
    def chosen(self) -> Fate | None:
        return Fate(self.fate.data) if self.fate.data else None

    @property
    def count(self) -> int:
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() else 0


class AddUnitsForm(BaseForm):
    """More of the same."""

    more = CountField(
        _l("Combien en ajouter"),
        [InputRequired(_l("Dites combien.")), NumberRange(1, 49, _l("Écrivez un nombre entre %(min)s et %(max)s."))],
    )
