"""From what is typed to a draft or to new terms."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from mutua.exchanges.forms.amounts import Negative, NotWhole, TooLarge, Unreadable, quanta
from mutua.exchanges.models import UNITS_OF, Draft, Every, Exchange, Habit, Leg, Terms, UnitCode
from mutua.exchanges.rules import LARGEST, No, terms_of
from mutua.pole.models import ExchangeMode
from mutua.resources.models import Kind
from mutua.web.fields import DayField
from mutua.web.forms import BaseForm, text
from mutua.web.sentences import sentence

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


def _quantity(field: Field, unit: UnitCode, *, least: int = 1) -> int | None:
    """Quanta, or None with the error written on the field."""
    try:
        found = quanta(text(field), unit)
        if least <= found <= LARGEST:
            return found
        wrong = sentence(No.TOO_MUCH if found > LARGEST else No.NOTHING_EXCHANGED)
    except Negative:
        wrong = sentence(No.NOTHING_EXCHANGED)
    except TooLarge:
        wrong = sentence(No.TOO_MUCH)
    except NotWhole:
        smallest = _("la minute") if unit is UnitCode.HOUR else _("l’unité entière")
        wrong = _("Le plus petit pas est %(step)s. Arrondissez.", step=smallest)
    except Unreadable:
        example = "3 h 30" if unit is UnitCode.HOUR else "2"
        wrong = _("Écrivez un nombre, par exemple %(example)s.", example=example)
    if not field.errors:
        field.errors = [str(wrong)]
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
    quantity = StringField(_l("Combien"), validators=[InputRequired(REQUIRED), Length(max=20)])
    unit = SelectField(_l("Compté en"), choices=list(UNITS), default="", validators=[Optional()])
    event_on = DayField(_l("Quel jour"), validators=[InputRequired(REQUIRED)])
    note = TextAreaField(_l("Précisions"), validators=[Optional(), Length(max=2000)])
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
    counterpart = RadioField(
        _l("Contrepartie convenue ?"),
        choices=[("no", _l("Non, c’est donné librement")), ("yes", _l("Oui, contre autre chose"))],
        default="no",
        validators=[InputRequired(CHOOSE)],
    )
    back_kind = SelectField(_l("Contre quoi"), choices=list(KINDS), validators=[Optional()])
    back_orders = RadioField(_l("Qui dirigeait le travail ?"), choices=list(ORDERS), validators=[Optional()])
    back_title = StringField(_l("En une ligne"), validators=[Optional(), Length(max=160)])
    back_on = DayField(_l("Quel jour"), validators=[Optional()])
    back_quantity = StringField(_l("Combien"), validators=[Optional(), Length(max=20)])
    back_unit = SelectField(_l("Compté en"), choices=list(UNITS), default="", validators=[Optional()])
    idempotency_key = HiddenField(validators=[InputRequired(REQUIRED), KEY])
    listing = HiddenField(validators=[Optional(), Length(max=12)])

    def validate_for(self, mode: ExchangeMode, today: date) -> bool:
        """Every field at once, each error beside its own; then `draft` and `habit` have all they need."""
        self.validate()
        if self.kind.data == Kind.STAFF.value and not self.orders.data:
            self.blame(self.orders, CHOOSE)
        self._count(mode, self.kind, self.unit, self.quantity)
        if self.event_on.data is not None and self.event_on.data > today and not self.every.data:
            self.blame(self.event_on, sentence(No.EVENT_AHEAD))
        if self.every.data and self.until_on.data is None:
            self.blame(self.until_on, REQUIRED)
        if self.counterpart.data == "yes":
            for field in (self.back_kind, self.back_title, self.back_quantity, self.back_on):
                if not field.data:
                    self.blame(field, REQUIRED)
            if self.back_kind.data == Kind.STAFF.value and not self.back_orders.data:
                self.blame(self.back_orders, CHOOSE)
            self._count(mode, self.back_kind, self.back_unit, self.back_quantity)
        return not self.errors

    @staticmethod
    def blame(field: Field, said: Any) -> None:
        """The first thing that is wrong with a field is enough."""
        if not field.errors:
            field.errors = [str(said)]

    def _count(self, mode: ExchangeMode, kind: Field, unit: Field, amount: Field) -> None:
        """Without a kind nobody knows in what it is counted: a bare number is judged all the same."""
        counted = None if unit.errors else self._unit(mode, kind, unit)
        if amount.data and (counted or not any(sign.isalpha() for sign in amount.data)):
            _quantity(amount, counted or UnitCode.HOUR)

    @staticmethod
    def _unit(mode: ExchangeMode, kind: Field, unit: Field) -> UnitCode | None:
        if text(unit):
            return UnitCode(text(unit))
        if mode is ExchangeMode.TIME_UNIT:
            return UnitCode.HOUR
        return UNITS_OF[Kind(text(kind))][0] if text(kind) and not kind.errors else None

    def draft(self, mode: ExchangeMode) -> Draft:
        """After `validate_for`."""
        leg = self._leg(mode, self.kind, self.unit, self.quantity, self.event_on, self.title)
        wanted = (self.back_kind, self.back_unit, self.back_quantity, self.back_on, self.back_title)
        back = self._leg(mode, *wanted) if self.counterpart.data == "yes" else None
        listing = text(self.listing)
        return Draft(
            other_id=int(text(self.other)),
            given=self.direction.data == "given",
            leg=leg,
            key=text(self.idempotency_key),
            counterpart=back,
            listing_id=int(listing) if listing.isascii() and listing.isdigit() else None,
        )

    def habit(self, draft: Draft) -> Habit:
        """After `validate_for`: the same as something that comes back."""
        assert self.until_on.data is not None
        return Habit(draft.other_id, draft.given, draft.leg, Every(self.every.data), self.until_on.data)

    def _leg(self, mode: ExchangeMode, kind: Field, unit: Field, amount: Field, day: Field, title: Field) -> Leg:
        counted = self._unit(mode, kind, unit)
        assert counted is not None
        note = text(self.note) if kind is self.kind else ""
        quantity = quanta(text(amount), counted)
        orders = self.orders if kind is self.kind else self.back_orders
        return Leg(Kind(text(kind)), counted, quantity, day.data, text(title), note, orders.data != "receiver")


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


class AgreedForm(BaseForm):
    """What was agreed when a dispute closes."""

    reason = TextAreaField(_l("Ce qui est convenu"), validators=[Optional(), Length(max=1000)])


class BareForm(BaseForm):
    """A button."""
