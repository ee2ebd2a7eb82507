"""What was written down wrongly is put right before it binds, and leaves its trace: hours, and opinions of the CSE."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.staffing import actions
from mutua.staffing.models import Arrangement, CseOpinion, HoursState, PaperKind, State
from mutua.staffing.pdf import Facts, sheet_of
from mutua.staffing.rules import No
from mutua.web import mailing
from tests.builders import NOW, World, at
from tests.staffing.loans import DURING, PDF, Loan, hours, loan_in
from tests.staffing.test_pages import Browser

AGREED = "Les heures convenues restent payées en attendant."
DAY = {"day": "2027-04-01", "starts": "09:00", "ends": "12:00", "break_minutes": "0"}


def read(page: str) -> str:
    return html.unescape(page).replace("\u00a0", " ")


def enter(loan: Loan, day: str = "2027-04-01") -> int:
    span = hours(day, "09:00", "12:00")
    entry = loan.act(actions.enter_hours, loan.world.karim, now=DURING, span=span, break_minutes=0)
    return int(entry.id)


def take_back(loan: Loan, number: int, actor: Member, now: datetime = DURING) -> None:
    def act(row: Arrangement, *, actor: Member, now: datetime) -> None:
        entry = next(each for each in row.hours if each.id == number)
        actions.take_back_hours(row, entry, actor=actor, now=now)

    loan.act(act, actor, now)


def answer(loan: Loan, number: int, note: str = "") -> None:
    def act(row: Arrangement, *, actor: Member, now: datetime) -> None:
        entry = next(each for each in row.hours if each.id == number)
        actions.answer_hours(row, entry, confirms=not note, actor=actor, now=now, note=note)

    loan.act(act, loan.zoe, DURING)


def letters(template: str) -> list[tuple[str, str, str]]:
    """To whom, subject and body, in French."""
    with transaction():
        rows = db.session.scalars(select(Mail).where(Mail.template == f"staffing/{template}").order_by(Mail.id)).all()
        facts = [(row.recipient, row.template, row.facts) for row in rows]
    written = [(to, *mailing.render(name, each, locale="fr", base_url="https://x")) for to, name, each in facts]
    return [(to, read(subject), read(body)) for to, subject, body in written]


# --- Hours ---


def test_hours_done_before_a_suspension_are_noted_while_it_lasts_and_none_after(world: World, app: Flask) -> None:
    """Suspended on 5 April at noon: the morning is noted, confirmed, validated and paid; the afternoon never was."""
    loan = loan_in(State.SUSPENDED, world)
    later = DURING + timedelta(days=2)
    host = Browser(app, world.karim)
    assert "Celles d’avant se notent sous le relevé." in read(host.get(str(loan.number), now=later))
    after = {"day": "2027-04-05", "starts": "11:00", "ends": "12:30", "break_minutes": "0"}
    said = read(host.post(f"{loan.number}/hours", now=later, expected=422, **after))
    assert "notez les heures finies avant la suspension" in said
    host.post(f"{loan.number}/hours", now=later, **{**after, "ends": "12:00"})
    with transaction():
        (entry,) = loan.row().hours
        assert (loan.row().state, loan.row().waits_employee, entry.minutes) == (State.SUSPENDED, True, 60)
        number = entry.id
    answer(loan, number)
    assert loan.act(actions.validate_hours, now=later) == 1
    loan.act(actions.resume, world.karim, now=later)
    host.post(f"{loan.number}/hours", now=DURING + timedelta(days=4), day="2027-04-08", starts="09:00", ends="12:00",
              break_minutes="0")  # fmt: skip
    with transaction():
        assert len(loan.row().hours) == 2


@pytest.mark.parametrize("since", [actions.resume, actions.end])
def test_hours_of_a_suspension_are_refused_when_it_is_over_too(world: World, since: Callable[..., None]) -> None:
    """Suspended on 5 April at noon, resumed or ended on the 6th at eleven: nobody worked in between."""
    loan = loan_in(State.SUSPENDED, world)
    loan.act(since, world.karim, now=at("2027-04-06 11:00"))

    def note(day: str, starts: str, ends: str) -> None:
        span = hours(day, starts, ends)
        loan.act(actions.enter_hours, world.karim, now=DURING + timedelta(days=3), span=span, break_minutes=0)

    for during in (("2027-04-05", "14:00", "16:00"), ("2027-04-06", "10:00", "12:00")):
        with pytest.raises(Refused) as refused:
            note(*during)
        assert refused.value.reason is No.HOURS_SUSPENDED
    note("2027-04-05", "10:00", "12:00")
    note("2027-04-06", "11:00", "12:00")


def test_no_hours_are_noted_on_the_days_after_somebody_ended_the_loan(world: World) -> None:
    """Ended on 5 April, signed to 28 May: what was worked that day is still noted, the next day never was."""
    loan = loan_in(State.ENDED, world)
    later = DURING + timedelta(days=3)

    def note(day: str) -> None:
        loan.act(actions.enter_hours, world.karim, now=later, span=hours(day, "14:00", "16:00"), break_minutes=0)

    note("2027-04-05")
    with pytest.raises(Refused) as refused:
        note("2027-04-06")
    assert refused.value.reason is No.HOURS_OUTSIDE


@pytest.mark.parametrize("contested", [False, True])
def test_the_host_takes_back_hours_noted_by_mistake_until_they_are_confirmed(
    world: World, app: Flask, contested: bool
) -> None:
    loan = loan_in(State.ACTIVE, world)
    number = enter(loan)
    if contested:
        answer(loan, number, "Je n’étais pas là ce jour.")
    host = Browser(app, world.karim)
    assert "Notées par erreur ?" in read(host.get(str(loan.number), now=DURING))
    host.post(f"{loan.number}/hours/{number}/take-back", now=DURING)
    with transaction():
        row = loan.row()
        assert [entry.state for entry in row.hours] == [HoursState.REPLACED]
        assert (row.waits_employee, row.waits_host) == (False, False)
        traces = db.session.scalars(select(AuditRow).where(AuditRow.subject_id == number).order_by(AuditRow.id)).all()
        assert [trace.verb for trace in traces if trace.subject == "hours_entry"][-1] == "hours.taken_back"
    with app.app_context():
        told = letters("hours_taken_back")
    assert [to for to, _, _ in told] == [loan.zoe.email, world.ines.email][: 2 if contested else 1]
    assert "a retiré les heures du jeudi 1 avril" in told[0][2].replace("1er", "1")
    assert enter(loan) != number  # the day is free again


def test_confirmed_hours_and_hours_of_others_are_not_taken_back(world: World) -> None:
    loan = loan_in(State.ACTIVE, world)
    number = enter(loan)
    for who in (world.ines, loan.zoe, world.lucie, world.stranger):
        with pytest.raises(Refused) as refused:
            take_back(loan, number, who)
        assert refused.value.reason is No.NOT_YOUR_STEP
    answer(loan, number)
    with pytest.raises(Refused) as refused:
        take_back(loan, number, world.karim)
    assert refused.value.reason is No.HOURS_ANSWERED
    with transaction():
        assert [entry.state for entry in loan.row().hours] == [HoursState.CONFIRMED]


def test_contested_hours_that_never_were_do_not_keep_a_loan_from_closing(world: World) -> None:
    loan = loan_in(State.ACTIVE, world)
    number = enter(loan)
    answer(loan, number, "Je n’étais pas là ce jour.")
    loan.act(actions.end, now=DURING)
    take_back(loan, number, world.karim)
    loan.act(actions.confirm_return, loan.zoe, now=DURING)
    loan.act(actions.take_back, now=DURING)
    sums = dict.fromkeys(("wages_cents", "charges_cents", "expenses_cents", "invoiced_cents"), 0)
    loan.act(actions.close, now=DURING, vat_note="", **sums)
    assert loan.state is State.CLOSED


def test_who_contests_says_it_in_words_and_all_three_read_what_follows(world: World, app: Flask) -> None:
    loan = loan_in(State.ACTIVE, world)
    number = enter(loan)
    zoe, ines, karim, lucie = (Browser(app, who) for who in (loan.zoe, world.ines, world.karim, world.lucie))
    page = read(zoe.post(f"{loan.number}/hours/{number}", 422, now=DURING, answer="contest", note="  "))
    assert "Dites en quelques mots ce qui ne va pas" in page
    assert "Ensuite, Le Fournil corrige ou retire ces heures" in page
    with transaction():
        assert loan.row().hours[0].state is HoursState.ENTERED
    words = "Je suis partie à 11 h."
    zoe.post(f"{loan.number}/hours/{number}", now=DURING, answer="contest", note=words)
    for browser in (zoe, ines, karim):
        page = read(browser.get(str(loan.number), now=DURING))
        assert f"« {words} »" in page
        assert AGREED in page
    assert words not in read(lucie.get(str(loan.number), now=DURING))
    assert "Notez les bonnes heures, elles remplacent celles-ci, ou retirez-les." in read(
        karim.get(str(loan.number), now=DURING)
    )
    with app.app_context():
        told = {to: body for to, _, body in letters("hours_contested")}
    assert set(told) == {world.karim.email, world.ines.email}
    assert all(words in body and AGREED in body and "#hours" in body for body in told.values())
    assert "Notez les bonnes heures" in told[world.karim.email]
    assert "puis vous les validez" in told[world.ines.email]


# --- Opinions of the works councils ---


def correct(loan: Loan, opinion: CseOpinion, actor: Member, *, replaces_id: int | None) -> None:
    day = None if opinion is CseOpinion.NO_CSE else date(2027, 2, 24)
    facts = {"opinion": opinion, "consulted_on": day, "headcount": 14, "replaces_id": replaces_id}
    loan.act(actions.record_cse, actor, **facts)


def opinion_of(loan: Loan, actor: Member) -> int:
    with transaction():
        side = "lender" if actor is loan.world.ines else "host"
        return next(row.id for row in reversed(loan.row().cse) if row.side.value == side)


@pytest.mark.parametrize("state", [State.CSE_DONE, State.APPROVED])
def test_a_wrong_opinion_is_corrected_by_a_record_that_names_it_and_the_coordination_looks_again(
    world: World, app: Flask, state: State
) -> None:
    loan = loan_in(state, world)
    karim = Browser(app, world.karim)
    assert "Corriger l’avis de votre structure" in read(karim.get(str(loan.number)))
    page = read(karim.get(f"{loan.number}/cse"))
    assert "Vous corrigez l’avis noté le" in page
    wrong = opinion_of(loan, world.karim)
    asked = {"opinion": "unfavourable", "consulted_on": "2027-02-24", "headcount": "14", "replaces_id": str(wrong)}
    later = NOW + timedelta(hours=1)
    karim.post(f"{loan.number}/cse", now=later, **asked)
    assert loan.state is State.CSE_DONE
    with transaction():
        row = loan.row()
        host = [(each.opinion, each.replaces_id) for each in row.cse if each.side.value == "host"]
        assert host == [(CseOpinion.FAVOURABLE, None), (CseOpinion.UNFAVOURABLE, wrong)]
        assert row.waits_coordinator
    page = read(Browser(app, world.ines).get(str(loan.number), now=later))
    assert "Défavorable" in page
    assert "Remplace l’avis noté le" in page
    assert "favorable, consulté le" in page
    assert "Avis du CSE corrigé" in page
    with app.app_context(), transaction():
        row = loan.row()
        sheet = sheet_of("cse", Facts(row, row.current_terms, NOW.date()))
        assert sheet is not None
        assert "corrige un avis noté par erreur : favorable" in str(sheet.to_json())
    with app.app_context():
        told = letters("cse_corrected")
    assert [to for to, _, _ in told] == [world.ines.email]
    assert ("La coordination regarde de nouveau le dossier" in told[0][2]) is (state is State.APPROVED)


def test_an_opinion_is_corrected_alone_too_and_never_over_a_newer_one(world: World) -> None:
    loan = loan_in(State.CONSENTED, world)
    loan.act(actions.record_cse, opinion=CseOpinion.NO_CSE, consulted_on=None, headcount=8)
    wrong = opinion_of(loan, world.ines)
    with pytest.raises(Refused) as refused:
        correct(loan, CseOpinion.FAVOURABLE, world.ines, replaces_id=None)
    assert refused.value.reason is No.CSE_ALREADY
    correct(loan, CseOpinion.FAVOURABLE, world.ines, replaces_id=wrong)
    with pytest.raises(Refused) as refused:
        correct(loan, CseOpinion.NO_OPINION, world.ines, replaces_id=wrong)
    assert refused.value.reason is No.CSE_CHANGED
    with pytest.raises(Refused) as refused:  # nobody names the other side's record
        correct(loan, CseOpinion.NO_OPINION, world.karim, replaces_id=opinion_of(loan, world.ines))
    assert refused.value.reason is No.CSE_CHANGED
    assert loan.state is State.CONSENTED


def test_after_the_first_signature_an_opinion_stands(world: World, app: Flask) -> None:
    loan = loan_in(State.APPROVED, world)
    signed = {"kind": PaperKind.AGREEMENT, "file": (PDF, "signe.pdf"), "code": loan.code, "signed_on": date(2027, 3, 1)}
    loan.act(actions.bring_paper, **signed)
    with pytest.raises(Refused) as refused:
        correct(loan, CseOpinion.UNFAVOURABLE, world.karim, replaces_id=opinion_of(loan, world.karim))
    assert refused.value.reason is No.CSE_SIGNED
    assert "Corriger l’avis" not in read(Browser(app, world.karim).get(str(loan.number)))
    assert loan.state is State.APPROVED
