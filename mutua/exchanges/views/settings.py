"""What the coordination sets: how the pole counts, a soft limit, closed months."""

from __future__ import annotations

from datetime import date, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.exchanges import actions, queries, rules
from mutua.exchanges.forms import CloseForm, LimitForm, ModeForm, RulesForm, written
from mutua.exchanges.models import UnitCode
from mutua.exchanges.views.blueprint import bp, go, status_of
from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.law import rule
from mutua.pole.login import current_member, current_pole
from mutua.pole.models import ExchangeMode
from mutua.web.access import open_to
from mutua.web.filters import month_name
from mutua.web.forms import BaseForm, text
from mutua.web.sentences import sentence

URL = "/p/<pole>/exchanges/settings"
KEPT = 12  # earlier decisions a page shows


@bp.get(URL)
@open_to(Role.COORDINATOR)
def settings(pole: str) -> ResponseReturnValue:
    return _page()


def _page(wrong: BaseForm | None = None, status: int = 200) -> ResponseReturnValue:
    """The three forms; the one that was refused keeps what was typed."""
    member = current_member()
    today = rules.local_day(clock.now(), member)
    limit, closed = queries.limit_of(member.pole_id), queries.closed_through(member.pole_id)
    mode = (
        wrong if isinstance(wrong, ModeForm) else ModeForm(formdata=None, data={"mode": current_pole().exchange_mode})
    )
    hours = {"hours": written(limit, UnitCode.HOUR) if limit else ""}
    close = wrong if isinstance(wrong, CloseForm) else CloseForm(formdata=None)
    offer_months(close, closed, today)
    facts = {
        "mode_form": mode,
        "limit_form": wrong if isinstance(wrong, LimitForm) else LimitForm(formdata=None, data=hours),
        "close_form": close,
        "rules_form": wrong if isinstance(wrong, RulesForm) else _rules_as_they_are(member.pole_id),
        "decided": queries.rules_of(member.pole_id),
        "decisions": queries.rules_before(member.pole_id)[:KEPT],
        "modes": queries.modes_before(member.pole_id)[:KEPT],
        "limits": queries.limits_of(member.pole_id)[:KEPT],
        "closings": queries.closings_of(member.pole_id)[:KEPT],
        "closed": closed,
        "limit": limit,
        "w1": rule("W1", on=today),
        "one_unit": current_pole().exchange_mode is ExchangeMode.TIME_UNIT,
    }
    return render_template("exchanges/settings.html", **facts), status


def _rules_as_they_are(pole_id: int) -> RulesForm:
    now = queries.rules_of(pole_id)
    if now is None:
        return RulesForm(formdata=None)
    facts = {"delay_days": str(now.delay_days or ""), "late_hours": str(now.late_hours or ""), "no_show": now.no_show}
    return RulesForm(formdata=None, data=facts)


def offer_months(form: CloseForm, closed: date | None, today: date) -> None:
    """Last days of the past twelve months that are still open, the oldest first."""
    months: list[tuple[str, str]] = []
    day = today.replace(day=1) - timedelta(days=1)
    while len(months) < 12 and (closed is None or day > closed):
        months.append((day.isoformat(), month_name(day)))
        day = day.replace(day=1) - timedelta(days=1)
    form.through_on.choices = months[::-1]


@bp.post(URL + "/mode")
@open_to(Role.COORDINATOR)
def set_mode(pole: str) -> ResponseReturnValue:
    form = ModeForm()
    if not form.validate():
        return _page(form, 422)
    try:
        with refusing_stale(rules.No.VERSION_CHANGED), transaction():
            mode = ExchangeMode(text(form.mode))
            actions.switch_mode(mode, read_warning=bool(form.read.data), member=current_member(), now=clock.now())
    except Refused as refused:
        return _refused(form, refused)
    return go("exchanges.settings", _("Réglage enregistré."))


def _refused(form: BaseForm, refused: Refused) -> ResponseReturnValue:
    form.form_errors.append(sentence(refused.reason))
    return _page(form, status_of(refused.reason))


@bp.post(URL + "/rules")
@open_to(Role.COORDINATOR)
def set_rules(pole: str) -> ResponseReturnValue:
    form = RulesForm()
    if not form.validate():
        return _page(form, 422)
    try:
        with transaction():
            no_show = bool(form.no_show.data)
            actions.set_rules(**form.facts(), no_show=no_show, member=current_member(), now=clock.now())
    except Refused as refused:
        return _refused(form, refused)
    return go("exchanges.settings", _("Réglage enregistré."))


@bp.post(URL + "/limit")
@open_to(Role.COORDINATOR)
def set_limit(pole: str) -> ResponseReturnValue:
    form = LimitForm()
    minutes = form.minutes() if form.validate() else None
    if minutes is None:
        return _page(form, 422)
    try:
        with transaction():
            actions.set_limit(minutes, member=current_member(), now=clock.now())
    except Refused as refused:
        return _refused(form, refused)
    return go("exchanges.settings", _("Limite enregistrée."))


def _may_close(form: CloseForm) -> date | None:
    """The month that was asked for, if it may still be closed."""
    offer_months(form, queries.closed_through(current_member().pole_id), rules.local_day(clock.now(), current_member()))
    return form.day() if form.through_on.validate(form) else None


def _closing_page(form: CloseForm, through_on: date, *, status: int = 200) -> ResponseReturnValue:
    """What will never move again, said before it is done."""
    pole_id = current_member().pole_id
    facts = {"closed": queries.closed_through(pole_id), "open_until": queries.count_open_until(pole_id, through_on)}
    return render_template("exchanges/closing.html", form=form, through_on=through_on, **facts), status


@bp.get(URL + "/close")
@open_to(Role.COORDINATOR)
def closing(pole: str) -> ResponseReturnValue:
    """A month was chosen: it is read over before it is closed for good."""
    through_on = _may_close(form := CloseForm(request.args))
    if through_on is None:
        return redirect(url_for("exchanges.settings", pole=pole), 303)
    return _closing_page(form, through_on)


@bp.post(URL + "/close")
@open_to(Role.COORDINATOR)
def close_period(pole: str) -> ResponseReturnValue:
    through_on = _may_close(form := CloseForm())
    if through_on is None:
        return _page(form, 422)
    if not form.validate():
        return _closing_page(form, through_on, status=422)
    try:
        with transaction():
            actions.close_period(through_on, member=current_member(), now=clock.now())
    except Refused as refused:
        return _refused(form, refused)
    return go("exchanges.settings", _("Mois clos. Les relevés de cette période ne bougent plus."))
