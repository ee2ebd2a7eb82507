"""Offers and needs: publish, renew, close, answer in private."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mutua.documents import actions as documents
from mutua.documents import queries as files
from mutua.exchanges import mails, rules
from mutua.exchanges.actions.search import index, tell_searchers
from mutua.exchanges.models import Listing, ListingPhoto, Notice, Outcome, Picture
from mutua.exchanges.rules import No
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole.models import Member


def publish(notice: Notice, *, member: Member, now: datetime, pictures: Sequence[Picture] = ()) -> Listing:
    """Show an offer or a need to the pole until its day; `pictures` as JPEGs, small and stripped of where they were."""
    refuse_if(rules.why_not_publish(notice, member, today=rules.local_day(now, member)))
    assert member.structure_id is not None
    listing = Listing(
        pole_id=member.pole_id,
        structure_id=member.structure_id,
        person_id=member.person_id,
        listing=notice.listing,
        category=notice.category,
        title=notice.title,
        text=notice.text,
        where=notice.where,
        when=notice.when,
        until_on=notice.until_on,
        created_at=now,
        photos=[],
    )
    db.session.add(listing)
    db.session.flush()
    for picture in pictures:
        _keep(picture, listing, member, now)
    index(listing)
    audit.record("listing.published", "listing", listing.id, actor=member, at=now, after="open")
    tell_searchers(listing, now=now)
    return listing


def _keep(picture: Picture, listing: Listing, member: Member, now: datetime) -> ListingPhoto:
    refuse_if(rules.why_not_add_picture(listing, member))
    stored = documents.store_file(picture.content, picture.name, actor=member, now=now)
    made = ListingPhoto(file_id=stored.id, alt=picture.alt)
    listing.photos.append(made)
    db.session.flush()
    return made


def add_picture(listing: Listing, picture: Picture, *, member: Member, now: datetime) -> ListingPhoto:
    """One more picture, as a JPEG, on a notice that still stands."""
    made = _keep(picture, listing, member, now)
    audit.record("listing.picture_added", "listing", listing.id, actor=member, at=now, after=str(made.id))
    return made


def remove_picture(listing: Listing, photo_id: int, *, member: Member, now: datetime) -> None:
    """Take one picture off: its bytes go too."""
    refuse_if(rules.why_not_renew_listing(listing, member))
    found = next((row for row in listing.photos if row.id == photo_id), None)
    if found is None:
        raise Refused(No.NO_PICTURE)
    stored = files.file_with_content(found.file_id)
    listing.photos.remove(found)
    db.session.delete(found)
    db.session.flush()
    if stored is not None:
        documents.erase_file(stored, now=now)
    audit.record("listing.picture_removed", "listing", listing.id, actor=member, at=now, before=str(photo_id))


def close_listing(listing: Listing, *, member: Member, now: datetime, outcome: Outcome = Outcome.NOTHING) -> None:
    """Take it down, and say what came of it: an exchange, something found elsewhere, or nothing."""
    refuse_if(rules.why_not_close_listing(listing, member))
    listing.closed_at, listing.outcome = now, outcome
    after = f"closed: {outcome.value}"
    audit.record("listing.closed", "listing", listing.id, actor=member, at=now, before="open", after=after)


def renew_listing(listing: Listing, *, member: Member, now: datetime) -> None:
    """Sixty more days, from today."""
    refuse_if(rules.why_not_renew_listing(listing, member))
    listing.until_on = max(listing.until_on, rules.local_day(now, member) + rules.RENEWED_FOR)
    listing.renewed += 1
    audit.record("listing.renewed", "listing", listing.id, actor=member, at=now, before="open", after="open")


def answer_listing(listing: Listing, message: str, *, member: Member, now: datetime) -> None:
    """A letter to the person who published it, with the address to answer to; nobody else reads it."""
    refuse_if(rules.why_not_answer_listing(listing, member, today=rules.local_day(now, member)))
    mails.listing_answered(listing, message, member, now=now)
    audit.record("listing.answered", "listing", listing.id, actor=member, at=now)
