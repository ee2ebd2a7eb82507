"""What is free and what is taken on a day, as one member may see it: queries joined to the board."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from cachetools import LRUCache

from mutua.bookings import board, queries, rules
from mutua.bookings.board import DAY, Block, Held, Look, Stretch, Terms
from mutua.bookings.models import State
from mutua.bookings.queries import Shelf, Used
from mutua.kernel.timespan import TimeSpan, moment, wall
from mutua.pole.models import Member
from mutua.resources.models import ClaimKind, Kind, Shown
from mutua.resources.rules import gates
from mutua.staffing import queries as staffing
from mutua.staffing.models import TermsContent
from mutua.staffing.rules.cover import lent_on, terms_cover

MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ROWS_KEPT = 2000

Mark = tuple[Hashable, ...]
# Resource -> the signed terms that lend its person to the reader's structure.
Loans = Mapping[int, Sequence[TermsContent]]


@dataclass(frozen=True)
class Row:
    """One resource's day. `drawing` tells one drawing from the next; None where an open form's minutes run.

    `unlent`: somebody's staff whom no signed loan lends to the reader's structure.
    """

    shelf: Shelf
    terms: Terms
    blocks: list[Block]
    free: list[Stretch]
    unlent: bool = False
    drawing: object | None = None


class Kept:
    """Days drawn before, by mark: whoever sees as much reads the same row until a hold of its units moves."""

    def __init__(self) -> None:
        self._rows: LRUCache[Mark, Row] = LRUCache(ROWS_KEPT)
        self._lock = Lock()

    def rows(self, marks: Iterable[Mark]) -> dict[Mark, Row]:
        with self._lock:
            return {mark: row for mark in marks if (row := self._rows.get(mark)) is not None}

    def keep(self, rows: Iterable[tuple[Mark, Row]]) -> None:
        with self._lock:
            self._rows.update((mark, row) for mark, row in rows if row.drawing is not None)

    def forget(self) -> None:
        """When another database is put in place of this one."""
        with self._lock:
            self._rows.clear()


kept = Kept()


def day_of(shelves: Sequence[Shelf], day: date, member: Member, *, wanted: int, now: datetime) -> list[Row]:
    """The day of each resource: one statement at most, whatever their number, one more where staff is lent.

    `wanted` in minutes.
    """
    loans = loans_for(shelves, member)
    marks = {shelf.id: (*_mark(shelf, day, member, wanted, now), *loans.get(shelf.id, ())) for shelf in shelves}
    rows = kept.rows(marks.values())
    missing = [shelf for shelf in shelves if marks[shelf.id] not in rows]
    if missing:
        drawn = _drawn(missing, day, member, wanted, now, loans)
        kept.keep((marks[row.shelf.id], row) for row in drawn)
        return _in_order(shelves, [*rows.values(), *drawn])
    return _in_order(shelves, rows.values())


def _in_order(shelves: Sequence[Shelf], rows: Iterable[Row]) -> list[Row]:
    by_id = {row.shelf.id: row for row in rows}
    return [by_id[shelf.id] for shelf in shelves]


def _mark(shelf: Shelf, day: date, member: Member, wanted: int, now: datetime) -> Mark:
    """The sheet with its counters, the day, how long, the quarter hour, and what decides on what the member may see."""
    sheet = (shelf.id, shelf.modseq, shelf.version, shelf.name, shelf.subtitle, shelf.place, shelf.building)
    times = (shelf.zone, shelf.written_hours, shelf.written_units, day, wanted, (now - EPOCH) // QUARTER)
    return sheet, times, member.pole_id, member.structure_id, member.roles


def _drawn(shelves: Sequence[Shelf], day: date, member: Member, wanted: int, now: datetime, loans: Loans) -> list[Row]:
    held: dict[int, list[Used]] = {}
    # Open forms end by themselves, and people are taken elsewhere: without a counter that moves here.
    passing = {shelf.id for shelf in shelves if shelf.kind is Kind.STAFF}
    for used in queries.taken_during(shelves, whole_day(day, shelves), now):
        if used.kind is ClaimKind.TENTATIVE:
            passing.add(used.resource_id)
        if not own_form(used, member):
            held.setdefault(used.resource_id, []).append(used)
    rows = (_row(shelf, day, held.get(shelf.id, []), member, wanted, now, loans) for shelf in shelves)
    return [row if row.shelf.id in passing else replace(row, drawing=object()) for row in rows]


def days_of(
    shelf: Shelf, first: date, count: int, member: Member, *, wanted: int, now: datetime
) -> list[tuple[date, Row]]:
    """The same resource on days in a row: one statement, whatever their number."""
    days = [first + timedelta(days=offset) for offset in range(count)]
    reach = TimeSpan(whole_day(days[0], [shelf]).start, whole_day(days[-1], [shelf]).end)
    used = [entry for entry in queries.taken_during([shelf], reach, now) if not own_form(entry, member)]
    loans = loans_for([shelf], member)
    here = {day: [entry for entry in used if entry.meets(whole_day(day, [shelf]))] for day in days}
    return [(day, _row(shelf, day, here[day], member, wanted, now, loans)) for day in days]


def rows_of(
    shelves: Sequence[Shelf], days: Sequence[date], member: Member, *, wanted: int, now: datetime
) -> dict[tuple[int, date], Row]:
    """Each resource's days, by (resource, day): one statement for all of them."""
    if not shelves or not days:
        return {}
    reach = TimeSpan(whole_day(days[0], shelves).start, whole_day(days[-1], shelves).end)
    held: dict[int, list[Used]] = {}
    for used in queries.taken_during(shelves, reach, now):
        if not own_form(used, member):
            held.setdefault(used.resource_id, []).append(used)
    found, loans = {}, loans_for(shelves, member)
    for day in days:
        span = whole_day(day, shelves)
        for shelf in shelves:
            here = [used for used in held.get(shelf.id, ()) if used.meets(span)]
            found[shelf.id, day] = _row(shelf, day, here, member, wanted, now, loans)
    return found


