"""A finished date of another structure's resource proposes its own exchange, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from mutua.bookings.models import Line
from mutua.bookings.models import State as DateState
from mutua.exchanges import mails, queries, rules
from mutua.exchanges.actions import versions
from mutua.exchanges.actions.proposing import new_exchange
from mutua.exchanges.models import Exchange, PoleRules, State, Terms
from mutua.exchanges.rules import No
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if, refusing
from mutua.kernel.timespan import wall
from mutua.pole import queries as pole_queries
from mutua.pole.models import Membership, Pole

# How far back the worker looks: a server that slept for a month still finds what happened meanwhile.
LOOK_BACK = timedelta(days=60)


def propose_from_finished(now: datetime) -> int:
    """Every finished line that has no exchange yet gets one; nobody has confirmed it, so both sides must.

    A loan of staff has none (W5: it has its arrangement); a date that was not honoured, or was cancelled late by who
    booked it, has one only where the pole decided so, and it is never a contribution in kind.
    """
    made = 0
    for pole in pole_queries.poles():
        decided = queries.rules_of(pole.id)
        lines = queries.unproposed_lines(pole.id, now - LOOK_BACK, now, decided=decided)
        if not lines:
            continue
        ids = {number for line in lines for number in _parties(line)}
        parties = queries.memberships(pole.id, ids)
        fresh = [propose_from_line(line, pole, parties, decided=decided, now=now) for line in lines]
        mails.proposed_from_bookings(fresh, lines, now=now)
        made += len(fresh)
    return made


def _parties(line: Line) -> tuple[int, int]:
    """(giver, receiver): who shares the resource, who booked it."""
    return line.resource.structure_id, line.occurrence.booking.structure_id


def propose_from_line(
    line: Line, pole: Pole, parties: dict[int, Membership], *, now: datetime, decided: PoleRules | None = None
) -> Exchange:
    """The exchange of one line; Refused(STAFF_LOAN) for a loan of staff. The unique source line makes it once."""
    refuse_if(rules.why_not_from_line(line, decided))
    refuse_if(No.SENT_TWICE if queries.exchange_by_uid(f"line:{line.id}") is not None else None)
    unit, quantity = rules.measured(line, pole.exchange_mode)
    giver, receiver = (parties[number] for number in _parties(line))
    exchange = new_exchange(f"line:{line.id}", pole, giver, receiver, line.resource.kind, unit, now=now)
    exchange.source_line_id = line.id
    exchange.unused = line.occurrence.state is not DateState.DONE
    day = wall(line.occurrence.starts_at, pole.zone).date()
    versions.write_version([exchange], [Terms(quantity, day, line.resource.name)], author=None, now=now)
    with refusing(No.SENT_TWICE, when="uq_exchange"):
        versions.save(exchange)
    versions.move(exchange, State.PROPOSED, verb="proposed", actor=None, now=now)
    db.session.flush()
    return exchange
