"""Photos: checked by decoding them, made small, stripped of where and when they were taken; in the owner's order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member
from mutua.resources import queries
from mutua.resources.models import Resource, ResourcePhoto, Shot
from mutua.resources.rules import No, why_not_edit

LONGEST_SIDE = 1600
SMALL_SIDE = 480
MOST_PIXELS = 60_000_000
MOST_PHOTOS = 12
FORMATS = ("JPEG", "PNG", "WEBP")


class UnreadablePhoto(ValueError):
    """Not a JPEG, PNG or WebP picture, or one too large to open."""


def keep_photo(content: bytes, folder: Path) -> str:
    """Write a JPEG of at most 1600 px a side under its own hash, and a small one beside it; its file name."""
    picture = _decoded(content)
    made = _jpeg(picture, LONGEST_SIDE)
    stem = hashlib.sha256(made).hexdigest()[:32]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.jpg").write_bytes(made)
    (folder / f"{stem}-s.jpg").write_bytes(_jpeg(picture, SMALL_SIDE))
    return f"{stem}.jpg"


def reduced(content: bytes) -> bytes:
    """The picture as a JPEG of at most 1600 px a side, without where and when it was taken."""
    return _jpeg(_decoded(content), LONGEST_SIDE)


def _jpeg(picture: Image.Image, side: int) -> bytes:
    picture.thumbnail((side, side))
    made = BytesIO()
    picture.save(made, "JPEG", quality=82, optimize=True, progressive=True)  # saved anew: no EXIF follows
    return made.getvalue()


def _decoded(content: bytes) -> Image.Image:
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnreadablePhoto
            upright = ImageOps.exif_transpose(picture)
            return upright.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UnreadablePhoto from None


def set_photos(resource: Resource, shots: Sequence[Shot], *, member: Member, now: datetime) -> None:
    """All photos anew, the first one that of the lists."""
    refuse_if(why_not_edit(resource, member))
    refuse_if(No.TOO_MANY_PHOTOS if len(shots) > MOST_PHOTOS else None)
    for row in queries.photo_rows(resource.id):
        db.session.delete(row)
    first = shots[0] if shots else Shot(None, "")
    resource.photo, resource.photo_alt = first.name, first.alt
    for position, shot in enumerate(shots[1:], start=1):
        db.session.add(ResourcePhoto(resource_id=resource.id, position=position, name=shot.name, alt=shot.alt))
    resource.changed_at = now
    resource.modseq += 1
    db.session.flush()
    audit.record("resource.photos_set", "resource", resource.id, actor=member, at=now)
