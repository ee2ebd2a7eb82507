"""Texts that no font shows whole: what people paste from a telephone, and what no keyboard sends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from mutua.documents.pdf import to_pdf

NASTY = (
    "Cartons 📦 👩\u200d👩\u200d👧\u200d👦 👍🏽 🇫🇷 🏴\U000e0067\U000e0062\U000e007f ❤️ مرحبا 漢字 ไทย "
    "a\u0e31 क\u0301 \x07\x1b\x7f \ue000 \ufffe \U0010ffff \u202e\u2066 \ud800 fin"
)


def spoiled(facts: Any) -> Any:
    """The same facts, every text of more than a word spoiled; dates, codes and pictures stay."""
    if isinstance(facts, str):
        return f"{facts} {NASTY}" if " " in facts and not facts.startswith("<") else facts
    if isinstance(facts, dict):
        return {key: spoiled(value) for key, value in facts.items()}
    return [spoiled(value) for value in facts] if isinstance(facts, list | tuple) else facts


def spoil(monkeypatch: pytest.MonkeyPatch, *modules: Any) -> set[str]:
    """From now on these modules typeset spoiled facts; the templates that were used, as they are."""
    used: set[str] = set()

    def typeset(template: str, facts: Any, *, made_at: datetime | None = None) -> bytes:
        used.add(template)
        return to_pdf(template, spoiled(facts), made_at=made_at)

    for module in modules:
        monkeypatch.setattr(module, "to_pdf", typeset)
    return used
