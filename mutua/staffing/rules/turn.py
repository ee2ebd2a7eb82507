"""Whose turn it is: what the list, the menu's counter and the page's one button follow."""

from __future__ import annotations

from collections.abc import Callable

from mutua.staffing.models import (
    Arrangement,
    HoursState,
    PaperKind,
    Party,
    State,
    Verb,
)
from mutua.staffing.rules.thinking import has_agreed, unseen_answer

L, H, E, C = Party.LENDER, Party.HOST, Party.EMPLOYEE, Party.COORDINATOR
# Who signs which paper (S5, S6).
SIGNERS = {PaperKind.AGREEMENT: (L, H), PaperKind.AMENDMENT: (L, E)}
# The agreement's own mentions (S5), and what stands in no other paper.
IN_AGREEMENT = ("starts_on", "ends_on", "qualification", "cost_method", "purpose", "insurance", "notice_days")
NOBODY: frozenset[Party] = frozenset()


def whose_turn(arrangement: Arrangement) -> frozenset[Party]:
    """The parties something is asked of now; empty when only time is awaited."""
    ask = _TURNS.get(arrangement.state)
    return ask(arrangement) if ask else NOBODY


def _terms(arrangement: Arrangement) -> frozenset[Party]:
    terms = arrangement.current_terms
    if terms is None:
        return frozenset({arrangement.asked_by_side})
    if terms.employee_id is None:
        return frozenset({L})
    return frozenset(side for side in (L, H) if not has_agreed(arrangement, side, terms.id))


def _answer(arrangement: Arrangement) -> frozenset[Party]:
    """A person without an account answers on paper, which their employer records."""
    return frozenset({E if arrangement.employee and arrangement.employee.person_id else L})


def seems_awaited(arrangement: Arrangement) -> frozenset[Party]:
    """Behind an unseen end, whom the others still take to be thinking."""
    return _answer(arrangement)


def missing_papers(arrangement: Arrangement) -> frozenset[PaperKind]:
    """Signed papers the version under discussion still lacks; an amendment needs a new agreement only when something
    changes that it must say, or that nothing else says."""
    needed = {PaperKind.AGREEMENT, PaperKind.AMENDMENT}
    new, signed = arrangement.current_terms, arrangement.signed_terms
    if arrangement.state is not State.AMENDING or new is None or signed is None:
        return _unbrought(arrangement, needed)
    if all(getattr(new.values, fact) == getattr(signed.values, fact) for fact in IN_AGREEMENT):
        needed.discard(PaperKind.AGREEMENT)
    return _unbrought(arrangement, needed)


def _unbrought(arrangement: Arrangement, needed: set[PaperKind]) -> frozenset[PaperKind]:
    return frozenset(kind for kind in needed if arrangement.paper(kind) is None)


def _papers(arrangement: Arrangement) -> frozenset[Party]:
    """Who has not signed yet; for a person without an account their employer brings the paper."""
    account = arrangement.employee is not None and arrangement.employee.person_id is not None
    return frozenset(
        L if side is E and not account else side
        for kind in missing_papers(arrangement)
        for side in SIGNERS[kind]
        if not arrangement.has_signed(kind, side)
    )


def _hours(arrangement: Arrangement) -> frozenset[Party]:
    states = {entry.state for entry in arrangement.hours}
    turn = set()
    if HoursState.ENTERED in states:
        turn.add(E if arrangement.employee and arrangement.employee.person_id else L)
    if HoursState.CONTESTED in states:
        turn.add(H)
    if HoursState.CONFIRMED in states:
        turn.add(L)
    return frozenset(turn)


def _amendment(arrangement: Arrangement) -> frozenset[Party]:
    terms = arrangement.current_terms
    if terms is None or terms.id == arrangement.signed_terms_id:
        return frozenset({L, H})
    waiting = frozenset(side for side in (L, H) if not has_agreed(arrangement, side, terms.id))
    if waiting:
        return waiting
    if unseen_answer(arrangement) is not None:
        return _answer(arrangement) - {E}  # the person alone is asked nothing more
    return _papers(arrangement) if arrangement.consent_to(terms.id) else _answer(arrangement)


def _asker(arrangement: Arrangement) -> frozenset[Party]:
    return frozenset({arrangement.asked_by_side})


def _councils(arrangement: Arrangement) -> frozenset[Party]:
    return frozenset(side for side in (L, H) if arrangement.cse_of(side) is None)


def _briefing(arrangement: Arrangement) -> frozenset[Party]:
    return NOBODY if arrangement.briefed_on else frozenset({H})


def _amending(arrangement: Arrangement) -> frozenset[Party]:
    return _amendment(arrangement) | _hours(arrangement)


def _return(arrangement: Arrangement) -> frozenset[Party]:
    """Hours first, then the employee's word (on paper without an account), then the lender's."""
    confirmed = arrangement.last_step(Verb.CONFIRM_RETURN) is not None
    return _hours(arrangement) or (frozenset({L}) if confirmed else _answer(arrangement))


_TURNS: dict[State, Callable[[Arrangement], frozenset[Party]]] = {
    State.DRAFT: _asker,
    State.REGIME_CHECKED: _terms,
    State.TERMS_AGREED: _answer,
    State.CONSENTED: _councils,
    State.SENT_BACK: lambda arrangement: frozenset({L, H}),
    State.CSE_DONE: lambda arrangement: frozenset({C}),
    State.APPROVED: _papers,
    State.SIGNED: _briefing,
    State.ACTIVE: _hours,
    State.SUSPENDED: _hours,
    State.AMENDING: _amending,
    State.ENDED: _return,
    State.RETURNED: lambda arrangement: frozenset({L}),
}
