"""The real server, in processes of its own, over a database of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from flask import Flask

from mutua.app import create_app, upgrade
from mutua.kernel.db import db
from tests.builders import PASSWORD, World, build_world
from tests.conftest import empty_database, settings_for

# No certificate is read for plain HTTP: 30 ms of each request. A busy machine is slow.
PLAIN: dict[str, Any] = {"verify": False, "timeout": 60}
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """Where it answers, what it stands on, and its process."""

    address: str
    environ: dict[str, str]
    world: World
    port: int
    process: subprocess.Popen[bytes] | None = None
    workers: int = 4
    log: Path = field(default_factory=Path)

    def start(self) -> None:
        self._launch()
        self._wait("/login")

    def start_blind(self) -> None:
        """Start without a database: only the process itself answers."""
        self._launch()
        self._wait("/healthz")

    def _launch(self) -> None:
        command = [sys.executable, "-m", "mutua.cli", "serve", "--port", str(self.port), "--workers", str(self.workers)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environ, stdout=log, stderr=log, start_new_session=True)

    def _wait(self, path: str) -> None:
        """Until it answers; its process ending first is an error with its log."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                raise RuntimeError(self.log.read_text())
            try:
                if httpx.get(self.address + path, **PLAIN).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise RuntimeError("the server does not answer: " + self.log.read_text())

    def kill(self) -> None:
        """kill -9 of the server and its workers: they share a process group of their own."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def run(self, *verb: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "mutua.cli", *verb]
        return subprocess.run(command, env=self.environ, capture_output=True, text=True, timeout=120, check=False)

    def browser_of(self, app: Flask, email: str) -> httpx.Client:
        """A browser whose person signed in on `app`, which shares database and secret: fifty do so in a second."""
        inside = app.test_client()
        token = CSRF.search(inside.get("/login").text)
        assert token is not None
        answer = inside.post("/login", data={"email": email, "password": PASSWORD, "csrf_token": token[1]})
        page = CSRF.search(inside.get("/account").text)
        cookie = inside.get_cookie("session")
        assert answer.status_code == 303
        assert page is not None
        assert cookie is not None
        headers = {"X-CSRFToken": page[1]}
        return httpx.Client(base_url=self.address, cookies={"session": cookie.value}, headers=headers, **PLAIN)

    def browser(self, email: str) -> httpx.Client:
        """A signed-in session, with its CSRF token as `client.headers["X-CSRFToken"]`."""
        client = httpx.Client(base_url=self.address, **PLAIN)
        token = CSRF.search(client.get("/login").text)
        assert token is not None
        answer = client.post("/login", data={"email": email, "password": PASSWORD, "csrf_token": token[1]})
        assert answer.status_code == 303, answer.text
        page = CSRF.search(client.get("/account").text)
        assert page is not None
        client.headers["X-CSRFToken"] = page[1]
        return client


@contextmanager
def serving(tmp_path: Path, name: str, *, workers: int = 4, extra: dict[str, str] | None = None) -> Iterator[Server]:
    """A started server over the tests' world; `extra` adds environment variables."""
    url = empty_database(f"mutua_live_{name}", tmp_path / "live.sqlite3")
    settings = settings_for(url, tmp_path)
    app = create_app(settings)
    with app.app_context():
        upgrade()
        world = build_world()
        db.session.remove()
        db.engine.dispose()
    port = free_port()
    environ = {
        **os.environ,
        "MUTUA_DATABASE_URL": url.replace("postgresql+psycopg://", "postgresql://"),
        "MUTUA_DATA_DIR": str(tmp_path),
        "MUTUA_SECRET_KEY": settings.secret_key,
        "MUTUA_BASE_URL": f"http://127.0.0.1:{port}",
        **(extra or {}),
    }
    server = Server(f"http://127.0.0.1:{port}", environ, world, port, workers=workers, log=tmp_path / "server.log")
    try:
        server.start()
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()  # nobody waits for its last words
