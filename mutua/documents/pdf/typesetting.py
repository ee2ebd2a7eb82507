"""From facts to a tagged PDF through Typst, in this process: same facts, same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from mutua.config import HERE
from mutua.documents.pdf import glyphs

if TYPE_CHECKING:
    import typst

TEMPLATES = HERE / "templates" / "pdf"
FONTS = HERE / "static" / "vendor" / "fonts"
OWN_FONT = FONTS / "Figtree-Regular.ttf"
NOT_SHOWN = "could not be displayed"


@cache
def _fonts() -> typst.Fonts:
    """The page's own font and those Typst carries; nothing of the machine, so that every server prints alike."""
    import typst  # noqa: PLC0415 -- 7 MB of a server that few ask for a PDF

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def to_pdf(template: str, facts: Mapping[str, Any], *, made_at: datetime | None = None) -> bytes:
    """Compile templates/pdf/<template>.typ, which reads `facts` as JSON from `sys.inputs.facts`; PDF/UA-1, tagged.

    `made_at` is the date the PDF carries, so that the same facts give the same bytes. No text makes it fail: what the
    fonts do not show is a frame, for PDF/UA refuses a page that nobody could read.
    """
    import typst  # noqa: PLC0415 -- as above

    strange = glyphs.strange_in(facts, glyphs.characters_of(OWN_FONT))
    try:
        return _compile(template, glyphs.framed(facts, glyphs.missing_in(strange, _shows)), made_at)
    except typst.TypstError as error:
        if not strange or NOT_SHOWN not in str(error):
            raise
    # each was shown alone, yet together (a letter of one font, its mark of another) they are not
    return _compile(template, glyphs.framed(facts, strange), made_at)


@lru_cache(maxsize=4096)
def _shows(character: str) -> bool:
    """Whether one of the fonts has it; they do not say which characters they have, so it is printed."""
    import typst  # noqa: PLC0415 -- as above

    try:
        _compile("character", character, None)
    except typst.TypstError:
        return False
    return True


def _compile(template: str, facts: Any, made_at: datetime | None) -> bytes:
    import typst  # noqa: PLC0415 -- as above

    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(made_at.astimezone(UTC).timestamp()) if made_at else None,
    )
