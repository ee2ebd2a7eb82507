"""Passwords (argon2id) and one-time tokens, of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """Checked when the account does not exist, so that the answer takes as long as for one that does."""
    return _hasher.hash(secrets.token_hex(8))


def prepare() -> None:
    """Before the first request, so that its answer about an account that does not exist takes no longer."""
    _nobody()


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def password_fits(kept: str | None, password: str) -> bool:
    """False for a wrong password and for an account that has none, in the same time."""
    try:
        fits = _hasher.verify(kept or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(fits) and kept is not None


def needs_rehash(kept: str) -> bool:
    return _hasher.check_needs_rehash(kept)


def new_token(prefix: str = "") -> str:
    """256 random bits, safe in an address."""
    return prefix + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
