"""Outside calendars: what they hold around what bookings have, and what becomes of it when they fall silent."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions as bookings
from mutua.bookings import queries as booking_queries
from mutua.bookings.models import Booking, Scope
from mutua.calendars import actions, queries
from mutua.calendars.fetching import Fetched, Unfetched
from mutua.calendars.models import OutsideCalendar, OutsideHold
from mutua.calendars.reading.outside import PROBLEMS, read_outside
from mutua.calendars.views.words import PROBLEM_WORDS, told_when
from mutua.cli import worker
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.models import Pole, Structure
from mutua.resources.models import Claim, ClaimKind, Drawing, Hold, Kind, Unit
from mutua.resources.queries import overlapping_holds
from tests.builders import NOW, PARIS, World, add_resource, at, book, sign_in

PAGE = "/p/trois-ponts/calendars/outside"
ADDRESS = "https://mairie.example/agenda.ics"


def ics(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//FR\r\n{body}END:VCALENDAR\r\n".encode()


def event(uid: str, start: str, end: str, *more: str) -> str:
    zone = ";TZID=Romance Standard Time"
    return "\r\n".join((f"UID:{uid}", f"SUMMARY:{uid}", f"DTSTART{zone}:{start}", f"DTEND{zone}:{end}", *more))


def held() -> list[tuple[datetime, datetime]]:
    query = select(Hold.starts_at, Hold.ends_at).join(Claim, Claim.id == Hold.claim_id)
    rows = db.session.execute(query.where(Claim.kind == ClaimKind.BLOCK).order_by(Hold.starts_at))
    return [(start, end) for start, end in rows]


def hours(*pairs: str) -> list[tuple[datetime, datetime]]:
    """`2027-03-02 09:00-10:00`."""
    return [(at(f"{pair[:10]} {pair[11:16]}"), at(f"{pair[:10]} {pair[17:]}")) for pair in pairs]


class Site:
    """What an address answers, and what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
        self.body: bytes | None = body
        self.error = ""
        self.asked: list[dict[str, str]] = []
        monkeypatch.setattr("mutua.calendars.fetching.fetch", self)

    def __call__(self, url: str, **marks: str) -> Fetched:
        self.asked.append({"url": url, **marks})
        if self.error:
            raise Unfetched(self.error, "404" if self.error == "status" else "")
        same = marks["etag"] == '"1"'
        return Fetched(None if same else self.body, '"1"')


def work(now: datetime) -> int:
    with clock.frozen(now):
        return worker.read_outside_calendars()


