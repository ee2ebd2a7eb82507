"""The ledger of a large pole: 60 structures, 100,000 entries; balances, matrix, postings against their bare SQL.

python -m bench.ledger [--entries 100000] [--url DATABASE_URL]   (default: an SQLite file that is thrown away)
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import insert, text, update

from bench import posting
from bench.fill import BATCH, ZONE, settings_for
from bench.rows import Row
from mutua.app import create_app, upgrade
from mutua.exchanges import queries
from mutua.exchanges.models import Confirmation, Exchange, ExchangeVersion, ExchangeWords, Posting, State, UnitCode
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole.models import LegalForm, Structure, StructureRole
from mutua.resources.models import Kind, Regime

STRUCTURES = 60
HOUR = UnitCode.HOUR
BALANCES = """SELECT e.kind, p.unit_id, SUM(CASE WHEN p.quantity > 0 THEN p.quantity ELSE 0 END),
  SUM(CASE WHEN p.quantity < 0 THEN -p.quantity ELSE 0 END) FROM posting p JOIN exchange e ON e.id = p.exchange_id
  WHERE p.pole_id = :pole AND p.structure_id = :structure GROUP BY e.kind, p.unit_id"""
MATRIX = """SELECT p.structure_id, p.other_id, SUM(p.quantity), COUNT(*) FROM posting p
  JOIN exchange e ON e.id = p.exchange_id WHERE p.pole_id = :pole AND p.quantity > 0 AND e.kind = 'staff'
  AND p.unit_id = :unit GROUP BY p.structure_id, p.other_id"""


def build(entries: int, now: datetime) -> tuple[int, list[int], int]:
    """(pole, structures, unit): two entries an exchange, past every guard of the database."""
    since = now - timedelta(days=700)
    with transaction():
        pole = poles.create_pole("Banc", "banc", zone=ZONE, now=since)
        numbers, people = [], []
        for place in range(STRUCTURES):
            form = LegalForm.ASSOCIATION
            made = poles.add_structure(pole, Structure(name=f"Structure {place}", legal_form=form), now=since)
            person = poles.add_person(f"Personne {place}", f"p{place}@banc.test", password=None, now=since)
            poles.affiliate(person, made.id, StructureRole.MANAGER, now=since, actor=None, pole_id=pole.id)
            numbers.append(made.id)
            people.append(person.id)
        unit = queries.unit_for(pole.id, HOUR).id
        pole_id = pole.id
    for start in range(0, entries // 2, BATCH):
        with transaction():
            _batch(range(start, min(start + BATCH, entries // 2)), pole_id, numbers, people, unit, since)
        _settle()
    return pole_id, numbers, unit


def _settle() -> None:
    """On PostgreSQL: sequences behind the numbers written by hand, and statistics for the triggers' own plans."""
    if db.engine.dialect.name != "postgresql":
        return
    with transaction():
        for table in ("exchange", "exchange_version"):
            db.session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table}"))
        db.session.execute(text("ANALYZE"))


def _batch(places: range, pole_id: int, numbers: list[int], people: list[int], unit: int, since: datetime) -> None:
    chance = Random(places.start)
    exchanges, versions, words, assents, postings = [], [], [], [], []
    for place in places:
        giver, receiver = chance.sample(range(STRUCTURES), 2)
        number, day = place + 1, (since + timedelta(days=1 + place % 600)).date()
        sides = {"giver_id": numbers[giver], "receiver_id": numbers[receiver]}
        exchanges.append({
            "id": number, "uid": f"bench:{number}", "pole_id": pole_id, **sides, "kind": Kind.STAFF, "unit_id": unit,
            "regime": Regime.SERVICE, "state": State.PROPOSED, "expires_at": since, "created_at": since,
            "changed_at": since,
        })  # fmt: skip
        quantity, sha = chance.randrange(15, 480), f"{number:064d}"
        versions.append({
            "id": number, "exchange_id": number, "number": 1, "quantity": quantity, "event_on": day,
            "words_sha256": sha, "sha256": sha, "created_at": since,
        })  # fmt: skip
        names = {"giver_name": f"Structure {giver}", "receiver_name": f"Structure {receiver}"}
        words.append({"version_id": number, "title": "Heures", **names, "salt": "s"})
        assents += [
            {"version_id": number, "structure_id": numbers[who], "person_id": people[who], "sha256": sha, "at": since}
            for who in (giver, receiver)
        ]
        postings.append({
            "exchange_id": number, "version_id": number, "pole_id": pole_id, "structure_id": numbers[giver],
            "other_id": numbers[receiver], "unit_id": unit, "quantity": quantity, "event_on": day,
            "accounted_on": day, "posted_at": since,
        })  # fmt: skip
    for model, rows in (
        (Exchange, exchanges), (ExchangeVersion, versions), (ExchangeWords, words), (Confirmation, assents),
        (Posting, postings),
    ):  # fmt: skip
        db.session.execute(insert(model), rows)
    first, last = places.start + 1, places.stop
    done = update(Exchange).where(Exchange.id >= first, Exchange.id <= last)
    db.session.execute(done.values(state=State.CONFIRMED, posted_at=since))


def _best(work: Callable[[], object], times: int = 7) -> float:
    """Milliseconds of the fastest run."""
    spent = []
    for _ in range(times):
        db.session.rollback()
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
    return min(spent)


def rows(pole_id: int, numbers: list[int], unit: int) -> list[Row]:
    asked = {"pole": pole_id, "structure": numbers[0]}
    counted = {"pole": pole_id, "unit": unit}
    pairs: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        (
            "balances of one structure",
            lambda: db.session.execute(text(BALANCES), asked).all(),
            lambda: queries.registers_of(pole_id, numbers[0]),
        ),
        (
            "matrix of the pole",
            lambda: db.session.execute(text(MATRIX), counted).all(),
            lambda: queries.flows(pole_id, Kind.STAFF, HOUR),
        ),
    ]
    made = []
    for name, bare, ours in pairs:
        floor, product = _best(bare), _best(ours)
        made.append(Row(name, f"{floor:.1f} ms", f"{product:.1f} ms", product / floor, "≤ 2 ×", product <= 2 * floor))
    return made


def measured(url: str, folder: Path, *, entries: int = 100_000) -> list[Row]:
    """Build the pole in an empty database, then balances, matrix and postings a second."""
    app = create_app(settings_for(url, folder))
    with app.app_context():
        upgrade()
        begun, now = time.perf_counter(), clock.now()
        pole_id, numbers, unit = build(entries, now)
        print(f"{entries} entries written in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
        made = [*rows(pole_id, numbers, unit), *posting.rows(url, folder, pole_id, numbers, now)]
        db.session.remove()
        db.engine.dispose()
    return made


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.ledger")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.url or f"sqlite:///{folder}/ledger.sqlite3"
        for row in measured(url, Path(folder), entries=given.entries):
            print(f"{row.name}: floor {row.floor}, product {row.product}, {row.ratio:.2f} × ({row.goal})")


if __name__ == "__main__":
    main()
