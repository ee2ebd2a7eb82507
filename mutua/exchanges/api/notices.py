"""Offers and needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from marshmallow import fields
from werkzeug.exceptions import NotFound

from mutua.exchanges import actions, queries, rules
from mutua.exchanges.api.blueprint import LARGEST_ID, bp, day, done
from mutua.exchanges.models import Listing, ListingKind, Notice, Outcome
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.resources.models import Kind
from mutua.web.access import open_to
from mutua.web.rest import Strict, Text, answered

ONE = "/listings/<int:listing_id>"
WHO = (Role.MEMBER, Role.MANAGER)


class Search(Strict):
    """Words in French, without regard to accents and plurals; a sort; a kind."""

    q = Text(120, load_default="")
    listing = fields.Enum(ListingKind, by_value=True, load_default=None)
    category = fields.Enum(Kind, by_value=True, load_default=None)


class NoticeBody(Strict):
    listing = fields.Enum(ListingKind, by_value=True, required=True)
    category = fields.Enum(Kind, by_value=True, required=True)
    title = Text(120, shortest=1, required=True)
    text = Text(4000, load_default="")
    until_on = fields.Date(required=True)
    where = Text(120, load_default="")
    when = Text(120, load_default="")


class OutcomeBody(Strict):
    outcome = fields.Enum(Outcome, by_value=True, load_default=Outcome.NOTHING)


class AnswerBody(Strict):
    message = Text(2000, shortest=1, required=True)


@bp.get("/listings")
@open_to(*WHO)
@bp.arguments(Search, location="query")
def listings(asked: dict[str, Any]) -> Response:
    """What stands today in the pole and holds every word, the newest first."""
    member = current_member()
    today = rules.local_day(clock.now(), member)
    found = queries.found(member.pole_id, today, asked["q"], listing=asked["listing"], category=asked["category"])
    return answered({"items": [_shape(row) for row in found]})


@bp.post("/listings")
@open_to(*WHO)
@bp.arguments(NoticeBody)
def publish(body: dict[str, Any]) -> Response:
    """Publish for the structure: 201; whoever saved a search for it gets a letter."""

    def act() -> tuple[dict[str, Any], int]:
        member = current_member()
        made = actions.publish(Notice(**body), member=member, now=clock.now())
        found = queries.listing_for(member, made.id)
        return (_shape(found) if found is not None else {}), 201

    return done(act)


def _on(listing_id: int, act: Callable[[Listing], None]) -> Response:
    def whole() -> tuple[dict[str, Any], int]:
        found = queries.listing_for(current_member(), listing_id) if listing_id < LARGEST_ID else None
        if found is None:
            raise NotFound
        act(found)
        return _shape(found), 200

    return done(whole)


@bp.post(f"{ONE}/close")
@open_to(*WHO)
@bp.arguments(OutcomeBody)
def close(body: dict[str, Outcome], listing_id: int) -> Response:
    """Take it down, and say what came of it."""
    return _on(
        listing_id,
        lambda row: actions.close_listing(row, member=current_member(), now=clock.now(), outcome=body["outcome"]),
    )


@bp.post(f"{ONE}/renew")
@open_to(*WHO)
def renew(listing_id: int) -> Response:
    """Sixty more days."""
    return _on(listing_id, lambda row: actions.renew_listing(row, member=current_member(), now=clock.now()))


@bp.post(f"{ONE}/answer")
@open_to(*WHO)
@bp.arguments(AnswerBody)
def reply(body: dict[str, str], listing_id: int) -> Response:
    """A letter to the person who published it; nobody else reads it."""
    return _on(
        listing_id, lambda row: actions.answer_listing(row, body["message"], member=current_member(), now=clock.now())
    )


def _shape(row: Listing) -> dict[str, Any]:
    return {
        "id": row.id,
        "listing": row.listing.value,
        "category": row.category.value,
        "title": row.title,
        "text": row.text,
        "where": row.where,
        "when": row.when,
        "until_on": day(row.until_on),
        "structure": {"id": row.structure_id, "name": row.structure.name},
        "person": row.person.name,
        "photos": [{"id": each.id, "alt": each.alt} for each in row.photos],
        "closed": row.closed_at is not None,
        "outcome": row.outcome.value if row.outcome else None,
    }
