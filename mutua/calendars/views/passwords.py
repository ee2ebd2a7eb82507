"""The page of application passwords: made, named, revoked."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.calendars import actions, queries
from mutua.calendars.forms import DavPasswordForm
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole import login
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.web.access import open_to
from mutua.web.forms import option, text
from mutua.web.sentences import sentence

bp = Blueprint("dav_passwords", __name__)
TOLD, MOST_TOLD = timedelta(days=30), 10


@bp.before_request
def _keep_the_menu() -> None:
    login.stay_in_last_pole()


@bp.get("/account/calendar-passwords")
@open_to(Role.PERSON)
def index() -> ResponseReturnValue:
    return _page(_offered(DavPasswordForm(None)))


@bp.post("/account/calendar-passwords")
@open_to(Role.PERSON)
def create() -> ResponseReturnValue:
    """The password is on this answer alone: only its hash is kept."""
    form = _offered(DavPasswordForm())
    if not form.validate():
        return _page(form), 422
    try:
        with transaction():
            member = _acting(form)
            secret = actions.make_dav_password(member, text(form.label), now=clock.now())
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _page(form), 422
    fresh = _offered(DavPasswordForm(None))
    answer = make_response(_page(fresh, secret=secret, made=text(form.label), user=member.email), 201)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/account/calendar-passwords/<int:password_id>/revoke")
@open_to(Role.PERSON)
def revoke(password_id: int) -> ResponseReturnValue:
    with transaction():
        found = queries.dav_password_of(login.current_person().person_id, password_id)
        if found is None:
            raise NotFound
        actions.revoke_dav_password(found, now=clock.now())
    flash(_("Mot de passe retiré. Les agendas qui s’en servaient ne synchronisent plus."))
    return redirect(url_for("dav_passwords.index"), 303)


def _offered(form: DavPasswordForm) -> DavPasswordForm:
    """For whom this person may act."""
    acting = pole_queries.acting_of(login.current_person().person_id)
    several = len({pole.id for pole, _structure, _role in acting}) > 1
    form.offer(
        [
            option(f"{pole.id}:{structure.id}", f"{structure.name}, {pole.name}" if several else structure.name)
            for pole, structure, _role in acting
        ]
    )
    return form


def _acting(form: DavPasswordForm) -> Member:
    """The member the password is for, as they stand now."""
    person = pole_queries.person(login.current_person().person_id)
    pole_id, structure_id = (int(part) for part in text(form.acting).split(":"))
    acting = pole_queries.acting_of(person.id) if person else []
    pole = next((row[0] for row in acting if row[0].id == pole_id), None)
    member = pole_queries.member_for(person, pole, structure_id) if person and pole else None
    if member is None or member.structure_id != structure_id:
        raise NotFound
    return member


def _page(form: DavPasswordForm, **new: str) -> str:
    base = str(current_app.config["SETTINGS"].base_url).rstrip("/")
    person_id = login.current_person().person_id
    return render_template(
        "calendars/passwords.html",
        form=form,
        passwords=queries.dav_passwords_of(person_id),
        refusals=queries.dav_refusals_of(person_id, clock.now() - TOLD, most=MOST_TOLD),
        address=f"{base}/dav/",
        new=new or None,
    )
