"""What a personal link opens, by what its reader may see; every reading is written down before anything is given."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.secret import token_hash
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole.models import Pole
from mutua.resources.models import Place
from mutua.safety import actions, queries
from mutua.safety.forms.fields import BODIES
from mutua.safety.models import Edition, ReaderKind, ReaderLink, Thing
from mutua.safety.rules.diff import Change, by_unit, changes
from mutua.safety.rules.extract import extract_of
from mutua.safety.rules.masking import masked
from mutua.safety.rules.sheet import EMERGENCY
from mutua.safety.rules.sight import (
    FOLLOWERS,
    LOG_READERS,
    PROGRAMME_READERS,
    log_for,
    of_their_time,
    plans_for,
    things_for,
    urgent_actions,
)
from mutua.safety.views.door import file
from mutua.safety.views.loans import loans_of, minutes_of, papers_of
from mutua.safety.views.outside import operation_sheet
from mutua.staffing.models import Arrangement, Paper
from mutua.web.access import open_to

outside = Blueprint("safety_reader", __name__, url_prefix="/safety/read")


def opened(token: str, thing: Thing) -> tuple[ReaderLink, Pole] | Response:
    """The link, when it may show this thing and still lives; the reading is noted."""
    row = queries.link_by_hash(token_hash(token))
    if row is None:
        raise NotFound
    link, pole = row
    if thing is not Thing.PAGE and thing not in _things(link):
        raise NotFound
    if not link.is_live(clock.now()):
        return make_response(render_template("safety/reader_closed.html", link=link, reader_pole=pole), 410)
    link_id = link.id
    with transaction():
        again = queries.link_by_hash(token_hash(token))
        if again is None or again[0].id != link_id:
            raise NotFound
        actions.note_reading(again[0], thing, now=clock.now())
    found = queries.link_by_hash(token_hash(token))
    if found is None:
        raise NotFound
    return found


def _things(link: ReaderLink) -> frozenset[Thing]:
    return things_for(link.kind, of_employer=link.structure_id is not None)


def _private(page: str) -> Response:
    response = make_response(page)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _edition(link: ReaderLink) -> Edition:
    """The version the link shows: its own; to who is sent every update, the newest, and of an employer the newest that
    it has an extract of: those after it left the pole are not its own.
    """
    if link.kind not in FOLLOWERS:
        return link.edition
    newest = queries.latest(link.edition.document_id) or link.edition
    if link.structure_id is None:
        return newest
    own = max((number for number in queries.extracts_of(newest.document_id, link.structure_id)), default=0)
    return next((row for row in queries.published(newest.document_id) if row.number == own), link.edition)


def _numbers(link: ReaderLink, pole: Pole) -> list[int]:
    """The versions whose extract the link opens, newest first: its own and, to who is sent every update, those since;
    to a former worker those of their time."""
    if link.kind in FOLLOWERS:
        known = queries.extracts_of(link.edition.document_id, link.structure_id or 0)
        return [number for number in sorted(known, reverse=True) if number >= link.edition.number]
    if link.kind is not ReaderKind.FORMER_WORKER or link.from_on is None or link.until_on is None:
        known = queries.extracts_of(link.edition.document_id, link.structure_id or 0)
        return [link.edition.number] if link.edition.number in known else []
    days = [
        (row.number, wall(row.published_at, pole.zone).date()) for row in queries.published(link.edition.document_id)
    ]
    there = of_their_time(days, link.from_on, link.until_on)
    own = queries.extracts_of(link.edition.document_id, link.structure_id or 0)
    return [number for number in reversed(there) if number in own]


@outside.get("/<token>")
@open_to(Role.ANYONE)
def read(token: str) -> ResponseReturnValue:
    found = opened(token, Thing.PAGE)
    if isinstance(found, Response):
        return found
    link, pole = found
    edition = _edition(link)
    facts = queries.edition_facts(pole.id, edition.number) or {}
    own = link.structure.name if link.structure else None
    filled: dict[str, Any] = {
        "today": wall(clock.now(), pole.zone).date().isoformat(),
        "things": {str(thing) for thing in _things(link)},
        "numbers": _numbers(link, pole) if link.structure_id else [],
        "in_making": link.structure_id in queries.extracts_to_make(edition.document_id).get(edition.number, set()),
        "log": log_for(facts, own) if link.kind in LOG_READERS else None,
        "urgent": urgent_actions(facts, link.structure_id) if link.kind in PROGRAMME_READERS else None,
        "checks": _checks(facts, link) if link.kind in PROGRAMME_READERS else None,
        "transmitted": _transmitted(link) if link.kind in PROGRAMME_READERS else None,
        "changes": _changes(edition, facts, pole) if link.kind in PROGRAMME_READERS else None,
        "places": _places(link, pole) if Thing.NOTICE in _things(link) else [],
        "loans": _loans(link, pole) if Thing.STAFF in _things(link) else None,
    }
    page = render_template(
        "safety/reader.html", link=link, reader_pole=pole, edition=edition, token=token, utc=UTC, bodies=BODIES,
        **filled,
    )  # fmt: skip
    return _private(page)


def _checks(facts: dict[str, Any], link: ReaderLink) -> list[dict[str, Any]]:
    """Checks and drills as the version froze them, the soonest due first: of every place, or of an employer's own."""
    own = extract_of(facts, link.structure_id, "") if link.structure_id and facts else facts
    return sorted(own.get("checks", []), key=lambda row: row["due_on"] or "9")


