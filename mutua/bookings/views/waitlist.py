"""Waiting for a time that is taken: joining, saying yes, leaving."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound

from mutua.bookings.actions import waitlist as actions
from mutua.bookings.forms import BookingForm
from mutua.bookings.models.waitlist import Waiting
from mutua.bookings.queries import waitlist as queries
from mutua.bookings.views.blueprint import EVERYBODY, bp, go, reached_or_404, to_booking
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources.rules import No as Taken
from mutua.web.access import open_to
from mutua.web.sentences import sentence


@bp.get("/p/<pole>/waiting")
@open_to(*EVERYBODY)
def waiting(pole: str) -> ResponseReturnValue:
    """What the structure waits for, and what is offered to it now."""
    return _page()


def _page(why: str = "") -> str:
    entries = queries.waiting_of(current_member(), clock.now())
    line = queries.queued_for({entry.resource_id for entry in entries})
    places = {entry.id: queries.place_in_line(entry, line) for entry in entries}
    return render_template("bookings/waiting.html", entries=entries, places=places, why=why)


@bp.post("/p/<pole>/resources/<int:resource_id>/waiting")
@open_to(*EVERYBODY)
def wait(pole: str, resource_id: int) -> ResponseReturnValue:
    """Join the line; the fields are those of a booking. A series waits at each of its dates that is taken."""
    member, resource = current_member(), reached_or_404(resource_id)
    form = BookingForm(request.form)
    form.fit(resource)
    if not form.validate_for(resource.zone):
        return _page(_("Ce créneau n’est pas lisible. Reprenez depuis la recherche.")), 422
    try:
        with transaction():
            joined = actions.join_lines(
                reached_or_404(resource_id),
                form.slots,
                title=form.title.data or "",
                headcount=form.people.data or 1,
                member=member,
                now=clock.now(),
            )
            count = len(joined)
    except Refused as refused:
        return _page(sentence(refused.reason)), 422
    said = ngettext(
        "Vous êtes dans la file. Un courriel vous préviendra.",
        "Vous êtes dans la file pour %(num)d dates. Un courriel vous préviendra pour chacune.",
        count,
    )
    return go(url_for("bookings.waiting", pole=pole), said)


@bp.post("/p/<pole>/waiting/<int:waiting_id>/take")
@open_to(*EVERYBODY)
def take_offer(pole: str, waiting_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            booking_id = actions.take_offer(_mine(waiting_id), member=current_member(), now=clock.now()).id
    except Refused as refused:
        return _page(sentence(refused.reason)), 409 if refused.reason is Taken.SLOT_TAKEN else 422
    return to_booking(booking_id, _("Le créneau est à vous."))


@bp.post("/p/<pole>/waiting/<int:waiting_id>/leave")
@open_to(*EVERYBODY)
def leave_line(pole: str, waiting_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            actions.leave_line(_mine(waiting_id), member=current_member(), now=clock.now())
    except Refused as refused:
        return _page(sentence(refused.reason)), 422
    return go(url_for("bookings.waiting", pole=pole), _("Vous n’attendez plus ce créneau."))


def _mine(waiting_id: int) -> Waiting:
    found = queries.waiting_for(current_member(), waiting_id)
    if found is None:
        raise NotFound
    return found
