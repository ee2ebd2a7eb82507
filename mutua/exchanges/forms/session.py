"""One thing given to several structures at once."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from mutua.exchanges.forms.exchange import CHOOSE, KEY, KINDS, ORDERS, REQUIRED, UNITS, _quantity
from mutua.exchanges.models import UNITS_OF, Leg, Session, UnitCode
from mutua.pole.models import ExchangeMode
from mutua.resources.models import Kind
from mutua.web.fields import DayField
from mutua.web.forms import BaseForm, text


class SessionForm(BaseForm):
    """What was given, and to whom: each structure gets its own exchange, for the same quantity."""

    receivers = SelectMultipleField(
        _l("À quelles structures"),
        coerce=str,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired(CHOOSE)],
    )
    kind = RadioField(_l("Quoi"), choices=list(KINDS), validators=[InputRequired(CHOOSE)])
    orders = RadioField(_l("Qui dirigeait le travail ?"), choices=list(ORDERS), validators=[Optional()])
    title = StringField(_l("En une ligne"), validators=[InputRequired(REQUIRED), Length(max=160)])
    quantity = StringField(_l("Combien pour chacune"), validators=[InputRequired(REQUIRED), Length(max=20)])
    unit = SelectField(_l("Compté en"), choices=list(UNITS), default="", validators=[Optional()])
    event_on = DayField(_l("Quel jour"), validators=[InputRequired(REQUIRED)])
    note = TextAreaField(_l("Précisions"), validators=[Optional(), Length(max=2000)])
    idempotency_key = HiddenField(validators=[InputRequired(REQUIRED), KEY])

    def session(self, mode: ExchangeMode) -> Session | None:
        """None when a field is wrong; its error is then written beside it."""
        what = Kind(text(self.kind))
        unit = UnitCode(text(self.unit)) if text(self.unit) else None
        counted = unit or (UnitCode.HOUR if mode is ExchangeMode.TIME_UNIT else UNITS_OF[what][0])
        quantity, day = _quantity(self.quantity, counted), self.event_on.data
        if what is Kind.STAFF and not self.orders.data:
            self.orders.errors = [*self.orders.errors, str(CHOOSE)]
            return None
        if quantity is None or day is None:
            return None
        leg = Leg(what, counted, quantity, day, text(self.title), text(self.note), self.orders.data != "receiver")
        numbers = [(int(number), quantity) for number in self.receivers.data or []]
        return Session(tuple(numbers), leg, text(self.idempotency_key))
