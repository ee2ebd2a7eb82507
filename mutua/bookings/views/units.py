"""« Places » : the units of a resource, what it is made of, and what becomes of dates when some of it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound

from mutua.bookings import actions, queries
from mutua.bookings.actions import Ahead, Choice, Outcome
from mutua.bookings.forms.retiring import AddUnitsForm, FateForm, UnitNameForm
from mutua.bookings.models.fate import Fate
from mutua.bookings.views.blueprint import bp, go
from mutua.bookings.views.faults import editable
from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources import actions as resource_actions
from mutua.resources import queries as resource_queries
from mutua.resources.models import Drawing, Kind, Resource
from mutua.resources.rules import No, parts_among, wholes_among, why_not_edit
from mutua.web.access import open_to
from mutua.web.forms import text
from mutua.web.sentences import sentence

SETTERS = (Role.MANAGER, Role.COORDINATOR)
MOST_SHOWN = 100
UNIT_FATES = (Fate.MOVE, Fate.CANCEL, Fate.KEEP)
PART_FATES = (Fate.MOVE, Fate.CANCEL)


@dataclass(frozen=True)
class Question:
    """What goes, which dates stand on it, and where the answer is sent."""

    title: str
    address: str
    dates: Sequence[Ahead]
    form: FateForm
    targets: bool = False

    @property
    def shown(self) -> Sequence[Ahead]:
        return self.dates[:MOST_SHOWN]


@bp.get("/p/<pole>/resources/<int:resource_id>/units")
@open_to(*SETTERS)
def units(pole: str, resource_id: int) -> ResponseReturnValue:
    return _page(editable(resource_id))


@bp.post("/p/<pole>/resources/<int:resource_id>/units")
@open_to(*SETTERS)
def add_units(pole: str, resource_id: int) -> ResponseReturnValue:
    resource, form = editable(resource_id), AddUnitsForm()
    if not form.validate():
        return _page(resource, more=form), 422
    try:
        with refusing_stale(No.RESOURCE_CHANGED), transaction():
            count = form.more.data or 0
            resource_actions.add_units(editable(resource_id), count, member=current_member(), now=clock.now())
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _page(editable(resource_id), more=form), 422
    return _back(resource_id, _("C’est noté."))


@bp.post("/p/<pole>/resources/<int:resource_id>/units/<int:draw_id>/name")
@open_to(*SETTERS)
def rename_unit(pole: str, resource_id: int, draw_id: int) -> ResponseReturnValue:
    _draw(editable(resource_id), draw_id)
    form = UnitNameForm()
    if not form.validate() or not text(form.name):
        return _page(editable(resource_id), naming=(draw_id, form)), 422
    try:
        with refusing_stale(No.RESOURCE_CHANGED), transaction():
            fresh = editable(resource_id)
            draw, member = _draw(fresh, draw_id), current_member()
            resource_actions.rename_unit(fresh, draw, text(form.name), member=member, now=clock.now())
    except Refused as refused:
        form.name.errors = [sentence(refused.reason)]
        return _page(editable(resource_id), naming=(draw_id, form)), 422
    return _back(resource_id, _("C’est noté."))


@bp.post("/p/<pole>/resources/<int:resource_id>/units/<int:draw_id>/retire")
@open_to(*SETTERS)
def retire_unit(pole: str, resource_id: int, draw_id: int) -> ResponseReturnValue:
    """409 with the dates that stand on it, until their fate was chosen."""
    resource = editable(resource_id)
    draw = _draw(resource, draw_id)
    form = _form(resource, UNIT_FATES)

    def act(now: datetime) -> Outcome:
        fresh = editable(resource_id)
        choice = Choice(form.chosen, form.count, form.reason.data or "")
        return actions.retire_unit(fresh, _draw(fresh, draw_id), choice, member=current_member(), now=now)

    name = draw.unit.name
    done = _("« %(unit)s » est retiré.", unit=name)
    return _answer(resource_id, form, act, _("« %(unit)s » se retire", unit=name), done)


@bp.post("/p/<pole>/resources/<int:resource_id>/parts")
@open_to(*SETTERS)
def set_parts(pole: str, resource_id: int) -> ResponseReturnValue:
    """409 with its dates, which take the new parts or are cancelled."""
    form = _form(editable(resource_id), PART_FATES)

    def act(now: datetime) -> Outcome:
        fresh, wanted = editable(resource_id), form.parts.data or []
        choice = Choice(form.chosen, form.count, form.reason.data or "")
        return actions.change_parts(fresh, wanted, choice, member=current_member(), now=now)

    return _answer(resource_id, form, act, _("Les parties changent"), _("Les parties sont changées."))


@bp.post("/p/<pole>/resources/<int:resource_id>/retire")
@open_to(*SETTERS)
def retire(pole: str, resource_id: int) -> ResponseReturnValue:
    """409 with its dates, until their fate was chosen."""
    resource = editable(resource_id)
    form = _form(resource, UNIT_FATES if _like(resource) else (Fate.CANCEL, Fate.KEEP))

    def act(now: datetime) -> Outcome:
        fresh = editable(resource_id)
        target = next((it for it in _like(fresh) if it.id == form.target.data), None)
        choice = Choice(form.chosen, form.count, form.reason.data or "", target if form.chosen is Fate.MOVE else None)
        return actions.retire_resource(fresh, choice, member=current_member(), now=now)

    title, done = _("La ressource ne sera plus partagée"), _("La ressource n’est plus partagée.")
    return _answer(resource_id, form, act, title, done, targets=True)


def _answer(
    resource_id: int,
    form: FateForm,
    act: Callable[[datetime], Outcome],
    title: str,
    done: str,
    *,
    targets: bool = False,
) -> ResponseReturnValue:
    """`title` stands over the question of the dates, `done` is said once it is so."""
    if not form.validate():
        return _page(editable(resource_id), why=_("Choisissez ce que deviennent les dates.")), 422
    try:
        with refusing_stale(No.RESOURCE_CHANGED), transaction():
            said = _said(act(clock.now()))
    except Refused as refused:
        return _refused(resource_id, form, refused, title, targets=targets)
    return _back(resource_id, f"{done} {said}".strip())


def _refused(resource_id: int, form: FateForm, refused: Refused, title: str, *, targets: bool) -> ResponseReturnValue:
    resource = editable(resource_id)
    if refused.reason is not No.DATES_AHEAD:
        return _page(resource, why=sentence(refused.reason)), 422
    form.seen.data = str(len(refused.facts["dates"]))
    return _page(resource, question=Question(title, request.path, refused.facts["dates"], form, targets)), 409


def _said(outcome: Outcome) -> str:
    told = []
    if outcome.moved:
        told.append(ngettext("Une date déplacée.", "%(num)d dates déplacées.", len(outcome.moved)))
    if outcome.cancelled:
        told.append(
            ngettext(
                "Une date annulée, la personne est prévenue.",
                "%(num)d dates annulées, les personnes sont prévenues.",
                len(outcome.cancelled),
            )
        )
    if outcome.kept:
        told.append(ngettext("Une date gardée.", "%(num)d dates gardées.", len(outcome.kept)))
    return " ".join(told)


def _form(resource: Resource, fates: Sequence[Fate]) -> FateForm:
    form = FateForm()
    form.offer(fates, _like(resource), _possible_parts(resource)[1])
    return form


def _draw(resource: Resource, draw_id: int) -> Drawing:
    found = next((draw for draw in resource.draws if draw.id == draw_id and draw.unit.retired_at is None), None)
    if found is None:
        raise NotFound
    return found


def _name_form(draw: Drawing, naming: tuple[int, UnitNameForm] | None) -> UnitNameForm:
    if naming and naming[0] == draw.id:
        return naming[1]
    return UnitNameForm(formdata=None, data={"name": draw.unit.name}, prefix="")


def _like(resource: Resource) -> list[Resource]:
    """What the same structure shares of the same kind."""
    shared = resource_queries.resources_for(current_member(), kind=resource.kind)
    return [other for other in shared if other.structure_id == resource.structure_id and other.id != resource.id]


def _possible_parts(resource: Resource) -> tuple[list[int], list[tuple[int, str]]]:
    """What the resource is made of, and what it could be made of."""
    if resource.kind is Kind.STAFF:
        return [], []
    member = current_member()
    others = [entry for entry in resource_queries.resources_for(member) if entry.kind is not Kind.STAFF]
    joined = parts_among(resource, others)
    above = {entry.id for entry in wholes_among(resource, others)} - set(joined)
    sets = [entry for entry in others if entry.id != resource.id and why_not_edit(entry, member) is None]
    return joined, [(entry.id, entry.name) for entry in sets if entry.id not in above]


def _back(resource_id: int, message: str) -> ResponseReturnValue:
    return go(url_for("bookings.units", pole=current_member().pole_slug, resource_id=resource_id), message)


def _page(
    resource: Resource,
    *,
    question: Question | None = None,
    more: AddUnitsForm | None = None,
    why: str = "",
    naming: tuple[int, UnitNameForm] | None = None,
) -> str:
    """`naming`: the unit whose new name was not taken, with the form as it was sent."""
    live = [draw for draw in resource.draws if draw.unit.retired_at is None]
    joined, possible = _possible_parts(resource)
    parts = FateForm(formdata=None, data={"parts": joined})
    parts.offer((), (), possible)
    return render_template(
        "resources/units.html",
        resource=resource,
        live=live,
        named={draw.id: _name_form(draw, naming) for draw in live if draw.unit.person_id is None},
        naming=naming[0] if naming else 0,
        ahead=queries.count_ahead_on([draw.unit_id for draw in live], clock.now()),
        question=question,
        parts=parts,
        joined=joined,
        more=more or AddUnitsForm(formdata=None),
        why=why,
    )
