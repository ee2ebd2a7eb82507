"""Verbs that need no database: working time, risk scores, co-activity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from mutua.cli.group import cli, read_json, show, stop
from mutua.safety.coactivity_json import coactivity_file
from mutua.safety.scoring import score_file
from mutua.staffing import working_time


def _answer(file: str, compute: Callable[[Any], Any]) -> None:
    try:
        show(compute(read_json(file)))
    except ValueError as error:
        stop(f"{file}: {error}")


@cli.command("check-hours")
@click.argument("file")
def check_hours(file: str) -> None:
    """Check one person's working time (T1 to T13) in a JSON FILE ("-": standard input)."""
    _answer(file, lambda given: working_time.check(working_time.Case.from_json(given)).to_json())


@cli.command("score")
@click.argument("file")
def score(file: str) -> None:
    """Score risks of a JSON FILE ("-": standard input)."""
    _answer(file, score_file)


@cli.command("coactivity")
@click.argument("file")
def coactivity(file: str) -> None:
    """Count simultaneous and successive uses in a JSON FILE ("-": standard input)."""
    _answer(file, coactivity_file)
