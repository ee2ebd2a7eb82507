"""Rows of the database as JSON values of the frozen facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from mutua.pole.models import Structure
from mutua.resources.models import PlaceKind
from mutua.safety import thresholds
from mutua.safety.catalogue import catalogue
from mutua.safety.models import CommonRule, ConsultationEntry, Incident, Measure, Risk, RiskPhoto, SourceKind, WorkUnit
from mutua.safety.queries.presence import Presence, Seat, days_of, peak_of, place_key
from mutua.safety.scoring import rank
from mutua.staffing.models import Arrangement, PaperKind

Row = dict[str, Any]


def employer_row(row: Structure, lent: float = 0.0) -> Row:
    """`lent`: staff lent to it for a year or more, which counts in its headcount."""
    return {
        "lent": lent,
        "id": row.id,
        "name": row.name,
        "siret": row.siret or "",
        "form": str(row.legal_form),
        "headcount": row.headcount,
        "health_service": row.occupational_health_service,
        "prevention": row.prevention_person,
        "has_cse": row.has_cse,
    }


Photos = Mapping[int, Sequence[tuple[RiskPhoto, str]]]
Exposures = Mapping[tuple[int, int], tuple[int, int]]


def unit_row(unit: WorkUnit, here: Presence, photos: Photos | None = None, said: Exposures | None = None) -> Row:
    """`photos`: pictures by risk, with the hash of their file; `said`: women and men by unit and employer."""
    shown = photos or {}
    risks = [risk_row(risk, shown.get(risk.id, ())) for risk in unit.risks if risk.removed_at is None]
    users = _as_said(unit, users_of(unit, here), said or {})
    exposed = sum(row["peak"] for row in users)
    risks.sort(key=lambda row: rank(row["residual"], row["severity"], row["frequency"], exposed))
    return {
        "id": unit.id,
        "name": unit.name,
        "kind": str(unit.kind),
        "source": str(unit.source_kind),
        "state": unit.state,
        "with": [part.name for part in unit.parts],
        "place": unit.place.name if unit.place else "",
        "owner": unit.structure.name if unit.structure else "",
        "description": unit.description,
        "nothing_on": unit.nothing_at.date().isoformat() if unit.nothing_at else None,
        "users": users,
        "around": around_of(unit, here),
        "risks": risks,
    }


def described(units: Iterable[WorkUnit], here: Presence) -> list[Row]:
    """What each unit of a resource or by hand holds and answers: another figure later asks to look again."""
    found = []
    for unit in units:
        if unit.retired_at is None and unit.source_kind is not SourceKind.ARRANGEMENT:
            source = here.resources.get(f"resource:{unit.source_id}") if unit.source_id else None
            answers = source.attributes if source else unit.attributes
            row = {"unit": unit.id, "capacity": source.capacity if source else None, "answers": dict(answers)}
            found.append(row)
    return found


def _as_said(unit: WorkUnit, users: list[Row], said: Exposures) -> list[Row]:
    """With the women and men of each employer; one that said its people where nothing was measured has no days."""
    people = _said_of(unit.id, said)
    for part in unit.parts:  # told with it: what was said there counts where nothing was said of the whole
        people = _said_of(part.id, said) | people
    known = {row["id"] for row in users}
    users = users + [{"id": number, "days": 0, "peak": sum(people[number])} for number in sorted(people.keys() - known)]
    sexes = {number: dict(zip(("women", "men"), counts, strict=True)) for number, counts in people.items()}
    return [{**row, **sexes.get(row["id"], {})} for row in users if row["days"] or row["peak"]]


def _said_of(unit_id: int, said: Exposures) -> dict[int, tuple[int, int]]:
    return {structure: counts for (number, structure), counts in said.items() if number == unit_id}


def users_of(unit: WorkUnit, here: Presence) -> list[Row]:
    """Employers whose people were there, the most days first: distinct days, most people at once."""
    rows = {row["id"]: row for row in _booked(unit, here)}
    for row in _lent(unit):
        known = rows.get(row["id"], row)
        rows[row["id"]] = {**row, "days": max(row["days"], known["days"]), "peak": max(row["peak"], known["peak"])}
    if rows and not unit.parts and unit.source_kind == "arrangement":
        return list(rows.values())  # the host first, who answers for the conditions of work
    return sorted(rows.values(), key=lambda row: (-row["days"], row["id"]))


def around_of(unit: WorkUnit, here: Presence) -> Row | None:
    """Who is in the place of a unit without any use of its own: told apart, never as the days and people of the unit.

    A place for the archives in a building has nobody's bookings, though everybody of the building may pass."""
    users = _of_seats(_around(unit, here), here)
    place = here.places.get(unit.place_id or 0)
    if place is None or not users:
        return None
    users.sort(key=lambda row: (-row["days"], row["id"]))
    return {"place": place.name, "kind": str(place.kind), "users": users}


