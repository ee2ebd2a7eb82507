"""A loan of staff from the first wish to the last sum, by four people at four browsers; and one on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from mutua.demo import DemoFacts
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.staffing import actions
from mutua.staffing.models import CseOpinion, State, Verb
from tests.builders import PASSWORD, World, build_world
from tests.journeys.pole import DemoPole, served_pole
from tests.journeys.visitor import Visitor, visitor
from tests.staffing.loans import DURING, PATH, PDF, TERMS, Loan, add_zoe, open_loan

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]
WEEK = {f"day{number}": "9:00-12:30, 13:30-17:00" for number in range(5)}
SIGNED = {"name": "signe.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture
def small(tmp_path: Path) -> Iterator[tuple[DemoPole, World]]:
    """Two structures that lend: the cast of the tests, served."""
    made: list[World] = []

    def fill(settings: object) -> DemoFacts:
        made.append(build_world())
        add_zoe(made[0])
        return cast(DemoFacts, SimpleNamespace(pole={"slug": "trois-ponts"}))

    with served_pole(tmp_path, fill, "mutua_lending") as pole:
        yield pole, made[0]


@pytest.fixture
def people(small: tuple[DemoPole, World], chromium: Browser) -> Iterator[dict[str, Visitor]]:
    """Each signed in at a browser of their own; none of them may have complained at the end."""
    pole, _world = small
    found = {name: visitor(chromium, pole) for name in ("ines", "karim", "zoe", "lucie")}
    come_in(pole, found)
    yield found
    for person in found.values():
        person.leave()


def come_in(pole: DemoPole, people: dict[str, Visitor]) -> None:
    """Again, too, when a month has passed and nobody is signed in any more."""
    for name, person in people.items():
        person.context.clear_cookies()
        person.page.goto(pole.url())
        person.fill(email=f"{name.replace('zoe', 'zoé')}@trois-ponts.test", password=PASSWORD)
        sends(person, "Se connecter")


def sends(person: Visitor, button: str) -> None:
    """Press, and wait for the page that answers: the next one to act is somebody else."""
    with person.page.expect_navigation():
        person.press(button)


def test_a_loan_from_the_wish_to_the_last_sum_and_one_on_paper(
    small: tuple[DemoPole, World], people: dict[str, Visitor]
) -> None:
    pole, world = small
    on_paper(pole, world, people["ines"])
    address = asks(people["karim"])
    for person in people.values():
        person.page.goto(address)
    agree(people, address)
    people["zoe"].page.goto(f"{address}/consent")
    people["zoe"].page.get_by_label("J’atteste que ces heures").check()
    sends(people["zoe"], "Je donne mon accord")
    councils_and_coordination(people, address)
    sign(pole, people, address)
    people["karim"].page.goto(address)
    people["karim"].fill(briefed_on="2027-03-01")
    sends(people["karim"], "Noter l’accueil")
    pole.move_to(DURING)
    come_in(pole, people)
    works_and_returns(people, address)
    closes(people, address)


def asks(karim: Visitor) -> str:
    karim.menu("Personnel partagé")
    karim.follow("Commencer une demande")
    for name, value in (("worker", "employee"), ("contract", "one"), ("orders", "host"), ("price", "cost")):
        karim.page.locator(f"input[name={name}][value={value}]").check()
    sends(karim, "Voir la règle")
    karim.follow("Continuer la demande")
    karim.page.get_by_label("Avec quelle structure").select_option("La Couture")
    karim.fill(skill="Retouche")
    sends(karim, "Continuer avec les conditions")
    names = ("tasks", "reason", "place", "features", "orders_from", "contact", "safety_notes", "ppe", "medical")
    words = {name: str(getattr(TERMS, name)) for name in names}
    karim.fill(starts_on="2027-03-22", ends_on="2027-05-28", day3="9:00-12:30, 13:30-17:00", **words)
    sends(karim, "Enregistrer les conditions")
    karim.reads("Conditions, version 1")
    return karim.page.url


def agree(people: dict[str, Visitor], address: str) -> None:
    """Until the person has answered, her name stands on no screen but hers and her employer's."""
    ines, karim = people["ines"], people["karim"]
    ines.page.goto(f"{address}/person")
    ines.page.get_by_label("Personne", exact=True).select_option("Zoé Lambert")
    ines.fill(qualification="Couturière", **WEEK)
    sends(ines, "Proposer cette personne")
    sends(ines, "Accepter les conditions")
    karim.page.goto(address)
    sends(karim, "Accepter les conditions")
    karim.reads("En attente : la personne concernée.")
    people["lucie"].page.goto(address)
    for person in (karim, people["lucie"]):
        assert "Zoé" not in person.page.content()


