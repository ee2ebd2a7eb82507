"""One app a session, on SQLite or PostgreSQL (TEST_DATABASE), migrated once; every test finds empty tables."""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, g, request_started
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url
from xdist.scheduler import LoadGroupScheduling

from mutua.app import create_app, upgrade
from mutua.config import Settings
from mutua.kernel import secret
from mutua.kernel.db import db
from tests.builders import World, build_world
from tests.kept import EMPTY, Shelf

DATABASE = os.environ.get("TEST_DATABASE", "sqlite")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


# A test that uses none of these touches no database: once, on SQLite, is enough. So is one marked `once`.
TOUCH_THE_DATABASE = {"app", "migrated_app", "tmp_path", "tmp_path_factory"}
# What shares one costly thing (a loaded pole and its browser, a stage, a server with fifty people) runs in one process.
TOGETHER = (
    "tests/journeys/test_main",
    "tests/journeys/test_ways",
    "tests/journeys/test_axe",
    "tests/journeys/test_season",
    "tests/journeys/test_week",
    "tests/bookings/test_races",
)


def together(nodeid: str) -> str | None:
    """What a test shares with others; None: it stands alone."""
    shared = next((name for name in TOGETHER if nodeid.startswith(name)), None)
    return "browser" if shared and "journeys" in shared else shared


class OneProcessEach(LoadGroupScheduling):
    """By the list above: xdist 3.8 reads its own marks no more since pytest 9.2 (pytest-xdist issue 1386)."""

    def _split_scope(self, nodeid: str) -> str:
        return together(nodeid) or nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneProcessEach | None:
    """With `--dist loadgroup`."""
    return OneProcessEach(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what would only be the same again. Everywhere, begin with what takes longest."""
    if DATABASE == "postgresql":
        same = {item for item in items if item.get_closest_marker("once") or not _touches(item)}
        if same:
            config.hook.pytest_deselected(items=sorted(same, key=items.index))
            items[:] = [item for item in items if item not in same]
    items.sort(key=lambda item: together(item.nodeid) is None)


def _touches(item: pytest.Item) -> bool:
    return bool(TOUCH_THE_DATABASE & set(getattr(item, "fixturenames", ())))


# A busy machine is no failure of a rule.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# The product's own cost is for attackers; the tests make thousands of accounts.
secret._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def fresh_postgresql(name: str) -> str:
    """An empty database of the throw-away cluster; its address."""
    server = make_url(os.environ["TEST_POSTGRESQL_URL"])
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def empty_database(name: str, file: Path) -> str:
    """The address of an empty database of the kind under test."""
    return fresh_postgresql(name) if DATABASE == "postgresql" else f"sqlite:///{file}"


def settings_for(url: str, data_dir: Path) -> Settings:
    return Settings(
        env="development",
        database_url=url,
        secret_key="a secret of the tests, long enough",
        base_url="http://mutua.test",
        mail_url=f"file://{data_dir / 'mail'}",
        mail_from="Mutua <mutua@mutua.test>",
        redis_url=None,
        data_dir=data_dir,
        testing=True,
    )


@pytest.fixture(scope="session")
def migrated_app(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Flask]:
    data_dir = tmp_path_factory.mktemp("data")
    url = empty_database(f"mutua_{WORKER}", data_dir / "mutua.sqlite3")
    app = create_app(settings_for(url, data_dir))
    app.config["WTF_CSRF_ENABLED"] = False
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(request.config.cache.mkdir("templates")))
    with app.app_context():
        _do_not_wait_for_the_disk()
    request_started.connect(forget_the_request_before, app)
    with app.app_context():
        upgrade()
        app.extensions["shelf of the tests"] = Shelf(data_dir)
        shelf_of(app).keep(EMPTY)
    _let_the_collector_rest()
    yield app
    with app.app_context():
        db.engine.dispose()


def forget_the_request_before(app: Flask, **_: object) -> None:
    """The test's application context outlives each request; who was signed in must not."""
    for name in list(g):
        g.pop(name)


def _let_the_collector_rest() -> None:
    """What is imported stays: the cycle collector need not walk it again and again (a tenth of the time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _do_not_wait_for_the_disk() -> None:
    """What survives a power cut is tested on the real server, not here."""
    if DATABASE == "sqlite":

        @event.listens_for(db.engine, "connect")
        def _connect(connection: sqlite3.Connection, record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")


def empty_tables(app: Flask) -> None:
    """As the migrations left them."""
    shelf_of(app).put_back()


def shelf_of(app: Flask) -> Shelf:
    shelf: Shelf = app.extensions["shelf of the tests"]
    return shelf


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The app inside an application context, over empty tables."""
    with migrated_app.app_context():
        yield migrated_app
        empty_tables(migrated_app)


@pytest.fixture
def world(app: Flask) -> World:
    """The cast: Inès (manager, owns the resources), Karim (another structure), Lucie (coordination), a stranger."""
    made: World = shelf_of(app).state("world", build_world)
    return made


@pytest.fixture
def kept(app: Flask) -> Callable[[str, Callable[[], Any]], Any]:
    """`kept("a name", build)`: the database as `build` left it the first time, and what it gave back (ids, no rows)."""
    return shelf_of(app).state


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
