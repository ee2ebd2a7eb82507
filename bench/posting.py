"""Postings a second from 8 clients: the second confirmation through the API, and the same writes in bare SQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from sqlalchemy import Engine, create_engine, event, text

from bench.fill import settings_for
from bench.load import gunicorn, served
from bench.rows import Row
from mutua.exchanges import actions, queries
from mutua.exchanges.models import Draft, Leg, UnitCode
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.resources.models import Kind

CLIENTS = 8
EACH = 400  # postings measured by the product, as many by the floor
WARM = 16
ASSENT = """INSERT INTO confirmation (version_id, structure_id, person_id, by_delay, sha256, at)
  SELECT v.id, e.receiver_id, :person, false, v.sha256, v.created_at FROM exchange e
  JOIN exchange_version v ON v.exchange_id = e.id WHERE e.id = :number"""
POST = """INSERT INTO posting (exchange_id, version_id, pole_id, structure_id, other_id, unit_id, quantity, event_on,
  accounted_on, posted_at) SELECT e.id, v.id, e.pole_id, e.giver_id, e.receiver_id, e.unit_id, v.quantity, v.event_on,
  v.event_on, v.created_at FROM exchange e JOIN exchange_version v ON v.exchange_id = e.id WHERE e.id = :number"""
SAID = "UPDATE exchange SET state = 'confirmed', posted_at = created_at, version = version + 1 WHERE id = :number"


@dataclass(frozen=True)
class Waiting:
    """A proposal that one person has to confirm."""

    number: int
    sha256: str
    person_id: int
    token: str


def rows(url: str, folder: Path, pole_id: int, numbers: Sequence[int], now: datetime) -> list[Row]:
    """Of a pole whose ledger is already long; the schema's own triggers work for both."""
    waiting = _proposals(pole_id, numbers, 2 * (EACH + WARM), now)
    product, floor = waiting[: EACH + WARM], waiting[EACH + WARM :]
    bare = _bare(url, floor)
    mine = _through_api(url, folder, product)
    return [
        Row("postings a second, 8 clients", f"{bare:.0f} / s", f"{mine:.0f} / s", bare / mine, "measured", None),
    ]


def _proposals(pole_id: int, numbers: Sequence[int], count: int, now: datetime) -> list[Waiting]:
    """Proposed by every structure in turn to the next; each receiver has one token."""
    made = []
    members = [_member(pole_id, number) for number in numbers]
    with transaction():
        tokens = [poles.make_token(member, "banc", now=now) for member in members]
    for place in range(count):
        who = place % len(members)
        across = (who + 1) % len(members)
        leg = Leg(Kind.STAFF, UnitCode.HOUR, 15 + place % 400, (now - timedelta(days=2)).date(), "Heures")
        with transaction():
            draft = Draft(numbers[across], True, leg, f"banc {place}")
            exchange = actions.propose(draft, member=members[who], now=now)
            made.append(Waiting(exchange.id, exchange.current.sha256, members[across].person_id, tokens[across]))
    return made


def _member(pole_id: int, structure_id: int) -> Member:
    person = pole_queries.managers_of(structure_id)[0]
    found = pole_queries.member_for(person, queries.pole(pole_id), structure_id)
    assert found is not None
    return found


def _rate(work: Callable[[Waiting], object], waiting: Sequence[Waiting]) -> float:
    """Pieces a second from eight threads, after a few that are not counted."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(work, waiting[:WARM]))
        begun = time.perf_counter()
        list(pool.map(work, waiting[WARM:]))
        return (len(waiting) - WARM) / (time.perf_counter() - begun)


def _through_api(url: str, folder: Path, waiting: Sequence[Waiting]) -> float:
    environ = {
        "MUTUA_DATABASE_URL": url.replace("postgresql+psycopg", "postgresql"),
        "MUTUA_DATA_DIR": str(folder),
        "MUTUA_SECRET_KEY": settings_for(url, folder).secret_key,
    }
    own = threading.local()
    with served(gunicorn("mutua.wsgi:app()"), environ, "/login") as (address, _):

        def confirm(one: Waiting) -> None:
            if not hasattr(own, "client"):
                own.client = httpx.Client(base_url=address, timeout=60)
            path = f"/api/v1/exchanges/{one.number}/confirm"
            headers = {"Authorization": f"Bearer {one.token}"}
            answer = own.client.post(path, json={"version_sha256": one.sha256}, headers=headers)
            assert answer.status_code == 200, answer.text
            assert answer.json()["state"] == "confirmed"

        return _rate(confirm, waiting)


def _bare(url: str, waiting: Sequence[Waiting]) -> float:
    """The confirmation, the entry and the exchange's own row: what no posting can do without."""
    engine = create_engine(url, pool_size=CLIENTS)
    if engine.dialect.name == "sqlite":
        _as_the_product_opens(engine)

    def post(one: Waiting) -> None:
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.execute(text(ASSENT), {"number": one.number, "person": one.person_id})
            connection.execute(text(POST), {"number": one.number})
            connection.execute(text(SAID), {"number": one.number})

    try:
        return _rate(post, waiting)
    finally:
        engine.dispose()


def _as_the_product_opens(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _open(connection: object, _: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]
