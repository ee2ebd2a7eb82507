"""« Demandes à traiter » : many answered at once, reminders to who decides, and who stands in for a manager."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound

from mutua.bookings import actions as booking_actions
from mutua.bookings import queries
from mutua.bookings.actions import queue as actions
from mutua.bookings.forms.desk import AnswerForm, StandInForm
from mutua.bookings.models import Booking, Line
from mutua.bookings.queries import queue, waitlist
from mutua.bookings.rules import No
from mutua.bookings.views import show
from mutua.bookings.views.blueprint import EVERYBODY, booking_or_404, bp, go, to_booking
from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.web.access import open_to
from mutua.web.forms import option
from mutua.web.sentences import sentence

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Request:
    """A booking that waits: its first date that does, how many, who else waits, until when it may."""

    booking: Booking
    line: Line
    dates: int
    rivals: int
    missed: int
    until: datetime


@bp.get("/p/<pole>/requests")
@open_to(*EVERYBODY)
def requests(pole: str) -> ResponseReturnValue:
    return _page()


def _page(*, why: str = "", stand_in: StandInForm | None = None) -> str:
    member, today = show.deciding_member(), wall(clock.now(), current_member().pole_zone).date()
    names = current_member().manages(member.structure_id)
    standing = queue.stand_ins_of(member.structure_id, today) if names and member.structure_id else []
    return render_template(
        "bookings/requests.html",
        requests=_requests(queries.lines_to_decide(member, limit=200)),
        answer=AnswerForm(formdata=None),
        stand_in=(stand_in or _stand_in_form(StandInForm(formdata=None), member)) if names else None,
        standing=standing,
        replaces=member != current_member(),
        why=why,
    )


def _requests(lines: Iterable[Line]) -> list[Request]:
    found: dict[int, list[Line]] = {}
    for line in lines:
        found.setdefault(line.occurrence.booking_id, []).append(line)
    if not found:
        return []
    firsts = [group[0] for group in found.values()]
    rules = waitlist.desk_rules({line.resource_id for line in firsts})
    queued = waitlist.queued_for({line.resource_id for line in firsts})
    structures = {line.occurrence.booking.structure_id for line in firsts}
    missed = queue.missed_by(structures, current_member().pole_id, clock.now())
    made = []
    for group in found.values():
        line, date = group[0], group[0].occurrence
        rule = rules.get(line.resource_id)
        until = date.starts_at
        if rule and rule.answer_hours:
            until = min(until, date.changed_at + timedelta(hours=rule.answer_hours))
        rivals = sum(entry.touches(line.resource_id, date.span) for entry in queued)
        made.append(Request(date.booking, line, len(group), rivals, missed.get(date.booking.structure_id, 0), until))
    return made


@bp.post("/p/<pole>/requests")
@open_to(*EVERYBODY)
def answer_requests(pole: str) -> ResponseReturnValue:
    """Each booking in a transaction of its own: what somebody else answered meanwhile does not spoil the rest."""
    form = AnswerForm()
    verb = request.form.get("verb")
    wanted = [
        int(text) for text in request.form.getlist("booking")[:MOST_AT_ONCE] if text.isdecimal() and len(text) < 18
    ]
    if not form.validate() or verb not in ("accept", "decline"):
        return _page(why=_("Le motif compte 300 caractères au plus.")), 422
    if not wanted:
        return _page(why=_("Cochez au moins une demande.")), 422
    reason = form.reason.data or ""
    done = sum(_answer(number, accepts=verb == "accept", reason=reason) for number in wanted)
    if not done:
        return _page(why=_("Une réponse a déjà été donnée à ces demandes.")), 409
    return go(url_for("bookings.requests", pole=pole), _said(done, len(wanted) - done, accepts=verb == "accept"))


def _answer(booking_id: int, *, accepts: bool, reason: str) -> bool:
    member, now = show.deciding_member(), clock.now()
    try:
        with refusing_stale(No.CHANGED_MEANWHILE), transaction():
            booking = queries.booking_for(member, booking_id)
            if booking is None:
                return False
            if accepts:
                booking_actions.approve_booking(booking, member=member, now=now)
            else:
                booking_actions.decline_booking(booking, member=member, now=now, reason=reason)
    except Refused:
        return False
    return True


def _said(done: int, lost: int, *, accepts: bool) -> str:
    if accepts:
        said = [ngettext("Demande acceptée.", "%(num)d demandes acceptées.", done)]
    else:
        said = [ngettext("Demande refusée.", "%(num)d demandes refusées.", done)]
    if lost:
        said.append(ngettext("Une autre avait déjà sa réponse.", "%(num)d autres avaient déjà leur réponse.", lost))
    return " ".join(said)


@bp.post("/p/<pole>/bookings/<int:booking_id>/remind")
@open_to(*EVERYBODY)
def remind(pole: str, booking_id: int) -> ResponseReturnValue:
    """Write again to who decides."""
    try:
        with transaction():
            actions.remind_approvers(booking_or_404(booking_id), member=current_member(), now=clock.now())
    except Refused as refused:
        return show.page(booking_id, why=sentence(refused.reason)), 422
    return to_booking(booking_id, _("Un rappel est parti."))


@bp.post("/p/<pole>/stand-ins")
@open_to(*EVERYBODY)
def name_stand_in(pole: str) -> ResponseReturnValue:
    member = current_member()
    form = _stand_in_form(StandInForm(), member)
    if not form.validate():
        return _page(stand_in=form), 422 if member.manages(member.structure_id) else 403
    try:
        with transaction():
            assert form.from_on.data is not None
            actions.name_stand_in(
                int(form.person.data),
                from_on=form.from_on.data,
                through_on=form.through_on.data,
                resource_id=int(form.resource.data) if form.resource.data else None,
                member=member,
                now=clock.now(),
            )
    except Refused as refused:
        return _page(why=sentence(refused.reason)), 403
    return go(url_for("bookings.requests", pole=pole), _("C’est noté. Cette personne reçoit aussi les demandes."))


def _stand_in_form(form: StandInForm, member: Member) -> StandInForm:
    people = queue.colleagues_of(member.structure_id) if member.structure_id else []
    shared = actions.resources_of(member)
    form.resource.choices = [
        option("", _("Tout ce que nous partageons")),
        *(option(str(it.id), it.name) for it in shared),
    ]
    form.person.choices = [option(str(person.id), person.name) for person in people if person.id != member.person_id]
    return form


@bp.post("/p/<pole>/stand-ins/<int:stand_in_id>/end")
@open_to(*EVERYBODY)
def end_stand_in(pole: str, stand_in_id: int) -> ResponseReturnValue:
    member = current_member()
    try:
        with transaction():
            found = queue.stand_in(member.structure_id or 0, stand_in_id)
            if found is None:
                raise NotFound
            actions.end_stand_in(found, member=member, now=clock.now())
    except Refused as refused:
        return _page(why=sentence(refused.reason)), 403
    return go(url_for("bookings.requests", pole=pole), _("Le remplacement est terminé."))
