"""Features to filter by: found in the equipment that owners write in their own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

MOST = 40
LONGEST_NAME, LONGEST_WORDS = 60, 300
LIGATURE = chr(0x153)  # the o and e of work and heart, which no normal form takes apart
APART = re.compile(r"[^a-z0-9]+")


class Filter(NamedTuple):
    """What a pole filters by; `words`: equipment that means it, beside its own name."""

    name: str
    words: tuple[str, ...] = ()


def folded(text: str) -> str:
    """Lower case, no accents, single spaces, with one before and one after."""
    bare = unicodedata.normalize("NFKD", text.lower().replace(LIGATURE, "oe"))
    return f" {APART.sub(' ', bare.encode('ascii', 'ignore').decode()).strip()} "


def has(wanted: Filter, equipment: Iterable[str]) -> bool:
    """Whether a line of equipment begins a word of it with one of the words: « projecteurs » is « projecteur »."""
    words = [folded(word).rstrip() for word in (wanted.name, *wanted.words) if folded(word).strip()]
    return any(word in folded(line) for line in equipment for word in words)


def found_in(filters: Sequence[Filter], equipment: Sequence[str]) -> list[str]:
    return [entry.name for entry in filters if has(entry, equipment)]


def read(text: str) -> list[Filter] | str:
    """`Name : word, word` a line. The line that cannot be kept, when there is one."""
    made: dict[str, Filter] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, words = line.partition(":")
        entry = Filter(name.strip(), tuple(word.strip() for word in words.split(",") if word.strip()))
        too_long = len(entry.name) > LONGEST_NAME or len(", ".join(entry.words)) > LONGEST_WORDS
        if not folded(entry.name).strip() or too_long or entry.name in made or len(made) >= MOST:
            return line
        made[entry.name] = entry
    return list(made.values())


def written(filters: Iterable[Filter]) -> str:
    return "\n".join(f"{entry.name} : {', '.join(entry.words)}" if entry.words else entry.name for entry in filters)


def _usual() -> tuple[Filter, ...]:
    found = read((Path(__file__).parent / "usual_features.txt").read_text(encoding="utf-8"))
    return tuple(found) if isinstance(found, list) else ()


# Until a pole writes its own.
USUAL = _usual()
