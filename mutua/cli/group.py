"""The group that the verbs hang on, and what they share: the app, a way to stop, a way to print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import Flask

from mutua.config import read
from mutua.kernel.refusal import Refused


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Mutua: share, book, exchange, lend and write the shared safety document of a pole."""


def stop(line: str, status: int = 2) -> NoReturn:
    """One line on standard error and an exit status."""
    click.echo(line, err=True)
    sys.exit(status)


@contextmanager
def application() -> Iterator[Flask]:
    """The app on the environment's settings, inside an application context; a refusal is one line."""
    from mutua.app import create_app  # noqa: PLC0415 -- slow: not for `--help` nor the pure verbs

    app = create_app(read())
    with app.app_context(), app.test_request_context():
        try:
            yield app
        except Refused as refused:
            from mutua.web.sentences import sentence  # noqa: PLC0415

            stop(sentence(refused.reason), status=1)


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
