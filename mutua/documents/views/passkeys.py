"""My passkeys: keys on my own devices, which stand for the password when I sign."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound

from mutua.documents import actions, queries
from mutua.documents.forms import PasskeyForm
from mutua.documents.login import ceremony, remember_challenge, spent_challenge
from mutua.documents.rules import No
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole import actions as people
from mutua.pole import login
from mutua.pole.rules import No as PoleNo
from mutua.web.access import open_to
from mutua.web.forms import BaseForm
from mutua.web.sentences import sentence

bp = Blueprint("passkeys", __name__)


@bp.before_request
def _keep_the_menu() -> None:
    login.stay_in_last_pole()


def _options(text: str, challenge: str) -> Response:
    remember_challenge(challenge)
    return Response(text, mimetype="application/json", headers={"Cache-Control": "no-store"})


def _page(form: PasskeyForm, status: int = 200) -> ResponseReturnValue:
    keys = queries.passkeys_of(login.current_person().person_id)
    form.credential.data = ""  # an answer serves once: the device is asked again
    return render_template("documents/passkeys.html", form=form, keys=keys), status


@bp.get("/account/passkeys")
@open_to(Role.PERSON)
def index() -> ResponseReturnValue:
    return _page(PasskeyForm(formdata=None))


@bp.post("/account/passkeys/options")
@open_to(Role.PERSON)
def options_to_make() -> ResponseReturnValue:
    """What the browser asks the device for; nothing is kept but a challenge in the session."""
    if not BaseForm().validate():
        raise BadRequest
    me = login.current_person()
    return _options(*ceremony().to_make(me.person_id, me.name, me.email, queries.passkeys_of(me.person_id)))


@bp.post("/account/passkeys/ask")
@open_to(Role.PERSON)
def options_to_show() -> ResponseReturnValue:
    if not BaseForm().validate():
        raise BadRequest
    return _options(*ceremony().to_show(queries.passkeys_of(login.current_person().person_id)))


@bp.post("/account/passkeys")
@open_to(Role.PERSON)
def add() -> ResponseReturnValue:
    """Password and device together: who finds an open session adds no key to it."""
    form, me, challenge = PasskeyForm(), login.current_person(), spent_challenge()
    if not form.validate():
        return _page(form, 422)
    made = ceremony().made(form.credential.data or "", challenge)
    try:
        with transaction():
            people.check_password(me.email, form.password.data or "", now=clock.now())
            if made is None:
                raise Refused(No.PASSKEY_WRONG)
            actions.add_passkey(me.person_id, *made, name=form.name.data or "", now=clock.now())
    except Refused as refused:
        if refused.reason is PoleNo.WRONG_PASSWORD:
            with transaction():
                people.count_failure(me.email, now=clock.now())
        form.form_errors.append(sentence(refused.reason))
        return _page(form, 422)
    flash(_("La clé est ajoutée : elle remplace le mot de passe quand vous signez."))
    return redirect(url_for("passkeys.index"), 303)


@bp.post("/account/passkeys/<int:passkey_id>/remove")
@open_to(Role.PERSON)
def remove(passkey_id: int) -> ResponseReturnValue:
    with transaction():
        keys = queries.passkeys_of(login.current_person().person_id)
        found = next((key for key in keys if key.id == passkey_id), None)
        if found is None:
            raise NotFound
        actions.remove_passkey(found, now=clock.now())
    flash(_("La clé est retirée."))
    return redirect(url_for("passkeys.index"), 303)
