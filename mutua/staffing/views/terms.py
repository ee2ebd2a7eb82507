"""Doors of the negotiation: terms, the person, agreement, the employee's answer."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden

from mutua import law
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.resources.models import Regime
from mutua.staffing import actions, queries, rules
from mutua.staffing.forms import (
    AnswerForm,
    PaperConsentForm,
    TermsForm,
    TermsSeenForm,
    terms_data,
)
from mutua.staffing.models import Arrangement, Party, State, Verb
from mutua.staffing.views.blueprint import (
    PARTIES,
    ROOT,
    arrangement_or_404,
    ask_first,
    bp,
    do,
    form_page,
    show_page,
    to_show,
    try_form,
    try_verb,
)
from mutua.staffing.views.offers import employee_form, known_person, named
from mutua.web.access import open_to
from mutua.web.sentences import sentence


def _limit(row: Arrangement) -> tuple[law.Rule, law.Figure, rules.HostKind | None] | None:
    """How long a loan below cost may last for this kind of host, said before dates are written."""
    if row.regime is not Regime.LOAN_BELOW_COST:
        return None
    today, kind = wall(clock.now(), current_member().pole_zone).date(), rules.host_kind(row)
    return law.rule("R3", on=today), rules.longest(today, kind), kind


def _terms_verb(row: Arrangement) -> Verb:
    state = rules.shown_state(row, current_member(), now=clock.now())
    return Verb.AMEND if state is State.ACTIVE else Verb.WRITE_TERMS


@bp.get(f"{ROOT}/terms")
@open_to(*PARTIES)
def edit_terms(pole: str, arrangement_id: int) -> ResponseReturnValue:
    row = arrangement_or_404(arrangement_id)
    ask_first(row, _terms_verb(row))
    latest = row.signed_terms if rules.is_change_over(row, clock.now()) else row.current_terms
    form = TermsForm(formdata=None, data=terms_data(latest.values if latest else None, skill=row.skill))
    return form_page("terms", form, arrangement_id, seen=row.terms_id or 0, limit=_limit(row))


@bp.post(f"{ROOT}/terms")
@open_to(*PARTIES)
def save_terms(pole: str, arrangement_id: int) -> ResponseReturnValue:
    """A new version; one written over somebody else's newer one is refused, with what was typed."""
    form, row = TermsForm(), arrangement_or_404(arrangement_id)
    form.regime, form.host_kind = row.regime, rules.host_kind(row)
    seen = request.form.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else 0

    def write(row: Arrangement, member: Any, now: Any) -> None:
        if _terms_verb(row) is Verb.AMEND:
            actions.amend(row, form.content(), actor=member, now=now)
        else:
            actions.write_terms(row, form.content(), seen_terms_id=number or None, actor=member, now=now)

    return try_form("terms", form, arrangement_id, write, _("Conditions enregistrées"), seen=number, limit=_limit(row))


@bp.get(f"{ROOT}/person")
@open_to(*PARTIES)
def edit_person(pole: str, arrangement_id: int) -> ResponseReturnValue:
    """The lender alone sees this page."""
    row = arrangement_or_404(arrangement_id)
    ask_first(row, Verb.NAME_EMPLOYEE)
    form = known_person(employee_form(row.lender_id), row.employee)
    if row.employee is None:
        form.qualification.data = row.skill
    return form_page("person", form, arrangement_id)


@bp.post(f"{ROOT}/person")
@open_to(*PARTIES)
def save_person(pole: str, arrangement_id: int) -> ResponseReturnValue:
    row = arrangement_or_404(arrangement_id)
    ask_first(row, Verb.NAME_EMPLOYEE)
    form = employee_form(row.lender_id)

    def name(row: Arrangement, member: Any, now: Any) -> None:
        actions.name_employee(row, named(form), actor=member, now=now)

    return try_form("person", form, arrangement_id, name, _("La personne est proposée"))


