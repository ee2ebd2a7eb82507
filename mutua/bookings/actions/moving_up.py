"""The line behind a taken time moves up: units that come free are held for the next one and offered to them first.

Locks are taken in one order everywhere, or rivals dead-lock: the line's rows, then units, then resources' counters.
So a verb that frees units calls `line_for` before it writes anything, and `offer` before it moves a counter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from mutua.bookings import queries
from mutua.bookings.mails import waitlist as mails
from mutua.bookings.models.desk import USUAL_OFFER, DeskRule
from mutua.bookings.models.waitlist import Waiting, WaitingState
from mutua.bookings.queries import waitlist as lines
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.resources import occupancy
from mutua.resources.models import Ask, ClaimKind
from mutua.resources.occupancy import OnConflict


def line_for(resource_ids: Iterable[int], now: datetime) -> list[Waiting]:
    """Who waits for what is about to come free, their rows and all units they want locked."""
    return _locked(lines.line_for(resource_ids, now))


def _locked(line: list[Waiting]) -> list[Waiting]:
    if line:
        occupancy.lock([ask for entry in line for ask in _asks(entry)], held=())
    return line


def _asks(entry: Waiting) -> list[Ask]:
    return queries.asks([entry.resource], entry.slot, entry.structure_id)


def offer(line: Sequence[Waiting], now: datetime) -> int:
    """Hold what is free for the first who wait for it, in their order, and tell them. How many were told."""
    if not line:
        return 0
    db.session.flush()  # what the verb freed must be seen as free
    rules = lines.desk_rules({entry.resource_id for entry in line})
    told = 0
    for entry in line:
        entry.seen_modseq, entry.seen_at = entry.resource.modseq, now
        if entry.state is WaitingState.WAITING and entry.starts_at > now + entry.resource.notice:
            told += _offer_one(entry, rules.get(entry.resource_id) or DeskRule(offer_minutes=USUAL_OFFER), now)
    return told


def _offer_one(entry: Waiting, rule: DeskRule, now: datetime) -> bool:
    until = min(now + rule.offer, entry.starts_at)
    chosen = occupancy.hold(_asks(entry), now=now, keep=OnConflict.SKIP, kind=ClaimKind.TENTATIVE, expires_at=until)[
        0
    ]  # nobody's form: it does not count among the two a person may have open
    if chosen.claim_id is None:
        return False
    entry.state, entry.claim_id, entry.offer_until_at = WaitingState.OFFERED, chosen.claim_id, until
    audit.record(
        "waiting.offered", "waiting", entry.id, actor=None, at=now, before="waiting", after="offered",
        pole_id=entry.pole_id,
    )  # fmt: skip
    mails.offered(entry, now=now)
    return True


def advance_line(now: datetime) -> int:
    """What the clock does: offers end, waits whose time has come are over, the next in line are asked."""
    ended = lines.ended_waits(now)
    for entry in ended:
        _end(entry, now)
    freed = [entry.resource_id for entry in ended]
    line = {entry.id: entry for entry in [*(lines.line_for(freed, now) if freed else ()), *lines.moved_line(now)]}
    told = offer(_locked(sorted(line.values(), key=lambda entry: (entry.created_at, entry.id))), now)
    db.session.flush()
    if ended or told:
        queries.touch_resources([*freed, *(entry.resource_id for entry in line.values())])
    return len(ended) + told


def close_line(resource_ids: Iterable[int], now: datetime) -> None:
    """These resources are shared no more: whoever waits for them is told, and waits no longer."""
    for entry in lines.open_for(resource_ids):
        mails.closed(entry, now=now)
        _over(entry, WaitingState.OVER, now)


def _end(entry: Waiting, now: datetime) -> None:
    lapsed = entry.state is WaitingState.OFFERED
    if lapsed:
        mails.lapsed(entry, now=now)
    _over(entry, WaitingState.LAPSED if lapsed else WaitingState.OVER, now)


def _over(entry: Waiting, state: WaitingState, now: datetime) -> None:
    before = entry.state
    if entry.claim_id is not None:
        claim_id, entry.claim_id = entry.claim_id, None
        db.session.flush()
        occupancy.release([claim_id])
    entry.state, entry.offer_until_at = state, None
    audit.record(
        "waiting.ended", "waiting", entry.id, actor=None, at=now, before=before.value, after=entry.state.value,
        pole_id=entry.pole_id,
    )  # fmt: skip
