"""The dated table of law that is printed with the document."""

from __future__ import annotations

from datetime import date
from typing import Any

from mutua.law import Rule, UnknownRule, rule
from mutua.law import rules as all_law

# The articles the document rests on, in the order of its chapters.
LAW = (
    "L4121-1",
    "L4121-2",
    "L4121-3",
    "L4121-3-1",
    "L4121-3-1.V-B",
    "L4121-3-1.VI",
    "R4121-1",
    "R4121-1-1",
    "R4121-2",
    "R4121-4",
    "R4141-3-1",
    "R4624-23",
    "R4624-46",
    "L4131-1",
    "L4121-5",
    "R4511-5",
    "R4511-10",
    "R4512-2",
    "R4512-6",
    "R4512-7",
    "R4512-8",
    "R4512-13",
    "T8",
    "R4513-2",
    "R4515-1",
    "L8241-1",
    "L1251-21",
    "R4227-5",
    "R4227-6",
    "R4227-29",
    "R4227-34",
    "R4227-37",
    "R4228-10",
    "R4222-5",
    "R4224-14",
    "R4226-16",
    "R4313-14",
    "R4463-2",
    "L2311-2",
    "L1111-2",
    "L4111-5",
)


def law_rules(on: date) -> list[Rule]:
    found = []
    for name in LAW:
        try:
            found.append(rule(name, on=on))
        except UnknownRule:
            continue
    return found


def law_row(found: Rule, today: date) -> dict[str, Any]:
    return {
        "id": found.id,
        "articles": list(found.articles),
        "text": found.text_fr,
        "url": found.source.url,
        "checked_on": found.checked_on.isoformat(),
        "to_verify": found.to_verify,
        "again_on": _again_on(found, today),
    }


def _again_on(found: Rule, today: date) -> str | None:
    """The day from which another version of the article is in force: the table then has to be read again."""
    days = [row.in_force_from for row in all_law() if row.id == found.id and row.in_force_from is not None]
    coming = [day for day in days if day > today]
    return min(coming).isoformat() if coming else None