@bp.post(f"{ROOT}/agree")
@open_to(*PARTIES)
def agree(pole: str, arrangement_id: int) -> ResponseReturnValue:
    form = TermsSeenForm()

    def act(row: Arrangement, member: Any, now: Any) -> None:
        actions.agree(row, seen_terms_id=form.seen, actor=member, now=now)

    return try_verb(arrangement_id, act, _("Votre structure accepte ces conditions"))


@bp.post(f"{ROOT}/revise")
@open_to(*PARTIES)
def revise(pole: str, arrangement_id: int) -> ResponseReturnValue:
    def act(row: Arrangement, member: Any, now: Any) -> None:
        actions.revise(row, actor=member, now=now)

    return try_verb(arrangement_id, act, _("Les conditions sont de nouveau ouvertes"))


def _employee_or_403(arrangement_id: int) -> Arrangement:
    row = arrangement_or_404(arrangement_id)
    if Party.EMPLOYEE not in rules.parties_of(row, current_member()):
        raise Forbidden
    return row


def _shown(row: Arrangement) -> dict[str, Any]:
    """The freedom to refuse, and the hours the employee is asked to attest."""
    usual = queries.schedule_of(row.employee_id) if row.employee_id else None
    return {"free": law.rule("S4", on=wall(clock.now(), current_member().pole_zone).date()), "usual": usual}


@bp.get(f"{ROOT}/consent")
@open_to(*PARTIES)
def consent(pole: str, arrangement_id: int) -> ResponseReturnValue:
    """The employee's own page: the terms, the freedom to refuse, two buttons of equal weight."""
    row = _employee_or_403(arrangement_id)
    if not rules.is_asked(row, current_member(), now=clock.now()):  # an old letter: the page says where things stand
        return redirect(url_for("staffing.show", pole=pole, arrangement_id=arrangement_id), 303)
    form = AnswerForm(formdata=None, data={"terms_id": row.terms_id})
    return form_page("consent", form, arrangement_id, **_shown(row))


@bp.post(f"{ROOT}/consent")
@open_to(*PARTIES)
def answer(pole: str, arrangement_id: int) -> ResponseReturnValue:
    row = _employee_or_403(arrangement_id)
    form = AnswerForm()
    if form.validate() and form.answer.data in ("yes", "no"):
        try:
            do(arrangement_id, lambda row, member, now: _answer(row, member, now, form))
        except Refused as refused:
            if not rules.is_asked(row, current_member(), now=clock.now()):
                return show_page(arrangement_id, refused)
            form.form_errors.append(sentence(refused.reason))
            return form_page("consent", form, arrangement_id, refused, **_shown(row))
        return to_show(arrangement_id, _("Votre réponse est enregistrée"))
    return form_page("consent", form, arrangement_id, **_shown(row))


def _answer(row: Arrangement, member: Any, now: Any, form: AnswerForm) -> None:
    if form.answer.data == "yes":
        attests = bool(form.attests_hours.data)
        actions.consent(row, seen_terms_id=form.seen, actor=member, now=now, attests_hours=attests)
    else:
        actions.refuse(row, seen_terms_id=form.seen, actor=member, now=now)


@bp.get(f"{ROOT}/paper-consent")
@open_to(*PARTIES)
def paper_consent(pole: str, arrangement_id: int) -> ResponseReturnValue:
    row = arrangement_or_404(arrangement_id)
    ask_first(row, Verb.CONSENT)
    return form_page("paper_consent", PaperConsentForm(formdata=None, data={"terms_id": row.terms_id}), arrangement_id)


@bp.post(f"{ROOT}/paper-consent")
@open_to(*PARTIES)
def save_paper_consent(pole: str, arrangement_id: int) -> ResponseReturnValue:
    form = PaperConsentForm()
    paper = form.upload()

    def act(row: Arrangement, member: Any, now: Any) -> None:
        actions.consent(row, seen_terms_id=form.seen, actor=member, now=now, paper=paper)

    return try_form("paper_consent", form, arrangement_id, act, _("L’accord sur papier est enregistré"))


@bp.get(ROOT)
@open_to(*PARTIES)
def show(pole: str, arrangement_id: int) -> ResponseReturnValue:
    return show_page(arrangement_id)