def test_an_address_holds_its_hours_around_bookings_and_follows_what_changes(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "10:00-11:00")
    uid = db.session.get_one(Booking, number).uid
    site = Site(
        monkeypatch,
        ics(
            event("conseil", "20270302T090000", "20270302T120000"),
            event("suite", "20270302T113000", "20270302T130000"),
            event("libre", "20270303T090000", "20270303T100000", "TRANSP:TRANSPARENT"),
            event("gone", "20270303T090000", "20270303T100000", "STATUS:CANCELLED"),
            event(uid, "20270305T090000", "20270305T100000"),
            event(f"{uid}-20270306T090000", "20270306T090000", "20270306T100000"),
            event("cours", "20270323T180000", "20270323T190000", "RRULE:FREQ=WEEKLY;COUNT=2"),
            event("envers", "20270304T100000", "20270304T090000"),
        ),
    )
    with clock.frozen(NOW):
        sign_in(client, world.ines)
        data = {"name": "Mairie", "whose": str(world.room_id), "url": "webcal://mairie.example/agenda.ics"}
        made = client.post(PAGE, data=data)
        assert made.status_code == 303
        assert "En attente" in client.get(PAGE).text
    assert work(NOW) == 1
    wanted = hours(
        "2027-03-02 09:00-10:00", "2027-03-02 11:00-13:00", "2027-03-23 18:00-19:00", "2027-03-30 18:00-19:00"
    )
    assert held() == wanted
    with clock.frozen(NOW):
        page = client.get(made.location).text
        assert "Déjà réservé ici" in page
        assert f"/bookings/{number}" in page
        assert "La fin précède le début" in page
        assert "mairie.example" in page
        assert "agenda.ics" not in page  # the rest of an address may be its secret
        day = sign_in(client, world.karim).get(f"/p/trois-ponts/resources/{world.room_id}?day=2027-03-02").text
        assert "Mairie" in day
        assert "conseil" not in day
        assert client.get(made.location).status_code == 404
    with pytest.raises(Refused):
        book(world.karim, world.room_id, "2027-03-02", "12:00-13:00")
    # Nothing changed there, a booking gone here: its hour is taken too. Kept holds stay the same rows.
    rows = set(db.session.scalars(select(OutsideHold.id)))
    with transaction():
        date = booking_queries.booking_for(world.karim, number).occurrences[0]
        bookings.cancel_occurrences(date, scope=Scope.ALL, member=world.karim, now=NOW)
    assert work(NOW + timedelta(minutes=30)) == 0
    assert work(NOW + timedelta(hours=1)) == 1
    assert site.asked[-1] == {"url": ADDRESS, "etag": '"1"', "last_modified": ""}
    assert held() == hours("2027-03-02 09:00-13:00", "2027-03-23 18:00-19:00", "2027-03-30 18:00-19:00")
    assert len(rows & set(db.session.scalars(select(OutsideHold.id)))) == 2
    # The last good copy stands while the site is silent: later each time, told once after a day and a quarter.
    site.error, now = "status", NOW + timedelta(hours=1)
    for wait in (1, 2, 4, 8, 16, 24, 24):
        now += timedelta(hours=wait, minutes=1)
        assert work(now) == 1
        assert work(now) == 0
    assert len(held()) == 3
    letters = db.session.scalars(
        select(Mail).where(Mail.template == "calendars/outside_silent").order_by(Mail.id)
    ).all()
    assert [letter.recipient for letter in letters] == [world.ines.email]
    with clock.frozen(now):
        sign_in(client, world.ines)
        page = client.get(made.location).text
        assert "Le site refuse de donner ce calendrier" in page
        assert "(404)" in page
        assert "plus d’un jour" in page
        assert "Lecture impossible" in client.get(PAGE).text
        # It answers again with less, then is taken away.
        site.error, site.body = "", ics(event("suite", "20270402T113000", "20270402T130000"))
        db.session.rollback()
        with transaction():
            db.session.scalars(select(OutsideCalendar)).one().etag = ""
        assert client.post(f"{made.location}/read").status_code == 303
    assert work(now) == 1
    assert held() == hours("2027-03-02 09:00-13:00", "2027-04-02 11:30-13:00")  # what is over stays
    assert overlapping_holds() == []
    with clock.frozen(now):
        assert client.post(f"{made.location}/remove").status_code == 303
    assert (held(), db.session.scalars(select(OutsideCalendar)).all()) == ([], [])