def concerned(unit: WorkUnit, here: Presence) -> frozenset[int]:
    """Employers whose people were there, or in its place where nothing more is known."""
    seats = [*_seats(unit, here), *_around(unit, here)]
    return frozenset({int(seat.use.employer) for seat in seats} | {row["id"] for row in _lent(unit)})


def _booked(unit: WorkUnit, here: Presence) -> list[Row]:
    return _of_seats(_seats(unit, here), here)


def _of_seats(seats: Iterable[Seat], here: Presence) -> list[Row]:
    by_employer: dict[str, list[Seat]] = {}
    for seat in seats:
        by_employer.setdefault(seat.use.employer, []).append(seat)
    return [
        {"id": int(employer), "days": days_of(mine, here.zone), "peak": peak_of(mine)}
        for employer, mine in by_employer.items()
    ]


def _lent(unit: WorkUnit) -> list[Row]:
    """Lender and host of the loans it tells of."""
    return [dict(row) for each in (unit, *unit.parts) for row in each.attributes.get("parties", [])]


def _seats(unit: WorkUnit, here: Presence) -> list[Seat]:
    """Uses of its resource and of those merged into it, and of who stands there without booking."""
    keys = sorted({key for each in (unit, *unit.parts) for key in _keys(each, here)})
    return [seat for key in keys for seat in here.by_resource.get(key, ())]


def _keys(unit: WorkUnit, here: Presence) -> Iterable[str]:
    """What its people are counted by: a resource, who stands in its room; for a unit by hand, who stands in a room
    that nobody can book."""
    place = here.places.get(unit.place_id or 0)
    everybody = here.keys_at(place_key(place)) if place else set()
    standing = {key for key in everybody if key.startswith("standing:")} if unit.kind == "premises" else set()
    if unit.source_kind == "resource":
        return {f"resource:{unit.source_id}", *standing}
    alone = place is not None and place.kind is PlaceKind.ROOM and standing == everybody
    return standing if unit.source_kind == "hand" and alone else ()


def _around(unit: WorkUnit, here: Presence) -> list[Seat]:
    """Everybody's uses in the place of a unit by hand that has none to count."""
    place = here.places.get(unit.place_id or 0)
    if unit.source_kind != "hand" or place is None or any(_keys(each, here) for each in (unit, *unit.parts)):
        return []
    return [seat for key in sorted(here.keys_at(place_key(place))) for seat in here.by_resource.get(key, ())]


def days_at(unit: WorkUnit, here: Presence) -> int:
    """Distinct days on which anybody was there, from which the frequency of its risks is proposed. Without use of its
    own, those of its place: nobody is there more often."""
    lent = [int(row["days"]) for row in _lent(unit)]
    return max(days_of(_seats(unit, here) or _around(unit, here), here.zone), *lent, 0)


def risk_row(risk: Risk, photos: Sequence[tuple[RiskPhoto, str]] = ()) -> Row:
    return {
        "id": risk.id,
        "family": risk.family,
        "family_name": catalogue().families[risk.family].french,
        "situation": risk.situation,
        "severity": risk.severity,
        "frequency": risk.frequency,
        "days": risk.frequency_days,
        "frequency_reason": risk.frequency_reason,
        "severity_reason": risk.severity_reason,
        "mastery": risk.mastery,
        "lone": risk.lone,
        "existing": risk.existing,
        "gross": risk.gross,
        "residual": risk.residual,
        "individual_only": risk.individual_only,
        "rated_on": risk.rated_at.date().isoformat() if risk.rated_at else None,
        "to_review": risk.to_review,
        "copied_from": risk.copied_from or "",
        "measures": [measure_row(row) for row in risk.measures],
        "photos": [{"sha256": sha256, "alt": row.alt} for row, sha256 in photos],
    }


