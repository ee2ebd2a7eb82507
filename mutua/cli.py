"""The `mutua` command."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from mutua.config import WrongSetting, read


def stop(line: str, status: int = 2) -> NoReturn:
    """One line on standard error and an exit status."""
    click.echo(line, err=True)
    sys.exit(status)


@click.group()
def cli() -> None:
    """Mutua: share, book, exchange, lend and write the shared safety document of a pole."""


@cli.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this version's shape."""
    from flask_migrate import upgrade  # noqa: PLC0415 -- alembic takes a while to import

    with _app().app_context():
        upgrade()


def _app():  # type: ignore[no-untyped-def]
    from mutua.app import create_app  # noqa: PLC0415

    return create_app(read())


def main() -> None:
    """Entry point: a wrong setting is one line and exit status 2."""
    try:
        cli()
    except WrongSetting as wrong:
        stop(str(wrong))
