"""Saying that one is there, giving back what nobody came to, and the links that open a door's page."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from mutua.bookings.actions import moving_up
from mutua.bookings.actions.traces import changed, moved_to
from mutua.bookings.mails import handover as mails
from mutua.bookings.models import Occurrence, State
from mutua.bookings.models.handover import DoorLink, Presence
from mutua.bookings.queries import handover as handed
from mutua.bookings.queries.waitlist import desk_rules
from mutua.bookings.rules.handover import No, why_not_check_in
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if, refusing
from mutua.kernel.secret import token_hash
from mutua.pole.models import Member
from mutua.resources import occupancy
from mutua.resources.models import Resource
from mutua.resources.rules import why_not_edit


def check_in(occurrence: Occurrence, *, member: Member, now: datetime) -> None:
    """« Je suis là » : the time is kept."""
    handed.lock_date(occurrence)
    refuse_if(why_not_check_in(occurrence, handed.presence_of(occurrence.id), member, now=now))
    with refusing(No.NOBODY_EXPECTED, when="presence"):
        db.session.add(Presence(occurrence_id=occurrence.id, person_id=member.person_id, at=now))
        db.session.flush()
    audit.record("booking.checked_in", "occurrence", occurrence.id, actor=member, at=now)


def release_absent(now: datetime) -> int:
    """Dates nobody came to, where every owner wishes the rest back: a no-show, its units free from now on."""
    dates = [date for date in handed.absent(now) if _given_up(date, now)]
    line = moving_up.line_for({entry.resource_id for date in dates for entry in date.lines}, now) if dates else []
    for occurrence in dates:
        for entry in occurrence.lines:
            if entry.claim_id is not None:
                occupancy.shorten(entry.claim_id, until=now)
        before, occurrence.state, occurrence.reason = occurrence.state, State.NO_SHOW, "released"
        moved_to(occurrence, before, None, now, verb="booking.released")
        mails.released(occurrence, now=now)
    moving_up.offer(line, now)
    for occurrence in dates:
        changed(occurrence.booking, [entry.resource for entry in occurrence.lines], now=now)
    return len(dates)


def _given_up(occurrence: Occurrence, now: datetime) -> bool:
    """The longest patience among the resources; one without any keeps the whole date."""
    rules = desk_rules([entry.resource_id for entry in occurrence.lines])
    patience = [rules[entry.resource_id].auto_release_minutes if entry.resource_id in rules else None
                for entry in occurrence.lines]  # fmt: skip
    minutes = [found for found in patience if found is not None]
    return len(minutes) == len(patience) and now >= occurrence.starts_at + timedelta(minutes=max(minutes))


def make_door_link(resource: Resource, *, member: Member, now: datetime, secret_key: str) -> DoorLink:
    """A new secret address for a screen at the door."""
    refuse_if(why_not_edit(resource, member))
    made = DoorLink(resource_id=resource.id, seed=secrets.token_hex(16), made_by_id=member.person_id, made_at=now)
    made.token_sha256 = token_hash(door_token(made, secret_key))
    db.session.add(made)
    db.session.flush()
    audit.record("door_link.made", "door_link", made.id, actor=member, at=now)
    return made


def door_token(link: DoorLink, secret_key: str) -> str:
    """The secret of the address: made anew from the installation's key, so that no table holds it."""
    return hmac.new(secret_key.encode(), f"door {link.seed}".encode(), hashlib.sha256).hexdigest()


def revoke_door_link(link: DoorLink, *, member: Member, now: datetime) -> None:
    link.revoked_at = now
    audit.record("door_link.revoked", "door_link", link.id, actor=member, at=now)
