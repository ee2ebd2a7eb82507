"""The seal of the installation, wherever it is called from."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typst

from mutua.documents.pdf.seal import Seal, SealState


@pytest.mark.once
def test_it_closes_and_reads_a_pdf_also_beside_a_running_event_loop(tmp_path: Path) -> None:
    page = tmp_path / "page.typ"
    page.write_text("Une page.", encoding="utf-8")
    pdf = typst.compile(str(page))
    seal = Seal.of(tmp_path, now=datetime(2027, 3, 1, tzinfo=UTC))

    async def close() -> tuple[bytes, SealState]:
        sealed = seal.close(pdf, reason="essai")
        return sealed, seal.look_at(sealed)

    with ThreadPoolExecutor(1) as aside:  # here a loop may run already: the browser's
        sealed, state = aside.submit(lambda: asyncio.run(close())).result()
    assert state is SealState.WHOLE
    assert seal.look_at(pdf) is SealState.NONE
    assert seal.look_at(sealed) is SealState.WHOLE
    assert seal.look_at(sealed.replace(b"essai", b"assai", 1)) is SealState.BROKEN
