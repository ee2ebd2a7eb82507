"""French words to stems, the same on both databases: accents, plurals and endings do not matter."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import snowballstemmer

LONGEST, MOST = 60, 300
WORD = re.compile(r"[a-z0-9]+")
WORDS = tomllib.loads((Path(__file__).parent.parent / "data" / "words.toml").read_text(encoding="utf-8"))
EMPTY = frozenset(WORDS["empty"].split())
JOINED = {0x153: "oe", 0xE6: "ae"}  # letters that decomposing leaves whole


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("french")


def _singular(word: str) -> str:
    """vélos, locaux, bureaux: Snowball keeps the s after some vowels, and never undoes -aux."""
    if len(word) > 4 and word.endswith("aux") and not word.endswith("eaux"):
        return f"{word[:-3]}al"
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def tokens(text: str) -> list[str]:
    """The stems of a text, each once, sorted: « Réparations des tables » and « reparation table » are the same."""
    bare = unicodedata.normalize("NFKD", text.lower().translate(JOINED))
    words = WORD.findall("".join(sign for sign in bare if not unicodedata.combining(sign)))
    stems = {_stemmer().stemWord(_singular(word[:LONGEST])) for word in words[: MOST * 4] if word not in EMPTY}
    return sorted(stems)[:MOST]
