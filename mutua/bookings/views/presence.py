"""At the door: « Je suis là », the printed code that leads there, and the page of a screen on the wall."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import segno
from flask import current_app, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from mutua.bookings import availability, queries
from mutua.bookings.actions import presence as actions
from mutua.bookings.queries import handover as handed
from mutua.bookings.queries.boards import Used
from mutua.bookings.queries.waitlist import desk_rules
from mutua.bookings.rules.handover import No, why_not_check_in
from mutua.bookings.views.blueprint import EVERYBODY, bp, go, reached_or_404, to_booking
from mutua.bookings.views.desk import SETTERS, owned
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.secret import token_hash
from mutua.kernel.timespan import TimeSpan, wall
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources.models import ClaimKind, Draw, Resource
from mutua.web.access import open_to
from mutua.web.forms import is_storable
from mutua.web.sentences import sentence

AHEAD = timedelta(hours=16)


@bp.get("/p/<pole>/resources/<int:resource_id>/here")
@open_to(*EVERYBODY)
def here(pole: str, resource_id: int) -> ResponseReturnValue:
    """Where the code at the door leads: one button."""
    return _here_page(reached_or_404(resource_id))


def _here_page(resource: Resource, why: str = "") -> str:
    member, now = current_member(), clock.now()
    date = handed.expected_at(member, resource.id, now)
    known = handed.presence_of(date.id) if date else None
    reason = why_not_check_in(date, known, member, now=now) if date else No.NOBODY_EXPECTED
    return render_template(
        "bookings/here.html", resource=resource, date=date, known=known, open=reason is None, why=why,
        rule=desk_rules([resource.id]).get(resource.id),
    )  # fmt: skip


@bp.post("/p/<pole>/resources/<int:resource_id>/here")
@open_to(*EVERYBODY)
def check_in(pole: str, resource_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            reached_or_404(resource_id)
            date = handed.expected_at(current_member(), resource_id, clock.now())
            if date is None:
                raise Refused(No.NOBODY_EXPECTED)
            actions.check_in(date, member=current_member(), now=clock.now())
            booking_id = date.booking_id
    except Refused as refused:
        return _here_page(reached_or_404(resource_id), sentence(refused.reason)), 422
    return to_booking(booking_id, _("Bienvenue. Votre créneau est gardé."))


@bp.get("/p/<pole>/resources/<int:resource_id>/door-code")
@open_to(*SETTERS)
def door_code(pole: str, resource_id: int) -> ResponseReturnValue:
    """To print and put up at the door or in the vehicle."""
    resource = owned(resource_id)
    address = _absolute(url_for("bookings.here", pole=pole, resource_id=resource_id))
    return render_template("bookings/door_code.html", resource=resource, code=_code(address), address=address)


def secret_key() -> str:
    return str(current_app.config["SETTINGS"].secret_key)


def _absolute(path: str) -> str:
    return str(current_app.config["SETTINGS"].base_url).rstrip("/") + path


def _code(address: str) -> Markup:
    code = segno.make(address, micro=False, error="m").svg_inline(
        omitsize=True, svgclass=None, lineclass=None, border=2
    )
    return Markup(code)  # segno's own SVG: attributes alone, no text of ours


@bp.post("/p/<pole>/resources/<int:resource_id>/door-links")
@open_to(*SETTERS)
def make_door_link(pole: str, resource_id: int) -> ResponseReturnValue:
    """A new address; the owner's page shows it."""
    owned(resource_id)
    with transaction():
        actions.make_door_link(owned(resource_id), member=current_member(), now=clock.now(), secret_key=secret_key())
    return go(url_for("bookings.desk", pole=pole, resource_id=resource_id), _("L’adresse de l’écran est prête."))


@bp.post("/p/<pole>/resources/<int:resource_id>/door-links/<int:link_id>/revoke")
@open_to(*SETTERS)
def revoke_door_link(pole: str, resource_id: int, link_id: int) -> ResponseReturnValue:
    owned(resource_id)
    with transaction():
        owned(resource_id)
        link = handed.door_link(resource_id, link_id)
        if link is None:
            raise NotFound
        actions.revoke_door_link(link, member=current_member(), now=clock.now())
    return go(url_for("bookings.desk", pole=pole, resource_id=resource_id), _("Cette page ne s’ouvre plus."))


@bp.get("/door/<token>")
@open_to(Role.ANYONE)
def door(token: str) -> ResponseReturnValue:
    """What is on now and what comes next, in large type; loads itself anew each minute. No more than others may see."""
    resource = handed.resource_behind(token_hash(token)) if is_storable(token) else None
    if resource is None:
        raise NotFound
    now = clock.now()
    here = wall(now, resource.zone)
    entries = [
        _entry(row, resource) for row in _merged(queries.used_during([resource.id], TimeSpan(now, now + AHEAD), now))
    ]
    entries = [entry for entry in entries if entry.start.date() <= here.date() and entry.end > here]
    current = [entry for entry in entries if entry.start <= here]
    coming = entries[len(current) :]
    closes, opens = _hours_now(resource, here)
    ends = [moment for moment in (closes, coming[0].start if coming else None) if moment is not None]
    page = render_template(
        "bookings/door.html",
        resource=resource,
        current=current,
        coming=coming,
        at=here,
        full=len(current) >= _parts(resource),
        closed=closes is None and not current,
        free_until=min(ends) if ends and min(ends).date() == here.date() else None,
        opens=opens,
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address is the secret
    return answer


def _hours_now(resource: Resource, here: datetime) -> tuple[datetime | None, datetime | None]:
    """On the wall clock: when it closes (None: it is closed now), and when it opens next today."""
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    slots = [
        (midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes))
        for opens, closes in sorted(resource.opening.on(here.date()))
    ]
    until = here
    for opens_at, closes_at in slots:
        if opens_at <= until < closes_at:
            until = closes_at
    later = next((opens_at for opens_at, _closes_at in slots if opens_at > until), None)
    return (until if until > here else None), later


def _parts(resource: Resource) -> int:
    """How many may use it side by side."""
    live = [draw for draw in resource.draws if draw.unit.retired_at is None]
    return 1 if resource.draw is Draw.ALL else max(1, len(live) // resource.units_needed)


def _merged(used: list[Used]) -> list[Used]:
    """One entry a claim, however many units it holds; tentative forms are nobody's business."""
    kept: dict[object, Used] = {}
    for row in used:
        if row.kind is not ClaimKind.TENTATIVE:
            kept.setdefault((row.booking_id, row.starts_at, row.used_until, row.reason), row)
    return sorted(kept.values(), key=lambda row: row.starts_at)


class Shown(NamedTuple):
    """What the door says of one use, on the wall clock."""

    start: datetime
    end: datetime
    who: str
    what: str


def _entry(row: Used, resource: Resource) -> Shown:
    """As a stranger of the pole may read it; why it is closed, or whose calendar closes it, is for members."""
    start, end = wall(row.starts_at, resource.zone), wall(row.used_until, resource.zone)
    if row.kind is ClaimKind.BLOCK:
        return Shown(start, end, _("Fermé"), "")
    who, what, _id = availability.seen(row, _nobody(resource))
    return Shown(start, end, who or _("Occupé"), what)


def _nobody(resource: Resource) -> Member:
    """A reader who owns nothing and belongs to no structure."""
    return Member(
        person_id=0, name="", email="", locale="fr", pole_id=resource.pole_id, pole_slug=resource.pole.slug,
        pole_name=resource.pole.name, pole_zone=resource.pole.zone, structure_id=None, structure_name=None,
        roles=frozenset(),
    )  # fmt: skip
