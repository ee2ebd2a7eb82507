"""Facts of a common volume as large as the demonstration's, made of the catalogue alone, the same each time.

60 units, about 400 risks, 14 employers that all meet, as `queries.volume` would freeze them.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

from mutua.law import rules
from mutua.safety.catalogue import Scoring, catalogue
from mutua.safety.queries.volume import law_row
from mutua.safety.scoring import score

UNITS, RISKS, EMPLOYERS, PLACES = 60, 7, 14, 9
Row = dict[str, Any]


def facts() -> Row:
    last = max(row.checked_on for row in rules())
    return {
        "format": 1,
        "number": 1,
        "reason": "Mesure",
        "author": "Prévention",
        "drawn_up_on": "2027-05-03",
        "review_by": "2028-05-03",
        "pole": {"name": "Pôle mesuré", "territory": "Val-Doucet"},
        "period": {"first": "2026-05-03", "last": "2027-05-02", "zone": "Europe/Paris"},
        "counts": {"confirmed": 620, "planned": 0, "standing": 160},
        "catalogue": {"version": catalogue().version, "dated": catalogue().dated.isoformat()},
        "law": [law_row(row, last) for row in rules()[:30]],
        "legal": {"not_covered": ""},
        "employers": [_employer(number) for number in range(1, EMPLOYERS + 1)],
        "places": [_place(number) for number in range(PLACES)],
        "units": [_unit(number) for number in range(UNITS)],
        "coactivity": _coactivity(),
        "plans": [],
        "staff": [],
        "rules": [],
        "incidents": [],
        "consultations": [],
    }


def _employer(number: int) -> Row:
    return {"id": number, "name": f"Structure {number}", "siret": f"{99900000000000 + number}", "form": "association",
            "headcount": 5 * number, "health_service": "Santé au travail", "has_cse": number > 2}  # fmt: skip


def _place(number: int) -> Row:
    return {"id": number, "key": f"room:{number}", "name": f"Salle {number}", "kind": "room", "address": "", "area": 40,
            "peak": 12, "employers": 6, "exits": {"number": 1, "width": 0.8}, "alarm": False, "extinguishers": 1,
            "lone": 0, "gaps": []}  # fmt: skip


def _unit(number: int) -> Row:
    users = [{"id": 1 + (number + turn) % EMPLOYERS, "days": 40 - turn, "peak": 3 + turn} for turn in range(6)]
    place = f"Salle {number % PLACES}"
    return {
        "id": number,
        "name": f"Unité {number}",
        "kind": "premises",
        "source": "resource",
        "state": "accepted",
        "with": [],
        "place": place,
        "path": f"Site du canal, Bâtiment A, {place}",
        "owner": "Structure 1",
        "description": "",
        "nothing_on": None,
        "users": users,
        "risks": [_risk(number * RISKS + turn) for turn in range(RISKS)],
    }


def _risk(number: int) -> Row:
    """The words the catalogue proposes; every third has an action."""
    book = [row for row in catalogue().families.values() if row.scoring is Scoring.MATRIX and row.situations]
    family = book[number % len(book)]
    severity, frequency, mastery = family.severity or 1, 1 + number % 4, 1 + number % 3
    answer = score(severity, frequency, mastery)
    action = {
        "id": number,
        "text": "Reprendre le sol et refaire l’éclairage",
        "principle": 3,
        "owner": 1,
        "owner_name": "Structure 1",
        "due_on": "2027-09-01",
        "state": "planned",
        "cost": 400,
        "indicator": "Fait",
    }
    return {
        "id": number,
        "family": family.code,
        "family_name": family.french,
        "situation": " ; ".join(family.situations[:2]),
        "severity": severity,
        "frequency": frequency,
        "mastery": mastery,
        "frequency_reason": "",
        "severity_reason": "",
        "lone": False,
        "existing": "Sols dégagés, consigne affichée, contrôle chaque trimestre.",
        "gross": answer.gross,
        "residual": answer.residual,
        "individual_only": answer.individual_only,
        "rated_on": "2027-04-01",
        "to_review": False,
        "measures": [action] if number % 3 == 0 else [],
        "photos": [],
    }  # fmt: skip


def _coactivity() -> Row:
    pairs = list(combinations(range(1, EMPLOYERS + 1), 2))
    shared = {"state": "needs_measure", "basis": ["confirmed"], "proof": "0123456789abcdef"}
    rows = [{"place": f"room:{turn % PLACES}", "place_name": f"Salle {turn % PLACES}", "distance": 1, "a": a, "b": b,
             "days": 9, "minutes": 900, "peak": 12, **shared} for turn, (a, b) in enumerate(pairs)]  # fmt: skip
    handovers = [{"place": "resource:1", "place_name": "Fourgon", "giver": a, "taker": b, "times": 3, "days": 3,
                  "state": "needs_measure"} for a, b in pairs]  # fmt: skip
    cells = [_cell(turn, a, b, family) for turn, (a, b) in enumerate(pairs) for family in ("H01", "H14", "H20")]
    return {
        "pairs": [{"a": a, "b": b, "minutes": 900, "peak": 12, "handovers": 3, "state": "needs_measure"}
                  for a, b in pairs],
        "buildings": [],
        "rows": rows,
        "handovers": handovers,
        "cells": cells,
    }  # fmt: skip


def _cell(turn: int, giver: int, taker: int, family: str) -> Row:
    found = catalogue().families[family]
    answer = score(found.severity or 1, 1, 4)
    return {"kind": "meeting", "place": f"room:{turn % PLACES}", "place_name": f"Salle {turn % PLACES}", "distance": 1,
            "giver": giver, "taker": taker, "days": 9, "family": family, "family_name": found.french,
            "severity": found.severity or 1, "frequency": 1, "mastery": 4, "gross": answer.gross,
            "residual": answer.residual, "individual_only": False, "state": "needs_measure", "measures": "",
            "signed": False, "judgement": None}  # fmt: skip
