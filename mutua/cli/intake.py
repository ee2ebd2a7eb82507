"""Resources from a CSV file: each row stands or falls alone, and the report says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.resources import actions
from mutua.resources.forms import intake
from mutua.web.sentences import sentence


def import_resources(
    rows: Sequence[Mapping[str, str | None]], member: Member, *, now: datetime
) -> list[dict[str, Any]]:
    """A report line a row: {"row", "state": created | refused, "detail"}. Each created row is committed."""
    report = []
    for number, row in enumerate(rows, start=2):  # the first line of the file names the columns
        try:
            with transaction():
                made = _one(row, member, now)
            report.append({"row": number, "state": "created", "detail": made})
        except intake.BadRow as bad:
            report.append({"row": number, "state": "refused", "detail": str(bad)})
        except Refused as refused:
            report.append({"row": number, "state": "refused", "detail": sentence(refused.reason)})
    return report


def _one(row: Mapping[str, str | None], member: Member, now: datetime) -> str:
    wanted = intake.parsed(row)
    structure_id = _structure(wanted.structure, member)
    return actions.create_resource(wanted.sheet, wanted.kind, structure_id, member=member, now=now).name


def _structure(name: str, member: Member) -> int:
    for membership in pole_queries.memberships_of(member.pole_id, active_only=True):
        if membership.structure.name == name or (name and membership.structure.siret == name.replace(" ", "")):
            return membership.structure_id
    raise intake.BadRow(f"structure: {name!r} is none of this pole")
