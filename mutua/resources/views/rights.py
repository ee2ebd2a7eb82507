"""Who may use what until when: one's own rights, and those one notes for others."""

from __future__ import annotations

from typing import NamedTuple

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.reading_order import reading_order
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources import actions, queries
from mutua.resources.forms import RIGHTS, RightForm
from mutua.resources.models import Entitlement, Resource
from mutua.resources.rules import why_not_edit, why_not_record
from mutua.resources.views.blueprint import EVERYBODY, SETTERS, bp
from mutua.web.access import open_to
from mutua.web.sentences import sentence


class Circle(NamedTuple):
    """Those for whom a member may note something: people and structures by name, resources they share."""

    people: list[tuple[int, str]]
    structures: list[tuple[int, str]]
    resources: list[Resource]
    own: frozenset[int]


@bp.get("/p/<pole>/rights")
@open_to(*EVERYBODY)
def rights(pole: str) -> ResponseReturnValue:
    """Members see their own and their structure's; who notes them sees those they may note."""
    return _page(_form(_circle(current_member()), sent=False))


@bp.post("/p/<pole>/rights")
@open_to(*SETTERS)
def record_right(pole: str) -> ResponseReturnValue:
    member = current_member()
    circle = _circle(member)
    form = _form(circle, sent=True)
    if not form.validate():
        return _page(form), 422
    try:
        with transaction():
            resource = queries.resource_for(member, form.resource.data) if form.resource.data else None
            actions.record_right(
                form.right,
                person_id=form.person_id,
                structure_id=form.structure_id,
                resource=resource,
                until_on=form.until.data,
                note=form.note.data or "",
                same=_is_ours(form.person_id, form.structure_id, circle, member),
                member=member,
                now=clock.now(),
            )
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _page(form), 403
    flash(_("Le titre est noté."))
    return redirect(url_for("resources.rights", pole=pole), 303)


@bp.post("/p/<pole>/rights/<int:entitlement_id>/withdraw")
@open_to(*SETTERS)
def withdraw_right(pole: str, entitlement_id: int) -> ResponseReturnValue:
    member = current_member()
    with transaction():
        kept = queries.right(entitlement_id, member.pole_id)
        if kept is None or not _may(kept, member):
            raise NotFound
        resource = queries.resource_for(member, kept.resource_id) if kept.resource_id else None
        actions.withdraw_right(kept, resource, same=True, member=member, now=clock.now())
    flash(_("Le titre est retiré."))
    return redirect(url_for("resources.rights", pole=pole), 303)


def _circle(member: Member) -> Circle:
    """The coordination: the whole pole. A manager: their structure, and anybody for what they share."""
    if not (member.is_coordinator or member.manages(member.structure_id)):
        return Circle([], [], [], frozenset())
    everybody = pole_queries.people_of(member.pole_id)
    shared = [entry for entry in queries.resources_for(member) if why_not_edit(entry, member) is None]
    ours = frozenset(row.person_id for row in everybody if row.structure_id == member.structure_id)
    people = {row.person_id: row.person.name for row in everybody}
    if not shared and not member.is_coordinator:
        people = {number: name for number, name in people.items() if number in ours}
    structures = {row.structure_id: row.structure.name for row in everybody}
    if not member.is_coordinator:
        structures = {member.structure_id or 0: member.structure_name or ""}
    by_name = [sorted(found.items(), key=lambda row: reading_order(row[1])) for found in (people, structures)]
    return Circle(by_name[0], by_name[1], shared, ours)


def _is_ours(person_id: int | None, structure_id: int | None, circle: Circle, member: Member) -> bool:
    return person_id in circle.own if person_id is not None else structure_id == member.structure_id


def _may(kept: Entitlement, member: Member) -> bool:
    resource = queries.resource_for(member, kept.resource_id) if kept.resource_id else None
    same = _is_ours(kept.person_id, kept.structure_id, _circle(member), member)
    return why_not_record(kept, resource, member, same=same) is None


def _form(circle: Circle, *, sent: bool) -> RightForm:
    form = RightForm(**({} if sent else {"formdata": None}))
    form.offer(circle.people, circle.structures, circle.resources)
    return form


def _page(form: RightForm) -> str:
    member = current_member()
    circle = _circle(member)
    found = _seen(circle, member)
    names = {entry.id: entry.name for entry in queries.resources_for(member)}
    return render_template(
        "resources/rights.html",
        form=form,
        rights=found,
        words=RIGHTS,
        names=names,
        today=wall(clock.now(), member.pole_zone).date(),
        notes=bool(circle.people),
        mine={entry.id for entry in found if _noted_by(entry, circle, member)},
    )


def _seen(circle: Circle, member: Member) -> list[Entitlement]:
    """One's own, those of one's structure, those on what it shares; the coordination all, for it may note any."""
    if member.is_coordinator:
        return queries.rights_of_pole(member.pole_id)
    people = circle.own | {member.person_id}
    found = queries.rights_in(member.pole_id, person_ids=people, structure_id=member.structure_id or 0)
    known = {entry.id for entry in found}
    return found + [
        entry for entry in queries.local_rights([it.id for it in circle.resources]) if entry.id not in known
    ]


def _noted_by(entry: Entitlement, circle: Circle, member: Member) -> bool:
    resource = next((it for it in circle.resources if it.id == entry.resource_id), None)
    same = _is_ours(entry.person_id, entry.structure_id, circle, member)
    return why_not_record(entry, resource, member, same=same) is None
