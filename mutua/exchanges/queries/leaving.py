"""SELECTs of a structure's full export."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from mutua.exchanges.models import Exchange, Listing, Posting, Proof
from mutua.exchanges.queries.exchange import detailed, mine
from mutua.exchanges.queries.listing import shown
from mutua.kernel.db import db
from mutua.pole.models import Member

BATCH = 300


def everything_of(member: Member) -> Iterator[Exchange]:
    """Every exchange of the structure, its own drafts included, in order; read in batches."""
    last = 0
    while rows := list(
        db.session.scalars(detailed().where(mine(member), Exchange.id > last).order_by(Exchange.id).limit(BATCH))
    ):
        yield from rows
        last = rows[-1].id


def postings_of(member: Member) -> list[Posting]:
    """Both sides of every entry that names the structure."""
    own = or_(Posting.structure_id == member.structure_id, Posting.other_id == member.structure_id)
    query = select(Posting).where(Posting.pole_id == member.pole_id, own).order_by(Posting.id)
    return list(db.session.scalars(query))


def all_proofs_of(member: Member) -> list[Proof]:
    """What lies beside the structure's exchanges, whoever of the two laid it there."""
    query = select(Proof).join(Exchange, Exchange.id == Proof.exchange_id)
    return list(db.session.scalars(query.where(mine(member), Proof.removed_at.is_(None)).order_by(Proof.id)))


def listings_of(member: Member) -> list[Listing]:
    """The structure's notices, closed ones too, with their pictures."""
    query = shown().where(Listing.pole_id == member.pole_id, Listing.structure_id == member.structure_id)
    return list(db.session.scalars(query.order_by(Listing.id)))
