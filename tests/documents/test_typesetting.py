"""No text makes a document fail: what the fonts do not show is a frame, and what they show stays."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from mutua.config import HERE
from mutua.documents.pdf import Section, Sheet, to_pdf
from mutua.documents.pdf.glyphs import FRAME, characters_of, framed, missing_in
from mutua.documents.pdf.odt import to_odt
from mutua.documents.pdf.typesetting import OWN_FONT
from tests.builders import NOW
from tests.documents.spoiling import NASTY

pytestmark = pytest.mark.once


def sheet(text: str) -> Sheet:
    named = f"Titre {text}"
    parts = (Section(named, ((text, text),), ((text, text), (text, text)), (text, f"{text}\n{text}")),)
    return Sheet(named, named, text, text, text, parts, ((text, text),))


def pdf_of(text: str) -> bytes:
    return to_pdf("sheet", sheet(text).to_json(), made_at=NOW)


def words(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=30))
def test_any_text_can_be_printed(text: str) -> None:
    assert pdf_of(text).startswith(b"%PDF")


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("aé क漢ก\u0301\u0e31\u1dc4\u200d\ufe0f📦🏽🇫→Ωя\x07\u0600\U000e0067\u20e3"), max_size=12))
def test_any_meeting_of_letters_and_marks_can_be_printed(text: str) -> None:
    """A letter of one font and its mark of another are each shown alone, and not together."""
    assert pdf_of(text).startswith(b"%PDF")


def test_a_run_of_what_is_missing_is_one_frame_and_the_rest_stays() -> None:
    read = words(pdf_of("Œuvre à 5 € → Ωμέγα, Привет 👩\u200d👩\u200d👧 📦 漢字, l’été"))
    assert f"Œuvre à 5 € → Ωμέγα, Привет {FRAME} {FRAME} {FRAME}, l’été" in read


def test_the_same_text_gives_the_same_bytes() -> None:
    assert pdf_of(NASTY) == pdf_of(NASTY)


def test_a_text_of_nothing_but_strange_characters_is_not_tried_for_ever() -> None:
    tried = []
    missing = missing_in(map(chr, range(0x4E00, 0x9000)), lambda each: tried.append(each) or False)
    assert (len(missing), len(tried)) == (0x9000 - 0x4E00, 200)


def test_facts_without_strange_characters_are_left_alone() -> None:
    facts = {"a": ["é", 1, None], 2: True}
    assert framed(facts, set()) is facts
    assert framed({"a📦": ("📦📦 b", 1)}, {"📦"}) == {f"a{FRAME}": [f"{FRAME} b", 1]}


def test_the_three_weights_have_the_same_letters() -> None:
    fonts = [characters_of(OWN_FONT.with_name(f"Figtree-{name}.ttf")) for name in ("Regular", "SemiBold", "Bold")]
    assert len(set(fonts)) == 1
    assert set("Œuvre d’été à 5 €, « Łódź » –") <= fonts[0]


def test_the_editable_file_takes_any_text_too() -> None:
    assert to_odt(sheet(NASTY)).startswith(b"PK")


def test_one_place_alone_makes_pdfs() -> None:
    making = [path for path in Path(HERE, "mutua").rglob("*.py") if 'format="pdf"' in path.read_text(encoding="utf-8")]
    assert [path.name for path in making] == ["typesetting.py"]
