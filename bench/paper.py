"""The demonstration pole's safety document, made as long as a large one, against an empty file of as many pages."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader

from bench.fill import settings_for
from bench.rows import Row
from mutua.app import create_app
from mutua.kernel.db import db
from mutua.pole import queries as poles
from mutua.safety import pdf, queries

# pages -> milliseconds: others need 23.7 s for the first (shared measurements of the design)
SIZES = {100: 2000, 400: 8000}


def rows() -> list[Row]:
    """Volumes of about 100 and of about 400 pages."""
    facts = _facts()
    return [_row(facts, pages, limit) for pages, limit in SIZES.items()]


def _row(facts: dict[str, Any], wanted: int, limit: int) -> Row:
    """The pole's own units again and again until the file is as long as wanted: its cover and tables once."""
    own = list(facts["units"])
    one = _pages(_volume(facts))
    more = _pages(_volume({**facts, "units": own + own})) - one
    long = {**facts, "units": own * (1 + max(0, round((wanted - one) / max(more, 1))))}
    content = _volume(long)
    pages = _pages(content)
    mine = _timed(lambda: _volume(long))
    empty = _timed(lambda: typst.compile(("#pagebreak()\n" * (pages - 1)).encode(), format="pdf", pdf_standards=[]))
    told = f"{mine:.0f} ms CPU, {len(content) / 1e6:.1f} MB"
    return Row(f"safety document of {pages} pages (PDF/UA-1)", f"{empty:.0f} ms CPU", told, mine / max(empty, 1),
                f"≤ {limit} ms", mine <= limit)  # fmt: skip


def _pages(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content)).pages)


def _volume(facts: dict[str, Any]) -> bytes:
    return pdf.volume_pdf(facts, sha256="0" * 64, previous_sha256="", signatures=[], published_on=date(2027, 5, 3))


def _timed(act: Callable[[], object]) -> float:
    before = time.process_time()
    act()
    return (time.process_time() - before) * 1000


def _facts() -> dict[str, Any]:
    """The published edition of a demonstration pole of its own."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(f"sqlite:///{Path(folder) / 'demo.sqlite3'}", Path(folder))
        environ = {**os.environ, "MUTUA_DATA_DIR": folder, "MUTUA_DATABASE_URL": settings.database_url}
        for verb in (["db", "upgrade"], ["demo", "--json"]):
            subprocess.run(
                [sys.executable, "-m", "mutua.cli", *verb], env=environ, check=True, stdout=subprocess.DEVNULL
            )
        with create_app(settings).app_context():
            pole = poles.pole_by_slug("trois-ponts")
            assert pole is not None
            found = dict(queries.edition_facts(pole.id, 1))
            db.session.remove()
            db.engine.dispose()
    return found
