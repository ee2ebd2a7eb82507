"""A closure: from when to when, and why."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from mutua.kernel.timespan import TimeSpan, moment
from mutua.web.fields import ClockField, DayField
from mutua.web.forms import BaseForm


class ClosureForm(BaseForm):
    """Both days are local days of the resource."""

    first = DayField(_l("Du"), [InputRequired(_l("Choisissez le premier jour."))])
    starts = ClockField(_l("À partir de"), default=0)
    last = DayField(_l("Au"), [InputRequired(_l("Choisissez le dernier jour."))])
    ends = ClockField(_l("Jusqu’à"), default=1440)
    reason = StringField(_l("Raison"), [Length(max=120, message=_l("120 caractères au plus."))])

    def span(self, zone: str) -> TimeSpan | None:
        """None, with a message, when the end does not follow the start."""
        assert self.first.data is not None
        assert self.last.data is not None
        start = datetime.combine(self.first.data, time()) + timedelta(minutes=self.starts.minutes or 0)
        end = datetime.combine(self.last.data, time()) + timedelta(minutes=self.ends.minutes or 1440)
        if end <= start:
            self.last.errors = [_("La fin doit suivre le début. Choisissez un jour plus tard.")]
            return None
        return TimeSpan(moment(start, zone), moment(end, zone))
