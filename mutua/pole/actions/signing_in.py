"""Sign in by password or by link, choose another password, close sessions."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

from mutua.kernel import outbox
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.secret import hash_password, needs_rehash, new_token, password_fits, token_hash
from mutua.pole import queries, rules
from mutua.pole.models import (
    FailedSignIn,
    PasswordReset,
    Person,
    SignIn,
)
from mutua.pole.rules import No

SESSION_LASTS = timedelta(days=30)
RESET_LASTS = timedelta(hours=2)
LINK_LASTS = timedelta(minutes=30)
LETTERS = 5
TRIES = 8
TRIES_WITHIN = timedelta(minutes=15)


def check_password(email: str, password: str, *, now: datetime) -> Person:
    """The person, or Refused. Wrong tries are counted by account, so honest members at one address are not limited."""
    _refuse_too_many_tries(email, now)
    person = queries.person_by_email(email)
    fits = password_fits(person.password_hash if person else None, password)
    if person is None or not fits or person.disabled_at is not None:
        raise Refused(No.WRONG_PASSWORD)
    return person


def _refuse_too_many_tries(email: str, now: datetime) -> None:
    key = token_hash(f"account:{email.strip().lower()}")
    if queries.count_failures(key, now - TRIES_WITHIN) >= TRIES:
        raise Refused(No.TOO_MANY_TRIES)


def count_failure(email: str, *, now: datetime) -> None:
    """Kept in a transaction of its own: the refusal rolled the other back."""
    db.session.add(FailedSignIn(key=token_hash(f"account:{email.strip().lower()}"), at=now))


def open_session(person: Person, *, password: str | None = None, browser: str, now: datetime) -> str:
    """A new session; its secret for the cookie. Refused when the password was changed since it was found right."""
    if queries.lock_password(person.id) != person.password_hash:
        raise Refused(No.WRONG_PASSWORD)
    if password and person.password_hash and needs_rehash(person.password_hash):
        person.password_hash = hash_password(password)
    queries.forget_failures(token_hash(f"account:{person.email}"))
    token = new_token()
    db.session.add(
        SignIn(
            token_sha256=token_hash(token),
            person_id=person.id,
            browser=browser[:200],
            created_at=now,
            seen_on=now.date(),
            expires_at=now + SESSION_LASTS,
        )
    )
    return token


def revoke_session(sign_in: SignIn, *, now: datetime) -> None:
    sign_in.revoked_at = now


def ask_for_reset(email: str, *, now: datetime) -> None:
    """Mail a link if there is such an account; the answer on the page is the same either way."""
    person = _reader_of_links(email, now)
    if person is None:
        return
    token = new_token()
    db.session.add(PasswordReset(token_sha256=token_hash(token), person_id=person.id, expires_at=now + RESET_LASTS))
    facts = {"name": person.name, "path": f"/password/{token}", "minutes": RESET_LASTS.seconds // 60}
    outbox.mail("pole/password_reset", to=person.email, locale=person.locale, facts=facts, at=now)


def ask_for_link(email: str, wanted: str, *, now: datetime) -> None:
    """Mail a link that signs in once and leads to the page `wanted`."""
    person = _reader_of_links(email, now)
    if person is None:
        return
    token = new_token()
    db.session.add(PasswordReset(token_sha256=link_hash(token), person_id=person.id, expires_at=now + LINK_LASTS))
    path = f"/login/link/{token}" + (f"?next={quote(wanted)}" if wanted != "/" else "")
    facts = {"name": person.name, "path": path, "minutes": LINK_LASTS.seconds // 60}
    outbox.mail("pole/sign_in_link", to=person.email, locale=person.locale, facts=facts, at=now)


def _reader_of_links(email: str, now: datetime) -> Person | None:
    """Whom a link may be mailed to: an open account that did not ask for five within a quarter of an hour."""
    person = queries.person_by_email(email)
    if person is None or person.disabled_at is not None:
        return None
    key = token_hash(f"letters:{person.email}")
    if queries.count_failures(key, now - TRIES_WITHIN) >= LETTERS:
        return None
    db.session.add(FailedSignIn(key=key, at=now))
    return person


def link_hash(token: str) -> str:
    """Sign-in links and password links share a table; one cannot be used as the other."""
    return token_hash(f"link:{token}")


def why_not_use(link: PasswordReset | None, *, now: datetime) -> No | None:
    return No.LINK_EXPIRED if link is None else rules.why_not_reset(link, now=now)


def use_link(link: PasswordReset | None, *, now: datetime) -> Person:
    """Sign in by a mailed link, once."""
    refuse_if(why_not_use(link, now=now))
    assert link is not None  # why_not_use
    if link.person.disabled_at is not None:
        raise Refused(No.LINK_EXPIRED)
    link.used_at = now
    return link.person


def reset_password(reset: PasswordReset | None, password: str, *, now: datetime) -> Person:
    """A new password; every session is closed, every other link is void."""
    refuse_if(why_not_use(reset, now=now))
    assert reset is not None  # why_not_use
    refuse_if(rules.why_not_password(password))
    reset.person.password_hash = hash_password(password)
    _close_sessions(reset.person_id, now=now)
    queries.void_resets(reset.person_id, now)
    queries.forget_failures(token_hash(f"account:{reset.person.email}"))
    return reset.person


def _close_sessions(person_id: int, *, now: datetime, keep: int | None = None) -> None:
    for sign_in in queries.sign_ins_of(person_id, now):
        if sign_in.id != keep:
            sign_in.revoked_at = now


def change_password(person: Person, *, old: str, new: str, keep_sign_in: int, now: datetime) -> None:
    """Whoever found a browser open does not learn the password by trying: tries are counted as at sign-in."""
    _refuse_too_many_tries(person.email, now)
    if person.password_hash is not None and not password_fits(person.password_hash, old):
        raise Refused(No.WRONG_OLD_PASSWORD)
    refuse_if(rules.why_not_password(new))
    person.password_hash = hash_password(new)
    _close_sessions(person.id, now=now, keep=keep_sign_in)
