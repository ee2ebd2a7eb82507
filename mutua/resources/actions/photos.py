"""Photos: checked by decoding them, made small, stripped of where and when they were taken."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 1600
MOST_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


class UnreadablePhoto(ValueError):
    """Not a JPEG, PNG or WebP picture, or one too large to open."""


def keep_photo(content: bytes, folder: Path) -> str:
    """Write a JPEG of at most 1600 px a side under its own hash; its file name."""
    made = reduced(content)
    name = f"{hashlib.sha256(made).hexdigest()[:32]}.jpg"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(made)
    return name


def reduced(content: bytes) -> bytes:
    """The picture as a JPEG of at most 1600 px a side, without where and when it was taken."""
    picture = _decoded(content)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
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
