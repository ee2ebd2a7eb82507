"""What makes notices findable: their stems, saved searches, the word before their day passes."""

from __future__ import annotations

from datetime import datetime, timedelta

from mutua.exchanges import mails, queries, rules
from mutua.exchanges.models import Listing, ListingKind, ListingToken, SavedSearch
from mutua.exchanges.rules import No
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import wall
from mutua.pole import hooks
from mutua.pole.models import Member
from mutua.resources.models import Kind

MOST_SEARCHES = 20
WARNED = timedelta(days=7)


def index(listing: Listing) -> None:
    """Write the notice's stems; its kind is one of them, so that there is always one."""
    queries.forget_tokens(listing.id)
    words = " ".join((listing.title, listing.text, listing.where, listing.when))
    for token in (listing.category.value, *rules.tokens(words)):
        db.session.add(ListingToken(listing_id=listing.id, token=token))
    db.session.flush()


def index_listings(now: datetime) -> int:
    """Notices that have no stems yet; called by the worker."""
    waiting = queries.unindexed()
    for listing in waiting:
        index(listing)
    return len(waiting)


def tell_searchers(listing: Listing, *, now: datetime) -> int:
    """A letter to each person of another structure whose saved search finds the new notice."""
    held = queries.tokens_of([listing.id])[listing.id]
    people = {}
    for search in queries.searches_of_pole(listing):
        if set(rules.tokens(search.words)) <= held and search.person.disabled_at is None:
            people[search.person_id] = search.person
    for person in people.values():
        mails.search_found(listing, person, queries.pole(listing.pole_id), now=now)
    return len(people)


def save_search(
    words: str, *, listing: ListingKind | None, category: Kind | None, member: Member, now: datetime
) -> SavedSearch:
    if member.structure_id is None:
        raise Refused(No.EXCHANGE_NO_STRUCTURE)
    if category is None and not rules.tokens(words):
        raise Refused(No.EMPTY_SEARCH)
    known = queries.saved_searches_of(member)
    same = [row for row in known if (row.words, row.listing, row.category) == (words, listing, category)]
    if same:
        return same[0]
    if len(known) >= MOST_SEARCHES:
        raise Refused(No.TOO_MANY_SEARCHES)
    row = SavedSearch(
        pole_id=member.pole_id,
        person_id=member.person_id,
        structure_id=member.structure_id,
        words=words,
        listing=listing,
        category=category,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("search.saved", "saved_search", row.id, actor=member, at=now)
    return row


def forget_search(search: SavedSearch, *, member: Member, now: datetime) -> None:
    audit.record("search.forgotten", "saved_search", search.id, actor=member, at=now)
    db.session.delete(search)


def warn_of_end(now: datetime) -> int:
    """A week before a notice's day passes, its owner is told once; renewing it starts again."""
    waiting = queries.about_to_end((now + WARNED).date())
    for listing in waiting:
        pole = queries.pole(listing.pole_id)
        if listing.until_on >= wall(now, pole.zone).date():
            mails.listing_ends(listing, pole, now=now)
        listing.warned_on = listing.until_on
    return len(waiting)


def connect() -> None:
    hooks.erased.connect(forget_searches)


def forget_searches(person_id: int, *, now: datetime) -> None:
    """What somebody who is erased was looking for."""
    queries.drop_searches(person_id)
