"""What an inspector is given of one employer, as one file to print: a first page that lists it, then each piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mutua.documents.pdf import to_pdf
from mutua.documents.pdf.joined import joined, page_count, printable
from mutua.kernel.timespan import wall
from mutua.safety.pdf import french_day
from mutua.safety.queries import Transmitted
from mutua.staffing.models import Arrangement, Paper, PaperKind

Piece = tuple[str, bytes]
VOLUME, EXTRACT, NOTICE = "Volume commun, version {}", "Extrait n° {}", "Avis de consultation (R4121-4), {}"
SIGNED = {PaperKind.AGREEMENT: "Convention signée", PaperKind.AMENDMENT: "Avenant signé"}


def sent_words(found: Transmitted, zone: str) -> Iterator[str]:
    """Proof that the occupational health service has the document."""
    yield from (f"Écrit à {reader} le {french_day(day)}" for reader, day in found.written)
    yield from (f"Ouvert par {reader} le {french_day(wall(at, zone).date())}" for reader, at in found.opened)
    yield from (french_day(day) + (f" : {shown}" if shown else "") for day, shown in found.noted)


def paper_words(row: Arrangement, paper: Paper) -> str:
    return f"{SIGNED[paper.kind]}, {_who(row)}"


def hours_words(row: Arrangement) -> str:
    return f"Relevé d’heures, {_who(row)}"


def loan_row(row: Arrangement, papers: Sequence[Paper], minutes: int) -> dict[str, Any]:
    """One line of the printed list."""
    terms = row.signed_terms or row.current_terms
    values = terms.values if terms else None
    days = {kind: [each.signed_on.isoformat() for each in papers if each.kind is kind] for kind in SIGNED}
    return {
        "who": _who(row),
        "parties": f"{row.lender.name} prête à {row.host.name}",
        "from": values.starts_on.isoformat() if values else "",
        "to": values.ends_on.isoformat() if values else "",
        "agreements": days[PaperKind.AGREEMENT],
        "amendments": days[PaperKind.AMENDMENT],
        "minutes": minutes,
    }


def _who(row: Arrangement) -> str:
    return row.employee.name if row.employee else row.skill


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
