"""Each answer of the wizard leads to its regime, with rules that exist."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from mutua import law
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.resources.models import Regime
from mutua.staffing import actions
from mutua.staffing.forms import TermsForm
from mutua.staffing.models import State
from mutua.staffing.rules import No, why_not_last
from mutua.staffing.rules.regime import Answers, Contract, HostKind, Orders, Price, Verdict, Worker, regime_of
from tests.builders import NOW, World, sign_in
from tests.staffing.loans import TERMS, loan_in

BASE = {"worker": Worker.EMPLOYEE, "orders": Orders.HOST, "contract": Contract.ONE}
LARGE = {"lender_is_large": True}
GENERAL, YOUNG, SME, OTHER = HostKind.GENERAL_INTEREST, HostKind.YOUNG, HostKind.SME, HostKind.OTHER


@pytest.mark.parametrize(
    "answers, name, opens, advice",
    [
        ({"worker": Worker.VOLUNTEER}, "R6", None, "outside"),
        ({"worker": Worker.PUBLIC_AGENT}, "R6", None, "outside"),
        ({"worker": Worker.TEMP}, "R6", None, "outside"),
        ({**BASE, "contract": Contract.LASTING}, "R4", None, "group"),
        ({**BASE, "contract": Contract.EACH}, "R5", None, "employers"),
        ({**BASE, "orders": Orders.GIVER}, "R1", None, "service"),
        ({**BASE, "price": Price.COST}, "R2", Regime.LOAN, "loan"),
        ({**BASE, "price": Price.MORE}, "R2", None, "margin"),
        ({**BASE, "price": Price.HOURS}, "R2", None, "hours"),
        ({**BASE, "price": Price.LESS, "host_kind": GENERAL}, "R3", Regime.LOAN_BELOW_COST, "below_cost"),
        ({**BASE, "price": Price.LESS, "host_kind": YOUNG}, "R3", None, "below_cost_closed"),
        ({**BASE, "price": Price.LESS, "host_kind": SME, **LARGE}, "R3", Regime.LOAN_BELOW_COST, "below_cost"),
        ({**BASE, "price": Price.LESS, "host_kind": OTHER, **LARGE}, "R3", None, "below_cost_closed"),
    ],
)  # fmt: skip
def test_the_verdict(answers: dict, name: str, opens: Regime | None, advice: str) -> None:  # type: ignore[type-arg]
    verdict = regime_of(Answers(**answers))
    assert isinstance(verdict, Verdict)
    assert (verdict.name, verdict.opens, verdict.advice) == (name, opens, advice)
    assert [law.rule(rule, on=date(2027, 3, 1)).id for rule in verdict.rules] == list(verdict.rules)


@pytest.mark.parametrize("missing", ["orders", "contract", "price"])
def test_a_question_that_decides_is_asked_again(missing: str) -> None:
    full = {**BASE, "price": Price.COST}
    assert regime_of(Answers(**{**full, missing: None})) is None  # type: ignore[arg-type]


def test_answers_survive_the_database() -> None:
    answers = Answers(Worker.EMPLOYEE, Orders.HOST, Contract.ONE, Price.LESS, GENERAL, lender_is_large=True)
    assert Answers.from_json(answers.to_json()) == answers


def test_the_page_shows_article_and_evidence(world: World, client: FlaskClient) -> None:
    sign_in(client, world.karim)
    address = "/p/trois-ponts/staffing/regime"
    loan = client.get(f"{address}?worker=employee&contract=one&orders=host&price=cost").get_data(as_text=True)
    assert "L8241-2" in loan
    assert "Continuer la demande" in loan
    hours = client.get(f"{address}?worker=employee&contract=one&orders=host&price=hours").get_data(as_text=True)
    assert "À vérifier." in hours
    assert "Continuer la demande" not in hours
    assert client.get(f"{address}?worker=nonsense").status_code == 422


def test_a_closed_regime_opens_no_form(world: World, client: FlaskClient) -> None:
    sign_in(client, world.karim)
    answers = "worker=employee&contract=one&orders=host&price=more"
    for send in (client.get, client.post):
        answer = send(f"/p/trois-ponts/staffing/new?{answers}")
        assert (answer.status_code, "/staffing/regime" in answer.location) == (303, True)


def test_every_rule_is_told_with_its_articles_its_sources_and_how_sure_we_are(
    world: World, client: FlaskClient
) -> None:
    page = sign_in(client, world.karim).get("/p/trois-ponts/staffing/law").get_data(as_text=True)
    page = html.unescape(page).replace("\u00a0", " ")
    today = [rule for series in "RSTNK" for rule in law.rules(series, on=NOW.date())]
    assert [rule.id for rule in today] == re.findall(r'<li id="([A-Z]\d+)"', page)
    for rule in today:
        told = page.split(f'<li id="{rule.id}">')[1].split("</li>")[0]
        assert rule.text_fr in told
        assert rule.note_fr in told
        assert all(article in told for article in rule.articles)
        assert all(source.label in told and source.url in told for source in rule.sources)
        assert ("À vérifier." in told) is rule.to_verify
    assert "https://code.travail.gouv.fr/code-du-travail/l8241-2" in page


def test_a_loan_below_cost_lasts_no_longer_than_the_law_of_its_first_day_has_it(app: Flask) -> None:
    first, below = date(2027, 3, 22), Regime.LOAN_BELOW_COST
    for kind in (HostKind.GENERAL_INTEREST, HostKind.YOUNG, HostKind.SME):
        assert why_not_last(below, kind, first, date(2030, 3, 21)) is None
        assert why_not_last(below, kind, first, date(2030, 3, 22)) is No.LOAN_TOO_LONG
        before = date(2024, 4, 1)  # two years then
        assert why_not_last(below, kind, before, date(2026, 4, 1)) is No.LOAN_TOO_LONG
        assert why_not_last(Regime.LOAN, kind, first, date(2030, 3, 22)) is None
    with app.test_request_context():
        form = TermsForm(MultiDict({"starts_on": "2027-03-22", "ends_on": "2030-03-22"}))
        form.regime = Regime.LOAN_BELOW_COST
        assert not form.validate()
        assert [str(each).replace("\u00a0", " ") for each in form.ends_on.errors] == [
            "La loi limite ce prêt à 3 ans (L8241-3, vérifié le 23 novembre 2026) : le dernier jour possible est le "
            "21 mars 2030."
        ]


def test_each_kind_of_host_has_its_own_figure_of_the_law(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should one figure change, the other stands: the law's data decides, not the code."""
    read = law.rule("R3", on=date(2027, 3, 22))
    figures = tuple(replace(each, value=2) if each.name == "longest" else each for each in read.figures)
    monkeypatch.setattr(law, "rule", lambda name, *, on: replace(read, figures=figures))
    first, last, below = date(2027, 3, 22), date(2029, 3, 22), Regime.LOAN_BELOW_COST
    assert why_not_last(below, HostKind.GENERAL_INTEREST, first, last) is None
    assert why_not_last(below, HostKind.SME, first, last) is No.LOAN_TOO_LONG
    assert why_not_last(below, HostKind.YOUNG, first, last) is No.LOAN_TOO_LONG


