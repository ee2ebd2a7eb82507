"""A forgotten password: ask for a link, choose another."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.secret import token_hash
from mutua.kernel.transaction import transaction
from mutua.pole import actions, login, queries
from mutua.pole.forms import AddressForm, NewPasswordForm
from mutua.web.access import open_to
from mutua.web.forms import text
from mutua.web.sentences import sentence

bp = Blueprint("password", __name__)


@bp.get("/password/forgotten")
@open_to(Role.ANYONE)
def forgotten() -> ResponseReturnValue:
    return render_template("login/forgotten.html", form=AddressForm(formdata=None))


@bp.post("/password/forgotten")
@open_to(Role.ANYONE)
def ask() -> ResponseReturnValue:
    """The answer is the same whether the account exists or not."""
    form = AddressForm()
    if not form.validate():
        return render_template("login/forgotten.html", form=form), 422
    with transaction():
        actions.ask_for_reset(text(form.email), now=clock.now())
    return render_template("login/sent.html", email=text(form.email))


@bp.get("/password/<token>")
@open_to(Role.ANYONE)
def choose(token: str) -> ResponseReturnValue:
    refused = actions.why_not_use(queries.reset_by_hash(token_hash(token)), now=clock.now())
    form = NewPasswordForm(formdata=None)
    return render_template("login/new_password.html", form=form, refused=refused), 410 if refused else 200


@bp.post("/password/<token>")
@open_to(Role.ANYONE)
def change(token: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    if not form.validate():
        return render_template("login/new_password.html", form=form, refused=None), 422
    try:
        with transaction():
            actions.reset_password(
                queries.reset_by_hash(token_hash(token), to_use=True), text(form.password), now=clock.now()
            )
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return render_template("login/new_password.html", form=form, refused=refused.reason), 410
    if current_user.is_authenticated:  # else nobody signs out: what an expired session left unsent waits on the device
        login.end_session()
    flash(_("Votre mot de passe est changé. Connectez-vous avec le nouveau."))
    return redirect(url_for("login.sign_in"), 303)
