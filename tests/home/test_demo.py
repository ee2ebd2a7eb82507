"""The demonstration pole: plans without a database, a small load in the fast suite, the whole year in the deep one."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.orm import undefer

from mutua.bookings.models import Line, LineState, Occurrence, State
from mutua.demo import DemoFacts, load, plan, resources, source
from mutua.demo.calendars import token
from mutua.demo.cast import email_of, invented_siret
from mutua.home import consistency
from mutua.kernel.db import db
from mutua.pole.models import Announcement, Invitation, Pole
from mutua.resources.models import Approval, Audience, Claim, ClaimKind, Hold, Kind, OpeningHours, Resource
from mutua.resources.models.opening import covered_by
from mutua.safety.models import Edition, PlaceSafety
from tests.calendars.davs import basic
from tests.conftest import DATABASE, empty_tables
from tests.journeys.pole import last_weeks_of

SUNDAY = date(2026, 11, 22)
DAYS = (SUNDAY, date(2027, 2, 28), date(2028, 2, 29), date(2027, 7, 14))
SECRET = "a secret of the tests, long enough"
# What must be unique in the world or drawn by chance differs between two loads.
SECRETS = {"password_hash", "token_sha256", "uid", "salt", "sha256", "words_sha256", "ics", "sent_at"}
COMPARED = (
    *("pole", "structure", "membership", "person", "affiliation", "office", "place", "unit", "resource"),
    *("opening_hours", "drawing", "booking", "occurrence", "line", "claim", "hold", "exchange", "posting", "listing"),
)


def demo(today: date = SUNDAY, *, national: bool = False) -> DemoFacts:
    now = datetime(today.year, today.month, today.day, 9, 30, tzinfo=UTC)
    return load(today=today, national=national, now=now, secret_key=SECRET)


def rows_of(table: str) -> list[tuple[tuple[str, object], ...]]:
    rows = db.session.execute(text(f'SELECT * FROM "{table}" ORDER BY id')).mappings()
    return [tuple((name, str(value)) for name, value in row.items() if name not in SECRETS) for row in rows]


def snapshot() -> dict[str, list[tuple[tuple[str, object], ...]]]:
    return {table: rows_of(table) for table in COMPARED}


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "plans", last_weeks_of(plan.plans))


@pytest.mark.parametrize("today", DAYS)
def test_plans_are_the_same_for_the_same_day_and_all_made_before_it(today: date) -> None:
    plans = plan.plans(today)
    assert plans == plan.plans(today)
    assert all(entry.booked.date() < today for entry in plans)
    assert [entry.booked for entry in plans] == sorted(entry.booked for entry in plans)


@pytest.mark.parametrize("today", DAYS)
def test_plans_fit_opening_hours_capacity_notice_and_longest_stay(today: date) -> None:
    known = {row["key"]: row for row in resources.rows()}
    for entry in plan.plans(today):
        for row in (known[key] for key in entry.resources):
            days, opens, closes = resources.HOURS[row["hours"]] if "hours" in row else (range(7), 0, 1440)
            slots = {weekday: [(opens, closes)] for weekday in days}
            fits = covered_by(lambda day, slots=slots: slots.get(day.weekday(), []), entry.start, entry.end)
            assert fits, (entry.title, row["key"], entry.start)
            assert entry.people <= row.get("capacity", 1000), (entry.title, row["key"])
            assert entry.end - entry.start <= timedelta(hours=row.get("longest_hours", 10_000)), entry.title
            assert entry.start - entry.booked >= timedelta(days=row.get("notice_days", 0)), entry.title


@pytest.mark.parametrize("today", DAYS)
def test_plans_leave_the_quiet_rooms_free_from_thirty_days_ahead(today: date) -> None:
    quiet = resources.quiet_keys()
    for entry in plan.plans(today):
        if quiet.intersection(entry.resources):
            count = int(entry.rrule.rsplit("=", 1)[1]) if entry.rrule else 1
            last = entry.start.date() + timedelta(weeks=count - 1)
            assert (last if "INTERVAL" not in (entry.rrule or "") else entry.start.date()) < today + timedelta(days=30)


def test_every_key_of_the_data_files_is_known() -> None:
    data = source.toml("cast")
    structures = {row["key"] for row in data["structure"]}
    at_home = {(row["name"], place.split(":")[0]) for row in data["person"] for place in row["at"]}
    keys = {row["key"] for row in resources.rows()}
    for entry in plan.plans(SUNDAY):
        assert (entry.person, entry.structure) in at_home
        assert set(entry.resources) <= keys
    assert {row["owner"] for row in resources.rows()} <= structures


def test_every_resource_has_a_picture_of_its_own_that_holds_no_text() -> None:
    drawn = Path(__file__).parents[2] / "static" / "demo"
    photos = [row["photo"] for row in resources.rows()]
    assert len(set(photos)) == len(photos) == 40
    for name in photos:
        picture = (drawn / f"{name}.svg").read_text(encoding="utf-8")
        assert picture.startswith("<svg ")
        assert not any(mark in picture for mark in ("<text", "<script", "href", "<image"))


def test_invented_numbers_and_addresses() -> None:
    assert all(_luhn(invented_siret(number)) and _luhn(invented_siret(number)[:9]) for number in range(1, 15))
    assert email_of("Aïcha Benali", "trois-ponts") == "aicha.benali@trois-ponts.example"
    assert len(source.signatories()) == 40


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


@pytest.mark.once
def test_a_short_demonstration_keeps_its_promises(app: Flask, short: None) -> None:
    facts = demo()
    _accounts(facts)
    _resources(facts)
    _quiet(SUNDAY)
    _waits_and_says()
    assert consistency.broken() == []
    before = snapshot()
    assert demo() == facts
    assert snapshot() == before


def _accounts(facts: DemoFacts) -> None:
    roles = Counter(account["role"] for account in facts.accounts)
    assert facts.pole == {"slug": "trois-ponts", "name": "Pôle des Trois-Ponts"}
    assert roles["coordinator"] == 2
    assert roles["safety_officer"] == 1
    assert roles["manager"] + roles["member"] >= 30
    assert len({account["email"] for account in facts.accounts}) == 45
    assert len({account["structure_id"] for account in facts.accounts}) == 14


def _resources(facts: DemoFacts) -> None:
    assert len(facts.resources) == 40
    assert {row["kind"] for row in facts.resources} == {kind.value for kind in Kind}
    assert {row["approval"] for row in facts.resources} == {approval.value for approval in Approval}


def _quiet(today: date) -> None:
    """At least two automatic premises for everybody, weekdays 8:00 to 19:00, a year ahead, free from thirty days on."""
    limit = datetime(today.year, today.month, today.day, tzinfo=UTC) + timedelta(days=30)
    found = 0
    for row in db.session.scalars(select(Resource).where(Resource.kind == Kind.PREMISES)):
        claims = select(Hold.id).join(Claim, Claim.id == Hold.claim_id)
        taken = db.session.scalar(claims.where(Claim.resource_id == row.id, Hold.ends_at > limit).limit(1))
        slots = db.session.scalars(select(OpeningHours).where(OpeningHours.resource_id == row.id))
        hours = {(slot.weekday, slot.opens, slot.closes) for slot in slots}
        free = taken is None and hours == {(day, 480, 1140) for day in range(5)}
        easy = row.approval is Approval.AUTOMATIC and row.audience is Audience.POLE and row.longest_minutes is None
        found += free and easy and row.horizon_days >= 365 and row.notice_minutes == 0
    assert found >= 2


def _waits_and_says() -> None:
    pole = db.session.scalars(select(Pole)).one()
    assert pole.is_demonstration
    assert len(list(db.session.scalars(select(Announcement)))) == 3
    assert len(list(db.session.scalars(select(Invitation)))) == 3
    assert db.session.scalar(select(Line.id).where(Line.state == LineState.PENDING).limit(1))
    assert db.session.scalar(select(Claim.id).where(Claim.kind == ClaimKind.BLOCK).limit(1))
    assert db.session.scalar(text("SELECT count(*) FROM mail WHERE sent_at IS NULL")) == 0


@pytest.mark.once
def test_the_addresses_of_the_busy_room_answer_and_the_revoked_one_does_not(app: Flask, short: None) -> None:
    facts, client = demo(), app.test_client()
    paths = {name: address.removeprefix("http://mutua.test") for name, address in facts.calendars.items()}
    assert client.get(paths["feed"]).status_code == 200
    assert b"BEGIN:VFREEBUSY" in client.get(paths["freebusy"]).data
    assert client.get(paths["feed_revoked"]).status_code in (404, 410)
    assert facts.dav is not None
    for user, password in (("user", "password"), ("user2", "password2")):
        header = {"Authorization": basic(facts.dav[user], facts.dav[password]), "Depth": "0"}
        answer = client.open("/dav/", method="PROPFIND", headers=header)
        assert (answer.status_code, facts.dav["base"]) == (207, "http://mutua.test/dav/")
    header["Authorization"] = basic(facts.dav["user"], facts.dav["password"])
    calendar = client.open(facts.dav["calendar"].removeprefix("http://mutua.test"), method="PROPFIND", headers=header)
    assert "<D:write-content/>" in calendar.text
    assert token(SECRET, "live") != token("another secret, also long enough", "live")


@pytest.mark.deep
@pytest.mark.timeout(900)
def test_two_loads_of_one_day_are_alike_and_look_like_a_year(app: Flask) -> None:
    number_from_one()
    first = demo()
    before = snapshot()
    states = Counter(db.session.scalars(select(Occurrence.state)))
    assert 1_500 <= states.total() <= 2_600
    assert all(states[state] for state in State)
    assert consistency.broken() == []
    _quiet(SUNDAY)
    empty_tables(app)
    number_from_one()
    assert demo() == first
    assert snapshot() == before


def number_from_one() -> None:
    """Emptying PostgreSQL's tables leaves their sequences where they stood; an empty SQLite file begins anew."""
    if DATABASE != "postgresql":
        return
    with db.engine.begin() as connection:
        names = connection.execute(text("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")).scalars()
        for name in names.all():
            connection.execute(text(f'ALTER SEQUENCE "{name}" RESTART'))


