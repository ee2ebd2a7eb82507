"""Who may have which feed, what it tells them, and over which time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from mutua.bookings.models import Booking, Occurrence, Slot
from mutua.bookings.rules import is_loan
from mutua.calendars.feed.busy import Busy, BusyKind
from mutua.calendars.models import Detail, FeedKind, FeedToken, OutsideCalendar, Taken, View, Window
from mutua.kernel.timespan import moment, wall
from mutua.pole.models import Member
from mutua.resources.models import Draw, Kind, Resource
from mutua.resources.queries import Taken as TakenUnit
from mutua.resources.rules import No as ResourceNo

MOST_FEEDS = 40
MONTHS_BACK, MONTHS_AHEAD = 3, 18
CANCELLED_KEPT = timedelta(days=30)
LONGEST_WINDOW = timedelta(days=5 * 366)
MOST_PASSWORDS = 20
MOST_OUTSIDE = 10
ONE_DATE = re.compile(r"-\d{8}T\d{6}Z?$")
LONGEST_OWN_UID = 120
PUSHED_ASIDE = "~"  # begins the name of an event that is gone and whose name another has


class No(StrEnum):
    FEED_NEEDS_STRUCTURE = "feed_needs_structure"
    FEED_UNKNOWN_RESOURCE = "feed_unknown_resource"
    TOO_MANY_FEEDS = "too_many_feeds"
    FEED_REVOKED = "feed_revoked"
    PASSWORD_NEEDS_STRUCTURE = "password_needs_structure"
    TOO_MANY_PASSWORDS = "too_many_passwords"
    SERIES_OTHER_ZONE = "series_other_zone"
    DAV_NAME_TAKEN = "dav_name_taken"
    OLD_EMPTY = "old_empty"
    OLD_TAKEN = "old_taken"
    GUEST_TWICE = "guest_twice"
    TOO_MANY_GUESTS = "too_many_guests"
    GUEST_NOTHING_LEFT = "guest_nothing_left"
    GUEST_WITHDRAWN = "guest_withdrawn"
    OUTSIDE_ONLY_OWN_TIME = "outside_only_own_time"
    TOO_MANY_OUTSIDE = "too_many_outside"
    OUTSIDE_NOT_A_FILE = "outside_not_a_file"
    OUTSIDE_BAD_ADDRESS = "outside_bad_address"
    OUTSIDE_NOT_HTTPS = "outside_not_https"
    OUTSIDE_PASSWORD = "outside_password"
    OUTSIDE_PRIVATE = "outside_private"
    OUTSIDE_UNKNOWN_HOST = "outside_unknown_host"
    OUTSIDE_UNREACHABLE = "outside_unreachable"
    OUTSIDE_CERTIFICATE = "outside_certificate"
    OUTSIDE_TOO_SLOW = "outside_too_slow"
    OUTSIDE_TOO_LARGE = "outside_too_large"
    OUTSIDE_REDIRECTS = "outside_redirects"
    OUTSIDE_STATUS = "outside_status"
    OUTSIDE_GONE = "outside_gone"
    OUTSIDE_DOWN = "outside_down"
    OUTSIDE_NOT_CALENDAR = "outside_not_calendar"


def why_not_make_feed(kind: FeedKind, member: Member, resource: Resource | None, *, live: int) -> No | None:
    """`resource`: the one wanted, if this member may know of it; `live`: how many feeds they have already."""
    if kind is FeedKind.STRUCTURE and member.structure_id is None:
        return No.FEED_NEEDS_STRUCTURE
    if kind is FeedKind.RESOURCE and resource is None:
        return No.FEED_UNKNOWN_RESOURCE
    return No.TOO_MANY_FEEDS if live >= MOST_FEEDS else None


def why_not_renew(feed: FeedToken) -> No | None:
    return No.FEED_REVOKED if feed.revoked_at is not None else None


def why_not_make_password(member: Member, *, live: int) -> No | None:
    """`live`: how many this person has already."""
    if member.structure_id is None:
        return No.PASSWORD_NEEDS_STRUCTURE
    return No.TOO_MANY_PASSWORDS if live >= MOST_PASSWORDS else None


def why_not_add_outside(resource: Resource, member: Member, *, own: bool, live: int) -> No | ResourceNo | None:
    """`own`: the member's own working time, which only they may bring; a resource, by who shares it. `live`: how many
    there are already."""
    if not own and resource.kind is Kind.STAFF:
        return No.OUTSIDE_ONLY_OWN_TIME
    if not own and not member.manages(resource.structure_id):
        return ResourceNo.NOT_THE_OWNER
    return No.TOO_MANY_OUTSIDE if live >= MOST_OUTSIDE else None


def why_not_bring_file(calendar: OutsideCalendar) -> No | None:
    return No.OUTSIDE_NOT_A_FILE if calendar.url else None


def whole_uid(uid: str) -> str:
    """The UID of the booking: feeds told date by date add `-20270301T090000` to it."""
    return ONE_DATE.sub("", uid)


def merged(times: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The same times in order, none over or beside another."""
    found: list[tuple[datetime, datetime]] = []
    for start, end in sorted(times):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def around(
    spans: Iterable[tuple[datetime, datetime]], taken: Sequence[TakenUnit]
) -> tuple[list[tuple[datetime, datetime]], list[TakenUnit]]:
    """What is left of the spans between what others have (by start, disjoint), and who of them stands in it."""
    free, met, first = list[tuple[datetime, datetime]](), list[TakenUnit](), 0
    for start, end in spans:
        while first < len(taken) and taken[first].ends_at <= start:
            first += 1
        at, index = start, first
        while index < len(taken) and taken[index].starts_at < end:
            row = taken[index]
            if row.starts_at > at:
                free.append((at, row.starts_at))
            if row.used_until > start:
                met.append(row)
            at, index = max(at, row.ends_at), index + 1
        if at < end:
            free.append((at, end))
    return free, met


