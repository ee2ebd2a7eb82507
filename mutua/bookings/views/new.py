"""Asking for a resource: the form as a page or a sheet, and what comes of it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from mutua.bookings import actions, nearest, rules
from mutua.bookings.forms import BookingForm, Other, other
from mutua.bookings.forms.limits import limit_said
from mutua.bookings.models import State, Wish
from mutua.bookings.rules import No
from mutua.bookings.series import slot as slot_at
from mutua.bookings.views.blueprint import EVERYBODY, bp, by_htmx, resource_or_404, to_booking
from mutua.bookings.views.terms import accept_ticked, terms_to_accept
from mutua.kernel import clock, idempotency
from mutua.kernel.refusal import Refused, refuse_if, refusing
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources.models import Resource
from mutua.resources.rules import No as Taken
from mutua.web.access import open_to
from mutua.web.sentences import sentence

ROUTE = "bookings.create"
# Dates of one series that may go elsewhere in the same click.
MOST_REPLACED = 60


@bp.get("/p/<pole>/resources/<int:resource_id>/bookings/new")
@open_to(*EVERYBODY)
def new(pole: str, resource_id: int) -> ResponseReturnValue:
    """`?day=2027-03-02&from=14:00&to=16:00` fills it in; `start=2027-03-02T14:00` comes from the calendar."""
    resource, member = resource_or_404(resource_id), current_member()
    form = BookingForm(_filled_in(request.args, resource))
    form.idempotency_key.data = uuid.uuid4().hex
    form.fit(resource)
    why = None if member.structure_id else rules.No.NO_STRUCTURE
    return _page(form, resource, member, why=sentence(why) if why else "")


def _filled_in(asked: MultiDict[str, str], resource: Resource) -> ImmutableMultiDict[str, str]:
    """What the address says, and a sensible hour where it says nothing."""
    known = {name: value for name, value in asked.items() if name in BookingForm.accepted() and len(value) <= 200}
    start = asked.get("start", "")
    if "T" in start:
        known["day"], known["from"] = start.split("T", 1)[0][:10], start.split("T", 1)[1][:5]
    here = wall(clock.now(), resource.zone)
    known.setdefault("day", here.date().isoformat())
    known.setdefault("from", f"{min(here.hour + 1, 22):02d}:00")
    if "to" not in known:
        known["to"] = _two_hours_after(known["from"])
    return ImmutableMultiDict(known)


def _two_hours_after(text: str) -> str:
    try:
        later = datetime.strptime(text, "%H:%M") + timedelta(hours=2)
    except ValueError:
        return ""
    return later.strftime("%H:%M") if later.day == 1 else "24:00"


@bp.post("/p/<pole>/resources/<int:resource_id>/bookings/open")
@open_to(*EVERYBODY)
def opened(pole: str, resource_id: int) -> ResponseReturnValue:
    """The same form as `new`, whose time is kept for ten minutes; 409 when it is taken, 422 when a rule stands."""
    resource, member = resource_or_404(resource_id), current_member()
    form = BookingForm(_filled_in(request.form, resource))
    form.idempotency_key.data = uuid.uuid4().hex
    form.fit(resource)
    if not form.validate_for(resource.zone):
        return _page(form, resource, member), 422
    try:
        with transaction():
            wanted = [resource_or_404(resource_id)]
            until = actions.open_form(wanted, form.slots[0], member=member, now=clock.now())
    except Refused as refused:
        wish = form.wish(resource, member)
        return _refused(refused, form, wish, resource_or_404(resource_id), member)
    resource = resource_or_404(resource_id)
    return _page(form, resource, member, kept_until=wall(until, resource.zone))


@bp.post("/p/<pole>/resources/<int:resource_id>/bookings")
@open_to(*EVERYBODY)
def create(pole: str, resource_id: int) -> ResponseReturnValue:
    """303 to the booking, 409 with what is near, 422 with what was typed."""
    member, chosen = current_member(), other(request.form.get("take", ""))
    resource = resource_or_404(chosen.resource_id if chosen else resource_id)
    form = BookingForm(_taken_over(request.form, chosen))
    form.fit(resource)
    if not form.validate_for(resource.zone):
        return _page(form, resource, member), 422
    wish = form.wish(resource, member, skip=bool(_replaced()))
    try:
        return to_booking(*_book_once(form, wish, member))
    except Refused as refused:
        known = idempotency.recall(member.person_id, ROUTE, form.idempotency_key.data or "-")
        if known:
            return to_booking(int(str(known.answer["id"])))
        return _refused(refused, form, wish, resource_or_404(resource.id), member)


def _taken_over(sent: MultiDict[str, str], chosen: Other | None) -> MultiDict[str, str]:
    """What was typed, at the time of the button that was pressed."""
    data = MultiDict(sent)
    if chosen:
        data.setlist("day", [chosen.start.date().isoformat()])
        data.setlist("from", [chosen.start.strftime("%H:%M")])
        data.setlist("until", [chosen.end.date().isoformat()])
        data.setlist("to", [chosen.end.strftime("%H:%M")])
        if chosen.end.date() == chosen.start.date() + timedelta(days=1) and chosen.end.time() == datetime.min.time():
            data.setlist("until", [chosen.start.date().isoformat()])
    return data


def _book_once(form: BookingForm, wish: Wish, member: Member) -> tuple[int, str | None]:
    """The booking's id and what to say; a form sent twice books once."""
    key = form.idempotency_key.data or uuid.uuid4().hex
    with refusing(No.CHANGED_MEANWHILE, when="remembered_request"), transaction():
        known = idempotency.recall(member.person_id, ROUTE, key)
        if known:
            return int(str(known.answer["id"])), None
        refuse_if(None if member.structure_id else No.NO_STRUCTURE)
        now = clock.now()
        accept_ticked(member, now)
        booking = actions.request_booking(wish, member=member, now=now)
        for extra in _extra_wishes(wish):
            actions.request_booking(extra, member=member, now=now)
        hashed = idempotency.body_hash(request.get_data(cache=True))
        answer: dict[str, object] = {"id": booking.id}
        idempotency.remember(member.person_id, ROUTE, key, body_sha256=hashed, status=303, answer=answer, now=now)
        said = _said([occurrence.state for occurrence in booking.occurrences])
        return booking.id, said


