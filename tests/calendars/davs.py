"""A calendar program in tests: what it sends, and what it reads out of the answers."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, fromstring

from flask.testing import FlaskClient
from icalendar import Calendar
from icalendar.cal import Component
from werkzeug.test import TestResponse

from mutua.calendars.actions import make_dav_password
from mutua.kernel import clock
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from tests.builders import NOW

DAV, CALDAV, MUTUA = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{urn:mutua:dav}"


def password_of(member: Member, now: datetime = NOW) -> str:
    with transaction():
        return make_dav_password(member, "essai", now=now)


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@dataclass
class Program:
    """Speaks CalDAV for one member."""

    client: FlaskClient
    member: Member
    password: str
    now: datetime = NOW

    @property
    def home(self) -> str:
        return f"/dav/{self.member.person_id}-{self.member.structure_id}-{self.member.pole_slug}/"

    def at(self, resource_id: int | str, name: str = "") -> str:
        key = f"resource-{resource_id}" if isinstance(resource_id, int) else resource_id
        return f"{self.home}{key}/{name}"

    def ask(self, method: str, path: str, body: str | bytes = b"", **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent.setdefault("Authorization", basic(self.member.email, self.password))
        with clock.frozen(self.now):
            return self.client.open(path, method=method, data=body, headers=sent)

    def put(self, path: str, body: str | bytes, **headers: str) -> TestResponse:
        return self.ask("PUT", path, body, Content_Type="text/calendar; charset=utf-8", **headers)

    def get(self, path: str) -> list[Component]:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return events(answer.data)

    def props(self, path: str, *names: str, depth: str = "0") -> dict[str, dict[str, Element]]:
        """Properties that are there, by address."""
        asked = "".join("<{1} xmlns='{0}'/>".format(*name[1:].split("}")) for name in names)
        answer = self.ask("PROPFIND", path, f"<propfind xmlns='DAV:'><prop>{asked}</prop></propfind>", Depth=depth)
        assert answer.status_code == 207, answer.text
        return found(answer)

    def report(self, path: str, body: str) -> TestResponse:
        return self.ask("REPORT", path, body, Depth="1", Content_Type="application/xml")

    def sync(self, path: str, token: str = "") -> tuple[dict[str, str], str]:
        """(status or ETag by name, new token)."""
        answer = self.report(
            path,
            f"<sync-collection xmlns='DAV:'><sync-token>{token}</sync-token><sync-level>1</sync-level>"
            "<prop><getetag/></prop></sync-collection>",
        )
        assert answer.status_code == 207, answer.text
        root = fromstring(answer.data)
        rows = {}
        for row in root.iter(f"{DAV}response"):
            name = str(row.findtext(f"{DAV}href")).rsplit("/", 1)[1]
            rows[name] = row.findtext(f"{DAV}status") or row.findtext(f".//{DAV}getetag") or ""
        return rows, str(root.findtext(f"{DAV}sync-token"))


def found(answer: TestResponse) -> dict[str, dict[str, Element]]:
    rows: dict[str, dict[str, Element]] = {}
    for row in fromstring(answer.data).iter(f"{DAV}response"):
        there = rows.setdefault(str(row.findtext(f"{DAV}href")), {})
        for stat in row.iter(f"{DAV}propstat"):
            if "200" in str(stat.findtext(f"{DAV}status")):
                there |= {part.tag: part for part in stat.find(f"{DAV}prop") or ()}
    return rows


def events(body: bytes) -> list[Component]:
    """The VEVENTs, read by the icalendar library; what it finds wrong fails."""
    calendar = Calendar.from_ical(body)
    assert not calendar.errors
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    return list(calendar.walk("VEVENT"))


def vevent(uid: str, start: str, end: str, *lines: str, summary: str = "Réunion", zone: str = "Europe/Paris") -> str:
    """`vevent("a", "20270302T090000", "20270302T100000", "RRULE:…")`: the lines between BEGIN and END."""
    times = [f"DTSTART;TZID={zone}:{start}", f"DTEND;TZID={zone}:{end}"]
    told = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20270301T080000Z", *times, f"SUMMARY:{summary}", *lines]
    return "\r\n".join([*told, "END:VEVENT"])


def ics(*parts: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Essai//FR", *parts, "END:VCALENDAR", ""])


def one(uid: str, start: str, end: str, *lines: str, **more: str) -> str:
    return ics(vevent(uid, start, end, *lines, **more))
