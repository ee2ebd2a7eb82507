"""From what is typed to a draft or to new terms."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from mutua.exchanges.forms.amounts import NotWhole, Unreadable, quanta
from mutua.exchanges.models import UNITS_OF, Draft, Every, Exchange, Habit, Leg, Terms, UnitCode
from mutua.exchanges.rules import terms_of
from mutua.pole.models import ExchangeMode
from mutua.resources.models import Kind
from mutua.web.fields import DayField
from mutua.web.forms import BaseForm, text

KINDS = (
    (Kind.STAFF.value, _l("Temps de personnel")),
    (Kind.PREMISES.value, _l("Local")),
    (Kind.EQUIPMENT.value, _l("Matériel")),
    (Kind.VEHICLE.value, _l("Véhicule")),
    (Kind.DESK.value, _l("Poste de travail")),
)
UNITS = (
    ("", _l("L’unité habituelle")),
    (UnitCode.HOUR.value, _l("Heures")),
    (UnitCode.HALF_DAY.value, _l("Demi-journées")),
    (UnitCode.KM.value, _l("Kilomètres")),
    (UnitCode.VEHICLE_DAY.value, _l("Jours de véhicule")),
    (UnitCode.PIECE.value, _l("Unités")),
)
ORDERS = (
    ("giver", _l("La structure qui donne : c’est un service, ou du bénévolat")),
    ("receiver", _l("La structure qui reçoit : c’est un prêt de personnel")),
)
REQUIRED = _l("Remplissez ce champ.")
CHOOSE = _l("Choisissez une réponse.")
KEY = Length(max=64)


def _quantity(field: Field, unit: UnitCode) -> int | None:
    """Quanta, or None with the error written on the field."""
    try:
        return quanta(text(field), unit)
    except NotWhole:
        smallest = _("la minute") if unit is UnitCode.HOUR else _("l’unité entière")
        field.errors = [*field.errors, _("Le plus petit pas est %(step)s. Arrondissez.", step=smallest)]
    except Unreadable:
        example = "3 h 30" if unit is UnitCode.HOUR else "2"
        field.errors = [*field.errors, _("Écrivez un nombre, par exemple %(example)s.", example=example)]
    return None


class DeclareForm(BaseForm):
    """An exchange to propose, with its counterpart when one was agreed."""

    other = SelectField(_l("Avec quelle structure"), coerce=str, validators=[InputRequired(CHOOSE)])
    direction = RadioField(
        _l("Dans quel sens"),
        choices=[("given", _l("Nous avons donné")), ("received", _l("Nous avons reçu"))],
        validators=[InputRequired(CHOOSE)],
    )
    kind = RadioField(_l("Quoi"), choices=list(KINDS), validators=[InputRequired(CHOOSE)])
    orders = RadioField(
        _l("Qui dirigeait le travail ?"),
        choices=list(ORDERS),
        validators=[Optional()],
    )
    title = StringField(_l("En une ligne"), validators=[InputRequired(REQUIRED), Length(max=160)])
    event_on = DayField(_l("Quel jour"), validators=[InputRequired(REQUIRED)])
    quantity = StringField(_l("Combien"), validators=[InputRequired(REQUIRED), Length(max=20)])
    unit = SelectField(_l("Compté en"), choices=list(UNITS), default="", validators=[Optional()])
    note = TextAreaField(_l("Précisions"), validators=[Optional(), Length(max=2000)])
    counterpart = RadioField(
        _l("Contrepartie convenue ?"),
        choices=[("no", _l("Non, c’est donné librement")), ("yes", _l("Oui, contre autre chose"))],
        default="no",
        validators=[InputRequired(CHOOSE)],
    )
    back_kind = SelectField(_l("Contre quoi"), choices=list(KINDS), validators=[Optional()])
    back_title = StringField(_l("En une ligne"), validators=[Optional(), Length(max=160)])
    back_on = DayField(_l("Quel jour"), validators=[Optional()])
    back_quantity = StringField(_l("Combien"), validators=[Optional(), Length(max=20)])
    back_unit = SelectField(_l("Compté en"), choices=list(UNITS), default="", validators=[Optional()])
    every = SelectField(
        _l("Cela se répète ?"),
        choices=[
            ("", _l("Non, cette fois seulement")),
            (Every.WEEK.value, _l("Chaque semaine")),
            (Every.FORTNIGHT.value, _l("Toutes les deux semaines")),
            (Every.MONTH.value, _l("Chaque mois")),
        ],
        default="",
        validators=[Optional()],
    )
    until_on = DayField(_l("Jusqu’au"), validators=[Optional()])
    idempotency_key = HiddenField(validators=[InputRequired(REQUIRED), KEY])
    listing = HiddenField(validators=[Optional(), Length(max=12)])

    def draft(self, mode: ExchangeMode) -> Draft | None:
        """None when a field is wrong; its error is then written beside it."""
        leg = self._leg(mode, self.kind, self.unit, self.quantity, self.event_on, self.title)
        back = None
        if self.counterpart.data == "yes":
            wanted = (self.back_kind, self.back_unit, self.back_quantity, self.back_on, self.back_title)
            if not self._all_filled(*wanted):
                return None
            back = self._leg(mode, *wanted)
        if leg is None or (back is None and self.counterpart.data == "yes"):
            return None
        listing = text(self.listing)
        return Draft(
            other_id=int(text(self.other)),
            given=self.direction.data == "given",
            leg=leg,
            key=text(self.idempotency_key),
            counterpart=back,
            listing_id=int(listing) if listing.isascii() and listing.isdigit() else None,
        )

    def habit(self, draft: Draft) -> Habit | None:
        """The same as something that comes back; None when it does not, or when its last day is missing."""
        if not self.every.data:
            return None
        if self.until_on.data is None:
            self.until_on.errors = [*self.until_on.errors, str(REQUIRED)]
            return None
        return Habit(draft.other_id, draft.given, draft.leg, Every(self.every.data), self.until_on.data)

    def _leg(self, mode: ExchangeMode, kind: Field, unit: Field, amount: Field, day: Field, title: Field) -> Leg | None:
        what = Kind(text(kind))
        usual = UnitCode.HOUR if mode is ExchangeMode.TIME_UNIT else UNITS_OF[what][0]
        counted = UnitCode(text(unit)) if text(unit) else usual
        if kind is self.kind and what is Kind.STAFF and not self.orders.data:
            self.orders.errors = [*self.orders.errors, str(CHOOSE)]
            return None
        quantity = _quantity(amount, counted)
        if quantity is None:
            return None
        note = text(self.note) if kind is self.kind else ""
        return Leg(what, counted, quantity, day.data, text(title), note, self.orders.data != "receiver")

    def _all_filled(self, *fields: Any) -> bool:
        """The unit alone may stay at its usual one."""
        empty = [field for field in fields if not field.data and field is not self.back_unit]
        for field in empty:
            field.errors = [*field.errors, str(REQUIRED)]
        return not empty


class CounterForm(BaseForm):
    """Another quantity, day or title for what is proposed, and for its counterpart."""

    quantity = StringField(_l("Combien"), validators=[InputRequired(REQUIRED), Length(max=20)])
    event_on = DayField(_l("Quel jour"), validators=[InputRequired(REQUIRED)])
    title = StringField(_l("En une ligne"), validators=[InputRequired(REQUIRED), Length(max=160)])
    note = TextAreaField(_l("Ce qui change, et pourquoi"), validators=[Optional(), Length(max=2000)])
    back_quantity = StringField(_l("Combien"), validators=[Optional(), Length(max=20)])
    back_on = DayField(_l("Quel jour"), validators=[Optional()])
    back_title = StringField(_l("En une ligne"), validators=[Optional(), Length(max=160)])
    version_sha256 = HiddenField(validators=[InputRequired(REQUIRED), KEY])

    def terms(self, exchange: Exchange) -> list[Terms] | None:
        """This leg's terms, then its counterpart's; None when a field is wrong."""
        quantity, day = _quantity(self.quantity, exchange.unit.code), self.event_on.data
        back, back_day = exchange.counterpart, self.back_on.data
        if quantity is None or day is None:
            return None
        terms = [Terms(quantity, day, text(self.title), text(self.note))]
        if back is None:
            return terms
        for field in (self.back_quantity, self.back_on, self.back_title):
            if not field.data:
                field.errors = [*field.errors, str(REQUIRED)]
                return None
        second = _quantity(self.back_quantity, back.unit.code)
        if second is None or back_day is None:
            return None
        return [*terms, Terms(second, back_day, text(self.back_title), terms_of(back).note)]


class ConfirmForm(BaseForm):
    """The version that was on the screen."""

    version_sha256 = HiddenField(validators=[InputRequired(REQUIRED), KEY])


class ReasonForm(BaseForm):
    """A word with a refusal."""

    reason = TextAreaField(_l("Pourquoi"), validators=[Optional(), Length(max=300)])


class WhyForm(BaseForm):
    """A dispute or an undoing says why."""

    reason = TextAreaField(_l("Pourquoi"), validators=[InputRequired(REQUIRED), Length(max=1000)])


class BareForm(BaseForm):
    """A button."""
