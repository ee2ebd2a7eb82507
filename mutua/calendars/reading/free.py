"""The periods of a VFREEBUSY (RFC 5545, 3.6.4)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from icalendar import FreeBusy

from mutua.calendars.reading.files import Block


def busy_spans(block: Block) -> list[tuple[datetime, datetime]]:
    """(start, end) in UTC of what is not free; raises whatever the library does."""
    entries = FreeBusy.from_ical(block.text).get("FREEBUSY", [])
    listed = entries if isinstance(entries, list) else [entries]
    return [_span(entry) for entry in listed if str(entry.params.get("FBTYPE", "BUSY")).upper() != "FREE"]


def _span(period: Any) -> tuple[datetime, datetime]:
    start, end = period.dt
    start = start.astimezone(UTC)
    return start, end.astimezone(UTC) if isinstance(end, datetime) else start + end
