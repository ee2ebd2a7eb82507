"""How a risk is rated: severity x frequency by a matrix, then corrected by mastery and lone work.

Every mark is an integer from 1 to 4. The method is ours (no method is imposed by law, L4121-3) and is printed
in the document. 64 inputs without lone work, 64 with it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

MARKS: Final = range(1, 5)
# rows: severity 1-4; columns: frequency 1-4
MATRIX: Final = ((1, 1, 1, 2), (1, 2, 2, 3), (2, 3, 3, 4), (3, 3, 4, 4))
# distinct days of exposure in 12 months from which frequency 2, 3 and 4 begin
FREQUENCY_FLOORS: Final = (12, 48, 180)


class Mastery(IntEnum):
    """What is already done against the risk (maîtrise)."""

    SOURCE_OR_COLLECTIVE = 1
    PARTLY = 2
    INDIVIDUAL_ONLY = 3
    NOTHING = 4


@dataclass(frozen=True)
class Level:
    """One of the four levels. deadline_months is our convention, not law; 0 = at once, None = no action due."""

    number: int
    french: str
    english: str
    meaning: str
    deadline: str
    deadline_months: int | None
    effect: str


LEVELS: Final = {
    4: Level(
        4,
        "critique",
        "critical",
        "arrêter ou agir tout de suite",
        "immédiat, responsable nommé sous 48 h",
        0,
        "la ressource ou le créneau peut être suspendu par la personne responsable du lieu, motif consigné",
    ),
    3: Level(
        3,
        "élevé",
        "high",
        "action datée",
        "3 mois au plus",
        3,
        "la réservation avertit et l’accueil sécurité est exigé",
    ),
    2: Level(
        2,
        "modéré",
        "moderate",
        "dans la liste annuelle",
        "12 mois au plus",
        12,
        "note sur la page de la ressource",
    ),
    1: Level(1, "faible", "low", "à surveiller", "revue annuelle", None, "aucun"),
}


@dataclass(frozen=True)
class Score:
    """gross: niveau brut; residual: niveau résiduel; individual_only: remark of L4121-2 8° to print."""

    gross: int
    residual: int
    individual_only: bool

    @property
    def level(self) -> Level:
        return LEVELS[self.residual]


class BadScore(ValueError):
    """A rating that cannot be computed; its text is one line for the person who wrote the file."""


def score(severity: int, frequency: int, mastery: int, *, lone: bool = False) -> Score:
    """Both levels of a risk from four checked marks."""
    for name, mark in (("severity", severity), ("frequency", frequency), ("mastery", mastery)):
        _check_mark(name, mark)
    gross = MATRIX[severity - 1][frequency - 1]
    residual = _after_mastery(gross, severity, mastery)
    if lone and severity >= 3:
        residual = min(residual + 1, 4)
    return Score(gross, residual, mastery == Mastery.INDIVIDUAL_ONLY)


def _after_mastery(gross: int, severity: int, mastery: int) -> int:
    if mastery == Mastery.SOURCE_OR_COLLECTIVE:
        # a possible death is never filed under "watch", however well it is controlled
        return max(gross - 1, 2 if severity == 4 else 1)
    return min(gross + 1, 4) if mastery == Mastery.NOTHING else gross


def table() -> str:
    """Every residual level as one digit, severity first, then frequency, then mastery; then the same 64 alone.
    For a page that must show a level without network."""
    marks = [(alone, g, f, m) for alone in (False, True) for g in MARKS for f in MARKS for m in MARKS]
    return "".join(str(score(g, f, m, lone=alone).residual) for alone, g, f, m in marks)


def frequency(days: int) -> int:
    """The frequency mark of a number of distinct days of exposure in the last 12 months."""
    return 1 + sum(days >= floor for floor in FREQUENCY_FLOORS)


def due_on(level: int, rated_on: date) -> date | None:
    """The day by which an action must be done for this level, None when nothing is due."""
    months = LEVELS[level].deadline_months
    if months is None:
        return None
    year, month = divmod(rated_on.year * 12 + rated_on.month - 1 + months, 12)
    return date(year, month + 1, min(rated_on.day, monthrange(year, month + 1)[1]))


def product(severity: int, frequency: int, mastery: int) -> int:
    """G x F x M, exported for readers who want a number; it decides nothing."""
    return severity * frequency * mastery


def rank(residual: int, severity: int, frequency: int, exposed: int) -> tuple[int, int, int, int]:
    """Sort key, worst first: level, then severity, frequency and number of people exposed."""
    return (-residual, -severity, -frequency, -exposed)


def score_file(risks: object) -> list[dict[str, int | bool]]:
    """The `mutua score` command: a JSON list of ratings to the list of their levels, in the same order."""
    if not isinstance(risks, list):
        raise BadScore("the file must hold a JSON list of risks")
    return [_score_row(number, row) for number, row in enumerate(risks, start=1)]


def _score_row(number: int, row: object) -> dict[str, int | bool]:
    if not isinstance(row, dict):
        raise BadScore(f"risk {number}: a JSON object is expected")
    missing = [key for key in ("severity", "frequency", "mastery", "lone") if key not in row]
    if missing:
        raise BadScore(f"risk {number}: missing {', '.join(missing)}")
    if not isinstance(row["lone"], bool):
        raise BadScore(f"risk {number}: lone must be true or false")
    try:
        answer = score(row["severity"], row["frequency"], row["mastery"], lone=row["lone"])
    except BadScore as bad:
        raise BadScore(f"risk {number}: {bad}") from None
    return {"gross": answer.gross, "residual": answer.residual, "individual_only": answer.individual_only}


def _check_mark(name: str, mark: object) -> None:
    # true is an int for Python; a mark of "true" is a mistake for people
    if isinstance(mark, bool) or not isinstance(mark, int) or mark not in MARKS:
        raise BadScore(f"{name} must be a whole number from 1 to 4")
