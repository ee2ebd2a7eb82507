"""The XML of WebDAV: read without surprises, written as text (a calendar of thousands is one answer)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from mutua.calendars.feed.lines import clean

DAV = "DAV:"
CALDAV = "urn:ietf:params:xml:ns:caldav"
SERVER = "http://calendarserver.org/ns/"
APPLE = "http://apple.com/ns/ical/"
MUTUA = "urn:mutua:dav"
PREFIXES = {DAV: "D", CALDAV: "C", SERVER: "S", APPLE: "A", MUTUA: "M"}
NAMESPACES = " ".join(f'xmlns:{prefix}="{name}"' for name, prefix in PREFIXES.items())
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'

# What a target has: property -> its inner XML.
Found = Mapping[str, str]


class NotXml(ValueError):
    """The body is not the XML it should be, or brings a DTD or entities."""


def d(name: str) -> str:
    return f"{{{DAV}}}{name}"


def c(name: str) -> str:
    return f"{{{CALDAV}}}{name}"


def parsed(body: bytes) -> Element | None:
    """The root element; None for an empty body."""
    if not body.strip():
        return None
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotXml(str(error)) from error
    return root


def element(tag: str, inner: str = "", **attributes: str) -> str:
    """`{namespace}name` with ready XML inside."""
    space, _, name = tag.removeprefix("{").rpartition("}")
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    if space in PREFIXES:
        label = f"{PREFIXES[space]}:{name}"
    else:
        label, written = f"X:{name}", f" xmlns:X={quoteattr(space)}{written}"
    return f"<{label}{written}>{inner}</{label}>" if inner else f"<{label}{written}/>"


def text(value: str) -> str:
    return escape(clean(value))


def href(path: str) -> str:
    return element(d("href"), escape(quote(path, safe="/:@!$&'()*+,;=~-._")))


def response(path: str, wanted: Iterable[str], found: Found) -> str:
    """One target: what was asked and is there, and what was asked and is not."""
    asked = list(wanted)
    there = "".join(element(tag, found[tag]) for tag in asked if tag in found)
    missing = "".join(element(tag) for tag in asked if tag not in found)
    stats = (_stat(there, "200 OK") if there or not missing else "") + (
        _stat(missing, "404 Not Found") if missing else ""
    )
    return element(d("response"), href(path) + stats)


def propstats(path: str, stats: Mapping[str, Iterable[str]]) -> str:
    """One target: properties by the status line they got."""
    parts = [_stat("".join(map(element, tags)), status) for status, tags in stats.items()]
    return element(d("response"), href(path) + "".join(parts))


def _stat(props: str, status: str) -> str:
    return element(d("propstat"), element(d("prop"), props) + element(d("status"), f"HTTP/1.1 {status}"))


def status_of(path: str, status: str) -> str:
    return element(d("response"), href(path) + element(d("status"), f"HTTP/1.1 {status}"))


def multistatus(responses: Iterable[str], more: str = "") -> bytes:
    return f"{HEAD}<D:multistatus {NAMESPACES}>{''.join(responses)}{more}</D:multistatus>".encode()


def error(condition: str, words: str = "") -> bytes:
    told = element(d("responsedescription"), text(words)) if words else ""
    return f"{HEAD}<D:error {NAMESPACES}>{condition}{told}</D:error>".encode()
