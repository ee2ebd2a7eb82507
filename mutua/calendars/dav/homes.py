"""The start, and a member's home with its calendars."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from flask import Response

from mutua.calendars import queries
from mutua.calendars.dav import properties, xml
from mutua.calendars.dav.door import DavError, current, dav_route, depth, home_of, multistatus, question
from mutua.calendars.dav.looks import kept_look
from mutua.calendars.dav.properties import Makers
from mutua.calendars.dav.shelves import shelves_of
from mutua.calendars.dav.xml import d


def wanted_properties(asked: Element | None) -> tuple[list[str] | None, bool]:
    """Which ones, None for all that are not dear; and whether only their names are wanted."""
    if asked is None or asked.find(d("allprop")) is not None:
        return None, False
    if asked.tag != d("propfind"):
        raise DavError(400)
    if asked.find(d("propname")) is not None:
        return None, True
    prop = asked.find(d("prop"))
    if prop is None:
        raise DavError(400)
    return [part.tag for part in prop], False


def told(path: str, makers: Makers, asked: Element | None) -> str:
    """One target's answer to a PROPFIND."""
    wanted, names_alone = wanted_properties(asked)
    if names_alone:
        return xml.response(path, list(makers), dict.fromkeys(makers, ""))
    found = properties.worked_out(makers, wanted)
    return xml.response(path, list(found) if wanted is None else wanted, found)


@dav_route("/dav/", "PROPFIND")
def start() -> Response:
    """Where every program begins: who am I, where are my calendars."""
    member, asked = current(), question()
    answers = [told("/dav/", properties.of_start(member), asked)]
    if depth(default="0") == "1":
        answers.append(told(f"/dav/{home_of(member)}/", properties.of_home(member, {}), asked))
    return multistatus(answers)


@dav_route("/dav/<home>/", "PROPFIND")
def home() -> Response:
    member, asked = current(), question()
    looks = queries.looks_of(member)
    answers = [told(f"/dav/{home_of(member)}/", properties.of_home(member, looks.get(properties.HOME, {})), asked)]
    if depth(default="0") == "1":
        for shelf in shelves_of(member):
            answers.append(told(shelf.path, properties.of_calendar(shelf, looks.get(shelf.key, {})), asked))
    return multistatus(answers)


@dav_route("/dav/", "REPORT")
def report_start() -> Response:
    """No report is known here (RFC 3253, 3.6)."""
    raise DavError(403, xml.element(d("supported-report")))


@dav_route("/dav/<home>/", "REPORT")
def report_home() -> Response:
    raise DavError(403, xml.element(d("supported-report")))


@dav_route("/dav/<home>/", "PROPPATCH")
def set_home() -> Response:
    """The reminders that new events get (Apple's programs set them here): kept for this member alone."""
    return multistatus([kept_look(f"/dav/{home_of(current())}/", properties.HOME, properties.HOME_LOOK)])
