"""Keys on people's own devices: added, used, let go."""

from __future__ import annotations

from datetime import datetime

from mutua.documents import queries
from mutua.documents.models import Passkey
from mutua.documents.rules import MOST_PASSKEYS, No
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole import hooks


def add_passkey(
    person_id: int, credential_id: str, public_key: bytes, sign_count: int, *, name: str, now: datetime
) -> Passkey:
    """The public half of a key that the device has just made; the door has checked it and seen the password."""
    known = queries.passkeys_of(person_id)
    refuse_if(No.PASSKEYS_ENOUGH if len(known) >= MOST_PASSKEYS else None)
    refuse_if(No.PASSKEY_WRONG if any(key.credential_id == credential_id for key in known) else None)
    made = Passkey(
        person_id=person_id,
        credential_id=credential_id,
        public_key=public_key,
        sign_count=sign_count,
        name=name,
        made_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("passkey.added", "person", person_id, actor=None, at=now, after=str(made.id))
    return made


def use_passkey(passkey: Passkey, sign_count: int, *, now: datetime) -> None:
    """The device has just proved itself."""
    passkey.sign_count, passkey.used_at = sign_count, now
    db.session.flush()


def remove_passkey(passkey: Passkey, *, now: datetime) -> None:
    audit.record("passkey.removed", "person", passkey.person_id, actor=None, at=now, before=str(passkey.id))
    db.session.delete(passkey)
    db.session.flush()


def connect() -> None:
    hooks.erased.connect(forget_passkeys)


def forget_passkeys(person_id: int, *, now: datetime) -> None:
    """Keys of somebody who is erased open nothing."""
    for passkey in queries.passkeys_of(person_id):
        remove_passkey(passkey, now=now)
