"""A simple electronic signature: who re-authenticated gets a one-time code by mail, and the code signs one content."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from mutua.documents import mails, queries, rules
from mutua.documents.models import SigningCode, SigningLink
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.kernel.secret import new_token, token_hash
from mutua.pole.models import Member

CODE_LASTS = timedelta(minutes=15)
LINK_LASTS = timedelta(days=14)


@dataclass(frozen=True)
class ToSign:
    """What is signed: the document's kind, the hash of its content, and where the signer reads it."""

    document: str
    sha256: str
    path: str
    pole_id: int


def send_code(to_sign: ToSign, signer: Member | SigningLink, *, email: str, locale: str, now: datetime) -> str:
    """A new code to the signer's own address, ending the one before. What is given back only a demonstration shows."""
    for old in queries.live_codes(_key(signer), to_sign.sha256, to_sign.document, now):
        old.expires_at = now
    code, salt = f"{secrets.randbelow(1_000_000):06d}", secrets.token_hex(16)
    db.session.add(
        SigningCode(
            **_key(signer),
            document=to_sign.document,
            sha256=to_sign.sha256,
            salt=salt,
            code_sha256=token_hash(salt + code),
            sent_at=now,
            expires_at=now + CODE_LASTS,
        )
    )
    name = signer.signer_name if isinstance(signer, SigningLink) else signer.name
    mails.signing_code(
        (name, email, locale),
        code=code,
        document=to_sign.document,
        path=to_sign.path,
        sha256=to_sign.sha256,
        minutes=int(CODE_LASTS.total_seconds() // 60),
        pole_id=to_sign.pole_id,
        now=now,
    )
    db.session.flush()
    return code


def _key(signer: Member | SigningLink) -> dict[str, int]:
    return {"link_id": signer.id} if isinstance(signer, SigningLink) else {"person_id": signer.person_id}


def use_code(signer: Member | SigningLink, document: str, sha256: str, code: str, *, now: datetime) -> None:
    """Burn the live code, or Refused; `count_try` then counts the miss in a transaction of its own."""
    found = next(iter(queries.live_codes(_key(signer), sha256, document, now)), None)
    wanted = found.code_sha256 if found else ""
    given = token_hash((found.salt if found else "") + "".join(code.split()))
    refuse_if(rules.why_not_code(found, fits=secrets.compare_digest(wanted, given)))
    if found is not None:
        found.used_at = now
        db.session.flush()


def count_try(signer: Member | SigningLink, document: str, sha256: str, *, now: datetime) -> None:
    """After a wrong code: the refusal rolled the rest back."""
    for found in queries.live_codes(_key(signer), sha256, document, now):
        found.tries += 1


def make_link(
    subject: tuple[str, int],
    *,
    document: str,
    role: str,
    sha256: str,
    name: str,
    email: str,
    structure_id: int,
    actor: Member,
    now: datetime,
) -> tuple[SigningLink, str]:
    """A personal address for somebody without an account; the second value is its secret, kept nowhere."""
    for old in queries.live_links(subject, document, role, now):
        old.expires_at = now
    token = new_token()
    made = SigningLink(
        pole_id=actor.pole_id,
        subject=subject[0],
        subject_id=subject[1],
        document=document,
        role=role,
        sha256=sha256,
        signer_name=name,
        email=email,
        token_sha256=token_hash(token),
        made_by_id=actor.person_id,
        made_for_id=structure_id,
        made_at=now,
        expires_at=now + LINK_LASTS,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("signing_link.made", subject[0], subject[1], actor=actor, at=now, after=f"{document}.{role}")
    return made, token


def use_link(link: SigningLink, *, now: datetime) -> None:
    """Signed: the address no longer opens anything."""
    link.used_at = now
    db.session.flush()
