"""From facts to a tagged PDF through Typst, in this process: same facts, same bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from mutua.config import HERE

if TYPE_CHECKING:
    import typst

TEMPLATES = HERE / "templates" / "pdf"
FONTS = HERE / "static" / "vendor" / "fonts"


@cache
def _fonts() -> typst.Fonts:
    """The page's own font and those Typst carries; nothing of the machine, so that every server prints alike."""
    import typst  # noqa: PLC0415 -- 7 MB of a server that few ask for a PDF

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def to_pdf(template: str, facts: dict[str, Any], *, made_at: datetime) -> bytes:
    """Compile templates/pdf/<template>.typ, which reads `facts` as JSON from `sys.inputs.facts`; PDF/UA-1, tagged.

    `made_at` is the date the PDF carries, so that the same facts give the same bytes.
    """
    import typst  # noqa: PLC0415 -- as above

    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(made_at.astimezone(UTC).timestamp()),
    )
