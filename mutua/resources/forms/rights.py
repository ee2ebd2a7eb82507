"""A right to note: whose, which, until when."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from mutua.resources.forms.words import RIGHTS
from mutua.resources.models import COLLECTIVE, LOCAL, Right
from mutua.web.fields import DayField
from mutua.web.forms import BaseForm


class RightForm(BaseForm):
    """`holder`: `p12` a person, `s3` a structure; a local right names its resource."""

    holder = SelectField(_l("Pour"))
    code = SelectField(
        _l("Titre (permis, accueil, assurance)"), choices=[(right.value, name) for right, name in RIGHTS.items()]
    )
    resource = SelectField(_l("Sur place"), coerce=int, default=0)
    until = DayField(_l("Valable jusqu’au"), [Optional()])
    note = StringField(_l("Note"), [Length(max=200, message=_l("200 caractères au plus."))])

    def offer(self, people: list[tuple[int, str]], structures: list[tuple[int, str]], resources: list[Any]) -> None:
        self.holder.choices = [
            *((f"p{number}", name) for number, name in people),
            *((f"s{number}", name) for number, name in structures),
        ]
        self.resource.choices = [(0, _l("Aucune en particulier")), *((entry.id, entry.name) for entry in resources)]

    @property
    def right(self) -> Right:
        return Right(self.code.data)

    @property
    def person_id(self) -> int | None:
        return int(self.holder.data[1:]) if self.holder.data.startswith("p") else None

    @property
    def structure_id(self) -> int | None:
        return int(self.holder.data[1:]) if self.holder.data.startswith("s") else None

    def validate(self, extra_validators: Any = None) -> bool:
        """A person holds a licence, a structure an insurance; a local right says where."""
        if not super().validate(extra_validators):
            return False
        if (self.right in COLLECTIVE) != (self.structure_id is not None):
            collective = self.right in COLLECTIVE
            self.holder.errors = [_("Choisissez une structure.") if collective else _("Choisissez une personne.")]
        elif (self.right in LOCAL) != bool(self.resource.data):
            local = self.right in LOCAL
            self.resource.errors = [_("Dites sur quelle ressource.") if local else _("Ce titre vaut partout.")]
        return not (self.holder.errors or self.resource.errors)