def needs_loan(shelf: Shelf, member: Member) -> bool:
    """Another structure's staff, which only a signed loan lets one book."""
    return shelf.structure_id != member.structure_id and rules.is_loan(shelf.regime)


def loans_for(shelves: Sequence[Shelf], member: Member) -> Loans:
    """The signed loans to the member's structure among these; no statement where none is needed."""
    wanted = [shelf.id for shelf in shelves if needs_loan(shelf, member)]
    known = staffing.lent_to(member.structure_id, wanted).loans if wanted and member.structure_id is not None else {}
    return {number: [lent.values for lent in loans] for number, loans in known.items()}


def whole_day(day: date, shelves: Sequence[Shelf]) -> TimeSpan:
    """From the first local midnight to the last one after it, over the zones of these resources."""
    zones = {shelf.zone for shelf in shelves}
    first, last = datetime.combine(day, time()), datetime.combine(day + timedelta(days=1), time())
    reach = max(timedelta(minutes=shelf.turnaround) for shelf in shelves)
    return TimeSpan(
        min(moment(first, zone) for zone in zones) - reach, max(moment(last, zone) for zone in zones) + reach
    )


def _row(
    shelf: Shelf,
    day: date,
    used: list[Used],
    member: Member,
    wanted: int,
    now: datetime,
    loans: Loans,
) -> Row:
    minutes = dial(day, shelf.zone)
    units = shelf.units
    lent = lent_on(loans.get(shelf.id, ()), day) if needs_loan(shelf, member) else None
    opened = shelf.opening.on(day)
    terms = Terms(
        units=units,
        needed=len(units) - shelf.spare_units,
        open=tuple(board.both(opened, lent) if lent else opened),
        turnaround=shelf.turnaround,
        grid=shelf.granularity,
        bookable=_bookable(shelf, minutes, member, wanted, now) if units and lent != [] else (0, 0),
    )
    terms = _without_priority(terms, shelf, day, member, now)
    held = [_held(entry, minutes, member) for entry in used]
    unlent = needs_loan(shelf, member) and shelf.id not in loans
    return Row(shelf, terms, board.day_blocks(terms, held, wanted), board.free_stretches(terms, held), unlent)


def _without_priority(terms: Terms, shelf: Shelf, day: date, member: Member, now: datetime) -> Terms:
    """Hours that belong to the owner still are closed to others."""
    if shelf.rules is None or shelf.structure_id == member.structure_id:
        return terms
    kept = gates.hours_of_others(shelf.house, day, shelf.zone, now=now)
    return replace(terms, open=tuple(board.without(terms.open, kept))) if kept else terms


