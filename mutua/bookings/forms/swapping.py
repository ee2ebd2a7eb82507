"""Which dates of others to look for when one would change places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import ImmutableMultiDict
from wtforms import SelectField
from wtforms.validators import InputRequired

from mutua.bookings.forms.booking import KINDS
from mutua.bookings.models import Occurrence
from mutua.bookings.queries.swap import Near
from mutua.kernel.timespan import moment
from mutua.resources.models import Kind
from mutua.web.fields import DayField
from mutua.web.forms import BaseForm


class NearForm(BaseForm):
    """Filled in from the address; where it says nothing, the day and the kind of the date to give."""

    class Meta(BaseForm.Meta):
        csrf = False
        mark = "near"

    day = DayField(_l("Autour du"), [InputRequired(_l("Choisissez un jour."))])
    kind = SelectField(_l("Type de ressource"), choices=KINDS)
    resource = SelectField(_l("Ressource"), validate_choice=False)

    @classmethod
    def of(cls, given: Occurrence, args: Iterable[tuple[str, str]]) -> NearForm:
        usual = {"day": given.on_date.isoformat(), "kind": given.lines[0].resource.kind.value, "resource": ""}
        asked = {name: value for name, value in args if name in usual}
        return cls(ImmutableMultiDict({**usual, **asked}))

    def offer(self, resources: Iterable[tuple[int, str]]) -> None:
        """The resources of the kind; one of another kind is asked for no more."""
        names = {str(number): name for number, name in resources}
        self.resource.choices = [("", _("Toutes")), *names.items()]
        if self.resource.data not in names:
            self.resource.data = ""

    def near(self, given: Occurrence) -> Near:
        """After `validate` and `offer`: around the hour of the date to give, on the day chosen."""
        day = self.day.data
        assert day is not None  # InputRequired
        at = moment(datetime.combine(day, given.local_start.time()), given.booking.zone)
        return Near(day, at, Kind(self.kind.data), int(self.resource.data) if self.resource.data else None)
