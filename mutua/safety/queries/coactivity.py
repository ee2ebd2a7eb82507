"""Co-activity of a pole over a period, as plain rows ready for pages, PDF and freezing: counted, then rated.

A row names its employers and places by id or key; `names` of the presence gives the words.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from operator import attrgetter
from typing import Any

from mutua.safety import thresholds
from mutua.safety.catalogue import catalogue
from mutua.safety.coactivity import (
    SAME_RESOURCE,
    Location,
    Simultaneous,
    Successive,
    Use,
    simultaneous,
    successive,
)
from mutua.safety.interference import Cell, CellState, Judgement, Setting, cells_of_handover, cells_of_meeting
from mutua.safety.models import PairJudgement
from mutua.safety.queries.marks import bases_in, emitted_in, switched_on_in
from mutua.safety.queries.presence import Presence
from mutua.safety.tags import Tags

HARMLESS = "harmless"  # they meet, and nothing of what they do reaches the other
ORDER = (str(CellState.NONE), HARMLESS, str(CellState.COVERED), str(CellState.NEEDS_MEASURE), str(CellState.NEEDS_PLAN))
Row = dict[str, Any]
Plans = tuple[set[tuple[str, str]], set[tuple[str, str]]]
States = defaultdict[tuple[str, str, int, Any], list[str]]


@dataclass(frozen=True)
class Coactivity:
    """`pairs`: every two employers, met or not; `buildings`: the same by building; `cells`: family by family."""

    pairs: list[Row]
    buildings: list[Row]
    rows: list[Row]
    handovers: list[Row]
    cells: list[Row]

    def facts(self) -> Row:
        return {
            "pairs": self.pairs,
            "buildings": self.buildings,
            "rows": self.rows,
            "handovers": self.handovers,
            "cells": self.cells,
        }


def coactivity(
    here: Presence, employers: Iterable[int], judgements: Sequence[PairJudgement], plans: Plans = (set(), set())
) -> Coactivity:
    """All of it, from one presence; `employers` are printed pair by pair, those that never met too.

    `plans`: (worker, host) of operations whose written plan is due and not signed, and of those that have theirs.
    """
    meetings = simultaneous(here.uses, here.locations.values(), here.zone)
    handovers = successive(here.uses, here.zone)
    rating = _Rating(here, judgements, plans)
    cells = [_cell_row(cell, here, rating, "meeting") for row in meetings for cell in rating.of_meeting(row)]
    cells += [_cell_row(cell, here, rating, "handover") for row in handovers for cell in rating.of_handover(row)]
    states = _states(cells)
    rows = [_meeting_row(row, rating, states) for row in meetings]
    relays = [_handover_row(row, here, states) for row in handovers]
    buildings = _by_building(here)
    return Coactivity(_pairs(employers, buildings, rows, relays), buildings, rows, relays, cells)


class _Rating:
    """What each row is rated with: families of the uses it counts, judgements both have signed, plans due."""

    def __init__(self, here: Presence, judgements: Sequence[PairJudgement], plans: Plans) -> None:
        self.here = here
        self.known = {(row.place_key, row.giver_id, row.taker_id, row.family): row for row in judgements}
        self.signed: defaultdict[str, dict[tuple[str, str, str], Judgement]] = defaultdict(dict)  # by place
        for row in filter(attrgetter("is_signed"), judgements):
            way = (str(row.giver_id), str(row.taker_id), row.family)
            self.signed[row.place_key][way] = Judgement(mastery=row.mastery)
        by_hours = {(str(row["worker"]), str(row["host"])) for row in plan_hours(here) if row["answer"] == "written"}
        due, signed = plans
        self.plans = (by_hours - signed) | due
        self._proofs: dict[str, defaultdict[str, list[str]]] = {}

    def of_meeting(self, row: Simultaneous) -> list[Cell]:
        return cells_of_meeting(row, self.setting(row.place, dict(zip(row.employers, row.tags, strict=True))))

    def of_handover(self, row: Successive) -> list[Cell]:
        return cells_of_handover(row, self.setting(row.resource, {row.giver: row.tags}))

    def setting(self, place: str, tags: Mapping[str, Tags]) -> Setting:
        """From the uses that met or were followed, not from all there ever were: an activity of another day passes
        no danger here."""
        return Setting(
            emits={employer: emitted_in(each) for employer, each in tags.items()},
            switched_on=switched_on_in(Tags().union(*tags.values())),
            judgements=self.signed.get(place, {}),
            plans=self.plans,
        )

    def proofs_at(self, place: str) -> defaultdict[str, list[str]]:
        """By employer, gathered once a place."""
        if place not in self._proofs:
            found: defaultdict[str, list[str]] = defaultdict(list)
            for key in self.here.keys_at(place):
                for seat in self.here.by_resource.get(key, ()):
                    found[seat.use.employer].append(seat.proof)
            self._proofs[place] = found
        return self._proofs[place]

    def agreed(self, cell: Cell) -> PairJudgement | None:
        way = cell.direction
        return self.known.get((way.place, int(way.giver), int(way.taker), cell.family))


def _cell_row(cell: Cell, here: Presence, rating: _Rating, kind: str) -> Row:
    way, agreed = cell.direction, rating.agreed(cell)
    return {
        "kind": kind,
        "place": way.place,
        "place_name": here.names.get(way.place, ""),
        "distance": way.distance,
        "giver": int(way.giver),
        "taker": int(way.taker),
        "days": way.days,
        "family": cell.family,
        "family_name": catalogue().families[cell.family].french,
        "severity": cell.severity,
        "frequency": cell.frequency,
        "mastery": cell.mastery,
        "gross": cell.score.gross,
        "residual": cell.score.residual,
        "individual_only": cell.score.individual_only,
        "state": str(cell.state),
        "measures": agreed.measures if agreed else "",
        "signed": bool(agreed and agreed.is_signed),
        "judgement": agreed.id if agreed else None,
    }


def _meeting_row(row: Simultaneous, rating: _Rating, states: States) -> Row:
    one, other = (int(employer) for employer in row.employers)
    proofs = rating.proofs_at(row.place)
    return {
        "place": row.place,
        "place_name": rating.here.names.get(row.place, ""),
        "distance": row.distance,
        "a": min(one, other),
        "b": max(one, other),
        "days": row.days,
        "minutes": row.minutes,
        "peak": row.peak,
        "basis": sorted(bases_in(Tags().union(*row.tags))),
        "proof": _proof(proof for employer in row.employers for proof in proofs[employer]),
        "state": worst(states["meeting", row.place, row.distance, frozenset((one, other))], HARMLESS),
    }


def _proof(ids: Iterable[str]) -> str:
    """A hash over the ids of what was counted: the row can be checked without telling whose bookings they are."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()[:16]