def may_write(resource: Resource, member: Member, *, lent: bool = False) -> bool:
    """Whether this member may ask for the resource at all: then its calendar takes events from their programs.

    `lent`: a signed loan lends this person to the member's structure.
    """
    if resource.retired_at is not None or member.structure_id is None:
        return False
    return lent or not is_loan(resource.regime) or resource.structure_id == member.structure_id


def slot_as_it_is(date: Occurrence) -> Slot:
    """The time of a date, as a wish for the same again."""
    return Slot(date.local_start, date.local_end, date.span, date.original_start)


def changed_last(booking: Booking) -> tuple[list[Occurrence], bool]:
    """The dates that the booking's last change took away, and whether it changed others (or the words alone)."""
    latest = max(date.changed_at for date in booking.occurrences)
    if booking.changed_at - latest > timedelta(milliseconds=1):
        return [], True
    touched = [date for date in booking.occurrences if date.changed_at == latest]
    gone = [date for date in touched if not date.is_live]
    return sorted(gone, key=lambda date: date.original_start), len(gone) < len(touched)


def own_view(kind: FeedKind, member: Member) -> View:
    """A person's own bookings for the structure they act for, or those of that structure."""
    number = member.person_id if kind is FeedKind.PERSON else member.structure_id or 0
    return View(kind, number, member.pole_id, Detail.OWN, structures=frozenset({member.structure_id or 0}))


def view_of(feed: FeedToken, member: Member, resource: Resource | None) -> View | None:
    """What the feed shows today; None when its person has lost the right to it since it was made.

    `member`: the feed's person as they stand now; `resource`: the feed's, if they may still know of it.
    """
    if feed.structure_id is not None and feed.structure_id not in member.structure_ids:
        return None
    if feed.kind is FeedKind.RESOURCE:
        return _view_of_resource(feed, member, resource) if resource is not None else None
    if feed.kind is FeedKind.POLE:
        return _view_of_pole(feed, member)
    number = feed.person_id if feed.kind is FeedKind.PERSON else feed.structure_id
    others = Detail.BUSY if feed.busy_only else Detail.OWN
    return View(feed.kind, number or 0, feed.pole_id, others, structures=member.structure_ids)


