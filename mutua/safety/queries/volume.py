"""The common volume as facts: everything page, PDF, freezing and extract know, as JSON values read at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from mutua.kernel.reading_order import reading_order
from mutua.pole.models import Structure
from mutua.resources.models import Place
from mutua.resources.queries import places_of
from mutua.safety import thresholds
from mutua.safety.catalogue import catalogue
from mutua.safety.models import PlaceSafety, SafetyDocument, Ventilation, WorkUnit
from mutua.safety.queries import draft
from mutua.safety.queries.coactivity import Coactivity, coactivity, plan_hours
from mutua.safety.queries.editions import latest
from mutua.safety.queries.hosts import host_change_rows, host_changes_of
from mutua.safety.queries.incidents import incidents_of
from mutua.safety.queries.judgements import judgements_of
from mutua.safety.queries.law_table import law_row, law_rules
from mutua.safety.queries.lone import host_hours, lone_moments, lone_when_closed, rooms_of
from mutua.safety.queries.outside import operation_rows, operations_of, plans_due
from mutua.safety.queries.people import exposures_of, figures_of, nights_of, photos_of
from mutua.safety.queries.place_rows import check_rows, paper_rows, place_sheets
from mutua.safety.queries.places import safety_of_places
from mutua.safety.queries.presence import Period, Presence, building_of, last_year, peak_of, place_key, presence
from mutua.safety.queries.rows import (
    consultation_row,
    described,
    employer_row,
    incident_row,
    lent_for_a_year,
    rule_row,
    staff_row,
    unit_row,
)
from mutua.safety.rules.diff import changes
from mutua.safety.rules.hosts import standing_changes
from mutua.safety.rules.tree import tree_of

Row = dict[str, Any]


@dataclass(frozen=True)
class Volume:
    """Facts of the draft, and the presence they were counted from."""

    facts: Row
    here: Presence


def measured(document: SafetyDocument, today: date) -> Presence:
    """Presence over the document's usual period, the twelve months that end yesterday."""
    return presence(document.pole_id, last_year(today, document.pole.zone), document.id)


def places_used_by(document: SafetyDocument, structure_id: int, today: date) -> list[Place]:
    """The buildings where one employer's people were in the period: a notice hangs at the door, not in each room."""
    here = measured(document, today)
    keys = {seat.use.resource for seat in here.seats if seat.use.employer == str(structure_id)}
    used = {here.resources[key].place_id for key in keys if key in here.resources}
    found = {building_of(place, here.places) for place in here.places.values() if place.id in used}
    return sorted(found, key=lambda row: (reading_order(row.name), row.id))


def table_of(document: SafetyDocument, here: Presence) -> Coactivity:
    """Co-activity of a presence between all employers of the pole today and whoever else was there."""
    employers = {row.id for row in draft.structures(document.pole_id)}
    employers |= {int(seat.use.employer) for seat in here.seats}
    plans = plans_due(document.id, here.period.last)
    return coactivity(here, employers, judgements_of(document.id), plans)


def volume(document: SafetyDocument, *, number: int, reason: str, author: str, today: date) -> Volume:
    """The whole draft as it would be frozen now under this number."""
    here = measured(document, today)
    tree = tree_of(places_of(document.pole_id), draft.units_of(document.id))
    walked = [found for branch in tree for found in branch.walk()]
    photos = photos_of(risk.id for _path, unit in walked for risk in unit.risks)
    said = exposures_of(document.id)
    units = [{**unit_row(unit, here, photos, said), "path": path} for path, unit in walked]
    loans = draft.arrangements_of(document.pole_id)
    lent = lent_for_a_year(loans, today)
    employers = [employer_row(row, lent.get(row.id, 0.0)) for row in _employers(document, here)]
    facts = {
        **_cover(document, here, today),
        "number": number,
        "reason": reason,
        "author": author,
        "employers": employers,
        "places": places(here, today),
        **_of_places(document, here),
        "units": units,
        **_beside(document.id, [unit for _path, unit in walked], here),
        "coactivity": table_of(document, here).facts(),
        "plans": plan_hours(here),
        "operations": operation_rows(operations_of(document.id), today),
        "staff": [staff_row(row) for row in loans],
        "rules": [rule_row(row) for row in draft.rules_of(document.id)],
        "changes": _changes(document, units),
        "figures": _figures(document.id, here, employers),
        "incidents": [incident_row(row) for row in incidents_of(document.id)],
        "consultations": [consultation_row(row) for row in draft.consultations_of(document.id)],
    }
    return Volume(facts, here)


def _cover(document: SafetyDocument, here: Presence, today: date) -> Row:
    """What the cover and the chapter of law say, none of it of a unit."""
    return {
        "format": 1,
        "drawn_up_on": today.isoformat(),
        "headcounts": list(thresholds.headcounts(today)),
        "review_by": (today + relativedelta(years=1)).isoformat(),
        "pole": {"name": document.pole.name, "territory": document.pole.territory},
        "period": period_row(here.period),
        "counts": _counts(here),
        "catalogue": {"version": catalogue().version, "dated": catalogue().dated.isoformat()},
        "law": [law_row(found, today) for found in law_rules(today)],
        "legal": {"not_covered": document.not_covered},
    }


def _beside(document_id: int, units: list[WorkUnit], here: Presence) -> Row:
    """What each unit holds and answers, those told with another too; and what somebody left out."""
    aside = [{"name": unit.name, "reason": unit.aside_reason} for unit in draft.units_aside(document_id)]
    return {"described": described((part for unit in units for part in (unit, *unit.parts)), here), "aside": aside}