def _transmitted(link: ReaderLink) -> queries.Transmitted | None:
    """Proof that the employer's occupational health service has the document."""
    return queries.transmitted(link.edition.document_id, link.structure_id) if link.structure_id else None


def _places(link: ReaderLink, pole: Pole) -> list[Place]:
    """Where the notices of the link's employer hang."""
    document = queries.document_of(pole.id)
    if document is None or link.structure_id is None:
        return []
    return queries.places_used_by(document, link.structure_id, wall(clock.now(), pole.zone).date())


def _loans(link: ReaderLink, pole: Pole) -> list[tuple[Arrangement, list[Paper], int]]:
    """Each with its papers and its minutes worked."""
    rows = loans_of(pole.id, link.structure_id) if link.structure_id is not None else []
    return [(row, papers_of(row), minutes_of(row)) for row in rows]


def _changes(edition: Edition, facts: dict[str, Any], pole: Pole) -> dict[str, list[Change]]:
    """What moved since the version before, unit by unit; nothing to tell of the first."""
    before = max(
        (row.number for row in queries.published(edition.document_id) if row.number < edition.number), default=0
    )
    known = queries.edition_facts(pole.id, before) if before else None
    return by_unit(changes(known, facts)) if known and facts else {}


@outside.get("/<token>/volume.pdf")
@open_to(Role.ANYONE)
def volume(token: str) -> ResponseReturnValue:
    found = opened(token, Thing.VOLUME)
    if isinstance(found, Response):
        return found
    link, pole = found
    edition = queries.edition_numbered(pole.id, _edition(link).number)
    if edition is None:
        raise NotFound
    return file(edition.pdf, f"document-unique-v{edition.number}.pdf")


@outside.get("/<token>/extract.pdf")
@open_to(Role.ANYONE)
def extract(token: str) -> ResponseReturnValue:
    return _extract(token, None)


@outside.get("/<token>/extract-<int:number>.pdf")
@open_to(Role.ANYONE)
def extract_of_then(token: str, number: int) -> ResponseReturnValue:
    """A version of the time when a former worker was there."""
    return _extract(token, number)


def _extract(token: str, number: int | None) -> ResponseReturnValue:
    found = opened(token, Thing.EXTRACT)
    if isinstance(found, Response):
        return found
    link, pole = found
    allowed = _numbers(link, pole)
    wanted = number if number is not None else next(iter(allowed), 0)
    if wanted not in allowed or link.structure_id is None:
        raise NotFound
    row = queries.extract_of(pole.id, wanted, link.structure_id)
    if row is None:
        raise NotFound
    return file(row.pdf, f"extrait-{row.number}.pdf")


@outside.get("/<token>/plans")
@open_to(Role.ANYONE)
def plans(token: str) -> ResponseReturnValue:
    """Prevention plans and protocols as the version froze them."""
    found = opened(token, Thing.PLANS)
    if isinstance(found, Response):
        return found
    link, pole = found
    edition = _edition(link)
    facts = masked(queries.edition_facts(pole.id, edition.number) or {"units": []})
    rows = plans_for(facts, link.structure_id)
    return _private(
        render_template(
            "safety/reader_plans.html", link=link, edition=edition, reader_pole=pole, rows=rows, token=token
        )
    )


@outside.get("/<token>/plans/<int:operation_id>.pdf")
@open_to(Role.ANYONE)
def plan(token: str, operation_id: int) -> ResponseReturnValue:
    """One of them as a file, as it stands today."""
    found = opened(token, Thing.PLANS)
    if isinstance(found, Response):
        return found
    link, pole = found
    facts = queries.edition_facts(pole.id, _edition(link).number) or {}
    listed = {row["id"] for row in plans_for(facts, link.structure_id)}
    operation = queries.operation_in(link.edition.document_id, operation_id) if operation_id in listed else None
    if operation is None:
        raise NotFound
    return operation_sheet(operation, pole, wall(clock.now(), pole.zone).date())


@outside.get("/<token>/place")
@open_to(Role.ANYONE)
def place(token: str) -> ResponseReturnValue:
    """The rules and the emergency sheet of one place, nothing of anybody's risks."""
    found = opened(token, Thing.PLACE)
    if isinstance(found, Response):
        return found
    link, pole = found
    if link.place is None:
        raise NotFound
    rules_here = [row for row in queries.rules_of(link.edition.document_id) if row.place_id in (None, link.place_id)]
    return _private(
        render_template(
            "safety/reader_place.html",
            link=link,
            reader_pole=pole,
            place=link.place,
            rules=rules_here,
            known=queries.place_safety(link.place.id),
            emergency=EMERGENCY,
            token=token,
        )  # fmt: skip
    )
