"""A breakdown or maintenance: what, how grave, from when to when."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from mutua.kernel.timespan import TimeSpan, moment, wall
from mutua.resources.models import Severity
from mutua.web.fields import ClockField, DayField
from mutua.web.forms import BaseForm

LONGEST = timedelta(days=731)


class FaultForm(BaseForm):
    """Days and hours are local to the resource. Without a first day it begins now; a stop has an end."""

    severity = SelectField(
        _l("Gravité"),
        choices=(
            (Severity.NOTICE.value, _l("À signaler : la ressource reste réservable")),
            (Severity.STOP.value, _l("À l’arrêt : les dates sont annulées, les personnes prévenues")),
        ),
    )
    text = TextAreaField(
        _l("Ce qui se passe"),
        [DataRequired(_l("Dites ce qui se passe.")), Length(max=1000, message=_l("1000 caractères au plus."))],
    )
    first = DayField(_l("Du"), [Optional()])
    starts = ClockField(_l("À partir de"), default=0)
    last = DayField(_l("Au"), [Optional()])
    ends = ClockField(_l("Jusqu’à"), default=1440)
    edges: tuple[datetime, datetime | None]
    span: TimeSpan | None = None

    @property
    def stops(self) -> bool:
        return bool(self.severity.data == Severity.STOP.value)

    def offer(self) -> None:
        self.starts.offer(range(0, 1440, 60))
        self.ends.offer(range(60, 1441, 60))

    def validate_for(self, zone: str, now: datetime) -> bool:
        """What begins in the past begins now, on the minute."""
        if not self.validate():
            return False
        here = now.replace(second=0, microsecond=0)
        first = self.first.data or wall(now, zone).date()
        asked = moment(datetime.combine(first, time()) + timedelta(minutes=self.starts.minutes or 0), zone)
        start = max(asked, here)
        end = None
        if self.last.data is not None:
            minutes = self.ends.minutes if self.ends.minutes is not None else 1440
            end = moment(datetime.combine(self.last.data, time()) + timedelta(minutes=minutes), zone)
        if end is None and self.stops:
            self.last.errors = [_("Choisissez le jour où la ressource sera remise en service.")]
        elif end is not None and not start < end <= start + LONGEST:
            self.last.errors = [_("La fin doit suivre le début. Choisissez un jour plus tard.")]
        self.edges = start, end
        self.span = TimeSpan(start, end) if end is not None and start < end else None
        return not list(self.last.errors)
