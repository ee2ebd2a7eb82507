"""Exchanges of the demonstration: those that finished bookings propose, those that people write, offers and needs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from mutua.demo import source
from mutua.demo.cast import Cast
from mutua.demo.drawings import drawn
from mutua.exchanges import actions, queries
from mutua.exchanges.models import (
    Draft,
    Every,
    Exchange,
    Habit,
    Leg,
    ListingKind,
    Notice,
    Picture,
    Session,
    Terms,
    UnitCode,
)
from mutua.exchanges.rules import Judged, Worth
from mutua.kernel.timespan import moment
from mutua.pole.models import Member
from mutua.resources.models import Kind

WEEKS_KEPT = 8  # the worker looks back sixty days for finished dates without an exchange
# Of a week's exchanges: both sides confirm, only who gave, only who received; the others wait.
BOTH, GIVER, RECEIVER = 0.86, 0.91, 0.96
DISPUTES = {
    5: "La salle était fermée à notre arrivée. Nous n’avons pu l’utiliser que la moitié du temps.",
    2: "Le véhicule est resté au garage ce jour-là : l’échange n’a pas eu lieu.",
}


def build(cast: Cast, today: date) -> None:
    """Eight weeks of finished bookings, then the written proposals and the notices, each at its own moment."""
    chance = Random("exchanges")
    for weeks in range(WEEKS_KEPT, 0, -1):
        _week(cast, today - timedelta(weeks=weeks - 1), weeks, chance)
    data = source.toml("exchanges")
    for number, row in enumerate(data["proposal"]):
        _proposal(cast, row, number, today)
    for row in data["listing"]:
        _listing(cast, row, today)
    _session(cast, data["session"], today)
    for row in data["standing"]:
        _standing(cast, row, today)
    for row in data["worth"]:
        _worth(cast, row, today)
    for row in data["judged"]:
        _judged(cast, row, today)


def _at(cast: Cast, day: date, clock: time) -> datetime:
    return moment(datetime.combine(day, clock), cast.zone)


def _week(cast: Cast, until: date, weeks: int, chance: Random) -> None:
    """What ended in the seven days before `until` is proposed the same night and answered in the days that follow."""
    night = _at(cast, until, time(0))
    lines = queries.unproposed_lines(cast.pole_id, night - timedelta(days=7), night)
    pole = queries.pole(cast.pole_id)
    parties = queries.memberships(pole.id, cast.structures.values())
    made = [actions.propose_from_line(line, pole, parties, now=night) for line in lines]
    disputed = False
    for exchange in made:
        luck = chance.random()
        if weeks == 1:  # this week's are in front of everybody
            luck = RECEIVER if luck > 0.3 else GIVER - 0.01
        elif weeks in DISPUTES and luck > BOTH and not disputed:
            disputed = True
            _dispute(cast, exchange, DISPUTES[weeks], night + timedelta(days=2))
            continue
        _answer(cast, exchange, luck, night)


def _dispute(cast: Cast, exchange: Exchange, words: str, now: datetime) -> None:
    receiver = _manager(cast, exchange.receiver_id)
    actions.confirm(exchange, version_hash=exchange.current.sha256, member=_manager(cast, exchange.giver_id), now=now)
    actions.dispute(exchange, words, member=receiver, now=now)


def _answer(cast: Cast, exchange: Exchange, luck: float, night: datetime) -> None:
    if luck < GIVER:
        _confirm(cast, exchange, exchange.giver_id, night + timedelta(hours=10))
    if luck < BOTH or GIVER <= luck < RECEIVER:
        _confirm(cast, exchange, exchange.receiver_id, night + timedelta(hours=34))


def _confirm(cast: Cast, exchange: Exchange, structure_id: int, now: datetime) -> None:
    member = _manager(cast, structure_id)
    actions.confirm(exchange, version_hash=exchange.current.sha256, member=member, now=now)


def _manager(cast: Cast, structure_id: int) -> Member:
    return cast.manager(cast.key_of(structure_id))


def _proposal(cast: Cast, row: dict[str, Any], number: int, today: date) -> None:
    """One proposal, made two days after the fact, and what the other side did about it the next day."""
    day = today - timedelta(days=row["days_ago"])
    made_at = _at(cast, day + timedelta(days=2), time(9, 30))
    name, _, structure = row["by"].partition("@")
    leg = Leg(Kind(row["kind"]), UnitCode(row["unit"]), row["quantity"], day, row["title"], row["note"])
    draft = Draft(cast.structures[row["to"]], row["given"], leg, f"demo-{number}", counterpart=_back(row, day))
    exchange = actions.propose(draft, member=cast.member(name, structure), now=made_at)
    other, then = cast.manager(row["to"]), made_at + timedelta(hours=22)
    if row["after"] == "confirmed":
        actions.confirm(exchange, version_hash=exchange.current.sha256, member=other, now=then)
    elif row["after"] == "disputed":
        actions.dispute(exchange, row["words"], member=other, now=then)
    elif row["after"] == "countered":
        terms = Terms(row["counter_quantity"], day, row["title"], row["words"])
        actions.counter(exchange, [terms], member=other, now=then)
    elif row["after"] == "refused":
        actions.refuse(exchange, member=other, now=then, reason=row["words"])


def _back(row: dict[str, Any], day: date) -> Leg | None:
    """What is agreed in return, when the two sides wrote it down."""
    if "back_kind" not in row:
        return None
    return Leg(Kind(row["back_kind"]), UnitCode(row["back_unit"]), row["back_quantity"], day, row["back_title"])


def _listing(cast: Cast, row: dict[str, Any], today: date) -> None:
    name, _, structure = row["who"].partition("@")
    notice = Notice(
        ListingKind(row["listing"]),
        Kind(row["category"]),
        row["title"],
        row["text"],
        today + timedelta(days=row["until_in"]),
    )
    now = _at(cast, today - timedelta(days=row["days_ago"]), time(11, 10))
    pictures = [_picture(drawing, row["alt"]) for drawing in row.get("drawings", ())]
    actions.publish(notice, pictures=pictures, member=cast.member(name, structure), now=now)


def _picture(drawing: str, alt: str) -> Picture:
    """One of the drawings of the resources, as the photo somebody would have taken."""
    return Picture(f"{drawing}.jpg", drawn(drawing), alt)


def _session(cast: Cast, row: dict[str, Any], today: date) -> None:
    """One morning given to several structures: some have confirmed, one has not."""
    day = today - timedelta(days=row["days_ago"])
    now = _at(cast, day + timedelta(days=1), time(10))
    name, _, structure = row["by"].partition("@")
    leg = Leg(Kind(row["kind"]), UnitCode(row["unit"]), row["quantity"], day, row["title"], row["note"])
    receivers = tuple((cast.structures[key], row["quantity"]) for key in row["to"])
    session = Session(receivers, leg, "demo-session")
    made = actions.hold_session(session, member=cast.member(name, structure), now=now)
    for exchange in made[:-1]:
        _confirm(cast, exchange, exchange.receiver_id, now + timedelta(hours=20))


def _worth(cast: Cast, row: dict[str, Any], today: date) -> None:
    """What an association says that what it received freely this year is worth, for its accountant."""
    year = queries.years_of(cast.structures[row["of"]]).holding(today)
    declared = Worth(
        year.year,
        Kind(row["kind"]),
        UnitCode(row["unit"]),
        row["cents"],
        row["account"],
        row["method"],
        row["source"],
        part=year.part,
    )
    actions.value(declared, member=cast.manager(row["of"]), now=_at(cast, today - timedelta(days=3), time(16)))


def _judged(cast: Cast, row: dict[str, Any], today: date) -> None:
    """What an association answers to the two conditions of booking what it received."""
    year = queries.years_of(cast.structures[row["of"]]).holding(today)
    answer = Judged(year.year, row["essential"], row["countable"], row["reason"], year.part)
    actions.judge(answer, member=cast.manager(row["of"]), now=_at(cast, today - timedelta(days=3), time(17)))


def _standing(cast: Cast, row: dict[str, Any], today: date) -> None:
    """What comes back by itself: set up some weeks ago, each day proposed in its time, the first ones confirmed."""
    first = today - timedelta(days=row["since"])
    name, _, structure = row["by"].partition("@")
    leg = Leg(Kind(row["kind"]), UnitCode(row["unit"]), row["quantity"], first, row["title"], row["note"])
    until = first + timedelta(days=row["for"])
    habit = Habit(cast.structures[row["to"]], row["given"], leg, Every(row["every"]), until)
    set_up = _at(cast, first, time(8, 15))
    kept = actions.set_up(habit, member=cast.member(name, structure), now=set_up)
    for place in range(row["since"] // 7 + 1):
        night = _at(cast, first + timedelta(days=7 * place), time(22))
        actions.propose_standing(night)
    for exchange in queries.of_standing(kept.id)[:-1]:
        for structure_id in exchange.parties:
            _confirm(cast, exchange, structure_id, exchange.created_at + timedelta(hours=14))
