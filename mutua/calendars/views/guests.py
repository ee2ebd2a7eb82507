"""Guests from outside: asking them, seeing what they answered, and the page where they answer, without an account."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Booking
from mutua.calendars import actions, queries
from mutua.calendars.actions.facts import location_of
from mutua.calendars.forms import AnswerForm, GuestInvitationForm
from mutua.calendars.models import Answer, GuestInvitation
from mutua.calendars.rules import guests as asking
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources.models import Resource
from mutua.web.access import open_to
from mutua.web.forms import is_storable, text
from mutua.web.sentences import sentence

bp = Blueprint("guest_invitations", __name__)
ROOT = "/p/<pole>/bookings/<int:booking_id>/invitations"
EVERYBODY = (Role.MEMBER, Role.MANAGER, Role.COORDINATOR, Role.SAFETY_OFFICER)
MOST_DATES = 6


@bp.get(ROOT)
@open_to(*EVERYBODY)
def index(pole: str, booking_id: int) -> ResponseReturnValue:
    return _page(_booking_or_404(booking_id), GuestInvitationForm(None))


@bp.post(ROOT)
@open_to(*EVERYBODY)
def create(pole: str, booking_id: int) -> ResponseReturnValue:
    _booking_or_404(booking_id)
    form = GuestInvitationForm()
    if not form.validate():
        return _page(_booking_or_404(booking_id), form), 422
    try:
        with transaction():
            member, booking = current_member(), _booking_or_404(booking_id)
            actions.ask_guest(booking, name=text(form.name), email=text(form.email), member=member, now=clock.now())
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _page(_booking_or_404(booking_id), form), 409
    flash(_("L’invitation part par courriel."))
    return redirect(url_for("guest_invitations.index", pole=pole, booking_id=booking_id), 303)


@bp.post(ROOT + "/<int:asked_id>/withdraw")
@open_to(*EVERYBODY)
def withdraw(pole: str, booking_id: int, asked_id: int) -> ResponseReturnValue:
    with transaction():
        booking, row = _booking_or_404(booking_id), queries.guest_of(booking_id, asked_id)
        if row is None:
            raise NotFound
        actions.withdraw_guest(row, booking, member=current_member(), now=clock.now())
    flash(_("L’invitation est retirée. La personne est prévenue."))
    return redirect(url_for("guest_invitations.index", pole=pole, booking_id=booking_id), 303)


def _booking_or_404(booking_id: int) -> Booking:
    """Of one's own structure: 404 for who may not know of it, 403 for who only sees it."""
    member = current_member()
    found = booking_queries.booking_for(member, booking_id)
    if found is None:
        raise NotFound
    if asking.why_not_see_guests(found, member) is not None:
        raise Forbidden
    return queries.bookings_to_write([booking_id])[0]


def _page(booking: Booking, form: GuestInvitationForm) -> str:
    rows = [row for row in queries.guests_of(booking.id) if row.withdrawn_at is None]
    return render_template(
        "calendars/guests.html", booking=booking, rows=rows, form=form, coming=asking.coming(booking, clock.now())
    )


@bp.get("/guests/<token>")
@open_to(Role.ANYONE)
def show(token: str) -> ResponseReturnValue:
    """What they are asked to, and one button: opening the link answers nothing."""
    row = _asked_or_404(token)
    return _answering(row, AnswerForm(None, answer=row.answer.value, words=row.words))


@bp.post("/guests/<token>")
@open_to(Role.ANYONE)
def answer(token: str) -> ResponseReturnValue:
    _asked_or_404(token)
    form = AnswerForm()
    if not form.validate():
        return _answering(_asked_or_404(token), form), 422
    try:
        with transaction():
            row = _asked_or_404(token)
            given = Answer(str(form.answer.data))
            actions.answer_guest(row, queries.asked_to(row), given, text(form.words), now=clock.now())
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _answering(_asked_or_404(token), form), 409
    flash(_("C’est noté. Vous pouvez changer votre réponse jusqu’à la fin."))
    return redirect(url_for("guest_invitations.show", token=token), 303)


def _asked_or_404(token: str) -> GuestInvitation:
    row = queries.guest_by_token(token) if is_storable(token) else None
    if row is None:
        raise NotFound
    return row


def _answering(row: GuestInvitation, form: AnswerForm) -> str:
    booking, now = queries.asked_to(row), clock.now()
    coming = asking.coming(booking, now)
    refused = asking.why_not_answer(row, booking, now=now)
    there = {line.resource.id: line.resource for date in coming for line in date.lines}
    return render_template(
        "calendars/guest.html",
        row=row,
        booking=booking,
        dates=coming[:MOST_DATES],
        more=len(coming[MOST_DATES:]),
        resources=list(there.values()),
        places=[_placed(resource) for resource in there.values()],
        form=form,
        why=sentence(refused) if refused is not None else "",
    )


def _placed(resource: Resource) -> str:
    """What it is called and how one gets there."""
    where = location_of([resource])
    return where if where.startswith(resource.name) else ", ".join(filter(None, (resource.name, where)))
