"""What one employer's extract holds of a common volume, nothing of another's alone (law/safety 5.3, 5.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from mutua.safety import thresholds
from mutua.safety.catalogue import catalogue
from mutua.safety.rules.masking import without_health

Facts = Mapping[str, Any]
Row = dict[str, Any]
TOLD_FROM = 2  # a low risk is watched, not followed up


def pictures_named(facts: Facts) -> set[str]:
    """Hashes of the pictures that a volume or an extract shows: photos of risks, plans of places."""
    found = {row["sha256"] for unit in facts["units"] for risk in unit["risks"] for row in risk.get("photos", [])}
    return found | {row["plan"]["sha256"] for row in facts.get("sheets", []) if row["plan"]}


def extract_of(facts: Facts, structure_id: int, content_sha256: str) -> Row:
    """Units where its people were, its rows of co-activity, duties marked ours, theirs, common.

    `structure_id` is one of facts["employers"]; KeyError otherwise.
    """
    me = {row["id"]: row for row in facts["employers"]}[structure_id]
    units = [_unit(row, structure_id) for row in facts["units"] if _concerns(row, structure_id)]
    rows = [row for row in facts["coactivity"]["rows"] if structure_id in (row["a"], row["b"])]
    handovers = [row for row in facts["coactivity"]["handovers"] if structure_id in (row["giver"], row["taker"])]
    cells = [_cell(row, structure_id) for row in facts["coactivity"]["cells"] if structure_id in _ends(row)]
    staff = [without_health(row) for row in facts["staff"] if structure_id in (row["lender"], row["host"])]
    return {
        "format": 1,
        "number": f"{facts['number']}-{structure_id:03d}",
        "volume": {"number": facts["number"], "sha256": content_sha256},
        "pole": facts["pole"],
        "drawn_up_on": facts["drawn_up_on"],
        "period": facts["period"],
        "catalogue": facts["catalogue"],
        "law": facts["law"],
        "legal": facts["legal"],
        "employer": me,
        "units": units,
        "coactivity": {"rows": rows, "handovers": handovers, "cells": cells},
        "host_changes": [row for row in facts.get("host_changes", []) if _is_near(row, facts["units"], units)],
        "operations": [row for row in facts.get("operations", []) if structure_id in (row["host"], row["worker"])],
        "staff": [{**row, "side": "lender" if row["lender"] == structure_id else "host"} for row in staff],
        "rules": _rules(facts["rules"], units),
        "checks": [row for row in facts.get("checks", []) if _lies_in(units, row["place"])],
        "papers": [row for row in facts.get("papers", []) if _lies_in(units, row["place"])],
        "sheets": [row for row in facts.get("sheets", []) if _lies_in(units, row["name"])],
        "names": _names(facts, structure_id, rows, handovers, staff),
        "duties": duties(units, cells),
        "programme": programme(facts, structure_id),
        "annex": facts.get("figures", {}).get(str(structure_id), {"nights": {"nights": 0, "hours": 0}, "factors": {}}),
        "limits": thresholds.exposure_limits(date.fromisoformat(facts["drawn_up_on"])),
        "followup": followup(units),
    }


def _concerns(unit: Facts, structure_id: int) -> bool:
    """Its people were booked or assigned there, or in the place of a unit that nobody can book (a stairway)."""
    return any(user["id"] == structure_id for user in (*unit["users"], *_around(unit)))


def _around(unit: Facts) -> list[Row]:
    return list((unit.get("around") or {"users": []})["users"])


def _unit(unit: Facts, structure_id: int) -> Row:
    """The unit with this employer's own numbers; measures say whose they are, others' costs are left out."""
    mine = [user for user in unit["users"] if user["id"] == structure_id]
    risks = [{**risk, "measures": [_measure(row, structure_id) for row in risk["measures"]]} for risk in unit["risks"]]
    near = [user for user in _around(unit) if user["id"] == structure_id]
    return {**unit, "users": mine, "around": {**unit["around"], "users": near} if near else None, "risks": risks}


def _measure(row: Facts, structure_id: int) -> Row:
    ours = row["owner"] == structure_id
    own = {name: value for name, value in row.items() if name != "shares"}
    return {**own, "whose": "ours" if ours else "theirs", "cost": row["cost"] if ours else None}


def _lies_in(units: Iterable[Facts], place: str) -> bool:
    """True when a unit stands in the place, or in a place within it."""
    return any(place in unit.get("path", unit["place"]) for unit in units)


def _is_near(change: Facts, every: Iterable[Facts], units: Iterable[Facts]) -> bool:
    """What a host said of an activity concerns those who work in the same building or yard."""
    here = {_outermost(unit) for unit in every if change["place_name"] in (unit["name"], *_path(unit))}
    return bool(here & {_outermost(unit) for unit in units})


def _path(unit: Facts) -> list[str]:
    return str(unit.get("path", unit["place"])).split(", ")


def _outermost(unit: Facts) -> str:
    """A unit that stands in no place is told from others like it by its name."""
    return _path(unit)[0] or str(unit["name"])


def _ends(cell: Facts) -> tuple[int, int]:
    return cell["giver"], cell["taker"]


def _cell(cell: Facts, structure_id: int) -> Row:
    """What we do to others is ours to control, what they do to us theirs; once both signed it is common."""
    return {**cell, "whose": "common" if cell["signed"] else "ours" if cell["giver"] == structure_id else "theirs"}


def _rules(rules: Iterable[Facts], units: Iterable[Facts]) -> list[Row]:
    """Rules of the whole pole, of the places it uses and of the buildings around them."""
    used = list(units)
    return [dict(row) for row in rules if not row["place"] or _lies_in(used, row["place"])]


def programme(facts: Facts, structure_id: int) -> Row:
    """Its own actions and those it shares the cost of: a programme from fifty people on, else a list (L4121-3-1)."""
    counted = {row["id"]: row["headcount"] + row.get("lent", 0) for row in facts["employers"]}[structure_id]
    rows = [
        {
            **_own_cost(row, structure_id),
            "where": unit["name"],
            "danger": risk["family_name"],
            "level": risk["residual"],
        }
        for unit in facts["units"]
        for risk in unit["risks"]
        for row in risk["measures"]
        if row["state"] != "dropped" and (row["owner"] == structure_id or _share(row, structure_id))
    ]  # fmt: skip
    on = date.fromisoformat(facts["drawn_up_on"])
    _council, programmed = thresholds.headcounts(on)
    return {
        "papripact": counted >= programmed,
        "from": programmed,
        "yearly": counted >= thresholds.yearly_from(on),
        "rows": sorted(rows, key=lambda row: (row["due_on"], row["id"])),
    }


def _share(row: Facts, structure_id: int) -> int | None:
    """Percent it pays; None when nobody said, 0 when others pay all."""
    shares = row.get("shares", [])
    return next((share["percent"] for share in shares if share["id"] == structure_id), 0 if shares else None)


def _own_cost(row: Facts, structure_id: int) -> Row:
    """What it pays itself; what the others pay is theirs to tell."""
    percent = _share(row, structure_id)
    own = row["owner"] == structure_id
    cost = None if row["cost"] is None else round(row["cost"] * percent / 100) if percent is not None else row["cost"]
    kept = {name: value for name, value in row.items() if name != "shares"}
    return {**kept, "percent": percent, "cost": cost if own or percent else None}


def followup(units: Iterable[Facts]) -> list[Row]:
    """For the occupational health service: each post with its people, its dangers, and what its families may ask of
    reinforced follow-up (R4624-23), which is the physician's to say."""
    book = catalogue().families
    found = []
    for unit in units:
        told = [risk for risk in unit["risks"] if risk["residual"] >= TOLD_FROM]
        reinforced = {book[risk["family"]].followup for risk in unit["risks"] if risk["family"] in book} - {""}
        found.append({
            "post": unit["name"],
            "people": sum(user["peak"] for user in unit["users"]),
            "women": [user["women"] for user in unit["users"] if "women" in user],
            "men": [user["men"] for user in unit["users"] if "men" in user],
            "dangers": [f"{risk['family_name']} ({risk['residual']})" for risk in told],
            "reinforced": sorted(reinforced),
        })  # fmt: skip
    return found


