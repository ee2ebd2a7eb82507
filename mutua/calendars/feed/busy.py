"""Busy time without its reasons, as VFREEBUSY (RFC 5545, 3.6.4)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mutua.calendars.feed.lines import content, text, uri, utc


class BusyKind(StrEnum):
    """FBTYPE, the strongest first: where two kinds meet, it is the one told."""

    BUSY = "BUSY"
    UNAVAILABLE = "BUSY-UNAVAILABLE"
    TENTATIVE = "BUSY-TENTATIVE"


@dataclass(frozen=True, slots=True)
class Busy:
    """A time taken, both ends aware."""

    starts_at: datetime
    ends_at: datetime
    kind: BusyKind = BusyKind.BUSY


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeBusyFacts:
    """Whose time, in which window, as of when.

    `organizer`: a mail address; needed with METHOD:PUBLISH (RFC 5546, 3.3.1).
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    organizer: str = ""
    url: str = ""


def freebusy(facts: FreeBusyFacts, busy: Iterable[Busy]) -> bytes:
    """The VFREEBUSY: periods inside the window, in order, merged, none over another."""
    return content(_lines(facts, merged(busy, facts.starts_at, facts.ends_at)))


def _lines(facts: FreeBusyFacts, periods: Iterable[Busy]) -> Iterator[str]:
    yield "BEGIN:VFREEBUSY"
    yield f"UID:{text(facts.uid)}"
    yield f"DTSTAMP:{utc(facts.changed_at)}"
    yield f"DTSTART:{utc(facts.starts_at)}"
    yield f"DTEND:{utc(facts.ends_at)}"
    if facts.organizer:
        yield f"ORGANIZER:mailto:{uri(facts.organizer)}"
    if facts.url:
        yield f"URL:{uri(facts.url)}"
    for period in periods:
        yield f"FREEBUSY;FBTYPE={period.kind.value}:{utc(period.starts_at)}/{utc(period.ends_at)}"
    yield "END:VFREEBUSY"


def merged(busy: Iterable[Busy], start: datetime, end: datetime) -> list[Busy]:
    """What is busy between two instants: at each moment the strongest kind, neighbours of one kind joined."""
    edges: list[tuple[datetime, int, BusyKind]] = []
    for period in busy:
        first, last = max(period.starts_at, start), min(period.ends_at, end)
        if first < last:
            edges += [(first, 1, period.kind), (last, -1, period.kind)]
    edges.sort(key=lambda edge: edge[0])
    running: Counter[BusyKind] = Counter()
    periods: list[Busy] = []
    since = start
    for moment, step, kind in edges:
        told = next((strong for strong in BusyKind if running[strong]), None)
        if told is not None and since < moment:
            _append(periods, Busy(since, moment, told))
        running[kind] += step
        since = moment
    return periods


def _append(periods: list[Busy], period: Busy) -> None:
    """Add a period, or make the last one longer."""
    if periods and periods[-1].ends_at == period.starts_at and periods[-1].kind is period.kind:
        period = Busy(periods.pop().starts_at, period.ends_at, period.kind)
    periods.append(period)
