"""Pages of outside calendars: what a member brings in from elsewhere, how it stands, and how to end it."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.calendars import actions, queries
from mutua.calendars.forms import FileForm, OutsideForm
from mutua.calendars.forms.outside import OWN
from mutua.calendars.models import OutsideCalendar
from mutua.calendars.views.words import PROBLEM_WORDS, told_when
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources.models import Kind, Resource
from mutua.resources.queries import resource_for, resources_of
from mutua.web.access import open_to
from mutua.web.forms import text
from mutua.web.sentences import sentence

bp = Blueprint("outside", __name__)
EVERYBODY = (Role.MEMBER, Role.MANAGER)
SHOWN = 40
OLD = timedelta(hours=26)


@bp.get("/p/<pole>/calendars/outside")
@open_to(*EVERYBODY)
def index(pole: str) -> ResponseReturnValue:
    member = current_member()
    return _page(_offered(OutsideForm(None), member), member)


@bp.post("/p/<pole>/calendars/outside")
@open_to(*EVERYBODY)
def create(pole: str) -> ResponseReturnValue:
    """An address is read within the minute by the worker; a file at once."""
    member, now = current_member(), clock.now()
    form = _offered(OutsideForm(), member)
    source = form.source() if form.validate() else None
    if source is None:
        return _page(form, member), 422
    url, body = source
    try:
        resource, unit_id = _target(form, member)
        outcome = actions.read_file(body, resource.zone, now) if body is not None else None
        with transaction():
            member = current_member()
            resource, unit_id = _target(form, member)
            made = actions.add_outside(resource, unit_id, name=text(form.name), url=url, member=member, now=now)
            if outcome is not None:
                actions.take_file(made, outcome, member=member, now=now)
            number = made.id
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _page(form, current_member()), 422
    flash(_("C’est noté. Mutua lit cette adresse dans la minute.") if url else _("Le fichier est lu."))
    return redirect(url_for("outside.show", pole=pole, calendar_id=number), 303)


@bp.get("/p/<pole>/calendars/outside/<int:calendar_id>")
@open_to(*EVERYBODY)
def show(pole: str, calendar_id: int) -> ResponseReturnValue:
    return _one(_found(calendar_id), FileForm(None))


@bp.post("/p/<pole>/calendars/outside/<int:calendar_id>/file")
@open_to(*EVERYBODY)
def replace(pole: str, calendar_id: int) -> ResponseReturnValue:
    """A newer file in the place of the old one."""
    calendar, form, now = _found(calendar_id), FileForm(), clock.now()
    body = form.body() if form.validate() else None
    if body is None:
        return _one(calendar, form), 422
    try:
        outcome = actions.read_file(body, calendar.resource.zone, now)
        with transaction():
            actions.take_file(_found(calendar_id), outcome, member=current_member(), now=now)
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _one(_found(calendar_id), form), 422
    flash(_("Le fichier est lu."))
    return redirect(url_for("outside.show", pole=pole, calendar_id=calendar_id), 303)


@bp.post("/p/<pole>/calendars/outside/<int:calendar_id>/read")
@open_to(*EVERYBODY)
def read(pole: str, calendar_id: int) -> ResponseReturnValue:
    with transaction():
        actions.read_soon(_found(calendar_id), member=current_member(), now=clock.now())
    flash(_("Mutua relit cet agenda dans la minute."))
    return redirect(url_for("outside.show", pole=pole, calendar_id=calendar_id), 303)


@bp.post("/p/<pole>/calendars/outside/<int:calendar_id>/remove")
@open_to(*EVERYBODY)
def remove(pole: str, calendar_id: int) -> ResponseReturnValue:
    with transaction():
        actions.remove_outside(_found(calendar_id), member=current_member(), now=clock.now())
    flash(_("Agenda retiré. Les heures qu’il occupait sont libres."))
    return redirect(url_for("outside.index", pole=pole), 303)


def _found(calendar_id: int) -> OutsideCalendar:
    found = queries.outside_for(current_member(), calendar_id)
    if found is None:
        raise NotFound
    return found


def _target(form: OutsideForm, member: Member) -> tuple[Resource, int | None]:
    """The resource whose time is taken, and the unit when it is the member's own."""
    unit_id, resource_id = None, form.resource_id
    if resource_id is None:
        own = queries.own_unit(member)
        if own is None:
            raise NotFound
        unit_id, resource_id = own
    found = resource_for(member, resource_id)
    if found is None:
        raise NotFound
    return found, unit_id


def _offered(form: OutsideForm, member: Member) -> OutsideForm:
    """The member's own time, if some resource draws on it; the resources of the structure they manage."""
    choices = [(OWN, _("Mon temps"))] if queries.own_unit(member) else []
    if member.structure_id is not None and member.manages(member.structure_id):
        choices += [
            (str(row.id), row.name)
            for row in resources_of(member.structure_id, member.pole_id)
            if row.kind is not Kind.STAFF and row.retired_at is None
        ]
    form.offer(choices)
    return form


def _page(form: OutsideForm, member: Member) -> str:
    now = clock.now()
    rows = [(row, queries.count_times(row.id, now), is_old(row, now)) for row in queries.outside_of(member)]
    return render_template("calendars/outside.html", form=form, rows=rows)


def _one(calendar: OutsideCalendar, form: FileForm) -> str:
    now, zone = clock.now(), calendar.resource.zone
    times = queries.times_of(calendar.id, now, most=SHOWN)
    return render_template(
        "calendars/outside_one.html",
        calendar=calendar,
        form=form,
        count=queries.count_times(calendar.id, now),
        times=[(time.title, wall(time.starts_at, zone), wall(time.ends_at, zone)) for time in times],
        clashes=[_clash(row, zone) for row in calendar.clashes],
        problems=[
            {**row, "words": PROBLEM_WORDS[row["code"]], "when": told_when(str(row["when"]), zone)}
            for row in calendar.problems
        ],
        why=sentence(f"outside_{calendar.error}") if calendar.error else "",
        is_old=is_old(calendar, now),
    )


def is_old(calendar: OutsideCalendar, now: datetime) -> bool:
    """An address that has not been read for more than a day: what it says may no longer be so."""
    return bool(calendar.url) and (calendar.read_at or calendar.added_at) < now - OLD


def _clash(row: dict[str, object], zone: str) -> dict[str, object]:
    starts, ends = (wall(datetime.fromisoformat(str(row[name])), zone) for name in ("starts", "ends"))
    return {"booking_id": row["booking_id"], "starts": starts, "ends": ends}
