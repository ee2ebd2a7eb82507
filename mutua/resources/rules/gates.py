"""What a resource's own rules say to a booking, before the database says whether it is free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from mutua.kernel.role import Role
from mutua.kernel.timespan import TimeSpan, moment, wall
from mutua.pole.models import Member
from mutua.resources.models import Crowd, HouseRules, LateCancel, Purpose, Resource, Window
from mutua.resources.rules.refusals import No

DAY = 24 * 60


def why_not_admit(resource: Resource, member: Member) -> No | None:
    """Roles and structures that may book; the structure that shares is always among them."""
    if resource.structure_id == member.structure_id:
        return None
    return why_not_among(resource.house, member, abroad=resource.pole_id != member.pole_id)


def why_not_among(house: HouseRules, member: Member, *, abroad: bool = False) -> No | None:
    """The same of a member of another structure. The list names structures of the pole: it says nothing of others."""
    if house.crowd is Crowd.MANAGERS and Role.MANAGER not in member.roles:
        return No.MANAGERS_ALONE
    listed = abroad or not house.structures or member.structure_id in house.structures
    return None if listed else No.NOT_ON_THE_LIST


def why_not_last(house: HouseRules, span: TimeSpan, zone: str) -> No | None:
    """The length of a stay: shortest, and longest at peak times."""
    if span.minutes < house.shortest_minutes:
        return No.TOO_SHORT
    limit = house.peak_longest_minutes
    if limit and span.minutes > limit and touches(house.windows_for(Purpose.PEAK), span, zone):
        return No.PEAK_TOO_LONG
    return None


def why_not_yet(resource: Resource, span: TimeSpan, member: Member, *, now: datetime) -> No | None:
    """Some hours belong to the owner until some days before."""
    if resource.structure_id == member.structure_id:
        return None
    opens = opens_to_others(resource.house, span, resource.zone)
    return No.OWNER_FIRST if opens is not None and now < opens else None


def opens_to_others(house: HouseRules, span: TimeSpan, zone: str) -> datetime | None:
    """The local midnight from which others may book this time; None when no priority window touches it."""
    held = [window for window in house.windows_for(Purpose.PRIORITY) if touches([window], span, zone)]
    if not held:
        return None
    first = wall(span.start, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return moment(first - timedelta(days=max(window.release_days for window in held)), zone)


def touches(windows: Iterable[Window], span: TimeSpan, zone: str) -> bool:
    """Whether a span meets one of these parts of the week on the wall clock."""
    start, end = wall(span.start, zone), wall(span.end, zone)
    return any(_meets(window, start, end) for window in windows)


def _meets(window: Window, start: datetime, end: datetime) -> bool:
    day = start.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        opens, closes = day + timedelta(minutes=window.opens), day + timedelta(minutes=window.closes)
        if day.weekday() in window.weekdays and opens < end and closes > start:
            return True
        day += timedelta(days=1)
    return False


def hours_of_others(house: HouseRules, day: date, zone: str, *, now: datetime) -> list[tuple[int, int]]:
    """(start, end) in minutes of a local day that belong to the owner still."""
    midnight = datetime.combine(day, datetime.min.time())
    return [
        (window.opens, window.closes)
        for window in house.windows_for(Purpose.PRIORITY)
        if day.weekday() in window.weekdays and now < moment(midnight - timedelta(days=window.release_days), zone)
    ]


def why_not_change_so_late(resource: Resource, starts_at: datetime, *, now: datetime) -> No | None:
    """Moving a date close to its start; the owner's structure asks itself."""
    notice = timedelta(minutes=resource.house.change_notice_minutes)
    return No.TOO_LATE_TO_CHANGE if notice and starts_at - now < notice else None


def is_late(house: HouseRules, starts_at: datetime, *, now: datetime) -> bool:
    """Whether a cancellation at this moment counts in the quotas all the same."""
    notice = timedelta(minutes=house.cancel_notice_minutes)
    return bool(notice) and starts_at - now < notice


def why_not_cancel_so_late(resource: Resource, starts_at: datetime, *, now: datetime) -> No | None:
    refused = resource.house.late_cancel is LateCancel.REFUSED and is_late(resource.house, starts_at, now=now)
    return No.TOO_LATE_TO_CANCEL if refused else None
