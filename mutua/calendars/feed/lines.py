"""Content lines of iCalendar: clean, escape, fold (RFC 5545, sections 3.1 and 3.3.11)."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

OCTETS = 75  # longest line, CRLF not counted

# Everything str.splitlines() cuts at becomes one newline, so that no reader sees a line we did not write.
_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# The rest of C0 and C1 is forbidden by RFC 5545; lone surrogates have no UTF-8 and U+FFFE, U+FFFF no XML 1.0 (CalDAV).
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(value: str) -> str:
    """The text without control characters, its line breaks all as a line feed."""
    if value.isprintable():  # most texts: no break, no control, no surrogate
        return value
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", value))


def text(value: str) -> str:
    """The text as a TEXT value: backslash, semicolon, comma and newline escaped."""
    escaped = clean(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def uri(value: str) -> str:
    """The address as a URI value, which has no escapes: blanks and controls are left out."""
    return "".join(clean(value).split())


def stamp(moment: date) -> str:
    """A wall-clock time as 20260309T090000, a day as 20260309."""
    return moment.isoformat()[:19].replace("-", "").replace(":", "")


def utc(moment: datetime) -> str:
    """An instant as 20260309T080000Z; a naive moment is refused."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return stamp(moment.astimezone(UTC)) + "Z"


def duration(length: timedelta) -> str:
    """A positive length in whole minutes as PT1H30M."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    if hours < 0 or hours + minutes == 0:
        raise ValueError("a duration is a minute or more")
    return "PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")


def fold(line: str) -> bytes:
    """One content line with its CRLF, cut at 75 octets and never inside a character."""
    octets = line.encode()
    if len(octets) <= OCTETS:
        return octets + b"\r\n"
    pieces, start, room = [], 0, OCTETS
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # a continuation octet: the character began before
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, OCTETS - 1  # the blank that marks the continuation counts
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def content(lines: Iterable[str]) -> bytes:
    """Many content lines as they are sent."""
    return b"".join(map(fold, lines))