@pytest.mark.deep
@pytest.mark.timeout(900)
@pytest.mark.parametrize("today", DAYS[1:3])
def test_other_days_hold_too(app: Flask, today: date) -> None:
    demo(today)
    _quiet(today)
    assert consistency.broken() == []


@pytest.mark.deep
@pytest.mark.timeout(900)
def test_the_forty_poles_have_no_carrier_structure_and_come_once(app: Flask, short: None) -> None:
    demo(national=True)
    names = set(db.session.scalars(text("SELECT name FROM structure")))
    assert not names & {row["carrier_structure"] for row in source.signatories()}
    assert {row["pole"] for row in source.signatories()} <= set(db.session.scalars(select(Pole.name)))
    assert (
        db.session.scalar(
            text("SELECT count(*) FROM exchange JOIN pole ON pole.id = pole_id WHERE slug LIKE 'charte%'")
        )
        == 0
    )
    before = snapshot()
    demo(national=True)
    assert snapshot() == before
    assert consistency.broken() == []


def test_a_building_has_its_evacuation_plan_and_the_document_prints_it(app: Flask, short: None) -> None:
    """A drawing of ours, told in words to who does not see it, in the volume and where the file is read again."""
    demo()
    (place,) = [row for row in db.session.scalars(select(PlaceSafety)) if row.plan_id]
    assert place.plan_alt.startswith("Plan d’évacuation")
    edition = db.session.scalars(select(Edition).options(undefer(Edition.pdf))).one()
    pages = [page.extract_text() for page in PdfReader(BytesIO(edition.pdf)).pages]
    (page,) = [number for number, words in enumerate(pages) if "Plan d’évacuation du rez-de-chaussée" in words]
    assert len(PdfReader(BytesIO(edition.pdf)).pages[page].images) == 1
