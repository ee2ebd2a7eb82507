"""Doors of a running loan: briefing, hours, suspension, return, cost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua import law
from mutua.documents.rules import PDF
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import TimeSpan, moment, wall
from mutua.pole.login import current_member
from mutua.staffing import actions, queries, rules
from mutua.staffing.forms import BriefingForm, CostForm, HoursAnswerForm, HoursForm
from mutua.staffing.forms.steps import euros
from mutua.staffing.models import Arrangement, HoursEntry, Verb
from mutua.staffing.pdf import Facts, sheet_of, sheet_pdf
from mutua.staffing.rules.hours_book import pay_minutes
from mutua.staffing.views.blueprint import (
    PARTIES,
    ROOT,
    arrangement_or_404,
    ask_first,
    bp,
    do,
    form_page,
    show_page,
    status_of,
    to_show,
    try_form,
    try_verb,
)
from mutua.staffing.views.page import Month, months_of
from mutua.staffing.views.papers import answer_with
from mutua.web.access import open_to
from mutua.web.filters import long_date
from mutua.web.sentences import sentence

# Buttons without fields: the verb's address, what it does, and what the page says after.
BUTTONS = ("suspend", "resume", "drop-amendment", "confirm-return", "take-back")


def _said(button: str) -> str:
    said: dict[str, str] = {
        "suspend": _("Le prêt est suspendu. Les deux autres parties sont prévenues."),
        "resume": _("Le prêt reprend"),
        "drop-amendment": _("Le changement est abandonné : les conditions signées continuent"),
        "confirm-return": _("Votre retour est confirmé"),
        "take-back": _("Le retour est enregistré"),
    }
    return said[button]


@bp.post(f"{ROOT}/do/<any(suspend, resume, 'drop-amendment', 'confirm-return', 'take-back'):button>")
@open_to(*PARTIES)
def press(pole: str, arrangement_id: int, button: str) -> ResponseReturnValue:
    """One of the verbs that need no more than a button."""
    verb = getattr(actions, button.replace("-", "_"))

    def act(row: Arrangement, member: Any, now: Any) -> None:
        verb(row, actor=member, now=now)

    ends = rules.change_ends_at(arrangement_or_404(arrangement_id)) if button == "drop-amendment" else None
    return try_verb(arrangement_id, act, _dropped(ends) if ends else _said(button))


def _dropped(ends: datetime) -> str:
    """While the employee thinks: the word is taken, and read by the others later."""
    day = long_date(wall(ends, current_member().pole_zone).date() - timedelta(days=1))
    said: str = _("Vous abandonnez ce changement. Les autres le liront après le %(day)s.", day=day)
    return said


@bp.post(f"{ROOT}/briefing")
@open_to(*PARTIES)
def briefing(pole: str, arrangement_id: int) -> ResponseReturnValue:
    form = BriefingForm()

    def act(row: Arrangement, member: Any, now: Any) -> None:
        day = form.briefed_on.data
        if day is not None:
            actions.brief(row, day, actor=member, now=now)

    return _on_page(arrangement_id, form, "briefing_form", act, _("L’accueil sécurité est noté"))


def _on_page(arrangement_id: int, form: Any, name: str, act: Any, message: str, **more: Any) -> ResponseReturnValue:
    """A small form that lives on the arrangement's own page."""
    if form.validate():
        try:
            do(arrangement_id, act)
        except Refused as refused:
            form.form_errors.append(sentence(refused.reason))
            return show_page(arrangement_id, refused if status_of(refused) == 403 else None, **{name: form}, **more)
        return to_show(arrangement_id, message)
    return show_page(arrangement_id, **{name: form}, **more)


@bp.post(f"{ROOT}/hours")
@open_to(*PARTIES)
def enter_hours(pole: str, arrangement_id: int) -> ResponseReturnValue:
    form = HoursForm()

    def act(row: Arrangement, member: Any, now: Any) -> None:
        span = _span(form, row.pole.zone)
        actions.enter_hours(row, span, break_minutes=form.break_minutes.data or 0, actor=member, now=now)

    return _on_page(arrangement_id, form, "hours_form", act, _("Les heures sont notées"))


def _span(form: HoursForm, zone: str) -> TimeSpan:
    day, starts, ends = form.day.data, form.starts.data, form.ends.data
    if day is None or starts is None or ends is None:
        raise ValueError("the form was not validated")
    first, last = datetime.combine(day, starts), datetime.combine(day, ends)
    return TimeSpan(moment(first, zone), moment(last if last > first else last + timedelta(days=1), zone))


@bp.post(f"{ROOT}/hours/<int:entry_id>")
@open_to(*PARTIES)
def answer_hours(pole: str, arrangement_id: int, entry_id: int) -> ResponseReturnValue:
    form, row = HoursAnswerForm(), arrangement_or_404(arrangement_id)
    confirms = form.answer.data == "confirm"

    def act(row: Arrangement, member: Any, now: Any) -> None:
        note = form.note.data or ""
        actions.answer_hours(row, _entry(row, entry_id), confirms=confirms, actor=member, now=now, note=note)

    return _on_page(arrangement_id, form, "answer_form", act, _answered(row, confirms), answering=entry_id)


