"""One event: read, written, deleted, moved to another resource."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from email.utils import format_datetime
from urllib.parse import quote, urlsplit

from flask import Response, request
from flask_babel import gettext as _

from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Booking
from mutua.bookings.rules import No as Why
from mutua.calendars import actions
from mutua.calendars.dav import properties, xml
from mutua.calendars.dav.collections import shelf_or_404
from mutua.calendars.dav.door import DavError, base_url, current, dav_route, multistatus, path_of, question, stamped
from mutua.calendars.dav.homes import told
from mutua.calendars.dav.preconditions import unmet
from mutua.calendars.dav.refusing import refused_change, refused_wish
from mutua.calendars.dav.shelves import Shelf, resource_number, shelf_of
from mutua.calendars.dav.xml import d
from mutua.calendars.queries import Listed
from mutua.calendars.reading import Given, Unreadable, read_event
from mutua.calendars.reading.events import LARGEST
from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.resources.queries import zone_of
from mutua.web.sentences import sentence

LONGEST_NAME = 200


@dav_route("/dav/<home>/<calendar>/<name>", "PROPFIND")
def event(calendar: str, name: str) -> Response:
    shelf, asked = shelf_or_404(current(), calendar), question()
    row = _row_or_404(shelf, name)
    return multistatus([told(shelf.path + row.name, properties.of_event(shelf, row), asked)])


@dav_route("/dav/<home>/<calendar>/<name>", "GET")
def show(calendar: str, name: str) -> Response:
    """The event; 304 before its bytes are read."""
    shelf = shelf_or_404(current(), calendar)
    row = _row_or_404(shelf, name)
    tag = shelf.etag(row)
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        body = shelf.bodies([row])[row.booking_id]
        response = Response(body, content_type="text/calendar; charset=utf-8; component=VEVENT")
        response.headers["Last-Modified"] = format_datetime(row.modified_at.astimezone(UTC), usegmt=True)
    response.set_etag(tag)
    return stamped(response)


def _row_or_404(shelf: Shelf, name: str) -> Listed:
    row = shelf.find(name)
    if row is None:
        raise DavError(404)
    return row


@dav_route("/dav/<home>/<calendar>/<name>", "PUT")
def put(calendar: str, name: str) -> Response:
    """The same action as the page's; what it stores differs from what was sent, so that no ETag is told (4791, 5.3.4).

    201 made, 204 changed, 409 refused by a rule, 412 changed meanwhile, 403 for bytes that are no event.
    """
    member = current()
    given = _given(_zone(member, calendar), name)
    row: Listed | None = None
    try:
        with refusing_stale(Why.CHANGED_MEANWHILE), transaction():
            shelf = _writable(member, calendar)
            near = shelf.near(name, given.uid)
            row = next((event for event in near if event.name == name), None)
            _check_conditions(shelf, row)
            _check_uid(shelf, row, given, near)
            _write(shelf, row, name, given, member)
        return stamped(Response(status=201 if row is None else 204))
    except Refused as refused:
        _check_stale(refused)
        raise refused_wish(refused, given, _writable(member, calendar), row) from None


def _check_stale(refused: Refused) -> None:
    """Somebody else was quicker: nothing was refused by a rule, and nothing is told by mail."""
    if refused.reason is Why.CHANGED_MEANWHILE:
        raise DavError(412, words=sentence(refused.reason)) from None


def _writable(member: Member, calendar: str) -> Shelf:
    shelf = shelf_or_404(member, calendar)
    if not shelf.is_writable:
        raise _needs(shelf.path, "bind")
    return shelf


def _zone(member: Member, calendar: str) -> str:
    """Enough to read what was sent before anything is locked; the sheet itself is read once, with the lock."""
    number = resource_number(calendar)
    return _writable(member, calendar).zone if number is None else zone_of(number, member)


def _needs(path: str, privilege: str) -> DavError:
    """RFC 3744, 7.1.1."""
    inner = xml.href(path) + xml.element(d("privilege"), xml.element(d(privilege)))
    condition = xml.element(d("need-privileges"), xml.element(d("resource"), inner))
    return DavError(403, condition, _("Cet événement n’est pas à votre structure : il se lit seulement."))


def _given(zone: str, name: str) -> Given:
    if (request.content_length or 0) > LARGEST:
        raise unmet("max-resource-size")
    if request.mimetype not in ("text/calendar", ""):
        raise unmet("supported-calendar-data")
    if len(name) > LONGEST_NAME or name.startswith("~"):
        raise unmet("calendar-collection-location-ok")
    body = request.get_data(cache=False)
    if len(body) > LARGEST:  # a body sent in pieces says no length
        raise unmet("max-resource-size")
    try:
        return read_event(body, zone)
    except Unreadable as wrong:
        raise unmet(wrong.condition, str(wrong)) from None


def _check_conditions(shelf: Shelf, row: Listed | None) -> None:
    """If-Match and If-None-Match (RFC 9110, 13.1)."""
    tag = shelf.etag(row) if row is not None else None
    if request.headers.get("If-Match") and (tag is None or not request.if_match.contains_weak(tag)):
        raise DavError(412, words=_("Cet événement a changé entre-temps. Synchronisez, puis recommencez."))
    if request.headers.get("If-None-Match") and tag is not None and request.if_none_match.contains_weak(tag):
        raise DavError(412, words=_("Un événement est déjà à cette adresse."))


def _write(shelf: Shelf, row: Listed | None, name: str, given: Given, member: Member) -> None:
    assert shelf.resource is not None  # only those are writable
    now = clock.now()
    if row is None:
        if given.is_cancelled:
            raise unmet("valid-calendar-object-resource", "STATUS:CANCELLED")
        actions.create_event(name, given, shelf.resource, member=member, now=now)
        return
    if not shelf.may_change(row):
        raise _needs(shelf.path + name, "write-content")
    booking = _booking(member, row)
    if given.is_cancelled:
        actions.cancel_event(booking, shelf.resource, member=member, now=now)
    else:
        actions.change_event(booking, given, shelf.resource, member=member, now=now)


def _check_uid(shelf: Shelf, row: Listed | None, given: Given, near: Sequence[Listed]) -> None:
    """One UID, one event, in a calendar (RFC 4791, 5.3.2.1)."""
    same = next((event for event in near if event.uid == given.uid), None)
    if same is not None and (row is None or same.booking_id != row.booking_id):
        raise unmet("no-uid-conflict", inner=xml.href(shelf.path + same.name), status=409)
    if row is not None and row.uid != given.uid:
        raise unmet("no-uid-conflict", inner=xml.href(shelf.path + row.name), status=409)


def _booking(member: Member, row: Listed) -> Booking:
    booking = booking_queries.booking_for(member, row.booking_id)
    if booking is None:
        raise DavError(404)
    return booking


@dav_route("/dav/<home>/<calendar>/<name>", "DELETE")
def delete(calendar: str, name: str) -> Response:
    """Cancel what is not over, under the page's rules."""
    member = current()
    row: Listed | None = None
    shelf = shelf_or_404(member, calendar)
    try:
        with refusing_stale(Why.CHANGED_MEANWHILE), transaction():
            row = _row_or_404(shelf, name)
            _check_conditions(shelf, row)
            if not shelf.may_change(row):
                raise _needs(shelf.path + name, "unbind")
            assert shelf.resource is not None  # only those may be changed
            actions.cancel_event(_booking(member, row), shelf.resource, member=member, now=clock.now())
        return stamped(Response(status=204))
    except Refused as refused:
        _check_stale(refused)
        raise refused_change(refused, row, shelf, "end") from None