def _replaced() -> dict[str, str]:
    """Choices of the conflict sheet, date by date: `instead-2027-03-09T14:00` → `skip` or another resource and time."""
    sent = {name: value for name, value in request.form.items() if name.startswith("instead-")}
    return dict(list(sent.items())[:MOST_REPLACED])


def _extra_wishes(wish: Wish) -> list[Wish]:
    """One booking for each date that goes elsewhere. A time that cannot be refuses all of it."""
    found = []
    for chosen in map(other, _replaced().values()):
        if chosen is None:
            continue
        try:
            slot = slot_at(chosen.start, chosen.end, wish.zone)
        except ValueError:
            raise Refused(No.CHANGED_MEANWHILE) from None
        found.append(replace(wish, resource_ids=(chosen.resource_id,), slots=(slot,), rrule=None))
    return found


def _said(states: list[State]) -> str:
    count, waiting = len(states), states.count(State.REQUESTED)
    lost = states.count(State.DECLINED)
    if lost:
        return str(_("%(kept)s dates réservées sur %(all)s.", kept=count - lost, all=count))
    if waiting:
        return str(_("Demande envoyée. Vous aurez la réponse par courriel."))
    return str(ngettext("C’est réservé.", "%(num)d dates réservées.", count))


def _refused(
    refused: Refused, form: BookingForm, wish: Wish, resource: Resource, member: Member
) -> ResponseReturnValue:
    """409 with the sheet of what is near for a taken time; 422 with the form and the reason for a rule."""
    why = nearest.explain(refused, wish, member, now=clock.now())
    if refused.reason in (Taken.SLOT_TAKEN, No.NOTHING_LEFT):
        template = "bookings/_conflict.html" if by_htmx() else "bookings/conflict.html"
        return render_template(template, form=form, resource=resource, wish=wish, why=why, sent=_kept(form)), 409
    return _page(form, resource, member, why=sentence(refused.reason), found=why), 422


def _kept(form: BookingForm) -> dict[str, str]:
    """What was typed, to be sent again by the buttons of the sheet."""
    names = ("title", "people", "note", "repeat", "times")
    sent = {name: request.form.get(name, "") for name in names}
    return {**sent, "idempotency_key": form.idempotency_key.data or uuid.uuid4().hex}


def _limit(found: nearest.Explanation | None) -> str:
    if found is None or found.resource is None or found.slot is None:
        return ""
    return limit_said(found.reason, found.resource, found.slot.span, found.facts)


def _page(
    form: BookingForm,
    resource: Resource,
    member: Member,
    *,
    why: str = "",
    found: nearest.Explanation | None = None,
    kept_until: datetime | None = None,
) -> str:
    at_once = rules.approves_at_once(resource, member)
    template = "bookings/_form.html" if by_htmx() else "bookings/new.html"
    several = form.until.data is not None and form.until.data != form.day.data
    today: date = wall(clock.now(), resource.zone).date()
    return render_template(
        template, form=form, resource=resource, at_once=at_once, why=why, found=found, several=several, today=today,
        kept_until=kept_until, sent=_kept(form) if found else {}, terms=terms_to_accept(resource, member),
        limit=_limit(found),
    )  # fmt: skip
