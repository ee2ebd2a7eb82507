"""Incidents and consultation."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.safety import actions, queries, rules
from mutua.safety.forms import CloseIncidentForm, ConsultationForm, IncidentForm
from mutua.safety.forms.fields import chosen, offer
from mutua.safety.models import Body, IncidentKind
from mutua.safety.views.door import EDITORS, EVERYBODY, address, bp, document_or_404, done, go, today
from mutua.web.access import open_to
from mutua.web.forms import text


@bp.get("/incidents")
@open_to(*EVERYBODY)
def incident_list(pole: str) -> ResponseReturnValue:
    return render_template(
        "safety/incident_list.html",
        incidents=queries.incidents_of(document_or_404().id),
        may_edit=rules.may_edit(current_member()),
    )


@bp.get("/incidents/new")
@open_to(*EVERYBODY)
def new_incident(pole: str) -> ResponseReturnValue:
    form = _incident_form({"happened_on": today(), "unit_id": request.args.get("unit", type=int)})
    return render_template("safety/new_incident.html", form=form, today=today())


@bp.post("/incidents/new")
@open_to(*EVERYBODY)
def report_incident(pole: str) -> ResponseReturnValue:
    member, form = current_member(), _incident_form()

    def act(now: datetime) -> None:
        unit = queries.unit_for(member, form.unit_id.data) if form.unit_id.data else None
        actions.report_incident(
            document_or_404(), unit, kind=IncidentKind(form.kind.data), happened_on=chosen(form.happened_on),
            text=text(form.text), taken=text(form.taken), member=member, now=now,
        )  # fmt: skip

    if done(form, act):
        return go(address("incident_list"), _("Signalement enregistré. La prévention est prévenue."))
    return render_template("safety/new_incident.html", form=form, today=today()), 422


def _incident_form(data: dict[str, object] | None = None) -> IncidentForm:
    form = IncidentForm(data=data)
    offer(form.unit_id, queries.units_of(document_or_404().id), none=_("Aucune en particulier"))
    return form


@bp.get("/incidents/<int:incident_id>")
@open_to(*EDITORS)
def incident(pole: str, incident_id: int) -> ResponseReturnValue:
    found = queries.incident_for(current_member(), incident_id)
    if found is None:
        raise NotFound
    return render_template("safety/incident.html", incident=found, form=CloseIncidentForm(obj=found))


@bp.post("/incidents/<int:incident_id>")
@open_to(*EDITORS)
def close_incident(pole: str, incident_id: int) -> ResponseReturnValue:
    member, form = current_member(), CloseIncidentForm()

    def act(now: datetime) -> None:
        found = queries.incident_for(member, incident_id)
        if found is None:
            raise NotFound
        actions.close_incident(found, text(form.taken), member=member, now=now)

    if done(form, act):
        return go(address("incident_list"), _("Suite enregistrée."))
    found = queries.incident_for(member, incident_id)
    if found is None:
        raise NotFound
    return render_template("safety/incident.html", incident=found, form=form), 422


@bp.get("/consultations")
@open_to(*EVERYBODY)
def consultation_list(pole: str) -> ResponseReturnValue:
    return _consultations(_consultation_form({"held_on": today()}))


@bp.post("/consultations")
@open_to(Role.MANAGER, *EDITORS)
def add_consultation(pole: str) -> ResponseReturnValue:
    member, form = current_member(), _consultation_form()

    def act(now: datetime) -> None:
        owner = next((row for row in queries.structures(member.pole_id) if row.id == form.structure_id.data), None)
        actions.add_consultation(
            document_or_404(), held_on=chosen(form.held_on), body=Body(form.body.data), structure=owner,
            shown=text(form.shown), opinion=text(form.opinion), answer=text(form.answer), member=member, now=now,
        )  # fmt: skip

    if done(form, act):
        return go(address("consultation_list"), _("Consultation consignée."))
    return _consultations(form), 422


def _consultation_form(data: dict[str, object] | None = None) -> ConsultationForm:
    form = ConsultationForm(data=data)
    offer(form.structure_id, queries.structures(current_member().pole_id), none=_("Tout le pôle"))
    return form


def _consultations(form: ConsultationForm) -> str:
    member = current_member()
    return render_template(
        "safety/consultation_list.html",
        form=form,
        rows=queries.consultations_of(document_or_404().id),
        may_add=rules.may_edit(member) or member.manages(member.structure_id),
    )
