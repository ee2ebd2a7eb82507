"""Application passwords of the demonstration: two people who may both book the quiet room from their calendars."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from mutua.calendars.actions import make_dav_password
from mutua.calendars.queries import dav_password_by_hash
from mutua.demo.cast import Cast
from mutua.demo.resources import rows
from mutua.kernel.secret import token_hash
from mutua.pole.models import Pole
from mutua.resources.models import Approval, Resource

PEOPLE = (0, 1)


def password(secret_key: str, number: int) -> str:
    """The same for the same installation, so that a second run can print what the database keeps only as a hash."""
    known = hmac.new(secret_key.encode(), f"demo dav {number}".encode(), hashlib.sha256).hexdigest()
    return "-".join(known[start : start + 6] for start in range(0, 30, 6))


def build(cast: Cast, secret_key: str, now: datetime) -> None:
    """For the managers of the first two structures."""
    for number, structure in zip(PEOPLE, cast.structures, strict=False):
        secret = password(secret_key, number)
        make_dav_password(cast.manager(structure), "Agenda de la démonstration", now=now, secret=secret)


def keys(pole: Pole, resources: list[Resource], secret_key: str, base_url: str) -> dict[str, str] | None:
    """What a script needs; None for a demonstration that was loaded before there was CalDAV."""
    secrets = [password(secret_key, number) for number in PEOPLE]
    found = [dav_password_by_hash(token_hash(secret)) for secret in secrets]
    quiet = {row["name"] for row in rows() if row.get("quiet")}
    rooms = [row for row in resources if row.name in quiet and row.approval is Approval.AUTOMATIC]
    if None in found or not rooms:
        return None
    (key, person, _), (_key2, person2, _) = [row for row in found if row is not None]
    home = f"{base_url}/dav/{person.id}-{key.structure_id}-{pole.slug}/"
    return {
        "base": f"{base_url}/dav/",
        "user": person.email,
        "password": secrets[0],
        "user2": person2.email,
        "password2": secrets[1],
        "calendar": f"{home}resource-{rooms[0].id}/",
    }
