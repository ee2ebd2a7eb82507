"""The structures of a pole: directory, one structure, its facts, its standing."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole import actions, login, queries, rules
from mutua.pole.forms import LEGAL_FORMS, STRUCTURE_ROLES, RoleForm, StateForm, StructureForm
from mutua.pole.hooks import promises_of, what_stays
from mutua.pole.models import Member, Membership, MembershipState, Structure
from mutua.pole.rules import No
from mutua.web.access import open_to
from mutua.web.forms import is_storable, text
from mutua.web.sentences import sentence

bp = Blueprint("structures", __name__)
EVERYBODY = (Role.MEMBER, Role.MANAGER, Role.COORDINATOR, Role.SAFETY_OFFICER)


@bp.get("/p/<pole>/structures")
@open_to(*EVERYBODY)
def index(pole: str) -> ResponseReturnValue:
    """A directory for members; for the coordination, everybody's standing."""
    member = login.current_member()
    memberships = queries.memberships_of(member.pole_id, active_only=not member.is_coordinator)
    wanted = request.args.get("q", "")[:80]
    shown = [
        row for row in memberships if wanted.casefold() in f"{row.structure.name} {row.structure.activity}".casefold()
    ]
    return render_template(
        "structures/index.html",
        memberships=shown,
        total=len(memberships),
        wanted=wanted if is_storable(wanted) else "",
        people=queries.people_counts(member.pole_id),
        invited=queries.open_invitations(member.pole_id, clock.now()) if member.is_coordinator else [],
        legal_forms=LEGAL_FORMS,
    )


def _matches(structure: Structure, wanted: str) -> bool:
    return wanted.strip().casefold() in f"{structure.name} {structure.activity}".casefold()


@bp.get("/p/<pole>/structures/<int:structure_id>")
@open_to(*EVERYBODY)
def show(pole: str, structure_id: int) -> ResponseReturnValue:
    member = login.current_member()
    membership = _membership(member, structure_id)
    manages = rules.why_not_manage_structure(structure_id, member) is None
    invitations = queries.open_invitations(member.pole_id, clock.now(), structure_id=structure_id) if manages else []
    return render_template(
        "structures/show.html",
        membership=membership,
        structure=membership.structure,
        people=queries.affiliations_of(structure_id),
        manages=manages,
        invitations=invitations,
        roles=STRUCTURE_ROLES,
        legal_forms=LEGAL_FORMS,
        role_form=RoleForm(formdata=None),
    )


@bp.get("/p/<pole>/structures/<int:structure_id>/edit")
@open_to(Role.MANAGER, Role.COORDINATOR)
def edit(pole: str, structure_id: int) -> ResponseReturnValue:
    structure = _mine(login.current_member(), structure_id)
    return _form(StructureForm(formdata=None, obj=structure), structure)


@bp.post("/p/<pole>/structures/<int:structure_id>/edit")
@open_to(Role.MANAGER, Role.COORDINATOR)
def save(pole: str, structure_id: int) -> ResponseReturnValue:
    """A wrong field: 422 with what was typed. Changed meanwhile: 409 with both texts."""
    member, form = login.current_member(), StructureForm()
    structure = _mine(member, structure_id)
    if not form.validate():
        return _form(form, structure, 422)
    try:
        with transaction():
            actions.edit_structure(
                queries.structure_to_edit(member.pole_id, structure_id),
                form.facts(),
                version=read_version(form.version),
                actor=member,
                now=clock.now(),
            )
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        changed = refused.reason is No.STRUCTURE_CHANGED
        return _form(form, _mine(member, structure_id), 409 if changed else 422)
    flash(_("La fiche est enregistrée."))
    return redirect(url_for("structures.show", pole=pole, structure_id=structure_id), 303)


def read_version(field: object) -> int:
    """What the page had read; a missing or invented version fits no row."""
    given = text(field)  # type: ignore[arg-type]
    return int(given) if given.isascii() and given.isdigit() and len(given) < 12 else 0


@bp.post("/p/<pole>/structures/<int:structure_id>/state")
@open_to(Role.COORDINATOR)
def set_state(pole: str, structure_id: int) -> ResponseReturnValue:
    """Suspend, take back, or let leave: 409 first, with what that would cancel."""
    member, form = login.current_member(), StateForm()
    _membership(member, structure_id)
    if not form.validate():
        return redirect(url_for("structures.show", pole=pole, structure_id=structure_id), 303)
    question = _unanswered(structure_id, form, member) if form.state.data == MembershipState.LEFT.value else None
    if question is not None:
        return question
    with transaction():
        membership, keeps = _membership(member, structure_id), form.promises.data == "keep"
        state = MembershipState(form.state.data)
        actions.set_membership_state(membership, state, keeps=keeps, actor=member, now=clock.now())
    flash(_("C’est enregistré."))
    return redirect(url_for("structures.show", pole=pole, structure_id=structure_id), 303)


def _unanswered(structure_id: int, form: StateForm, member: Member) -> tuple[str, int] | None:
    """The question that a departure raises: 409, or 422 when it was shown and not answered; None when it was."""
    now, pole_id = clock.now(), member.pole_id
    stays = what_stays(structure_id, pole_id=pole_id, person_id=None, now=now)
    promises = promises_of(structure_id, pole_id=pole_id, now=now)
    seen, shown = form.seen.data or "", f"{stays}-{len(promises)}"
    open_question = bool(promises) and not form.settles_promises
    if shown == "0-0" or (seen == shown and not open_question):
        return None
    if seen == shown:
        form.promises.errors = [_("Choisissez ce que deviennent ces dates.")]
    form.seen.data, membership = shown, _membership(member, structure_id)
    page = render_template(
        "structures/departure.html", membership=membership, form=form, stays=stays, promises=promises
    )
    return page, 422 if seen == shown else 409


def _membership(member: Member, structure_id: int) -> Membership:
    """Its place here; members do not see who was suspended or left, but for their own structure."""
    found = queries.membership(member.pole_id, structure_id)
    if found is None:
        raise NotFound
    hidden = found.state is not MembershipState.ACTIVE and not member.is_coordinator
    if hidden and structure_id not in member.structure_ids:
        raise NotFound
    return found


def _mine(member: Member, structure_id: int) -> Structure:
    """404 for a structure of elsewhere, 403 for one the member does not manage."""
    membership = _membership(member, structure_id)
    structure = membership.structure
    if membership.state is MembershipState.LEFT:
        raise NotFound  # its own from now on, perhaps of another pole
    if rules.why_not_manage_structure(structure_id, member) is not None:
        raise Forbidden
    return structure


def _form(form: StructureForm, structure: Structure, status: int = 200) -> ResponseReturnValue:
    """On 409 the page lays both texts side by side, and the next sending knows what it replaces."""
    both = []
    if status == 409:
        both = [
            (field.label.text, field.data, getattr(structure, field.name))
            for field in form
            if hasattr(structure, field.name)
            and field.name != "version"
            and (field.data or "") != (getattr(structure, field.name) or "")
        ]
        form.version.data = str(structure.version)
    page = render_template("structures/edit.html", form=form, structure=structure, both=both)
    return page, status
