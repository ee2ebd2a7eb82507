"""Balances and statements: given and received side by side, never netted, never summed over units."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from flask import Response
from marshmallow import ValidationError, fields, validates_schema

from mutua.exchanges import queries, rules
from mutua.exchanges.api.blueprint import bp, day, scale
from mutua.exchanges.models import Posting
from mutua.exchanges.rules import Account
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.fields import FIRST_YEAR, LAST_YEAR
from mutua.web.rest import Strict, answered

WHO = (Role.MEMBER, Role.MANAGER)


class Period(Strict):
    """Both days included, by the day that carries the entry; this accounting year up to today by default."""

    start = fields.Date(data_key="from", load_default=None)
    end = fields.Date(data_key="until", load_default=None)

    @validates_schema
    def _in_order(self, found: dict[str, date | None], **_: object) -> None:
        days = [each for each in (found["start"], found["end"]) if each is not None]
        if not all(FIRST_YEAR <= each.year <= LAST_YEAR for each in days) or days != sorted(days):
            raise ValidationError("not a period")


@bp.get("/balances")
@open_to(*WHO)
def balances() -> Response:
    """Kind by kind and unit by unit."""
    rows = queries.balances_of(current_member())
    return answered(
        {"items": [{**asdict(row), "kind": row.kind.value, "unit": row.unit.value, **scale(row.unit)} for row in rows]}
    )


@bp.get("/statement")
@open_to(*WHO)
@bp.arguments(Period, location="query")
def statement(asked: dict[str, date | None]) -> Response:
    """Opening + movements = closing, each line with what the other structure's statement says of it."""
    member = current_member()
    assert member.structure_id is not None
    end = asked["end"] or rules.local_day(clock.now(), member)
    start = asked["start"] or queries.years_of(member.structure_id).holding(end).start
    opening = queries.registers_of(member.pole_id, member.structure_id, end=start - timedelta(days=1))
    moved = queries.movements(member.pole_id, member.structure_id, start=start, end=end)
    mirrors, closed = queries.mirrors(moved), queries.closed_through(member.pole_id)
    return answered(
        {
            "structure_id": member.structure_id,
            "from": day(start),
            "until": day(end),
            "closed_through": day(closed) if closed else None,
            "accounts": [_account(each, mirrors) for each in rules.accounts(opening, moved)],
        }
    )


def _account(account: Account, mirrors: dict[int, Posting]) -> dict[str, Any]:
    return {
        "kind": account.kind.value,
        "unit": account.unit.value,
        **scale(account.unit),
        "opening": {"given": account.opening_given, "received": account.opening_received},
        "given": account.given,
        "received": account.received,
        "closing": {"given": account.closing_given, "received": account.closing_received},
        "movements": [_movement(row, mirrors.get(row.exchange_id)) for row in account.movements],
    }


def _movement(row: Posting, mirror: Posting | None) -> dict[str, Any]:
    words, given = row.exchange.current.words, row.quantity > 0
    return {
        "exchange_id": row.exchange_id,
        "direction": "given" if given else "received",
        "quantity": abs(row.quantity),
        "event_on": day(row.event_on),
        "accounted_on": day(row.accounted_on),
        "other": {"id": row.other_id, "name": words.receiver_name if given else words.giver_name},
        "title": words.title,
        "mirror_quantity": abs(mirror.quantity) if mirror is not None else None,
    }
