"""The hand-over of a date: what left, what came back, and the other side's word."""

from __future__ import annotations

import io
from dataclasses import dataclass

from flask import Response, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.bookings import queries
from mutua.bookings.actions import handover as actions
from mutua.bookings.forms.handover import HandoverForm
from mutua.bookings.models import Line, Occurrence
from mutua.bookings.models.handover import Handover, Moment
from mutua.bookings.queries import handover as handed
from mutua.bookings.rules.handover import No, is_party, why_not_acknowledge, why_not_hand_over
from mutua.bookings.views.blueprint import EVERYBODY, bp, go
from mutua.documents import queries as documents
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.sentences import sentence

DATE = "/p/<pole>/bookings/<int:booking_id>/dates/<int:occurrence_id>"


@dataclass(frozen=True)
class Thing:
    """One resource of the date: what was written, and what may be written now."""

    line: Line
    written: list[Handover]
    moment: Moment | None
    form: HandoverForm | None
    acknowledges: frozenset[int]


@bp.get(DATE + "/handover")
@open_to(*EVERYBODY)
def handover(pole: str, booking_id: int, occurrence_id: int) -> ResponseReturnValue:
    return _page(_date_or_404(booking_id, occurrence_id))


def _date_or_404(booking_id: int, occurrence_id: int) -> Occurrence:
    found = queries.occurrence_for(current_member(), occurrence_id)
    if found is None or found.booking_id != booking_id:
        raise NotFound
    return found


def _page(date: Occurrence, *, form: HandoverForm | None = None, why: str = "") -> str:
    written = handed.handovers_of([line.id for line in date.lines])
    things = [_thing(line, written.get(line.id, []), form) for line in date.lines]
    return render_template("bookings/handover.html", date=date, booking=date.booking, things=things, why=why)


def _thing(line: Line, written: list[Handover], form: HandoverForm | None) -> Thing:
    member, now = current_member(), clock.now()
    may = [
        moment
        for moment in Moment
        if why_not_hand_over(line, moment, member, known=written, mileage=None, now=now) is None
    ]
    # Both may be open after the end: what left is written first.
    moment = may[0] if may else None
    for entry in written:
        entry.line = line
    own = form if form is not None and form.line.data == str(line.id) else None
    return Thing(
        line,
        written,
        moment,
        (own or HandoverForm(formdata=None, data={"line": str(line.id)})) if moment else None,
        frozenset(entry.id for entry in written if why_not_acknowledge(entry, member) is None),
    )


@bp.post(DATE + "/handover/<any(out, back):moment>")
@open_to(*EVERYBODY)
def hand_over(pole: str, booking_id: int, occurrence_id: int, moment: str) -> ResponseReturnValue:
    form, date = HandoverForm(), _date_or_404(booking_id, occurrence_id)
    when = Moment(moment)
    if form.line.data not in {str(line.id) for line in date.lines}:
        form.line.data = str(date.lines[0].id)
    if not form.validate() or not form.read_photos(_("Cette photo n’est pas lisible. Choisissez un JPEG ou un PNG.")):
        return _page(date, form=form), 422
    try:
        with transaction():
            date = _date_or_404(booking_id, occurrence_id)
            line = next((line for line in date.lines if str(line.id) == form.line.data), date.lines[0])
            actions.hand_over(
                line, when, form.seen(when), photos=form.pictures, member=current_member(), now=clock.now()
            )
    except Refused as refused:
        status = 403 if refused.reason is No.NOT_A_PARTY else 422
        return _page(_date_or_404(booking_id, occurrence_id), form=form, why=sentence(refused.reason)), status
    return _back_to(date, _("L’état est noté."))


def _back_to(date: Occurrence, said: str) -> ResponseReturnValue:
    address = url_for(
        "bookings.handover", pole=current_member().pole_slug, booking_id=date.booking_id, occurrence_id=date.id
    )
    return go(address, said)


@bp.post("/p/<pole>/handovers/<int:handover_id>/acknowledge")
@open_to(*EVERYBODY)
def acknowledge(pole: str, handover_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            found = _handover_or_404(handover_id)
            date = found.line.occurrence
            actions.acknowledge(found, member=current_member(), now=clock.now())
    except Refused as refused:
        date = _handover_or_404(handover_id).line.occurrence
        return _page(date, why=sentence(refused.reason)), 403 if refused.reason is No.NOT_A_PARTY else 422
    return _back_to(date, _("Vous confirmez cet état."))


def _handover_or_404(handover_id: int) -> Handover:
    found = handed.handover_for(current_member(), handover_id)
    if found is None:
        raise NotFound
    return found


@bp.get("/p/<pole>/handovers/<int:handover_id>/photos/<int:photo_id>")
@open_to(*EVERYBODY)
def handover_photo(pole: str, handover_id: int, photo_id: int) -> ResponseReturnValue:
    """For both sides and the coordination: who may see the booking."""
    found = _handover_or_404(handover_id)
    picture = next((entry for entry in found.photos if entry.id == photo_id), None)
    stored = documents.file_with_content(picture.file_id) if picture else None
    if stored is None or not (is_party(found.line, current_member()) or current_member().is_coordinator):
        raise NotFound
    answer: Response = send_file(io.BytesIO(stored.content), mimetype=stored.media_type)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
