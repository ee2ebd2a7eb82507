"""Changing places with somebody, passing bookings on, and the uses of a pole as a table."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import Forbidden, NotFound

from mutua.bookings import queries
from mutua.bookings.actions import swapping as actions
from mutua.bookings.forms.swapping import NearForm
from mutua.bookings.models import Occurrence
from mutua.bookings.models.swap import Swap
from mutua.bookings.queries import queue, swap
from mutua.bookings.rules import No as Booked
from mutua.bookings.rules.swap import No, why_not_pass_on
from mutua.bookings.views import show
from mutua.bookings.views.blueprint import EVERYBODY, booking_or_404, bp, go, to_booking
from mutua.bookings.views.proposals import who_has
from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources.models import Kind
from mutua.resources.rules import No as Taken
from mutua.web.access import open_to
from mutua.web.forms import is_storable
from mutua.web.sentences import sentence

DATE = "/p/<pole>/bookings/<int:booking_id>/dates/<int:occurrence_id>"
FORBIDDEN = (No.NOT_YOUR_SWAP, No.NOT_YOURS_TO_PASS_ON)


def _status(refused: Refused) -> int:
    if refused.reason in FORBIDDEN:
        return 403
    return 409 if refused.reason in (Taken.SLOT_TAKEN, Booked.CHANGED_MEANWHILE) else 422


@bp.get(DATE + "/swap")
@open_to(*EVERYBODY)
def swapping(pole: str, booking_id: int, occurrence_id: int) -> ResponseReturnValue:
    """What others have near that time, as much of it as they show."""
    return _choice(_own_date(booking_id, occurrence_id))


def _own_date(booking_id: int, occurrence_id: int) -> Occurrence:
    found = queries.occurrence_for(current_member(), occurrence_id)
    if found is None or found.booking_id != booking_id:
        raise NotFound
    return found


def _choice(given: Occurrence, why: str = "", status: int = 200) -> ResponseReturnValue:
    member, form = current_member(), NearForm.of(given, request.args.items())
    others: list[Occurrence] = []
    more = False
    if form.validate():
        form.offer(swap.choices(member, Kind(form.kind.data)))
        others, more = swap.others_near(given, form.near(given), member, clock.now())
    else:
        form.offer(())
        status = 422
    return render_template(
        "bookings/swap.html", date=given, booking=given.booking, form=form, others=others, more=more, why=why
    ), status


@bp.post(DATE + "/swap")
@open_to(*EVERYBODY)
def propose_swap(pole: str, booking_id: int, occurrence_id: int) -> ResponseReturnValue:
    wanted, message = request.form.get("wanted", ""), request.form.get("message", "")[:300]
    given = _own_date(booking_id, occurrence_id)
    if not (wanted.isdecimal() and len(wanted) < 18 and is_storable(message)):
        return _choice(given, _("Choisissez une date."), 422)
    try:
        with transaction():
            given, other = _own_date(booking_id, occurrence_id), swap.date_in(current_member(), int(wanted))
            if other is None:
                raise Refused(No.NOT_SWAPPABLE)
            actions.propose_swap(given, other, message=message.strip(), member=current_member(), now=clock.now())
    except Refused as refused:
        return _choice(_own_date(booking_id, occurrence_id), sentence(refused.reason), _status(refused))
    return to_booking(booking_id, _("La proposition est partie. Rien ne bouge avant la réponse."))


@bp.get("/p/<pole>/swaps")
@open_to(*EVERYBODY)
def swaps(pole: str) -> ResponseReturnValue:
    return _list()


def _list(why: str = "") -> str:
    found = swap.swaps_of(current_member(), clock.now())
    names = {entry.id: who_has(entry.wanted) for entry in found}  # as little of them as when it was proposed
    return render_template("bookings/swaps.html", swaps=found, names=names, why=why)


@bp.post("/p/<pole>/swaps/<int:swap_id>/<any(accept, decline):answer>")
@open_to(*EVERYBODY)
def answer_swap(pole: str, swap_id: int, answer: str) -> ResponseReturnValue:
    act = actions.accept_swap if answer == "accept" else actions.decline_swap
    try:
        with refusing_stale(Booked.CHANGED_MEANWHILE), transaction():
            found, member = _swap_or_404(swap_id), current_member()
            act(found, member=member, now=clock.now())
            ours = found.given.booking_id if found.given.booking.structure_id == member.structure_id else None
    except Refused as refused:
        return _list(sentence(refused.reason)), _status(refused)
    said = _("Vous avez échangé vos places.") if answer == "accept" else _("La proposition est close.")
    if ours and request.form.get("back") == "booking":
        return to_booking(ours, said)
    return go(url_for("bookings.swaps", pole=pole), said)


def _swap_or_404(swap_id: int) -> Swap:
    found = swap.swap_for(current_member(), swap_id)
    if found is None:
        raise NotFound
    return found


@bp.get("/p/<pole>/bookings/<int:booking_id>/pass-on")
@open_to(*EVERYBODY)
def passing_on(pole: str, booking_id: int) -> ResponseReturnValue:
    return _passing(booking_id)


def _passing(booking_id: int, why: str = "") -> str:
    booking, member = booking_or_404(booking_id), current_member()
    if why_not_pass_on(booking, member):
        raise Forbidden
    people = [person for person in queue.colleagues_of(booking.structure_id) if person.id != booking.person_id]
    all_too = member.manages(booking.structure_id)
    return render_template("bookings/pass_on.html", booking=booking, people=people, all_too=all_too, why=why)


@bp.post("/p/<pole>/bookings/<int:booking_id>/pass-on")
@open_to(*EVERYBODY)
def pass_on(pole: str, booking_id: int) -> ResponseReturnValue:
    """This booking, or all that is to come of the same person (`all`), to a colleague."""
    person = request.form.get("person", "")
    if not (person.isdecimal() and len(person) < 18):
        return _passing(booking_id, _("Choisissez une personne.")), 422
    member, count = current_member(), 1
    try:
        with refusing_stale(Booked.CHANGED_MEANWHILE), transaction():
            booking = booking_or_404(booking_id)
            if request.form.get("all"):
                count = actions.pass_all_on(booking.person_id, int(person), member=member, now=clock.now())
            else:
                actions.pass_on(booking, int(person), member=member, now=clock.now())
    except Refused as refused:
        return _passing(booking_id, show.said(refused)), _status(refused)
    return to_booking(booking_id, ngettext("La réservation est confiée.", "%(num)d réservations confiées.", count))


@bp.get("/p/<pole>/uses.csv")
@open_to(Role.COORDINATOR)
def uses(pole: str) -> ResponseReturnValue:
    """Uses of the last twelve months without anybody's name, for the coordination's own reckonings."""
    member = current_member()
    today = wall(clock.now(), member.pole_zone).date()
    names = ("on_date", "resource_id", "kind", "owner_id", "structure_id", "minutes", "headcount", "profile", "outcome")
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(names)
    for row in swap.uses_between(member.pole_id, today - timedelta(days=366), today):
        table.writerow([str(getattr(row, name)) for name in names])
    answer = make_response(text.getvalue())
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = "attachment; filename=uses.csv"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