def councils_and_coordination(people: dict[str, Visitor], address: str) -> None:
    for name, headcount in (("ines", "8"), ("karim", "9")):
        person = people[name]
        person.page.goto(f"{address}/cse")
        person.page.get_by_label("Pas de CSE dans notre structure", exact=True).check()
        person.fill(headcount=headcount)
        sends(person, "Enregistrer l’avis")
    people["lucie"].page.goto(address)
    sends(people["lucie"], "Valider et faire signer")
    expect(people["lucie"].page.get_by_role("main")).to_contain_text("À signer")


def sign(pole: DemoPole, people: dict[str, Visitor], address: str) -> None:
    for name, kind in (("ines", "agreement"), ("karim", "agreement"), ("zoe", "amendment"), ("ines", "amendment")):
        person = people[name]
        person.page.goto(f"{address}/sign/{kind}")
        person.fill(password=PASSWORD)
        sends(person, "Recevoir mon code")
        person.page.locator("main [name=code]").fill(last_code(pole))
        sends(person, "Signer le document")
        person.page.wait_for_url(address)
    expect(people["ines"].page.get_by_role("main")).to_contain_text("Signée")


def last_code(pole: DemoPole) -> str:
    with pole.app.app_context():
        letters = select(Mail).where(Mail.template == "documents/signing_code").order_by(Mail.id.desc())
        found = db.session.scalars(letters).first()
        assert found is not None
        code = str(found.facts["code"])
        db.session.remove()
    return code


def works_and_returns(people: dict[str, Visitor], address: str) -> None:
    ines, karim, zoe = people["ines"], people["karim"], people["zoe"]
    karim.page.goto(address)
    karim.fill(day="2027-04-01", starts="09:00", ends="12:00", break_minutes="0")
    sends(karim, "Noter ces heures")
    zoe.page.goto(address)
    sends(zoe, "Confirmer 3 h")
    ines.page.goto(address)
    sends(ines, "Valider les heures confirmées")
    karim.page.goto(f"{address}/stop/end")
    sends(karim, "Mettre fin au prêt")
    zoe.page.goto(address)
    sends(zoe, "Confirmer mon retour")
    ines.page.goto(address)
    sends(ines, "Enregistrer le retour")


def closes(people: dict[str, Visitor], address: str) -> None:
    ines = people["ines"]
    ines.follow("Établir l’état de coûts")
    ines.fill(wages="100", charges="40", expenses="5", invoiced="146")
    sends(ines, "Clore le dossier")
    ines.reads("marge")
    ines.fill(invoiced="145")
    sends(ines, "Clore le dossier")
    ines.reads("145,00")
    for name in ("karim", "lucie", "zoe"):
        people[name].page.goto(address)
        assert "145,00" not in people[name].page.content(), name


# --- on paper: the person has no account ------------------------------------------------------------------------------
def on_paper(pole: DemoPole, world: World, ines: Visitor) -> None:
    """The employer records the consent, then both papers, each with the code at its foot."""
    with pole.app.app_context():
        nobody = cast(Any, SimpleNamespace(person_id=None))
        loan = Loan(world, nobody, open_loan(world, nobody).number)
        loan = Loan(world, cast(Any, None), loan.number)
        PATH[State.REGIME_CHECKED](loan, TERMS)
        PATH[State.TERMS_AGREED](loan, TERMS)
        db.session.remove()
    address = pole.url(f"/staffing/{loan.number}")
    ines.page.goto(f"{address}/paper-consent")
    ines.page.locator("main input[type=file]").set_input_files(cast(Any, SIGNED))
    sends(ines, "Enregistrer l’accord")
    ines.page.wait_for_url(address)
    with pole.app.app_context():
        for actor in (world.ines, world.karim):
            opinion = {"opinion": CseOpinion.NO_CSE, "consulted_on": None, "headcount": 8}
            loan.act(actions.record_cse, actor, **opinion)
        loan.act(actions.decide, world.lucie, verb=Verb.APPROVE)
        code = loan.code
        db.session.remove()
    for kind in ("Convention de mise à disposition", "Avenant au contrat"):
        ines.page.goto(f"{address}/papers")
        ines.page.get_by_label("Document", exact=True).select_option(kind)
        ines.page.locator("main input[type=file]").set_input_files(cast(Any, SIGNED))
        ines.fill(code=code, signed_on="2027-03-01")
        sends(ines, "Déposer le document")
        ines.page.wait_for_url(address)
    with pole.app.app_context():
        assert loan.state is State.SIGNED
        db.session.remove()
