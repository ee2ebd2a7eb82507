"""The doors: the whole path through the web, forms that keep what was typed, hostile files, papers that can be read."""

from __future__ import annotations

import io
import re
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.staffing import actions
from mutua.staffing.models import State
from tests.builders import NOW, World, at, sign_in
from tests.staffing.loans import DURING, PDF, Loan, add_zoe, loan_in
from tests.staffing.test_papers import of_pdf

ROOT = "/p/trois-ponts/staffing"
ANSWERS = "worker=employee&contract=one&orders=host&price=cost"
TERMS = {
    "qualification": "Couture", "tasks": "Réparer les tabliers", "reason": "Renfort", "starts_on": "2027-03-22",
    "ends_on": "2027-05-28", "day3": "9:00-12:30, 13h30 à 17h", "day4": "9-12:30", "place": "4 rue du Four",
    "features": "Fournil chaud", "orders_from": "Karim Benali", "contact": "Inès Martin",
    "cost_method": "Coût exact", "ppe": "Chaussures", "medical": "Suivi simple", "safety_notes": "Sol glissant",
    "probation_days": "10", "reflection_days": "8", "seen": "0",
}  # fmt: skip


class Browser:
    """One member's browser, on the clock of the test."""

    def __init__(self, app: Flask, member: Member) -> None:
        self.client: FlaskClient = app.test_client()
        self.member = member
        self.moment = NOW
        with clock.frozen(NOW):
            sign_in(self.client, member)

    def awake(self, now: datetime) -> None:
        """A session lasts a month: another day, another sign-in."""
        if now != self.moment:
            self.moment = now
            sign_in(self.client, self.member)

    def post(self, address: str, expected: int = 303, now: datetime = NOW, **data: object) -> str:
        with clock.frozen(now):
            self.awake(now)
            answer = self.client.post(f"{ROOT}/{address}", data=data)
        text = answer.get_data(as_text=True)
        assert answer.status_code == expected, (address, text[-3000:])
        return answer.location or text

    def get(self, address: str, expected: int = 200, now: datetime = NOW) -> str:
        with clock.frozen(now):
            self.awake(now)
            answer = self.client.get(f"{ROOT}/{address}")
        assert answer.status_code == expected, address
        return answer.get_data(as_text=True)


def test_the_whole_path_with_four_people(world: World, app: Flask) -> None:
    zoe = add_zoe(world)
    nadia, ines, karim, lucie = (Browser(app, who) for who in (world.nadia, world.ines, world.karim, world.lucie))
    employee = Browser(app, zoe)
    asked = {"side": "host", "structure_id": world.couture_id, "skill": "Couture", "note": "Fête du pain"}
    number = nadia.post(f"new?{ANSWERS}", **asked).rsplit("/", 2)[1]
    nadia.post(f"{number}/terms", **TERMS)
    person = {"person_id": zoe.person_id, "qualification": "Couturière", "attested_on": "2027-02-01"}
    week = {f"day{day}": "9:00-12:30, 13:30-17:00" for day in range(5)}
    ines.post(f"{number}/person", **person, **week)
    loan = Loan(world, zoe, int(number))
    ines.post(f"{number}/agree", terms_id=loan.terms_id)
    karim.post(f"{number}/agree", terms_id=loan.terms_id)
    assert "Vous êtes libre de refuser" in employee.get(f"{number}/consent")
    employee.post(f"{number}/consent", terms_id=loan.terms_id, answer="yes", attests_hours="y")
    for browser in (ines, karim):
        browser.post(f"{number}/cse", opinion="no_cse", headcount="8")
    text = lucie.get(number)
    assert ("pas de CSE" in text, "deux structures</span>" in text, "Avis du CSE enregistré" in text) == (
        True,
        False,
        False,
    )
    lucie.post(f"{number}/decision", decision="approve")
    for kind in ("agreement", "amendment"):
        paper = {"kind": kind, "code": loan.code.lower(), "signed_on": "2027-03-01"}
        ines.post(f"{number}/papers", file=(io.BytesIO(PDF), "signé.pdf"), **paper)
    karim.post(f"{number}/briefing", briefed_on="2027-03-01")
    with transaction():
        actions.advance(DURING)
    karim.post(f"{number}/hours", now=DURING, day="2027-04-01", starts="09:00", ends="12:30", break_minutes="0")
    with transaction():
        entry = loan.row().hours[0].id
    employee.post(f"{number}/hours/{entry}", now=DURING, answer="confirm")
    ines.get(f"{number}/cost/2027-04", now=DURING)
    month = {"wages": "40", "charges": "16", "expenses": "2.50", "invoiced": "58.50", "vat_note": "Exonéré"}
    ines.post(f"{number}/cost/2027-04", 422, now=DURING, **month)  # hours wait
    ines.post(f"{number}/hours/validate", now=DURING)
    assert f"{number}/cost/2027-04" in ines.get(number, now=DURING)
    ines.get(f"{number}/cost/2027-04.pdf", 404, now=DURING)
    ines.post(f"{number}/cost/2027-04", 422, now=DURING, **{**month, "invoiced": "60"})  # a margin
    ines.post(f"{number}/cost/2027-04", now=DURING, **month)
    assert "58,50" in ines.get(number, now=DURING)
    assert 'value="16' in ines.get(f"{number}/cost/2027-04", now=DURING)
    ines.get(f"{number}/cost/2027-05", 404, now=DURING)
    with clock.frozen(DURING):
        sheet = of_pdf(ines.client.get(f"{ROOT}/{number}/cost/2027-04.pdf").data)
    assert ("avril2027" in sheet, "58,50" in sheet, "Àgarder" in sheet) == (True, True, False)
    for other in (karim, employee, lucie):
        other.get(f"{number}/cost/2027-04", 403, now=DURING)
        other.get(f"{number}/cost/2027-04.pdf", 403, now=DURING)
        assert "58,50" not in other.get(number, now=DURING)
    with transaction():
        actions.advance(at("2027-05-29 01:00"))
    later = at("2027-05-29 12:00")
    employee.post(f"{number}/do/confirm-return", now=later)
    ines.post(f"{number}/do/take-back", now=later)
    assert 'value="58.5' in ines.get(f"{number}/cost", now=later)
    cost = {"wages": "100", "charges": "40.50", "expenses": "0", "invoiced": "140.50", "vat_note": "Exonéré"}
    ines.post(f"{number}/cost", now=later, **cost)
    assert loan.state is State.CLOSED
    for browser in (nadia, ines, karim, lucie, employee):
        browser.get(number, now=later)
    assert "Couture" in ines.client.get(ROOT).get_data(as_text=True)


