"""Feeds: a secret address answers a calendar program, which has no session and may ask a hundred times a day.

The token is the only key: an Authorization header is ignored, other methods get 405, unknown and revoked addresses the
same 404. Answers here are never pages: programs would show their source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime, parseaddr, parsedate_to_datetime

from flask import Blueprint, Response, current_app, request
from flask_babel import force_locale
from flask_babel import gettext as _

from mutua.calendars import actions, queries, rules
from mutua.calendars import feed as ics
from mutua.calendars.actions.facts import event_bytes
from mutua.calendars.feed.colors import KIND_COLORS, OWN_COLOR
from mutua.calendars.feed.serving import absolute, located, named, nameless
from mutua.calendars.models import Detail, FeedKind, FeedToken, Pulse, View, Waiting, Window, Written
from mutua.calendars.views.kept import KeptBodies, Pace
from mutua.config import Settings
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.secret import token_hash
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.resources.models import Resource
from mutua.web.access import open_to

bp = Blueprint("feeds", __name__)
bodies, pace = KeptBodies(), Pace()
SETTLED = timedelta(minutes=1)


@dataclass(frozen=True)
class Asked:
    """A feed's state, over the time asked for, and the mark of both: what a 304 needs."""

    pulse: Pulse
    window: Window
    mark: str
    now: datetime

    @property
    def settled(self) -> bool:
        """No change can come any more that carries the time of the last one."""
        return self.now - self.pulse.modified_at > SETTLED


@dataclass(frozen=True)
class Opened:
    """A feed, and what it shows its person as they stand today."""

    asked: Asked
    feed: FeedToken
    view: View
    resource: Resource | None
    structure: str


class Unanswered(Exception):
    """A plain answer instead of the calendar."""

    def __init__(self, status: int, words: str, **headers: str) -> None:
        super().__init__(words)
        self.response = Response(words + "\n", status, headers, mimetype="text/plain")
        self.response.headers["Cache-Control"] = "private, no-cache"


@bp.errorhandler(Unanswered)
def _unanswered(error: Unanswered) -> Response:
    return error.response


@bp.get("/calendars/<token>.ics", provide_automatic_options=False)
@open_to(Role.ANYONE)
def show(token: str) -> Response:
    """The events. Answered 304 before any of them is read."""
    asked = _ask(token)
    return _told(asked, _unchanged(asked) or _whole(asked, token))


@bp.get("/calendars/<token>/freebusy.ics", provide_automatic_options=False)
@open_to(Role.ANYONE)
def freebusy(token: str) -> Response:
    """The same as busy time alone. Units may be taken through other resources, so its own bytes are its mark."""
    asked = _ask(token)
    _keep_pace(asked)
    opened = _open(asked, token)
    with force_locale(opened.feed.person.locale):
        body = _freebusy_body(opened)
    mark = hashlib.sha256(body).hexdigest()[:32]
    if request.if_none_match.contains_weak(mark):
        return _told(asked, _marked(Response(status=304), mark))
    return _told(asked, _marked(Response(body, mimetype="text/calendar"), mark))


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _ask(token: str) -> Asked:
    """What is asked of which feed, or the one answer that tells nothing."""
    now = clock.now()
    first, last = _days()
    usual = rules.usual_window(now, "UTC")
    earliest = min(usual.start, datetime.combine(first or usual.start.date(), time.min, UTC)) - timedelta(days=2)
    pulse = queries.pulse_of(token_hash(token), earliest)
    if pulse is None:
        raise _nothing_here()
    window = rules.asked_window(rules.usual_window(now, pulse.zone), first, last, pulse.zone)
    if window is None:
        raise Unanswered(400, "from < to, 5 ans au plus / at most 5 years")
    seen = (pulse.feed_id, pulse.state, window, _settings().base_url)
    return Asked(pulse, window, hashlib.sha256(repr(seen).encode()).hexdigest()[:32], now)


def _open(asked: Asked, token: str) -> Opened:
    """The feed itself, if its person still has the right to it."""
    feed = queries.feed_by_hash(token_hash(token))
    member = pole_queries.member_for(feed.person, feed.pole, feed.structure_id) if feed else None
    if feed is None or member is None:
        raise _nothing_here()
    resource = queries.resource_seen(member, feed.resource_id) if feed.resource_id is not None else None
    view = rules.view_of(feed, member, resource)
    if view is None:
        raise _nothing_here()
    return Opened(asked, feed, view, resource, member.structure_name or "")


def _nothing_here() -> Unanswered:
    return Unanswered(404, "Cette adresse ne mène à aucun calendrier. / There is no calendar at this address.")


def _days() -> tuple[date | None, date | None]:
    try:
        return _day(request.args.get("from")), _day(request.args.get("to"))
    except ValueError:
        raise Unanswered(400, "from, to: 2027-03-01") from None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _name(opened: Opened) -> str:
    """What the program shows as the calendar's name."""
    if opened.feed.kind is FeedKind.POLE:
        everything = _("Tout le pôle")
        return f"{everything} · {opened.feed.pole.name}"
    own = _("Mes réservations") if opened.feed.kind is FeedKind.PERSON else opened.structure
    return f"{opened.resource.name if opened.resource else own} · {opened.feed.pole.name}"


