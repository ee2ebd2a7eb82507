"""Contributions volontaires en nature of a year, from its facts alone: those of a settled year never move."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mutua.documents.pdf import to_pdf
from mutua.exchanges.models import UnitCode
from mutua.exchanges.pdf.words import KINDS, NB, UNITS, euros, quantum, said
from mutua.exchanges.pdf.workbook import Sheet
from mutua.resources.models import Kind

HEAD = (
    "Jour", "Compté au", "Donné par", "Objet", "Type", "Quantité", "Unité", "Valeur d’une unité (€)", "Par",
    "Emploi (débit)", "Ressource (crédit)", "Valeur (€)", "Méthode", "Source", "Échange",
)  # fmt: skip


CONDITIONS = (("essential", "essentielles pour comprendre l’activité"), ("countable", "recensées et évaluées"))


def contribution_pdf(facts: dict[str, Any], *, made_at: datetime) -> bytes:
    """`facts` of rules.contribution_facts; the same facts give the same bytes."""
    named = {"label": str(facts["year"]), **facts}  # statements settled before accounting years had names
    return to_pdf("exchanges_contributions", {**named, "said": _said(facts)}, made_at=made_at)


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    """The words beside the figures."""
    return {
        "lines": [
            {
                "kind": KINDS[Kind(line["kind"])],
                "quantity": said(line["quantity"], UnitCode(line["unit"])),
                "unit_word": UNITS[UnitCode(line["unit"])][0],
                "rate": euros(line["rate"]) if line["rate"] is not None else "",
                "value": euros(line["cents"]) if line["cents"] is not None else "à valoriser",
            }
            for line in facts["lines"]
        ],
        "accounts": [euros(row["cents"]) for row in facts["accounts"]],
        "total": euros(facts["total"]),
        "nature": nature(facts),
    }


def nature(facts: dict[str, Any]) -> str:
    """What was received, kind by kind in its own unit: « Local : 3 demi-journées »."""
    rows = facts.get("nature", ())  # statements settled before X14 was asked have none
    return ", ".join(f"{KINDS[Kind(row['kind'])]}{NB}: {said(row['quantity'], UnitCode(row['unit']))}" for row in rows)


def contribution_sheets(facts: dict[str, Any]) -> list[Sheet]:
    """The lines, the pairs of accounts, and where everything comes from."""
    lines: list[tuple[object, ...]] = [HEAD, *(_cells(line) for line in facts["lines"])]
    lines.append(("Total", *[""] * 10, facts["total"] / 100, "", "", ""))
    pairs: list[tuple[object, ...]] = [("Emploi (débit)", "Libellé", "Ressource (crédit)", "Libellé", "Valeur (€)")]
    pairs += [
        (row["use"], row["use_name"], row["source"], row["source_name"], row["cents"] / 100)
        for row in facts["accounts"]
    ]
    pairs.append(("Total", "", "", "", facts["total"] / 100))
    notes: list[tuple[object, ...]] = [("Règle", "Texte", "Articles", "Source", "Vérifié le")]
    notes += [
        (row["id"], row["text"], ", ".join(row["articles"]), row["label"], row["checked_on"])
        for row in (facts["warning"], *facts["law"])
    ]
    judged = facts.get("judged")
    if judged:
        notes[1:1] = [(f"Condition : {name}", "oui" if judged[key] else "non") for key, name in CONDITIONS]
    if judged and not judged["booked"]:
        notes[3:3] = [("Annexe : nature et importance", nature(facts)), ("Annexe : motif", judged["reason"])]
    money = frozenset({7, 11})
    return [
        Sheet("Contributions", lines, frozenset({len(lines) - 1}), money),
        Sheet("Comptes 86 et 87", pairs, frozenset({len(pairs) - 1}), frozenset({4})),
        Sheet("À lire", notes),
    ]


def _cells(line: dict[str, Any]) -> tuple[object, ...]:
    return (
        line["day"],
        line["accounted"],
        line["giver"],
        line["title"] + (f" (annule l’échange n° {line['undone']})" if line["undone"] else ""),
        KINDS[Kind(line["kind"])],
        line["quantity"],
        quantum(UnitCode(line["unit"])),
        line["rate"] / 100 if line["rate"] is not None else "",
        UNITS[UnitCode(line["unit"])][0],
        line["use"],
        line["source"],
        line["cents"] / 100 if line["cents"] is not None else "",
        line["method"],
        line["found_in"],
        line["exchange"],
    )
