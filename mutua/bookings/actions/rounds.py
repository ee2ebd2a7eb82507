"""Seasonal rounds: opened, wished in, answered, and made into series by the ordinary booking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mutua.bookings import series
from mutua.bookings.actions.requesting import request_booking
from mutua.bookings.mails import rounds as mails
from mutua.bookings.models import Booking, Wish
from mutua.bookings.models.rounds import Answer, Round, RoundMove, RoundResource, RoundState, RoundWish
from mutua.bookings.queries import rounds as queries
from mutua.bookings.rules.rounds import (
    No,
    Place,
    propose,
    takes_wishes,
    why_not_allot,
    why_not_change_wish,
    why_not_open_round,
    why_not_place,
    why_not_wish,
)
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if, refusing
from mutua.kernel.timespan import wall
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.resources.models import Resource
from mutua.resources.occupancy import OnConflict


@dataclass(frozen=True)
class Term:
    """What a round is about; both ends of the term are included."""

    name: str
    first_on: date
    last_on: date
    wishes_until_on: date
    most_wishes: int = 5
    note: str = ""


@dataclass(frozen=True)
class Window:
    """A weekly window as somebody wants it; minutes after midnight."""

    resource: Resource
    weekday: int
    opens: int
    closes: int
    every: int = 1
    title: str = ""
    headcount: int = 1


def open_round(term: Term, resources: Sequence[Resource], *, member: Member, now: datetime) -> Round:
    """The managers of every structure are told."""
    why = why_not_open_round(
        member, first_on=term.first_on, last_on=term.last_on, wishes_until_on=term.wishes_until_on,
        resources=len(resources), today=wall(now, member.pole_zone).date(),
    )  # fmt: skip
    refuse_if(why)
    made = Round(
        pole_id=member.pole_id,
        name=term.name,
        note=term.note,
        first_on=term.first_on,
        last_on=term.last_on,
        wishes_until_on=term.wishes_until_on,
        most_wishes=term.most_wishes,
        state=RoundState.OPEN,
        opened_by_id=member.person_id,
        opened_at=now,
        changed_at=now,
        choices=[RoundResource(resource_id=resource.id) for resource in resources],
    )
    db.session.add(made)
    db.session.flush()
    audit.record("round.opened", "round", made.id, actor=member, at=now, after="open")
    mails.opened(made, member, now=now)
    return made


def add_wish(season: Round, window: Window, *, member: Member, now: datetime) -> RoundWish:
    """Last among the structure's wishes."""
    if member.structure_id is None:
        raise Refused(No.NO_STRUCTURE)
    own = wishes_of(season, member.structure_id)
    wish = RoundWish(
        structure_id=member.structure_id,
        person_id=member.person_id,
        resource_id=window.resource.id,
        resource=window.resource,
        rank=len(own) + 1,
        weekday=window.weekday,
        opens=window.opens,
        closes=window.closes,
        every=window.every,
        title=window.title,
        headcount=window.headcount,
        answer=Answer.WAITING,
        move=None,
        wished_at=now,
    )
    refuse_if(why_not_wish(season, wish, own=len(own), today=_today(member, now)))
    wish.round_id = season.id
    with refusing(No.RANKED_MEANWHILE, when="round_wish"):
        db.session.add(wish)
        db.session.flush()
    audit.record("round.wished", "round_wish", wish.id, actor=member, at=now, after="waiting")
    return wish


def wishes_of(season: Round, structure_id: int | None) -> list[RoundWish]:
    """One structure's wishes, by rank."""
    return sorted((wish for wish in season.wishes if wish.structure_id == structure_id), key=lambda wish: wish.rank)


def raise_wish(season: Round, wish: RoundWish, *, member: Member, now: datetime) -> None:
    """It changes places with the one ranked just before; the first stays the first."""
    refuse_if(why_not_change_wish(season, wish, member, today=_today(member, now)))
    above = next((other for other in wishes_of(season, wish.structure_id) if other.rank == wish.rank - 1), None)
    if above is None:
        return
    rank, wish.rank = wish.rank, 0  # two wishes never have one rank, not for an instant
    db.session.flush()
    above.rank = rank
    db.session.flush()
    wish.rank = rank - 1
    db.session.flush()
    audit.record("round.ranked", "round_wish", wish.id, actor=member, at=now)


def withdraw_wish(season: Round, wish: RoundWish, *, member: Member, now: datetime) -> None:
    """Those ranked after it move up."""
    refuse_if(why_not_change_wish(season, wish, member, today=_today(member, now)))
    after = [other for other in wishes_of(season, wish.structure_id) if other.rank > wish.rank]
    audit.record("round.wish_withdrawn", "round_wish", wish.id, actor=member, at=now, before="waiting")
    db.session.delete(wish)
    db.session.flush()
    for other in after:
        other.rank -= 1
        db.session.flush()


def _today(member: Member, now: datetime) -> date:
    return wall(now, member.pole_zone).date()


def close_wishes(season: Round, *, member: Member | None, now: datetime) -> None:
    """No more wishes: a fair first answer stands beside each. `member` None: its last day is over."""
    if member is not None:
        refuse_if(None if member.is_coordinator else No.NOT_THE_COORDINATION)
    refuse_if(None if season.state is RoundState.OPEN else No.SETTLED)
    season.state, season.changed_at = RoundState.ALLOTTING, now
    _propose(season, now)
    db.session.flush()
    audit.record(
        "round.closed", "round", season.id, actor=member, at=now, before="open", after="allotting",
        pole_id=season.pole_id,
    )  # fmt: skip


