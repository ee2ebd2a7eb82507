"""The files of the safety document, from frozen facts to PDF/UA-1 bytes: same input, same bytes."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import segno
from PIL import Image

from mutua.documents.pdf import to_pdf
from mutua.kernel.timespan import wall
from mutua.law import Rule
from mutua.safety.actions import MadeExtract
from mutua.safety.models import Adoption
from mutua.safety.rules import chain
from mutua.safety.rules.extract import extract_of, pictures_named
from mutua.safety.rules.masking import masked
from mutua.safety.rules.sheet import Sheet

Facts = Mapping[str, Any]
PUBLISHED, AT_SIGNATURE, DRAFT = "publiée le ", "à la signature, état du ", "brouillon du "


def adopted_volume(
    adoption: Adoption, published_on: date, photos: Mapping[str, bytes] | None = None, status: str = PUBLISHED
) -> bytes:
    """The frozen volume with the signatures given so far; `photos`: those the facts name, by the hash of their file."""
    return volume_pdf(
        adoption.facts,
        sha256=adoption.content_sha256,
        previous_sha256=adoption.previous_sha256,
        signatures=signatures_of(adoption),
        heads=place_signatures_of(adoption),
        photos=photos,
        published_on=published_on,
        status=status,
    )


def adopted_extract(
    adoption: Adoption,
    structure_id: int,
    published_on: date,
    photos: Mapping[str, bytes] | None = None,
    status: str = PUBLISHED,
) -> MadeExtract:
    """What the frozen facts say to one of those who sign them."""
    content = extract_of(adoption.facts, structure_id, adoption.content_sha256)
    sha256 = chain.content_hash(adoption.content_sha256, content)
    made = extract_pdf(content, sha256=sha256, published_on=published_on, photos=photos, status=status)
    return MadeExtract(content["number"], sha256, made)


def signatures_of(adoption: Adoption) -> list[dict[str, str | None]]:
    """Every employer that was asked, with its signature when there is one."""
    return [
        {
            "name": row.name,
            "person": row.signature.person_name if row.signature else None,
            "signed_on": _day(adoption, row.signature.signed_at) if row.signature else None,
        }
        for row in adoption.signatories
    ]


def place_signatures_of(adoption: Adoption) -> list[dict[str, str | None]]:
    """Every person in charge of a place, with the day they signed."""
    return [
        {
            "name": row.place_name,
            "person": row.person_name,
            "signed_on": _day(adoption, row.signature.signed_at) if row.signature else None,
        }
        for row in adoption.place_signatories
    ]


def _day(adoption: Adoption, at: datetime) -> str:
    """As the clock on the pole's wall told it."""
    return wall(at, adoption.facts["period"].get("zone", "UTC")).date().isoformat()


def volume_pdf(
    facts: Facts,
    *,
    sha256: str,
    previous_sha256: str,
    signatures: Sequence[Mapping[str, str | None]],
    published_on: date,
    heads: Sequence[Mapping[str, str | None]] = (),
    photos: Mapping[str, bytes] | None = None,
    status: str = PUBLISHED,
) -> bytes:
    """The common volume. What is not published says so on its cover; `published_on` is then the day it is read."""
    return to_pdf(
        "safety_volume",
        {
            "facts": masked(facts),
            "sha256": sha256,
            "previous_sha256": previous_sha256,
            "signatures": signatures,
            "heads": list(heads),
            "photos": _pictures(facts, photos),
            "published_on": published_on.isoformat(),
            "status": status + french_day(published_on),
            "published": status == PUBLISHED,
        },
    )


def extract_pdf(
    content: Facts,
    *,
    sha256: str,
    published_on: date,
    photos: Mapping[str, bytes] | None = None,
    status: str = PUBLISHED,
) -> bytes:
    """One employer's extract."""
    data = {"facts": content, "sha256": sha256, "published_on": published_on.isoformat(),
            "status": status + french_day(published_on)}  # fmt: skip
    return to_pdf("safety_extract", {**data, "photos": _pictures(content, photos)})


def _pictures(facts: Facts, photos: Mapping[str, bytes] | None) -> dict[str, str]:
    """Typst takes text alone: each picture inside an SVG of its size. A picture that is not at hand is left out."""
    wanted = pictures_named(facts)
    return {name: _as_svg(content) for name, content in (photos or {}).items() if name in wanted}


def _as_svg(content: bytes) -> str:
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
        kind = "png" if picture.format == "PNG" else "jpeg"
    data = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image href="data:image/{kind};base64,{data}" width="{width}" height="{height}"/></svg>'
    )


def welcome_pdf(facts: Facts) -> bytes:
    """What somebody new is told at a place (R4141-3-1)."""
    return to_pdf("safety_welcome", facts)


def notice_pdf(notice: Facts, law: Rule) -> bytes:
    """The notice to post at a place: `notice` has pole, place, address, url, head, number, published_on, printed_on."""
    rule = {"url": law.source.url, "articles": list(law.articles), "checked_on": law.checked_on.isoformat()}
    return to_pdf("safety_notice", {**notice, "law": rule})


def spot_pdf(sheet: Sheet, *, pole: str, url: str, printed_on: date) -> bytes:
    """The page to post at a resource, with the code that opens the report form."""
    facts = {"pole": pole, "url": url, "code": qr(url), "sheet": asdict(sheet), "printed_on": printed_on.isoformat()}
    return to_pdf("safety_spot", facts)


def operation_pdf(facts: Facts) -> bytes:
    """A prevention plan, a safety protocol or a sheet of cooperation."""
    return to_pdf("safety_operation", facts)


def qr(url: str) -> str:
    """A QR code as SVG, as large as its frame."""
    return str(segno.make(url, micro=False, error="m").svg_inline(scale=8, border=2, omitsize=True))


MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
          "décembre")  # fmt: skip


def french_day(day: date) -> str:
    """1er janvier 2027: documents are in French whatever the reader's language."""
    return f"{'1er' if day.day == 1 else day.day}\u00a0{MONTHS[day.month - 1]}\u00a0{day.year}"
