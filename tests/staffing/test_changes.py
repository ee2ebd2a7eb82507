"""A change of a signed loan: the letters and the page say from what to what, and lead to where one answers."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from mutua.kernel import clock
from mutua.kernel.transaction import transaction
from mutua.staffing import actions
from mutua.staffing.models import Slot, State
from tests.builders import NOW, World
from tests.staffing.loans import DURING, TERMS, Loan, add_zoe, loan_in, named, open_loan
from tests.staffing.looking import text_of
from tests.staffing.test_mistakes import letters, read
from tests.staffing.test_pages import Browser

NEW = replace(
    TERMS, slots=(Slot(1, 540, 720), *TERMS.slots), place="12 rue des Meules", tasks="Former l’équipe.", ppe="Gants"
)
SAID = (
    "de : jeudi 9:00–12:30 et 13:30–17:00, vendredi 9:00–12:30",
    "à : mardi 9:00–12:00, jeudi 9:00–12:30 et 13:30–17:00, vendredi 9:00–12:30",
    "de : 4 rue du Four",
    "à : 12 rue des Meules",
    "de : Réparer les tabliers et former l’équipe.",
    "à : Former l’équipe.",
)


def changed_loan(world: World) -> Loan:
    loan = loan_in(State.ACTIVE, world, zoe=add_zoe(world))
    loan.act(actions.amend, world.karim, now=DURING, content=NEW)
    return loan


def test_the_letter_about_a_change_says_what_changes_and_where_to_answer(world: World, app: Flask) -> None:
    loan = changed_loan(world)
    with app.app_context():
        told = letters("change_proposed")
        assert [to for to, _, _ in told] == [world.ines.email]
        assert all(text in told[0][2] for text in SAID), told[0][2]
        assert "Un autre point change : il est sur la page." in told[0][2]
        assert not letters("change_asked")
        for who in (world.ines, world.karim):
            loan.act(actions.agree, who, now=DURING, seen_terms_id=loan.terms_id)
        ((to, subject, body),) = letters("change_asked")
    assert to == loan.zoe.email
    assert subject == "Un changement de votre prêt, la réponse n’appartient qu’à vous"
    assert all(text in body for text in SAID)
    assert f"https://x/p/trois-ponts/staffing/{loan.number}/consent" in body
    assert "propose de vous prêter" not in body
    assert "Vous avez jusqu’au mardi 13 avril" in body


def test_the_page_of_the_answer_says_what_changes_and_what_follows(world: World, app: Flask) -> None:
    loan = changed_loan(world)
    for who in (world.ines, world.karim):
        loan.act(actions.agree, who, now=DURING, seen_terms_id=loan.terms_id)
    page = read(Browser(app, loan.zoe).get(f"{loan.number}/consent", now=DURING))
    assert "La Couture et Le Fournil proposent de changer votre prêt." in page
    assert all(text in page for text in ("Ce qui change", "4 rue du Four", "12 rue des Meules", "Protection", "Gants"))
    assert "le prêt continue aux conditions que vous avez signées." in page
    assert "Prenez votre temps : vous avez jusqu’au mardi 13 avril" in page
    host = read(Browser(app, world.karim).get(str(loan.number), now=DURING))
    assert "Ce qui change" in host


def test_a_change_given_up_leaves_nothing_to_compare(world: World, app: Flask) -> None:
    loan = changed_loan(world)
    loan.act(actions.drop_amendment, now=DURING)
    assert "Ce qui change" not in Browser(app, world.karim).get(str(loan.number), now=DURING)


def test_of_who_has_no_account_the_employer_hears_that_a_paper_is_to_be_signed(world: World, app: Flask) -> None:
    loan = open_loan(world, add_zoe(world))
    loan.act(actions.check_regime, world.karim)
    loan.act(actions.write_terms, world.karim, content=TERMS, seen_terms_id=None)
    loan.act(actions.name_employee, named=named(None))
    loan.act(actions.agree, seen_terms_id=loan.terms_id)
    with app.app_context():
        assert [to for to, _, _ in letters("half_agreed")] == [world.karim.email, world.nadia.email][:1]
    loan.act(actions.agree, world.karim, seen_terms_id=loan.terms_id)
    with app.app_context():
        ((to, _, body),) = letters("paper_asked")
    assert to == world.ines.email
    assert "La personne n’a pas de compte : remettez-lui l’accord à signer." in body
    assert "Zoé" not in body
    ines = Browser(app, world.ines)
    assert "Elle n’a pas de compte" in read(ines.get(str(loan.number)))
    assert "l’accord à signer (PDF)" in read(ines.get(f"{loan.number}/paper-consent"))
    with clock.frozen(NOW):
        paper = text_of(ines.client.get(f"/p/trois-ponts/staffing/{loan.number}/drafts/answer.pdf").data)
    assert "Accord à signer" in paper
    assert "Refuser ne peut entraîner" in paper
    assert "Zoé Lambert" in paper
    for who in (world.karim, world.lucie):  # the name is nobody else's before the consent
        Browser(app, who).get(f"{loan.number}/drafts/answer.pdf", expected=403)


def test_while_a_change_is_prepared_the_signed_papers_stay_at_hand(world: World, app: Flask) -> None:
    loan = changed_loan(world)
    page = read(Browser(app, world.karim).get(str(loan.number), now=DURING))
    with transaction():
        files = {paper.file_id for paper in loan.row().papers if paper.kind.value == "agreement"}
    assert "En vigueur, signature du" in page
    assert all(f"files/{number}" in page for number in files)
    assert "Projet, version 3" in page


def test_the_steps_of_a_loan_keep_the_dates_of_its_first_papers(world: World, app: Flask) -> None:
    loan = changed_loan(world)
    for who in (world.ines, world.karim):
        loan.act(actions.agree, who, now=DURING, seen_terms_id=loan.terms_id)
    steps = read(Browser(app, world.ines).get(str(loan.number), now=DURING)).split('aria-label="Avancement"')[1]
    assert "les deux structures, 1er mars" in steps.split("</section>")[0]
    assert "5 avr." not in steps.split("</section>")[0]


def test_without_account_the_answer_to_a_change_is_brought_on_paper_from_the_page(world: World, app: Flask) -> None:
    loan = changed_loan(world)
    with transaction():
        person = loan.row().employee
        assert person is not None
        person.person_id = None
    for who in (world.ines, world.karim):
        loan.act(actions.agree, who, now=DURING, seen_terms_id=loan.terms_id)
    ines = Browser(app, world.ines)
    assert f"/staffing/{loan.number}/paper-consent" in ines.get(str(loan.number), now=DURING)
    assert "les conditions signées continuent jusque-là" in read(ines.get(f"{loan.number}/paper-consent", now=DURING))
