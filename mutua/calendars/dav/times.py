"""The times written in an event, for the questions that the database cannot answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mutua.calendars.queries import Span

_VALUE = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_ZONE = re.compile(r";TZID=\"?([^;:\"]+)", re.IGNORECASE)
_TIMES = re.compile(rb"\r\n(DTSTART|DTEND|RECURRENCE-ID)((?:;[^:\r\n]+)?):([^\r\n]+)")
_END = b"END:VEVENT\r\n"


def is_within(span: Span, params: str, value: str) -> bool:
    """Whether one of the property's moments is in the span; a day when a part of it is."""
    return any(_meets(span, *found) for found in (_moment(params, one) for one in value.split(",")) if found)


def _moment(params: str, value: str) -> tuple[datetime, timedelta] | None:
    """When, and how long it lasts: a day, or no time at all. Our own bytes name only zones that are known."""
    found, zone = _VALUE.fullmatch(value.strip()), _ZONE.search(params)
    if found is None:
        return None
    here = ZoneInfo(zone[1]) if zone else UTC
    try:
        moment = datetime.strptime(found[1] + (found[2] or "000000"), "%Y%m%d%H%M%S").replace(tzinfo=here)
    except ValueError:
        return None
    return moment.astimezone(UTC), timedelta() if found[2] else timedelta(days=1)


def _meets(span: Span, start: datetime, length: timedelta) -> bool:
    """RFC 4791, 9.9: what lasts no time is in the span from its very start on."""
    after = span.start is None or (start + length > span.start if length else start >= span.start)
    return after and (span.end is None or start < span.end)


def limited(body: bytes, span: Span) -> bytes:
    """The series, and those of its exceptions that are in the span or took a date there (RFC 4791, 9.6.6)."""
    head, *rest = body.split(b"BEGIN:VEVENT\r\n")
    last = rest[-1].partition(_END)[2] if rest else b""
    kept = [piece.partition(_END)[0] for piece in rest if b"\r\nRECURRENCE-ID" not in piece or _takes_part(piece, span)]
    return head + b"".join(b"BEGIN:VEVENT\r\n" + piece + _END for piece in kept) + last


def _takes_part(piece: bytes, span: Span) -> bool:
    told = {name: _moment(params.decode(), value.decode()) for name, params, value in _TIMES.findall(piece)}
    start, end, was = told.get(b"DTSTART"), told.get(b"DTEND"), told.get(b"RECURRENCE-ID")
    if start is None or was is None:
        return True
    length = end[0] - start[0] if end else start[1]
    return _meets(span, start[0], length) or _meets(span, was[0], length)
