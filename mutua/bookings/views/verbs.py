"""What is done to a booking: answered, cancelled, moved, asked again, renamed. Each is a POST of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as date_type
from datetime import datetime, time

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound

from mutua.bookings import actions, queries, rules
from mutua.bookings.forms import MoveForm, ReasonForm, WordsForm
from mutua.bookings.models import Occurrence, Scope
from mutua.bookings.rules import No
from mutua.bookings.views import show
from mutua.bookings.views.blueprint import EVERYBODY, booking_or_404, bp, to_booking
from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refuse_if, refusing_stale
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources.occupancy import OnConflict
from mutua.web.access import open_to

DATE = "/p/<pole>/bookings/<int:booking_id>/dates/<int:occurrence_id>"


@bp.post("/p/<pole>/bookings/<int:booking_id>/approve")
@open_to(*EVERYBODY)
def approve(pole: str, booking_id: int) -> ResponseReturnValue:
    """Everything of the booking that waits for this member."""
    return _answer(booking_id, accepts=True)


@bp.post("/p/<pole>/bookings/<int:booking_id>/decline")
@open_to(*EVERYBODY)
def decline(pole: str, booking_id: int) -> ResponseReturnValue:
    return _answer(booking_id, accepts=False)


def _answer(booking_id: int, *, accepts: bool) -> ResponseReturnValue:
    form, member = ReasonForm(), show.deciding_member()
    if not form.validate():
        return show.page(booking_id, why=_first_error(form)), 422
    try:
        with refusing_stale(No.CHANGED_MEANWHILE), transaction():
            booking = booking_or_404(booking_id)
            refuse_if(rules.why_not_answer(booking, member))
            if accepts:
                actions.approve_booking(booking, member=member, now=clock.now())
            else:
                actions.decline_booking(booking, member=member, now=clock.now(), reason=form.reason.data or "")
    except Refused as refused:
        return show.refused(booking_id, refused)
    return to_booking(booking_id, _("Demande acceptée.") if accepts else _("Demande refusée."))


@bp.post(DATE + "/cancel")
@open_to(*EVERYBODY)
def cancel(pole: str, booking_id: int, occurrence_id: int) -> ResponseReturnValue:
    """This date, this and the following ones, or all that are not over."""
    form = ReasonForm()
    scope = request.form.get("scope", Scope.THIS.value)
    if not form.validate() or scope not in set(Scope):
        return show.page(booking_id, why=_first_error(form)), 422
    gone: list[Occurrence] = []

    def act(date: Occurrence, now: datetime) -> None:
        reason = form.reason.data or ""
        gone.extend(
            actions.cancel_occurrences(date, scope=Scope(scope), member=current_member(), now=now, reason=reason)
        )

    return _on_date(
        booking_id, occurrence_id, act, lambda: ngettext("Date annulée.", "%(num)d dates annulées.", len(gone))
    )


@bp.post(DATE + "/retry")
@open_to(*EVERYBODY)
def retry(pole: str, booking_id: int, occurrence_id: int) -> ResponseReturnValue:
    """Ask again for a declined, skipped or cancelled date."""

    def act(date: Occurrence, now: datetime) -> None:
        actions.retry_occurrence(date, member=current_member(), now=now)

    return _on_date(booking_id, occurrence_id, act, lambda: _("La date est demandée à nouveau."))


@bp.post(DATE + "/no-show")
@open_to(*EVERYBODY)
def no_show(pole: str, booking_id: int, occurrence_id: int) -> ResponseReturnValue:
    """The owner of the resource says that nobody came."""

    def act(date: Occurrence, now: datetime) -> None:
        actions.mark_no_show(date, member=current_member(), now=now)

    return _on_date(booking_id, occurrence_id, act, lambda: _("Notée comme non honorée."))


def _on_date(
    booking_id: int, occurrence_id: int, act: Callable[[Occurrence, datetime], None], said: Callable[[], str]
) -> ResponseReturnValue:
    try:
        with refusing_stale(No.CHANGED_MEANWHILE), transaction():
            act(_date_or_404(booking_id, occurrence_id), clock.now())
    except Refused as refused:
        return show.refused(booking_id, refused)
    return to_booking(booking_id, said())


def _date_or_404(booking_id: int, occurrence_id: int) -> Occurrence:
    found = queries.occurrence_for(current_member(), occurrence_id)
    if found is None or found.booking_id != booking_id:
        raise NotFound
    return found


@bp.get(DATE + "/move")
@open_to(*EVERYBODY)
def moving(pole: str, booking_id: int, occurrence_id: int) -> ResponseReturnValue:
    """The form of another time, as it is now."""
    date = _date_or_404(booking_id, occurrence_id)
    ends = date.local_end.hour * 60 + date.local_end.minute or 1440
    last = (date.local_start if date.local_end.time() == time() else date.local_end).date()
    until = last if last > date.on_date else None
    facts = {"day": date.on_date, "starts": date.local_start.time(), "ends": ends, "until": until}
    return show.move_page(_fitted(MoveForm(formdata=None, data=facts), date), date)


@bp.post(DATE + "/move")
@open_to(*EVERYBODY)
def move(pole: str, booking_id: int, occurrence_id: int) -> ResponseReturnValue:
    date = _date_or_404(booking_id, occurrence_id)
    form = _fitted(MoveForm(), date)
    slot = form.slot(date.booking.zone) if form.validate() else None
    if slot is None:
        return show.move_page(form, date), 422
    try:
        with refusing_stale(No.CHANGED_MEANWHILE), transaction():
            date = _date_or_404(booking_id, occurrence_id)
            now = clock.now()
            keep, scope = OnConflict(form.on_conflict.data), Scope(form.scope.data)
            moved = actions.move_dates(date, slot, scope=scope, keep=keep, member=current_member(), now=now)
            booking_id = moved.id
    except Refused as refused:
        if refused.reason in show.FORBIDDEN:
            return show.refused(booking_id, refused)
        status = 409 if refused.reason in show.CONFLICT else 422
        date = _date_or_404(booking_id, occurrence_id)
        return show.move_page(form, date, why=show.said(refused), taken=_taken_days(refused)), status
    return to_booking(booking_id, _("Date déplacée.") if scope is Scope.THIS else _("Dates déplacées."))


def _taken_days(refused: Refused) -> list[date_type]:
    """The days whose new time is taken, once each."""
    asks = refused.facts.get("asks", ())
    return sorted({ask.span.start.date() for ask in asks})


def _fitted(form: MoveForm, date: Occurrence) -> MoveForm:
    resource = date.lines[0].resource
    grid = resource.granularity_minutes
    first = min((slot.opens for slot in resource.hours), default=0)
    last = max((slot.closes for slot in resource.hours), default=1440)
    form.starts.offer(range(first, last, grid))
    form.ends.offer(range(first + grid, last + 1, grid))
    return form


@bp.post("/p/<pole>/bookings/<int:booking_id>/words")
@open_to(*EVERYBODY)
def edit(pole: str, booking_id: int) -> ResponseReturnValue:
    """Title, note, number of people. Changed by somebody else meanwhile: 409 and both texts."""
    form, member = WordsForm(), current_member()
    if not form.validate():
        return show.page(booking_id, words=form), 422
    try:
        with refusing_stale(No.CHANGED_MEANWHILE), transaction():
            booking = booking_or_404(booking_id)
            refuse_if(No.CHANGED_MEANWHILE if str(booking.version) != form.version.data else None)
            words = {"title": form.title.data or "", "note": form.note.data or ""}
            actions.edit_booking(booking, **words, headcount=form.people.data, member=member, now=clock.now())
    except Refused as refused:
        if refused.reason is No.TOO_MANY_PEOPLE:
            form.people.errors = [_too_many(refused)]
            return show.page(booking_id, words=form), 422
        if refused.reason is not No.CHANGED_MEANWHILE:
            return show.refused(booking_id, refused)
        booking = booking_or_404(booking_id)
        form.version.data = str(booking.version)
        return render_template("bookings/changed.html", booking=booking, form=form), 409
    return to_booking(booking_id, _("Modification enregistrée."))


def _too_many(refused: Refused) -> str:
    """Which resource does not take them all, and how many it takes."""
    figure = {"name": refused.facts["name"], "count": refused.facts["capacity"]}
    return str(_("%(name)s : %(count)s personnes au plus.", **figure))


def _first_error(form: ReasonForm) -> str:
    for errors in form.errors.values():
        return str(errors[0])
    return str(_("Choisissez quelles dates annuler."))
