"""The statement of a structure over a period: opening, movements, closing, on screen and as CSV."""

from __future__ import annotations

from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.exchanges import pdf, queries, rules
from mutua.exchanges.models import Posting
from mutua.exchanges.rules import Account, accounts
from mutua.exchanges.views.blueprint import bp
from mutua.exchanges.views.files import CSV, XLSX, attached, csv_bytes
from mutua.exchanges.views.words import kind_label, quantum_name
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.fields import FIRST_YEAR, LAST_YEAR


def _period() -> tuple[date, date, str]:
    """[start, end] as asked, else this accounting year up to today; what is unreadable is said, and left aside."""
    today = rules.local_day(clock.now(), current_member())
    start, end, wrong = _this_year().start, today, ""
    try:
        start = date.fromisoformat(request.args.get("from") or start.isoformat())
        end = date.fromisoformat(request.args.get("until") or end.isoformat())
        _check(start, end)
    except ValueError:
        return _this_year().start, today, _("Cette date n’existe pas. Choisissez un jour du calendrier.")
    if end < start:
        start, end, wrong = end, start, _("La fin précède le début : les deux dates ont été échangées.")
    return start, end, wrong


def _this_year() -> rules.Fiscal:
    """The structure's accounting year that holds today."""
    member = current_member()
    assert member.structure_id is not None
    return queries.years_of(member.structure_id).holding(rules.local_day(clock.now(), member))


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
    found = _read(start, end)
    mirrors = _mirrors(found)
    facts = {"start": start, "end": end, "accounts": found, "mirrors": mirrors, "closed": closed, "wrong": wrong}
    years, this = queries.years_of(current_member().structure_id or 0), _this_year()
    facts["years"] = [this, years.before(this)]
    return render_template("exchanges/statement.html", **facts), 422 if wrong else 200


def _mirrors(found: list[Account]) -> dict[int, Posting]:
    """By exchange, the entry that mirrors ours in the other structure's statement."""
    return queries.mirrors([row for account in found for row in account.movements])


@bp.get("/p/<pole>/exchanges/statement.pdf")
@open_to(Role.MEMBER, Role.MANAGER)
def statement_paper(pole: str) -> ResponseReturnValue:
    """The statement to sign in a board meeting."""
    start, end, _wrong = _period()
    member, now, found = current_member(), clock.now(), _read(start, end)
    facts = pdf.statement_facts(
        found,
        _mirrors(found),
        pole=member.pole_name,
        structure=member.structure_name or "",
        start=start,
        end=end,
        closed=queries.closed_through(member.pole_id),
        today=rules.local_day(now, member),
    )
    return attached(pdf.statement_pdf(facts, made_at=now), "application/pdf", _name(start, end, "pdf"))


@bp.get("/p/<pole>/exchanges/statement.xlsx")
@open_to(Role.MEMBER, Role.MANAGER)
def statement_book(pole: str) -> ResponseReturnValue:
    start, end, _wrong = _period()
    found, title = _read(start, end), f"{current_member().structure_name}, {start} – {end}"
    content = pdf.workbook(pdf.statement_sheets(found, _mirrors(found)), title=title, made_at=clock.now())
    return attached(content, XLSX, _name(start, end, "xlsx"))


def _name(start: date, end: date, ending: str) -> str:
    return f"releve-{start.isoformat()}-{end.isoformat()}.{ending}"


@bp.get("/p/<pole>/exchanges/statement.csv")
@open_to(Role.MEMBER, Role.MANAGER)
def statement_csv(pole: str) -> ResponseReturnValue:
    """One line an entry, whole numbers in the unit's quantum; nothing is added up over units."""
    start, end, _wrong = _period()
    head = (_("Jour"), _("Compté au"), _("Sens"), _("Avec"), _("Type"), _("Objet"), _("Quantité"), _("Unité"))
    rows = [_line(account, row) for account in _read(start, end) for row in account.movements]
    return attached(csv_bytes([(*head, _("Échange")), *rows]), CSV, _name(start, end, "csv"))


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
