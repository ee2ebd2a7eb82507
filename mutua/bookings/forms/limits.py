"""« Pourquoi pas ? » in figures: which limit, until when or from when, beside the sentence of the rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from mutua.bookings.rules import No as Booking
from mutua.bookings.rules.swap import No as Swapped
from mutua.kernel.timespan import TimeSpan, wall
from mutua.resources import rules
from mutua.resources.forms import PERIODS, RIGHTS
from mutua.resources.models import Measure, Resource
from mutua.resources.rules import Excess, Lack, No
from mutua.staffing.forms.week import week_said
from mutua.staffing.rules import No as Staffing
from mutua.web.filters import clock_time, duration, long_date, medium_date

Facts = Mapping[str, Any]


def limit_said(reason: str, resource: Resource, span: TimeSpan, facts: Facts) -> str:
    """One line more about a refusal; empty when the sentence says all."""
    say = SAY.get(str(reason))
    return str(say(resource, span, facts)) if say else ""


def _working_time(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    """By how much, never where else the person works."""
    broken = facts["broken"]
    if broken.minutes is None or broken.limit is None:
        return _("Limite légale : %(article)s.", article=broken.article)
    gap = duration(abs(broken.minutes - broken.limit))
    return _("Écart avec la limite : %(gap)s, vers le %(day)s (%(article)s). Essayez un autre jour ou moins d’heures.",
             gap=gap, day=medium_date(broken.date), article=broken.article)  # fmt: skip


def _loans(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    """Which days and hours the signed loans give."""
    return " ".join(
        _("Le prêt signé couvre : %(hours)s, du %(first)s au %(last)s.", hours=week_said(lent.values.slots),
          first=medium_date(lent.values.starts_on), last=medium_date(lent.values.ends_on))
        for lent in facts.get("loans") or ()
    )  # fmt: skip


def _work(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    return _("Le prêt signé dit : %(tasks)s", tasks=facts["lent"].values.tasks)


def _too_soon(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    last = wall(span.start - resource.notice, resource.zone)
    length = duration(resource.notice_minutes)
    return _("Au moins %(length)s avant : ce créneau se réservait jusqu’au %(day)s à %(time)s.",
             length=length, day=long_date(last), time=clock_time(last))  # fmt: skip


def _too_far(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    first = wall(span.end - timedelta(days=resource.horizon_days), resource.zone)
    return _("Cette date se réserve à partir du %(day)s.", day=medium_date(first + timedelta(days=1)))


def _too_long(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    return _("%(length)s au plus.", length=duration(resource.longest_minutes or 0))


def _people(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    return _("%(count)s personnes au plus.", count=resource.capacity)


def _too_short(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    return _("%(length)s au moins.", length=duration(resource.house.shortest_minutes))


def _peak(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    return _("%(length)s au plus à ces heures.", length=duration(resource.house.peak_longest_minutes))


def _off_the_grid(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    return _("Toutes les %(length)s.", length=duration(resource.granularity_minutes))


def _owner_first(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    opens = rules.opens_to_others(resource.house, span, resource.zone)
    return _("Ouvert à tous à partir du %(day)s.", day=medium_date(wall(opens, resource.zone))) if opens else ""


def _quota(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    over = facts.get("excess")
    if not isinstance(over, Excess):
        return ""
    quota = over.quota
    days = rules.bounds(quota.period, wall(over.span.start, resource.zone).date(), resource.zone)
    again = wall(days.end, resource.zone)
    dates = quota.measure is Measure.DATES
    most = str(quota.most) if dates else duration(quota.most * 60)
    used = str(over.used) if dates else duration(over.used)
    if over.too_large:
        return _("%(most)s au plus %(period)s.", most=most, period=PERIODS[quota.period])
    return _("%(used)s sur %(most)s déjà utilisées %(period)s. À nouveau possible à partir du %(day)s.",
             used=used, most=most, period=PERIODS[quota.period], day=medium_date(again))  # fmt: skip


def _rights(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    missing: list[Lack] = facts.get("lacks") or []
    words = [
        _("%(right)s (valable jusqu’au %(day)s)", right=RIGHTS[lack.right], day=medium_date(lack.until_on))
        if lack.until_on
        else str(RIGHTS[lack.right])
        for lack in missing
    ]
    return _("À faire noter : %(rights)s.", rights=", ".join(words)) if words else ""


def _closed(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
    why = resource.opening.why(wall(span.start, resource.zone).date())
    return f"{why}." if why else ""


def _notice(minutes: Callable[[Resource], int]) -> Callable[[Resource, TimeSpan, Facts], Any]:
    def say(resource: Resource, span: TimeSpan, facts: Facts) -> Any:
        last: datetime = wall(span.start - timedelta(minutes=minutes(resource)), resource.zone)
        return _("C’était possible jusqu’au %(day)s à %(time)s.", day=long_date(last), time=clock_time(last))

    return say


SAY: dict[str, Callable[[Resource, TimeSpan, Facts], Any]] = {
    Staffing.SERVICE_HOURS: _working_time,
    Booking.NEEDS_ARRANGEMENT: _loans,
    Booking.WORK_UNSAID: _work,
    Booking.TOO_SOON: _too_soon,
    Booking.TOO_FAR: _too_far,
    Booking.TOO_LONG: _too_long,
    Booking.OFF_THE_GRID: _off_the_grid,
    Booking.CLOSED: _closed,
    Booking.TOO_MANY_PEOPLE: _people,
    No.TOO_SHORT: _too_short,
    No.PEAK_TOO_LONG: _peak,
    No.OWNER_FIRST: _owner_first,
    No.QUOTA_OF_STRUCTURE: _quota,
    No.QUOTA_OF_PERSON: _quota,
    No.NOT_ENTITLED: _rights,
    No.ENTITLED_TOO_SHORT: _rights,
    Swapped.COLLEAGUE_NOT_ENTITLED: _rights,
    No.TOO_LATE_TO_CHANGE: _notice(lambda resource: resource.house.change_notice_minutes),
    No.TOO_LATE_TO_CANCEL: _notice(lambda resource: resource.house.cancel_notice_minutes),
}
