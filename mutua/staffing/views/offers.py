"""Doors of staff time on offer: whose time it is, so that each booking of it is checked."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources.models import Resource
from mutua.staffing import actions, queries
from mutua.staffing.forms import EmployeeForm, week_data
from mutua.staffing.models import Employee
from mutua.staffing.views.blueprint import PARTIES, bp
from mutua.web.access import open_to
from mutua.web.sentences import sentence


def employee_form(structure_id: int) -> EmployeeForm:
    """People with an account in the structure, or somebody without."""
    form = EmployeeForm()
    accounts = [(person.id, person.name) for person in queries.accounts_of(structure_id)]
    form.person_id.choices = [(-1, _("Choisissez")), *accounts, (0, _("Quelqu’un sans compte, qui signe sur papier"))]
    return form


def known_person(form: EmployeeForm, employee: Employee | None) -> EmployeeForm:
    """The form as it was filled last."""
    if employee is not None:
        declared = queries.schedule_of(employee.id)
        account = employee.person_id or 0
        known = vars(employee) | {"person_id": account, "name": "" if account else employee.name}
        other = declared.other_job if declared else None
        weeks = {**week_data(declared.slots if declared else ()), **week_data(other.slots if other else (), "other")}
        form.process(formdata=None, data={**known, **weeks, "other_travel": other.travel_minutes if other else None})
    return form


def named(form: EmployeeForm) -> actions.Named:
    chosen = int(form.person_id.data)
    names = {int(choice[0]): str(choice[1]) for choice in form.person_id.choices or ()}
    return actions.Named(
        name=names[chosen] if chosen else form.name.data or "",
        person_id=chosen or None,
        qualification=form.qualification.data or "",
        slots=form.slots or None,
        birth_date=form.birth_date.data,
        forfait_jours=bool(form.forfait_jours.data),
        night_worker=bool(form.night_worker.data),
        attested_on=form.attested_on.data,
        elsewhere=form.elsewhere,
    )


def _own_offer(resource_id: int) -> Resource:
    """Staff time of a structure whose manager asks; the coordination and other structures have no say in it."""
    member = current_member()
    found = next((row for row in queries.staff_offers(member.pole_id) if row.id == resource_id), None)
    if found is None:
        raise NotFound
    if not member.manages(found.structure_id):
        raise Forbidden
    return found


@bp.get("/p/<pole>/staffing/offers/<int:resource_id>/person")
@open_to(*PARTIES)
def whose_time(pole: str, resource_id: int) -> ResponseReturnValue:
    """The employer alone sees this page."""
    offer = _own_offer(resource_id)
    known = queries.time_of(offer.id)
    form = known_person(employee_form(offer.structure_id), known.employee if known else None)
    if known is None:
        form.qualification.data = offer.qualification
    return render_template("staffing/whose_time.html", form=form, offer=offer)


@bp.post("/p/<pole>/staffing/offers/<int:resource_id>/person")
@open_to(*PARTIES)
def save_whose_time(pole: str, resource_id: int) -> ResponseReturnValue:
    offer = _own_offer(resource_id)
    form = employee_form(offer.structure_id)
    if form.validate():
        try:
            with transaction():
                member, now = current_member(), clock.now()
                employee = actions.known_as(named(form), offer.structure_id, actor=member, now=now)
                actions.name_time(resource_id, employee, actor=member, now=now)
            flash(_("Chaque réservation sera vérifiée"))
            return redirect(url_for("staffing.index", pole=pole), 303)
        except Refused as refused:
            form.form_errors.append(sentence(refused.reason))
            offer = _own_offer(resource_id)
    return render_template("staffing/whose_time.html", form=form, offer=offer), 422