def _handover_row(row: Successive, here: Presence, states: States) -> Row:
    giver, taker = int(row.giver), int(row.taker)
    return {
        "place": row.resource,
        "place_name": here.names.get(row.resource, ""),
        "giver": giver,
        "taker": taker,
        "times": row.times,
        "days": row.days,
        "state": worst(states["handover", row.resource, SAME_RESOURCE, (giver, taker)], HARMLESS),
    }


def _states(cells: Iterable[Row]) -> States:
    """States of the cells of each row: a meeting goes both ways, a hand-over one."""
    found: States = defaultdict(list)
    for cell in cells:
        ends = (cell["giver"], cell["taker"])
        pair = frozenset(ends) if cell["kind"] == "meeting" else ends
        found[cell["kind"], cell["place"], cell["distance"], pair].append(cell["state"])
    return found


def worst(states: Iterable[str], otherwise: str) -> str:
    return max(states, key=ORDER.index, default=otherwise)


def _by_building(here: Presence) -> list[Row]:
    """Two employers in one building, at whatever distance: days and hours counted once."""
    whole = [Location(at.building, at.building, at.building) for at in here.locations.values()]
    uses = [
        Use(use.employer, here.locations[use.resource].building, use.start, use.end, use.headcount) for use in here.uses
    ]
    return [
        {
            "place": row.place,
            "place_name": here.names.get(row.place, ""),
            "a": min(map(int, row.employers)),
            "b": max(map(int, row.employers)),
            "days": row.days,
            "minutes": row.minutes,
            "peak": row.peak,
        }
        for row in simultaneous(uses, {at.resource: at for at in whole}.values(), here.zone)
    ]


def _pairs(employers: Iterable[int], buildings: list[Row], rows: list[Row], relays: list[Row]) -> list[Row]:
    """Every two employers: hours together, hand-overs, worst state; zero is written as zero."""
    minutes: defaultdict[tuple[int, int], int] = defaultdict(int)
    peak: defaultdict[tuple[int, int], int] = defaultdict(int)
    times: defaultdict[tuple[int, int], int] = defaultdict(int)
    states: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for row in buildings:
        minutes[row["a"], row["b"]] += row["minutes"]
        peak[row["a"], row["b"]] = max(peak[row["a"], row["b"]], row["peak"])
    for row in rows:
        states[row["a"], row["b"]].append(row["state"])
    for row in relays:
        pair = (min(row["giver"], row["taker"]), max(row["giver"], row["taker"]))
        times[pair] += row["times"]
        states[pair].append(row["state"])
    return [
        {
            "a": a,
            "b": b,
            "minutes": minutes[a, b],
            "peak": peak[a, b],
            "handovers": times[a, b],
            "state": worst(states[a, b], str(CellState.NONE)),
        }
        for a, b in combinations(sorted(set(employers)), 2)
    ]


def plan_hours(here: Presence) -> list[Row]:
    """Hours of works of one employer in another's resources over the period, against the figure of R4512-7; a date
    that takes two things of a host counts once."""
    asking = works_profiles()
    hours: dict[tuple[int, int, str], float] = {}
    for key, seats in here.by_resource.items():
        resource = here.resources.get(key)
        for seat in seats:
            if resource is not None and seat.profile in asking and int(seat.use.employer) != resource.structure_id:
                hours[int(seat.use.employer), resource.structure_id, seat.visit] = seat.hours
    sums: defaultdict[tuple[int, int], float] = defaultdict(float)
    for (worker, host, _visit), spent in hours.items():
        sums[worker, host] += spent
    on = here.period.last
    found = [
        {"worker": worker, "host": host, "hours": round(sum_of), "answer": thresholds.plan_hours(sum_of, on)}
        for (worker, host), sum_of in sorted(sums.items())
    ]
    return [row for row in found if row["answer"]]


def works_profiles() -> set[str]:
    """Activities that ask whether one works for the other (R4511-1)."""
    return {profile.code for profile in catalogue().profiles.values() if "R4511" in profile.asks}
