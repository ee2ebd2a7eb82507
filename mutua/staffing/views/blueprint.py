"""The blueprint these doors hang on, and what they share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound

from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.staffing import queries, rules
from mutua.staffing.forms import BriefingForm, HoursAnswerForm, HoursForm
from mutua.staffing.models import Arrangement, Verb
from mutua.staffing.rules import No
from mutua.staffing.views import words
from mutua.staffing.views.lent_time import lent_time
from mutua.staffing.views.page import page_of
from mutua.web.forms import BaseForm
from mutua.web.sentences import sentence

bp = Blueprint("staffing", __name__)
PARTIES = (Role.MEMBER, Role.MANAGER, Role.COORDINATOR)

ROOT = "/p/<pole>/staffing/<int:arrangement_id>"

# The right is missing (403); every other refusal is a rule (422).
FORBIDDEN = (No.NOT_A_PARTY, No.NOT_YOUR_STEP, No.MANAGER_DECIDES, No.OWN_ACCOUNT, No.CONFLICT)

Act = Callable[[Arrangement, Member, datetime], Any]


def arrangement_or_404(arrangement_id: int) -> Arrangement:
    """The arrangement, for a party to it; for anybody else it does not exist."""
    found = queries.arrangement_for(current_member(), arrangement_id)
    if found is None:
        raise NotFound
    return found


def do(arrangement_id: int, act: Act) -> None:
    """Run one verb on a fresh row, in a transaction."""
    with transaction():
        queries.lock(arrangement_id)
        act(arrangement_or_404(arrangement_id), current_member(), clock.now())


def to_show(arrangement_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("staffing.show", pole=current_member().pole_slug, arrangement_id=arrangement_id), 303)


def show_page(arrangement_id: int, refused: Refused | None = None, **forms: Any) -> ResponseReturnValue:
    """The page of an arrangement; 422 with the reason when a verb was refused."""
    row, member, now = arrangement_or_404(arrangement_id), current_member(), clock.now()
    page = page_of(row, member, now=now)
    filled = {
        "lent_time": lent_time(row, member, now=now),
        "hours_form": HoursForm(formdata=None),
        "answer_form": HoursAnswerForm(formdata=None),
        **forms,
    }
    filled.setdefault("briefing_form", BriefingForm(formdata=None, data={"briefed_on": page.today}))
    text = sentence(refused.reason) if refused else ""
    body = render_template("staffing/show.html", page=page, words=words, refused=text, **filled)
    return (body, status_of(refused)) if refused or forms else body


def status_of(refused: Refused | None) -> int:
    return 403 if refused is not None and refused.reason in FORBIDDEN else 422


def try_verb(arrangement_id: int, act: Act, message: str) -> ResponseReturnValue:
    """A button without fields: 303, or the page with the reason."""
    try:
        do(arrangement_id, act)
    except Refused as refused:
        return show_page(arrangement_id, refused)
    return to_show(arrangement_id, message)


def form_page(
    template: str, form: BaseForm, arrangement_id: int, refused: Refused | None = None, **more: Any
) -> ResponseReturnValue:
    """A form about an arrangement as a page of its own; when it was sent, 422, or 403 for who has no right to it."""
    page = page_of(arrangement_or_404(arrangement_id), current_member(), now=clock.now(), with_check=False)
    body = render_template(f"staffing/{template}.html", form=form, page=page, words=words, **more)
    return (body, status_of(refused)) if form.is_submitted() else body


def try_form(
    template: str, form: BaseForm, arrangement_id: int, act: Act, message: str, **more: Any
) -> ResponseReturnValue:
    """Validate, act, 303; else the form with what was typed and what to change."""
    if form.validate():
        try:
            do(arrangement_id, act)
        except Refused as refused:
            blame(form, refused)
            return form_page(template, form, arrangement_id, refused, **more)
        return to_show(arrangement_id, message)
    return form_page(template, form, arrangement_id, **more)


def blame(form: BaseForm, refused: Refused) -> None:
    """The reason beside the fields it is about, else above the form."""
    text = sentence(refused.reason)
    fields = [form[name] for name in refused.facts.get("fields", ()) if name in form]
    for field in fields:
        field.errors = [*field.errors, text]
    if not fields:
        form.form_errors.append(text)


def ask_first(row: Arrangement, verb: Verb) -> None:
    """A form that could not be sent is not shown either."""
    if rules.why_not(row, verb, current_member(), now=clock.now()) is not None:
        raise Forbidden
