"""Asking for a resource: the form as a page or a sheet, and what comes of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from mutua.bookings import actions, nearest, queries, rules
from mutua.bookings.forms import BookingForm, other
from mutua.bookings.forms.limits import limit_said
from mutua.bookings.hooks import Note, warnings_of
from mutua.bookings.models import State, Wish
from mutua.bookings.rules import No
from mutua.bookings.views import choices
from mutua.bookings.views.blueprint import EVERYBODY, bp, by_htmx, go, reached_or_404, to_booking
from mutua.bookings.views.lent import said as work_said
from mutua.bookings.views.lent import unsaid
from mutua.bookings.views.terms import accept_ticked, terms_to_accept
from mutua.kernel import clock, idempotency
from mutua.kernel.refusal import Refused, refuse_if, refusing
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import rehearsal, transaction
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.resources.models import Resource
from mutua.resources.rules import No as Taken
from mutua.staffing.rules.cover import Lent
from mutua.web.access import open_to
from mutua.web.sentences import sentence

ROUTE = "bookings.create"
PLEA = "bookings.plead"


@bp.get("/p/<pole>/resources/<int:resource_id>/bookings/new")
@open_to(*EVERYBODY)
def new(pole: str, resource_id: int) -> ResponseReturnValue:
    """`?day=2027-03-02&from=14:00&to=16:00` fills it in; `start=2027-03-02T14:00` comes from the calendar."""
    resource, member = reached_or_404(resource_id), current_member()
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
    resource, member = reached_or_404(resource_id), current_member()
    form = BookingForm(_filled_in(request.form, resource))
    form.idempotency_key.data = uuid.uuid4().hex
    form.fit(resource)
    if not form.validate_for(resource.zone):
        return _page(form, resource, member), 422
    wish = form.wish(resource, member, others=choices.along())  # read before a refusal lets go of the resource
    try:
        with transaction():
            wanted = [reached_or_404(number) for number in dict.fromkeys((resource_id, *choices.along()))]
            until = actions.open_form(wanted, form.slots[0], member=member, now=clock.now())
    except Refused as refused:
        return _refused(refused, form, wish, reached_or_404(resource_id), member)
    resource = reached_or_404(resource_id)
    return _page(form, resource, member, kept_until=wall(until, resource.zone))


@bp.post("/p/<pole>/resources/<int:resource_id>/bookings")
@open_to(*EVERYBODY)
def create(pole: str, resource_id: int) -> ResponseReturnValue:
    """303 to the booking, 409 with what is near, 422 with what was typed."""
    member, chosen = current_member(), other(request.form.get("take", ""))
    resource = reached_or_404(chosen.resource_id if chosen else resource_id)
    form = BookingForm(choices.taken_over(request.form, chosen))
    form.fit(resource)
    if not form.validate_for(resource.zone):
        return _page(form, resource, member), 422
    asked_for = form.wish(resource, member, skip=bool(choices.replaced()), others=choices.along())
    wish = replace(asked_for, work_said=work_said())
    try:
        asked = _only_looking(form, wish, resource, member)
        return asked if asked is not None else to_booking(*_book_once(form, wish, member))
    except Refused as refused:
        known = idempotency.recall(member.person_id, ROUTE, form.idempotency_key.data or "-")
        if known:
            return to_booking(int(str(known.answer["id"])))
        return _refused(refused, form, wish, reached_or_404(resource.id), member)


def _only_looking(form: BookingForm, wish: Wish, resource: Resource, member: Member) -> ResponseReturnValue | None:
    """The form again, every date of a series, what may come along, or a warning to read first: nothing is written."""
    now = clock.now()
    if "back" in request.form:
        return _page(form, resource, member)
    if "along" in request.form:
        return _page(form, resource, member, along=choices.offered(wish, member, now))
    if "preview" in request.form and len(wish.slots) > 1:
        why = nearest.preview(wish, member, now=now)
        return _sheet(form, resource, wish, why) if why else None
    warnings = [] if "warned" in request.form else warnings_of(wish, member=member, now=now)
    works = unsaid(wish, resource, member)
    if warnings and not works:
        resource = _tried(wish, resource, member, now)
    if warnings or works:
        form.count_people()
        return _page(form, resource, member, warnings=warnings, works=works), 422
    return None


def _tried(wish: Wish, resource: Resource, member: Member, now: datetime) -> Resource:
    """What cannot be had is refused before anything is warned of. The resource, read anew."""
    with rehearsal():
        refuse_if(None if member.structure_id else No.NO_STRUCTURE)
        accept_ticked(member, now)
        for part in choices.chosen_wishes(wish):
            actions.request_booking(part, member=member, now=now)
    return reached_or_404(resource.id)


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
        first, *elsewhere = choices.chosen_wishes(wish)
        booking = actions.request_booking(first, member=member, now=now)
        for extra in elsewhere:
            actions.request_booking(extra, member=member, now=now)
        hashed = idempotency.body_hash(request.get_data(cache=True))
        answer: dict[str, object] = {"id": booking.id}
        idempotency.remember(member.person_id, ROUTE, key, body_sha256=hashed, status=303, answer=answer, now=now)
        said = _said([occurrence.state for occurrence in booking.occurrences])
        return booking.id, said


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
        return _sheet(form, resource, wish, why), 409
    form.count_people()
    return _page(form, resource, member, why=sentence(refused.reason), found=why), 422


@bp.post("/p/<pole>/resources/<int:resource_id>/bookings/plead")
@open_to(*EVERYBODY)
def plead(pole: str, resource_id: int) -> ResponseReturnValue:
    """Ask the structure that shares the resource for an exception to the rule that stands."""
    resource, member = reached_or_404(resource_id), current_member()
    form = BookingForm(request.form)
    form.fit(resource)
    if not form.validate_for(resource.zone):
        return _page(form, resource, member), 422
    wish = form.wish(resource, member, others=choices.along())
    try:
        said = _plead_once(form, wish, member)
    except Refused as refused:
        return _page(form, reached_or_404(resource_id), member, why=sentence(refused.reason)), 422
    return go(url_for("resources.show", pole=pole, resource_id=resource_id), said)


def _plead_once(form: BookingForm, wish: Wish, member: Member) -> str:
    """A button pressed twice asks once."""
    now, sent = clock.now(), sorted(pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token")
    # The whole form is the key: what was changed after going back is another plea.
    key = idempotency.body_hash(repr(sent).encode()) if form.idempotency_key.data else uuid.uuid4().hex
    with refusing(No.CHANGED_MEANWHILE, when="remembered_request"), transaction():
        known = idempotency.recall(member.person_id, PLEA, key)
        if known:
            return str(known.answer["said"])
        accept_ticked(member, now)  # the form that asks was refused after its conditions were accepted
        asked = actions.ask_exception(wish, member=member, now=now)
        said = str(_("Demande envoyée à %(structure)s.", structure=asked.structure.name))
        answer: dict[str, object] = {"said": said}
        idempotency.remember(member.person_id, PLEA, key, body_sha256=key, status=303, answer=answer, now=now)
        return said


def _sheet(form: BookingForm, resource: Resource, wish: Wish, why: nearest.Explanation) -> str:
    template = "bookings/_conflict.html" if by_htmx() else "bookings/conflict.html"
    return render_template(template, form=form, resource=resource, wish=wish, why=why, sent=choices.kept(form))


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
    along: Sequence[choices.Offered] = (),
    warnings: Sequence[Note] = (),
    works: Sequence[Lent] = (),
) -> str:
    coming = resource_queries.resources_for(member, ids=choices.along(), abroad=True) if choices.along() else []
    asked = [entry for entry in (resource, *coming) if not rules.approves_at_once(entry, member)]
    template = "bookings/_form.html" if by_htmx() else "bookings/new.html"
    several = form.until.data is not None and form.until.data != form.day.data
    today: date = wall(clock.now(), resource.zone).date()
    asking = (*choices.along(), *((found.resource.id,) if found and found.resource else ()))
    return render_template(
        template, form=form, resource=resource, asked=asked, why=why, found=found, several=several, today=today,
        kept_until=kept_until, along=along or _ticked(member), warnings=warnings, works=works, said=work_said(),
        terms=terms_to_accept(resource, asking, member), limit=_limit(found),
    )  # fmt: skip


def _ticked(member: Member) -> list[choices.Offered]:
    """What was ticked to come along stays on the form."""
    ticked = choices.along()
    shelves = queries.shelf(member, ids=ticked, abroad=True) if ticked else []
    return [choices.Offered(shelf, 1, ticked=True) for shelf in shelves]
