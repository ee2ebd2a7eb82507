"""Several files as one to print: the pages of each, one after the other. The tags of a page stay in its own file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from PIL import Image, UnidentifiedImageError
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, pdf_name
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter

MARGIN_DPI = 150  # a scan of 1240 pixels fills the width of an A4 sheet
INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")
PRINTED = ("/Contents", *INHERITED)


def printable(content: bytes) -> bytes | None:
    """The file as a PDF whose pages can be joined; None for what is neither a PDF that opens nor a picture."""
    if not content.startswith(b"%PDF-"):
        return _of_picture(content)
    try:
        joined([content])
    except (PdfError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None
    return content if page_count(content) else None


def page_count(content: bytes) -> int:
    """Of a file that is `printable`."""
    return len(_pages(content))


def joined(files: Iterable[bytes]) -> bytes:
    """The pages of all of them. Each must be `printable`."""
    writer = PdfFileWriter()  # type: ignore[no-untyped-call]
    for content in files:
        # one import a file: what its pages share, the fonts, comes over once
        pages: Any = writer.import_object(_pages(content))
        for number in range(len(pages)):
            writer.insert_page(pages[number])  # type: ignore[no-untyped-call]
    made = io.BytesIO()
    writer.write(made)  # type: ignore[no-untyped-call]
    return made.getvalue()


def _pages(content: bytes) -> ArrayObject:
    """What each page prints, without what ties it to its file: its parent, its links, its tags."""
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    if reader.encrypted:
        raise PdfError("asks for a password")
    found = ArrayObject(_walk(reader.root["/Pages"], {}))
    found.container_ref = reader.root.container_ref
    return found


def _walk(node: Any, above: dict[str, Any]) -> Iterator[DictionaryObject]:
    own = above | {name: node.raw_get(name) for name in PRINTED if name in node}
    if "/Kids" not in node:
        kept = {pdf_name(name): value for name, value in own.items()}
        yield DictionaryObject({pdf_name("/Type"): pdf_name("/Page"), **kept})  # type: ignore[no-untyped-call]
        return
    kids = node["/Kids"]
    for number in range(len(kids)):  # by number: an array that is walked gives addresses, not what stands there
        yield from _walk(kids[number], own)


def _of_picture(content: bytes) -> bytes | None:
    made = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.convert("RGB").save(made, "PDF", resolution=MARGIN_DPI)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    return made.getvalue()
