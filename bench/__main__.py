"""`make bench`: both databases, 1,000 and 100,000 holds, floor and product in one run; prints the table as Markdown.

python -m bench [--quick] [--server gunicorn|granian] [--holds 1000,100000] [--only calendars,paper]

Parts: bookings, ledger, calendars, paper; matrix alone is one of those that bookings measure, without servers.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bench import calendars, inside, ledger, matrix, paper
from bench.fill import fill
from bench.load import children, database_pids, granian, gunicorn, served
from bench.rows import Bench, Row

PARTS = ("bookings", "ledger", "calendars", "paper")


def database(kind: str, what: int | str, folder: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder / f'bench_{what}.sqlite3'}"
    server = make_url(os.environ["TEST_POSTGRESQL_URL"])
    name = f"bench_{what}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def run(kind: str, holds: int, folder: Path, server: str, quick: bool) -> list[Row]:
    url = database(kind, holds, folder)
    print(f"filling {kind} with {holds} holds …", file=sys.stderr)
    filled = fill(url, folder, holds)
    product = {
        "MUTUA_DATABASE_URL": url.replace("postgresql+psycopg", "postgresql"),
        "MUTUA_DATA_DIR": str(folder),
        "MUTUA_SECRET_KEY": filled.settings.secret_key,
    }
    start = granian if server == "granian" else gunicorn
    factory = (
        ("mutua.wsgi:app", "bench.floor:app") if server == "granian" else ("mutua.wsgi:app()", "bench.floor:app()")
    )
    with (
        served(start(factory[1]), {"FLOOR_URL": url}, "/hello") as (floor, floor_pid),
        served(start(factory[0]), product, "/login") as (mine, mine_pid),
    ):
        groups = {"floor": floor_pid, "product": mine_pid, "floor-only": floor_pid, "product-only": mine_pid}

        def pids(name: str) -> list[int]:
            return children(groups[name]) + ([] if name.endswith("-only") else database_pids())

        bench = Bench(filled, floor, mine, pids)
        times = 20 if quick else 100
        rows = [*bench.one_booking(times), *bench.day_page(times // 2), *bench.free(times), *bench.series(10)]
        rows += [*bench.race(), *bench.memory()]
    return rows + inside.rows(filled, quick=quick) + matrix.rows(filled)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--server", choices=["gunicorn", "granian"], default="gunicorn")
    parser.add_argument("--holds", default="1000,100000")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--only", default=",".join(PARTS))
    given = parser.parse_args()
    only = given.only.split(",")
    print(f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {given.server}, {os.cpu_count()} cores.\n")
    for kind in given.databases.split(","):
        for holds in map(int, given.holds.split(",")) if "bookings" in only else ():
            with tempfile.TemporaryDirectory() as folder:
                rows = run(kind, holds, Path(folder), given.server, given.quick)
                show(f"{kind}, {holds:,} holds", rows)
        if "matrix" in only:
            with tempfile.TemporaryDirectory() as folder:
                holds = 10_000 if given.quick else 100_000
                filled = fill(database(kind, holds, Path(folder)), Path(folder), holds)
                show(f"{kind}, {holds:,} bookings", matrix.rows(filled))
        if "ledger" in only:
            with tempfile.TemporaryDirectory() as folder:
                entries = 10_000 if given.quick else 100_000
                rows = ledger.measured(database(kind, 0, Path(folder)), Path(folder), entries=entries)
                show(f"{kind}, ledger of 60 structures and {entries:,} entries", rows)
        if "calendars" in only:
            with tempfile.TemporaryDirectory() as folder:
                rows = calendars.rows(partial(database, kind, folder=Path(folder)), Path(folder), quick=given.quick)
                show(f"{kind}, calendars", rows)
    if "paper" in only:
        show("Paper", paper.rows())


def show(title: str, rows: list[Row]) -> None:
    print(f"### {title}\n")
    print("| Work | Floor | Product | Ratio | Goal | Met |\n|---|---|---|---|---|---|")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        met = {True: "yes", False: "**no**", None: ""}[row.met]
        print(f"| {row.name} | {row.floor} | {row.product} | {ratio} | {row.goal} | {met} |")
    print(flush=True)


main()
