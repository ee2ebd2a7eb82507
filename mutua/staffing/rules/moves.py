"""Who may move an arrangement where, and what must stand first (law/exchanges-and-staff.md 4.4)."""

from __future__ import annotations

from datetime import date, datetime

from mutua.pole.models import Member
from mutua.resources.models import Regime
from mutua.staffing.models import (
    FOR_MANAGERS,
    NEXT_STATES,
    Arrangement,
    PaperKind,
    Party,
    State,
    TermsContent,
    Verb,
)
from mutua.staffing.rules.codes import No
from mutua.staffing.rules.sight import parties_of, shown_state
from mutua.staffing.rules.thinking import change_ends_at, has_agreed, reflection_end, unseen_answer

# The own account comes before the office, so that a manager who is lent answers as the person concerned.
ORDER = (Party.EMPLOYEE, Party.LENDER, Party.HOST, Party.COORDINATOR)
MENTIONS = ("qualification", "cost_method", "tasks", "place", "features")
# What somebody may still send from a page about a change that has stopped meanwhile.
ABOUT_A_CHANGE = frozenset({Verb.AGREE, Verb.CONSENT, Verb.REFUSE, Verb.SIGN, Verb.DROP_AMENDMENT})
# Papers each side may bring: the agreement is the structures', the amendment the employer's and the employee's.
MAY_BRING = {
    PaperKind.AGREEMENT: frozenset({Party.LENDER, Party.HOST}),
    PaperKind.AMENDMENT: frozenset({Party.LENDER, Party.EMPLOYEE}),
}


def side_for(arrangement: Arrangement, verb: Verb, member: Member, *, now: datetime) -> Party | None:
    """As whom the member would use the verb now; None when no side of theirs may."""
    move = NEXT_STATES.get(shown_state(arrangement, member, now=now), {}).get(verb)
    mine = parties_of(arrangement, member)
    return next((side for side in ORDER if move and side in move.by and side in mine), None)


def why_not(arrangement: Arrangement, verb: Verb, member: Member, *, now: datetime) -> No | None:
    """The table's answer: state, side and rank. What a single verb further asks is beside it."""
    if not parties_of(arrangement, member):
        return No.NOT_A_PARTY
    if verb not in NEXT_STATES.get(shown_state(arrangement, member, now=now), {}):
        return _why_too_late(arrangement, verb, member, now=now)
    side = side_for(arrangement, verb, member, now=now)
    if side is None:
        return No.NOT_YOUR_STEP
    if (
        side in (Party.LENDER, Party.HOST)
        and verb in FOR_MANAGERS
        and not member.manages(_structure(arrangement, side))
    ):
        return No.MANAGER_DECIDES
    return _why_not_about_change(arrangement, verb, side)


def _why_too_late(arrangement: Arrangement, verb: Verb, member: Member, *, now: datetime) -> No:
    """What happened meanwhile, in one wording for a refusal, a withdrawal and silence."""
    signed, ends = arrangement.signed_terms_id, arrangement.reflection_ends_at
    if verb in ABOUT_A_CHANGE and signed is not None and arrangement.terms[-1].id != signed:
        return No.CHANGE_OVER
    over = ends is not None and now >= ends and shown_state(arrangement, member, now=now) is State.EXPIRED
    return No.REFLECTION_OVER if over and verb in (Verb.CONSENT, Verb.REFUSE) else No.WRONG_STATE


def is_asked(arrangement: Arrangement, member: Member, *, now: datetime) -> bool:
    """The employee's answer is awaited now: to the terms, or to a change that both structures accepted."""
    if why_not(arrangement, Verb.CONSENT, member, now=now):
        return False
    return arrangement.state is State.TERMS_AGREED or change_ends_at(arrangement) is not None


def _why_not_about_change(arrangement: Arrangement, verb: Verb, side: Party) -> No | None:
    """To a change one answers once, and alone: what an employer's paper met would tell of an answer."""
    if arrangement.state is not State.AMENDING or verb not in (Verb.CONSENT, Verb.REFUSE):
        return None
    person = arrangement.employee.person_id if arrangement.employee else None
    if side is Party.LENDER and person is not None:
        return No.OWN_ACCOUNT
    return No.WRONG_STATE if unseen_answer(arrangement) else None


def _structure(arrangement: Arrangement, side: Party) -> int:
    return arrangement.lender_id if side is Party.LENDER else arrangement.host_id


def why_not_open(member: Member, *, lender_id: int, host_id: int, side: Party) -> No | None:
    """A member may ask for their structure; only a manager offers somebody's work."""
    if lender_id == host_id:
        return No.OWN_STRUCTURE
    own = lender_id if side is Party.LENDER else host_id
    if member.structure_id != own:
        return No.NOT_A_PARTY
    return No.MANAGER_DECIDES if side is Party.LENDER and not member.manages(own) else None


def missing_mentions(content: TermsContent) -> tuple[str, ...]:
    """The names of the mentions the law demands of both papers (S5, S6) and that these terms lack."""
    empty = tuple(name for name in MENTIONS if not getattr(content, name).strip())
    return empty if content.slots else (*empty, "slots")


def lacks_trial(content: TermsContent) -> bool:
    """A trial is mandatory when an essential element of the contract changes (S7)."""
    return content.essential_change and not content.probation_days


def why_not_write(regime: Regime, purpose: str) -> No | None:
    """A loan below cost names its purpose (R8241-2)."""
    return No.PURPOSE_NEEDED if regime is Regime.LOAN_BELOW_COST and not purpose.strip() else None


