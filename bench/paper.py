"""A safety document of 100 and of 400 pages against an empty file of as many pages. Alone: `--only paper`."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from typing import Any

import typst
from pypdf import PdfReader

from bench.rows import Row
from bench.sheets import facts
from mutua.safety import pdf

# pages -> milliseconds: others need 23.7 s for the first (shared measurements of the design)
SIZES = {100: 2000, 400: 8000}


def rows() -> list[Row]:
    """Volumes of about 100 and of about 400 pages."""
    made = facts()
    return [_row(made, pages, limit) for pages, limit in SIZES.items()]


def _row(volume: dict[str, Any], wanted: int, limit: int) -> Row:
    """The same units again and again, or fewer, until the file is as long as wanted: its cover and tables once."""
    own = list(volume["units"])
    one = _pages(_volume(volume))
    more = _pages(_volume({**volume, "units": own + own})) - one
    long = {**volume, "units": _units(own, wanted - one, more)}
    mine, pages, size = _alone(_volume, long)
    empty, _pages_too, _size = _alone(_empty, pages)
    told = f"{mine:.0f} ms CPU, {size / 1e6:.1f} MB"
    return Row(f"safety document of {pages} pages (PDF/UA-1)", f"{empty:.0f} ms CPU", told, mine / max(empty, 1),
                f"≤ {limit} ms", mine <= limit)  # fmt: skip


def _units(own: list[Any], pages: int, more: int) -> list[Any]:
    """As many units as `pages` more, or fewer, than one set of them need; a set takes `more` pages."""
    count = max(1, round(len(own) * (1 + pages / max(more, 1))))
    return [own[number % len(own)] for number in range(count)]


def _pages(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content)).pages)


def _volume(volume: dict[str, Any]) -> bytes:
    return pdf.volume_pdf(volume, sha256="0" * 64, previous_sha256="", signatures=[], published_on=date(2027, 5, 3))


def _alone(make: Callable[[Any], bytes], given: Any) -> tuple[float, int, int]:
    """In a process of its own, since the compiler remembers what it has set: milliseconds of CPU, pages, bytes."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_timed, make, given).result(timeout=600)


def _timed(make: Callable[[Any], bytes], given: Any) -> tuple[float, int, int]:
    before = time.process_time()
    content = make(given)
    return (time.process_time() - before) * 1000, _pages(content), len(content)


def _empty(pages: int) -> bytes:
    return bytes(typst.compile(("#pagebreak()\n" * (pages - 1)).encode(), format="pdf", pdf_standards=[]) or b"")
