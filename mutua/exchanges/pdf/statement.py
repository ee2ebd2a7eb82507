"""The statement of a structure over a period: opening + movements = closing, with the mirror of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from mutua.documents.pdf import to_pdf
from mutua.exchanges.models import Posting
from mutua.exchanges.pdf.words import KINDS, quantum, said
from mutua.exchanges.pdf.workbook import Sheet
from mutua.exchanges.rules import Account

HEAD = (
    "Type", "Unité", "Ligne", "Jour", "Compté au", "Avec", "Objet", "Donné", "Reçu", "Échange", "Écriture",
    "Écriture miroir",
)  # fmt: skip


def statement_facts(
    accounts: Sequence[Account],
    mirrors: Mapping[int, Posting],
    *,
    pole: str,
    structure: str,
    start: date,
    end: date,
    closed: date | None,
    today: date,
) -> dict[str, Any]:
    """What the paper prints, as JSON values; quantities are already in words."""
    return {
        "pole": pole,
        "structure": structure,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "today": today.isoformat(),
        "closed": closed is not None and closed >= end,
        "accounts": [_account(account, mirrors) for account in accounts],
    }


def _account(account: Account, mirrors: Mapping[int, Posting]) -> dict[str, Any]:
    unit = account.unit
    return {
        "kind": KINDS[account.kind],
        "unit": quantum(unit) if quantum(unit) != "minutes" else "heures",
        "opening": [said(account.opening_given, unit), said(account.opening_received, unit)],
        "moved": [said(account.given, unit), said(account.received, unit)],
        "closing": [said(account.closing_given, unit), said(account.closing_received, unit)],
        "times": len(account.movements),
        "lines": [_line(row, account, mirrors) for row in account.movements],
    }


def _line(row: Posting, account: Account, mirrors: Mapping[int, Posting]) -> dict[str, Any]:
    words, given = row.exchange.current.words, row.quantity > 0
    mirror = mirrors.get(row.exchange_id)
    return {
        "day": row.event_on.isoformat(),
        "accounted": row.accounted_on.isoformat() if row.accounted_on != row.event_on else "",
        "with": words.receiver_name if given else words.giver_name,
        "title": words.title,
        "undoes": row.exchange.reverses_id is not None,
        "deal": row.exchange.deal_id is not None,
        "given": said(row.quantity, account.unit) if given else "",
        "received": "" if given else said(-row.quantity, account.unit),
        "exchange": row.exchange_id,
        "entry": row.id,
        "mirror": mirror.id if mirror else None,
    }


def statement_pdf(facts: dict[str, Any], *, made_at: datetime) -> bytes:
    return to_pdf("exchanges_statement", facts, made_at=made_at)


def statement_sheets(accounts: Sequence[Account], mirrors: Mapping[int, Posting]) -> list[Sheet]:
    """One sheet: for each kind and unit an opening row, its movements and a closing row, in whole quanta."""
    rows: list[tuple[object, ...]] = [HEAD]
    strong = set()
    for account in accounts:
        name = (KINDS[account.kind], quantum(account.unit))
        strong.add(len(rows))
        rows.append((*name, "Ouverture", *[""] * 4, account.opening_given, account.opening_received, "", "", ""))
        rows += [(*name, "Mouvement", *_cells(row, mirrors)) for row in account.movements]
        strong.add(len(rows))
        rows.append((*name, "Clôture", *[""] * 4, account.closing_given, account.closing_received, "", "", ""))
    return [Sheet("Relevé", rows, frozenset(strong))]


def _cells(row: Posting, mirrors: Mapping[int, Posting]) -> tuple[object, ...]:
    words, given = row.exchange.current.words, row.quantity > 0
    mirror = mirrors.get(row.exchange_id)
    return (
        row.event_on,
        row.accounted_on,
        words.receiver_name if given else words.giver_name,
        words.title,
        row.quantity if given else 0,
        0 if given else -row.quantity,
        row.exchange_id,
        row.id,
        mirror.id if mirror else "",
    )
