"""Fields of a derogation: which limit, how far, from when until when, and the document that allows it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, DecimalField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from mutua.staffing.forms.request import NEEDED
from mutua.staffing.forms.steps import DATE_NEEDED, FileForm

NO_FIGURE = ("T6", "T8")


class DerogationForm(FileForm):
    """Hours and quarters of hours become minutes; the legal caps hold whatever is typed."""

    rule = SelectField(
        _l("Limite concernée"),
        choices=[
            ("T1", _l("Durée d’un jour (12 h au plus)")),
            ("T2", _l("Durée d’une semaine (60 h au plus)")),
            ("T3", _l("Total de 12 semaines (552 h au plus)")),
            ("T4", _l("Repos entre deux jours (9 h au moins)")),
            ("T6", _l("Travail du dimanche")),
            ("T9", _l("Travail de nuit : durée d’un jour, ou total de 12 semaines")),
        ],
        validators=[InputRequired(NEEDED)],
    )
    hours = DecimalField(_l("Nouvelle limite, en heures"), [Optional(), NumberRange(1, 600)])
    starts_on = DateField(_l("À partir du"), [InputRequired(DATE_NEEDED)])
    until_on = DateField(_l("Jusqu’au"), [InputRequired(DATE_NEEDED)])

    def validate(self, extra_validators: Any = None) -> bool:
        """An end, and a figure where the rule has one."""
        super().validate(extra_validators)
        if self.rule.data not in NO_FIGURE and self.hours.data is None:
            self.hours.errors = [*self.hours.errors, str(NEEDED)]
        if self.starts_on.data and self.until_on.data and self.until_on.data < self.starts_on.data:
            self.until_on.errors = [*self.until_on.errors, _("Le dernier jour suit le premier.")]
        return not self.errors

    def minutes(self) -> int | None:
        given = self.hours.data
        return None if given is None or self.rule.data in NO_FIGURE else int(given * Decimal(60))
