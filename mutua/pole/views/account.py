"""My account: who I am, how I read, where I am signed in, for whom I act."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole import actions, login, queries
from mutua.pole.forms import POLE_ROLES, STRUCTURE_ROLES, ChangePasswordForm, OneButtonForm, ProfileForm, TokenForm
from mutua.pole.models import Person, Pole, Structure, StructureRole
from mutua.pole.rules import No
from mutua.web.access import open_to
from mutua.web.forms import BaseForm, option, text
from mutua.web.pages import LANGUAGES, safe_next
from mutua.web.sentences import sentence

bp = Blueprint("account", __name__)
THEMES = ("light", "dark", "auto")
A_YEAR = 365 * 24 * 3600


@bp.before_request
def _keep_the_menu() -> None:
    login.stay_in_last_pole()


@bp.get("/account")
@open_to(Role.PERSON)
def show() -> ResponseReturnValue:
    return _page()


def _page(status: int = 200, **forms: BaseForm) -> ResponseReturnValue:
    """The whole page; the form that was refused comes back as it was typed."""
    me = login.current_person()
    person = _me()
    acting = queries.acting_of(me.person_id)
    shown: dict[str, BaseForm] = {
        "profile": ProfileForm(formdata=None, obj=person),
        "password": ChangePasswordForm(formdata=None),
        "token_form": TokenForm(formdata=None),
        **forms,
    }
    shown["token_form"]["acting"].choices = _acting_choices(acting)
    page = render_template(
        "account/show.html",
        person=person,
        acting=acting,
        offices=queries.offices_held_by(me.person_id),
        sign_ins=queries.sign_ins_of(me.person_id, clock.now()),
        here=me.sign_in_id,
        device=login.device,
        tokens=queries.tokens_of(me.person_id),
        one_button=OneButtonForm(formdata=None),
        structure_roles=STRUCTURE_ROLES,
        pole_roles=POLE_ROLES,
        **shown,
    )
    return page, status


def _me() -> Person:
    person = queries.person(login.current_person().person_id)
    if person is None:
        raise NotFound
    return person


def _acting_choices(acting: list[tuple[Pole, Structure, StructureRole]]) -> list[Any]:
    return [option(f"{pole.id}:{structure.id}", f"{structure.name}, {pole.name}") for pole, structure, _role in acting]


@bp.post("/account/profile")
@open_to(Role.PERSON)
def save_profile() -> ResponseReturnValue:
    form = ProfileForm()
    if not form.validate():
        return _page(422, profile=form)
    with transaction():
        actions.describe_person(_me(), name=text(form.name), locale=text(form.locale))
    with force_locale(text(form.locale)):  # the page that says so is in the language just chosen
        flash(_("Votre profil est enregistré."))
    answer = make_response(redirect(url_for("account.show"), 303))
    _remember(answer, "language", text(form.locale))
    return answer


@bp.post("/account/password")
@open_to(Role.PERSON)
def change_password() -> ResponseReturnValue:
    form, me = ChangePasswordForm(), login.current_person()
    if not form.validate():
        return _page(422, password=form)
    try:
        with transaction():
            actions.change_password(
                _me(), old=text(form.old), new=text(form.password), keep_sign_in=me.sign_in_id, now=clock.now()
            )
    except Refused as refused:
        if refused.reason is No.WRONG_OLD_PASSWORD:
            with transaction():
                actions.count_failure(me.email, now=clock.now())
        form.form_errors.append(sentence(refused.reason))
        return _page(422, password=form)
    flash(_("Votre mot de passe est changé. Vos autres sessions sont fermées."))
    return redirect(url_for("account.show"), 303)


@bp.post("/account/sessions/<int:sign_in_id>/revoke")
@open_to(Role.PERSON)
def revoke_session(sign_in_id: int) -> ResponseReturnValue:
    me = login.current_person()
    with transaction():
        found = queries.sign_in_of(me.person_id, sign_in_id)
        if found is None:
            raise NotFound
        actions.revoke_session(found, now=clock.now())
    if sign_in_id == me.sign_in_id:
        login.end_session()
        return redirect(url_for("login.sign_in"), 303)
    flash(_("La session est fermée."))
    return redirect(url_for("account.show"), 303)


@bp.post("/account/tokens")
@open_to(Role.PERSON)
def make_token() -> ResponseReturnValue:
    """The token is on this answer alone: only its hash is kept."""
    form, me = TokenForm(), login.current_person()
    acting = queries.acting_of(me.person_id)
    form.acting.choices = _acting_choices(acting)
    if not form.validate():
        return _page(422, token_form=form)
    with transaction():
        pole_id, structure_id = (int(part) for part in text(form.acting).split(":"))
        pole = next(row[0] for row in queries.acting_of(me.person_id) if row[0].id == pole_id)
        member = queries.member_for(_me(), pole, structure_id)
        if member is None or member.structure_id != structure_id:
            raise NotFound
        token = actions.make_token(member, text(form.label), now=clock.now())
    answer = make_response(render_template("account/token.html", token=token, label=text(form.label)), 201)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/account/tokens/<int:token_id>/revoke")
@open_to(Role.PERSON)
def revoke_token(token_id: int) -> ResponseReturnValue:
    with transaction():
        found = queries.token_of(login.current_person().person_id, token_id)
        if found is None:
            raise NotFound
        actions.revoke_token(found, now=clock.now())
    flash(_("Le jeton ne sert plus."))
    return redirect(url_for("account.show"), 303)


@bp.post("/account/act-for")
@open_to(Role.PERSON)
def act_for() -> ResponseReturnValue:
    """For whom to act from now on in that pole; kept with the session."""
    slug, wanted = request.form.get("pole", ""), request.form.get("structure_id", "")
    for pole, structure, _role in queries.acting_of(login.current_person().person_id):
        if (pole.slug, str(structure.id)) == (slug, wanted):
            login.act_for(slug, structure.id)
            flash(_("Vous agissez maintenant pour %(name)s.", name=structure.name))
            return redirect(safe_next(request.form.get("next"), url_for("account.show")), 303)
    raise NotFound


@bp.post("/theme")
@open_to(Role.ANYONE)
def set_theme() -> ResponseReturnValue:
    choice = request.form.get("theme", "")
    if choice not in THEMES:
        abort(422)
    answer = make_response(redirect(safe_next(request.form.get("next"), "/"), 303))
    _remember(answer, "theme", choice)
    return answer


@bp.post("/language")
@open_to(Role.ANYONE)
def set_language() -> ResponseReturnValue:
    """Kept in this browser and, for somebody signed in, for their mails."""
    choice = request.form.get("language", "")
    if choice not in LANGUAGES:
        abort(422)
    if current_user.is_authenticated:
        with transaction():
            person = _me()
            actions.describe_person(person, name=person.name, locale=choice)
    answer = make_response(redirect(safe_next(request.form.get("next"), "/"), 303))
    _remember(answer, "language", choice)
    return answer


def _remember(answer: Response, name: str, value: str) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(name, value, max_age=A_YEAR, httponly=True, secure=secure, samesite="Lax")
