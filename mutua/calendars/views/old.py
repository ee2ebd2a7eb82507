"""The calendar of an old system, brought once: what would be booked, then booking it."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound

from mutua.calendars import actions, queries, rules
from mutua.calendars.actions.old import Report
from mutua.calendars.forms import FileForm, OldForm
from mutua.calendars.models import OldCalendar
from mutua.calendars.reading.old import Old
from mutua.calendars.views.words import OLD_WORDS, PROBLEM_WORDS
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources.models import Resource
from mutua.resources.queries import resource_for, resources_for
from mutua.web.access import open_to
from mutua.web.sentences import sentence

bp = Blueprint("old_calendars", __name__)


class OnlyLooked(Exception):
    """Everything is undone again; the report of what would have been is left."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


@bp.get("/p/<pole>/calendars/import")
@open_to(Role.MANAGER)
def new(pole: str) -> ResponseReturnValue:
    return render_template("calendars/old.html", form=_offered(OldForm(None), current_member()))


@bp.post("/p/<pole>/calendars/import")
@open_to(Role.MANAGER)
def create(pole: str) -> ResponseReturnValue:
    """Look: the bookings are made and undone, so that the preview says what the rules will say."""
    member, form, now = current_member(), OldForm(), clock.now()
    _offered(form, member)
    body = form.body() if form.validate() else None
    if body is None:
        return render_template("calendars/old.html", form=form), 422
    try:
        events = actions.read_old(body, _resource(form, member).zone)
        report = _look(events, form, now)
        with transaction():
            member = current_member()
            old = actions.keep_old(_resource(form, member), body, report, name=form.filename, member=member, now=now)
            number = old.id
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return render_template("calendars/old.html", form=_offered(form, current_member())), 422
    return redirect(url_for("old_calendars.show", pole=pole, old_id=number), 303)


def _look(events: list[Old], form: OldForm, now: datetime) -> Report:
    try:
        with transaction():
            member = current_member()
            raise OnlyLooked(actions.book_old(events, _resource(form, member), member=member, now=now))
    except OnlyLooked as looked:
        return looked.report


@bp.get("/p/<pole>/calendars/import/<int:old_id>")
@open_to(Role.MANAGER)
def show(pole: str, old_id: int) -> ResponseReturnValue:
    old = _found(old_id)
    rows = [{**row, "words": _words(row), "doubt_words": _doubt(row)} for row in old.report]
    good = sum(row["code"] == "booked" for row in old.report)
    return render_template("calendars/old_one.html", old=old, rows=rows, good=good, form=FileForm(None))


@bp.post("/p/<pole>/calendars/import/<int:old_id>/take")
@open_to(Role.MANAGER)
def take(pole: str, old_id: int) -> ResponseReturnValue:
    """Book what the preview showed; what has been taken meanwhile is told in the report."""
    try:
        with transaction():
            report = actions.take_old(_found(old_id), member=current_member(), now=clock.now())
            made = sum(row["code"] == "booked" for row in report)
    except Refused as refused:
        flash(sentence(refused.reason), "info")
        return redirect(url_for("old_calendars.show", pole=pole, old_id=old_id), 303)
    flash(ngettext("%(num)d réservation reprise.", "%(num)d réservations reprises.", made))
    return redirect(url_for("old_calendars.show", pole=pole, old_id=old_id), 303)


@bp.post("/p/<pole>/calendars/import/<int:old_id>/drop")
@open_to(Role.MANAGER)
def drop(pole: str, old_id: int) -> ResponseReturnValue:
    with transaction():
        actions.drop_old(_found(old_id), member=current_member(), now=clock.now())
    flash(_("Fichier oublié. Les réservations déjà reprises restent."))
    return redirect(url_for("old_calendars.new", pole=pole), 303)


def _words(row: dict[str, object]) -> str:
    code = str(row["code"])
    return str(OLD_WORDS[code]) if code in OLD_WORDS else sentence(code)


def _doubt(row: dict[str, object]) -> str:
    doubt = row.get("doubt")  # reports of before have none
    return str(PROBLEM_WORDS[str(doubt)]) if doubt else ""


def _found(old_id: int) -> OldCalendar:
    found = queries.old_calendar(current_member(), old_id)
    if found is None:
        raise NotFound
    return found


def _resource(form: OldForm, member: Member) -> Resource:
    found = resource_for(member, int(str(form.resource.data)))
    if found is None:
        raise NotFound
    return found


def _offered(form: OldForm, member: Member) -> OldForm:
    form.offer([(str(row.id), row.name) for row in resources_for(member) if rules.may_write(row, member)])
    return form
