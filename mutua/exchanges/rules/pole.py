"""Why not close a month, switch the mode, publish or answer a notice."""

from __future__ import annotations

from datetime import date, timedelta

from mutua.exchanges.models import Listing, Notice
from mutua.exchanges.rules.refusals import No
from mutua.pole.models import ExchangeMode, Member

LONGEST_LISTING = timedelta(days=366)
RENEWED_FOR = timedelta(days=60)
MOST_PICTURES = 4  # of a notice


def why_not_close(through_on: date, closed_through: date | None, member: Member, *, today: date) -> No | None:
    """The coordination closes whole months that are over, in order."""
    if not member.is_coordinator:
        return No.NOT_THE_MEDIATOR
    if through_on >= today.replace(day=1):
        return No.MONTH_NOT_OVER
    return No.ALREADY_CLOSED if closed_through is not None and through_on <= closed_through else None


def why_not_switch(member: Member, mode: ExchangeMode, *, read_warning: bool) -> No | None:
    """Counting in one unit is the coordination's choice, after reading W1."""
    if not member.is_coordinator:
        return No.NOT_THE_MEDIATOR
    return No.UNREAD_WARNING if mode is ExchangeMode.TIME_UNIT and not read_warning else None


def why_not_publish(notice: Notice, member: Member, *, today: date) -> No | None:
    if member.structure_id is None:
        return No.EXCHANGE_NO_STRUCTURE
    return why_not_until(notice.until_on, today)


def why_not_until(day: date, today: date) -> No | None:
    """How long a notice stands."""
    if day < today:
        return No.UNTIL_PAST
    return No.UNTIL_TOO_FAR if day > today + LONGEST_LISTING else None


def why_not_close_listing(listing: Listing, member: Member) -> No | None:
    if listing.structure_id != member.structure_id and not member.is_coordinator:
        return No.NOT_YOUR_LISTING
    return No.LISTING_CLOSED if listing.closed_at is not None else None


def why_not_renew_listing(listing: Listing, member: Member) -> No | None:
    return why_not_close_listing(listing, member) or (
        None if listing.structure_id == member.structure_id else No.NOT_YOUR_LISTING
    )


def why_not_add_picture(listing: Listing, member: Member) -> No | None:
    """The structure that published it, four at most: a notice is read at a glance."""
    if why := why_not_renew_listing(listing, member):
        return why
    return No.TOO_MANY_PICTURES if len(listing.photos) >= MOST_PICTURES else None


def why_not_answer_listing(listing: Listing, member: Member, *, today: date) -> No | None:
    if member.structure_id is None:
        return No.EXCHANGE_NO_STRUCTURE
    if listing.structure_id == member.structure_id:
        return No.OWN_LISTING
    return No.LISTING_CLOSED if listing.closed_at is not None or listing.until_on < today else None
