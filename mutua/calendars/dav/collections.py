"""A calendar: its properties, its events, and the reports over them."""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from flask import Response

from mutua.calendars import feed as ics
from mutua.calendars import queries
from mutua.calendars.dav import filters, properties, xml
from mutua.calendars.dav.changes import owned_changes
from mutua.calendars.dav.door import DavError, current, dav_route, depth, multistatus, path_of, question, stamped
from mutua.calendars.dav.homes import told, wanted_properties
from mutua.calendars.dav.looks import kept_look
from mutua.calendars.dav.shelves import Shelf, shelf_of
from mutua.calendars.dav.times import limited
from mutua.calendars.dav.xml import c, d
from mutua.calendars.models import Window
from mutua.calendars.queries import Listed, Span
from mutua.kernel import clock
from mutua.pole.models import Member
from mutua.web.forms import is_storable

DATA = c("calendar-data")
LONGEST_SPAN = timedelta(days=5 * 366)
MOST_HREFS = 5000


def shelf_or_404(member: Member, key: str) -> Shelf:
    shelf = shelf_of(member, key)
    if shelf is None:
        raise DavError(404)
    return shelf


@dav_route("/dav/<home>/<calendar>/", "PROPFIND")
def calendar(calendar: str) -> Response:
    """The calendar, and with Depth 1 its events: their tags are known without opening any."""
    shelf, asked = shelf_or_404(current(), calendar), question()
    looks = queries.looks_of(shelf.member).get(shelf.key, {})
    answers = [told(shelf.path, properties.of_calendar(shelf, looks), asked)]
    if depth(default="0") == "1":
        wanted = wanted_properties(asked)
        answers += [
            told(shelf.path + row.name, properties.of_event(shelf, row), asked)
            if wanted[1]
            else _event(shelf, row, wanted[0])
            for row in shelf.listed()
        ]
    return multistatus(answers)


def _event(shelf: Shelf, row: Listed, wanted: list[str] | None, body: bytes | None = None) -> str:
    found = properties.worked_out(properties.of_event(shelf, row), wanted)
    if body is not None:
        found[DATA] = xml.text(body.decode())
    return xml.response(shelf.path + row.name, list(found) if wanted is None else wanted, found)


@dav_route("/dav/<home>/<calendar>/", "PROPPATCH")
def set_look(calendar: str) -> Response:
    """Colour, order, name."""
    shelf = shelf_or_404(current(), calendar)
    return multistatus([kept_look(shelf.path, shelf.key, properties.OWN_LOOK)])


@dav_route("/dav/<home>/<calendar>/", "REPORT")
def report(calendar: str) -> Response:
    shelf, asked = shelf_or_404(current(), calendar), question()
    answers = {c("calendar-query"): _query, c("calendar-multiget"): _multiget, c("free-busy-query"): _free_busy}
    answers[d("sync-collection")] = _changes if shelf.resource is not None else _owned_changes
    if asked is None or asked.tag not in answers:
        raise DavError(403, xml.element(d("supported-report")))
    return answers[asked.tag](shelf, asked)


def _query(shelf: Shelf, asked: Element) -> Response:
    query = filters.query_of(asked.find(c("filter")))
    if query.impossible or depth(default="1", deepest="1") == "0":
        return multistatus([])
    rows = shelf.listed(span=query.span)
    if query.tests:
        bodies = shelf.bodies(rows)
        rows = [row for row in rows if query.fits(bodies[row.booking_id])]
    return multistatus(_with_data(shelf, rows, asked))


def _multiget(shelf: Shelf, asked: Element) -> Response:
    """The events at these addresses; 404 one by one for those that are not here."""
    given = [(part.text or "").strip() for part in asked.findall(d("href"))]
    if len(given) > MOST_HREFS:
        raise DavError(403, xml.element(d("number-of-matches-within-limits")))
    named = {address: _name_in(shelf, address) for address in dict.fromkeys(given)}
    found = {row.name: row for row in shelf.listed(names=[name for name in named.values() if name])}
    rows = [found[name] for name in named.values() if name in found]
    missing = [path_of(address) for address, name in named.items() if name not in found]
    answers = _with_data(shelf, rows, asked)
    return multistatus(answers + [xml.status_of(path, "404 Not Found") for path in missing])


def _name_in(shelf: Shelf, address: str) -> str:
    """The event's name; empty for an address that is not in this calendar."""
    path = path_of(address)
    name = path.removeprefix(shelf.path) if path.startswith(shelf.path) else ""
    return name if is_storable(name) else ""


def _with_data(shelf: Shelf, rows: list[Listed], asked: Element) -> list[str]:
    wanted, _ = wanted_properties(asked_props(asked))
    data = asked.find(f"{d('prop')}/{DATA}")
    if data is None:
        return [_event(shelf, row, wanted) for row in rows]
    if data.get("content-type", "text/calendar").lower() != "text/calendar" or data.get("version", "2.0") != "2.0":
        raise DavError(403, xml.element(c("supported-calendar-data")))
    expand = data.find(c("expand"))
    bodies = shelf.bodies(rows) if expand is None else shelf.expanded(rows, _bounded(expand))
    limit = data.find(c("limit-recurrence-set"))
    if limit is not None:
        span = Span(*_bounded(limit))
        bodies = {number: limited(body, span) for number, body in bodies.items()}
    return [_event(shelf, row, wanted, bodies[row.booking_id]) for row in rows]


