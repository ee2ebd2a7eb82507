"""The one letter of this room: a code to sign with."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel import outbox


def signing_code(
    to: tuple[str, str, str],
    *,
    code: str,
    document: str,
    path: str,
    sha256: str,
    minutes: int,
    pole_id: int,
    now: datetime,
) -> None:
    """`to`: name, address, locale. The code is readable for as long as it is worth something: minutes."""
    name, address, locale = to
    facts = {"name": name, "code": code, "document": document, "path": path, "sha256": sha256, "minutes": minutes}
    outbox.mail("documents/signing_code", to=address, locale=locale, pole_id=pole_id, at=now, facts=facts)