def _names(facts: Facts, me: int, *tables: Iterable[Facts]) -> dict[str, str]:
    """Names of the employers it met, by id as text; the others are nobody's business here."""
    met = {me}
    for table in tables:
        for row in table:
            met.update(row[key] for key in ("a", "b", "giver", "taker", "lender", "host") if key in row)
    return {str(row["id"]): row["name"] for row in facts["employers"] if row["id"] in met}


def duties(units: Iterable[Facts], cells: Iterable[Facts]) -> list[Row]:
    """Who owes what: dated measures of the units and agreed measures of the pairs."""
    found = [
        {"whose": measure["whose"], "owner": measure["owner_name"], "text": measure["text"], "where": unit["name"],
         "due_on": measure["due_on"], "state": measure["state"]}
        for unit in units for risk in unit["risks"] for measure in risk["measures"]
    ]  # fmt: skip
    found += [
        {"whose": cell["whose"], "owner": "", "text": cell["measures"], "where": cell["place_name"], "due_on": None,
         "state": "agreed" if cell["signed"] else "proposed"}
        for cell in cells if cell["measures"]
    ]  # fmt: skip
    return _once(found)


def _once(rows: Iterable[Row]) -> list[Row]:
    """A measure agreed for a whole place is told once, not once a pair."""
    return list({tuple(row.values()): row for row in rows}.values())
