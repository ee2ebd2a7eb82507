"""From a request to terms that both structures agree to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.timespan import moment, wall
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.staffing import mails, queries, rules
from mutua.staffing.actions.people import attest, declare_schedule, employee_named
from mutua.staffing.actions.steps import allowed_side, forget_change, settle, take_step
from mutua.staffing.models import (
    Arrangement,
    Channel,
    Elsewhere,
    Employee,
    Party,
    Slot,
    State,
    Terms,
    TermsContent,
    Verb,
    content_hash,
)
from mutua.staffing.rules import No
from mutua.staffing.rules.hours import check_terms
from mutua.staffing.rules.naming import fields_naming, words_of
from mutua.staffing.rules.regime import Answers, regime_of
from mutua.staffing.rules.situation import HoursCheck


@dataclass(frozen=True)
class Request:
    """What somebody asks: whom, which skill, why."""

    lender_id: int
    host_id: int
    side: Party
    skill: str
    note: str = ""
    resource_id: int | None = None


@dataclass(frozen=True)
class Named:
    """The person the lender has in mind; without `person_id` they have no account and sign on paper."""

    name: str
    person_id: int | None
    qualification: str
    slots: tuple[Slot, ...] | None
    birth_date: date | None = None
    forfait_jours: bool = False
    night_worker: bool = False
    attested_on: date | None = None
    elsewhere: Elsewhere | None = None


def open_request(wish: Request, answers: Answers, *, actor: Member, now: datetime) -> Arrangement:
    """A draft; `check_regime` moves it on. Refused when the wizard does not open an arrangement."""
    verdict = regime_of(answers)
    if verdict is None or verdict.opens is None:
        raise Refused(No.REGIME_CLOSED)
    refuse_if(rules.why_not_open(actor, lender_id=wish.lender_id, host_id=wish.host_id, side=wish.side))
    lender = queries.structure_of_pole(actor.pole_id, wish.lender_id)
    host = queries.structure_of_pole(actor.pole_id, wish.host_id)
    if lender is None or host is None:
        raise Refused(No.NOT_A_PARTY)
    if wish.side is Party.LENDER:
        _ask_nameless({"skill": wish.skill, "note": wish.note}, _staff_names(lender.id, actor))
    made = Arrangement(
        pole_id=actor.pole_id,
        lender_id=lender.id,
        host_id=host.id,
        asked_by_side=wish.side,
        asked_by_id=actor.person_id,
        resource_id=wish.resource_id,
        regime=verdict.opens,
        regime_answers=answers.to_json(),
        skill=wish.skill,
        note=wish.note,
        created_at=now,
        **{name: [] for name in ("terms", "steps", "consents", "cse", "signed", "papers", "hours")},
    )
    db.session.add(made)
    db.session.flush()
    found = queries.arrangement(made.id)
    if found is None:
        raise LookupError(made.id)
    take_step(found, Verb.OPEN, wish.side, actor, now=now, to=State.DRAFT)
    return found


def check_regime(arrangement: Arrangement, *, actor: Member, now: datetime) -> None:
    """The regime stands as the wizard answered; the other structure hears of the request."""
    side = allowed_side(arrangement, Verb.CHECK_REGIME, actor, now=now)
    verdict = regime_of(Answers.from_json(arrangement.regime_answers))
    if verdict is None or verdict.opens is not arrangement.regime:
        raise Refused(No.REGIME_CLOSED)
    take_step(arrangement, Verb.CHECK_REGIME, side, actor, now=now)
    mails.requested(arrangement, actor, now=now)


def write_terms(
    arrangement: Arrangement, content: TermsContent, *, seen_terms_id: int | None, actor: Member, now: datetime
) -> Terms:
    """A new version. Agreement to the one before does not carry over, whoever gave it."""
    side = allowed_side(arrangement, Verb.WRITE_TERMS, actor, now=now)
    if arrangement.terms_id != seen_terms_id:
        raise Refused(No.TERMS_CHANGED)
    if side is Party.LENDER and arrangement.consented_at is None:
        person = arrangement.employee
        _ask_nameless(words_of(content), [person.name] if person else _staff_names(arrangement.lender_id, actor))
    forget_change(arrangement)
    made = add_terms(arrangement, content, side, actor, now)
    take_step(arrangement, Verb.WRITE_TERMS, side, actor, now=now)
    mails.terms_written(arrangement, side, actor, now=now)
    return made


def add_terms(arrangement: Arrangement, content: TermsContent, side: Party, actor: Member, now: datetime) -> Terms:
    """The row of a version, numbered after the last, hashed with the parties it binds."""
    missing = rules.missing_mentions(content)
    refuse_if(No.MENTION_MISSING if missing else None, fields=missing)
    refuse_if(No.TRIAL_NEEDED if rules.lacks_trial(content) else None, fields=("probation_days",))
    refuse_if(rules.why_not_write(arrangement.regime, content.purpose), fields=("purpose",))
    kind = rules.host_kind(arrangement)
    beyond = rules.why_not_last(arrangement.regime, kind, content.starts_on, content.ends_on)
    refuse_if(beyond, fields=("ends_on",))
    body = content.to_json()
    made = Terms(
        number=len(arrangement.terms) + 1,
        content=body,
        employee_id=arrangement.employee_id,
        sha256=content_hash(
            body,
            regime=arrangement.regime.value,
            lender_id=arrangement.lender_id,
            host_id=arrangement.host_id,
            employee_id=arrangement.employee_id,
        ),
        written_by_id=actor.person_id,
        side=side,
        written_at=now,
    )
    arrangement.terms.append(made)
    db.session.flush()
    arrangement.terms_id = made.id
    return made


def name_employee(arrangement: Arrangement, named: Named, *, actor: Member, now: datetime) -> Employee:
    """The lender says whom it has in mind, and the person's usual week; earlier terms get a version about them."""
    side = allowed_side(arrangement, Verb.NAME_EMPLOYEE, actor, now=now)
    chosen = known_as(named, arrangement.lender_id, actor=actor, now=now)
    if arrangement.employee_id != chosen.id:
        arrangement.consented_at = None  # what one person agreed to does not show another's name
    arrangement.employee = chosen
    db.session.flush()
    _ask_unnamed_yet(arrangement)
    latest = arrangement.current_terms
    if latest is not None and latest.employee_id != chosen.id:
        add_terms(arrangement, latest.values, side, actor, now)
    take_step(arrangement, Verb.NAME_EMPLOYEE, side, actor, now=now)
    return chosen


