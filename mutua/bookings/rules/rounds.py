"""Seasonal rounds: why not open, wish or answer, and a fair first proposal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mutua.bookings.models.rounds import Answer, Round, RoundState, RoundWish, first_window
from mutua.kernel.reading_order import reading_order
from mutua.pole.models import Member
from mutua.resources.models import Draw, Resource

LONGEST_TERM = timedelta(days=366)


@dataclass(frozen=True)
class Place:
    """A weekly window on a resource; minutes after midnight."""

    resource: Resource
    weekday: int
    opens: int
    closes: int

    @property
    def resource_id(self) -> int:
        return self.resource.id

    @property
    def key(self) -> tuple[int, int, int]:
        return self.resource.id, self.weekday, self.opens

    def first_date(self, first_on: date) -> tuple[datetime, datetime]:
        return first_window(first_on, self.weekday, self.opens, self.closes)


class No(StrEnum):
    NOT_THE_COORDINATION = "round_not_yours"
    TERM_PAST = "round_term_past"
    TERM_TOO_LONG = "round_term_too_long"
    TERM_BACKWARDS = "round_term_backwards"
    WISHES_TOO_LATE = "round_wishes_too_late"
    NOTHING_TO_SHARE = "round_nothing_to_share"
    WISHES_CLOSED = "round_wishes_closed"
    ENOUGH_WISHES = "round_enough_wishes"
    NOT_IN_THE_ROUND = "round_not_in_it"
    WINDOW_BACKWARDS = "round_window_backwards"
    NEVER_IN_THE_TERM = "round_never_in_term"
    WINDOW_CLOSED = "round_window_closed"
    NOT_ALLOTTING = "round_not_allotting"
    SETTLED = "round_settled"
    STILL_WAITING = "round_still_waiting"
    OUTRANKED = "round_outranked"
    FAIRER = "round_fairer"
    HAD_ANOTHER = "round_had_another"
    WHY_NOT = "round_why_not"
    NO_STRUCTURE = "round_no_structure"
    RANKED_MEANWHILE = "round_ranked_meanwhile"
    NO_LONGER_HERE = "round_no_longer_here"
    GRANTED_ALREADY = "round_granted_already"


def why_not_open_round(
    member: Member, *, first_on: date, last_on: date, wishes_until_on: date, resources: int, today: date
) -> No | None:
    if not member.is_coordinator:
        return No.NOT_THE_COORDINATION
    if last_on < first_on:
        return No.TERM_BACKWARDS
    if wishes_until_on < today:
        return No.TERM_PAST
    if wishes_until_on >= first_on:
        return No.WISHES_TOO_LATE
    if last_on - first_on > LONGEST_TERM:
        return No.TERM_TOO_LONG
    return None if resources else No.NOTHING_TO_SHARE


def takes_wishes(season: Round, today: date) -> bool:
    return season.state is RoundState.OPEN and today <= season.wishes_until_on


def why_not_wish(season: Round, wish: RoundWish, *, own: int, today: date) -> No | None:
    """`own`: how many wishes the structure has already; `wish.resource` is loaded with its hours."""
    if not takes_wishes(season, today):
        return No.WISHES_CLOSED
    return No.ENOUGH_WISHES if own >= season.most_wishes else _why_not_window(season, wish)


def _why_not_window(season: Round, wish: RoundWish | Place) -> No | None:
    if wish.resource_id not in {choice.resource_id for choice in season.choices}:
        return No.NOT_IN_THE_ROUND
    if wish.closes <= wish.opens:
        return No.WINDOW_BACKWARDS
    if wish.first_date(season.first_on)[0].date() > season.last_on:
        return No.NEVER_IN_THE_TERM
    return None if _opens_then(wish) else No.WINDOW_CLOSED


def why_not_place(season: Round, wish: RoundWish, place: Place, words: str) -> No | None:
    """The coordination grants another window than the one asked for, and says why."""
    if wish.answer is Answer.BOOKED:
        return No.SETTLED
    if not words:
        return No.WHY_NOT
    granted = _granted(season, wish)
    return _why_not_window(season, place) or (None if _fits(place, granted) else No.GRANTED_ALREADY)


def _granted(season: Round, without: RoundWish) -> list[RoundWish]:
    kept = (Answer.GRANTED, Answer.BOOKED)
    return [other for other in season.wishes if other.answer in kept and other is not without]


def nearest_place(season: Round, wish: RoundWish) -> Place | None:
    """The free window most like the one asked for: another hour of the day, another resource, then another day."""
    granted = _granted(season, wish)
    shifts = sorted(range(-240, 241, 30), key=lambda minutes: (abs(minutes), minutes < 0))
    others = [choice.resource for choice in season.choices if choice.resource_id != wish.resource_id]
    like = [other for other in others if other.kind is wish.resource.kind]
    tries = [
        *(Place(wish.resource, wish.weekday, wish.opens + shift, wish.closes + shift) for shift in shifts),
        *(Place(other, wish.weekday, wish.opens, wish.closes) for other in like),
        *(Place(wish.resource, (wish.weekday + day) % 7, wish.opens, wish.closes) for day in range(1, 7)),
    ]
    asked = (wish.resource_id, wish.weekday, wish.opens)
    return next((place for place in tries if _is_free(season, place, granted) and place.key != asked), None)


def _is_free(season: Round, place: Place, granted: Sequence[RoundWish]) -> bool:
    in_the_day = 0 <= place.opens < place.closes <= 1440
    return in_the_day and _why_not_window(season, place) is None and _fits(place, granted)


def _opens_then(wish: RoundWish | Place) -> bool:
    """Within the weekly hours; days that differ are answered date by date when the series is made."""
    slots = sorted((slot.opens, slot.closes) for slot in wish.resource.hours if slot.weekday == wish.weekday)
    reached = wish.opens
    for opens, closes in slots:
        if opens <= reached < closes:
            reached = closes
    return not wish.resource.hours or reached >= wish.closes


def why_not_change_wish(season: Round, wish: RoundWish, member: Member, *, today: date) -> No | None:
    """A structure ranks and takes back its own wishes while they are taken."""
    if wish.structure_id != member.structure_id:
        return No.NOT_THE_COORDINATION
    return None if takes_wishes(season, today) else No.WISHES_CLOSED


def why_not_allot(season: Round, member: Member) -> No | None:
    if not member.is_coordinator:
        return No.NOT_THE_COORDINATION
    return None if season.state is RoundState.ALLOTTING else No.NOT_ALLOTTING


def clash(one: RoundWish | Place, other: RoundWish) -> bool:
    """Whether both windows ask for a unit in common at one hour of the week; two fortnights may be the same one."""
    shared = _units(one.resource) & _units(other.resource)
    pause = max(one.resource.turnaround_minutes, other.resource.turnaround_minutes)
    apart = one.closes + pause <= other.opens or other.closes + pause <= one.opens
    return bool(shared) and one.weekday == other.weekday and not apart


def _units(resource: Resource) -> set[int]:
    return {draw.unit_id for draw in resource.draws if draw.unit.retired_at is None}


def _fits(wish: RoundWish | Place, granted: Iterable[RoundWish]) -> bool:
    """Room beside those granted already: one party for a whole place, n for n of many."""
    beside = [other for other in granted if clash(wish, other)]
    if wish.resource.draw is Draw.ALL:
        return not beside
    used = sum(len(_units(o.resource)) if o.resource.draw is Draw.ALL else o.resource.units_needed for o in beside)
    return used + wish.resource.units_needed <= len(_units(wish.resource))


def propose(wishes: Sequence[RoundWish]) -> dict[RoundWish, No | None]:
    """A fair first answer to each wish: None grants it, else why not. The same wishes always give the same answers.

    Turn by turn each structure gets one window, the best of its ranked wishes that still fits; nobody gets two before
    everybody who can has one. Within a turn better ranks go first, then those with fewer hours a week so far, then
    those who wished first.
    """
    hours: dict[int, int] = defaultdict(int)
    answers: dict[RoundWish, No | None] = {}
    granted: list[RoundWish] = []
    while len(answers) < len(wishes):
        served: set[int] = set()
        left = [wish for wish in wishes if wish not in answers]
        left.sort(key=lambda wish: (wish.rank, hours[wish.structure_id], wish.wished_at, wish.id))
        for wish in left:
            if wish.structure_id in served:
                continue
            if _fits(wish, granted):
                granted.append(wish)
                served.add(wish.structure_id)
                hours[wish.structure_id] += wish.minutes
                answers[wish] = None
            else:
                answers[wish] = _why(wish, granted)
    return answers


def _why(wish: RoundWish, granted: Iterable[RoundWish]) -> No:
    """Who has it ranked it better, had fewer hours, or is the same structure."""
    others = [entry for entry in granted if clash(wish, entry)]
    if any(entry.structure_id == wish.structure_id for entry in others):
        return No.HAD_ANOTHER
    return No.OUTRANKED if any(entry.rank < wish.rank for entry in others) else No.FAIRER


@dataclass(frozen=True)
class Share:
    """What one structure asked and got, in minutes a week; `best` is the best rank it got."""

    structure: str
    wishes: int
    asked: int
    got: int
    granted: int
    best: int | None


def shares(wishes: Iterable[RoundWish]) -> list[Share]:
    """One row a structure, by name."""
    by: dict[str, list[RoundWish]] = defaultdict(list)
    for wish in wishes:
        by[wish.structure.name].append(wish)
    found = []
    for name, own in sorted(by.items(), key=lambda row: reading_order(row[0])):
        got = [wish for wish in own if wish.answer in (Answer.GRANTED, Answer.BOOKED)]
        found.append(
            Share(
                name,
                len(own),
                sum(wish.minutes for wish in own),
                sum(wish.minutes for wish in got),
                len(got),
                min((wish.rank for wish in got), default=None),
            )
        )
    return found
