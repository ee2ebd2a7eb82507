"""The blueprint these doors hang on, and what they share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask import Blueprint, Response, flash, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from mutua.kernel import clock, idempotency
from mutua.kernel.refusal import Refused, refusing
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.law import rule
from mutua.pole.login import current_member
from mutua.safety import queries, rules
from mutua.safety.forms.fields import OnceForm
from mutua.safety.models import Risk, SafetyDocument, WorkUnit
from mutua.web.forms import BaseForm
from mutua.web.sentences import sentence

bp = Blueprint("safety", __name__, url_prefix="/p/<pole>/safety")
EVERYBODY = (Role.MEMBER, Role.MANAGER, Role.COORDINATOR, Role.SAFETY_OFFICER)
EDITORS = (Role.COORDINATOR, Role.SAFETY_OFFICER)

BESIDE = {str(rules.No.DUE_IN_THE_PAST): "due_on"}  # refusals that are about one field


def today() -> date:
    """The pole's local day."""
    return wall(clock.now(), current_member().pole_zone).date()


@bp.app_context_processor
def _law_figures() -> dict[str, Callable[[str, str], str]]:
    """Pages write no figure of law themselves."""
    return {"law_figure": lambda rule_id, name: f"{rule(rule_id, on=today()).figure(name).value:g}".replace(".", ",")}


def document_or_404() -> SafetyDocument:
    found = queries.document_of(current_member().pole_id)
    if found is None:
        raise NotFound
    return found


def unit_or_404(unit_id: int) -> WorkUnit:
    found = queries.unit_for(current_member(), unit_id)
    if found is None:
        raise NotFound
    return found


def risk_or_404(risk_id: int) -> Risk:
    found = queries.risk_for(current_member(), risk_id)
    if found is None:
        raise NotFound
    return found


def address(endpoint: str, **values: object) -> str:
    return url_for(f"safety.{endpoint}", pole=current_member().pole_slug, **values)  # type: ignore[arg-type]


class SentTwice(Exception):
    """A form that was already taken: its answer is given again."""


@bp.errorhandler(SentTwice)
def _again(error: SentTwice) -> ResponseReturnValue:
    known = idempotency.recall(current_member().person_id, *_route_and_key())
    return redirect(str(known.answer.get("location") or address("index")) if known else address("index"), 303)


def _route_and_key() -> tuple[str, str]:
    """A key is good for one address: two tabs of one form at two objects are two requests."""
    return str(request.endpoint), idempotency.body_hash(f"{request.path} {g.once}".encode())


def go(where: str, message: str | None = None) -> ResponseReturnValue:
    """After success; a second sending of the same form is led to the same place."""
    if "once" in g:
        with transaction():
            known = idempotency.recall(current_member().person_id, *_route_and_key())
            if known is not None:
                known.answer = {"location": where}
    if message:
        flash(message)
    return redirect(where, 303)


def done(form: BaseForm, act: Callable[[datetime], object]) -> bool:
    """Check the form, run the action in its transaction; False, with the reason on the form, when it is refused.

    Raises SentTwice for a form whose key was taken: a double click adds one thing.
    """
    if not form.validate():
        return False
    try:
        with refusing(rules.No.FORM_TAKEN, when="remembered_request"), transaction():
            _only_once(form)
            act(clock.now())
    except Refused as refused:
        if refused.reason is rules.No.FORM_TAKEN:
            raise SentTwice from refused
        say(form, refused)
        return False
    return True


def say(form: BaseForm, refused: Refused) -> None:
    """Beside the field it is about, else above the form."""
    words, field = sentence(refused.reason, **refused.facts), BESIDE.get(str(refused.reason), "")
    if field in form:
        form[field].errors = [*form[field].errors, words]
    else:
        form.form_errors.append(words)


def _only_once(form: BaseForm) -> None:
    if not isinstance(form, OnceForm):
        return
    g.once = form.once.data
    person_id, (route, key), now = current_member().person_id, _route_and_key(), clock.now()
    if idempotency.recall(person_id, route, key) is not None:
        raise Refused(rules.No.FORM_TAKEN)
    body = idempotency.body_hash(request.get_data(cache=True))
    idempotency.remember(person_id, route, key, body_sha256=body, status=303, answer={}, now=now)


def press(act: Callable[[datetime], object], where: str, message: str) -> ResponseReturnValue:
    """A button without form: run the action; a refusal comes back as a notice on the page one was on."""
    try:
        with transaction():
            act(clock.now())
    except Refused as refused:
        flash(sentence(refused.reason, **refused.facts), "info")
        return redirect(where, 303)
    return go(where, message)


def file(content: bytes, name: str, media_type: str = "application/pdf") -> Response:
    """A file to read or keep, never cached by anybody in between; only a PDF of ours is shown inside the browser."""
    response = make_response(content)
    response.mimetype = media_type
    how = "inline" if media_type == "application/pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
