"""The pole's features as lines of text."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField, ValidationError
from wtforms.validators import Length

from mutua.resources.rules.features import Filter, read
from mutua.web.forms import BaseForm


class FeaturesForm(BaseForm):
    """One feature a line; after a colon, the words of equipment that mean it."""

    lines = TextAreaField(_l("Critères"), [Length(max=20_000)])
    filters: list[Filter]

    def validate_lines(self, field: TextAreaField) -> None:
        found = read(field.data or "")
        if isinstance(found, str):
            raise ValidationError(
                _("Cette ligne est vide, trop longue, écrite deux fois ou de trop : « %(line)s ».", line=found[:80])
            )
        self.filters = found
