"""Passwords of calendar programs, and how these show the calendars."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from mutua.calendars import queries, rules
from mutua.calendars.models import DavLook, DavPassword
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.kernel.secret import token_hash
from mutua.pole import queries as pole_queries
from mutua.pole.models import FailedSignIn, Member

TRIES, TRIES_WITHIN = 8, timedelta(minutes=15)
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that is taken for something else when typed on a phone


def make_dav_password(member: Member, label: str, *, now: datetime, secret: str | None = None) -> str:
    """A new password, told this once: 130 random bits in groups that can be typed."""
    refuse_if(rules.why_not_make_password(member, live=queries.count_dav_passwords(member.person_id)))
    drawn = secret or "-".join("".join(secrets.choice(ALPHABET) for _ in range(6)) for _ in range(4)) + _more()
    row = DavPassword(
        secret_sha256=token_hash(drawn),
        person_id=member.person_id,
        structure_id=member.structure_id,
        pole_id=member.pole_id,
        label=label.strip(),
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()  # gives the id that the audit row names
    audit.record("dav_password.made", "dav_password", row.id, actor=member, at=now)
    return drawn


def _more() -> str:
    return "-" + "".join(secrets.choice(ALPHABET) for _ in range(2))


def revoke_dav_password(password: DavPassword, *, now: datetime) -> None:
    """Programs that use it are asked for another from now on."""
    if password.revoked_at is None:
        password.revoked_at = now
        audit.record("dav_password.revoked", "dav_password", password.id, actor=None, at=now, pole_id=password.pole_id)


def mark_password_used(password_id: int, day: date) -> None:
    """The day of the last use, for the list of passwords."""
    queries.mark_password_used(password_id, day)


def count_wrong_password(user: str, *, now: datetime) -> bool:
    """Count a wrong try; False once there were too many. The right password always works: it cannot be guessed, and a
    phone that keeps trying a revoked one must not lock its owner's other programs out."""
    key = token_hash(f"dav:{user.strip().lower()}")
    if pole_queries.count_failures(key, now - TRIES_WITHIN) >= TRIES:
        return False
    db.session.add(FailedSignIn(key=key, at=now))
    return True


def set_look(member: Member, calendar: str, name: str, value: str | None) -> None:
    """Keep how the member's programs show a calendar; None forgets it."""
    row = queries.look(member, calendar, name)
    if value is None:
        if row is not None:
            db.session.delete(row)
    elif row is not None:
        row.value = value
    else:
        mine = {"person_id": member.person_id, "structure_id": member.structure_id, "pole_id": member.pole_id}
        db.session.add(DavLook(**mine, calendar=calendar, name=name, value=value))
    db.session.flush()
