"""Letters of a seasonal round: it opens, it is to be allotted, what became of each wish, it was stopped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from mutua.bookings.models import State
from mutua.bookings.models.rounds import Round, RoundWish, first_window
from mutua.kernel import outbox
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Person, Pole


def opened(season: Round, member: Member, *, now: datetime) -> None:
    """To the managers of every structure of the pole."""
    numbers = {affiliation.structure_id for affiliation in pole_queries.people_of(season.pole_id)}
    people = {person.id: person for number in sorted(numbers) for person in pole_queries.managers_of(number)}
    _send("bookings/round_opened", people.values(), season, member.pole_slug, now, note=season.note)


def to_allot(season: Round, pole: Pole, *, now: datetime) -> None:
    """To the coordination, the day after the last day of wishes."""
    people = pole_queries.coordinators_of(season.pole_id)
    _send("bookings/round_to_allot", people, season, pole.slug, now, wishes=len(season.wishes))


def settled(season: Round, member: Member, *, now: datetime) -> None:
    """One letter a person who wished, with all that they wished."""
    for person in _wishers(season):
        own = sorted((wish for wish in season.wishes if wish.person_id == person.id), key=lambda wish: wish.rank)
        answers = [_answer(wish, season) for wish in own]
        _send("bookings/round_settled", [person], season, member.pole_slug, now, answers=answers)


def _answer(wish: RoundWish, season: Round) -> dict[str, Any]:
    start, end = wish.first_date(season.first_on)
    dates = wish.booking.occurrences if wish.booking else []
    return {
        "resource": wish.resource.name,
        "starts": start.isoformat(),
        "ends": end.isoformat(),
        "reason": wish.reason,
        "words": wish.words,
        "booking": wish.booking_id,
        "kept": sum(date.state is not State.DECLINED for date in dates),
        "dates": len(dates),
        "asked": _asked(wish, season),
    }


def _asked(wish: RoundWish, season: Round) -> dict[str, str] | None:
    """What was wished, when the coordination placed it elsewhere."""
    if wish.move is None:
        return None
    move = wish.move
    start, end = first_window(season.first_on, move.weekday, move.opens, move.closes)
    return {
        "resource": move.resource.name,
        "starts": start.isoformat(),
        "ends": end.isoformat(),
        "words": move.words,
    }


def stopped(season: Round, member: Member, *, now: datetime) -> None:
    _send("bookings/round_stopped", _wishers(season), season, member.pole_slug, now, by=member.name)


def _wishers(season: Round) -> Iterable[Person]:
    return {wish.person_id: wish.person for wish in season.wishes}.values()


def _send(template: str, people: Iterable[Person], season: Round, slug: str, now: datetime, **more: Any) -> None:
    for person in people:
        facts = {
            "name": person.name,
            "round": season.name,
            "first": season.first_on.isoformat(),
            "last": season.last_on.isoformat(),
            "until": season.wishes_until_on.isoformat(),
            "path": f"/p/{slug}/rounds/{season.id}",
            **more,
        }
        outbox.mail(template, to=person.email, locale=person.locale, pole_id=season.pole_id, at=now, facts=facts)
