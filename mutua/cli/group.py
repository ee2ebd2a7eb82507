"""The group that the verbs hang on, and what they share: the app, a way to stop, a way to print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import Flask

from mutua.config import read

# The file of the verbs that start often: each is read alone, without what the others need.
FILES = {
    **dict.fromkeys(("db", "serve", "worker", "run", "check"), "serving"),
    "receive-mail": "mail",
    **dict.fromkeys(("demo", "import"), "data"),
    **dict.fromkeys(("check-hours", "score", "coactivity"), "pure"),
    **dict.fromkeys(("backup", "restore"), "files"),
    **dict.fromkeys(("create-pole", "create-user", "token", "erase-person"), "people"),
}


class Verbs(click.Group):
    """Reads the file of a verb when the verb is wanted; all of them for the list."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        _read({FILES[cmd_name]} if cmd_name in FILES else set(FILES.values()))
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        _read(set(FILES.values()))
        return super().list_commands(ctx)


def _read(files: set[str]) -> None:
    """Each hangs its verbs on the group."""
    for file in sorted(files):
        import_module(f"mutua.cli.{file}")


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Mutua: share, book, exchange, lend and write the shared safety document of a pole."""


def stop(line: str, status: int = 2) -> NoReturn:
    """One line on standard error and an exit status."""
    click.echo(line, err=True)
    sys.exit(status)


def keep_versions(app: Flask) -> None:
    """Published safety documents that came with many rows at once go to the archive folder, as `check` wants them."""
    from mutua.cli.worker import keep_files  # noqa: PLC0415 -- reads every room

    try:
        keep_files(app)
    except OSError as error:
        click.echo(f"safety archive: {error.filename}: {error.strerror}; the worker tries again.", err=True)


@contextmanager
def application() -> Iterator[Flask]:
    """The app on the environment's settings, inside an application context; a refusal is one line."""
    settings = read()
    from sqlalchemy.exc import OperationalError, ProgrammingError  # noqa: PLC0415

    from mutua.app import create_app  # noqa: PLC0415 -- slow: not for a wrong setting nor the pure verbs
    from mutua.kernel.refusal import Refused  # noqa: PLC0415

    app = create_app(settings)
    with app.app_context(), app.test_request_context():
        try:
            yield app
        except Refused as refused:
            from mutua.web.sentences import sentence  # noqa: PLC0415

            stop(sentence(refused.reason), status=1)
        except (OperationalError, ProgrammingError) as error:
            line = str(error.orig).strip().splitlines()[0]
            stop(f"the database does not answer: {line} (`mutua db upgrade` brings it to this version)", status=1)


def show(facts: Any) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2, default=str))


def read_json(file: str) -> Any:
    """What a JSON file, or standard input for `-`, holds; unreadable: one line and exit status 2."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        return json.loads(text)
    except OSError as error:
        stop(f"{file}: {error.strerror}.")
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        stop(f"{file}: not JSON ({error}).")
