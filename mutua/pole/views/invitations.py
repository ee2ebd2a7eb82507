"""Invitations: answered by whoever got the letter, followed by the coordination."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import Forbidden, NotFound

from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.secret import token_hash
from mutua.kernel.transaction import transaction
from mutua.pole import actions, login, queries, rules
from mutua.pole.forms import POLE_ROLES, STRUCTURE_ROLES, JoinForm, NewStructureForm, OneButtonForm
from mutua.pole.models import Invitation, Member, Person
from mutua.pole.rules import No
from mutua.web.access import open_to
from mutua.web.forms import text
from mutua.web.pages import safe_next
from mutua.web.sentences import sentence

bp = Blueprint("invitations", __name__)
STILL_LISTED = timedelta(days=60)  # an expired invitation may be sent again


@bp.get("/invitations/<token>")
@open_to(Role.ANYONE)
def show(token: str) -> ResponseReturnValue:
    """What is offered, by whom, and what to do: nothing happens before the button."""
    invitation = queries.invitation_by_hash(token_hash(token))
    form = JoinForm(formdata=None, name=invitation.name if invitation else "")
    return _page(invitation, form, token)


@bp.post("/invitations/<token>")
@open_to(Role.ANYONE)
def accept(token: str) -> ResponseReturnValue:
    """A new person gives a name and a password; somebody signed in presses one button."""
    new_here = not current_user.is_authenticated
    form = JoinForm() if new_here else OneButtonForm()
    if not form.validate():
        return _page(queries.invitation_by_hash(token_hash(token)), form, token, status=422)
    given = {"name": text(form.name), "password": text(form.password)} if isinstance(form, JoinForm) else {}
    try:
        slug, signed_in = _accepted(token, given)
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _page(queries.invitation_by_hash(token_hash(token)), form, token, status=422)
    if signed_in is not None:
        login.start_session(signed_in, keep=True)
    flash(_("Bienvenue. Votre place est prête."))
    return redirect(url_for("pole.first_steps", pole=slug), 303)


def _accepted(token: str, given: dict[str, str]) -> tuple[str, login.SignedIn | None]:
    """The pole's slug and, for a new account, its first session."""
    now = clock.now()
    with transaction():
        here = _person_here()
        invitation = queries.invitation_by_hash(token_hash(token), to_use=True)
        person = actions.accept_invitation(
            invitation, name=given.get("name", ""), password=given.get("password"), signed_in=here, now=now
        )
        slug = invitation.pole.slug if invitation else ""
        if here is not None:
            return slug, None
        secret = actions.open_session(person, browser=login.browser(), now=now)
        return slug, login.signed_in_as(person, secret)


def _person_here() -> Person | None:
    return queries.person(login.current_person().person_id) if current_user.is_authenticated else None


def _page(
    invitation: Invitation | None, form: JoinForm | OneButtonForm, token: str, status: int = 200
) -> ResponseReturnValue:
    """The page says which of four things to do: give a name, press a button, sign in first, ask for another letter."""
    refused = rules.why_not_accept(invitation, now=clock.now()) if invitation else No.LINK_EXPIRED
    if refused is None and invitation is not None:
        refused = rules.why_not_accept_as(queries.person_by_email(invitation.email), _person_here())
    gone = refused in (No.LINK_EXPIRED, No.LINK_USED)
    facts = {"invitation": invitation, "form": form, "refused": refused, "one_button": OneButtonForm()}
    page = render_template("login/invitation.html", token=token, **facts)
    return page, 410 if gone else status


@bp.get("/p/<pole>/invitations")
@open_to(Role.COORDINATOR)
def index(pole: str) -> ResponseReturnValue:
    return _list(NewStructureForm(formdata=None))


@bp.post("/p/<pole>/invitations")
@open_to(Role.COORDINATOR)
def add_structure(pole: str) -> ResponseReturnValue:
    """A structure joins, and its first manager is invited."""
    form, member = NewStructureForm(), login.current_member()
    if not form.validate():
        return _list(form, 422)
    with transaction():
        here = queries.pole_to_edit(member.pole_id)
        if here is None:
            raise NotFound
        actions.welcome_structure(here, form.structure(), form.manager(), actor=member, now=clock.now())
    flash(_("L’invitation est partie à %(email)s.", email=form.email.data))
    return redirect(url_for("invitations.index", pole=pole), 303)


def _list(form: NewStructureForm, status: int = 200) -> ResponseReturnValue:
    now, member = clock.now(), login.current_member()
    page = render_template(
        "structures/invitations.html",
        form=form,
        invitations=queries.unanswered_invitations(member.pole_id, now - STILL_LISTED),
        now=now,
        roles={**STRUCTURE_ROLES, **POLE_ROLES},
    )
    return page, status


@bp.post("/p/<pole>/invitations/<int:invitation_id>/revoke")
@open_to(Role.MANAGER, Role.COORDINATOR)
def revoke(pole: str, invitation_id: int) -> ResponseReturnValue:
    member = login.current_member()
    with transaction():
        found = _found(member, invitation_id)
        actions.revoke_invitation(found, actor=member, now=clock.now())
    flash(_("L’invitation est retirée. Son lien n’ouvre plus rien."))
    return redirect(_back(pole), 303)


@bp.post("/p/<pole>/invitations/<int:invitation_id>/renew")
@open_to(Role.MANAGER, Role.COORDINATOR)
def renew(pole: str, invitation_id: int) -> ResponseReturnValue:
    member = login.current_member()
    with transaction():
        found = _found(member, invitation_id)
        actions.renew_invitation(found, actor=member, now=clock.now())
        email = found.email
    flash(_("Une nouvelle invitation est partie à %(email)s.", email=email))
    return redirect(_back(pole), 303)


def _found(member: Member, invitation_id: int) -> Invitation:
    """404 for an invitation of elsewhere, 403 for one to a structure that the member does not manage."""
    found = queries.invitation_in(member.pole_id, invitation_id)
    if found is None:
        raise NotFound
    if rules.why_not_invite(found.structure_id, found.pole_role, member) is not None:
        raise Forbidden
    return found


def _back(pole: str) -> str:
    return safe_next(request.form.get("next"), url_for("structures.index", pole=pole))