def measure_row(row: Measure) -> Row:
    return {
        "id": row.id,
        "text": row.text,
        "principle": row.principle,
        "owner": row.structure_id,
        "owner_name": row.structure.name,
        "due_on": row.due_on.isoformat(),
        "state": str(row.state),
        "cost": row.cost,
        "indicator": row.indicator,
        "person": row.person,
        "starts_on": row.starts_on.isoformat() if row.starts_on else None,
        "conditions": row.conditions,
        "means": row.means,
        "evidence": row.evidence,
        "effect_on": row.effect_on.isoformat() if row.effect_on else None,
        "effect": row.effect,
        "dropped_reason": row.dropped_reason,
        "level_before": row.level_before,
        "level_after": row.level_after,
        "shares": [{"id": share.structure_id, "name": share.structure.name, "percent": share.percent}
                   for share in row.shares],
    }  # fmt: skip


def staff_row(row: Arrangement) -> Row:
    """Who holds which duty in a loan of staff (L1251-21 through L8241-2); never who the person is, nor their follow-up:
    what the agreement says of it is of one person's health."""
    found = next((terms for terms in row.terms if terms.id == row.signed_terms_id), None)
    terms = found.values if found else None
    return {
        "id": row.id,
        "lender": row.lender_id,
        "lender_name": row.lender.name,
        "host": row.host_id,
        "host_name": row.host.name,
        "skill": row.skill,
        "regime": str(row.regime),
        "starts_on": terms.starts_on.isoformat() if terms else None,
        "ends_on": terms.ends_on.isoformat() if terms else None,
        "place": terms.place if terms else "",
        "ppe": terms.ppe if terms else "",
        "special_risks": terms.special_risks if terms else False,
        "agreement_on": _signed_on(row, PaperKind.AGREEMENT),
        "amendment_on": _signed_on(row, PaperKind.AMENDMENT),
    }


def _signed_on(row: Arrangement, kind: PaperKind) -> str | None:
    paper = row.paper_in_force(kind)
    return paper.signed_on.isoformat() if paper else None


def loan_days(row: Arrangement) -> int:
    """Days of presence agreed for the first year of the loan."""
    found = next((terms for terms in row.terms if terms.id == row.signed_terms_id), None)
    if found is None:
        return 0
    terms = found.values
    length = (min(terms.ends_on, terms.starts_on + timedelta(days=364)) - terms.starts_on).days + 1
    days = (terms.starts_on + timedelta(days=number) for number in range(max(0, length)))
    return sum(day.weekday() in terms.weekdays for day in days)


def lent_for_a_year(loans: Iterable[Arrangement], on: date) -> dict[int, float]:
    """By host: lent staff present for a year at least, pro rata of a full week (L1111-2 2°)."""
    found: dict[int, float] = {}
    for loan in loans:
        signed = next((each for each in loan.terms if each.id == loan.signed_terms_id), None)
        if signed is None:
            continue
        terms = signed.values
        if terms.starts_on + relativedelta(years=thresholds.years_of_presence(on)) <= on <= terms.ends_on:
            minutes = sum(slot.end - slot.start for slot in terms.slots)
            found[loan.host_id] = found.get(loan.host_id, 0.0) + min(1.0, minutes / thresholds.full_week(on))
    return {host: round(share, 2) for host, share in found.items()}


def rule_row(row: CommonRule) -> Row:
    return {"place": row.place.name if row.place else "", "theme": str(row.theme), "text": row.text}


def incident_row(row: Incident) -> Row:
    return {
        "on": row.happened_on.isoformat(),
        "kind": str(row.kind),
        "unit": row.unit.name if row.unit else "",
        "text": row.text,
        "taken": row.taken,
    }


def consultation_row(row: ConsultationEntry) -> Row:
    return {
        "on": row.held_on.isoformat(),
        "body": str(row.body),
        "structure": row.structure.name if row.structure else "",
        "shown": row.shown,
        "opinion": row.opinion,
        "answer": row.answer,
    }
