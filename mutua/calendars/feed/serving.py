"""The last touches to stored event bytes, when they are sent: what depends on the reader and on our address."""

import re

from mutua.calendars.feed.lines import fold, text

# At a line's beginning only, as no text can be: a continuation begins with a blank.
_PATH = re.compile(rb"\r\nURL:(/[^\r\n]*(?:\r\n [^\r\n]*)*)\r\n")


def absolute(events: bytes, base_url: str) -> bytes:
    """Event bytes whose URLs are paths, with the address of this installation before them."""
    base = base_url.rstrip("/")

    def whole(found: re.Match[bytes]) -> bytes:
        path = found[1].replace(b"\r\n ", b"").decode()
        return b"\r\n" + fold(f"URL:{base}{path}")

    return _PATH.sub(whole, events)


def without_url(events: bytes) -> bytes:
    """Events for a letter, which has its own link: our address is not known yet when it is written."""
    return _PATH.sub(b"\r\n", events)


def named(events: bytes, summary: str) -> bytes:
    """Busy events, which are stored without a word, with one."""
    return events.replace(b"\r\nEND:VEVENT\r\n", b"\r\n" + fold(f"SUMMARY:{text(summary)}") + b"END:VEVENT\r\n")


def nameless(events: bytes) -> bool:
    """Whether they were stored without a word: busy ones, and what crosses from one pole to another."""
    return b"\r\nSUMMARY" not in events


def located(events: bytes, place: str) -> bytes:
    """Events of one of many resources, with its name: alone, a resource's calendar says it already."""
    return events.replace(b"\r\nEND:VEVENT\r\n", b"\r\n" + fold(f"LOCATION:{text(place)}") + b"END:VEVENT\r\n")