def test_a_file_and_ones_own_time(world: World, client: FlaskClient) -> None:
    with transaction():
        staff = add_resource(
            db.session.get_one(Pole, world.pole_id),
            db.session.get_one(Structure, world.couture_id),
            "Zoé, comptable",
            Kind.STAFF,
        )
        db.session.flush()
        unit = db.session.scalars(select(Drawing.unit_id).where(Drawing.resource_id == staff.id)).one()
        db.session.get_one(Unit, unit).person_id = world.karim.person_id
        staff_id = staff.id
    good = ics(event("dentiste", "20270302T090000", "20270302T100000"))

    def bring(whose: object, body: bytes | None, **more: str) -> tuple[int, str]:
        data = {"name": "Le mien", "whose": str(whose), **more}
        data |= {"file": (io.BytesIO(body), "a.ics")} if body is not None else {}
        answer = client.post(PAGE, data=data)
        return answer.status_code, answer.text

    with clock.frozen(NOW):
        sign_in(client, world.karim)
        for whose, body, more, words in (
            ("me", b"<html>", {}, "n’est pas un calendrier"),
            ("me", b"", {}, "Choisissez un fichier"),
            ("me", None, {}, "Donnez l’adresse"),
            ("me", good, {"url": ADDRESS}, "pas les deux"),
            ("me", b"x" * (5 * 1024 * 1024 + 1), {}, "dépasse 5 Mo"),
            (world.room_id, good, {}, "Ce qu’il occupe"),
            (staff_id, good, {}, "Ce qu’il occupe"),
            ("me", None, {"url": "http://a.example/b.ics"}, "doit commencer par https"),
            ("me", None, {"url": "https://a:b@a.example/b.ics"}, "mot de passe"),
        ):
            code, page = bring(whose, body, **more)
            assert (code, words in page) == (422, True), words
        assert bring("me", good)[0] == 303
        assert held() == hours("2027-03-02 09:00-10:00")
        one = db.session.scalars(select(OutsideCalendar)).one()
        address = f"{PAGE}/{one.id}"
        assert "dentiste" in client.get(address).text
        again = {"file": (io.BytesIO(ics(event("x", "20270303T090000", "20270303T100000"))), "b.ics")}
        assert client.post(f"{address}/file", data=again).status_code == 303
        assert client.post(f"{address}/file", data={"file": (io.BytesIO(b"x"), "b.ics")}).status_code == 422
        assert held() == hours("2027-03-03 09:00-10:00")
        # Not even the manager of the structure that lends the time sees where it comes from, or its name.
        sign_in(client, world.ines)
        assert client.get(address).status_code == 404
        assert "Le mien" not in client.get(PAGE).text
        day = client.get(f"/p/trois-ponts/resources/{staff_id}?day=2027-03-03").text
        assert "Le mien" not in day
    with transaction():
        calendar = queries.outside_by_id(one.id)
        assert calendar is not None
        with pytest.raises(Refused):
            actions.add_outside(calendar.resource, None, name="x", url=ADDRESS, member=world.ines, now=NOW)


