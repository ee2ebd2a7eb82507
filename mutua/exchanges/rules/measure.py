"""From a booking's finished line to units and quanta, and the digests both sides confirm."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from mutua.bookings.models import Line, LineState
from mutua.bookings.models import State as DateState
from mutua.exchanges.models import UNITS_OF, Exchange, PoleRules, Terms, UnitCode
from mutua.exchanges.rules.refusals import No
from mutua.kernel.timespan import TimeSpan, wall
from mutua.pole.models import ExchangeMode, Member
from mutua.resources.models import Kind, Regime

MIDDAY = 13  # local hour that parts the two half-days


def local_day(now: datetime, member: Member) -> date:
    """Today on the pole's wall."""
    return wall(now, member.pole_zone).date()


def units_for(kind: Kind, mode: ExchangeMode) -> tuple[UnitCode, ...]:
    """The natural unit first; a pole that counts in one unit takes hours alone."""
    return (UnitCode.HOUR,) if mode is ExchangeMode.TIME_UNIT else UNITS_OF[kind]


def why_not_from_line(line: Line, decided: PoleRules | None = None) -> No | None:
    """A finished line proposes its exchange; a loan of staff has its arrangement instead (W5).

    A date not honoured or cancelled late proposes one only where the pole decided so.
    """
    resource, occurrence = line.resource, line.occurrence
    wanted = {DateState.DONE}
    if decided is not None and decided.no_show:
        wanted.add(DateState.NO_SHOW)
    if decided is not None and decided.late_hours is not None:
        wanted.add(DateState.CANCELLED)
    if occurrence.state not in wanted or line.state is not LineState.APPROVED:
        return No.EXCHANGE_STATE
    if resource.kind is Kind.STAFF and resource.regime is not Regime.SERVICE:
        return No.STAFF_LOAN
    return No.SAME_STRUCTURE if resource.structure_id == occurrence.booking.structure_id else None


def measured(line: Line, mode: ExchangeMode) -> tuple[UnitCode, int]:
    """(unit, quanta) of a finished line from its real time, in the natural unit of its kind.

    Half-days and vehicle-days are those touched on the wall clock of the resource, times the desks or things taken. In
    a pole that counts in one unit: minutes, times what the line was valued at an hour; or sixty for each unit of
    account that one use was valued at, however long it was.
    """
    span, kind = line.occurrence.span, line.resource.kind
    unit = units_for(kind, mode)[0]
    if mode is ExchangeMode.TIME_UNIT:
        return unit, 60 * line.value_per_use if line.value_per_use else span.minutes * max(1, line.value_per_hour or 1)
    count = line.units_needed if kind in (Kind.DESK, Kind.EQUIPMENT) else 1
    if unit is UnitCode.HOUR:
        return unit, span.minutes
    if unit is UnitCode.PIECE:
        return unit, count
    return unit, count * len(_parts_of_days(span, line.resource.zone, halves=unit is UnitCode.HALF_DAY))


def _parts_of_days(span: TimeSpan, zone: str, *, halves: bool) -> set[tuple[date, bool]]:
    """The local days, or half-days, that [start, end) touches."""
    at, last = wall(span.start, zone), wall(span.end - timedelta(microseconds=1), zone)
    touched = {(last.date(), halves and last.hour >= MIDDAY)}
    while at <= last:
        touched.add((at.date(), halves and at.hour >= MIDDAY))
        at += timedelta(hours=1)
    return touched


def words_digest(salt: str, title: str, note: str, giver: str, receiver: str) -> str:
    return hashlib.sha256(json.dumps([salt, title, note, giver, receiver]).encode()).hexdigest()


def version_digest(facts: Sequence[object], counterpart: Sequence[object] | None) -> str:
    """SHA-256 over a leg's facts and those of the leg it is agreed against."""
    return hashlib.sha256(json.dumps([facts, counterpart], default=str).encode()).hexdigest()


def facts_of(exchange: Exchange, unit: UnitCode, number: int, terms: Terms, words_sha256: str) -> list[object]:
    """What a version's hash covers, in this order; a date that was not honoured says so at the end."""
    parties = [exchange.pole_id, exchange.giver_id, exchange.receiver_id]
    what = [exchange.kind.value, unit.value, number, terms.quantity, terms.event_on.isoformat()]
    return [exchange.uid, *parties, *what, words_sha256, *(["unused"] if exchange.unused else [])]
