"""The drawings of static/demo as pictures, as the photo or the scan somebody would have taken."""

from __future__ import annotations

from mutua.config import HERE
from mutua.resources.actions.photos import reduced

DRAWINGS = HERE / "static" / "demo"
FONTS = HERE / "static" / "vendor" / "fonts"


def drawn(name: str) -> bytes:
    """A JPEG of 1200 by 800."""
    import typst  # noqa: PLC0415 -- no page needs the demonstration

    page = f'#set page(width: 300pt, height: 200pt, margin: 0pt)\n#image("{name}.svg", width: 100%)'
    made = typst.compile(page.encode(), root=str(DRAWINGS), font_paths=[str(FONTS)], format="png", ppi=288.0)  # type: ignore[call-overload]  # bytes beside a path
    assert isinstance(made, bytes)  # one page
    return reduced(made)
