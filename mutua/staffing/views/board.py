"""Doors over many loans: the coordination's board, the inspector's two clicks; alerts and derogations of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua import law
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.staffing import actions, queries, rules
from mutua.staffing.forms.derogation import DerogationForm
from mutua.staffing.models import Arrangement, PaperKind, Party, State
from mutua.staffing.views import words
from mutua.staffing.views.blueprint import PARTIES, ROOT, arrangement_or_404, bp, form_page, to_show, try_form
from mutua.staffing.views.holding import holding
from mutua.staffing.views.page import Page, page_of
from mutua.web.access import open_to

OVER = (State.CLOSED, State.DECLINED)
AHEAD, BEFORE = 300, 60


@dataclass(frozen=True)
class Bar:
    """Where a loan lies in the window of the board: start and length in days from its first day, clipped."""

    start: int
    length: int


@bp.get("/p/<pole>/staffing/board")
@open_to(Role.COORDINATOR)
def board(pole: str) -> ResponseReturnValue:
    """Every loan under way on one line of time: what blocks it, who must act. No name before consent, no pay."""
    member, now = current_member(), clock.now()
    today = wall(now, member.pole_zone).date()
    pages = [page_of(row, member, now=now) for row in queries.arrangements_of(member)]
    live = [page for page in pages if not page.over and page.state not in OVER]
    first = today - timedelta(days=BEFORE)
    lines = [(page, _bar(page, first), page.history[-1].day if page.history else today, holding(page)) for page in live]
    scale = {"window": BEFORE + AHEAD, "before": BEFORE, "months": _months(first)}
    return render_template("staffing/board.html", lines=lines, words=words, **scale)


def _months(first: date) -> list[tuple[int, date]]:
    """Where each month begins in the window, in days."""
    days = (first + timedelta(days=number) for number in range(BEFORE + AHEAD))
    return [(number, day) for number, day in enumerate(days) if day.day == 1]


def _bar(page: Page, first: date) -> Bar | None:
    if page.values is None:
        return None
    start = max(0, (page.values.starts_on - first).days)
    end = min(BEFORE + AHEAD, (page.values.ends_on - first).days + 1)
    return Bar(start, end - start) if end > start else None


@bp.get("/p/<pole>/staffing/inspection")
@open_to(Role.MANAGER)
def inspection(pole: str) -> ResponseReturnValue:
    """For an unannounced labour inspector, and the works council: one employer's agreements, amendments and hours."""
    member = current_member()
    if member.structure_id is None:
        raise Forbidden
    today = wall(clock.now(), member.pole_zone).date()
    rows = queries.signed_loans(member.pole_id, member.structure_id)
    rule = law.rule("N1", on=today)
    months = int(rule.figure("presence").value)
    counts = queries.counts(rows, member.structure_id, today, presence_months=months)
    kinds = (PaperKind.AGREEMENT, PaperKind.AMENDMENT)
    return render_template("staffing/inspection.html", rows=rows, counts=counts, rule=rule, words=words, kinds=kinds)


@bp.post(f"{ROOT}/alerts/<int:alert_id>/seen")
@open_to(*PARTIES)
def see_alert(pole: str, arrangement_id: int, alert_id: int) -> ResponseReturnValue:
    """Who has read of a breach says so; it is kept."""
    with transaction():
        row = arrangement_or_404(arrangement_id)
        alert = next((each for each in queries.alerts_of(row.id) if each.id == alert_id), None)
        if alert is None:
            raise NotFound
        actions.see(alert, actor=current_member(), now=clock.now())
    return to_show(arrangement_id, _("C’est noté"))


def _lender_or_403(arrangement_id: int) -> Arrangement:
    row = arrangement_or_404(arrangement_id)
    if Party.LENDER not in rules.parties_of(row, current_member()) or row.employee is None:
        raise Forbidden
    return row


@bp.get(f"{ROOT}/derogation")
@open_to(*PARTIES)
def derogation(pole: str, arrangement_id: int) -> ResponseReturnValue:
    """The employer alone files what moves a limit."""
    row = _lender_or_403(arrangement_id)
    known = queries.derogations_of([row.employee_id or 0])
    return form_page("derogation", DerogationForm(formdata=None), arrangement_id, known=known)


@bp.post(f"{ROOT}/derogation")
@open_to(*PARTIES)
def save_derogation(pole: str, arrangement_id: int) -> ResponseReturnValue:
    row = _lender_or_403(arrangement_id)
    form, known = DerogationForm(), queries.derogations_of([row.employee_id or 0])
    file = form.upload()

    def act(row: Arrangement, member: Any, now: Any) -> None:
        first, last = form.starts_on.data, form.until_on.data
        if row.employee is not None and first is not None and last is not None:
            wanted = actions.Wanted(form.rule.data, form.minutes(), first, last)
            actions.record_derogation(row.employee, wanted, file, actor=member, now=now)

    return try_form("derogation", form, arrangement_id, act, _("La dérogation est enregistrée"), known=known)
