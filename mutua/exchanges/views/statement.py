"""The statement of a structure over a period: opening, movements, closing, on screen and as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.exchanges import queries, rules
from mutua.exchanges.models import Posting
from mutua.exchanges.rules import Account, accounts
from mutua.exchanges.views.blueprint import bp
from mutua.exchanges.views.words import kind_label, quantum_name
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.fields import FIRST_YEAR, LAST_YEAR

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _period() -> tuple[date, date, str]:
    """[start, end] as asked, by default this year up to today; what is unreadable is said, and left aside."""
    today = rules.local_day(clock.now(), current_member())
    start, end, wrong = date(today.year, 1, 1), today, ""
    try:
        start = date.fromisoformat(request.args.get("from") or start.isoformat())
        end = date.fromisoformat(request.args.get("until") or end.isoformat())
        _check(start, end)
    except ValueError:
        return date(today.year, 1, 1), today, _("Cette date n’existe pas. Choisissez un jour du calendrier.")
    if end < start:
        start, end, wrong = end, start, _("La fin précède le début : les deux dates ont été échangées.")
    return start, end, wrong


def _check(*days: date) -> None:
    """What lies beyond these years no calendar can reckon with."""
    if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in days):
        raise ValueError


def _read(start: date, end: date) -> list[Account]:
    member = current_member()
    assert member.structure_id is not None
    opening = queries.registers_of(member.pole_id, member.structure_id, end=start - timedelta(days=1))
    moved = queries.movements(member.pole_id, member.structure_id, start=start, end=end)
    return accounts(opening, moved)


@bp.get("/p/<pole>/exchanges/statement")
@open_to(Role.MEMBER, Role.MANAGER)
def statement(pole: str) -> ResponseReturnValue:
    start, end, wrong = _period()
    closed = queries.closed_through(current_member().pole_id)
    facts = {"start": start, "end": end, "accounts": _read(start, end), "closed": closed, "wrong": wrong}
    return render_template("exchanges/statement.html", **facts), 422 if wrong else 200


@bp.get("/p/<pole>/exchanges/statement.csv")
@open_to(Role.MEMBER, Role.MANAGER)
def statement_csv(pole: str) -> ResponseReturnValue:
    """One line an entry, whole numbers in the unit's quantum; nothing is added up over units."""
    start, end, _wrong = _period()
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    head = (_("Jour"), _("Compté au"), _("Sens"), _("Avec"), _("Type"), _("Objet"), _("Quantité"), _("Unité"))
    writer.writerow([*head, _("Échange")])
    for account in _read(start, end):
        for row in account.movements:
            writer.writerow([_cell(value) for value in _line(account, row)])
    return _download(file.getvalue(), f"releve-{start.isoformat()}-{end.isoformat()}.csv")


def _line(account: Account, row: Posting) -> tuple[object, ...]:
    exchange, given = row.exchange, row.quantity > 0
    words = exchange.current.words
    return (
        row.event_on.isoformat(),
        row.accounted_on.isoformat(),
        _("donné") if given else _("reçu"),
        words.receiver_name if given else words.giver_name,
        kind_label(account.kind),
        words.title,
        abs(row.quantity),
        quantum_name(account.unit),
        exchange.id,
    )


def _cell(value: object) -> object:
    """A text that a spreadsheet would run as a formula is quoted."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _download(text: str, name: str) -> Response:
    response = make_response(("\ufeff" + text).encode("utf-8"))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
