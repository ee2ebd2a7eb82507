"""Breakdowns of a resource: told, or stopping it; a stop first shows which dates it would cancel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import Forbidden, NotFound

from mutua.bookings import actions
from mutua.bookings.models import Occurrence
from mutua.bookings.views.blueprint import bp, resource_or_404
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources import actions as resource_actions
from mutua.resources import queries as resource_queries
from mutua.resources.forms import FaultForm
from mutua.resources.models import Resource, Severity
from mutua.resources.rules import No, why_not_edit
from mutua.web.access import open_to
from mutua.web.sentences import sentence

SETTERS = (Role.MANAGER, Role.COORDINATOR)
MOST_SHOWN = 100


@bp.get("/p/<pole>/resources/<int:resource_id>/faults")
@open_to(*SETTERS)
def faults(pole: str, resource_id: int) -> ResponseReturnValue:
    return _page(editable(resource_id), FaultForm(formdata=None, data={"first": clock.now()}))


@bp.post("/p/<pole>/resources/<int:resource_id>/faults")
@open_to(*SETTERS)
def report_fault(pole: str, resource_id: int) -> ResponseReturnValue:
    """409 with the dates a stop would cancel, until they were seen and the button pressed again."""
    resource, form = editable(resource_id), FaultForm()
    now = clock.now()
    if not form.validate_for(resource.zone, now):
        return _page(resource, form), 422
    seen = request.form.get("seen", "0")
    gone: list[Occurrence] = []
    try:
        with transaction():
            gone = _report(editable(resource_id), form, int(seen) if seen.isdecimal() and len(seen) < 6 else 0, now)
            count = len(gone)
    except Refused as refused:
        return _not_reported(resource_id, form, refused)
    told = ngettext(
        "Une date annulée, la personne est prévenue.", "%(num)d dates annulées, les personnes sont prévenues.", count
    )
    flash(told if count else _("C’est noté."))
    return redirect(url_for("bookings.faults", pole=pole, resource_id=resource_id), 303)


def _report(resource: Resource, form: FaultForm, seen: int, now: datetime) -> list[Occurrence]:
    member, text = current_member(), form.text.data or ""
    if form.stops and form.span is not None:
        return actions.stop_resource(resource, form.span, text=text, seen=seen, member=member, now=now)
    start, end = form.edges
    resource_actions.report_fault(resource, Severity.NOTICE, text, start, end, member=member, now=now)
    return []


def _not_reported(resource_id: int, form: FaultForm, refused: Refused) -> ResponseReturnValue:
    resource = editable(resource_id)
    dates: Sequence[Occurrence] = ()
    if refused.reason is No.DATES_TO_CANCEL and form.span is not None:
        dates = actions.stopped_by(resource, form.span)
    else:
        form.form_errors.append(sentence(refused.reason))
    return _page(resource, form, dates=dates), 409


@bp.post("/p/<pole>/resources/<int:resource_id>/faults/<int:fault_id>/mend")
@open_to(*SETTERS)
def mend_fault(pole: str, resource_id: int, fault_id: int) -> ResponseReturnValue:
    with transaction():
        resource, fault = editable(resource_id), resource_queries.fault_of(resource_id, fault_id)
        if fault is None:
            raise NotFound
        resource_actions.mend_fault(fault, resource, member=current_member(), now=clock.now())
    flash(_("La ressource est à nouveau en état."))
    return redirect(url_for("bookings.faults", pole=pole, resource_id=resource_id), 303)


def editable(resource_id: int) -> Resource:
    found = resource_or_404(resource_id)
    if why_not_edit(found, current_member()) is not None:
        raise Forbidden
    return found


def _page(resource: Resource, form: FaultForm, *, dates: Sequence[Occurrence] = ()) -> str:
    form.offer()
    now = clock.now()
    return render_template(
        "resources/faults.html",
        resource=resource,
        form=form,
        dates=dates[:MOST_SHOWN],
        count=len(dates),
        faults=resource_queries.faults_of(resource.id, now),
        now=now,
    )
