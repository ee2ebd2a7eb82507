"""Names in the order a French reader looks for them: accents and capitals do not count, œ is read oe."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from unicodedata import combining, normalize

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

LIGATURES = {chr(0x153): "oe", chr(0xE6): "ae"}


@lru_cache(4096)  # a pole's names are sorted on every page
def reading_order(name: str) -> str:
    """What to sort a name by, where an É is an e."""
    plain = name.casefold()
    for letter, spelled in LIGATURES.items():
        plain = plain.replace(letter, spelled)
    return "".join(letter for letter in normalize("NFKD", plain) if not combining(letter))


class by_name(FunctionElement[str]):
    """The same in SQL, for ORDER BY."""

    inherit_cache = True
    name = "reading_order"
    type = String()


def of_sqlite(name: str | None) -> str | None:
    """The function each SQLite connection is given."""
    return None if name is None else reading_order(name)


@compiles(by_name)
def _sqlite(element: by_name, compiler: Any, **how: Any) -> str:
    return f"reading_order({compiler.process(element.clauses, **how)})"


@compiles(by_name, "postgresql")
def _postgresql(element: by_name, compiler: Any, **how: Any) -> str:
    """Written out, since no server is sure to have ICU, `unaccent` or a French locale."""
    accented = [chr(code) for code in range(0xC0, 0x180) if _is_accented(chr(code))]
    plain = "".join(normalize("NFKD", letter)[0] for letter in accented)
    text = f"translate({compiler.process(element.clauses, **how)}, '{''.join(accented)}', '{plain}')"
    for letter, spelled in (*LIGATURES.items(), *((key.upper(), value) for key, value in LIGATURES.items())):
        text = f"replace({text}, '{letter}', '{spelled}')"
    return f'lower({text}) COLLATE "C"'


def _is_accented(letter: str) -> bool:
    parts = normalize("NFKD", letter)
    return len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and combining(parts[1]) != 0
