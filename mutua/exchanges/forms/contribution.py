"""What a contribution is worth: euros a unit, an account, a method and where the figure was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from mutua.exchanges.forms.exchange import CHOOSE, KINDS, REQUIRED
from mutua.exchanges.models import UnitCode
from mutua.exchanges.rules import LONGEST_YEAR, Fiscal, Judged, Worth
from mutua.law.accounts import NAMES, SOURCE_OF
from mutua.resources.models import Kind
from mutua.web.filters import medium_date
from mutua.web.forms import BaseForm, text

DAY = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-01", re.ASCII)
EUROS = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?", re.ASCII)
YEAR = r"20\d\d(-[2-9])?$"
ACCOUNTS = [(use, f"{use} / {SOURCE_OF[use]} : {NAMES[use]}".replace(" :", "\u00a0:")) for use in SOURCE_OF]


class ValueForm(BaseForm):
    """One value for a kind in its unit, or for one exchange."""

    year = HiddenField(validators=[InputRequired(REQUIRED), Regexp(YEAR)])
    kind = SelectField(_l("Type"), choices=list(KINDS), validators=[InputRequired(CHOOSE)])
    unit = SelectField(_l("Unité"), choices=[(code.value, code.value) for code in UnitCode])
    euros = StringField(_l("Valeur d’une unité, en euros"), validators=[InputRequired(REQUIRED), Length(max=12)])
    account = SelectField(_l("Comptes (emploi / ressource)"), choices=ACCOUNTS, validators=[InputRequired(CHOOSE)])
    method = StringField(_l("Méthode"), validators=[InputRequired(REQUIRED), Length(max=160)])
    source = StringField(_l("Source du chiffre"), validators=[InputRequired(REQUIRED), Length(max=200)])
    exchange = HiddenField(validators=[Optional(), Regexp(r"[0-9]{1,15}")])

    def worth(self) -> Worth | None:
        """None when the amount is no amount; its error is then written beside it."""
        found = EUROS.fullmatch("".join(text(self.euros).replace("€", "").split()))
        if found is None:
            self.euros.errors = [*self.euros.errors, _("Écrivez un montant, par exemple 18,50.")]
            return None
        cents = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
        year, _dash, part = text(self.year).partition("-")
        return Worth(
            year=int(year),
            part=int(part or 1),
            kind=Kind(text(self.kind)),
            unit=UnitCode(text(self.unit)),
            cents=cents,
            account=text(self.account),
            method=text(self.method),
            source=text(self.source),
            exchange_id=int(text(self.exchange)) if text(self.exchange) else None,
        )


ANSWERS = (("yes", _l("Oui")), ("no", _l("Non")))


class JudgeForm(BaseForm):
    """X14's two conditions, and for the notes of the accounts why one of them fails."""

    year = HiddenField(validators=[InputRequired(REQUIRED), Regexp(YEAR)])
    essential = RadioField(
        _l("Sont-elles essentielles pour comprendre votre activité ?"),
        choices=ANSWERS,
        validators=[InputRequired(CHOOSE)],
    )
    countable = RadioField(
        _l("Savez-vous les recenser et leur donner une valeur ?"), choices=ANSWERS, validators=[InputRequired(CHOOSE)]
    )
    reason = TextAreaField(
        _l("Si non, pourquoi"), [Length(max=600, message=_l("600 caractères au plus."))], render_kw={"rows": 3}
    )

    def judged(self) -> Judged:
        year, _dash, part = text(self.year).partition("-")
        essential, countable = text(self.essential) == "yes", text(self.countable) == "yes"
        return Judged(int(year), essential, countable, text(self.reason), int(part or 1))


class MonthForm(BaseForm):
    """In which month the structure's accounting years begin."""

    month = SelectField(
        _l("Notre exercice commence en"),
        choices=[(str(each), str(each)) for each in range(1, 13)],  # the page writes their names
        validators=[InputRequired(CHOOSE)],
    )


class LeadForm(BaseForm):
    """The accounting year of another length, after which years begin in another month."""

    transition_on = SelectField(_l("L’exercice de passage commence le"), validators=[InputRequired(CHOOSE)])
    months = SelectField(
        _l("Il dure"),
        choices=[(str(each), str(each)) for each in range(1, LONGEST_YEAR + 1) if each != 12],
        validators=[InputRequired(CHOOSE)],
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        asked = text(self.transition_on)  # the rules know which days years begin on
        self.transition_on.choices = [(asked, asked)] if DAY.fullmatch(asked) else []

    def day(self) -> date:
        return date.fromisoformat(text(self.transition_on))

    def offer(self, years: Sequence[Fiscal]) -> None:
        """The beginnings to choose from, and how long a year of each length lasts."""
        starts = [(each.start.isoformat(), medium_date(each.start)) for each in years]
        self.transition_on.choices = starts
        self.months.choices = [
            (str(each), ngettext("%(num)d mois", "%(num)d mois", each))
            for each in range(1, LONGEST_YEAR + 1)
            if each != 12
        ]


class YearForm(BaseForm):
    """Settle a year, made sure of: it is for good."""

    year = HiddenField(validators=[InputRequired(REQUIRED), Regexp(YEAR)])
    sure = BooleanField(
        _l("J’ai relu : ce relevé ne bougera plus"),
        validators=[InputRequired(_l("Cochez cette case : l’arrêté ne se défait pas."))],
    )
