"""A change of a running loan that nobody signs: refused, withdrawn by one structure or the other, or left unanswered,
it ends in one wording when the time to think is over, and until then nothing tells the four apart."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from mutua.kernel import clock
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.staffing import actions, queries, rules
from mutua.staffing.models import Ending, PaperKind, State, Step, Verb
from mutua.staffing.rules import No
from tests.builders import World, at, build_world, sign_in
from tests.staffing.loans import DURING, PDF, Loan, loan_in
from tests.staffing.test_changes import NEW, changed_loan
from tests.staffing.test_mistakes import letters, read
from tests.staffing.test_pages import Browser
from tests.staffing.test_privacy import neutral, the_worker

ENDS = ("refused", "lender", "host", "expired")
ANSWERED = DURING + timedelta(days=2)
OVER = at("2027-04-14 00:00")  # asked on 5 April with eight days to think
WATCHERS = ("ines", "karim", "lucie")


def asked(world: World) -> Loan:
    """A change both structures accepted: the employee thinks."""
    loan = changed_loan(world)
    for who in (world.ines, world.karim):
        loan.act(actions.agree, who, now=DURING, seen_terms_id=loan.terms_id)
    return loan


def end(loan: Loan, how: str, now: datetime = ANSWERED) -> None:
    if how == "refused":
        loan.act(actions.refuse, loan.zoe, now=now, seen_terms_id=loan.terms_id)
    elif how != "expired":
        loan.act(actions.drop_amendment, loan.world.ines if how == "lender" else loan.world.karim, now=now)


# The last second to think, the first after it before the worker has passed, then after it, and a month later.
MOMENTS = (
    (OVER - timedelta(seconds=1), True),
    (OVER, False),
    (OVER + timedelta(minutes=7), True),
    (OVER + timedelta(days=35), True),
)


@pytest.mark.once
def test_all_that_others_can_open_over_time_is_the_same_after_each_end_of_a_change(
    app: Flask, kept, caplog: pytest.LogCaptureFixture
) -> None:  # type: ignore[no-untyped-def]
    """Pages, letters, rows of the trail and the log, compared letter by letter; who gave up reads their own word."""

    def build() -> tuple[Loan, str]:
        made = asked(build_world())
        return made, db.session.scalars(select(Mail.id).order_by(Mail.id)).all()[-1]

    told: dict[str, list[object]] = {}
    for how in ENDS:
        loan, last_mail = kept("a loan whose change waits for an answer", build)
        caplog.clear()
        end(loan, how)
        seen: list[object] = []
        for moment, worked in MOMENTS:
            if worked:
                the_worker(moment)
            for who in WATCHERS:
                own = (how, who) in (("lender", "ines"), ("host", "karim")) and moment < OVER
                seen.append(None if own else _looks(app, loan, getattr(loan.world, who), moment))
        sent = db.session.scalars(select(Mail).where(Mail.id > last_mail).order_by(Mail.id))
        seen.append([(each.template, each.recipient, each.facts, each.created_at) for each in sent])
        seen.append(_trail(loan))
        told[how] = [*seen, re.sub(r"0x[0-9a-f]+", "", caplog.text)]
    for how in ENDS[1:]:
        for before, after in zip(told["refused"], told[how], strict=True):
            assert after is None or before == after, how
    for place in range(3):
        assert "Changement sans suite" not in str(told["expired"][place])
        assert "Changement sans suite" in str(told["expired"][place + 3])


def _looks(app: Flask, loan: Loan, who: Member, now: datetime) -> dict[str, str]:
    client, root = app.test_client(), "/p/trois-ponts"
    own = f"{root}/staffing/{loan.number}"
    pages = [f"{root}/", f"{root}/staffing", own, f"{own}/papers", f"{own}/paper-consent", f"{own}/terms"]
    if who is loan.world.lucie:
        pages.append(f"{root}/staffing/board")
    with clock.frozen(now):
        sign_in(client, who)
        found = {path: neutral(client.get(path).get_data(as_text=True)) for path in pages}
        for act in ("consent", "paper-consent"):
            found[act] = neutral(client.post(f"{own}/{act}").get_data(as_text=True))
    return found


def _trail(loan: Loan) -> list[object]:
    """What stays in the database about the end, but the salted hash."""
    same = (AuditRow.subject == "arrangement", AuditRow.subject_id == loan.number)
    audits = db.session.scalars(select(AuditRow).where(*same).order_by(AuditRow.id)).all()[-1]
    step = db.session.scalars(select(Step).where(Step.arrangement_id == loan.number).order_by(Step.id)).all()[-1]
    assert step.payload_sha256
    assert step.verb is Verb.DROP_AMENDMENT
    assert db.session.scalars(select(Ending)).all() == []
    row = [step.verb, step.side, step.person_id, step.before, step.after, step.at, step.terms_id]
    return [*row, audits.verb, audits.person_id, audits.before, audits.after, audits.at, loan.state, loan.terms_id]


@pytest.mark.parametrize("how", ENDS)
def test_an_end_of_a_change_is_settled_to_the_second_and_said_to_all_three_once(world: World, how: str) -> None:
    loan = asked(world)
    end(loan, how)
    with transaction():
        assert actions.advance(OVER - timedelta(seconds=1)) == 0
    assert loan.state is State.AMENDING
    with transaction():
        assert actions.advance(OVER + timedelta(hours=5)) == 1
        assert actions.advance(OVER + timedelta(hours=6)) == 0
    assert [to for to, _, _ in map(tuple, _sent("change_over"))] == sorted(
        [world.ines.email, world.karim.email, loan.zoe.email]
    )
    _trail(loan)
    with transaction():
        row = loan.row()
        assert (row.state, row.terms_id) == (State.ACTIVE, row.signed_terms_id)


def _sent(template: str) -> list[tuple[str, str, str]]:
    query = select(Mail).where(Mail.template == f"staffing/{template}").order_by(Mail.recipient)
    return [(mail.recipient, mail.template, mail.locale) for mail in db.session.scalars(query)]


def test_the_person_reads_that_nothing_more_is_asked_and_answers_only_once(world: World, app: Flask) -> None:
    loan = asked(world)
    with transaction():
        assert queries.count_waiting(loan.zoe, DURING) == 1
    end(loan, "refused")
    with transaction():
        assert queries.count_waiting(loan.zoe, ANSWERED) == 0
        for who in (world.ines, world.karim, world.lucie):
            assert rules.shown_state(loan.row(), who, now=ANSWERED) is State.AMENDING
    page = read(Browser(app, loan.zoe).get(str(loan.number), now=ANSWERED))
    assert "Ce changement ne vous demande plus rien" in page
    assert "Changement sans suite » après le mardi 13 avril" in page
    for action in (actions.consent, actions.refuse):
        with pytest.raises(Refused) as refused:
            loan.act(action, loan.zoe, now=ANSWERED, seen_terms_id=loan.terms_id)
        assert refused.value.reason is No.WRONG_STATE


def test_no_reminder_leaves_while_the_person_thinks_about_a_change(world: World) -> None:
    loan = asked(world)
    for how in ("waiting", "refused"):
        if how == "refused":
            end(loan, how)
        with transaction():
            assert actions.remind(OVER - timedelta(hours=1)) == 0


def test_no_paper_of_the_employer_answers_for_who_has_an_account(world: World) -> None:
    """Whatever was answered: else a try would tell of it."""
    loan, paper = asked(world), (PDF, "accord.pdf")
    for how in ("waiting", "refused"):
        if how == "refused":
            end(loan, how)
        with pytest.raises(Refused) as refused:
            loan.act(actions.consent, now=ANSWERED, seen_terms_id=loan.terms_id, paper=paper)
        assert refused.value.reason is No.OWN_ACCOUNT


def test_who_gives_a_change_up_reads_so_and_may_propose_another_at_once(world: World, app: Flask) -> None:
    """A host that gives up what was refused meets what it would have met; so does an employer."""
    loan = asked(world)
    end(loan, "refused")
    karim, ines = Browser(app, world.karim), Browser(app, world.ines)
    karim.post(f"{loan.number}/do/drop-amendment", 303, now=ANSWERED)
    assert "Vous avez abandonné ce changement" in read(karim.get(str(loan.number), now=ANSWERED))
    assert "Vous avez abandonné" not in read(ines.get(str(loan.number), now=ANSWERED))
    ines.post(f"{loan.number}/do/drop-amendment", 303, now=ANSWERED)
    for browser in (ines, karim):
        text = read(browser.get(str(loan.number), now=ANSWERED))
        assert "Vous avez abandonné ce changement" in text
        assert "Les autres le liront à la fin du délai de réflexion, après le mardi 13 avril" in text
        assert "les deux structures acceptent le changement" not in text
    loan.act(actions.write_terms, world.karim, now=ANSWERED, content=NEW, seen_terms_id=loan.terms_id)
    assert db.session.scalars(select(Ending)).all() == []
    for who in (world.ines, world.karim):
        loan.act(actions.agree, who, now=ANSWERED, seen_terms_id=loan.terms_id)
    loan.act(actions.consent, loan.zoe, now=ANSWERED, seen_terms_id=loan.terms_id)
    paper = {"kind": PaperKind.AMENDMENT, "file": (PDF, "a.pdf"), "code": loan.code, "signed_on": ANSWERED.date()}
    loan.act(actions.bring_paper, now=ANSWERED, **paper)
    assert loan.state is State.ACTIVE


@pytest.mark.parametrize("how", ["suspended", "ended", "its last day"])
@pytest.mark.parametrize("answer", ["refused", "expired"])
def test_safety_and_the_end_of_a_loan_wait_for_no_answer(world: World, how: str, answer: str) -> None:
    loan = asked(world)
    end(loan, answer)
    if how == "its last day":
        with transaction():
            actions.advance(at("2027-05-29 08:00"))
    else:
        loan.act(actions.suspend if how == "suspended" else actions.end, world.karim, now=ANSWERED)
    with transaction():
        row = loan.row()
        assert row.state is (State.SUSPENDED if how == "suspended" else State.ENDED)
        assert row.terms_id == row.signed_terms_id
        assert rules.unseen_answer(row) is None
        kinds = db.session.scalars(select(Ending.kind)).all()
    assert kinds == ([State.ENDED] if how == "ended" else [])


def test_an_act_that_comes_before_the_worker_finds_the_change_settled(world: World, app: Flask) -> None:
    loan = asked(world)
    end(loan, "refused")
    with transaction():
        row = loan.row()
        assert rules.shown_state(row, world.karim, now=OVER) is State.ACTIVE
    Browser(app, world.karim).get(f"{loan.number}/terms", now=OVER)
    loan.act(actions.amend, world.karim, now=OVER, content=NEW)
    with transaction():
        steps = [step.verb for step in loan.row().steps][-2:]
    assert steps == [Verb.DROP_AMENDMENT, Verb.AMEND]


def test_the_letter_of_a_change_without_follow_up_can_be_read(world: World, app: Flask) -> None:
    loan = asked(world)
    with transaction():
        actions.advance(OVER)
    with app.app_context():
        told = letters("change_over")
    assert len(told) == 3
    assert all("Les conditions signées continuent." in body for _, _, body in told), loan.number


def test_a_change_its_host_gave_up_takes_no_paper_any_more_and_asks_the_employer_as_before(world: World) -> None:
    """The person has no account: what waits for the employer does not tell of the host's word."""
    loan = asked(world)
    with transaction():
        person = loan.row().employee
        assert person is not None
        person.person_id = None
    end(loan, "host")
    with transaction():
        assert queries.count_waiting(world.ines, ANSWERED) == 1
        assert queries.count_waiting(world.karim, ANSWERED) == 0
    with pytest.raises(Refused) as refused:
        loan.act(actions.consent, now=ANSWERED, seen_terms_id=loan.terms_id, paper=(PDF, "accord.pdf"))
    assert refused.value.reason is No.WRONG_STATE
    with transaction():
        actions.advance(OVER)
        assert queries.count_waiting(world.ines, OVER) == 0


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize("worked", [False, True])
def test_a_late_answer_to_a_change_hears_what_happened_the_same_after_each_end(
    world: World, app: Flask, how: str, worked: bool
) -> None:
    """By the person on a page left open, and by an old letter's link: the loan as signed, never who stopped it."""
    loan = asked(world)
    zoe, seen = Browser(app, loan.zoe), loan.terms_id
    end(loan, how)
    if worked:
        the_worker(OVER)
    for answer in ("yes", "no"):
        late = zoe.post(f"{loan.number}/consent", now=OVER, expected=422, terms_id=str(seen), answer=answer)
        assert "Ce changement n’est plus proposé : les conditions signées restent les mêmes." in read(late)
        assert "n’en est plus à cette étape" not in read(late)
        assert "Je donne mon accord" not in late
    zoe.get(f"{loan.number}/consent", now=OVER, expected=303)
    assert loan.state is State.ACTIVE if worked else State.AMENDING


@pytest.mark.parametrize("how", ["refused", "withdrawn", "expired"])
def test_a_late_first_answer_hears_that_the_time_to_think_is_over(world: World, app: Flask, how: str) -> None:
    loan = loan_in(State.TERMS_AGREED, world)
    with transaction():
        ends = loan.row().reflection_ends_at
    assert ends is not None
    seen = loan.terms_id
    if how == "refused":
        loan.act(actions.refuse, loan.zoe, seen_terms_id=seen)
    elif how == "withdrawn":
        loan.act(actions.withdraw, world.karim)
    zoe = Browser(app, loan.zoe)
    late = zoe.post(f"{loan.number}/consent", now=ends, expected=422, terms_id=str(seen), answer="yes")
    assert "Le délai de réflexion est passé. Le dossier reste sans suite." in read(late)
    zoe.get(f"{loan.number}/consent", now=ends, expected=303)
