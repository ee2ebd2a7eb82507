"""A document as its parts: what the PDF and the editable file have in common."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it: facts (label and value), a table (head first), paragraphs, in this order."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A whole document. `foot` is printed on each page; `signers` are (role, name) of the boxes at its end."""

    title: str
    subject: str
    lead: str
    author: str
    foot: str
    sections: tuple[Section, ...]
    signers: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """What templates/pdf/sheet.typ reads."""
        return asdict(self)
