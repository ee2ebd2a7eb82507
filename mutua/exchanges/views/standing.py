"""What comes back by itself, and what is given to several structures at once."""

from __future__ import annotations

from uuid import uuid4

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound

from mutua.exchanges import actions, queries, rules
from mutua.exchanges.forms import BareForm, SessionForm
from mutua.exchanges.rules import No
from mutua.exchanges.views.blueprint import LARGEST_ID, bp, go, status_of
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.law import rule
from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member, current_pole
from mutua.web.access import open_to
from mutua.web.sentences import sentence

ALL = "/p/<pole>/exchanges/standing"


@bp.get(ALL)
@open_to(Role.MEMBER, Role.MANAGER)
def standing(pole: str) -> ResponseReturnValue:
    return _page()


def _page(*, why: str = "", status: int = 200) -> ResponseReturnValue:
    rows = queries.standing_of(current_member())
    return render_template("exchanges/standing.html", rows=rows, why=why), status


@bp.post(ALL + "/<int:standing_id>/stop")
@open_to(Role.MEMBER, Role.MANAGER)
def stop_standing(pole: str, standing_id: int) -> ResponseReturnValue:
    if not BareForm().validate():
        return _page(status=422)
    member = current_member()
    try:
        with transaction():
            row = queries.standing_for(member, standing_id) if standing_id < LARGEST_ID else None
            if row is None:
                raise NotFound
            actions.stop(row, member=member, now=clock.now())
    except Refused as refused:
        return _page(why=sentence(refused.reason), status=status_of(refused.reason))
    return go("exchanges.standing", _("Arrêté. Ce qui a déjà été proposé reste à confirmer."))


@bp.get("/p/<pole>/exchanges/sessions/new")
@open_to(Role.MEMBER, Role.MANAGER)
def new_session(pole: str) -> ResponseReturnValue:
    today = rules.local_day(clock.now(), current_member())
    form = SessionForm(formdata=None, data={"idempotency_key": uuid4().hex, "event_on": today})
    return _session_page(form)


@bp.post("/p/<pole>/exchanges/sessions/new")
@open_to(Role.MEMBER, Role.MANAGER)
def create_session(pole: str) -> ResponseReturnValue:
    form, member = SessionForm(), current_member()
    _offer(form)
    session = form.session(current_pole().exchange_mode) if form.validate() else None
    if session is None:
        return _session_page(form, status=422)
    try:
        with transaction():
            number = len(actions.hold_session(session, member=member, now=clock.now()))
    except Refused as refused:
        if refused.reason is not No.STAFF_LOAN:  # W5 says it on the page, with the way to a loan
            form.form_errors.append(sentence(refused.reason))
        return _session_page(form, refused.reason, status=status_of(refused.reason))
    said = ngettext("Proposition envoyée à %(num)d structure.", "Propositions envoyées à %(num)d structures.", number)
    return go("exchanges.index", said)


def _offer(form: SessionForm) -> None:
    """The pole's other structures."""
    member = current_member()
    rows = pole_queries.memberships_of(member.pole_id, active_only=True)
    form.receivers.choices = [
        (str(row.structure_id), row.structure.name) for row in rows if row.structure_id != member.structure_id
    ]


def _session_page(form: SessionForm, why: object = None, *, status: int = 200) -> ResponseReturnValue:
    _offer(form)
    today = rules.local_day(clock.now(), current_member())
    facts = {"form": form, "today": today, "w5": rule("W5", on=today), "staff_loan": why is No.STAFF_LOAN}
    return render_template("exchanges/session.html", **facts), status
