"""Contributions volontaires en nature of the structure that receives them: values, files, settling."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _

from mutua.exchanges import actions, pdf, queries, rules
from mutua.exchanges.forms import JudgeForm, LeadForm, MonthForm, ValueForm, YearForm
from mutua.exchanges.models import ContributionStatement, Valuation
from mutua.exchanges.views.blueprint import bp, go, status_of
from mutua.exchanges.views.files import XLSX, attached
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.law import rule
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.forms import BaseForm, text
from mutua.web.sentences import sentence

URL = "/p/<pole>/exchanges/contributions"


def _all() -> rules.Years:
    structure_id = current_member().structure_id
    assert structure_id is not None
    return queries.years_of(structure_id)


def _year() -> rules.Fiscal:
    """As asked, else the last accounting year that is over; the running one while that one has nothing to show."""
    years, member = _all(), current_member()
    found = years.named(request.values.get("year", ""))
    if found is not None:
        return found
    running = years.holding(rules.local_day(clock.now(), member))
    over = years.before(running)
    return over if queries.contributions(member.pole_id, member.structure_id or 0, over) else running


def _facts(year: rules.Fiscal) -> tuple[dict[str, Any], ContributionStatement | None]:
    """The settled facts, which never move, or those of today."""
    member = current_member()
    assert member.structure_id is not None
    settled = queries.settled_year(member.pole_id, member.structure_id, year)
    if settled is not None:
        return settled.facts, settled
    found = queries.contributions(member.pole_id, member.structure_id, year)
    lines = rules.valued(found, queries.valuations(member.pole_id, member.structure_id, year))
    structure, closed = queries.structure(member.structure_id), queries.closed_through(member.pole_id)
    today = rules.local_day(clock.now(), member)
    judged = queries.judgement(member.pole_id, member.structure_id, year)
    facts = rules.contribution_facts(
        lines, pole=member.pole_name, structure=structure, year=year, judged=judged, closed=closed, today=today
    )
    return facts, None


@bp.get(URL)
@open_to(Role.MEMBER, Role.MANAGER)
def contributions(pole: str) -> ResponseReturnValue:
    return _page(_year())


def _page(
    year: rules.Fiscal, wrong: BaseForm | None = None, *, why: str = "", status: int = 200
) -> ResponseReturnValue:
    member = current_member()
    assert member.structure_id is not None
    facts, settled = _facts(year)
    structure = queries.structure(member.structure_id)
    today = rules.local_day(clock.now(), member)
    value = wrong if isinstance(wrong, ValueForm) else None
    asked, manages = _asked(facts, value), member.manages(structure.id)
    known = rules.newest_values(queries.valuations(member.pole_id, structure.id, year)) if manages else {}
    return render_template(
        "exchanges/contributions.html",
        facts=facts,
        settled=settled,
        asked=asked,
        forms_of={each: value if _is_of(value, each) else _filled(year.key, each, known) for each in asked},
        uses=rules.USES,
        may_value=manages and settled is None and structure.legal_form in rules.KEEPERS,
        keeps=structure.legal_form in rules.KEEPERS,
        year=year,
        years=_years(year, today),
        **(_rhythm(wrong, today) if manages else {}),
        judge_form=wrong if isinstance(wrong, JudgeForm) else _answered(year.key, facts.get("judged")),
        w4=rule("W4", on=today),
        x14=rule("X14", on=today),
        why=why,
    ), status


def _years(shown: rules.Fiscal, today: date) -> list[rules.Fiscal]:
    """The running one, those that began in the five years before it, and the one that is shown; the latest first."""
    years = _all()
    found = {shown, *years.starting(date(today.year - 5, 1, 1), today)}
    return sorted(found, key=lambda each: each.start, reverse=True)


def _rhythm(wrong: BaseForm | None, today: date) -> dict[str, Any]:
    """When years begin: anew while none is settled, and from one of another length on."""
    years, settled = _all(), queries.settled_until(current_member().structure_id or 0)
    running = years.holding(today)
    begun = years.starting(settled or running.start - timedelta(days=366), today + timedelta(days=366))
    month = wrong if isinstance(wrong, MonthForm) else MonthForm(formdata=None, data={"month": running.start.month})
    month.month.choices = [(str(each), format_date(date(2000, each, 1), "LLLL")) for each in range(1, 13)]
    usual = {"transition_on": running.start.isoformat(), "months": "8"}
    lead = wrong if isinstance(wrong, LeadForm) else LeadForm(formdata=None, data=usual)
    lead.offer(begun)
    return {"month_form": month if settled is None else None, "lead_form": lead, "running": running}


def _asked(facts: dict[str, Any], wrong: ValueForm | None) -> list[tuple[str, str, str]]:
    """(kind, unit, exchange or ""): every kind, and the one exchange that is to have a value of its own."""
    pairs = sorted({(line["kind"], line["unit"], "") for line in facts["lines"]})
    alone = text(wrong.exchange) if wrong is not None else request.args.get("exchange", "")
    one = [(line["kind"], line["unit"], alone) for line in facts["lines"] if str(line["exchange"]) == alone]
    return [*one[:1], *pairs]


def _is_of(form: ValueForm | None, asked: tuple[str, str, str]) -> bool:
    return form is not None and (text(form.kind), text(form.unit), text(form.exchange)) == asked


def _filled(year: str, asked: tuple[str, str, str], known: dict[object, Valuation]) -> ValueForm:
    """With the value that counts today, if there is one."""
    kind, unit, exchange = asked
    facts: dict[str, str] = {"year": year, "kind": kind, "unit": unit, "exchange": exchange}
    row = known.get(int(exchange) if exchange else (kind, unit))
    if row is not None:
        facts |= {"euros": format_decimal(Decimal(row.cents) / 100, "0.00"), "account": row.account}
        facts |= {"method": row.method, "source": row.source}
    return ValueForm(formdata=None, data=facts)


@bp.post(URL + "/value")
@open_to(Role.MEMBER, Role.MANAGER)
def value(pole: str) -> ResponseReturnValue:
    form = ValueForm()
    worth = form.worth() if form.validate() else None
    if worth is None:
        return _page(_year(), form, status=422)
    try:
        with transaction():
            actions.value(worth, member=current_member(), now=clock.now())
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _page(_year(), form, why=sentence(refused.reason), status=status_of(refused.reason))
    return go("exchanges.contributions", _("Valeur enregistrée."), year=text(form.year))


def _answered(year: str, judged: dict[str, Any] | None) -> JudgeForm:
    """The two conditions as they were answered, or unanswered."""
    facts = {"year": year}
    if judged:
        facts |= {name: "yes" if judged[name] else "no" for name in ("essential", "countable")}
        facts["reason"] = judged["reason"]
    return JudgeForm(formdata=None, data=facts)


@bp.post(URL + "/judge")
@open_to(Role.MEMBER, Role.MANAGER)
def judge(pole: str) -> ResponseReturnValue:
    """X14: essential, and countable."""
    form = JudgeForm()
    if not form.validate():
        return _page(_year(), form, status=422)
    try:
        with transaction():
            actions.judge(form.judged(), member=current_member(), now=clock.now())
    except Refused as refused:
        said = sentence(refused.reason)
        if refused.reason is rules.No.NO_REASON:
            form.reason.errors = [said]
        else:
            form.form_errors.append(said)
        return _page(_year(), form, status=status_of(refused.reason))
    return go("exchanges.contributions", _("Réponse enregistrée."), year=text(form.year))


@bp.post(URL + "/first-month")
@open_to(Role.MEMBER, Role.MANAGER)
def set_first_month(pole: str) -> ResponseReturnValue:
    form = MonthForm()
    if not form.validate():
        return _page(_year(), form, status=422)
    try:
        with transaction():
            actions.set_first_month(int(text(form.month)), member=current_member(), now=clock.now())
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _page(_year(), form, status=status_of(refused.reason))
    return go("exchanges.contributions", _("Exercice enregistré. Relevés et comptes le suivent."))


@bp.post(URL + "/lead-over")
@open_to(Role.MEMBER, Role.MANAGER)
def lead_over(pole: str) -> ResponseReturnValue:
    """A year of another length, then another rhythm."""
    form = LeadForm()
    if not form.validate():
        return _page(_year(), form, status=422)
    try:
        with transaction():
            actions.lead_over(form.day(), int(text(form.months)), member=current_member(), now=clock.now())
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _page(_year(), form, status=status_of(refused.reason))
    return go("exchanges.contributions", _("Exercice de passage enregistré. Ce qui est arrêté n’a pas bougé."))


def _why_not_settle(year: rules.Fiscal) -> rules.No | None:
    """What the action will ask, so that nobody reads over what would then be refused."""
    member = current_member()
    number = member.structure_id or 0
    settled, closed = queries.settled_year(member.pole_id, number, year), queries.closed_through(member.pole_id)
    found = queries.contributions(member.pole_id, number, year)
    lines = rules.valued(found, queries.valuations(member.pole_id, number, year))
    judged, structure = queries.judgement(member.pole_id, number, year), queries.structure(number)
    return rules.why_not_settle_year(year, lines, structure, member, settled, judged=judged, closed_through=closed)


def _settling_page(year: rules.Fiscal, form: YearForm, *, status: int = 200) -> ResponseReturnValue:
    """What the accountant will keep, said before it is done."""
    return render_template("exchanges/settling.html", form=form, year=year, facts=_facts(year)[0]), status


@bp.get(URL + "/settle")
@open_to(Role.MEMBER, Role.MANAGER)
def settling(pole: str) -> ResponseReturnValue:
    """A year is read over before it is settled for good."""
    year = _year()
    if reason := _why_not_settle(year):
        return _page(year, why=sentence(reason), status=status_of(reason))
    return _settling_page(year, YearForm(formdata=None, data={"year": year.key}))


@bp.post(URL + "/settle")
@open_to(Role.MEMBER, Role.MANAGER)
def settle_year(pole: str) -> ResponseReturnValue:
    form = YearForm()
    valid, year = form.validate(), _all().named(text(form.year))
    if year is None:
        return _page(_year(), status=422)
    if not valid:
        return _settling_page(year, form, status=422)
    try:
        with transaction():
            actions.settle_year(year, member=current_member(), now=clock.now())
    except Refused as refused:
        return _page(year, why=sentence(refused.reason), status=status_of(refused.reason))
    return go("exchanges.contributions", _("Année arrêtée. Le relevé ne bouge plus."), year=year.key)


@bp.get(URL + ".pdf")
@open_to(Role.MEMBER, Role.MANAGER)
def contributions_pdf(pole: str) -> ResponseReturnValue:
    year = _year()
    facts, settled = _facts(year)
    made_at = settled.settled_at if settled is not None else clock.now()
    return attached(pdf.contribution_pdf(facts, made_at=made_at), "application/pdf", f"contributions-{year.label}.pdf")


@bp.get(URL + ".xlsx")
@open_to(Role.MEMBER, Role.MANAGER)
def contributions_book(pole: str) -> ResponseReturnValue:
    year = _year()
    facts, settled = _facts(year)
    made_at = settled.settled_at if settled is not None else clock.now()
    title, name = f"{facts['structure']}, {year.label}", f"contributions-{year.label}.xlsx"
    return attached(pdf.workbook(pdf.contribution_sheets(facts), title=title, made_at=made_at), XLSX, name)
