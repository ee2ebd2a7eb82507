"""The demonstration pole behind the real server, at a moment of one's choice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from flask import Flask

from mutua.app import create_app, upgrade
from mutua.config import Settings
from mutua.demo import DemoFacts, load, plan
from mutua.kernel import clock
from mutua.kernel.db import db
from tests.builders import NOW
from tests.conftest import DATABASE, empty_database, settings_for
from tests.live import free_port
from tests.shifted import VARIABLE

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60  # seconds


@dataclass
class DemoPole:
    """The loaded database, the server over it, and what `mutua demo --json` tells."""

    app: Flask
    facts: DemoFacts
    address: str
    environ: dict[str, str]
    log: Path
    ahead: timedelta  # of the real clock, the same for worker and server: what one wrote is past for the other
    process: subprocess.Popen[bytes] | None = None

    def url(self, path: str = "") -> str:
        return f"{self.address}/p/{self.facts.pole['slug']}{path}"

    def start(self) -> None:
        """Serve the pole."""
        port = self.address.rpartition(":")[2]
        options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--preload", "--timeout", "60"]
        command = [sys.executable, "-m", "gunicorn", "--no-control-socket", *options, "tests.shifted:app()"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self._environ(), cwd=ROOT, stdout=log, stderr=log)
        self._wait()

    def _environ(self) -> dict[str, str]:
        return {**self.environ, VARIABLE: str(self.ahead.total_seconds())}

    def _wait(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.address}/login", timeout=10).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise RuntimeError("the server does not answer: " + self.log.read_text())

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)

    def move_to(self, moment: datetime) -> None:
        """Time passes: the server starts again then, after the worker has done what was due."""
        self.stop()
        self.ahead = moment - clock.now()
        self.work()
        self.start()

    def work(self) -> None:
        """The worker, until nothing is left to do."""
        command = [sys.executable, "-m", "tests.shifted"]
        subprocess.run(command, env=self._environ(), cwd=ROOT, check=True, timeout=240)


Plans = Callable[[date], list[plan.Plan]]


def last_weeks_of(whole: Plans) -> Plans:
    """Only what was asked in the last three weeks, and no series: the same road, a tenth of the way."""

    def few(today: date) -> list[plan.Plan]:
        since = today - timedelta(days=21)
        return [entry for entry in whole(today) if entry.booked.date() >= since and entry.rrule is None][:70]

    return few


def _demonstration(settings: Settings) -> DemoFacts:
    """The whole year on SQLite; its last weeks on PostgreSQL, which loads the year in the deep tests."""
    with pytest.MonkeyPatch.context() as patch:
        if DATABASE == "postgresql":
            patch.setattr(plan, "plans", last_weeks_of(plan.plans))
        return load(today=NOW.date(), national=False, now=NOW, secret_key=settings.secret_key)


@contextmanager
def served_pole(
    folder: Path,
    fill: Callable[[Settings], DemoFacts] = _demonstration,
    name: str = "mutua_journeys",
    host: str = "127.0.0.1",
) -> Iterator[DemoPole]:
    """A pole loaded into an empty database of the kind under test, and served until the block ends."""
    url = empty_database(name, folder / "live.sqlite3")
    settings = settings_for(url, folder)
    app = create_app(settings)
    with app.app_context():
        upgrade()
        facts = fill(settings)
        db.session.remove()
        db.engine.dispose()
    address = f"http://{host}:{free_port()}"
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MUTUA_DATABASE_URL": url.replace("postgresql+psycopg://", "postgresql://"),
        "MUTUA_DATA_DIR": str(folder),
        "MUTUA_SECRET_KEY": settings.secret_key,
        "MUTUA_BASE_URL": address,
    }
    ahead = NOW + timedelta(hours=1) - clock.now()
    pole = DemoPole(app, facts, address, environ, folder / "server.log", ahead)
    try:
        pole.start()
        yield pole
    finally:
        pole.stop()
