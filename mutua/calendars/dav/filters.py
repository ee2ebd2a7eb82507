"""The filter of a calendar-query (RFC 4791, 9.7): the database answers what it can, the bytes the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from mutua.calendars.dav import xml
from mutua.calendars.dav.door import DavError
from mutua.calendars.dav.times import is_within
from mutua.calendars.dav.xml import c
from mutua.calendars.queries import Span

_UTC = re.compile(r"\d{8}T\d{6}Z")
_FOLD = re.compile(r"\r\n[ \t]")
_LINE = re.compile(r"([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:\"[^\"]*\"|[^\":;])*)*):(.*)", re.DOTALL)
COLLATIONS: dict[str, Callable[[str], str]] = {
    "i;ascii-casemap": lambda words: "".join(sign.lower() if sign.isascii() else sign for sign in words),
    "i;unicode-casemap": str.casefold,
    "i;octet": str,
}


@dataclass
class Part:
    """A component as it is written: its properties (parameters, unescaped value) by name, and the parts in it."""

    name: str
    props: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)


Test = Callable[[Part], bool]


@dataclass(frozen=True)
class Query:
    """`span`: for the database; `tests`: what an event must pass; `impossible`: no event can."""

    span: Span | None = None
    tests: tuple[Test, ...] = ()
    impossible: bool = False

    def fits(self, body: bytes) -> bool:
        """Whether one VEVENT of the object passes all tests."""
        return any(all(test(found) for test in self.tests) for found in events_of(body))


def query_of(given: Element | None) -> Query:
    outer = given.find(c("comp-filter")) if given is not None else None
    if outer is None or outer.get("name", "").upper() != "VCALENDAR" or len(given or ()) != 1:
        raise _invalid()
    if outer.find(c("is-not-defined")) is not None or outer.find(c("prop-filter")) is not None:
        raise _unsupported(outer)
    inner = outer.findall(c("comp-filter"))
    if not inner:
        return Query()
    if len(inner) > 1:
        raise _unsupported(inner[1])
    if inner[0].get("name", "").upper() != "VEVENT":
        return Query(impossible=inner[0].find(c("is-not-defined")) is None)
    return _of_event(inner[0])


def _of_event(given: Element) -> Query:
    if given.find(c("is-not-defined")) is not None:
        return Query(impossible=True)
    span = given.find(c("time-range"))
    tests = [_test(part) for part in given.findall(c("prop-filter"))]
    tests += [_inside(part) for part in given.findall(c("comp-filter"))]
    return Query(None if span is None else span_of(span), tuple(tests))


def _inside(given: Element) -> Test:
    """Asked of the reminders of an event; when one rings depends on each of its dates, and is not asked here."""
    name = given.get("name", "").upper()
    if given.find(c("is-not-defined")) is not None:
        return lambda event: all(part.name != name for part in event.parts)
    for part in (given.find(c("time-range")), given.find(c("comp-filter"))):
        if part is not None:
            raise _unsupported(given)
    tests = [_test(part) for part in given.findall(c("prop-filter"))]
    return lambda event: any(part.name == name and all(test(part) for test in tests) for part in event.parts)


def span_of(given: Element) -> Span:
    """Both ends in UTC, at least one of them (RFC 4791, 9.9)."""
    start, end = _moment(given.get("start")), _moment(given.get("end"))
    if (start is None and end is None) or (start and end and start >= end):
        raise _invalid()
    return Span(start, end)


def _moment(words: str | None) -> datetime | None:
    if words is None:
        return None
    try:
        if _UTC.fullmatch(words):
            return datetime.strptime(words, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        pass
    raise _invalid()


def _test(given: Element) -> Test:
    name = given.get("name", "").upper()
    if given.find(c("is-not-defined")) is not None:
        return lambda found: name not in found.props
    match, within = given.find(c("text-match")), given.find(c("time-range"))
    wanted = _matcher(match) if match is not None else lambda words: True
    span = span_of(within) if within is not None else None
    params = [_param(part) for part in given.findall(c("param-filter"))]
    return lambda found: any(
        wanted(value) and (span is None or is_within(span, line, value)) and all(param(line) for param in params)
        for line, value in found.props.get(name, ())
    )


def _param(given: Element) -> Callable[[str], bool]:
    """Asked of the parameters as they are written."""
    name = re.compile(rf";{re.escape(given.get('name', ''))}=(\"[^\"]*\"|[^;]*)", re.IGNORECASE)
    if given.find(c("is-not-defined")) is not None:
        return lambda line: name.search(line) is None
    match = given.find(c("text-match"))
    wanted = _matcher(match) if match is not None else lambda words: True
    return lambda line: any(wanted(value.strip('"')) for value in name.findall(line))


def _matcher(given: Element) -> Callable[[str], bool]:
    collation = COLLATIONS.get(given.get("collation", "i;ascii-casemap"))
    if collation is None:
        raise DavError(403, xml.element(c("supported-collation")))
    wanted, negated = collation(given.text or ""), given.get("negate-condition", "no") == "yes"
    return lambda words: (wanted in collation(words)) is not negated


def events_of(body: bytes) -> list[Part]:
    """Each VEVENT, with its alarms."""
    events: list[Part] = []
    inside: list[Part] = []
    for line in _FOLD.sub("", body.decode()).split("\r\n"):
        found = _LINE.match(line)
        if found is None:
            continue
        name, params, value = found[1].upper(), found[2], found[3]
        if name == "BEGIN":
            part = Part(value.upper())
            (inside[-1].parts if inside else []).append(part)
            inside.append(part)
            if part.name == "VEVENT":
                events.append(part)
        elif name == "END":
            inside.pop()
        elif inside:
            inside[-1].props.setdefault(name, []).append((params, _unescaped(value)))
    return events


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _invalid() -> DavError:
    return DavError(403, xml.element(c("valid-filter")))


def _unsupported(given: Element | None) -> DavError:
    name = given.get("name", "") if given is not None else ""
    tag = given.tag if given is not None else c("filter")
    return DavError(403, xml.element(c("supported-filter"), xml.element(tag, name=name)))
