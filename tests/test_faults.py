"""What is acknowledged survives: kill -9 in the middle of a load, a lost database, a busy port, wrong settings."""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.bookings.test_races import in_paris, workday
from tests.conftest import DATABASE, WORKER
from tests.live import PLAIN, Server, serving


def token_of(server: Server, email: str) -> dict[str, str]:
    made = server.run("token", email)
    assert made.returncode == 0, made.stderr
    return {"Authorization": f"Bearer {made.stdout.strip()}"}


def load(server: Server, headers: dict[str, str], kept: list[int], leave: threading.Event, lane: int) -> None:
    """Book one free hour after another until told to leave or the server is gone; keep what was acknowledged."""
    for number in itertools.count():
        if leave.is_set():
            return
        start = workday(lane * 15 + number // 9) + timedelta(hours=number % 9)
        body = {
            "resource_ids": [server.world.room_id],
            "structure_id": server.world.fournil_id,
            "starts_at": in_paris(start),
            "ends_at": in_paris(start + timedelta(hours=1)),
        }
        try:
            answer = httpx.post(f"{server.address}/api/v1/bookings", json=body, headers=headers, **PLAIN)
        except httpx.TransportError:
            return
        if answer.status_code == 201:
            kept.append(answer.json()["id"])


@pytest.mark.parametrize("after", [12, *(pytest.param(number, marks=pytest.mark.deep) for number in (1, 40, 150))])
def test_acknowledged_bookings_survive_kill_9(tmp_path: Path, after: int) -> None:
    with serving(tmp_path, f"kill_{WORKER}", workers=2) as server:
        headers = token_of(server, "karim@trois-ponts.test")
        kept: list[int] = []
        leave = threading.Event()
        lanes = [threading.Thread(target=load, args=(server, headers, kept, leave, lane)) for lane in range(4)]
        for lane in lanes:
            lane.start()
        while len(kept) < after:
            assert any(lane.is_alive() for lane in lanes), server.log.read_text()
            time.sleep(0.01)
        server.kill()
        leave.set()
        for lane in lanes:
            lane.join()
        server.start()
        for number in kept:
            answer = httpx.get(f"{server.address}/api/v1/bookings/{number}", headers=headers, **PLAIN)
            assert (answer.status_code, answer.json()["status"]) == (200, "confirmed")
        checked = server.run("check")
        assert (checked.returncode, checked.stdout.strip()) == (0, "ok"), checked.stdout


def test_a_lost_database_answers_503_and_comes_back(tmp_path: Path) -> None:
    with serving(tmp_path, f"lost_{WORKER}", workers=1) as server:
        gone = _take_away(server)
        page = httpx.get(server.address + "/p/trois-ponts/", **PLAIN)
        api = httpx.get(server.address + "/api/v1/resources", headers={"Authorization": "Bearer x"}, **PLAIN)
        assert (page.status_code, api.status_code) == (503, 503)
        assert "text/html" in page.headers["content-type"]
        assert httpx.get(server.address + "/healthz", **PLAIN).status_code == 200
        assert httpx.get(server.address + "/readyz", **PLAIN).status_code == 503
        gone()
        assert httpx.get(server.address + "/readyz", **PLAIN).status_code == 200


def _take_away(server: Server):
    """Make the database unreachable: rename the SQLite file's tables away, or refuse connections to PostgreSQL's."""
    if DATABASE == "sqlite":
        file = Path(server.environ["MUTUA_DATABASE_URL"].removeprefix("sqlite:///"))
        folder = file.parent / "elsewhere"
        folder.mkdir()
        server.stop()
        moved = [path.rename(folder / path.name) for path in file.parent.glob(file.name + "*")]
        file.mkdir()
        server.start_blind()

        def back() -> None:
            file.rmdir()
            for path in moved:
                path.rename(file.parent / path.name)

        return back
    from sqlalchemy import create_engine, text  # noqa: PLC0415
    from sqlalchemy.engine import make_url  # noqa: PLC0415

    name = make_url(server.environ["MUTUA_DATABASE_URL"]).database
    engine = create_engine(os.environ["TEST_POSTGRESQL_URL"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))

    def back() -> None:
        with engine.connect() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
        engine.dispose()

    return back


def run(environ: dict[str, str], *verb: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mutua.cli", *verb]
    return subprocess.run(command, env={**os.environ, **environ}, capture_output=True, text=True, check=False)


@pytest.mark.once
@pytest.mark.parametrize(
    "wrong",
    [
        {"MUTUA_ENV": "prod"},
        {"MUTUA_ENV": "production"},
        {"MUTUA_ENV": "production", "MUTUA_SECRET_KEY": "short"},
        {"MUTUA_DATABASE_URL": "mysql://localhost/mutua"},
        {"MUTUA_DATABASE_URL": "sqlite://"},
        {"MUTUA_DATABASE_URL": "sqlite:////nowhere/mutua.sqlite3"},
        {"MUTUA_DATABASE_URL": "postgresql://"},
        {"MUTUA_DATABASE_URL": "postgresql://mutua:secret@localhost:port/mutua"},
        {"MUTUA_BASE_URL": "mutua.example.org"},
        {"MUTUA_BASE_URL": "http://["},
        {"MUTUA_BASE_URL": "http://mutua.example.org:port"},
        {"MUTUA_MAIL_URL": "localhost:25"},
        {"MUTUA_MAIL_URL": "smtp://[localhost"},
        {"MUTUA_MAIL_URL": "smtp://localhost:port"},
        {"MUTUA_REDIS_URL": "localhost"},
        {"MUTUA_REDIS_URL": "redis://localhost:port"},
        {"MUTUA_READS_MAIL": "yes"},
        {"MUTUA_DATA_DIR": "/proc/nowhere"},
        {"MUTUA_ARCHIVE_DIR": "/proc/nowhere"},
    ],
)
def test_a_wrong_setting_is_one_line_and_status_2(tmp_path: Path, wrong: dict[str, str]) -> None:
    done = run({"MUTUA_DATA_DIR": str(tmp_path), **wrong}, "check")
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (2, "", 1), done.stderr
    assert next(iter(wrong)) in done.stderr or "MUTUA_SECRET_KEY" in done.stderr


@pytest.mark.once
@pytest.mark.parametrize(
    ("url", "why"),
    [("postgresql://mutua@127.0.0.1:1/mutua", "refused"), ("", "no such table")],
    ids=["away", "empty"],
)
def test_a_database_that_cannot_answer_is_one_line_and_status_1(tmp_path: Path, url: str, why: str) -> None:
    done = run({"MUTUA_DATA_DIR": str(tmp_path), "MUTUA_DATABASE_URL": url}, "check")
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (1, "", 1), done.stderr
    assert why in done.stderr


@pytest.mark.once
def test_a_busy_port_says_so(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run({"MUTUA_DATA_DIR": str(tmp_path)}, "serve", "--port", str(port))
    assert (done.returncode, f"port {port} is busy" in done.stderr) == (2, True)


@pytest.mark.once
def test_the_demonstration_is_refused_in_production(tmp_path: Path) -> None:
    environ = {"MUTUA_DATA_DIR": str(tmp_path), "MUTUA_ENV": "production", "MUTUA_SECRET_KEY": "x" * 40}
    done = run(environ, "demo")
    assert (done.returncode, "refused in production" in done.stderr) == (2, True)
