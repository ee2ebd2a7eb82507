"""The blueprint these doors hang on, and what they share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.safety import queries
from mutua.safety.models import Risk, SafetyDocument, WorkUnit
from mutua.web.forms import BaseForm
from mutua.web.sentences import sentence

bp = Blueprint("safety", __name__, url_prefix="/p/<pole>/safety")
EVERYBODY = (Role.MEMBER, Role.MANAGER, Role.COORDINATOR, Role.SAFETY_OFFICER)
EDITORS = (Role.COORDINATOR, Role.SAFETY_OFFICER)


def today() -> date:
    """The pole's local day."""
    return wall(clock.now(), current_member().pole_zone).date()


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


def go(where: str, message: str | None = None) -> ResponseReturnValue:
    """After success."""
    if message:
        flash(message)
    return redirect(where, 303)


def done(form: BaseForm, act: Callable[[datetime], object]) -> bool:
    """Check the form, run the action in its transaction; False, with the reason on the form, when it is refused."""
    if not form.validate():
        return False
    try:
        with transaction():
            act(clock.now())
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason, **refused.facts))
        return False
    return True


def press(act: Callable[[datetime], object], where: str, message: str) -> ResponseReturnValue:
    """A button without form: run the action; a refusal comes back as a notice on the page one was on."""
    try:
        with transaction():
            act(clock.now())
    except Refused as refused:
        flash(sentence(refused.reason, **refused.facts), "info")
        return redirect(where, 303)
    return go(where, message)