def asked_props(asked: Element) -> Element:
    """What a report wants to know, as a PROPFIND asks it."""
    again = Element(d("propfind"))
    again.extend(part for part in asked if part.tag in (d("prop"), d("allprop"), d("propname")))
    return again if len(again) else _all()


def _all() -> Element:
    again = Element(d("propfind"))
    again.append(Element(d("allprop")))
    return again


def _bounded(given: Element | None) -> tuple[datetime, datetime]:
    """Both ends, at most five years apart."""
    span = filters.span_of(given) if given is not None else Span(None, None)
    if span.start is None or span.end is None or span.end - span.start > LONGEST_SPAN:
        raise DavError(403, xml.element(c("valid-filter")))
    return span.start, span.end


def _free_busy(shelf: Shelf, asked: Element) -> Response:
    """RFC 4791, 7.10: not a multistatus, a calendar."""
    start, end = _bounded(asked.find(c("time-range")))
    facts = ics.FreeBusyFacts(uid=f"freebusy-{shelf.key}", starts_at=start, ends_at=end, changed_at=clock.now())
    body = ics.bare([ics.freebusy(facts, shelf.busy(Window(start, end, start)))])
    return stamped(Response(body, content_type="text/calendar; charset=utf-8"))


def _changes(shelf: Shelf, asked: Element) -> Response:
    """RFC 6578: what changed since a token; everything without one."""
    assert shelf.resource is not None  # the report is offered there alone
    if asked.findtext(d("sync-level"), "1").strip() not in ("1", ""):
        raise DavError(403, xml.element(d("sync-traversal-supported")))
    now, since = properties.sync_token(shelf), _since(shelf, asked.findtext(d("sync-token"), "").strip())
    rows = shelf.listed() if since is None else queries.listed_in(shelf.resource.id, since=since)
    kept, now, more = _limited(shelf, rows, asked, now)
    here = [row for row in kept if row.is_here]
    gone = [row for row in kept if not row.is_here and not row.name.startswith("~")]
    answers = _with_data(shelf, here, asked)
    answers += [xml.status_of(shelf.path + row.name, "404 Not Found") for row in gone]
    return multistatus(answers + more, xml.element(d("sync-token"), xml.text(now)))


def _owned_changes(shelf: Shelf, asked: Element) -> Response:
    """The same where there is no counter: never in parts, for there is no order to cut them by."""
    if asked.findtext(d("sync-level"), "1").strip() not in ("1", ""):
        raise DavError(403, xml.element(d("sync-traversal-supported")))
    now, rows = properties.sync_token(shelf), owned_changes(shelf, asked.findtext(d("sync-token"), "").strip())
    most = asked.findtext(f"{d('limit')}/{d('nresults')}", "").strip()
    if most.isdecimal() and len(most) < 10 and len(rows) > int(most):
        raise DavError(507, xml.element(d("number-of-matches-within-limits")))
    answers = _with_data(shelf, [row for row in rows if row.is_here], asked)
    answers += [xml.status_of(shelf.path + row.name, "404 Not Found") for row in rows if not row.is_here]
    return multistatus(answers, xml.element(d("sync-token"), xml.text(now)))


def _since(shelf: Shelf, token: str) -> int | None:
    """The counter a token stands for; one that is not ours, from when the member saw other things, or from before a
    backup was restored, is refused."""
    if not token:
        return None
    start, _, rest = token.rpartition(":")
    counter, _, salt = rest.partition("-")
    known = start == f"urn:mutua:sync:{shelf.key}" and salt == shelf.salt
    assert shelf.resource is not None  # as the caller
    then, now = int(counter) if counter.isdecimal() and len(counter) < 16 else -1, queries.modseq_of(shelf.resource.id)
    if not known or not 0 <= then <= now or then // queries.ERA != now // queries.ERA:
        raise DavError(403, xml.element(d("valid-sync-token")))
    return then


def _limited(shelf: Shelf, rows: list[Listed], asked: Element, now: str) -> tuple[list[Listed], str, list[str]]:
    """The first of the changes, with the token they lead to, where a program asked for few (RFC 6578, 3.6)."""
    given = asked.findtext(f"{d('limit')}/{d('nresults')}", "").strip()
    if not given.isdecimal() or len(given) > 9 or int(given) < 1 or len(rows) <= int(given):
        return rows, now, []
    last = rows[int(given) - 1].mark
    kept = [row for row in rows if row.mark <= last]
    if len(kept) == len(rows):
        return rows, now, []
    told_more = xml.element(
        d("response"), xml.href(shelf.path) + xml.element(d("status"), "HTTP/1.1 507 Insufficient Storage")
    )
    return kept, properties.sync_token(shelf, last), [told_more]
