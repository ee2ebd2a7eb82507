"""Opening registers from a CSV: which columns, which words, and what a row says; pure."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MOST_ROWS = 2000
COLUMNS = ("structure", "sens", "type", "unite", "quantite", "jour", "objet", "precisions", "dirige")
NEEDED, KEYED = COLUMNS[:7], COLUMNS[:8]  # a file of before the last column keeps its keys


class NoTable(ValueError):
    """Not a table this import can read."""


@dataclass(frozen=True)
class Row:
    """One line of the file: its number as a spreadsheet shows it, its cells by column, and its own key."""

    number: int
    cells: Mapping[str, str]
    key: str


def read_rows(content: bytes) -> list[Row]:
    """Rows with something in them. Raises NoTable for what is no UTF-8 table with our columns, or is too long."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoTable from error
    if "\x00" in text:
        raise NoTable
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") >= first.count(",") else ",")
    try:
        rows = list(_rows(reader))
    except csv.Error as error:
        raise NoTable from error
    if len(rows) > MOST_ROWS:
        raise NoTable
    return rows


def _rows(reader: Iterator[list[str]]) -> Iterator[Row]:
    head = [name.strip().lower() for name in next(reader, [])]
    if not {*NEEDED} <= set(head):
        raise NoTable
    seen: dict[str, int] = {}
    for number, cells in enumerate(reader, 2):
        found = dict.fromkeys(COLUMNS, "") | {name: cell.strip() for name, cell in zip(head, cells, strict=False)}
        if not any(found.values()):
            continue
        line = "\x1f".join(found[name] for name in KEYED)
        seen[line] = seen.get(line, 0) + 1  # two equal lines of one file are two exchanges; the file again is none
        digest = hashlib.sha256(f"{line}\x1f{seen[line]}".encode()).hexdigest()
        yield Row(number, found, f"import:{digest[:40]}")
