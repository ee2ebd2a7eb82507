"""A year's contributions as JSON values: what the page, the PDF and the workbook print, and what settling freezes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from mutua.exchanges.models import QUANTA, ContributionJudgement
from mutua.exchanges.rules.contribution import Line, totals
from mutua.exchanges.rules.fiscal import Fiscal
from mutua.law import rule
from mutua.law.accounts import NAMES, SOURCE_OF
from mutua.pole.models import Structure

LAW = ("X13", "X14", "X15", "X16", "X17")


def contribution_facts(
    lines: Sequence[Line],
    *,
    pole: str,
    structure: Structure,
    year: Fiscal,
    judged: ContributionJudgement | None,
    closed: date | None,
    today: date,
) -> dict[str, Any]:
    """Quantities in quanta, values in cents; every euro carries the method and source it was declared with.

    No pair of accounts where X14 sends the contributions to the notes alone.
    """
    noted = judged is not None and not judged.booked
    return {
        "pole": pole,
        "structure": structure.name,
        "siret": structure.siret or "",
        "year": year.year,
        "key": year.key,
        "label": year.label,
        "from": year.start.isoformat(),
        "until": year.end.isoformat(),
        "made_on": today.isoformat(),
        "closed_through": closed.isoformat() if closed else None,
        "settled": False,
        "settled_by": "",
        "lines": [_line(line) for line in lines],
        "accounts": [
            {"use": use, "use_name": NAMES[use], "source": source, "source_name": NAMES[source], "cents": cents}
            for use, source, cents in ([] if noted else totals(lines))
        ],
        "judged": _judged(judged),
        "nature": _nature(lines),
        "total": sum(line.cents or 0 for line in lines),
        "unvalued": sum(line.valued is None for line in lines),
        "warning": _law("W4", today),
        "law": [_law(name, today) for name in LAW],
    }


def _judged(judged: ContributionJudgement | None) -> dict[str, Any] | None:
    if judged is None:
        return None
    return {
        "essential": judged.essential,
        "countable": judged.countable,
        "booked": judged.booked,
        "reason": judged.reason,
        "by": judged.person.name,
        "on": judged.set_at.date().isoformat(),
    }


def _nature(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Nature and importance, as the notes want them: each kind in its own unit."""
    sums: dict[tuple[str, str], int] = {}
    for line in lines:
        key = (line.posting.exchange.kind.value, line.posting.exchange.unit.code.value)
        sums[key] = sums.get(key, 0) + line.quantity
    return [{"kind": kind, "unit": unit, "quantity": sums[kind, unit]} for kind, unit in sorted(sums)]


def _line(line: Line) -> dict[str, Any]:
    posting, value = line.posting, line.valued
    exchange = posting.exchange
    words = exchange.current.words
    return {
        "exchange": exchange.id,
        "day": posting.event_on.isoformat(),
        "accounted": posting.accounted_on.isoformat(),
        "giver": words.receiver_name if exchange.reverses_id else words.giver_name,
        "title": words.title,
        "undone": exchange.reverses_id,
        "kind": exchange.kind.value,
        "unit": exchange.unit.code.value,
        "quantity": line.quantity,
        "per_unit": QUANTA[exchange.unit.code],
        "rate": value.cents if value else None,
        "use": value.account if value else "",
        "source": SOURCE_OF[value.account] if value else "",
        "method": value.method if value else "",
        "found_in": value.source if value else "",
        "valued_on": value.set_at.date().isoformat() if value else "",
        "cents": line.cents,
    }


def _law(name: str, today: date) -> dict[str, Any]:
    found = rule(name, on=today)
    return {
        "id": name,
        "text": found.text("fr"),
        "articles": list(found.articles),
        "label": found.source.label,
        "url": found.source.url or "",
        "checked_on": found.checked_on.isoformat(),
        "to_verify": found.to_verify,
    }
