"""The shared safety document of the demonstration: one published edition, and a draft that people are working on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from mutua.bookings.models import Profile
from mutua.demo import queries as demo_queries
from mutua.demo import source
from mutua.demo.cast import Cast
from mutua.demo.drawings import drawn
from mutua.demo.safety_actions import add_measure, decide
from mutua.kernel.timespan import moment
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Structure
from mutua.resources.models import Kind
from mutua.resources.queries import place_named
from mutua.safety import actions, pdf, queries, scoring
from mutua.safety.actions import PlaceFacts, Rating
from mutua.safety.catalogue import catalogue
from mutua.safety.models import (
    Body,
    CheckKind,
    IncidentKind,
    Risk,
    SafetyDocument,
    Theme,
    WorkUnit,
)

OPENED, ADOPTED, PUBLISHED = 48, 30, 24  # days ago
NOT_YET_SIGNED = ("radio", "habitat", "lavoir")
WEEKDAYS = [0, 1, 2, 3, 4]


def build(cast: Cast, today: date) -> None:
    """Open and rate, consult, adopt and publish; then the draft goes on."""
    data = source.toml("safety")
    _open(cast, data, _at(cast, today, OPENED))
    demo_queries.start_afresh()
    _record(cast, data, today)
    _publish(cast, data["reason"], today)
    demo_queries.start_afresh()
    _go_on(cast, data, today)


def _at(cast: Cast, today: date, days_ago: int) -> datetime:
    return moment(datetime.combine(today - timedelta(days=days_ago), time(10, 15)), cast.zone)


def _document(cast: Cast) -> SafetyDocument:
    found = queries.document_of(cast.pole_id)
    if found is None:
        raise LookupError("no safety document")
    return found


def _structure(cast: Cast, key: str) -> Structure | None:
    return pole_queries.structure(cast.structures[key])


def _open(cast: Cast, data: dict[str, Any], now: datetime) -> None:
    """Every unit that the pole shares or somebody added, each risk rated by the officer with what is in place."""
    officer, pole = cast.officer(), pole_queries.pole_by_slug(cast.pole_slug)
    if pole is None:
        raise LookupError(cast.pole_slug)
    document = actions.open_document(pole, member=officer, now=now)
    actions.set_scope(document, data["not_covered"], member=officer, now=now)
    for row in data["rule"]:
        actions.add_rule(document, Theme(row["theme"]), row["text"], None, member=officer, now=now)
    for row in data["occupation"]:
        _occupation(cast, document, row, officer, now)
    for row in data["safety"]:
        _describe(cast, row, officer, now)
    for unit in queries.units_of(document.id):
        for risk in list(unit.risks):
            _rate(unit, risk, risk.situation, *_in_place(data, unit, risk), officer, now)
    _seen_on_the_walk(cast, document, data["unit"], officer, now)
    _agree(cast, document, data["agreed"], officer, now)


def _seen_on_the_walk(
    cast: Cast, document: SafetyDocument, rows: list[dict[str, Any]], officer: Member, now: datetime
) -> None:  # only the dangers somebody saw there, in their words
    here = queries.measured(document, now.date())
    for row in rows:
        place = place_named(cast.pole_id, row["place"])
        unit = actions.add_unit(document, row["name"], Kind.PREMISES, place, member=officer, now=now, here=here)
        seen = row.get("risks", {})
        if not seen:
            actions.say_nothing(unit, member=officer, now=now)
        proposed = {risk.family: risk for risk in unit.risks}
        for risk in [risk for code, risk in proposed.items() if seen and code not in seen]:
            actions.remove_risk(risk, member=officer, now=now)
        for family, (mastery, situation, existing) in seen.items():
            _rate(unit, proposed.get(family), situation, mastery, existing, officer, now, family=family)


def _describe(cast: Cast, row: dict[str, Any], officer: Member, now: datetime) -> None:
    place = place_named(cast.pole_id, row["place"])
    if place is None:
        raise LookupError(row["place"])
    facts = PlaceFacts(**{name: value for name, value in row.items() if name not in ("place", "plan", "checks")})
    plan = (drawn(row["plan"]), "plan-evacuation.jpg") if "plan" in row else (b"", "")
    actions.describe_place(place, facts, plan, seen_version=0, member=officer, now=now)
    for kind, label, months, days, by, outcome in row["checks"]:
        done_on = (now - timedelta(days=days)).date()
        check = actions.add_check(
            place, CheckKind(kind), label, every_months=months, due_on=done_on, member=officer, now=now
        )
        check.place = place
        actions.record_check(
            check, done_on=done_on, done_by=by, outcome=outcome, proof=(b"", ""), member=officer, now=now
        )


def _agree(cast: Cast, document: SafetyDocument, rows: list[dict[str, Any]], officer: Member, now: datetime) -> None:
    """What protects whoever meets at a place; most employers have signed."""
    cells = queries.table_of(document, queries.measured(document, now.date())).cells
    for row in rows:
        meet: dict[str, set[tuple[int, int]]] = {}
        for cell in cells:
            if (cell["family"], cell["place_name"]) == (row["family"], row["place"]):
                meet.setdefault(cell["place"], set()).add((cell["giver"], cell["taker"]))
        for key, pairs in meet.items():
            actions.propose_at_place(
                document, pairs, family=row["family"], place_key=key, mastery=row["mastery"], measures=row["text"],
                member=officer, now=now,
            )  # fmt: skip
    judgements = queries.judgements_of(document.id)
    for key in (key for key in cast.structures if key not in NOT_YET_SIGNED):
        manager = cast.manager(key)
        for each in judgements:
            if each.awaits(manager.structure_id):
                actions.sign_judgement(each, member=manager, now=now + timedelta(days=3))


def _occupation(cast: Cast, document: SafetyDocument, row: dict[str, Any], officer: Member, now: datetime) -> None:
    actions.add_occupation(
        document,
        _structure(cast, row["structure"]),
        place_named(cast.pole_id, row["place"]),
        profile=Profile(row["profile"]),
        headcount=row["people"],
        weekdays=WEEKDAYS,
        opens=row["opens"],
        closes=row["closes"],
        from_on=(now - timedelta(days=60)).date(),
        until_on=None,
        member=officer,
        now=now,
    )


def _rate(
    unit: WorkUnit,
    risk: Risk | None,
    situation: str,
    mastery: int,
    existing: str,
    officer: Member,
    now: datetime,
    *,
    family: str = "",
) -> None:
    """As the catalogue rates its gravity and the days of use its frequency; without risk, a new one of `family`."""
    code = risk.family if risk else family
    days = risk.frequency_days if risk else max((each.frequency_days for each in unit.risks), default=0)
    rating = Rating(
        family=code,
        situation=situation,
        severity=risk.severity if risk else catalogue().families[code].severity or 1,
        frequency=scoring.frequency(days),
        mastery=mastery,
        existing=existing,
    )
    actions.rate_risk(unit, risk, rating, member=officer, now=now)


def _record(cast: Cast, data: dict[str, Any], today: date) -> None:
    """Who was consulted, what happened and what was decided before the version went to signature."""
    officer, document = cast.officer(), _document(cast)
    units = {unit.name: unit for unit in queries.units_of(document.id)}
    for row in data["measure"]:
        if row.get("before"):
            add_measure(cast, _risk(units, row), row, today, _at(cast, today, OPENED - 4))
    decide(cast, units.values(), today, _at(cast, today, OPENED - 5))
    _happened(cast, document, units, [row for row in data["incident"] if row["days_ago"] > OPENED], today)
    for row in data["consultation"]:
        actions.add_consultation(
            document,
            held_on=today - timedelta(days=row["days_ago"]),
            body=Body(row["body"]),
            structure=_structure(cast, row["structure"]) if "structure" in row else None,
            shown=row["shown"],
            opinion=row["opinion"],
            answer=row["answer"],
            member=officer,
            now=_at(cast, today, row["days_ago"] - 1),
        )


def _publish(cast: Cast, reason: str, today: date) -> None:
    """Signed by those who answered; the others are told as not signed yet, and the edition stands."""
    asked, given = _at(cast, today, ADOPTED), _at(cast, today, PUBLISHED)
    document = _document(cast)
    adoption = actions.open_adoption(document, reason, member=cast.head(), now=asked)
    number = adoption.number
    demo_queries.start_afresh()
    for place, key in enumerate(key for key in cast.structures if key not in NOT_YET_SIGNED):
        signing = queries.adoption_numbered(_document(cast).id, number)
        actions.sign(signing, member=cast.manager(key), now=asked + timedelta(hours=5 * place + 1))
    demo_queries.start_afresh()
    document = _document(cast)
    open_now = queries.open_adoption(document.id, with_facts=True)
    if open_now is None:
        raise LookupError("no open adoption")
    photos = queries.photos_in(open_now.facts, cast.pole_id)
    volume = pdf.adopted_volume(open_now, given.date(), photos)
    edition = actions.publish(document, open_now, volume, member=cast.head(), now=given)
    for row in open_now.signatories:
        made = pdf.adopted_extract(open_now, row.structure_id, given.date(), photos)
        actions.keep_extract(document, edition, row.structure_id, made, now=given)


def _go_on(cast: Cast, data: dict[str, Any], today: date) -> None:
    """What happened since: incidents, harder ratings, measures under way."""
    officer, document = cast.officer(), _document(cast)
    now = _at(cast, today, 5)
    actions.refresh_document(document, member=officer, now=now)
    units = {unit.name: unit for unit in queries.units_of(document.id)}
    _rate_again(units.values(), data, officer, now)
    _happened(cast, document, units, [row for row in data["incident"] if row["days_ago"] < PUBLISHED], today)
    for row in data["rating"]:
        risk = _risk(units, row)
        _rate(units[row["unit"]], risk, row["situation"], row["mastery"], row["existing"], officer, now)
    for row in data["remark"]:
        _remark(cast, document, units[row["unit"]], row, today)
    for row in data["measure"]:
        if not row.get("before"):
            add_measure(cast, _risk(units, row), row, today, now)
    decide(cast, units.values(), today, now)


def _happened(
    cast: Cast, document: SafetyDocument, units: dict[str, WorkUnit], rows: list[dict[str, Any]], today: date
) -> None:
    for row in rows:
        reported = _at(cast, today, min(row["days_ago"], OPENED) - 1)
        incident = actions.report_incident(
            document,
            units[row["unit"]],
            kind=IncidentKind(row["kind"]),
            happened_on=today - timedelta(days=row["days_ago"]),
            text=row["text"],
            taken=row["taken"],
            now=reported,
        )
        if row["days_ago"] > PUBLISHED:  # the latest ones still wait for the officer
            actions.close_incident(incident, row["taken"], member=cast.officer(), now=reported + timedelta(days=1))


def _remark(cast: Cast, document: SafetyDocument, unit: WorkUnit, row: dict[str, Any], today: date) -> None:
    """A structure's manager asks; the officer has answered, or has not yet."""
    asked = _at(cast, today, row["days_ago"])
    made = actions.remark(document, unit, row["text"], member=cast.manager(row["structure"]), now=asked)
    if "answer" in row:
        made = queries.remark_in(document.id, made.id) or made
        later = asked + timedelta(hours=20)
        actions.answer_remark(document, made, row["answer"], member=cast.officer(), now=later)


def _rate_again(units: Iterable[WorkUnit], data: dict[str, Any], officer: Member, now: datetime) -> None:
    """Most of what is used more often by now has been looked at again; some still waits."""
    waiting = [(unit, risk) for unit in units for risk in unit.risks if risk.to_review and risk.removed_at is None]
    for unit, risk in waiting[: -len(waiting) // 8]:
        known = (risk.mastery, risk.existing) if risk.rated_at else _in_place(data, unit, risk)
        _rate(unit, risk, risk.situation, *known, officer, now)


def _in_place(data: dict[str, Any], unit: WorkUnit, risk: Risk) -> tuple[int, str]:
    mastery, existing = data["family"][risk.family]
    return mastery, data["in_kind"].get(str(unit.kind), {}).get(risk.family, existing)


def _risk(units: dict[str, WorkUnit], row: dict[str, Any]) -> Risk:
    return next(risk for risk in units[row["unit"]].risks if risk.family == row["family"])
