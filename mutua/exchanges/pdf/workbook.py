"""Rows to an XLSX workbook: whole numbers stay numbers, no text is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

WIDEST = 60


@dataclass(frozen=True)
class Sheet:
    """A sheet: its first row is the head; `strong` are the places of rows to stress. Money is given in euros."""

    name: str
    rows: Sequence[Sequence[object]]
    strong: frozenset[int] = field(default_factory=frozenset)
    money: frozenset[int] = field(default_factory=frozenset)  # columns


def workbook(sheets: Sequence[Sheet], *, title: str, made_at: datetime) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 -- 12 MB of a server that few ask for a workbook

    book: Any = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = title, "Mutua"
    book.properties.created = made_at.astimezone(UTC).replace(tzinfo=None)
    for sheet in sheets:
        _write(book.create_sheet(sheet.name[:31]), sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write(page: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415 -- as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- as above

    page.freeze_panes = "A2"
    for number, row in enumerate(sheet.rows, 1):
        for place, value in enumerate(row, 1):
            _fill(page.cell(number, place), value, money=place - 1 in sheet.money)
            if number == 1 or number - 1 in sheet.strong:
                page.cell(number, place).font = Font(bold=True)
    for place in range(len(sheet.rows[0])):
        longest = max(len(str(row[place])) for row in sheet.rows if place < len(row))
        page.column_dimensions[get_column_letter(place + 1)].width = min(WIDEST, longest + 3)


def _fill(cell: Any, value: object, *, money: bool) -> None:
    if isinstance(value, str):
        if value:
            cell.value = value
            cell.data_type = "s"  # what begins with = is a text of a member, never a formula
        return
    cell.value = value
    if money:
        cell.number_format = "#,##0.00"
    elif isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