def _view_of_resource(feed: FeedToken, member: Member, resource: Resource) -> View:
    """As on the resource's page: one's own structure's bookings in full, all of them for who shares it and for the
    coordination, the others as the resource says."""
    if feed.busy_only:
        return View(feed.kind, resource.id, feed.pole_id, Detail.BUSY)
    return resource_view(resource, member, feed.structure_id)


def _view_of_pole(feed: FeedToken, member: Member) -> View:
    """The same of each resource; `others` is the most that any of them may tell."""
    own = frozenset({feed.structure_id}) if feed.structure_id is not None else frozenset[int]()
    most = Detail.OWN if member.is_coordinator else Detail.EVERYTHING
    return View(feed.kind, feed.pole_id, feed.pole_id, Detail.BUSY if feed.busy_only else most, own)


def resource_view(resource: Resource, member: Member, structure_id: int | None) -> View:
    """What a member who acts for that structure sees of the resource's bookings; another pole's people, when alone."""
    kind, pole_id, is_home = FeedKind.RESOURCE, member.pole_id, resource.pole_id == member.pole_id
    if (member.is_coordinator and is_home) or resource.structure_id == structure_id:
        return View(kind, resource.id, pole_id, Detail.OWN)
    own = frozenset({structure_id}) if structure_id is not None else frozenset[int]()
    return View(kind, resource.id, pole_id, Detail(resource.shown.value) if is_home else Detail.BUSY, own)


def usual_window(now: datetime, zone: str) -> Window:
    """Whole months: three back, eighteen ahead. It moves once a month, so that a day alone changes no feed."""
    month = wall(now, zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    kept = wall(moment(month, zone) - CANCELLED_KEPT, zone)
    return Window(
        moment(_months_later(month, -MONTHS_BACK), zone),
        moment(_months_later(month, MONTHS_AHEAD + 1), zone),
        moment(kept, zone),
    )


def asked_window(usual: Window, first: date | None, last: date | None, zone: str) -> Window | None:
    """The days a reader asked for, both included; None when they make no window of at most five years."""
    midnight = datetime.min.time()
    try:
        start = moment(datetime.combine(first, midnight), zone) if first else usual.start
        end = moment(datetime.combine(last + timedelta(days=1), midnight), zone) if last else usual.end
    except OverflowError:
        return None
    return Window(start, end, usual.cancelled_since) if timedelta(0) < end - start <= LONGEST_WINDOW else None


def _months_later(month: datetime, months: int) -> datetime:
    years, index = divmod(month.month - 1 + months, 12)
    return month.replace(year=month.year + years, month=index + 1)


def busy_times(taken: Iterable[Taken], *, spare: int) -> list[Busy]:
    """When nothing is left: `spare` is how many of the units may be taken at once before that is so."""
    times = [Busy(row.starts_at, row.ends_at, _busy_kind(row.state)) for row in taken]
    return times if spare <= 0 else _crowded(times, spare)


def _busy_kind(state: str | None) -> BusyKind:
    if state is None:
        return BusyKind.UNAVAILABLE
    return BusyKind.TENTATIVE if state == "requested" else BusyKind.BUSY


def _crowded(times: list[Busy], spare: int) -> list[Busy]:
    """The stretches where more than `spare` of the times overlap."""
    edges: Counter[datetime] = Counter()
    for period in times:
        edges[period.starts_at] += 1
        edges[period.ends_at] -= 1
    found, running, since = [], 0, None
    for at in sorted(edges):
        running += edges[at]
        if running > spare and since is None:
            since = at
        elif running <= spare and since is not None:
            found.append(Busy(since, at))
            since = None
    return found


def spare_units(resource: Resource, units: int) -> int:
    """How many of a resource's units may be taken before it cannot be booked any more."""
    return 0 if resource.draw is Draw.ALL else max(0, units - resource.units_needed)