def test_a_loan_below_cost_says_its_limit_its_article_and_its_source_before_dates_are_written(
    world: World, client: FlaskClient
) -> None:
    asked = {
        "worker": "employee",
        "orders": "host",
        "contract": "one",
        "price": "less",
        "host_kind": "general_interest",
    }
    sign_in(client, world.karim)
    request = {"side": "host", "structure_id": world.couture_id, "skill": "Couture"}
    opened = client.post("/p/trois-ponts/staffing/new", query_string=asked, data=request)
    page = client.get(opened.location).get_data(as_text=True).replace("\u00a0", " ")
    assert "Ce prêt dure 3 ans au plus" in page
    assert "Structure d’accueil d’intérêt général, prêt sous le prix coûtant." in page
    assert "L8241-3, vérifié le 23 novembre 2026. Source : L8241-3, version du 17 avril 2024, doctrine.fr." in page


def test_the_wizard_asks_with_the_figures_of_the_law_in_force(world: World, client: FlaskClient) -> None:
    """The day the law moves a figure, the question moves with its dated data."""
    with clock.frozen(NOW):
        page = sign_in(client, world.ines).get("/p/trois-ponts/staffing/regime").get_data(as_text=True)
    said = re.sub("[\u00a0\u202f]", " ", html.unescape(page))
    names = ("lender_staff", "host_staff_below", "host_age_below")
    staff, below, years = (int(law.rule("R3", on=NOW.date()).figure(name).value) for name in names)
    assert f"compte au moins {staff // 1000} {staff % 1000:03d} personnes" in said
    assert f"Une entreprise de moins de {below} personnes" in said
    assert f"Une entreprise de moins de {years} ans" in said


@pytest.mark.parametrize(
    ("change", "reason", "fields"),
    [
        ({"features": " "}, No.MENTION_MISSING, ("features",)),
        ({"cost_method": "", "place": ""}, No.MENTION_MISSING, ("cost_method", "place")),
        ({"slots": ()}, No.MENTION_MISSING, ("slots",)),
        ({"essential_change": True}, No.TRIAL_NEEDED, ("probation_days",)),
    ],
)
def test_no_door_writes_terms_without_what_the_law_demands(
    world: World, change: dict[str, object], reason: No, fields: tuple[str, ...]
) -> None:
    """S5, S6 and S7 are asked by the verb itself, whichever form or program calls it."""
    loan = loan_in(State.REGIME_CHECKED, world)
    with pytest.raises(Refused) as refused:
        loan.act(actions.write_terms, world.karim, content=replace(TERMS, **change), seen_terms_id=None)
    assert (refused.value.reason, refused.value.facts["fields"]) == (reason, fields)
    assert loan.terms_id == 0
