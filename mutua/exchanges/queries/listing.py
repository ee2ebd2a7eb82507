"""SELECTs about offers and needs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from mutua.exchanges.models import Listing, ListingKind
from mutua.kernel.db import db
from mutua.pole.models import Member


def shown() -> Select[Listing]:
    """Notices with what every reader of one touches."""
    who = (joinedload(Listing.structure), joinedload(Listing.person))
    return select(Listing).options(*who, selectinload(Listing.photos))


def listing_for(member: Member, listing_id: int) -> Listing | None:
    """A notice of the member's pole, open or not."""
    query = shown()
    return db.session.scalar(query.where(Listing.id == listing_id, Listing.pole_id == member.pole_id))


def open_listings(pole_id: int, today: date, kind: ListingKind, *, limit: int = 100) -> list[Listing]:
    """Offers, or needs, that still stand: the newest first."""
    query = shown()
    query = query.where(Listing.pole_id == pole_id, Listing.listing == kind)
    query = query.where(Listing.closed_at.is_(None), Listing.until_on >= today)
    return list(db.session.scalars(query.order_by(Listing.id.desc()).limit(limit)))


def past_listings_of(member: Member, today: date, *, limit: int = 20) -> list[Listing]:
    """The structure's own notices whose day has passed: they may be renewed."""
    query = shown()
    query = query.where(Listing.pole_id == member.pole_id, Listing.structure_id == member.structure_id)
    query = query.where(Listing.closed_at.is_(None), Listing.until_on < today)
    return list(db.session.scalars(query.order_by(Listing.until_on.desc()).limit(limit)))