def _of_places(document: SafetyDocument, here: Presence) -> Row:
    """What chapter 3 and the annex print of places besides their figures."""
    pole_id = document.pole_id
    sheets = place_sheets(pole_id, here.places.values())
    standing = standing_changes(host_changes_of(document.id))
    said = host_change_rows(standing, here.names, document.pole.zone)
    return {"sheets": sheets, "checks": check_rows(pole_id), "papers": paper_rows(pole_id), "host_changes": said}


def _employers(document: SafetyDocument, here: Presence) -> list[Structure]:
    """Those of the pole today, and those that were there in the period and have left since."""
    now_here = draft.structures(document.pole_id)
    known = {row.id for row in now_here}
    seen = {int(seat.use.employer) for seat in here.seats} - known
    return now_here + draft.structures_by_id(sorted(seen))


def period_row(period: Period) -> Row:
    return {"first": period.first.isoformat(), "last": period.last.isoformat(), "zone": period.zone}


def _changes(document: SafetyDocument, units: list[Row]) -> list[Row]:
    """Risk by risk since the version before, in words that stay when that version is far away."""
    before = latest(document.id, with_facts=True)
    if before is None:
        return []
    return [
        {
            "kind": change.kind,
            "unit": change.unit,
            "danger": change.row["family_name"],
            "fields": list(change.fields),
            "before": change.before["residual"] if change.before else None,
            "after": change.after["residual"] if change.after else None,
        }
        for change in changes(before.facts, {"units": units})
    ]  # fmt: skip


def _figures(document_id: int, here: Presence, employers: list[Row]) -> Row:
    """What each employer said for its own annex, and the nights its people were booked: only its extract tells it."""
    nights, said = nights_of(here), figures_of(document_id)
    return {
        str(row["id"]): {
            "nights": nights.get(row["id"], {"nights": 0, "hours": 0.0}),
            "factors": {
                str(each.factor): {"exposed": each.exposed, "beyond": each.beyond}
                for each in said if each.structure_id == row["id"]
            },
        }
        for row in employers
    }  # fmt: skip


def _counts(here: Presence) -> Row:
    bases = [seat.basis for seat in here.seats]
    return {basis: bases.count(basis) for basis in ("confirmed", "planned", "standing")}


def places(here: Presence, today: date) -> list[Row]:
    """Every place that was used, with what its measured peak asks for (R4227-5, R4227-34, R4227-29)."""
    found = []
    pole_id = next(iter(here.places.values())).pole_id if here.places else 0
    known, rooms = safety_of_places(pole_id), rooms_of(pole_id)
    for place in sorted(here.places.values(), key=lambda row: (reading_order(row.name), row.id)):
        key = place_key(place)
        seats = [seat for each in here.keys_at(key) for seat in here.by_resource.get(each, ())]
        row = _place_row(place, key, peak_of(seats), len({seat.use.employer for seat in seats}), today)
        lone = lone_moments(seats, here.zone, today)
        closed = lone_when_closed(seats, here.zone, today, host_hours(place, here.places, rooms))
        alone = {"lone": len(lone), "lone_closed": len(closed)}
        found.append({**row, **alone, "gaps": gaps(row, known.get(place.id), alone, today)})
    return found


def gaps(row: Row, known: PlaceSafety | None, alone: dict[str, int], today: date) -> list[Row]:
    """What the measured peak asks for and the place, as described, does not give; "unknown" when nobody asked."""
    needs: dict[str, tuple[float | None, float | None]] = {}
    if row["exits"]:
        needs["exits"] = (row["exits"]["number"], known.exits if known else None)
        width = known.exit_width_cm / 100 if known and known.exit_width_cm is not None else None
        needs["exit_width"] = (row["exits"]["width"], width)
    if row["extinguishers"] and row["peak"]:
        needs["extinguishers"] = (row["extinguishers"], known.extinguishers if known else None)
    if row["peak"] and row["kind"] != "room":  # counted for a whole building
        needs["toilets"] = (thresholds.toilets_for(row["peak"], today), known.toilets if known else None)
    if row["peak"] and row["kind"] == "room" and not (known and known.ventilation is Ventilation.MECHANICAL):
        holds = thresholds.people_for_air(known.volume_m3, today) if known and known.volume_m3 else None
        needs["air"] = (row["peak"], holds)
    found: list[Row] = [
        {"what": what, "needs": need, "has": has, "answer": "unknown" if has is None else "short"}
        for what, (need, has) in needs.items()
        if need is not None and (has is None or has < need)
    ]
    if row["alarm"]:
        found.append({"what": "alarm", "needs": 1, "has": None, "answer": "check"})
    return found + [{"what": what, "needs": 2, "has": 1, "answer": "check"} for what, times in alone.items() if times]


def _place_row(place: Place, key: str, peak: int, employers: int, today: date) -> Row:
    band = thresholds.exit_band(peak, today)
    return {
        "id": place.id,
        "key": key,
        "name": place.name,
        "kind": str(place.kind),
        "address": place.address,
        "area": place.area_m2,
        "peak": peak,
        "employers": employers,
        "exits": {"number": band.exits, "width": band.width} if band else None,
        "alarm": thresholds.alarm_due(peak, today),
        "extinguishers": thresholds.extinguishers_for(place.area_m2, today) if place.area_m2 else None,
    }
