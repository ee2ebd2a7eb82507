"""SELECTs that look for offers and needs by their stems: the same answer on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from mutua.exchanges.models import Listing, ListingKind, ListingToken, SavedSearch
from mutua.exchanges.queries.listing import shown
from mutua.exchanges.rules.wording import tokens
from mutua.kernel.db import db
from mutua.pole.models import Member
from mutua.resources.models import Kind

PREFIX_FROM = 4  # letters from which a word that is still being typed finds its longer ones


def found(
    pole_id: int, today: date, words: str, *, listing: ListingKind | None = None, category: Kind | None = None
) -> list[Listing]:
    """Open notices that hold every word, the newest first; words of which no stem is left find nothing."""
    stems = tokens(words)
    if words and not stems:
        return []
    query = shown()
    query = query.where(Listing.pole_id == pole_id, Listing.closed_at.is_(None), Listing.until_on >= today)
    for stem in stems:
        same = ListingToken.token == stem
        if len(stem) >= PREFIX_FROM:
            same = or_(same, ListingToken.token.like(f"{stem}%"))  # a stem has letters and digits alone
        query = query.where(exists().where(ListingToken.listing_id == Listing.id, same))
    query = query if listing is None else query.where(Listing.listing == listing)
    query = query if category is None else query.where(Listing.category == category)
    return list(db.session.scalars(query.order_by(Listing.id.desc()).limit(100)))


def matches_of(listings: Sequence[Listing], today: date) -> dict[int, list[Listing]]:
    """By notice: open ones of the other sort, of other structures, that share its kind and a word, or two words."""
    found_for: dict[int, list[Listing]] = {}
    for own in listings:
        mine, theirs = aliased(ListingToken), aliased(ListingToken)
        shared = (
            select(func.count())
            .select_from(mine)
            .join(theirs, theirs.token == mine.token)
            .where(mine.listing_id == own.id, theirs.listing_id == Listing.id)
            .correlate(Listing)
            .scalar_subquery()
        )
        other = ListingKind.NEED if own.listing is ListingKind.OFFER else ListingKind.OFFER
        query = (
            shown()
            .where(Listing.pole_id == own.pole_id, Listing.structure_id != own.structure_id, Listing.listing == other)
            .where(Listing.closed_at.is_(None), Listing.until_on >= today)
            .where(shared >= 2)  # the kind itself is a token too
            .order_by(shared.desc(), Listing.id.desc())
            .limit(5)
        )
        found_for[own.id] = list(db.session.scalars(query))
    return found_for


def own_listings(member: Member, today: date) -> list[Listing]:
    """The structure's own open notices."""
    query = shown()
    query = query.where(Listing.pole_id == member.pole_id, Listing.structure_id == member.structure_id)
    query = query.where(Listing.closed_at.is_(None), Listing.until_on >= today)
    return list(db.session.scalars(query.order_by(Listing.id.desc()).limit(50)))


def unindexed(*, at_most: int = 100) -> list[Listing]:
    """Notices of before the search, or of a bare insert."""
    query = select(Listing).where(~exists().where(ListingToken.listing_id == Listing.id))
    return list(db.session.scalars(query.order_by(Listing.id).limit(at_most)))


def forget_tokens(listing_id: int) -> None:
    db.session.execute(delete(ListingToken).where(ListingToken.listing_id == listing_id))


def about_to_end(last: date, *, at_most: int = 100) -> list[Listing]:
    """Open notices whose day comes by `last` and whose owner has not been told about that day."""
    query = shown()
    told = Listing.warned_on.is_not(None) & (Listing.warned_on == Listing.until_on)
    query = query.where(Listing.closed_at.is_(None), Listing.until_on <= last, ~func.coalesce(told, False))
    return list(db.session.scalars(query.order_by(Listing.id).limit(at_most)))


def saved_searches_of(member: Member) -> list[SavedSearch]:
    query = select(SavedSearch).where(SavedSearch.pole_id == member.pole_id, SavedSearch.person_id == member.person_id)
    return list(db.session.scalars(query.order_by(SavedSearch.id)))


def saved_search_for(member: Member, search_id: int) -> SavedSearch | None:
    """The person's own."""
    query = select(SavedSearch).where(SavedSearch.id == search_id, SavedSearch.pole_id == member.pole_id)
    return db.session.scalar(query.where(SavedSearch.person_id == member.person_id))


def searches_of_pole(listing: Listing) -> list[SavedSearch]:
    """Saved by people of other structures, for this sort and kind or for any."""
    row = SavedSearch
    query = select(row).options(joinedload(row.person)).where(row.pole_id == listing.pole_id)
    query = query.where(row.structure_id != listing.structure_id)
    query = query.where(or_(row.listing.is_(None), row.listing == listing.listing))
    query = query.where(or_(row.category.is_(None), row.category == listing.category))
    return list(db.session.scalars(query.order_by(row.id)))


def published_since(pole_id: int, since: datetime) -> list[Listing]:
    """Every notice of the time, open or not: what was asked and offered."""
    query = select(Listing).options(joinedload(Listing.structure)).where(Listing.pole_id == pole_id)
    return list(db.session.scalars(query.where(Listing.created_at >= since).order_by(Listing.id)))


def tokens_of(listing_ids: Iterable[int]) -> dict[int, set[str]]:
    numbers = sorted(listing_ids)
    held: dict[int, set[str]] = {number: set() for number in numbers}
    for start in range(0, len(numbers), 500):
        rows = select(ListingToken).where(ListingToken.listing_id.in_(numbers[start : start + 500]))
        for row in db.session.scalars(rows):
            held[row.listing_id].add(row.token)
    return held


def drop_searches(person_id: int) -> None:
    db.session.execute(delete(SavedSearch).where(SavedSearch.person_id == person_id))