def test_many_ways_to_write_a_time() -> None:
    def read(*events: str, head: str = "") -> list[tuple[str, str]]:
        body = ics(*events).replace(b"PRODID", head.encode() + b"PRODID")
        found = read_outside(body, PARIS, at("2027-01-01 00:00"), at("2028-01-01 00:00"))
        return [(f"{t.starts_at:%m-%d %H:%M}", f"{t.ends_at:%m-%d %H:%M}") for t in found.times] + [
            (row.code, row.title) for row in found.problems
        ]

    def one(start: str, *more: str) -> str:
        return "\r\n".join((f"UID:{start}", f"DTSTART{start}", *more))

    nine = [("07-01 07:00", "07-01 08:00")]
    hour = "DURATION:PT1H"
    for start in (
        ":20270701T070000Z", ";TZID=Europe/Paris:20270701T090000", ":20270701T090000",
        ';TZID="(UTC+01:00) Brussels, Copenhagen, Madrid, Paris":20270701T090000',
        ";TZID=/freeassociation.sourceforge.net/Tzfile/Europe/Paris:20270701T090000",
        ";TZID=W. Europe Standard Time:20270701T090000", ";TZID=europe/paris:20270701T090000",
    ):  # fmt: skip
        assert read(one(start, hour)) == nine, start
    assert read(one(";TZID=Mars/Base:20270701T090000", hour)) == [*nine, ("unknown_zone", "Mars/Base")]
    assert read(one(":20270701T030000", hour), head="X-WR-TIMEZONE:America/Martinique\r\n") == nine
    assert read(one(";VALUE=DATE:20270701")) == [("06-30 22:00", "07-01 22:00")]
    assert read(one(";VALUE=DATE:20270701", "DTEND;VALUE=DATE:20270701")) == [("06-30 22:00", "07-01 22:00")]
    assert read(one(":20270701T070000Z")) == [("no_length", "")]
    # Nine o’clock stays nine o’clock over the change; exceptions in their places; the file's last word counts.
    weekly = one(";TZID=Europe/Paris:20270323T090000", hour, "RRULE:FREQ=WEEKLY;UNTIL=20270407T000000Z",
                 "EXDATE;TZID=Europe/Paris:20270406T090000")  # fmt: skip
    moved = weekly.partition("\r\n")[0] + (
        "\r\nRECURRENCE-ID:20270330T070000Z\r\nDTSTART;TZID=Europe/Paris:20270331T100000\r\nDURATION:PT2H"
    )
    assert read(weekly, moved) == [("03-23 08:00", "03-23 09:00"), ("03-31 08:00", "03-31 10:00")]
    assert read(moved) == [("03-31 08:00", "03-31 10:00")]
    assert read(one(":20270701T070000Z", hour, "RRULE:FREQ=SECONDLY")) == [*nine, ("too_often", "")]
    assert read(one(":20270701T070000Z", hour, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"))[-1] == nine[0]
    assert len(read(one(":19000101T070000Z", hour, "RRULE:FREQ=DAILY"))) == 365
    lines = ("BEGIN:VFREEBUSY", "FREEBUSY:20270701T070000Z/PT1H", "FREEBUSY;FBTYPE=FREE:20270702T070000Z/PT1H")
    busy = "\r\n".join((*lines, "END:VFREEBUSY", "")).encode()
    found = read_outside(
        ics().replace(b"END:VC", busy + b"END:VC"), PARIS, at("2027-01-01 00:00"), at("2028-01-01 00:00")
    )
    assert [(f"{t.starts_at:%m-%d %H:%M}", t.title) for t in found.times] == [("07-01 07:00", "")]
    assert set(PROBLEMS) == set(PROBLEM_WORDS)


def test_a_broken_event_takes_no_other_with_it(app: Flask) -> None:
    good = event("bon", "20270302T090000", "20270302T100000")
    broken = [
        "UID:a\r\nDTSTART:soon", "UID:b", "DTSTART:20270302T090000Z\r\nRRULE:FREQ=X\r\nDTEND:20270302T100000Z",
        "UID:c\r\nDTSTART:20270302T090000\r\nDTEND:99999999T999999", "\x00\udcff", "UID:d\r\nBEGIN:VALARM\r\nTRIGGER:x",
        "UID:e\r\nDTSTART:20270302T090000Z\r\nDURATION:P9999999999D",
        "UID:f\r\nDTSTART:16010101T000000\r\nDURATION:PT1H",
    ]  # fmt: skip
    text = ics(good).decode()
    for one in broken:
        body = text.replace("BEGIN:VEVENT", f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\nBEGIN:VEVENT", 1)
        found = read_outside(
            body.encode("utf-8", "surrogateescape"), PARIS, at("2027-01-01 00:00"), at("2028-01-01 00:00")
        )
        assert "bon" in [time.uid for time in found.times], one
        assert len(found.times) + len(found.problems) >= 2, one
    odd = read_outside(ics(good, broken[2]), PARIS, at("2027-01-01 00:00"), at("2028-01-01 00:00"))
    assert [row.code for row in odd.problems] == ["bad_rule"]  # told once
    with app.test_request_context():
        told = [told_when(stamp, PARIS).replace("\u00a0", " ") for stamp in ("20270312T090000Z", "20270312", "demain")]
    assert told == ["vendredi 12 mars 2027, 10:00", "vendredi 12 mars 2027", "demain"]
    cut = read_outside(text.encode()[:-40], PARIS, at("2027-01-01 00:00"), at("2028-01-01 00:00"))
    assert ([time.uid for time in cut.times], [row.code for row in cut.problems]) == ([], ["unfinished"])
