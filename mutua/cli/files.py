"""Verbs of safety copies: backup, restore. One zip, the same for both databases."""

from __future__ import annotations

from pathlib import Path

import click

from mutua.calendars.queries import begin_era
from mutua.cli import eras, erasures
from mutua.cli.group import application, cli, keep_versions, stop
from mutua.kernel import archive, clock
from mutua.kernel.transaction import transaction


@cli.command("backup")
@click.argument("file", type=click.Path(dir_okay=False))
def backup(file: str) -> None:
    """Write everything (rows and photos) to FILE, a zip that either database can restore."""
    with application() as app:
        rows = archive.write(Path(file), app.config["SETTINGS"].data_dir, now=clock.now())
    click.echo(f"{rows} rows in {file}")


@cli.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, exists=True))
def restore(file: str) -> None:
    """Read FILE into an empty, upgraded database."""
    with application() as app:
        data_dir = app.config["SETTINGS"].data_dir
        try:
            rows = archive.read(Path(file), data_dir)
            with transaction():
                eras.write(data_dir, begin_era(eras.last(data_dir)))
        except archive.Unfit as unfit:
            stop(str(unfit), 1)
        again = erasures.replay(data_dir, now=clock.now())
        keep_versions(app)
    click.echo(f"{rows} rows restored")
    if again:
        click.echo(f"{again} people erased again")
