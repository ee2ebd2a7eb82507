"""What the fonts of the documents cannot show is printed as a frame: the stored words, and their hashes, stay."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

FRAME = "▢"
MOST_TRIED = 200  # characters tried one by one for one document; in a text full of strange ones the others are frames
KEPT = frozenset("\n\r\t")
# Marks, joiners and variants belong to the character before them: one frame stands for the whole.
FOLLOWING = "\u0300-\u036f\u200d\ufe0e\ufe0f"
SURROGATES = range(0xD800, 0xE000)


@cache
def characters_of(font: Path) -> frozenset[str]:
    """The characters of a TrueType font, read from its table "cmap" (format 4, the one every Figtree has)."""
    data = font.read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {data[at : at + 4]: struct.unpack_from(">L", data, at + 8)[0] for at in range(12, 12 + 16 * count, 16)}
    cmap = tables[b"cmap"]
    (records,) = struct.unpack_from(">H", data, cmap + 2)
    offsets = [struct.unpack_from(">L", data, cmap + 8 + 8 * record)[0] for record in range(records)]
    at = next(cmap + offset for offset in offsets if struct.unpack_from(">H", data, cmap + offset)[0] == 4)
    return frozenset(_format_4(data, at))


def _format_4(data: bytes, at: int) -> Iterator[str]:
    (size,) = struct.unpack_from(">H", data, at + 6)  # bytes of each of the four lists: ends, starts, deltas, places
    shape = f">{size // 2}H"
    ends, starts, deltas, places = (
        struct.unpack_from(shape, data, at + 14 + size * turn + (2 if turn else 0)) for turn in range(4)
    )
    for number, (first, last, delta, place) in enumerate(zip(starts, ends, deltas, places, strict=True)):
        row = at + 16 + 3 * size + 2 * number + place
        for code in range(first, last + 1):
            glyph = struct.unpack_from(">H", data, row + 2 * (code - first))[0] if place else code + delta
            if glyph % 0x10000 and code != 0xFFFF:
                yield chr(code)


def strange_in(facts: Any, own: Iterable[str]) -> set[str]:
    """The characters of these facts that the font does not have itself."""
    found: set[str] = set()
    for text in _texts(facts):
        if not (text.isascii() and text.isprintable()):
            found.update(text)
    return found.difference(own, KEPT)


def missing_in(strange: Iterable[str], shows: Callable[[str], bool]) -> set[str]:
    """Those that no font shows, by trying; half a pair of UTF-16 cannot even be tried."""
    wanted = sorted(strange)
    tried = [each for each in wanted if ord(each) not in SURROGATES][:MOST_TRIED]
    return set(wanted).difference(each for each in tried if shows(each))


def framed(facts: Any, missing: Iterable[str]) -> Any:
    """The same facts, with one frame for each run of missing characters."""
    many = "".join(map(re.escape, sorted(missing)))
    if not many:
        return facts
    run = re.compile(f"[{many}][{many}{FOLLOWING}]*")
    return _changed(facts, lambda text: run.sub(FRAME, text))


def _texts(facts: Any) -> Iterator[str]:
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, dict):
        for key, value in facts.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(facts, list | tuple):
        for value in facts:
            yield from _texts(value)


def _changed(facts: Any, change: Callable[[str], str]) -> Any:
    if isinstance(facts, str):
        return change(facts)
    if isinstance(facts, dict):
        return {_changed(key, change): _changed(value, change) for key, value in facts.items()}
    return [_changed(value, change) for value in facts] if isinstance(facts, list | tuple) else facts