def _ask_unnamed_yet(arrangement: Arrangement) -> None:
    """Before the consent no text that others read says who it is. What the host wrote in its own request stays its."""
    person, terms = arrangement.employee, arrangement.current_terms
    if person is None or arrangement.consented_at is not None:
        return
    texts = words_of(terms.values) if terms else {}
    if arrangement.asked_by_side is Party.LENDER:
        texts |= {"skill": arrangement.skill, "note": arrangement.note}
    _ask_nameless(texts, [person.name])


def _ask_nameless(texts: Mapping[str, str], names: Iterable[str]) -> None:
    named = fields_naming(texts, names)
    refuse_if(No.NAMES_PERSON if named else None, fields=named)


def _staff_names(structure_id: int, actor: Member) -> list[str]:
    """The people of a structure, but whoever writes: they may sign their message."""
    names = {row.name for row in queries.accounts_of(structure_id)}
    names |= {row.name for row in queries.employees_of(structure_id)}
    return sorted(names - {actor.name})


def known_as(named: Named, structure_id: int, *, actor: Member, now: datetime) -> Employee:
    """The person as their employer describes them today, usual week and attestation included."""
    if named.person_id is not None and pole_queries.affiliation(named.person_id, structure_id) is None:
        raise Refused(No.NOT_YOUR_EMPLOYEE)
    chosen = employee_named(named.name, named.person_id, structure_id, now=now)
    chosen.qualification, chosen.birth_date = named.qualification, named.birth_date
    chosen.forfait_jours, chosen.night_worker = named.forfait_jours, named.night_worker
    if named.slots is not None:
        declare_schedule(chosen, named.slots, elsewhere=named.elsewhere, actor=actor, now=now)
        if named.attested_on is not None:
            attest(chosen, named.attested_on, Channel.PAPER, actor=actor, now=now)
    return chosen


def agree(arrangement: Arrangement, *, seen_terms_id: int, actor: Member, now: datetime) -> None:
    """One structure agrees to a version; when both have, the employee is asked and their time to think begins."""
    side = allowed_side(arrangement, Verb.AGREE, actor, now=now)
    today = wall(now, arrangement.pole.zone).date()
    checked = hours_check(arrangement, today=today)
    blocked = checked is not None and checked.blocked
    refuse_if(rules.why_not_agree(arrangement, side, seen_terms_id=seen_terms_id, blocked=blocked, now=now))
    if side is Party.LENDER:
        _ask_unnamed_yet(arrangement)
    other = Party.HOST if side is Party.LENDER else Party.LENDER
    terms = arrangement.current_terms
    both = rules.has_agreed(arrangement, other, seen_terms_id)
    if both and terms is not None and arrangement.state is State.REGIME_CHECKED:
        ends = rules.reflection_end(terms, arrangement.pole.zone, now)
        arrangement.reflection_ends_at = moment(datetime.combine(ends, time()), arrangement.pole.zone)
    take_step(arrangement, Verb.AGREE, side, actor, now=now, to=None if both else arrangement.state)
    if both:
        mails.consent_asked(arrangement, now=now)
    else:
        mails.half_agreed(arrangement, side, actor, now=now)


def revise(arrangement: Arrangement, *, actor: Member, now: datetime) -> None:
    """Open the terms again: whatever was agreed, consented and recorded stays with the version it was about."""
    side = allowed_side(arrangement, Verb.REVISE, actor, now=now)
    take_step(arrangement, Verb.REVISE, side, actor, now=now)
    latest = arrangement.current_terms
    if latest is not None:
        add_terms(arrangement, latest.values, side, actor, now)
    arrangement.reflection_ends_at = None
    settle(arrangement)


def hours_check(arrangement: Arrangement, *, today: date, content: TermsContent | None = None) -> HoursCheck | None:
    """The working-time check of the terms under discussion; None while there is nobody or nothing to check."""
    terms = arrangement.current_terms
    values = content or (terms.values if terms else None)
    if arrangement.employee is None or values is None:
        return None
    midnight = moment(datetime.combine(today, time()), arrangement.pole.zone)
    situation = queries.situation_of(arrangement.employee, at=midnight, but=arrangement)
    return check_terms(situation, values, host=arrangement.host.name, zone=arrangement.pole.zone, today=today)
