"""What host and coordination can see: no name before consent, and three ends that nothing tells apart."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.kernel import clock
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole.models import Member, PoleRole, StructureRole
from mutua.staffing import actions, queries, rules
from mutua.staffing.forms import terms_data
from mutua.staffing.models import NOT_PURSUED, Party, State, Step, Verb
from mutua.staffing.rules import No
from mutua.staffing.rules.naming import fields_naming
from tests.builders import NOW, World, at, build_world, sign_in
from tests.staffing.loans import LOAN, PATH, TERMS, Loan, add_zoe, expire, loan_in, named, open_loan
from tests.staffing.looking import reachable

DURING_REFLECTION = NOW + timedelta(days=2)
AFTER = at("2027-03-10 00:00")
ENDS = ("refused", "withdrawn", "expired")


def page(client: FlaskClient, member: Member, address: str, moment) -> str:  # type: ignore[no-untyped-def]
    with clock.frozen(moment):
        sign_in(client, member)
        answer = client.get(address)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)


def end(loan: Loan, how: str, now=NOW) -> None:  # type: ignore[no-untyped-def]
    if how == "refused":
        loan.act(actions.refuse, loan.zoe, now=now, seen_terms_id=loan.terms_id)
    elif how == "withdrawn":
        loan.act(actions.withdraw, now=now)


def test_the_draft_papers_are_closed_to_them_too(world: World, client: FlaskClient) -> None:
    loan = loan_in(State.TERMS_AGREED, world)
    with clock.frozen(NOW):
        sign_in(client, world.karim)
        assert client.get(f"/p/trois-ponts/staffing/{loan.number}/drafts/agreement.pdf").status_code == 403


def test_the_name_appears_with_the_consent(world: World, client: FlaskClient) -> None:
    loan = loan_in(State.CONSENTED, world)
    assert "Zoé Lambert" in page(client, world.karim, f"/p/trois-ponts/staffing/{loan.number}", NOW)


def neutral(text: str) -> str:
    """A page without what differs between any two pages: ids, tokens."""
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", text)
    return re.sub(r"staffing/\d+|staffing%2F\d+", "staffing/N", text)


@pytest.mark.once
def test_all_that_host_and_coordination_can_open_over_time_is_the_same_after_each_of_the_three_ends(
    app: Flask, kept, caplog: pytest.LogCaptureFixture
) -> None:  # type: ignore[no-untyped-def]
    """The same loan from the same morning, ended three ways; pages, letters and the log compared letter by letter."""

    def build() -> tuple[Loan, str]:
        made = loan_in(State.TERMS_AGREED, build_world())
        return made, db.session.scalars(select(Mail.id).order_by(Mail.id)).all()[-1]

    told: dict[str, list[object]] = {}
    for how in ENDS:
        loan, last_mail = kept("a loan that waits for an answer", build)
        caplog.clear()
        end(loan, how, DURING_REFLECTION)
        seen: list[object] = []
        for moment, works in MOMENTS:
            if moment != AFTER:
                the_worker(moment)
            for who in (loan.world.karim, loan.world.lucie):
                seen.append(_looks(app, loan, who, moment, tries=works))
        letters = db.session.scalars(select(Mail).where(Mail.id > last_mail).order_by(Mail.id))
        hidden = {loan.zoe.email, loan.world.ines.email}
        seen.append([(each.template, each.recipient, each.facts) for each in letters if each.recipient not in hidden])
        told[how] = [*seen, re.sub(r"0x[0-9a-f]+", "", caplog.text)]
    assert told["refused"] == told["withdrawn"] == told["expired"]
    assert "Sans suite" not in str(told["refused"][0])
    assert all("Sans suite" in str(each) for each in told["refused"][2:8])
    assert "Zoé" not in str(told)


# The last second in which the person may think, the first after it before the worker has passed, then after it, and
# when the way it ended has been erased.
MOMENTS = (
    (AFTER - timedelta(seconds=1), True),
    (AFTER, False),
    (AFTER + timedelta(minutes=7), False),
    (AFTER + timedelta(days=40), True),
)


def the_worker(now: datetime) -> None:
    for task in (actions.advance, actions.expire_past, actions.watch_all, actions.remind, actions.purge):
        with transaction():
            task(now)


def _looks(app: Flask, loan: Loan, who: Member, now: datetime, *, tries: bool) -> dict[str, str]:
    """Every page that speaks of loans, and what acts that are not theirs answer."""
    client, root = app.test_client(), "/p/trois-ponts"
    own = f"{root}/staffing/{loan.number}"
    pages = [f"{root}/", f"{root}/staffing", own, f"{own}/file.zip"]
    if who is loan.world.lucie:
        pages.append(f"{root}/staffing/board")
    with clock.frozen(now):
        sign_in(client, who)
        found = {path: neutral(client.get(path).get_data(as_text=True)) for path in pages}
        for act in ("revise", "cse", "consent", "decision") if tries else ():
            found[act] = neutral(client.post(f"{own}/{act}").get_data(as_text=True))
    return found


@pytest.mark.once
def test_no_page_answer_feed_letter_or_export_names_the_person_before_consent_or_tells_pay(
    world: World, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """All that host, a colleague there, the coordination and prevention can open, followed link by link."""
    maud = _another(world, "maud")
    thinking = replace(open_loan(world, maud), zoe=None)  # who has no account is in no list of people
    for state in (State.REGIME_CHECKED, State.TERMS_AGREED):
        PATH[state](thinking, TERMS)
    closed = loan_in(State.RETURNED, world, zoe=maud)
    cents = {"wages_cents": 731_00, "charges_cents": 22_17, "expenses_cents": 0, "invoiced_cents": 753_17}
    closed.act(actions.close, now=NOW, vat_note="", **cents)
    with transaction():
        ines = page(app.test_client(), world.ines, f"/p/trois-ponts/staffing/{closed.number}", NOW)
        assert "753,17" in ines
        assert "Lambert" in page(app.test_client(), world.ines, f"/p/trois-ponts/staffing/{thinking.number}", NOW)
    for who in (world.karim, world.lucie, world.nadia, world.prevention):
        found = reachable(app, who, NOW)
        sees = {f"/p/trois-ponts/staffing/{loan.number}" in found for loan in (thinking, closed)}
        assert sees == {who in (world.karim, world.lucie)}
        for path, text in found.items():
            secrets = re.findall(r"Lambert|\b7[35][13][.,]?(?:17|00)\b", re.sub(r'value="[^"]*"', "", text))
            assert not secrets, (who.name, path, secrets)
    assert not [mail for mail in db.session.scalars(select(Mail)) if re.search("Lambert|753", str(mail.facts))]
    assert "Lambert" not in caplog.text


@pytest.mark.once
def test_another_person_named_after_a_consent_is_unknown_again(world: World, client: FlaskClient) -> None:
    loan = loan_in(State.CONSENTED, world)
    loan.act(actions.revise)
    loan.act(actions.name_employee, named=named(None))
    for who in (world.karim, world.lucie):
        with transaction():
            assert not rules.sees_name(loan.row(), who)
            assert not rules.sees_documents(loan.row(), who)


def test_after_a_consent_an_end_is_said_at_once_and_no_act_of_another_meets_it_unseen(world: World) -> None:
    loan = loan_in(State.CSE_DONE, world)
    loan.act(actions.withdraw, loan.zoe)
    for who in (world.karim, world.lucie):
        with transaction():
            assert rules.shown_state(loan.row(), who, now=NOW) in NOT_PURSUED
    for action, who, facts in (
        (actions.revise, world.karim, {}),
        (actions.decide, world.lucie, {"verb": Verb.APPROVE}),
    ):
        with pytest.raises(Refused) as refused:
            loan.act(action, who, **facts)
        assert refused.value.reason is No.WRONG_STATE


def _another(world: World, name: str) -> Member:
    from mutua.pole import queries as pole_queries  # noqa: PLC0415 -- beside its one use
    from tests.builders import add_person, member  # noqa: PLC0415 -- beside its one use

    with transaction():
        pole = pole_queries.pole_by_slug("trois-ponts")
        couture = pole_queries.structure(world.couture_id)
        assert pole is not None
        assert couture is not None
        person = add_person(f"{name.title()} Durand", couture, StructureRole.MEMBER, pole)
        db.session.flush()
        return member(person, pole)


def test_mails_audit_and_steps_tell_the_three_ends_no_better(world: World) -> None:
    traces = []
    for how in ENDS:
        loan = loan_in(State.TERMS_AGREED, world, zoe=_another(world, how))
        last_mail = max(db.session.scalars(select(Mail.id)).all())
        end(loan, how, DURING_REFLECTION)
        expire(AFTER)
        rows = db.session.scalars(
            select(AuditRow)
            .where(AuditRow.subject == "arrangement", AuditRow.subject_id == loan.number)
            .order_by(AuditRow.id)
        )
        last = list(rows)[-1]
        step = db.session.scalars(select(Step).where(Step.arrangement_id == loan.number).order_by(Step.id)).all()[-1]
        mails = db.session.scalars(select(Mail).where(Mail.id > last_mail).order_by(Mail.id)).all()
        traces.append(
            (
                (last.verb, last.person_id, last.structure_id, last.before, last.after),
                (step.verb, step.side, step.person_id, step.structure_id, step.after),
                sorted((mail.template, mail.recipient, mail.created_at, mail.facts["skill"]) for mail in mails),
            )
        )
    assert traces[0] == traces[1] == traces[2]


def test_a_host_that_withdraws_what_was_refused_learns_nothing(world: World) -> None:
    refused, waiting = (loan_in(State.TERMS_AGREED, world, zoe=_another(world, name)) for name in ("un", "deux"))
    end(refused, "refused", DURING_REFLECTION)
    for loan in (refused, waiting):
        loan.act(actions.withdraw, world.karim, now=DURING_REFLECTION)
        with transaction():
            assert rules.shown_state(loan.row(), world.karim, now=DURING_REFLECTION) in NOT_PURSUED
            assert rules.shown_state(loan.row(), world.lucie, now=DURING_REFLECTION) is State.TERMS_AGREED


def test_a_consent_after_the_time_for_reflection_is_refused(world: World) -> None:
    loan = loan_in(State.TERMS_AGREED, world)
    with pytest.raises(Refused):
        loan.act(actions.consent, loan.zoe, now=AFTER, seen_terms_id=loan.terms_id)


def test_no_manager_answers_for_the_employee_but_records_a_paper(world: World) -> None:
    loan = loan_in(State.TERMS_AGREED, world)
    for actor, reason in (
        (world.ines, No.PAPER_NEEDED),
        (world.karim, No.NOT_YOUR_STEP),
        (world.lucie, No.NOT_YOUR_STEP),
    ):
        with pytest.raises(Refused) as refused:
            loan.act(actions.consent, actor, seen_terms_id=loan.terms_id)
        assert refused.value.reason is reason
    loan.act(
        actions.consent, world.ines, seen_terms_id=loan.terms_id, paper=(b"%PDF-1.7 signed on paper", "accord.pdf")
    )
    with transaction():
        consent = loan.row().consents[0]
        assert (consent.channel.value, consent.recorded_by_id) == ("paper", world.ines.person_id)
    copies = db.session.scalars(
        select(Mail.recipient).where(Mail.template == "staffing/paper_recorded").order_by(Mail.id)
    ).all()
    assert copies == [loan.zoe.email]


def test_a_coordinator_does_not_decide_about_their_own_structure(world: World) -> None:
    loan = loan_in(State.CSE_DONE, world)
    with transaction():
        poles.give_office(world.pole_id, _person(world.karim), PoleRole.COORDINATOR, now=NOW, actor=None)
    both = replace(world.karim, roles=world.karim.roles | world.lucie.roles)
    for verb in (Verb.APPROVE, Verb.SEND_BACK, Verb.DECLINE):
        with pytest.raises(Refused) as refused:
            loan.act(actions.decide, both, verb=verb, reason="Une raison")
        assert refused.value.reason is No.CONFLICT


def _person(member: Member):  # type: ignore[no-untyped-def]
    from mutua.pole import queries as pole_queries  # noqa: PLC0415 -- beside its one use

    found = pole_queries.person(member.person_id)
    assert found is not None
    return found


def test_the_coordination_sees_neither_papers_nor_pay(world: World, app) -> None:  # type: ignore[no-untyped-def]
    loan = loan_in(State.CLOSED, world)
    root = f"/p/trois-ponts/staffing/{loan.number}"
    with transaction():
        file_id = loan.row().papers[0].file_id
    for who, pay, code in (("ines", True, 200), ("karim", False, 200), ("lucie", False, 403)):
        client = app.test_client()
        text = page(client, getattr(world, who), root, NOW)
        assert ("145,00" in text) is pay
        assert client.get(f"{root}/files/{file_id}").status_code == code


def test_a_stranger_and_a_colleague_do_not_learn_that_it_exists(world: World, app) -> None:  # type: ignore[no-untyped-def]
    loan = open_loan(world, add_zoe(world))
    for who in (world.nadia, loan.zoe, world.stranger):
        client = app.test_client()
        sign_in(client, who)
        assert client.get(f"/p/trois-ponts/staffing/{loan.number}").status_code == 404


def test_the_menu_counts_what_waits_and_nothing_of_a_refusal(world: World) -> None:
    loan = loan_in(State.TERMS_AGREED, world)
    with transaction():
        people = (world.ines, world.karim, world.lucie, loan.zoe)
        assert [queries.count_waiting(who, NOW) for who in people] == [0, 0, 0, 1]
        assert [row.id for row in queries.waiting_for(loan.zoe, NOW)] == [loan.number]
    end(loan, "refused")
    with transaction():
        assert [queries.count_waiting(who, NOW) for who in people] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Zoe vient mardi", True),
        ("demandez à Mme LAMBERT", True),
        ("l’atelier de Zoé-Marie", True),
        ("zoologie et lambertiens", False),
        ("Écrivez à Inès Martin", False),
        ("", False),
    ],
)
def test_a_name_is_found_whatever_its_accents_and_capitals(text: str, found: bool) -> None:
    assert fields_naming({"tasks": text}, ["Zoé Lambert"]) == (["tasks"] if found else [])


def test_people_of_the_host_may_share_a_first_name() -> None:
    texts = {"contact": "Zoé Petit", "orders_from": "Zoé Lambert", "tasks": "de la couture"}
    assert fields_naming(texts, ["Zoé de Lambert"]) == ["orders_from"]


def test_the_employer_names_nobody_in_any_text_before_the_consent_and_the_host_is_told_nothing(
    world: World, client: FlaskClient
) -> None:
    zoe, naming = add_zoe(world), replace(TERMS, tasks="Zoë formera l’équipe.")
    with pytest.raises(Refused) as refused, transaction():
        note = actions.Request(world.couture_id, world.fournil_id, Party.LENDER, "Couture", "Zoé est libre le jeudi")
        actions.open_request(note, LOAN, actor=world.ines, now=NOW)
    assert (refused.value.reason, refused.value.facts["fields"]) == (No.NAMES_PERSON, ["note"])
    loan = open_loan(world, zoe)
    loan.act(actions.check_regime, world.karim)
    with pytest.raises(Refused) as refused:
        loan.act(actions.write_terms, content=naming, seen_terms_id=None)
    assert refused.value.facts["fields"] == ["tasks"]
    # The host wonders aloud: no refusal tells it that it guessed right; the employer cannot go on with its words.
    loan.act(actions.write_terms, world.karim, content=naming, seen_terms_id=None)
    with pytest.raises(Refused):
        loan.act(actions.name_employee, named=named(zoe))
    loan.act(actions.write_terms, content=TERMS, seen_terms_id=loan.terms_id)
    loan.act(actions.name_employee, named=named(zoe))
    loan.act(actions.write_terms, world.karim, content=naming, seen_terms_id=loan.terms_id)
    with pytest.raises(Refused) as refused:
        loan.act(actions.agree, seen_terms_id=loan.terms_id)
    assert refused.value.reason is No.NAMES_PERSON
    with clock.frozen(NOW):
        sign_in(client, world.ines)
        sent = {
            **terms_data(naming, skill=""),
            "seen": loan.terms_id,
            "starts_on": "2027-03-22",
            "ends_on": "2027-05-28",
        }
        facts = {name: value for name, value in sent.items() if value not in (None, False) and name != "slots"}
        answer = client.post(f"/p/trois-ponts/staffing/{loan.number}/terms", data=facts)
        assert answer.status_code == 422
        assert "ni son prénom" in answer.text
