"""Pages where people make, renew and revoke their feeds, and take one booking as a file."""

from __future__ import annotations

from urllib.parse import quote

import segno
from flask import Blueprint, Response, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from mutua.calendars import actions, queries
from mutua.calendars import feed as ics
from mutua.calendars.feed.serving import absolute
from mutua.calendars.forms import FeedForm, Groups, WayForm
from mutua.calendars.models import FeedToken, Way
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.secret import token_hash
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources.queries import resources_for
from mutua.web.access import open_to
from mutua.web.sentences import sentence

bp = Blueprint("calendars", __name__)
EVERYBODY = (Role.MEMBER, Role.MANAGER, Role.COORDINATOR, Role.SAFETY_OFFICER)
NEW_FEED = "new_feed"  # the token waits in the session for the one page that shows it


@bp.get("/p/<pole>/calendars")
@open_to(*EVERYBODY)
def index(pole: str) -> ResponseReturnValue:
    """The member's feeds; right after one is made, its address, this once."""
    member = current_member()
    return _page(member, _offered(FeedForm(None), member), token=session.pop(NEW_FEED, None))


@bp.post("/p/<pole>/calendars")
@open_to(*EVERYBODY)
def create(pole: str) -> ResponseReturnValue:
    member = current_member()
    form = _offered(FeedForm(), member)
    if form.validate():
        try:
            with transaction():
                session[NEW_FEED] = actions.make_feed(
                    form.kind,
                    resource_id=form.resource_id,
                    busy_only=form.busy_only.data,
                    tentative=not form.confirmed_only.data,
                    flat=form.flat.data,
                    member=member,
                    now=clock.now(),
                )
            return redirect(url_for("calendars.index", pole=pole), 303)
        except Refused as refused:
            form.form_errors.append(sentence(refused.reason))
    return _page(member, form), 422


@bp.post("/p/<pole>/calendars/way")
@open_to(*EVERYBODY)
def choose_way(pole: str) -> ResponseReturnValue:
    """By addresses, by mail, or both."""
    member, form = current_member(), WayForm()
    if not form.validate():
        return _page(member, _offered(FeedForm(None), member), way=form), 422
    with transaction():
        actions.choose_way(Way(str(form.way.data)), member=member, now=clock.now())
    flash(_("C’est noté. Vos prochaines réservations arriveront ainsi."))
    return redirect(url_for("calendars.index", pole=pole), 303)


@bp.post("/p/<pole>/calendars/<int:feed_id>/renew")
@open_to(*EVERYBODY)
def renew(pole: str, feed_id: int) -> ResponseReturnValue:
    """Another address for the same feed; the old one is dead."""
    try:
        with transaction():
            member = current_member()
            session[NEW_FEED] = actions.renew_feed(_feed(member, feed_id), member=member, now=clock.now())
    except Refused as refused:
        flash(sentence(refused.reason), "info")
    return redirect(url_for("calendars.index", pole=pole), 303)


@bp.post("/p/<pole>/calendars/<int:feed_id>/revoke")
@open_to(*EVERYBODY)
def revoke(pole: str, feed_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            member = current_member()
            actions.revoke_feed(_feed(member, feed_id), member=member, now=clock.now())
        flash(_("Adresse arrêtée. Les agendas qui la suivaient ne recevront plus rien."))
    except Refused as refused:
        flash(sentence(refused.reason), "info")
    return redirect(url_for("calendars.index", pole=pole), 303)


@bp.get("/p/<pole>/bookings/<int:booking_id>.ics")
@open_to(*EVERYBODY)
def booking(pole: str, booking_id: int) -> ResponseReturnValue:
    """One booking as a file, to drop into any calendar."""
    written = queries.bytes_for(current_member(), booking_id)
    if written is None:
        raise NotFound
    # Without a name: programs would make a new calendar of it, and propose to follow it.
    response = Response(ics.bare([absolute(written, _base_url())], "PUBLISH"), mimetype="text/calendar")
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="booking-{booking_id}.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _base_url() -> str:
    return str(current_app.config["SETTINGS"].base_url).rstrip("/")


def _feed(member: Member, feed_id: int) -> FeedToken:
    found = queries.feed_of(member, feed_id)
    if found is None:
        raise NotFound
    return found


def _offered(form: FeedForm, member: Member) -> FeedForm:
    """What this member may follow."""
    groups: Groups = {_("Réservations"): [("person", _("Mes réservations"))]}
    if member.structure_id is not None:
        own = _("Réservations : %(structure)s", structure=member.structure_name)
        groups[_("Réservations")] = [("person", _("Mes réservations")), ("structure", own)]
    groups[_("Réservations")] = [*groups[_("Réservations")], ("pole", _("Tout le pôle, ce que chacun peut en voir"))]
    resources = [(f"resource-{resource.id}", resource.name) for resource in resources_for(member)]
    if resources:
        groups[_("Une ressource")] = resources
    form.offer(groups)
    return form


def _page(member: Member, form: FeedForm, token: str | None = None, way: WayForm | None = None) -> str:
    feeds = queries.feeds_of(member)
    made = next((feed for feed in feeds if token and feed.token_sha256 == token_hash(token)), None)
    new = _address(token) | {"feed": made} if token else None
    way = way or WayForm(None, way=queries.way_of(member.person_id, member.pole_id).value)
    return render_template("calendars/index.html", form=form, feeds=feeds, new=new, way=way)


def _address(token: str) -> dict[str, object]:
    """The ways to give a new address to a program."""
    https = f"{_base_url()}/calendars/{token}.ics"
    webcal = "webcal://" + https.partition("://")[2]
    code = segno.make(webcal, micro=False, error="m").svg_inline(omitsize=True, svgclass=None, lineclass=None, border=2)
    return {
        "https": https,
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook": f"https://outlook.office.com/calendar/0/addfromweb?url={quote(https, safe='')}",
        "freebusy": f"{_base_url()}/calendars/{token}/freebusy.ics",
        "code": Markup(code),  # segno's own SVG: attributes alone, no text of ours
    }
