"""Since the last version: what arose, on which day, for whom (law/safety 5.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from mutua.kernel.db import db
from mutua.kernel.timespan import wall
from mutua.law import rules as all_law
from mutua.pole import queries as pole_queries
from mutua.safety import thresholds
from mutua.safety.models import CheckKind, Edition, FirstSeen, SafetyDocument
from mutua.safety.queries import draft
from mutua.safety.queries.coactivity import Coactivity, plan_hours
from mutua.safety.queries.editions import adoption_numbered, latest
from mutua.safety.queries.incidents import incidents_of
from mutua.safety.queries.law_table import LAW, law_rules
from mutua.safety.queries.places import checks_of, safety_of_places
from mutua.safety.queries.presence import Presence, place_key, upwards
from mutua.safety.queries.rows import concerned, described, lent_for_a_year
from mutua.safety.queries.volume import places
from mutua.safety.rules.duty import Reason, Standing, Why, dated, heat_reason, standing_of


def standings(document: SafetyDocument, here: Presence, table: Coactivity, today: date) -> list[Standing]:
    """One for each employer of the pole today, in the order of their names."""
    edition = latest(document.id, with_facts=True)
    zone = document.pole.zone
    published_on = wall(edition.published_at, zone).date() if edition else None
    reasons = dated(reasons_since(document, edition, here, table, today), first_seen(edition.id)) if edition else []
    adoption = adoption_numbered(document.id, edition.number) if edition else None
    signed = {row.structure_id for row in adoption.signatories if row.signature} if adoption else set()
    known = {row["id"] for row in edition.facts["employers"]} if edition else set()
    lent = lent_for_a_year(draft.arrangements_of(document.pole_id), today)
    return [
        standing_of(
            row.id, yearly=row.headcount + lent.get(row.id, 0.0) >= thresholds.yearly_from(today),
            published_on=published_on, included=row.id in known, signed=row.id in signed, reasons=reasons, today=today,
        )
        for row in draft.structures(document.pole_id)
    ]  # fmt: skip


def first_seen(edition_id: int) -> dict[str, date]:
    """Since when each reason kept for a version is true, by its key."""
    query = select(FirstSeen.key, FirstSeen.seen_on).where(FirstSeen.edition_id == edition_id)
    return {row.key: row.seen_on for row in db.session.execute(query)}


def first_seen_rows(document_id: int) -> list[FirstSeen]:
    """Of every version of a document."""
    query = select(FirstSeen).join(Edition, Edition.id == FirstSeen.edition_id)
    return list(db.session.scalars(query.where(Edition.document_id == document_id)))


def published_documents() -> list[SafetyDocument]:
    """Of every pole, those with a version."""
    query = select(SafetyDocument).options(joinedload(SafetyDocument.pole)).order_by(SafetyDocument.id)
    return list(db.session.scalars(query.where(exists().where(Edition.document_id == SafetyDocument.id))))


def reasons_since(
    document: SafetyDocument, edition: Edition, here: Presence, table: Coactivity, today: date
) -> list[Reason]:
    facts, zone = edition.facts, document.pole.zone
    since = wall(edition.published_at, zone).date()
    found = [
        *_units(document, edition, here, today),
        *_changed(document, facts, here, today),
        *_events(document, edition),
        *_employers(document, facts, since, today),
        *_pairs(facts, table, today),
        *_crossed(facts, here, today),
        *_checks(document.pole_id, today),
        *_drills(document.pole_id, here, today),
        *_law(facts, today),
    ]
    heat = heat_reason(since, today)
    return found + ([heat] if heat else [])


def _units(document: SafetyDocument, edition: Edition, here: Presence, today: date) -> Iterator[Reason]:
    """New and gone units concern those who use them; a place described anew since concerns all."""
    zone = document.pole.zone
    for unit in draft.every_unit_of(document.id):
        if unit.aside_at is not None or unit.merged_into_id is not None:
            continue  # told elsewhere in the document
        users = concerned(unit, here) | frozenset({unit.structure_id or 0})
        if unit.retired_at is not None:
            if unit.retired_at > edition.published_at:
                yield Reason(Why.UNIT_GONE, wall(unit.retired_at, zone).date(), unit.name, users)
        elif unit.added_at > edition.published_at:
            why = Why.NEW_ARRANGEMENT if unit.source_kind == "arrangement" else Why.NEW_UNIT
            yield Reason(why, wall(unit.added_at, zone).date(), unit.name, users)
        waiting = [risk for risk in unit.risks if risk.removed_at is None and risk.to_review and risk.rated_at]
        if waiting and unit.retired_at is None:
            yield Reason(Why.TO_REVIEW, today, unit.name, users, str(unit.id))
    names = {row.id: row.name for row in here.places.values()}
    for place_id, known in safety_of_places(document.pole_id).items():
        if known.changed_at > edition.published_at:
            yield Reason(Why.PLACE_CHANGED, wall(known.changed_at, zone).date(), names.get(place_id, ""))


def _changed(document: SafetyDocument, facts: dict[str, Any], here: Presence, today: date) -> Iterator[Reason]:
    """What a unit holds and answers, and the area of a place, other than when the version was frozen."""
    units = {unit.id: unit for unit in draft.every_unit_of(document.id)}
    then = {row["unit"]: row for row in facts.get("described", ())}
    for row in described(units.values(), here):
        before, unit = then.get(row["unit"]), units[row["unit"]]
        if before is None:
            continue
        users = concerned(unit, here) | frozenset({unit.structure_id or 0})
        if before["capacity"] != row["capacity"]:
            told = " → ".join(str(value or "…") for value in (before["capacity"], row["capacity"]))
            yield Reason(Why.CAPACITY, today, f"{unit.name}, {told}", users, str(unit.id))
        if before["answers"] != row["answers"]:
            yield Reason(Why.ANSWERS, today, unit.name, users, str(unit.id))
    areas = {row["key"]: row["area"] for row in facts["places"]}
    for place in here.places.values():
        if areas.get(place_key(place), place.area_m2) != place.area_m2:
            yield Reason(Why.PLACE_CHANGED, today, place.name, None, f"area:{place.id}")


def _events(document: SafetyDocument, edition: Edition) -> Iterator[Reason]:
    for row in incidents_of(document.id):
        if row.reported_at > edition.published_at:
            yield Reason(Why.INCIDENT, row.happened_on, row.unit.name if row.unit else "")


def _employers(document: SafetyDocument, facts: dict[str, Any], since: date, today: date) -> Iterator[Reason]:
    """Who came to the pole since, on the day they joined, and who went over 11 or 50, staff lent for a year counted."""
    before = {row["id"]: row["headcount"] + row.get("lent", 0.0) for row in facts["employers"]}
    lent = lent_for_a_year(draft.arrangements_of(document.pole_id), today)
    for membership in pole_queries.memberships_of(document.pole_id, active_only=True):
        row = membership.structure
        if row.id not in before:
            yield Reason(Why.NEW_EMPLOYER, min(max(membership.joined_on, since), today), row.name)
            continue
        counted = row.headcount + lent.get(row.id, 0.0)
        if thresholds.size(counted, today) != thresholds.size(before[row.id], today):
            yield Reason(Why.HEADCOUNT, today, f"{counted:g}".replace(".", ","), frozenset({row.id}), str(row.id))


def _pairs(facts: dict[str, Any], table: Coactivity, today: date) -> Iterator[Reason]:
    """Two employers who meet now and did not when the version was frozen, whose doings bring a danger that passed
    between them nowhere then, or who are exposed to one a step of frequency more often (F, law/safety 4.2)."""
    met = {(row["a"], row["b"]) for row in facts["coactivity"]["pairs"] if row["minutes"] or row["handovers"]}
    for row in table.pairs:
        if (row["minutes"] or row["handovers"]) and (row["a"], row["b"]) not in met:
            yield Reason(Why.NEW_PAIR, today, "", frozenset({row["a"], row["b"]}), f"{row['a']}-{row['b']}")
    passed = {_passage(row) for row in facts["coactivity"]["cells"]}
    brought = defaultdict(set)
    for row in table.cells:
        if tuple(sorted((row["giver"], row["taker"]))) in met and _passage(row) not in passed:
            brought[row["giver"], row["taker"]].add(row["family"])
    for (giver, taker), families in brought.items():
        yield Reason(Why.NEW_ACTIVITY, today, " ".join(sorted(families)), frozenset({giver, taker}), f"{giver}-{taker}")
    then = {_cell(row): row["frequency"] for row in facts["coactivity"]["cells"]}
    stepped = {}
    for row in table.cells:
        if row["frequency"] > then.get(_cell(row), row["frequency"]):
            stepped[frozenset({row["giver"], row["taker"]}), row["place"]] = row["place_name"]
    for (pair, place), name in stepped.items():
        yield Reason(Why.MORE_OFTEN, today, name, pair, f"{'-'.join(map(str, sorted(pair)))}:{place}")


def _passage(row: dict[str, Any]) -> tuple[int, int, str]:
    return row["giver"], row["taker"], row["family"]


def _cell(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in ("kind", "place", "giver", "taker", "family"))


def _crossed(facts: dict[str, Any], here: Presence, today: date) -> Iterator[Reason]:
    """A place whose peak asks for more exits or an alarm than then; 400 hours of works reached since."""
    before = {row["key"]: row["peak"] for row in facts["places"]}
    for row in places(here, today):
        then = before.get(row["key"], 0)
        if row["peak"] > then and thresholds.crossed(then, row["peak"], today):
            yield Reason(Why.THRESHOLD, today, f"{row['name']}, {row['peak']}", None, row["key"])
    written = {(row["worker"], row["host"]) for row in facts["plans"] if row["answer"] == "written"}
    for row in plan_hours(here):
        if row["answer"] == "written" and (row["worker"], row["host"]) not in written:
            pair = frozenset({row["worker"], row["host"]})
            yield Reason(Why.HOURS, today, str(row["hours"]), pair, f"{row['worker']}-{row['host']}")


def _checks(pole_id: int, today: date) -> Iterator[Reason]:
    for check in checks_of(pole_id):
        if check.is_late(today) and check.due_on:
            why = Why.DRILL_LATE if check.kind is CheckKind.DRILL else Why.CHECK_LATE
            yield Reason(why, check.due_on, f"{check.label}, {check.place.name}")


def _drills(pole_id: int, here: Presence, today: date) -> Iterator[Reason]:
    """A place over the figure of R4227-34 where no drill is late, nor planned within the six months of R4227-39; a
    building answers for its rooms."""
    soon = today + relativedelta(months=thresholds.months_of_drill(today))
    drills = [row for row in checks_of(pole_id) if row.kind is CheckKind.DRILL]
    known = {row.place_id for row in drills if row.due_on is not None and row.due_on <= soon}
    crowded = {row["key"] for row in places(here, today) if thresholds.alarm_due(row["peak"], today)}
    for place in here.places.values():
        chain = upwards(place, here.places)
        around = [row for row in chain[1:] if place_key(row) in crowded]
        if place_key(place) in crowded and not around and not {row.id for row in chain} & known:
            yield Reason(Why.DRILL_MISSING, today, place.name, None, str(place.id))


def _law(facts: dict[str, Any], today: date) -> Iterator[Reason]:
    """An article of the printed table whose version in force is another than the one printed."""
    printed = {row["id"]: row["text"] for row in facts["law"]}
    for found in law_rules(today):
        if printed.get(found.id, found.text_fr) != found.text_fr:
            yield Reason(Why.LAW_CHANGED, found.in_force_from or found.checked_on, found.articles[0])


def to_read_again(today: date) -> list[tuple[str, date, bool]]:
    """Articles of the table with a version that comes, or came without having been read: (article, from, in force)."""
    wanted = [found for found in all_law() if found.id in LAW or found.id.startswith("R4227")]
    coming = [(found.articles[0], found.in_force_from, found) for found in wanted]
    return sorted(
        (article, day, found.in_force(today))
        for article, day, found in coming
        if day is not None and (found.to_verify or day > today)
    )