@dav_route("/dav/<home>/<calendar>/", "DELETE")
def delete_calendar(calendar: str) -> Response:
    """A resource is not given up from a calendar program."""
    raise _needs(shelf_or_404(current(), calendar).path, "unbind")


@dav_route("/dav/<home>/<calendar>/<name>", "MOVE")
def move(calendar: str, name: str) -> Response:
    """To another resource, or under another name: the same booking, asked for again where it goes."""
    member = current()
    here, (there, new_name) = _writable(member, calendar), _destination(member)
    row: Listed | None = None
    try:
        with refusing_stale(Why.CHANGED_MEANWHILE), transaction():
            row = _row_or_404(here, name)
            _check_conditions(here, row)
            if not here.may_change(row):
                raise _needs(here.path + name, "unbind")
            if there.find(new_name) is not None:
                words = _("Un événement est déjà à cette adresse.")
                raise DavError(412 if request.headers.get("Overwrite", "T").upper() == "F" else 403, words=words)
            _move(here, there, row, new_name, member)
        response = Response(status=201)
        response.headers["Location"] = base_url() + quote(there.path + new_name)
        return stamped(response)
    except Refused as refused:
        _check_stale(refused)
        raise refused_change(refused, row, here, "change", there=there) from None


def _move(here: Shelf, there: Shelf, row: Listed, name: str, member: Member) -> None:
    assert here.resource is not None  # both are writable
    assert there.resource is not None
    if there.key != here.key and there.listed(uid=row.uid):
        raise unmet("no-uid-conflict", inner=xml.href(there.path), status=409)
    actions.move_event(_booking(member, row), name, here.resource, there.resource, member=member, now=clock.now())


def _is_here(address: str) -> bool:
    """Whether it is, or should be, one of this installation, by the name it is known by or was just asked under."""
    try:
        host = urlsplit(address).netloc.lower()
    except ValueError:
        return True
    return host in ("", request.host.lower(), urlsplit(base_url()).netloc.lower())


def _destination(member: Member) -> tuple[Shelf, str]:
    """The calendar and the name a MOVE goes to; anything else than one of the member's own calendars is refused."""
    words = _("Un événement se déplace vers un autre de vos calendriers.")
    given = request.headers.get("Destination", "")
    if not _is_here(given):
        raise DavError(502, words=words)  # another server's (RFC 4918, 9.9.4)
    parts = path_of(given).split("/")
    if len(parts) != 5 or parts[1] != "dav" or not parts[4] or len(parts[4]) > LONGEST_NAME or parts[4].startswith("~"):
        raise DavError(403, words=words)
    shelf = shelf_of(member, parts[3])
    if shelf is None or shelf.path != f"/dav/{parts[2]}/{parts[3]}/":
        raise DavError(403, words=words)
    return _writable(member, shelf.key), parts[4]
