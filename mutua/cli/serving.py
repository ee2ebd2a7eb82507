"""Verbs that serve: run (all in one), serve, worker, db, check."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from mutua.cli.group import application, cli, show, stop
from mutua.config import read
from mutua.kernel import clock

WORKERS = 2


@cli.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this version's shape."""
    with application():
        _upgrade()


@db.command("current")
def db_current() -> None:
    """Print the migration the database stands at."""
    with application():
        from mutua.kernel.db import applied_revision  # noqa: PLC0415

        click.echo(applied_revision() or "empty")


def _upgrade() -> None:
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415 -- slow, and `serve` and `run` do without

    from mutua.app import upgrade  # noqa: PLC0415

    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        upgrade()
    except OperationalError as error:
        stop(f"the database does not answer: {str(error.orig).strip().splitlines()[0]}", 1)


@cli.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=WORKERS, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages and the API."""
    settings = read()
    _free(host, port)
    _share_figures(settings.data_dir)
    os.execv(sys.executable, _server(host, port, workers))


def _server(host: str, port: int, workers: int) -> list[str]:
    """The application server's command: see docs/decisions for why this one."""
    options = ["--bind", f"{host}:{port}", "--workers", str(workers), "--worker-class", "sync", "--preload"]
    quiet = ["--log-level", "warning", "--timeout", "60", "--graceful-timeout", "10", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", *options, *quiet, "mutua.wsgi:app()"]


def _share_figures(data_dir: Path) -> None:
    """An empty directory in which the workers count together, so that /metrics says the same whichever answers."""
    folder = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(data_dir / "metrics")))
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()


def _free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            stop(f"port {port} is busy on {host}: choose another one, for instance `make run PORT={port + 123}`.", 2)


@cli.command("worker")
def worker() -> None:
    """Send mail and do what the clock asks, until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    from mutua.app import create_app  # noqa: PLC0415
    from mutua.cli.worker import run as rounds  # noqa: PLC0415

    rounds(create_app(read()))


@cli.command("run")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def run(host: str, port: int) -> None:
    """All in one: upgrade, demonstration pole on first start (not in production), server and worker."""
    settings = read()
    _free(host, port)
    os.environ.setdefault("MUTUA_BASE_URL", f"http://{host}:{port}")
    _verb("db", "upgrade")
    if not settings.production:
        _welcome(json.loads(_verb("demo", "--json")), f"http://{host}:{port}", settings.data_dir)
    _share_figures(settings.data_dir)
    _together([_server(host, port, WORKERS), [sys.executable, "-m", "mutua.cli", "worker"]])


def _verb(*words: str) -> str:
    """What another verb prints, run in a process of its own so that its memory goes with it; its failure is ours."""
    done = subprocess.run([sys.executable, "-m", "mutua.cli", *words], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


def _welcome(facts: dict[str, Any], address: str, data_dir: Path) -> None:
    """Where to go, and one account of each role."""
    click.echo(f"\n  Mutua : {address}\n")
    shown: set[str] = set()
    for account in facts["accounts"]:
        if account["role"] not in shown:
            shown.add(account["role"])
            click.echo(f"  {account['role']:<15} {account['email']:<45} {account['password']}")
    click.echo(f"\n  Ctrl-C stops everything; the data stay in {data_dir}\n")


def _together(commands: list[list[str]]) -> None:
    """Run the commands until one ends or we are told to stop; then end the others."""
    started = [subprocess.Popen(command) for command in commands]

    def leave(*_: object) -> None:
        for process in started:
            process.terminate()

    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, leave)
    os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    leave()
    statuses = [process.wait() for process in started]
    sys.exit(next((status for status in statuses if status > 0), 0))


@cli.command("check")
@click.option("--json", "as_json", is_flag=True)
def check(as_json: bool) -> None:
    """Verify the invariants on the live database; exit status 1 and a list if one is broken."""
    with application() as app:
        from mutua.home import consistency  # noqa: PLC0415 -- reads every room
        from mutua.safety import actions as safety  # noqa: PLC0415

        settings = app.config["SETTINGS"]
        found = consistency.broken()
        kept = safety.broken_files(settings.archive_dir, settings.secret_key.encode(), now=clock.now())
        found += [f"6: {line}" for line in kept]
    if as_json:
        show({"broken": found})
    elif found:
        for line in found:
            click.echo(line)
    else:
        click.echo("ok")
    sys.exit(1 if found else 0)