@pytest.mark.parametrize(
    "state", [pytest.param(state, marks=[] if state is State.ACTIVE else [pytest.mark.once]) for state in State]
)
def test_every_page_of_every_state_answers_to_every_party(world: World, app: Flask, state: State) -> None:
    loan = loan_in(state, world)
    told = state not in (State.DRAFT, State.REGIME_CHECKED)
    for who, code in ((world.ines, 200), (world.karim, 200), (world.lucie, 200), (loan.zoe, 200 if told else 404)):
        browser = Browser(app, who)
        browser.get(str(loan.number), code)
        with clock.frozen(NOW):
            assert browser.client.get(ROOT).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"tasks": ""},
        {"ends_on": "2027-03-21"},
        {"ends_on": "2031-03-21"},
        {"starts_on": "2027-02-29"},
        {"day3": "neuf heures"},
        {"day3": "9-12, 11-14"},
        {"day3": "25:00-26:00"},
        {"day3": "", "day4": ""},
        {"essential_change": "y", "probation_days": "0"},
        {"reflection_days": "1"},
        {"reflection_days": "99999999999999999999"},
        {"place": "x" * 300},
        {"place": "a\x00b"},
    ],
)
def test_wrong_terms_are_422_and_keep_what_was_typed(world: World, app: Flask, change: dict[str, str]) -> None:
    loan = loan_in(State.REGIME_CHECKED, world)
    text = Browser(app, world.karim).post(f"{loan.number}/terms", 422, **{**TERMS, **change})
    assert "Sol glissant" in text
    assert loan.terms_id == 0


def test_all_that_is_wrong_with_the_terms_is_said_at_once_in_the_order_of_the_page(world: World, app: Flask) -> None:
    loan = loan_in(State.REGIME_CHECKED, world)
    wrong = {"tasks": "", "ends_on": "2027-03-21", "day3": "neuf heures", "essential_change": "y", "place": ""}
    text = Browser(app, world.karim).post(
        f"{loan.number}/terms", 422, **{**TERMS, **wrong, "probation_days": "0", "reflection_days": "1"}
    )
    named = re.findall(r'<li><a href="#(\w+)">', text)
    assert named == ["tasks", "ends_on", "day3", "place", "probation_days", "reflection_days"]


def test_dates_that_are_no_days_of_work_are_said_and_not_refused(world: World, app: Flask) -> None:
    loan = loan_in(State.REGIME_CHECKED, world)
    karim = Browser(app, world.karim)
    week = {"day3": "", "day4": "", "day5": "9:00-17:00"}  # Saturdays, from a Monday to a Wednesday
    karim.post(f"{loan.number}/terms", **{**TERMS, **week, "starts_on": "2027-03-22", "ends_on": "2027-04-07"})
    for page in (f"{loan.number}", f"{loan.number}/terms"):
        text = karim.get(page).replace("\u00a0", " ")
        assert "Premier jour travaillé : samedi 27 mars 2027. Dernier : samedi 3 avril 2027." in text
    karim.post(f"{loan.number}/terms", **{**TERMS, "starts_on": "2027-03-25", "ends_on": "2027-04-02",
                                          "seen": str(loan.terms_id)})  # fmt: skip
    assert "Premier jour travaillé" not in karim.get(f"{loan.number}")