def _bookable(shelf: Shelf, minutes: Callable[[datetime], int], member: Member, wanted: int, now: datetime) -> Stretch:
    """Within what notice, horizon and longest stay allow; (0, 0) when nothing is."""
    foreign = shelf.structure_id != member.structure_id
    if shelf.longest is not None and wanted > shelf.longest:
        return 0, 0
    abroad = shelf.pole_id != member.pole_id
    if shelf.rules is not None and foreign and gates.why_not_among(shelf.house, member, abroad=abroad):
        return 0, 0
    first = minutes(now + timedelta(minutes=shelf.notice)) + 1
    last = minutes(now + timedelta(days=shelf.horizon))
    return min(max(first, 0), DAY), min(max(last, 0), DAY)


def dial(day: date, zone: str) -> Callable[[datetime], int]:
    """The minute of the local day of each moment: below 0 before it, 1440 and more after it."""
    midnight = datetime.combine(day, time())
    here = ZoneInfo(zone)
    first, last = moment(midnight, zone), moment(midnight + timedelta(days=1), zone)
    if first.astimezone(here).utcoffset() == last.astimezone(here).utcoffset():
        return lambda instant: (instant - first) // MINUTE
    return lambda instant: (wall(instant, zone) - midnight) // MINUTE


def _held(used: Used, minutes: Callable[[datetime], int], member: Member) -> Held:
    start, end, until = minutes(used.starts_at), minutes(used.used_until), minutes(used.ends_at)
    if used.kind is ClaimKind.BLOCK:
        return Held(used.unit_id, start, until, until, Look.CLOSED, own=False, label=reason_of(used, member))
    look = look_of(used, member)
    label, detail, booking_id = seen(used, member)
    return Held(
        used.unit_id,
        start,
        end,
        until,
        look=look,
        own=look is not Look.TAKEN and used.booked_id == used.resource_id,
        label=label,
        detail=detail,
        booking_id=booking_id,
    )


def own_form(used: Used, member: Member) -> bool:
    """The time that this person's own open form keeps: free for them, taken for everybody else."""
    return used.kind is ClaimKind.TENTATIVE and used.person_id == member.person_id


def look_of(used: Used, member: Member) -> Look:
    if used.kind is ClaimKind.BLOCK:
        return Look.CLOSED
    foreign = used.structure_id is None or used.structure_id != member.structure_id
    if foreign or used.kind is ClaimKind.TENTATIVE:
        return Look.TAKEN
    return Look.WAITING if used.state is State.REQUESTED else Look.MINE


def seen(used: Used, member: Member) -> tuple[str, str, int | None]:
    """Structure, title and person, and the booking's id: as much of them as this member may read."""
    owner, booker, poles = used.owner_id, used.structure_id, used.pole_ids
    shown = rules.shown_to(member, used.shown, owner_id=owner, structure_id=booker, pole_ids=poles)
    if shown is Shown.BUSY:
        return "", "", None
    if shown is Shown.STRUCTURE:
        return used.structure or "", "", None
    opens = rules.may_open(member, owner_id=owner, structure_id=booker, pole_ids=poles)
    detail = ", ".join(part for part in (used.title, used.person) if part)
    return used.structure or "", detail, used.booking_id if opens else None


def reason_of(used: Used, member: Member) -> str:
    """Why a block stands; another pole reads that it is closed."""
    return used.reason if used.pole_ids[0] == member.pole_id else ""


def free_on(
    shelves: Sequence[Shelf], spans: Sequence[TimeSpan], now: datetime, *, member: Member | None = None
) -> dict[int, list[bool]]:
    """Whether enough units of each resource are free during each span, turnaround included, and its person.

    `member`: whose own open forms do not count, and to whom people are lent only at the hours of their loans.
    """
    ids = [shelf.id for shelf in shelves]
    rest = max((timedelta(minutes=shelf.turnaround) for shelf in shelves), default=timedelta())
    reach = [TimeSpan(span.start, span.end + rest) for span in spans]
    counts = queries.busy_counts(ids, reach, now, member.person_id if member else None)
    loans = loans_for(shelves, member) if member else {}
    away = queries.elsewhere(shelves, *spans)

    def is_free(shelf: Shelf, place: int) -> bool:
        known = loans.get(shelf.id, ())
        lent = any(terms_cover(loan, spans[place], shelf.zone) for loan in known)
        barred = member is not None and not lent and needs_loan(shelf, member)
        barred |= any(used.resource_id == shelf.id and used.meets(spans[place]) for used in away)
        return not barred and counts.get((shelf.id, place), 0) <= shelf.spare_units

    return {shelf.id: [is_free(shelf, place) for place in range(len(spans))] for shelf in shelves}
