"""Calendars as programs read and write them: feeds after a start and after a change, CalDAV over 5,000 events.

Every row is told beside a bare request of the same run (GET /hello of the floor). The goals are twice what the server
written for the design took on a calm machine.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx

from bench.feeds import structure_feed
from bench.fill import EMAIL, Filled, fill
from bench.load import Cost, children, database_pids, gunicorn, measure, served
from bench.rows import Row, told
from mutua.app import create_app
from mutua.bookings.models import Booking
from mutua.calendars import actions
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries

EVENTS = 5000
WARM = 5
# Milliseconds at p50 (calendars.md, the "own server" column); the goal is twice as much.
OWN = {"ctag": 3, "nothing changed": 3, "week": 13, "expand": 125, "PUT": 4, "free/busy": 4}
DAV, CALDAV = "DAV:", "urn:ietf:params:xml:ns:caldav"
EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:bench\r\nBEGIN:VEVENT\r\nUID:bench-{number}\r\n"
    "DTSTAMP:20270101T000000Z\r\nDTSTART;TZID=Europe/Paris:{day}T{hour:02}0000\r\n"
    "DTEND;TZID=Europe/Paris:{day}T{until:02}0000\r\nSUMMARY:Mesure\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@dataclass
class Ground:
    """Two servers that have just started, and what a batch of requests costs them."""

    filled: Filled
    product: httpx.Client
    bare: Cost
    pids: Callable[[], list[int]]

    def cost(self, ask: Callable[[], httpx.Response], times: int, *, warm: int = WARM, status: int = 200) -> Cost:
        found = measure(self.pids, [ask] * (times + warm), warm=warm)
        assert set(found.statuses) == {status}, found.statuses
        return found

    def row(self, name: str, cost: Cost, limit: float) -> Row:
        goal = f"p50 ≤ {limit:.3g} ms"
        return Row(name, told(self.bare), told(cost), cost.p50 / self.bare.p50, goal, cost.p50 <= limit)


def rows(url: Callable[[str], str], folder: Path, *, quick: bool) -> list[Row]:
    """`url`: of an empty database of that name."""
    times = 10 if quick else 50
    held = 500 if quick else EVENTS
    made = _dav(fill(url("dav"), folder / "dav", held, resources=1), held, times)
    for events in (500,) if quick else (1000, 10_000):
        made += _feed(fill(url(f"feed{events}"), folder / f"feed{events}", events), events, times)
    return made


@contextmanager
def _ground(filled: Filled) -> Iterator[Ground]:
    product = {
        "MUTUA_DATABASE_URL": filled.settings.database_url.replace("postgresql+psycopg", "postgresql"),
        "MUTUA_DATA_DIR": str(filled.settings.data_dir),
        "MUTUA_SECRET_KEY": filled.settings.secret_key,
    }
    floor = {"FLOOR_URL": filled.settings.database_url}
    # One worker, so that "first after a restart" is one process's first.
    with (
        served(gunicorn("bench.floor:app()", 1), floor, "/hello") as (bare, bare_pid),
        served(gunicorn("mutua.wsgi:app()", 1), product, "/healthz") as (mine, mine_pid),
        httpx.Client(base_url=mine, timeout=120, headers={"Accept-Encoding": "identity"}) as client,
        httpx.Client(base_url=bare, timeout=120) as hello,
    ):
        cost = measure(lambda: children(bare_pid), [lambda: hello.get("/hello")] * 60, warm=10)
        yield Ground(filled, client, cost, lambda: children(mine_pid) + database_pids())


def _feed(filled: Filled, events: int, times: int) -> list[Row]:
    with create_app(filled.settings).app_context():
        address, held = structure_feed(filled, events)
        _let_go()
    limit = 60 if events <= 1500 else 400
    zipped = {"Accept-Encoding": "gzip"}
    with _ground(filled) as ground:
        get = ground.product.get
        first = ground.cost(lambda: get(address), 1, warm=0)
        warm = ground.cost(lambda: get(address), times)
        small = ground.cost(lambda: get(address, headers=zipped), 1, warm=0)
        kept = ground.cost(lambda: get(address, headers=zipped), times, warm=0)
        assert len(gzip.compress(get(address).content)) < warm.size
        mark = {"If-None-Match": get(address).headers["ETag"]}
        same = ground.cost(lambda: get(address, headers=mark), times, status=304)
        cold = ground.cost(_after_a_change(filled, lambda: get(address, headers=zipped)), 3, warm=1)
    return [
        ground.row(f"feed of {held} events, first after a restart", first, 1.5 * warm.p50),
        ground.row("… warm", warm, limit),
        ground.row("… compressed, first", small, 1.5 * warm.p50),
        ground.row("… compressed, kept", kept, 0.5 * warm.p50),
        ground.row("… after a change, compressed", cold, 1.5 * warm.p50),
        ground.row("… unchanged (304)", same, 0.1 * warm.p50),
    ]


def _after_a_change(filled: Filled, ask: Callable[[], httpx.Response]) -> Callable[[], httpx.Response]:
    """Nothing kept fits any more: a booking was written anew."""
    app = create_app(filled.settings)

    def changed() -> httpx.Response:
        with app.app_context():
            with transaction():
                booking = db.session.get_one(Booking, 1)
                booking.changed_at = clock.now()
                actions.write_event(booking)
            _let_go()
        return ask()

    return changed


def _dav(filled: Filled, held: int, times: int) -> list[Row]:
    with create_app(filled.settings).app_context():
        structure_feed(filled, held)
        with transaction():
            pole, person = pole_queries.pole_by_slug(filled.pole), pole_queries.person_by_email(EMAIL)
            assert pole is not None
            assert person is not None
            member = pole_queries.member_for(person, pole, filled.structure_id)
            assert member is not None
            password = actions.make_dav_password(member, "mesure", now=clock.now())
        home = f"/dav/{member.person_id}-{member.structure_id}-{filled.pole}/resource-{filled.resource_ids[0]}/"
        _let_go()
    with _ground(filled) as ground:
        ground.product.auth = (EMAIL, password)
        return _asked(ground, home, held, times)


def _asked(ground: Ground, home: str, held: int, times: int) -> list[Row]:
    def ask(method: str, body: str, depth: str = "1") -> Callable[[], httpx.Response]:
        return lambda: ground.product.request(method, home, content=body, headers={"Depth": depth})

    week = ground.filled.day - timedelta(days=7)
    span = f"start='{week:%Y%m%dT000000Z}' end='{ground.filled.day:%Y%m%dT000000Z}'"
    inside = f"<C:filter><C:comp-filter name='VCALENDAR'><C:comp-filter name='VEVENT'><C:time-range {span}/>"
    inside += "</C:comp-filter></C:comp-filter></C:filter>"
    sync = "<D:sync-collection xmlns:D='DAV:'><D:sync-token>{}</D:sync-token><D:sync-level>1</D:sync-level><D:prop>"
    sync += "<D:getetag/></D:prop></D:sync-collection>"
    first = ask("REPORT", sync.format(""))()
    assert first.text.count("href>") >= 2 * held, first.text[:400]
    token = first.text.rpartition("sync-token>")[0].rpartition("sync-token>")[2].partition("<")[0]
    asked = {
        "ctag": ask(
            "PROPFIND",
            "<propfind xmlns='DAV:'><prop><getctag xmlns='http://calendarserver.org/ns/'/><sync-token/></prop></propfind>",
            "0",
        ),
        "nothing changed": ask("REPORT", sync.format(token)),
        "week": ask("REPORT", _query("<C:calendar-data/>", inside)),
        "expand": ask("REPORT", _query(f"<C:calendar-data><C:expand {span}/></C:calendar-data>", inside)),
        "free/busy": ask("REPORT", f"<C:free-busy-query xmlns:C='{CALDAV}'><C:time-range {span}/></C:free-busy-query>"),
    }
    made = []
    for name, one in asked.items():
        cost = ground.cost(one, times, status=200 if name == "free/busy" else 207)
        made.append(ground.row(f"CalDAV, {held:,} events: {name}", cost, 2 * OWN[name]))
    written = measure(ground.pids, [_put(ground, home, number) for number in range(times + WARM)], warm=WARM)
    assert set(written.statuses) == {201}, written.statuses
    return [*made, ground.row(f"CalDAV, {held:,} events: PUT", written, 2 * OWN["PUT"])]


def _query(data: str, inside: str) -> str:
    return (
        f"<C:calendar-query xmlns:C='{CALDAV}' xmlns:D='{DAV}'><D:prop><D:getetag/>{data}</D:prop>{inside}"
        "</C:calendar-query>"
    )


def _put(ground: Ground, home: str, number: int) -> Callable[[], httpx.Response]:
    day, hour = divmod(number, 8)
    at = ground.filled.free_day + timedelta(days=day)
    body = EVENT.format(number=number, day=f"{at:%Y%m%d}", hour=8 + hour, until=9 + hour)
    return lambda: ground.product.put(
        f"{home}{number}.ics", content=body, headers={"Content-Type": "text/calendar", "If-None-Match": "*"}
    )


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()