def why_not_agree(
    arrangement: Arrangement, side: Party, *, seen_terms_id: int, blocked: bool, now: datetime
) -> No | None:
    """Both structures agree to one version; a certain breach of working time stops it here."""
    terms = arrangement.current_terms
    if terms is None:
        return No.NO_TERMS
    if terms.id != seen_terms_id:
        return No.TERMS_CHANGED
    if terms.employee_id is None:
        return No.NOT_NAMED
    if has_agreed(arrangement, side, terms.id):
        return No.ALREADY_AGREED
    if blocked:
        return No.HOURS_BREACH
    ends = reflection_end(terms, arrangement.pole.zone, now)
    if arrangement.state is State.REGIME_CHECKED and ends > terms.values.starts_on:
        return No.START_TOO_SOON
    return None


def why_not_answer(
    arrangement: Arrangement, side: Party, *, seen_terms_id: int, has_paper: bool, now: datetime
) -> No | None:
    """The employee answers for themselves; the lender only records what stands on a signed paper."""
    if arrangement.terms_id != seen_terms_id:
        return No.TERMS_CHANGED
    ends = arrangement.reflection_ends_at
    if arrangement.state is State.TERMS_AGREED and ends is not None and now >= ends:
        return No.REFLECTION_OVER
    if side is Party.LENDER and not has_paper:
        return No.PAPER_NEEDED
    if not (
        has_agreed(arrangement, Party.LENDER, seen_terms_id) and has_agreed(arrangement, Party.HOST, seen_terms_id)
    ):
        return No.NO_TERMS
    return No.WRONG_STATE if arrangement.consent_to(seen_terms_id) else None


def why_not_cse(
    arrangement: Arrangement, side: Party, consulted_on: date | None, *, replaces_id: int | None, today: date
) -> No | None:
    """Consulted before the loan, and before it is written down (S8, S9). What stands is corrected by a record that
    names it, until the first signature."""
    terms = arrangement.current_terms
    if terms is None:
        return No.NO_TERMS
    known = arrangement.cse_of(side)
    if known is not None and replaces_id is None and arrangement.state is not State.SENT_BACK:
        return No.CSE_ALREADY
    if replaces_id is not None and (known is None or known.id != replaces_id):
        return No.CSE_CHANGED
    if is_begun(arrangement):
        return No.CSE_SIGNED
    if consulted_on is None:
        return None
    if consulted_on > today:
        return No.CSE_IN_FUTURE
    return No.CSE_TOO_LATE if consulted_on >= terms.values.starts_on else None


def is_begun(arrangement: Arrangement) -> bool:
    """Somebody has signed the agreement or the amendment of the version under discussion."""
    here = any(row.terms_id == arrangement.terms_id for row in arrangement.signed)
    return here or any(arrangement.paper(kind) is not None for kind in MAY_BRING)


def why_not_decide(arrangement: Arrangement, member: Member, *, blocked: bool, verb: Verb, reason: str) -> No | None:
    """The coordination decides, never about its own structure or person; a refusal says why."""
    if has_conflict(arrangement, member):
        return No.CONFLICT
    if verb is Verb.APPROVE:
        return No.HOURS_BREACH if blocked else None
    return None if reason.strip() else No.REASON_NEEDED


def has_conflict(arrangement: Arrangement, member: Member) -> bool:
    """Lender, host or employee, whichever structure they act for today."""
    concerned = {arrangement.lender_id, arrangement.host_id}
    person = arrangement.employee.person_id if arrangement.employee else None
    return bool(concerned & (member.structure_ids | {member.structure_id})) or person == member.person_id


def why_not_sign(
    arrangement: Arrangement, kind: PaperKind, side: Party, *, code: str, signed_on: date, today: date
) -> No | None:
    """Both papers carry the code of the version the employee agreed to, and are signed before it starts."""
    terms = arrangement.current_terms
    if terms is None or arrangement.consent_to(terms.id) is None:
        return No.NOT_CONSENTED
    if side not in MAY_BRING.get(kind, ()):
        return No.NOT_YOUR_STEP
    if code.replace(" ", "").upper() != terms.code:
        return No.OTHER_VERSION
    if signed_on > today:
        return No.SIGNED_IN_FUTURE
    first_time = arrangement.state is State.APPROVED
    return No.SIGNED_LATE if first_time and signed_on > terms.values.starts_on else None


def may_start(arrangement: Arrangement, today: date) -> bool:
    """The first day has come, the host has received the person, equipment and medical follow-up are written."""
    terms = arrangement.signed_terms
    ready = arrangement.briefed_on is not None and terms is not None
    return bool(ready and terms and terms.values.starts_on <= today and terms.values.ppe and terms.values.medical)


def why_not_return(arrangement: Arrangement) -> No | None:
    """The employee confirmed the same or an equivalent post (S11)."""
    return None if arrangement.last_step(Verb.CONFIRM_RETURN) else No.RETURN_UNCONFIRMED


def why_not_cost(wages: int, charges: int, expenses: int, invoiced: int, regime: Regime) -> No | None:
    """Cents: exactly the cost in R2; R3 may be below, never above (S1, L8241-3)."""
    cost = wages + charges + expenses
    if min(wages, charges, expenses, invoiced) < 0 or invoiced > cost:
        return No.MARGIN
    return No.MARGIN if regime is Regime.LOAN and invoiced != cost else None