def _unchanged(asked: Asked) -> Response | None:
    """304 when the reader has this state already.

    A time alone, without the mark, tells states apart by the second: it counts only once that minute is over, and until
    then a time before it is given. It counts only as the very time we told: ours goes back when the last change leaves
    the feed (a booking passed on), or when a backup is restored.
    """
    if request.if_none_match:
        same = any(request.if_none_match.contains_weak(asked.mark + end) for end in ("", "-gzip"))
    else:
        since = request.headers.get("If-Modified-Since")
        same = asked.settled and since is not None and _is_same(since, asked.pulse.modified_at)
    return _marked(Response(status=304), asked.mark + ("-gzip" if _takes_gzip() else "")) if same else None


def _is_same(since: str, modified_at: datetime) -> bool:
    try:
        given = parsedate_to_datetime(since)
    except ValueError:
        return False
    return given.replace(tzinfo=given.tzinfo or UTC) == modified_at.replace(microsecond=0)


def _takes_gzip() -> bool:
    """Only when asked for by name: one reader was broken by it unasked."""
    return request.accept_encodings["gzip"] > 0 and "gzip" in request.headers.get("Accept-Encoding", "").lower()


def _keep_pace(asked: Asked) -> None:
    wait = pace.wait(asked.pulse.feed_id, int(asked.now.timestamp()))
    if wait:
        raise Unanswered(429, "Trop de lectures. / Too many readings.", **{"Retry-After": str(wait)})


def _whole(asked: Asked, token: str) -> Response:
    _keep_pace(asked)
    if not _takes_gzip():
        return _marked(Response(_body(_open(asked, token)), mimetype="text/calendar"), asked.mark)
    small = bodies.get(asked.mark) or bodies.compressed(asked.mark, _body(_open(asked, token)))
    response = _marked(Response(small, mimetype="text/calendar"), asked.mark + "-gzip")
    response.headers["Content-Encoding"] = "gzip"
    return response


def _marked(response: Response, mark: str) -> Response:
    response.set_etag(mark)
    return response


def _told(asked: Asked, response: Response) -> Response:
    """The headers of every answer, and the day of this reading."""
    changed = asked.pulse.modified_at if asked.settled else asked.pulse.modified_at - SETTLED
    response.headers["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
    response.headers["Cache-Control"] = "private, max-age=300"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Referrer-Policy"] = "no-referrer"
    if response.status_code == 200:
        response.headers["Content-Type"] = "text/calendar; charset=utf-8"
        response.headers["Content-Disposition"] = 'inline; filename="mutua.ics"'
    today = wall(asked.now, asked.pulse.zone).date()
    if asked.pulse.used_on != today:
        with transaction():
            actions.mark_used(asked.pulse.feed_id, today)
    return response


def _body(opened: Opened) -> bytes:
    """Stored bytes, joined; only what the feed's options ask otherwise is written anew."""
    whole_pole = opened.feed.kind is FeedKind.POLE
    rows = (queries.events_of_pole if whole_pole else queries.events_in)(opened.view, opened.asked.window)
    with force_locale(opened.feed.person.locale):
        events = b"".join(_events(opened, rows))
        name = _name(opened)
    facts = ics.CalendarFacts(
        name=name,
        zone=opened.feed.pole.zone,
        color=KIND_COLORS[opened.resource.kind.value] if opened.resource else OWN_COLOR,
        url=f"{_settings().base_url.rstrip('/')}{_page(opened)}",
        changed_at=opened.asked.pulse.modified_at,
    )
    return ics.calendar(facts, [absolute(events, _settings().base_url)])


def _page(opened: Opened) -> str:
    pole = f"/p/{opened.feed.pole.slug}"
    return f"{pole}/resources/{opened.resource.id}" if opened.resource else f"{pole}/bookings"


def _events(opened: Opened, rows: list[Written]) -> Iterator[bytes]:
    feed, word = opened.feed, _("Occupé")
    kept = rows if feed.tentative else [row for row in rows if row.waiting is not Waiting.ALL]
    other = {row.booking_id for row in kept if _is_rewritten(feed, row)}
    anew = {booking.id: booking for booking in queries.bookings_to_write(other)} if other else {}
    for row in kept:
        detail = row.detail or (Detail.OWN if row.structure_id in opened.view.own else opened.view.others)
        written = row.ics
        if row.booking_id in anew:
            booking, slug, on = anew[row.booking_id], feed.pole.slug, feed.resource_id
            written = event_bytes(booking, detail, slug, flat=feed.flat, tentative=feed.tentative, on=on)
        if detail is Detail.BUSY or nameless(written):
            written = named(written, f"{word} · {row.places}" if row.places else word)
        yield located(written, row.places) if row.places and detail is not Detail.OWN else written


def _is_rewritten(feed: FeedToken, row: Written) -> bool:
    """A series asked for date by date, or of which only the confirmed dates are wanted."""
    return (feed.flat and row.is_series) or (not feed.tentative and row.waiting is Waiting.SOME)


def _freebusy_body(opened: Opened) -> bytes:
    view, window = opened.view, opened.asked.window
    if opened.resource is None:
        busy = rules.busy_times(queries.dates_taken(view, window), spare=0)
    else:
        units = queries.live_units(opened.resource.id)
        spare = rules.spare_units(opened.resource, len(units))
        busy = rules.busy_times(queries.units_taken(units, window), spare=spare)
    facts = ics.FreeBusyFacts(
        uid=f"freebusy-{opened.feed.id}-{opened.feed.pole.slug}",
        starts_at=window.start,
        ends_at=window.end,
        changed_at=opened.asked.pulse.modified_at,
        organizer=parseaddr(_settings().mail_from)[1],
    )
    header = ics.CalendarFacts(name=_name(opened), zone=opened.feed.pole.zone)
    return ics.calendar(header, [ics.freebusy(facts, busy)], zones=())