def _answered(row: Arrangement, confirms: bool) -> str:
    said: str = _("Heures confirmées. L’employeur les valide, puis elles entrent dans l’état de coûts.")
    told = _("%(host)s et l’employeur lisent ce qui ne va pas.", host=row.host.name)
    return said if confirms else f"{told} {_('Les heures convenues restent payées en attendant.')}"


@bp.post(f"{ROOT}/hours/<int:entry_id>/take-back")
@open_to(*PARTIES)
def take_back_hours(pole: str, arrangement_id: int, entry_id: int) -> ResponseReturnValue:
    """The host's own mistake, until the person has confirmed it."""

    def act(row: Arrangement, member: Any, now: Any) -> None:
        actions.take_back_hours(row, _entry(row, entry_id), actor=member, now=now)

    return try_verb(arrangement_id, act, _("Les heures sont retirées. La personne est prévenue."))


def _entry(row: Arrangement, entry_id: int) -> HoursEntry:
    entry = queries.hours_entry(row.id, entry_id)
    if entry is None:
        raise NotFound
    return entry


@bp.post(f"{ROOT}/hours/validate")
@open_to(*PARTIES)
def validate_hours(pole: str, arrangement_id: int) -> ResponseReturnValue:
    def act(row: Arrangement, member: Any, now: Any) -> None:
        actions.validate_hours(row, actor=member, now=now)

    return try_verb(
        arrangement_id, act, _("Les heures confirmées sont validées. L’état de coûts du mois s’établit sous le relevé.")
    )


def _vat() -> law.Rule:
    """The dated note on VAT that stands beside its field."""
    return law.rule("X9", on=wall(clock.now(), current_member().pole_zone).date())


def _month(row: Arrangement, text: str) -> Month:
    """The month of the address, when it has hours: nobody but the employer may ask."""
    if not rules.sees_pay(row, current_member()):
        raise Forbidden
    found = next((each for each in months_of(row) if f"{each.first:%Y-%m}" == text), None)
    if found is None:
        raise NotFound
    return found


@bp.get(f"{ROOT}/cost/<month>")
@open_to(*PARTIES)
def month_cost(pole: str, arrangement_id: int, month: str) -> ResponseReturnValue:
    """What a month cost, while the loan runs: the employer's own page."""
    known = _month(arrangement_or_404(arrangement_id), month)
    form = CostForm(formdata=None, data=euros([known.cost] if known.cost else []))
    return form_page("cost", form, arrangement_id, minutes=known.minutes, month=known, vat=_vat())


@bp.post(f"{ROOT}/cost/<month>")
@open_to(*PARTIES)
def state_month(pole: str, arrangement_id: int, month: str) -> ResponseReturnValue:
    known, form = _month(arrangement_or_404(arrangement_id), month), CostForm()

    def act(row: Arrangement, member: Any, now: Any) -> None:
        actions.state_month(row, known.first, **form.cents(), vat_note=form.vat_note.data or "", actor=member, now=now)

    said = _("L’état de coûts du mois est enregistré")
    return try_form("cost", form, arrangement_id, act, said, minutes=known.minutes, month=known, vat=_vat())


@bp.get(f"{ROOT}/cost/<month>.pdf")
@open_to(*PARTIES)
def month_pdf(pole: str, arrangement_id: int, month: str) -> ResponseReturnValue:
    row, now = arrangement_or_404(arrangement_id), clock.now()
    known, terms = _month(row, month), row.current_terms
    if known.cost is None or terms is None or row.employee is None:
        raise NotFound
    sheet = sheet_of("cost", Facts(row, terms, wall(now, row.pole.zone).date(), cost=known.cost))
    if sheet is None:
        raise NotFound
    return answer_with(sheet_pdf(sheet, now), PDF, f"etat-de-couts-{row.id}-{month}.pdf")


@bp.get(f"{ROOT}/cost")
@open_to(*PARTIES)
def cost(pole: str, arrangement_id: int) -> ResponseReturnValue:
    """The employer's own page: nobody else sees pay."""
    row = arrangement_or_404(arrangement_id)
    ask_first(row, Verb.CLOSE)
    form = CostForm(formdata=None, data=euros(list(queries.month_costs(row.id).values())))
    return form_page("cost", form, arrangement_id, minutes=pay_minutes(row), vat=_vat())


@bp.post(f"{ROOT}/cost")
@open_to(*PARTIES)
def close(pole: str, arrangement_id: int) -> ResponseReturnValue:
    row = arrangement_or_404(arrangement_id)
    ask_first(row, Verb.CLOSE)
    form, minutes = CostForm(), pay_minutes(row)

    def act(row: Arrangement, member: Any, now: Any) -> None:
        actions.close(row, **form.cents(), vat_note=form.vat_note.data or "", actor=member, now=now)

    return try_form("cost", form, arrangement_id, act, _("Le dossier est clos et gardé"), minutes=minutes, vat=_vat())
