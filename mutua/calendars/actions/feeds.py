"""Secret addresses: made, renewed, revoked."""

from __future__ import annotations

from datetime import date, datetime

from mutua.calendars import queries, rules
from mutua.calendars.models import FeedKind, FeedToken
from mutua.kernel import audit, secret
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member


def make_feed(
    kind: FeedKind,
    *,
    member: Member,
    now: datetime,
    resource_id: int | None = None,
    busy_only: bool = False,
    tentative: bool = True,
    flat: bool = False,
) -> str:
    """A new secret address; its token, which is told this once and never kept."""
    resource = queries.resource_seen(member, resource_id) if resource_id is not None else None
    refuse_if(rules.why_not_make_feed(kind, member, resource, live=queries.count_feeds(member)))
    feed = FeedToken(
        kind=kind,
        pole_id=member.pole_id,
        person_id=member.person_id,
        structure_id=None if kind is FeedKind.PERSON else member.structure_id,
        resource_id=resource.id if resource and kind is FeedKind.RESOURCE else None,
        busy_only=busy_only,
        tentative=tentative,
        flat=flat,
    )
    return _issue(feed, member, now, verb="feed.made")


def renew_feed(feed: FeedToken, *, member: Member, now: datetime) -> str:
    """The same feed under a new address; the old one is dead from now on. Programs fetch a new address afresh."""
    refuse_if(rules.why_not_renew(feed))
    revoke_feed(feed, member=member, now=now)
    same = ("kind", "pole_id", "person_id", "structure_id", "resource_id", "busy_only", "tentative", "flat")
    return _issue(FeedToken(**{name: getattr(feed, name) for name in same}), member, now, verb="feed.renewed")


def revoke_feed(feed: FeedToken, *, member: Member, now: datetime) -> None:
    """From now on the address answers as one that never was."""
    refuse_if(rules.why_not_renew(feed))
    feed.revoked_at = now
    audit.record("feed.revoked", "feed", feed.id, actor=member, at=now)


def mark_used(feed_id: int, day: date) -> None:
    """The day of the last reading, for the list of feeds."""
    queries.mark_used(feed_id, day)


def _issue(feed: FeedToken, member: Member, now: datetime, *, verb: str) -> str:
    token = secret.new_token()
    feed.token_sha256, feed.created_at = secret.token_hash(token), now
    db.session.add(feed)
    db.session.flush()  # gives the id that the audit row names
    audit.record(verb, "feed", feed.id, actor=member, at=now)
    return token
