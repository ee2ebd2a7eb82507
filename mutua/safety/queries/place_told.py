"""What somebody is told of a place: where its own sheet says nothing, its building's and its site's, nearest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from mutua.kernel.db import db
from mutua.pole.models import Person
from mutua.resources.models import Place, PlaceKind
from mutua.safety.catalogue import catalogue
from mutua.safety.models import CommonRule, PlaceSafety, Risk, SafetyDocument, WorkUnit
from mutua.safety.queries import draft
from mutua.safety.queries.presence import upwards
from mutua.safety.rules.sheet import SHOWN_FROM

TOLD = ("meeting_point", "emergency_numbers", "first_aid", "routes", "fire_instructions")
SAME_BUILDING = 2  # a distance of the catalogue: who is in another room of it


@dataclass(frozen=True)
class Dangers:
    """`rows`: above the low level, the highest first. Of the units that stand there, in `seen` somebody rated a danger
    or said that there is none, in `unrated` something is not rated yet; one may be both."""

    rows: list[dict[str, Any]]
    seen: int
    unrated: int


def places_by_id(pole_id: int) -> dict[int, Place]:
    return {row.id: row for row in db.session.scalars(select(Place).where(Place.pole_id == pole_id))}


def told_at(chain: Sequence[Place]) -> dict[str, str]:
    """`chain`: the place and what it lies in, nearest first."""
    ids = [place.id for place in chain]
    found = db.session.scalars(select(PlaceSafety).where(PlaceSafety.place_id.in_(ids)))
    known = sorted(found, key=lambda row: ids.index(row.place_id))
    return {name: next((said for row in known if (said := getattr(row, name))), "") for name in TOLD}


@dataclass(frozen=True)
class Told:
    """Something told of a place, by the sheet of the place it names."""

    said: Any
    at: Place


def told_where(chain: Sequence[Place]) -> dict[str, Told]:
    """Each thing told, with the place whose sheet says it; what nobody said is not there. The plan too."""
    found = db.session.scalars(select(PlaceSafety).where(PlaceSafety.place_id.in_([place.id for place in chain])))
    known = {row.place_id: row for row in found}
    here = [(known[place.id], place) for place in chain if place.id in known]
    first = {name: next(((row, at) for row, at in here if getattr(row, name)), None) for name in (*TOLD, "plan_id")}
    told = {name: Told(getattr(row[0], name), row[1]) for name, row in first.items() if row}
    if row := first["plan_id"]:
        told["plan_alt"] = Told(row[0].plan_alt, row[1])
    return told


def head_at(chain: Sequence[Place]) -> Person | None:
    """The person in charge of the place, else of what it lies in."""
    number = next((place.head_id for place in chain if place.head_id), None)
    return db.session.get(Person, number) if number else None


def head_of(place: Place | None) -> Person | None:
    """The same, of a place that may be none."""
    return head_at(upwards(place, places_by_id(place.pole_id))) if place else None


def rules_at(pole_id: int, chain: Sequence[Place]) -> list[str]:
    """Common rules of the whole pole, of the place and of what it lies in."""
    query = select(CommonRule).join(SafetyDocument, SafetyDocument.id == CommonRule.document_id)
    query = query.where(SafetyDocument.pole_id == pole_id, CommonRule.retired_at.is_(None))
    ids = {None, *(place.id for place in chain)}
    return [row.text for row in db.session.scalars(query.order_by(CommonRule.id)) if row.place_id in ids]


def dangers_at(document_id: int, place: Place, places: Mapping[int, Place]) -> Dangers:
    """Of the units that stand in the place or in a room of it; in a room, those of its building that reach it too."""
    within = {each.id for each in places.values() if place in upwards(each, places)}
    building = next((each for each in upwards(place, places) if each.kind is PlaceKind.BUILDING), None)
    near = {each.id for each in places.values() if building in upwards(each, places)} - within
    standing = draft.units_of(document_id)
    units = [unit for unit in standing if unit.place_id in within]
    told = [(unit, risk) for unit in units for risk in _rated(unit)]
    told += [(unit, risk) for unit in standing if unit.place_id in near for risk in _rated(unit) if _reaches(risk)]
    told.sort(key=lambda row: -row[1].residual)
    rows = [_row(unit, risk) for unit, risk in told if risk.residual >= SHOWN_FROM]
    seen = sum(bool(_rated(unit) or unit.nothing_at) for unit in units)
    return Dangers(rows, seen, sum(_is_unrated(unit) for unit in units))


def _rated(unit: WorkUnit) -> list[Risk]:
    return [risk for risk in unit.risks if risk.removed_at is None and risk.rated_at is not None]


def _is_unrated(unit: WorkUnit) -> bool:
    live = [risk for risk in unit.risks if risk.removed_at is None]
    return any(risk.rated_at is None for risk in live) or not (live or unit.nothing_at)


def _reaches(risk: Risk) -> bool:
    return catalogue().families[risk.family].reaches(SAME_BUILDING)


def _row(unit: WorkUnit, risk: Risk) -> dict[str, Any]:
    danger = catalogue().families[risk.family].french
    return {"unit": unit.name, "danger": danger, "existing": risk.existing, "level": risk.residual}