def _propose(season: Round, now: datetime) -> None:
    for wish, why in propose(season.wishes).items():
        wish.answer = Answer.GRANTED if why is None else Answer.REFUSED
        wish.reason, wish.words, wish.answered_at = why.value if why else "", "", now


def close_due(now: datetime) -> int:
    """The day after the last day of wishes, in the pole's zone: closed, and the coordination is told."""
    done = 0
    for found, pole in queries.rounds_to_close(now.date() + timedelta(days=1)):
        if takes_wishes(found, wall(now, pole.zone).date()):
            continue
        season = queries.whole_round(found.id)
        close_wishes(season, member=None, now=now)
        mails.to_allot(season, pole, now=now)
        done += 1
    return done


def answer_wish(
    season: Round, wish: RoundWish, *, granted: bool, words: str = "", member: Member, now: datetime
) -> None:
    """The coordination says yes or no to one wish, as often as it likes before the series are made."""
    refuse_if(why_not_allot(season, member))
    refuse_if(No.SETTLED if wish.answer is Answer.BOOKED else None)
    refuse_if(No.WHY_NOT if not granted and not words else None)
    before, wish.answer = wish.answer, Answer.GRANTED if granted else Answer.REFUSED
    wish.reason, wish.words, wish.answered_at = "", "" if granted else words, now
    db.session.flush()
    audit.record(
        "round.answered", "round_wish", wish.id, actor=member, at=now, before=before.value, after=wish.answer.value
    )


def place_wish(season: Round, wish: RoundWish, place: Place, words: str, *, member: Member, now: datetime) -> None:
    """Granted at another window; what was asked for stays beside it. Back at what was asked for: as if never moved."""
    refuse_if(why_not_allot(season, member))
    refuse_if(why_not_place(season, wish, place, words))
    before, asked = wish.answer, wish.move or _asked(wish)
    asked.words, asked.moved_by_id, asked.moved_at = words, member.person_id, now
    wish.resource, wish.weekday, wish.opens, wish.closes = place.resource, place.weekday, place.opens, place.closes
    back = (asked.resource_id, asked.weekday, asked.opens, asked.closes) == (*place.key, place.closes)
    wish.move = None if back else asked
    wish.answer, wish.reason, wish.words, wish.answered_at = Answer.GRANTED, "", "", now
    db.session.flush()
    audit.record("round.placed", "round_wish", wish.id, actor=member, at=now, before=before.value, after="granted")


def _asked(wish: RoundWish) -> RoundMove:
    return RoundMove(
        resource_id=wish.resource_id, resource=wish.resource, weekday=wish.weekday, opens=wish.opens, closes=wish.closes
    )


def make_series(season: Round, wish: RoundWish, *, member: Member, now: datetime) -> Booking | None:
    """The granted window, every date of the term that is free, booked as whoever wished it would. None: made already.

    Refused, with nothing written, by the rule that stands against all of it.
    """
    refuse_if(why_not_allot(season, member))
    if wish.answer is not Answer.GRANTED:
        return None
    actor = pole_queries.member_for(wish.person, wish.resource.pole, wish.structure_id)
    if actor is None or actor.structure_id != wish.structure_id:
        raise Refused(No.NO_LONGER_HERE)
    booking = request_booking(_series(season, wish), member=actor, now=now)
    wish.answer, wish.booking_id = Answer.BOOKED, booking.id
    db.session.flush()
    audit.record("round.booked", "round_wish", wish.id, actor=member, at=now, before="granted", after="booked")
    return booking


def _series(season: Round, wish: RoundWish) -> Wish:
    start, end = wish.first_date(season.first_on)
    rule = series.weekly(wish.every, season.last_on)
    return Wish(
        resource_ids=(wish.resource_id,),
        structure_id=wish.structure_id,
        slots=series.slots(start, end, wish.resource.zone, rule),
        zone=wish.resource.zone,
        title=wish.title or season.name,
        headcount=wish.headcount,
        rrule=rule,
        on_conflict=OnConflict.SKIP,
    )


def note_refusal(season: Round, wish: RoundWish, reason: StrEnum, *, member: Member, now: datetime) -> None:
    """What stood against the series is the answer that is sent."""
    refuse_if(why_not_allot(season, member))
    wish.answer, wish.reason, wish.words, wish.answered_at = Answer.REFUSED, reason.value, "", now
    db.session.flush()
    audit.record("round.answered", "round_wish", wish.id, actor=member, at=now, before="granted", after="refused")


def finish_round(season: Round, *, member: Member, now: datetime) -> None:
    """Everybody who wished is told what became of each wish, and why."""
    refuse_if(why_not_allot(season, member))
    open_ones = [wish for wish in season.wishes if wish.answer in (Answer.WAITING, Answer.GRANTED)]
    refuse_if(No.STILL_WAITING if open_ones else None)
    season.state, season.changed_at = RoundState.DONE, now
    db.session.flush()
    audit.record("round.finished", "round", season.id, actor=member, at=now, before="allotting", after="done")
    mails.settled(season, member, now=now)


def stop_round(season: Round, *, member: Member, now: datetime) -> None:
    """Given up before any series was made."""
    refuse_if(None if member.is_coordinator else No.NOT_THE_COORDINATION)
    made = any(wish.answer is Answer.BOOKED for wish in season.wishes)
    refuse_if(No.SETTLED if made or season.state not in (RoundState.OPEN, RoundState.ALLOTTING) else None)
    before, season.state, season.changed_at = season.state, RoundState.STOPPED, now
    db.session.flush()
    audit.record("round.stopped", "round", season.id, actor=member, at=now, before=before.value, after="stopped")
    mails.stopped(season, member, now=now)
