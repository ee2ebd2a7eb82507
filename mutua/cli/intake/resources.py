"""Resources from a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mutua.cli.intake.rows import Row, reported, structure_named
from mutua.pole.models import Member
from mutua.resources import actions
from mutua.resources.forms import intake


def import_resources(rows: Sequence[Row], member: Member, *, now: datetime) -> list[dict[str, Any]]:
    """A report line a row; the columns are those of the export."""
    return reported(rows, lambda row: _one(row, member, now))


def _one(row: Row, member: Member, now: datetime) -> str:
    wanted = intake.parsed(row)
    structure_id = structure_named(wanted.structure, member)
    return actions.create_resource(wanted.sheet, wanted.kind, structure_id, member=member, now=now).name
