"""What an inspector is given of one employer, as one file to print: a first page that lists it, then each piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mutua.documents.pdf import to_pdf
from mutua.documents.pdf.joined import joined, page_count, printable

Piece = tuple[str, bytes]


def inspection_pdf(facts: Mapping[str, Any], pieces: Sequence[Piece]) -> bytes:
    """`pieces`: words and bytes, in order. What has no pages to print (a text document) is named, not joined."""
    made = [(words, printable(content)) for words, content in pieces]
    kept = [(words, content, page_count(content)) for words, content in made if content is not None]
    apart = [words for words, content in made if content is None]
    cover = _cover(facts, kept, apart, first=2)
    if page_count(cover) > 1:  # a long list moves what follows it
        cover = _cover(facts, kept, apart, first=1 + page_count(cover))
    return joined([cover, *(content for _words, content, _count in kept)])


def _cover(
    facts: Mapping[str, Any], kept: Sequence[tuple[str, bytes, int]], apart: Sequence[str], *, first: int
) -> bytes:
    rows, page = [], first
    for words, _content, count in kept:
        rows.append({"what": words, "page": page, "pages": count})
        page += count
    return to_pdf("safety_inspection", {**facts, "joined": rows, "apart": list(apart)})
