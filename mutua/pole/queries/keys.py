"""Sessions, links by mail, wrong tries and tokens."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, delete, func, select, update
from sqlalchemy.orm import joinedload

from mutua.kernel.db import db
from mutua.pole.models import (
    ApiToken,
    FailedSignIn,
    PasswordReset,
    Person,
    Pole,
    SignIn,
)


def lock_password(person_id: int) -> str | None:
    """Its hash as it stands, held until the transaction ends: a session is opened before it changes, or not at all."""
    query = select(Person.password_hash).where(Person.id == person_id)
    return db.session.scalar(query.with_for_update(key_share=True))


def reset_by_hash(sha256: str, *, to_use: bool = False) -> PasswordReset | None:
    """`to_use`: locked, so that it serves once however many ask."""
    query = select(PasswordReset).options(joinedload(PasswordReset.person))
    query = query.where(PasswordReset.token_sha256 == sha256)
    return db.session.scalar(query.with_for_update(of=PasswordReset) if to_use else query)


def sign_in_by_hash(sha256: str, now: datetime) -> tuple[SignIn, Person] | None:
    """The live session of a cookie, with its person."""
    row = db.session.execute(_live_sign_in(), {"sha256": sha256, "now": now}).one_or_none()
    return (row[0], row[1]) if row else None


@cache
def _live_sign_in() -> Select[SignIn, Person]:
    """Built once: it is asked on every request."""
    query = select(SignIn, Person).join(Person, Person.id == SignIn.person_id)
    live = (SignIn.revoked_at.is_(None), SignIn.expires_at > bindparam("now"), Person.disabled_at.is_(None))
    return query.where(SignIn.token_sha256 == bindparam("sha256"), *live)


def sign_ins_of(person_id: int, now: datetime) -> list[SignIn]:
    live = (SignIn.person_id == person_id, SignIn.revoked_at.is_(None), SignIn.expires_at > now)
    return list(db.session.scalars(select(SignIn).where(*live).order_by(SignIn.id.desc())))


def sign_in_of(person_id: int, sign_in_id: int) -> SignIn | None:
    """One of the person's own sessions."""
    return db.session.scalar(select(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == person_id))


def void_resets(person_id: int, now: datetime) -> None:
    """Other links of the person stop working."""
    unused = (PasswordReset.person_id == person_id, PasswordReset.used_at.is_(None))
    db.session.execute(update(PasswordReset).where(*unused).values(used_at=now))


def count_failures(key: str, since: datetime) -> int:
    query = select(func.count()).select_from(FailedSignIn).where(FailedSignIn.key == key, FailedSignIn.at > since)
    return db.session.scalar(query) or 0


def forget_failures(key: str) -> None:
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.key == key))


def token_by_hash(sha256: str) -> tuple[ApiToken, Person, Pole] | None:
    row = db.session.execute(_live_token(), {"sha256": sha256}).one_or_none()
    return (row[0], row[1], row[2]) if row else None


@cache
def _live_token() -> Select[ApiToken, Person, Pole]:
    """Built once: it is asked on every request of the API."""
    return (
        select(ApiToken, Person, Pole)
        .join(Person, Person.id == ApiToken.person_id)
        .join(Pole, Pole.id == ApiToken.pole_id)
        .where(ApiToken.token_sha256 == bindparam("sha256"), ApiToken.revoked_at.is_(None))
        .where(Person.disabled_at.is_(None))
    )


def tokens_of(person_id: int) -> list[ApiToken]:
    query = select(ApiToken).options(joinedload(ApiToken.structure), joinedload(ApiToken.pole))
    live = (ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
    return list(db.session.scalars(query.where(*live).order_by(ApiToken.id.desc())))


def token_of(person_id: int, token_id: int) -> ApiToken | None:
    return db.session.scalar(select(ApiToken).where(ApiToken.id == token_id, ApiToken.person_id == person_id))


def revoke_tokens(person_id: int, structure_id: int, now: datetime) -> None:
    """Tokens with which the person acted for a structure stop working."""
    live = (ApiToken.person_id == person_id, ApiToken.structure_id == structure_id, ApiToken.revoked_at.is_(None))
    db.session.execute(update(ApiToken).where(*live).values(revoked_at=now))
