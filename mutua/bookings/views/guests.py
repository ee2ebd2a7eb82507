"""Outside people and firms of a booking, and the question the law asks of each."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.bookings.actions import guests as actions
from mutua.bookings.forms.guests import GuestForm, OperationForm
from mutua.bookings.models.guests import Guest, Purpose
from mutua.bookings.queries import guests as queries
from mutua.bookings.rules import No
from mutua.bookings.rules.guests import Duty, duty_of, hours_limit, missing_of
from mutua.bookings.views.blueprint import EVERYBODY, booking_or_404, bp, go
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.law.dangerous_works import WORKS
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.sentences import sentence

ROOT = "/p/<pole>/bookings/<int:booking_id>/guests"


@dataclass(frozen=True)
class Coming:
    """A guest, what is owed before they come, what is still to be told, and the form for it."""

    guest: Guest
    duty: Duty
    hours: int
    missing: list[str]
    form: OperationForm


@bp.get(ROOT)
@open_to(*EVERYBODY)
def guests(pole: str, booking_id: int) -> ResponseReturnValue:
    return _page(booking_id)


def _page(
    booking_id: int, *, form: GuestForm | None = None, operation: tuple[int, OperationForm] | None = None, why: str = ""
) -> str:
    booking = booking_or_404(booking_id)
    today = wall(clock.now(), booking.zone).date()
    hours = queries.hours_by_firm(booking_id, clock.now())
    coming = []
    for guest in queries.guests_of(booking_id):
        worked = hours.get(guest.firm.lower(), 0)
        filled = operation[1] if operation and operation[0] == guest.id else OperationForm.of(guest.operation)
        missing = [] if guest.purpose is Purpose.SHARING else missing_of(guest.operation)
        coming.append(Coming(guest, duty_of(guest, firm_hours=worked, on=today), worked, missing, filled))
    return render_template(
        "bookings/guests.html",
        booking=booking,
        coming=coming,
        form=form or GuestForm(formdata=None),
        ours=booking.structure_id == current_member().structure_id,
        limit=hours_limit(today),
        dangerous_works=WORKS,
        why=why,
    )


@bp.post(ROOT)
@open_to(*EVERYBODY)
def add_guest(pole: str, booking_id: int) -> ResponseReturnValue:
    form = GuestForm()
    if not form.validate():
        return _page(booking_id, form=form), 422
    try:
        with transaction():
            actions.add_guest(
                booking_or_404(booking_id),
                name=form.name.data or "",
                firm=form.firm.data or "",
                purpose=Purpose(form.purpose.data),
                member=current_member(),
                now=clock.now(),
            )
    except Refused as refused:
        return _page(booking_id, form=form, why=sentence(refused.reason)), _status(refused)
    return _back(booking_id, _("L’invité est noté."))


@bp.post(ROOT + "/<int:guest_id>")
@open_to(*EVERYBODY)
def describe_guest(pole: str, booking_id: int, guest_id: int) -> ResponseReturnValue:
    """What the firm tells before it starts."""
    booking_or_404(booking_id)
    form = OperationForm().fit()
    if not form.validate():
        return _page(booking_id, operation=(guest_id, form)), 422
    try:
        with transaction():
            booking = booking_or_404(booking_id)
            found = _guest_or_404(booking_id, guest_id)
            actions.describe_operation(booking, found, form.facts(), member=current_member(), now=clock.now())
    except Refused as refused:
        return _page(booking_id, operation=(guest_id, form), why=sentence(refused.reason)), _status(refused)
    return _back(booking_id, _("C’est enregistré."))


@bp.post(ROOT + "/<int:guest_id>/remove")
@open_to(*EVERYBODY)
def remove_guest(pole: str, booking_id: int, guest_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            booking = booking_or_404(booking_id)
            found = _guest_or_404(booking_id, guest_id)
            actions.remove_guest(booking, found, member=current_member(), now=clock.now())
    except Refused as refused:
        return _page(booking_id, why=sentence(refused.reason)), _status(refused)
    return _back(booking_id, _("L’invité est retiré."))


def _guest_or_404(booking_id: int, guest_id: int) -> Guest:
    found = queries.guest(booking_id, guest_id)
    if found is None:
        raise NotFound
    return found


def _status(refused: Refused) -> int:
    return 403 if refused.reason is No.NOT_YOUR_BOOKING else 422


def _back(booking_id: int, said: str) -> ResponseReturnValue:
    return go(url_for("bookings.guests", pole=current_member().pole_slug, booking_id=booking_id), said)
