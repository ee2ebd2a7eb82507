"""Offers and needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, make_response, request, url_for
from marshmallow import fields
from werkzeug.exceptions import NotFound

from mutua.documents import queries as documents
from mutua.exchanges import actions, queries, rules
from mutua.exchanges.api.blueprint import LARGEST_ID, bp, day, done
from mutua.exchanges.models import Listing, ListingKind, ListingPhoto, Notice, Outcome, Picture
from mutua.exchanges.rules import No
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.resources.actions.photos import UnreadablePhoto, reduced
from mutua.resources.models import Kind
from mutua.web import problems
from mutua.web.access import open_to
from mutua.web.rest import Strict, Text, answered

ONE = "/listings/<int:listing_id>"
PHOTOS = f"{ONE}/photos"
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


class PictureOf(Strict):
    name = Text(120, load_default="photo.jpg")
    alt = Text(200, load_default="")


BYTES = {"schema": {"type": "string", "format": "binary"}}


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


def _on(listing_id: int, act: Callable[[Listing], object], status: int = 200) -> Response:
    def whole() -> tuple[dict[str, Any], int]:
        found = queries.listing_for(current_member(), listing_id) if listing_id < LARGEST_ID else None
        if found is None:
            raise NotFound
        act(found)
        return _shape(found), status

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


@bp.post(PHOTOS)
@open_to(*WHO)
@bp.doc(requestBody={"required": True, "content": dict.fromkeys(("image/jpeg", "image/png", "image/webp"), BYTES)})
@bp.arguments(PictureOf, location="query")
def add_photo(asked: dict[str, str], listing_id: int) -> Response:
    """The body is the picture: 201, made small and stripped of where it was taken; four at most."""
    try:
        picture = Picture(asked["name"], reduced(request.get_data()), asked["alt"])
    except UnreadablePhoto:
        return problems.answer(422, reason=No.UNREADABLE_PICTURE)
    return _on(listing_id, lambda row: actions.add_picture(row, picture, member=current_member(), now=clock.now()), 201)


@bp.get(f"{PHOTOS}/<int:photo_id>")
@open_to(*WHO)
def photo(listing_id: int, photo_id: int) -> Response:
    """The bytes of one picture."""
    found = queries.listing_for(current_member(), listing_id) if listing_id < LARGEST_ID else None
    picture = next((row for row in found.photos if row.id == photo_id), None) if found is not None else None
    stored = documents.file_with_content(picture.file_id) if picture is not None else None
    if stored is None:
        raise NotFound
    answer = make_response(stored.content)
    answer.headers["Content-Type"] = stored.media_type
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


@bp.delete(f"{PHOTOS}/<int:photo_id>")
@open_to(*WHO)
def remove_photo(listing_id: int, photo_id: int) -> Response:
    """Take one picture off; its bytes go too."""
    return _on(listing_id, lambda row: actions.remove_picture(row, photo_id, member=current_member(), now=clock.now()))


def _picture(row: ListingPhoto) -> dict[str, Any]:
    url = url_for("api_exchanges.photo", listing_id=row.listing_id, photo_id=row.id)
    return {"id": row.id, "alt": row.alt, "url": url}


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
        "photos": [_picture(each) for each in row.photos],
        "closed": row.closed_at is not None,
        "outcome": row.outcome.value if row.outcome else None,
    }
