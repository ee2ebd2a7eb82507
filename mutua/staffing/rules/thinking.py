"""The time in which the employee thinks about a change of a running loan: whatever is answered or withdrawn in it stays
unseen to its end, so that a refusal cannot be told from the rest."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from mutua.kernel.timespan import moment, wall
from mutua.staffing.models import NOT_PURSUED, Arrangement, Ending, Party, State, Step, Terms, Verb


def has_agreed(arrangement: Arrangement, side: Party, terms_id: int | None) -> bool:
    return any(step.side is side for step in _agreements(arrangement, terms_id))


def _agreements(arrangement: Arrangement, terms_id: int | None) -> list[Step]:
    return [step for step in arrangement.steps if step.verb is Verb.AGREE and step.terms_id == terms_id]


def reflection_end(terms: Terms, zone: str, now: datetime) -> date:
    """The first day on which the time to think is over, on the pole's calendar."""
    return wall(now, zone).date() + timedelta(days=terms.values.reflection_days + 1)


def change_ends_at(arrangement: Arrangement) -> datetime | None:
    """When the time to think about a change is over; None while the employee is not asked, and after a consent."""
    terms = arrangement.current_terms
    if arrangement.state is not State.AMENDING or terms is None or terms.id == arrangement.signed_terms_id:
        return None
    if arrangement.consent_to(terms.id) is not None:
        return None
    agreed = _agreements(arrangement, terms.id)
    if {step.side for step in agreed} < {Party.LENDER, Party.HOST}:
        return None
    ends = reflection_end(terms, arrangement.pole.zone, agreed[-1].at)
    return moment(datetime.combine(ends, time()), arrangement.pole.zone)


def is_change_over(arrangement: Arrangement, now: datetime) -> bool:
    ends = change_ends_at(arrangement)
    return ends is not None and now >= ends


def unseen_answer(arrangement: Arrangement) -> Ending | None:
    """How a change has stopped already, while nobody but its author may know."""
    ending = arrangement.ending
    hidden = ending is not None and ending.kind in NOT_PURSUED and ending.from_state is State.AMENDING
    return ending if hidden else None


def has_dropped(arrangement: Arrangement, side: Party) -> bool:
    """This structure gave the change up itself: it may read its own word, before the others."""
    ending = unseen_answer(arrangement)
    if ending is None:
        return False
    return ending.side is side or (side is Party.HOST and ending.host_knows_at is not None)
