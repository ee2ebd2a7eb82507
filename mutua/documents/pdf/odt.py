"""From a document's parts to an OpenDocument text that people can change before they sign."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from odfdo import Document, Element, Header, Paragraph, Table
from odfdo import Row as OdfRow

from mutua.documents.pdf.glyphs import framed, strange_in
from mutua.documents.pdf.sheet import Section, Sheet

DRAFT = "Modèle à faire relire par une personne compétente avant signature."
# What XML cannot hold, so that no such file can either.
UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_odt(sheet: Sheet) -> bytes:
    """The same words as the PDF, in an ODT file."""
    sheet = _writable(sheet)
    document = Document("text")
    body = document.body
    body.clear()
    body.append(Header(1, sheet.title))
    for text in (DRAFT, sheet.lead, sheet.foot):
        body.append(Paragraph(text))
    for number, section in enumerate(sheet.sections, start=1):
        for element in _elements(section, number):
            body.append(element)
    for role, name in sheet.signers:
        body.append(Paragraph(f"{role} : {name}"))
        body.append(Paragraph("Fait le : ………………   Nom et signature :"))
    document.meta.title = sheet.title
    document.meta.language = "fr"
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _writable(sheet: Sheet) -> Sheet:
    facts = sheet.to_json()
    missing = {each for each in strange_in(facts, ()) if UNWRITABLE.match(each)}
    if not missing:
        return sheet
    facts = framed(facts, missing)
    return Sheet(**{**facts, "sections": tuple(Section(**section) for section in facts["sections"])})


def _elements(section: Section, number: int) -> Iterable[Element]:
    yield Header(2, f"{number}. {section.title}")
    if section.facts:
        yield _table(f"facts{number}", section.facts)
    if section.table:
        yield _table(f"table{number}", section.table)
    for text in section.texts:
        for line in text.splitlines() or [""]:
            yield Paragraph(line)


def _table(name: str, rows: Iterable[tuple[str, ...]]) -> Table:
    made = Table(name)
    for row in rows:
        line = OdfRow()
        line.set_values(list(row))
        made.append_row(line)
    return made
