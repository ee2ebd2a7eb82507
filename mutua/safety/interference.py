"""What one employer's activity does to another's people: the cells of the co-activity matrix (R4511-7, L4121-5).

From a row of counted presence, the families that the first emits, that the place switches on and that reach the other
at that distance. Nothing is hidden: a pair that never met is a cell too, in state NONE.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from mutua.safety import scoring
from mutua.safety.catalogue import Family, Scoring, catalogue
from mutua.safety.coactivity import SAME_RESOURCE, Simultaneous, Successive
from mutua.safety.scoring import Mastery, Score


class CellState(StrEnum):
    NONE = "none"  # no overlap in the period
    COVERED = "covered"  # by the common rule both signed
    NEEDS_MEASURE = "needs_measure"
    NEEDS_PLAN = "needs_plan"  # one works for the other: a written prevention plan (R4512-7)


@dataclass(frozen=True)
class Judgement:
    """What people decided about a family from one employer to another; None: the computed mark stands."""

    mastery: int = Mastery.NOTHING
    severity: int | None = None
    frequency: int | None = None


@dataclass(frozen=True)
class Direction:
    """From one employer to another at a place; days is the count the frequency comes from."""

    place: str
    distance: int
    giver: str
    taker: str
    days: int


@dataclass(frozen=True)
class Cell:
    """A family from one employer to another, rated."""

    direction: Direction
    family: str
    severity: int
    frequency: int
    mastery: int
    score: Score
    state: CellState


@dataclass(frozen=True)
class Setting:
    """What the counts do not say. emits: families of what each employer did there; switched_on: those of the resources
    used; judgements by (giver, taker, family); plans: (giver, taker) for whom a written plan is due and not signed."""

    emits: Mapping[str, Collection[str]]
    switched_on: Collection[str]
    judgements: Mapping[tuple[str, str, str], Judgement]
    plans: Collection[tuple[str, str]] = ()


def cells_of_meeting(row: Simultaneous, setting: Setting) -> list[Cell]:
    """Both directions of a simultaneous row, first employer first, families in the order of the catalogue."""
    first, second = row.employers
    return [
        cell
        for giver, taker in ((first, second), (second, first))
        for cell in _cells(Direction(row.place, row.distance, giver, taker, row.days), setting)
    ]


def cells_of_handover(row: Successive, setting: Setting) -> list[Cell]:
    """What the former user of an object leaves to the next."""
    return _cells(Direction(row.resource, SAME_RESOURCE, row.giver, row.taker, row.days), setting)


def pairs_that_never_met(employers: Iterable[str], rows: Iterable[Simultaneous]) -> list[tuple[str, str]]:
    """Pairs to print with state NONE and the period."""
    met = {row.employers for row in rows}
    return [pair for pair in combinations(sorted(set(employers)), 2) if pair not in met]


def families_from(emitted: Collection[str], switched_on: Collection[str], distance: int) -> list[Family]:
    """Families emitted, switched on there, that reach people at this distance."""
    return [
        family
        for code, family in catalogue().families.items()
        if code in emitted and code in switched_on and family.scoring is Scoring.MATRIX and family.reaches(distance)
    ]


def _cells(way: Direction, setting: Setting) -> list[Cell]:
    families = families_from(setting.emits.get(way.giver, ()), setting.switched_on, way.distance)
    return [_cell(way, family, setting) for family in families]


def _cell(way: Direction, family: Family, setting: Setting) -> Cell:
    judged = setting.judgements.get((way.giver, way.taker, family.code), Judgement())
    severity = judged.severity or family.severity or 1
    frequency = judged.frequency or scoring.frequency(way.days)
    score = scoring.score(severity, frequency, judged.mastery)
    state = _state(judged.mastery, score, plan_due=(way.giver, way.taker) in setting.plans)
    return Cell(way, family.code, severity, frequency, judged.mastery, score, state)


def _state(mastery: int, score: Score, *, plan_due: bool) -> CellState:
    if plan_due:
        return CellState.NEEDS_PLAN
    # a level from "élevé" on wants a dated action, even where something is already done
    covered = mastery <= Mastery.PARTLY and score.residual <= 2
    return CellState.COVERED if covered else CellState.NEEDS_MEASURE
