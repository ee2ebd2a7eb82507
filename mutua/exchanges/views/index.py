"""The first page: what waits, what was given and received, who gives to whom, offers, needs, the latest."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from mutua.exchanges import actions, queries, rules
from mutua.exchanges.forms import BatchForm
from mutua.exchanges.models import Exchange, ListingKind, UnitCode
from mutua.exchanges.views.blueprint import EVERYBODY, bp, go
from mutua.exchanges.views.picture import NARROW, WIDE, matrix, picture, shade
from mutua.kernel import clock
from mutua.kernel.refusal import refusing_stale
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member, current_pole
from mutua.pole.models import ExchangeMode, Member
from mutua.resources.models import Kind
from mutua.web.access import open_to
from mutua.web.sentences import sentence

PERIODS = ("year", "last12", "all")
SHOWN_WAITING = 3


@bp.get("/p/<pole>/exchanges")
@open_to(*EVERYBODY)
def index(pole: str) -> ResponseReturnValue:
    return page()


def page(status: int = 200) -> ResponseReturnValue:
    """The page as it is now."""
    member = current_member()
    today = rules.local_day(clock.now(), member)
    waiting = queries.waiting_for(member)
    registers = queries.balances_of(member, start=date(today.year, 1, 1), standing=True)
    facts = {
        "today": today,
        "to_confirm": waiting,
        "shown_waiting": SHOWN_WAITING,
        "months": months_of(waiting),
        "elsewhere": queries.waiting_elsewhere(member, limit=5),
        "registers": registers,
        "recent": queries.exchanges_of(member, limit=8) if member.structure_id else [],
        "disputed": queries.disputed(member.pole_id) if member.is_coordinator else [],
        "offers": queries.open_listings(member.pole_id, today, ListingKind.OFFER, limit=3),
        "needs": queries.open_listings(member.pole_id, today, ListingKind.NEED, limit=3),
        **_balance(member),
        **_pictures(member, today, registers),
    }
    return render_template("exchanges/index.html", **facts), status


def _balance(member: Member) -> dict[str, object]:
    """The solde d'entraide, only where the pole chose to count in one unit."""
    if current_pole().exchange_mode is not ExchangeMode.TIME_UNIT or member.structure_id is None:
        return {"balance": None}
    balance = queries.balance_in_hours(member.pole_id, member.structure_id)
    return {"balance": balance, "limit": queries.limit_of(member.pole_id)}


def months_of(waiting: list[Exchange]) -> list[tuple[date, str, int]]:
    """(month, pairs id:hash, how many) of months with several proposals: one click confirms what is on the screen.

    An undoing, an agreed counterpart and what is disputed are read and answered one by one.
    """
    plain = [row for row in waiting if row.reverses_id is None and row.deal_id is None and row.disputed_at is None]
    ordered = sorted(plain, key=lambda exchange: exchange.current.event_on)
    found = []
    for month, group in groupby(ordered, key=lambda exchange: exchange.current.event_on.replace(day=1)):
        pairs = [f"{exchange.id}:{exchange.current.sha256}" for exchange in group]
        if len(pairs) > 1:
            found.append((month, " ".join(pairs), len(pairs)))
    return found


def start_of(period: str, today: date) -> date | None:
    if period == "last12":
        return (today.replace(day=1) - timedelta(days=335)).replace(day=1)
    return date(today.year, 1, 1) if period == "year" else None


def _pictures(member: Member, today: date, registers: list[queries.Register]) -> dict[str, object]:
    """One kind and unit at a time: nothing is ever summed over units."""
    period = request.args.get("period", "year")
    period = period if period in PERIODS else "year"
    start = start_of(period, today)
    in_use = queries.kinds_in_use(member.pole_id, start=start)
    chosen = chosen_of(in_use, registers)
    flows = queries.flows(member.pole_id, *chosen, start=start) if chosen else []
    own = member.structure_id or 0
    return {
        "period": period,
        "in_use": in_use,
        "chosen": chosen,
        "wide": picture(flows, own, WIDE, _("Autres")),
        "narrow": picture(flows, own, NARROW, _("Autres")),
        "matrix": matrix(flows, member.structure_id),
        "shade": shade,
    }


def chosen_of(in_use: list[tuple[Kind, UnitCode]], registers: list[queries.Register]) -> tuple[Kind, UnitCode] | None:
    """What the address asks for, else what this structure both gives and receives most often, else the pole's."""
    wanted = request.args.get("what", "")
    same = [pair for pair in in_use if f"{pair[0].value}-{pair[1].value}" == wanted]
    ours = sorted(registers, key=lambda row: (min(row.given_times, row.received_times), row.given_times), reverse=True)
    own = [(row.kind, row.unit) for row in ours if (row.kind, row.unit) in in_use]
    return next(iter([*same, *own, *in_use]), None)


@bp.post("/p/<pole>/exchanges/confirm")
@open_to(Role.MEMBER, Role.MANAGER)
def confirm_month(pole: str) -> ResponseReturnValue:
    """A month's batch: what was on the screen, each by its own version."""
    form, member = BatchForm(), current_member()
    if not form.validate():
        return page(422)
    with refusing_stale(rules.No.VERSION_CHANGED), transaction():
        done, refused = actions.confirm_many(form.pairs(), member=member, now=clock.now())
    for _number, why in refused[:3]:
        flash(sentence(why), "info")
    if not done:
        return page(409)
    return go("exchanges.index", ngettext("%(num)d échange confirmé.", "%(num)d échanges confirmés.", done))
