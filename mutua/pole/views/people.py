"""People of a structure: invite, name, lower, leave."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole import actions, login, queries, rules
from mutua.pole.forms import InviteForm, LeaveForm, RoleForm
from mutua.pole.hooks import what_stays
from mutua.pole.models import Affiliation, Member, Structure, StructureRole
from mutua.web.access import open_to
from mutua.web.forms import text
from mutua.web.sentences import sentence

bp = Blueprint("people", __name__)


@bp.get("/p/<pole>/structures/<int:structure_id>/invite")
@open_to(Role.MANAGER, Role.COORDINATOR)
def new(pole: str, structure_id: int) -> ResponseReturnValue:
    structure = _structure(login.current_member(), structure_id)
    return render_template("structures/invite.html", form=InviteForm(formdata=None), structure=structure)


@bp.post("/p/<pole>/structures/<int:structure_id>/invite")
@open_to(Role.MANAGER, Role.COORDINATOR)
def invite(pole: str, structure_id: int) -> ResponseReturnValue:
    member, form = login.current_member(), InviteForm()
    structure = _structure(member, structure_id)
    if not form.validate():
        return render_template("structures/invite.html", form=form, structure=structure), 422
    try:
        with transaction():
            _send(form, member, structure_id)
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        structure = _structure(member, structure_id)
        return render_template("structures/invite.html", form=form, structure=structure), 422
    flash(_("L’invitation est partie à %(email)s.", email=form.email.data))
    return redirect(url_for("structures.show", pole=pole, structure_id=structure_id), 303)


def _send(form: InviteForm, member: Member, structure_id: int) -> None:
    here = queries.pole_to_edit(member.pole_id)
    if here is None:
        raise NotFound
    actions.invite(
        here,
        email=text(form.email),
        name=text(form.name),
        structure_id=structure_id,
        structure_role=StructureRole(form.role.data),
        actor=member,
        now=clock.now(),
    )


@bp.post("/p/<pole>/people/<int:affiliation_id>/role")
@open_to(Role.MANAGER, Role.COORDINATOR)
def set_role(pole: str, affiliation_id: int) -> ResponseReturnValue:
    member, form = login.current_member(), RoleForm()
    structure_id = _affiliation(member, affiliation_id).structure_id
    if not form.validate():
        flash(_("Choisissez un rôle de la liste."), "info")
        return redirect(url_for("structures.show", pole=pole, structure_id=structure_id), 303)
    with transaction():
        found = _affiliation(member, affiliation_id)
        actions.change_role(found, StructureRole(form.role.data), actor=member, now=clock.now())
        name = found.person.name
    flash(_("%(name)s a un nouveau rôle.", name=name))
    return redirect(url_for("structures.show", pole=pole, structure_id=structure_id), 303)


@bp.get("/p/<pole>/people/<int:affiliation_id>/leave")
@open_to(Role.MEMBER, Role.MANAGER, Role.COORDINATOR)
def ask_leave(pole: str, affiliation_id: int) -> ResponseReturnValue:
    """What leaving means, before the button."""
    return _leaving(_affiliation(login.current_member(), affiliation_id), LeaveForm(formdata=None))


def _leaving(found: Affiliation, form: LeaveForm) -> str:
    form.offer(actions.heirs_of(found))
    return render_template("structures/leave.html", affiliation=found, form=form, stays=_stays(found))


def _stays(found: Affiliation) -> int:
    return what_stays(found.structure_id, pole_id=None, person_id=found.person_id, now=clock.now())


@bp.post("/p/<pole>/people/<int:affiliation_id>/leave")
@open_to(Role.MEMBER, Role.MANAGER, Role.COORDINATOR)
def leave(pole: str, affiliation_id: int) -> ResponseReturnValue:
    """Who has bookings to come says what becomes of them: 422 until they did."""
    member, form = login.current_member(), LeaveForm()
    form.offer(actions.heirs_of(_affiliation(member, affiliation_id)))
    if not form.validate():
        return _leaving(_affiliation(member, affiliation_id), form), 422
    try:
        with transaction():
            found = _affiliation(member, affiliation_id)
            name, structure_id, own = found.person.name, found.structure_id, found.person_id == member.person_id
            unsaid = form.heir_id is None and form.what.data != "cancel"
            refuse_if(rules.No.NO_HEIR if unsaid and _stays(found) else None)
            actions.leave_structure(found, heir_id=form.heir_id, actor=member, now=clock.now())
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _leaving(_affiliation(member, affiliation_id), form), 422
    flash(_("%(name)s ne fait plus partie de la structure.", name=name))
    if own:
        return redirect(url_for("account.show"), 303)
    return redirect(url_for("structures.show", pole=pole, structure_id=structure_id), 303)


def _structure(member: Member, structure_id: int) -> Structure:
    found = queries.structure_in(member.pole_id, structure_id)
    if found is None:
        raise NotFound
    if rules.why_not_manage_structure(structure_id, member) is not None:
        raise Forbidden
    return found


def _affiliation(member: Member, affiliation_id: int) -> Affiliation:
    found = queries.affiliation_in(member.pole_id, affiliation_id)
    if found is None:
        raise NotFound
    if rules.why_not_remove(found, member) is not None:
        raise Forbidden
    return found
