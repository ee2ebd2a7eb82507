"""The calendars of a member: one for each resource they may book, other poles' too, their own and their structure's."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import get_locale
from flask_babel import gettext as _

from mutua.bookings import queries as bookings
from mutua.calendars import actions, queries, rules
from mutua.calendars import feed as ics
from mutua.calendars.dav.door import base_url, home_of
from mutua.calendars.feed.busy import Busy
from mutua.calendars.feed.colors import KIND_COLORS, OWN_COLOR
from mutua.calendars.feed.serving import absolute, named, nameless
from mutua.calendars.models import Detail, FeedKind, View, Window
from mutua.calendars.queries import Listed, Span
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources.models import Resource
from mutua.resources.queries import resource_for, resources_for

MINE, STRUCTURE, RESOURCE = "mine", "structure", "resource-"
HOURS_AHEAD = timedelta(days=550)


@dataclass(frozen=True)
class Shelf:
    """One calendar as one member sees it."""

    key: str
    member: Member
    view: View
    resource: Resource | None = None

    @property
    def path(self) -> str:
        return f"/dav/{home_of(self.member)}/{self.key}/"

    @property
    def name(self) -> str:
        if self.resource is not None:
            is_home = self.resource.pole_id == self.member.pole_id
            return self.resource.name if is_home else f"{self.resource.name} ({self.resource.pole.name})"
        return str(_("Mes réservations")) if self.key == MINE else self.member.structure_name or ""

    @property
    def color(self) -> str:
        return KIND_COLORS[self.resource.kind.value] if self.resource else OWN_COLOR

    @property
    def zone(self) -> str:
        return self.resource.zone if self.resource else self.member.pole_zone

    @property
    def is_writable(self) -> bool:
        return self.resource is not None  # only what may be written to gets a shelf

    def may_change(self, row: Listed) -> bool:
        return self.is_writable and row.structure_id == self.member.structure_id

    def listed(
        self, *, names: Collection[str] | None = None, uid: str | None = None, span: Span | None = None
    ) -> list[Listed]:
        if self.resource is not None:
            return queries.listed_in(self.resource.id, names=names, uid=uid, span=span)
        return queries.owned_by(self.view, names=names, uid=uid, span=span)

    def find(self, name: str) -> Listed | None:
        return next(iter(self.listed(names=[name])), None)

    def near(self, name: str, uid: str) -> list[Listed]:
        """The events of a resource's calendar that bear this name or this UID."""
        assert self.resource is not None  # only those are written to
        return queries.near(self.resource.id, name, uid)

    def detail(self, row: Listed) -> Detail | None:
        """How much the member may know of the event; None: as their own structure writes it."""
        if self.resource is None:
            return Detail.OWN
        if row.structure_id == self.member.structure_id:
            return None
        return Detail.OWN if row.structure_id in self.view.own else self.view.others

    def etag(self, row: Listed) -> str:
        """Changes whenever the bytes do, and before any of them is read."""
        detail = self.detail(row)
        language = f"-{get_locale()}" if detail is Detail.BUSY else ""
        return f"{row.booking_id}-{row.mark}-{detail or 'full'}{language}"

    def bodies(self, rows: Collection[Listed]) -> dict[int, bytes]:
        """Whole calendar objects, with the member's own reminders."""
        ids = {row.booking_id for row in rows}
        if self.resource is None:
            found = queries.owned_bodies(self.view, ids)
        else:
            found = queries.bodies_in(self.resource.id, ids, self.view, self.member.structure_id or 0)
        alarms = queries.alarms_of(self.member.person_id, ids) if ids else {}
        word = str(_("Occupé"))
        whole = {}
        for row in rows:
            events = absolute(found.get(row.booking_id, b""), base_url())
            if self.detail(row) is Detail.BUSY or nameless(events):
                events = named(events, word)
            if self.detail(row) is None:
                events = actions.with_lines(events, {}, alarms.get(row.booking_id, {}), ())
            whole[row.booking_id] = ics.bare([events])
        return whole

    def expanded(self, rows: Collection[Listed], span: tuple[datetime, datetime]) -> dict[int, bytes]:
        """Every date in the span on its own, in UTC."""
        bookings = {row.id: row for row in queries.bookings_to_write(row.booking_id for row in rows)}
        word, on = str(_("Occupé")), self.resource.id if self.resource else None
        whole = {}
        for row in rows:
            detail = self.detail(row)
            written = actions.expanded(bookings[row.booking_id], row.uid, detail, *span, on=on)
            events = absolute(written, base_url())
            whole[row.booking_id] = ics.bare(
                [named(events, word) if detail is Detail.BUSY or nameless(events) else events]
            )
        return whole

    def busy(self, window: Window) -> Iterable[Busy]:
        """When nothing is left of the resource, or when the person or structure is busy."""
        if self.resource is None:
            return rules.busy_times(queries.dates_taken(self.view, window), spare=0)
        units = queries.live_units(self.resource.id)
        spare = rules.spare_units(self.resource, len(units))
        return rules.busy_times(queries.units_taken(units, window), spare=spare)

    def opening(self, now: datetime) -> bytes:
        """The opening hours of the resource, from this month on."""
        if self.resource is None:
            return b""
        first = wall(now, self.zone).date().replace(day=1)
        facts = ics.OpeningFacts(
            uid=f"opening-{self.key}",
            zone=self.zone,
            changed_at=self.resource.changed_at,
            first=first,
            last=first + HOURS_AHEAD,
        )
        return ics.bare([ics.availability(facts, self.resource.opening.on)])

    def state(self) -> str:
        """The calendar's own tag: differs whenever anything in it does."""
        if self.resource is None:
            return _short(queries.owned_state(self.view))
        return f"{queries.modseq_of(self.resource.id)}-{self.salt}"

    @property
    def salt(self) -> str:
        """Differs when what the member may see does: programs then read everything again."""
        return _short(repr((self.view.others, sorted(self.view.own), str(get_locale()))))


def _short(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def shelves_of(member: Member) -> list[Shelf]:
    """Every calendar of the member, in the order in which programs show them."""
    own = [
        Shelf(MINE, member, rules.own_view(FeedKind.PERSON, member)),
        Shelf(STRUCTURE, member, rules.own_view(FeedKind.STRUCTURE, member)),
    ]
    every = sorted(resources_for(member, abroad=True), key=lambda row: row.pole_id != member.pole_id)
    loans = bookings.cover_for(every, member).loans
    found = [row for row in every if rules.may_write(row, member, lent=row.id in loans)]
    return own + [_of_resource(row, member) for row in found]


def shelf_of(member: Member, key: str) -> Shelf | None:
    """One of them."""
    if key in (MINE, STRUCTURE):
        kind = FeedKind.PERSON if key == MINE else FeedKind.STRUCTURE
        return Shelf(key, member, rules.own_view(kind, member))
    number = resource_number(key)
    resource = resource_for(member, number, abroad=True) if number is not None else None
    if resource is None:
        return None
    lent = resource.id in bookings.cover_for([resource], member).loans
    return _of_resource(resource, member) if rules.may_write(resource, member, lent=lent) else None


def resource_number(key: str) -> int | None:
    """Of a calendar that is a resource's."""
    number = key.removeprefix(RESOURCE)
    if not key.startswith(RESOURCE) or not number.isdecimal() or len(number) > 15 or not number.isascii():
        return None
    return int(number)


def _of_resource(resource: Resource, member: Member) -> Shelf:
    view = rules.resource_view(resource, member, member.structure_id)
    return Shelf(f"{RESOURCE}{resource.id}", member, view, resource)