def test_the_regime_page_names_the_skill_and_whom_one_asks(world: World, app: Flask) -> None:
    asked = f"regime?skill=Régie+son&lender={world.couture_id}&resource=1"
    text = Browser(app, world.karim).get(asked).replace("\u00a0", " ")
    assert ("Pour : Régie son" in text, "Demandé à La Couture." in text) == (True, True)
    assert "Demandé à" not in Browser(app, world.karim).get(f"regime?skill=X&lender={world.radio_id}")


def test_html_in_a_text_stays_text(world: World, app: Flask) -> None:
    loan = loan_in(State.REGIME_CHECKED, world)
    karim = Browser(app, world.karim)
    karim.post(f"{loan.number}/terms", **{**TERMS, "tasks": "<script>alert(1)</script> 🧵"})
    text = karim.get(str(loan.number))
    assert "<script>alert(1)" not in text
    assert "🧵" in text


@pytest.mark.parametrize(
    "content, name",
    [
        (b"<html><script>alert(1)</script></html>", "convention.pdf"),
        (b"MZ" + b"\x00" * 100, "convention.pdf"),
        (b"", "convention.pdf"),
        (b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "grand.pdf"),
    ],
)
def test_a_hostile_paper_is_refused_and_nothing_moves(world: World, app: Flask, content: bytes, name: str) -> None:
    loan = loan_in(State.APPROVED, world)
    paper = {"kind": "agreement", "code": loan.code, "signed_on": "2027-03-01"}
    text = Browser(app, world.ines).post(f"{loan.number}/papers", 422, file=(io.BytesIO(content), name), **paper)
    assert loan.code in text
    assert loan.state is State.APPROVED


def test_a_paper_comes_back_as_a_download_with_a_safe_name(world: World, app: Flask) -> None:
    loan = loan_in(State.APPROVED, world)
    ines = Browser(app, world.ines)
    paper = {"kind": "agreement", "code": loan.code, "signed_on": "2027-03-01"}
    ines.post(f"{loan.number}/papers", file=(io.BytesIO(PDF), "../../etc/passwd"), **paper)
    with transaction():
        file_id = loan.row().papers[0].file_id
    answer = ines.client.get(f"{ROOT}/{loan.number}/files/{file_id}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == "attachment; filename=passwd.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    other = loan_in(State.CONSENTED, world, zoe=loan.zoe)
    assert ines.client.get(f"{ROOT}/{other.number}/files/{file_id}").status_code == 404


def _text(app: Flask, member: Member, loan: Loan, kind: str) -> str:
    answer = Browser(app, member).client.get(f"{ROOT}/{loan.number}/drafts/{kind}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    reader = PdfReader(io.BytesIO(answer.data))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].startswith("fr")
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_papers_carry_every_mandatory_mention(world: World, app: Flask) -> None:
    loan = loan_in(State.CONSENTED, world)
    agreement = _text(app, world.karim, loan, "agreement")
    mentions = (
        "Zoé Lambert",
        "Couture et patronage",
        "22 mars 2027",
        "28 mai 2027",
        "Salaire brut, charges",
        loan.code,
    )
    more = ("Salaire brut, charges", "La Couture", "Le Fournil", "Modèle à faire relire", "L8241-1 et L8241-2")
    for mention in (*mentions, *more):
        assert mention in agreement, mention
    amendment = _text(app, loan.zoe, loan, "amendment")
    work = ("Réparer les tabliers", "9:00 – 12:30, 13:30 – 17:00", "4 rue du Four", "Fournil chaud", loan.code)
    for mention in (*work, "Refuser ne peut entraîner", "Modèle à faire relire"):
        assert mention in amendment, mention


def test_every_letter_can_be_written(world: World, app: Flask) -> None:
    loan_in(State.CLOSED, world)
    loan_in(State.SENT_BACK, world, zoe=add_zoe_again(world))
    with app.test_request_context():
        for mail in db.session.scalars(select(Mail).where(Mail.template.like("staffing/%"))):
            text = app.jinja_env.get_template(f"mails/{mail.template}.txt").render(base_url="http://x", **mail.facts)
            assert len(text.splitlines()[0]) > 10, mail.template


def add_zoe_again(world: World) -> Member:
    """The same Zoé in a second loan."""
    from mutua.pole import queries as pole_queries  # noqa: PLC0415 -- beside its one use

    with transaction():
        pole = pole_queries.pole_by_slug("trois-ponts")
        person = next(row.person for row in pole_queries.people_of(world.pole_id) if row.person.name == "Zoé Lambert")
        assert pole is not None
        found = pole_queries.member_for(person, pole, None)
        assert found is not None
        return found


def test_a_date_is_read_in_the_future_only_where_it_may_be(world: World, app: Flask) -> None:
    loan = loan_in(State.CONSENTED, world)
    ines = Browser(app, world.ines)
    for day in (date(2027, 3, 2), date(2027, 4, 1)):
        text = ines.post(f"{loan.number}/cse", 422, opinion="favourable", consulted_on=day.isoformat(), headcount="12")
        assert 'value="12"' in text
