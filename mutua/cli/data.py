"""Verbs of data: demo, import."""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from mutua.cli.group import application, cli, keep_versions, show, stop
from mutua.config import read
from mutua.kernel import clock
from mutua.pole import queries
from mutua.pole.models import Member


@cli.command("demo")
@click.option("--today", "day", default=None, help="The day the demonstration takes for today (YYYY-MM-DD).")
@click.option("--national", is_flag=True, help="Also the forty poles that signed the charter in 2014.")
@click.option("--json", "as_json", is_flag=True, help="Print what a script needs.")
def demo(day: str | None, national: bool, as_json: bool) -> None:
    """Load the demonstration pole; may be repeated without harm. Refused in production."""
    if read().production:
        stop("the demonstration is refused in production.", 2)
    try:
        today = date.fromisoformat(day) if day else None
    except ValueError:
        stop(f"--today {day!r} is no date: write YYYY-MM-DD.")
    with application() as app:
        from mutua.demo import load  # noqa: PLC0415

        secret = app.config["SETTINGS"].secret_key
        facts = load(today=today or clock.now().date(), national=national, now=clock.now(), secret_key=secret)
        keep_versions(app)
        if as_json:
            show(asdict(facts))
        else:
            click.echo(f"{facts.pole['name']}: {len(facts.accounts)} accounts, {len(facts.resources)} resources.")


@cli.command("import")
@click.argument("what", type=click.Choice(["structures", "resources", "bookings"]))
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--pole", "slug", default=None, help="Short name of the pole; needed when there are several.")
@click.option("--as", "email", default=None, help="Who imports; by default a coordinator of the pole.")
@click.option("--json", "as_json", is_flag=True)
def import_file(what: str, file: str, slug: str | None, email: str | None, as_json: bool) -> None:
    """Import structures, resources or bookings from a CSV file; a bad row is reported and leaves the others."""
    try:
        rows = list(csv.DictReader(io.StringIO(Path(file).read_text(encoding="utf-8-sig"), newline="")))
    except OSError as error:
        stop(f"{file}: {error.strerror}.")
    except (UnicodeDecodeError, csv.Error) as error:
        stop(f"{file}: not a CSV file in UTF-8 ({error}).")
    with application():
        from mutua.cli import intake  # noqa: PLC0415 -- loads the models, which the pure verbs do without

        verbs = {
            "structures": intake.import_structures,
            "resources": intake.import_resources,
            "bookings": intake.import_bookings,
        }
        report = verbs[what](rows, _acting(slug, email), now=clock.now())
    if as_json:
        show(report)
    else:
        for line in report:
            click.echo(f"{line['row']}\t{line['state']}\t{line['detail']}")
    sys.exit(1 if any(line["state"] == "refused" for line in report) else 0)


def _acting(slug: str | None, email: str | None) -> Member:
    """The person who imports, in the pole that was named or the only one there is."""
    poles = [pole for pole in queries.poles() if slug in (None, pole.slug)]
    if len(poles) != 1:
        stop("name the pole: --pole " + "|".join(pole.slug for pole in queries.poles()), 1)
    coordinators = queries.coordinators_of(poles[0].id)
    person = queries.person_by_email(email) if email else next(iter(coordinators), None)
    member = queries.member_for(person, poles[0], None) if person else None
    if member is None:
        stop("name somebody of the pole: --as EMAIL", 1)
    return member
