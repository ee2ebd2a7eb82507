"""The coordination's board, the inspector's two clicks, the whole file, derogations, and what a breach looks like."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from mutua.kernel import clock
from mutua.kernel.transaction import transaction
from mutua.staffing import actions, queries
from mutua.staffing.models import PaperKind, State
from tests.builders import NOW, World, at
from tests.staffing.loans import DURING, PDF, TERMS, Loan, expire, hours, loan_in, state_april
from tests.staffing.test_signing import browser, post

ROOT = "/p/trois-ponts/staffing"


def text_of(client, path: str, now=NOW, expected: int = 200) -> str:  # type: ignore[no-untyped-def]
    with clock.frozen(now):
        answer = client.get(path)
    assert answer.status_code == expected, path
    return str(answer.get_data(as_text=True))


def test_the_board_says_who_must_act_and_names_nobody_before_consent(world: World, app: Flask) -> None:
    thinking = loan_in(State.TERMS_AGREED, world)
    agreed = loan_in(State.CSE_DONE, world, zoe=thinking.zoe)
    lucie, karim = browser(app, world.lucie), browser(app, world.karim)
    board = text_of(lucie, f"{ROOT}/board")
    assert f"staffing/{thinking.number}" in board
    assert f"staffing/{agreed.number}" in board
    assert "la personne concernée" in board
    assert "la coordination" in board
    assert board.count("Zoé Lambert") == 2  # on the calendar and in the table, of the loan she consented to
    assert "€" not in board
    assert "Temps de réflexion jusqu’au" in board  # what keeps each of them
    assert "Décision de la coordination" in board
    assert '<svg class="mu-chart" viewBox' in board
    text_of(karim, f"{ROOT}/board", expected=403)
    assert TERMS.medical not in text_of(lucie, f"{ROOT}/{agreed.number}")
    assert TERMS.medical in text_of(karim, f"{ROOT}/{agreed.number}")


def test_on_the_board_the_three_ends_look_like_thinking_then_are_gone(world: World, app: Flask) -> None:
    lucie = browser(app, world.lucie)
    boards = []
    loans: list[Loan] = []
    for how in ("refused", "withdrawn", "expired"):
        loan = loan_in(State.TERMS_AGREED, world, zoe=loans[0].zoe if loans else None)
        loans.append(loan)
        if how == "refused":
            loan.act(actions.refuse, loan.zoe, seen_terms_id=loan.terms_id)
        elif how == "withdrawn":
            loan.act(actions.withdraw)
    boards = text_of(lucie, f"{ROOT}/board", NOW + timedelta(hours=1))
    rows = [part.split("</tr>")[0] for part in boards.split("<tr")[2:]]
    strip = [row.replace(f"staffing/{loan.number}", "staffing/N") for row, loan in zip(rows, loans[::-1], strict=True)]
    assert strip[0] == strip[1] == strip[2]
    after = at("2027-03-10 00:00")
    assert not any(f"staffing/{loan.number}" in text_of(lucie, f"{ROOT}/board", after) for loan in loans)
    expire(after)
    assert not any(f"staffing/{loan.number}" in text_of(lucie, f"{ROOT}/board", after) for loan in loans)


def test_the_inspector_gets_agreements_amendments_and_hours_of_one_employer_alone(world: World, app: Flask) -> None:
    loan = loan_in(State.ACTIVE, world)
    state_april(loan)
    ines = browser(app, world.ines, DURING)
    page = text_of(ines, f"{ROOT}/inspection", DURING)
    assert f'href="{ROOT}/inspection"' in text_of(ines, ROOT, DURING)  # two clicks from anywhere
    with transaction():
        papers = [paper.file_id for paper in loan.row().papers]
    for path in (*(f"files/{number}" for number in papers), "drafts/hours.pdf", "file.zip"):
        assert f"{ROOT}/{loan.number}/{path}" in page
    with clock.frozen(DURING):
        archive = zipfile.ZipFile(io.BytesIO(ines.get(f"{ROOT}/{loan.number}/file.zip").data))
        theirs = zipfile.ZipFile(
            io.BytesIO(browser(app, world.karim, DURING).get(f"{ROOT}/{loan.number}/file.zip").data)
        )
    names = set(archive.namelist())
    drawn = {"accord.pdf", "avis-cse.pdf", "accueil-securite.pdf", "releve-heures.pdf"}
    assert drawn | {"heures.csv", "historique.csv"} <= names
    assert sum(name.endswith("signe.pdf") for name in names) == 2
    assert {name for name in names if "cout" in name} == {"etat-de-couts-2027-04.pdf", "couts.csv"}
    costs = archive.read("couts.csv").decode("utf-8-sig").splitlines()
    assert costs[1].split(";")[:7] == ["2027-04", "180", "90,00", "30,00", "4,00", "124,00", "20 %"]
    assert "2027-04-01 09:00;2027-04-01 12:00;0;180;Validées" in archive.read("heures.csv").decode()
    assert not [name for name in theirs.namelist() if "cout" in name]
    assert "124,00" not in "".join(theirs.read(name).decode() for name in theirs.namelist() if name.endswith(".csv"))


def test_a_change_that_touches_the_hours_alone_leaves_agreement_and_opinions_in_force(world: World, app: Flask) -> None:
    loan = loan_in(State.AMENDING, world)
    loan.act(actions.agree, now=DURING, seen_terms_id=loan.terms_id)
    loan.act(actions.agree, world.karim, now=DURING, seen_terms_id=loan.terms_id)
    loan.act(actions.consent, loan.zoe, now=DURING, seen_terms_id=loan.terms_id)
    paper = {
        "kind": PaperKind.AMENDMENT,
        "file": (PDF, "avenant-2.pdf"),
        "signed_on": DURING.date(),
    }
    loan.act(actions.bring_paper, now=DURING, code=loan.code, **paper)
    assert loan.state is State.ACTIVE
    ines = browser(app, world.ines, DURING)
    with transaction():
        papers = {paper.kind: paper.file_id for paper in loan.row().papers}
    for path in (f"{ROOT}/inspection", f"{ROOT}/{loan.number}"):
        page = text_of(ines, path, DURING)
        for number in papers.values():
            assert f"files/{number}" in page, path
    assert "Favorable" in text_of(ines, f"{ROOT}/{loan.number}", DURING)
    with clock.frozen(DURING):
        names = zipfile.ZipFile(io.BytesIO(ines.get(f"{ROOT}/{loan.number}/file.zip").data)).namelist()
    assert {"accord.pdf", "accord-v2.pdf", "avis-cse.pdf"} <= set(names)
    assert not [name for name in names if "non-signe" in name]  # all is signed: no second text beside it


@pytest.mark.parametrize(
    ("state", "unsigned"),
    [
        (State.CONSENTED, {"convention-non-signee-v2.pdf", "avenant-non-signe-v2.pdf"}),
        (State.SIGNED, set()),
        (State.AMENDING, {"convention-non-signee-v3.pdf", "avenant-non-signe-v3.pdf"}),
    ],
)
def test_the_file_taken_away_says_which_papers_nobody_has_signed(
    world: World, app: Flask, state: State, unsigned: set[str]
) -> None:
    loan = loan_in(state, world)
    with clock.frozen(DURING):
        archive = browser(app, world.ines, DURING).get(f"{ROOT}/{loan.number}/file.zip").data
    names = set(zipfile.ZipFile(io.BytesIO(archive)).namelist())
    assert {name for name in names if name.startswith(("convention", "avenant"))} == unsigned


def test_who_replaces_somebody_absent_is_left_out_of_the_headcount(world: World, app: Flask) -> None:
    loan = loan_in(State.ACTIVE, world, terms=replace(TERMS, replaces_absent=True))
    loan.act(actions.enter_hours, world.karim, now=DURING, span=hours("2027-04-01", "09:00", "12:00"), break_minutes=0)
    with transaction():
        rows = queries.signed_loans(world.pole_id, world.fournil_id)
        found = queries.counts(rows, world.fournil_id, date(2028, 3, 22), presence_months=12)
        assert (found.headcount, found.replacing) == (0, 1)
        theirs = queries.counts(rows, world.couture_id, date(2028, 3, 22), presence_months=12)
        assert theirs.replacing == 0
    assert "remplace un salarié absent" in text_of(browser(app, world.karim, DURING), f"{ROOT}/inspection", DURING)


def test_people_received_for_a_year_count_by_the_months_they_were_there(world: World) -> None:
    loan = loan_in(State.ACTIVE, world)
    for month in (3, 4):
        day = f"2027-0{month}-25" if month == 3 else "2027-04-01"
        loan.act(actions.enter_hours, world.karim, now=DURING, span=hours(day, "09:00", "12:00"), break_minutes=0)
    with transaction():
        rows = queries.signed_loans(world.pole_id, world.fournil_id)
        early = queries.counts(rows, world.fournil_id, date(2027, 4, 5), presence_months=12)
        assert (early.received, early.received_people, early.lent, early.headcount) == (1, 1, 0, 0)
        late = queries.counts(rows, world.fournil_id, date(2028, 3, 22), presence_months=12)
        assert late.headcount == round(100 * 2 / 12)
        theirs = queries.counts(rows, world.couture_id, date(2027, 4, 5), presence_months=12)
        assert (theirs.lent, theirs.received, theirs.headcount) == (1, 0, 0)


def test_a_derogation_is_filed_by_the_employer_with_its_document(world: World, app: Flask) -> None:
    loan = loan_in(State.ACTIVE, world)
    ines, karim = browser(app, world.ines, DURING), browser(app, world.karim, DURING)
    root = f"{ROOT}/{loan.number}"
    wanted = {"rule": "T1", "hours": "12", "starts_on": "2027-04-01", "until_on": "2027-06-30"}
    file = lambda: (io.BytesIO(PDF), "accord.pdf")  # noqa: E731 -- read once each request
    text_of(karim, f"{root}/derogation", DURING, 403)
    assert "Joignez" in post(ines, f"{root}/derogation", 422, DURING, **wanted)
    assert "suit le premier" in post(
        ines, f"{root}/derogation", 422, DURING, **{**wanted, "until_on": "2027-03-01", "file": file()}
    )
    assert "Remplissez" in post(ines, f"{root}/derogation", 422, DURING, **{**wanted, "hours": "", "file": file()})
    post(ines, f"{root}/derogation", 303, DURING, **wanted, file=file())
    with transaction():
        employee = loan.row().employee_id or 0
        kept = [(row.rule, row.limit_minutes, row.until_on) for row in queries.derogations_of([employee])]
    assert kept == [("T1", 720, date(2027, 6, 30))]
    # Twelve hours on a day it covers: no breach of T1 is said.
    span = hours("2027-04-01", "07:00", "20:00")
    loan.act(actions.enter_hours, world.karim, now=DURING, span=span, break_minutes=60)
    with transaction():
        assert "T1" not in {alert.rule for alert in queries.alerts_of(loan.number)}


def test_a_breach_stays_on_the_page_until_read_and_after(world: World, app: Flask) -> None:
    loan = loan_in(State.ACTIVE, world, terms=replace(TERMS, features="Fournil"))
    span = hours("2027-04-01", "07:00", "20:00")
    loan.act(actions.enter_hours, world.karim, now=DURING, span=span, break_minutes=60)
    karim = browser(app, world.karim, DURING)
    with transaction():
        number = queries.alerts_of(loan.number)[0].id
    path = f"{ROOT}/{loan.number}/alerts/{number}/seen"
    assert path in text_of(karim, f"{ROOT}/{loan.number}", DURING)
    post(karim, path, now=DURING)
    page = text_of(karim, f"{ROOT}/{loan.number}", DURING)
    assert path not in page
    assert "Limites dépassées" in page
    post(karim, f"{ROOT}/{loan.number}/alerts/999999/seen", 404, DURING)
