"""The wheel alone is the product: installed elsewhere, it makes its database and answers without the checkout."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.live import PLAIN, free_port

ROOT = Path(__file__).resolve().parent.parent
STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')


@pytest.mark.once
def test_an_installed_wheel_serves_without_the_checkout(tmp_path: Path) -> None:
    home = installed(built(tmp_path / "dist"), tmp_path / "env")
    port = free_port()
    environ = environment(tmp_path / "data", port)
    where = run(home / "python", "-c", "import mutua; print(mutua.__file__)", cwd=tmp_path, env=environ)
    assert Path(where.strip()).is_relative_to(tmp_path)
    run(home / "mutua", "db", "upgrade", cwd=tmp_path, env=environ)
    assert (tmp_path / "data/mutua.sqlite3").exists()
    with served(home / "mutua", port, tmp_path, environ) as address, httpx.Client(base_url=address, **PLAIN) as browser:
        assert browser.get("/healthz").status_code == 200
        page = browser.get("/login", headers={"Accept-Language": "en"})
        assert page.status_code == 200
        assert "Sign in" in page.text  # the compiled catalogues came along
        sheets = STYLESHEET.findall(page.text)
        assert sheets
        for sheet in sheets:
            style = browser.get(sheet)
            assert (style.status_code, style.headers["Content-Type"].split(";")[0]) == (200, "text/css"), sheet


def built(folder: Path) -> Path:
    """The checkout's wheel; nothing is missing in it, doubled or out of place."""
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), ".", cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    run(sys.executable, "scripts/check_wheel.py", str(wheel), cwd=ROOT)
    return wheel


def installed(wheel: Path, env: Path) -> Path:
    """The programs of a new environment that holds the wheel alone; libraries are looked up where they lie already.

    A path file adds that directory without reading its own path files: the editable install does not come along.
    """
    run(sys.executable, "-m", "venv", "--without-pip", str(env))
    options = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-compile"]
    run(sys.executable, "-m", "pip", "--python", str(env / "bin/python"), "install", *options, str(wheel), env={})
    (own,) = env.glob("lib/python*/site-packages")
    (own / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return env / "bin"


def environment(data: Path, port: int) -> dict[str, str]:
    """Nothing of the tests' own settings, nothing that leads back to the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUTUA_", "PYTHON"))}
    return {**kept, "MUTUA_DATA_DIR": str(data), "MUTUA_BASE_URL": f"http://127.0.0.1:{port}"}


def run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """What it prints; its failing is an error with all it said."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def served(mutua: Path, port: int, folder: Path, environ: dict[str, str]) -> Iterator[str]:
    """The address of `mutua serve`, as soon as it answers."""
    log, address = folder / "server.log", f"http://127.0.0.1:{port}"
    command = [mutua, "serve", "--port", str(port), "--workers", "1"]
    with log.open("ab") as said:
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=said, stderr=said, start_new_session=True)
    try:
        for _ in range(600):
            assert process.poll() is None, log.read_text()
            try:
                httpx.get(f"{address}/healthz", **PLAIN)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
