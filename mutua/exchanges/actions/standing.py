"""One thing given to several structures, and what comes back by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from mutua.exchanges import mails, queries, rules
from mutua.exchanges.actions import versions
from mutua.exchanges.actions.proposing import new_exchange, propose
from mutua.exchanges.models import Draft, Exchange, GroupSession, Habit, Session, StandingExchange, State, Terms
from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.kernel.timespan import wall
from mutua.pole.models import Member, Pole
from mutua.resources.models import Kind, Regime

MOST_DATES = 12  # of one arrangement in one round: a worker that slept catches up round by round


def hold_session(session: Session, *, member: Member, now: datetime) -> list[Exchange]:
    """Propose to each receiver its own exchange, all or none; the same key gives the same ones again."""
    refuse_if(rules.why_not_session(session, member))
    assert member.structure_id is not None
    known = queries.exchange_by_uid(f"{member.person_id}:{session.key}:{session.receivers[0][0]}")
    if known is not None and known.session_id is not None:
        return queries.of_session(known.session_id, member.pole_id)
    group = GroupSession(pole_id=member.pole_id, giver_id=member.structure_id, created_at=now)
    db.session.add(group)
    db.session.flush()
    made = []
    for structure_id, quantity in session.receivers:
        leg, key = replace(session.leg, quantity=quantity), f"{session.key}:{structure_id}"
        draft = Draft(structure_id, given=True, leg=leg, key=key, session_id=group.id)
        made.append(propose(draft, member=member, now=now))
    return made


def set_up(habit: Habit, *, member: Member, now: datetime) -> StandingExchange:
    """From its first day on it proposes itself; nobody has confirmed those proposals, so both sides must."""
    known = [number for number in (member.structure_id, habit.other_id) if number is not None]
    pole, parties = queries.pole(member.pole_id), queries.memberships(member.pole_id, known)
    refuse_if(rules.why_not_set_up(habit, member, parties, mode=pole.exchange_mode, today=rules.local_day(now, member)))
    assert member.structure_id is not None
    giver, receiver = (member.structure_id, habit.other_id)[:: 1 if habit.given else -1]
    leg = habit.leg
    row = StandingExchange(
        pole_id=pole.id,
        author_id=member.structure_id,
        person_id=member.person_id,
        giver_id=giver,
        receiver_id=receiver,
        kind=leg.kind,
        unit=leg.unit,
        regime=Regime.SERVICE if leg.kind is Kind.STAFF else None,
        quantity=leg.quantity,
        title=leg.title,
        note=leg.note,
        every=habit.every,
        first_on=leg.event_on,
        until_on=habit.until_on,
        next_on=leg.event_on,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("standing_exchange.set_up", "standing_exchange", row.id, actor=member, at=now, after=row.every.value)
    return row


def stop(standing: StandingExchange, *, member: Member, now: datetime) -> None:
    """No further date; what was proposed stays."""
    refuse_if(rules.why_not_stop(standing, member))
    standing.stopped_at = now
    every = standing.every.value
    audit.record(
        "standing_exchange.stopped",
        "standing_exchange",
        standing.id,
        actor=member,
        at=now,
        before=every,
        after="stopped",
    )


def propose_standing(now: datetime) -> int:
    """Every day that has come, once; a day on which one of the two is no member, or of a closed month, is passed."""
    made = 0
    for standing in queries.due_standing((now + timedelta(days=1)).date()):
        pole = queries.pole(standing.pole_id)
        today, fresh = wall(now, pole.zone).date(), []
        for _date in range(MOST_DATES):
            if standing.next_on is None or standing.next_on > today:
                break
            exchange = _one(standing, pole, standing.next_on, today, now)
            fresh += [exchange] if exchange is not None else []
            standing.next_on = rules.day_after(standing, standing.next_on)
        if fresh:
            mails.came_back(fresh, pole, now=now)
        made += len(fresh)
    return made


def _one(standing: StandingExchange, pole: Pole, day: date, today: date, now: datetime) -> Exchange | None:
    """The exchange of one day; its key makes it once."""
    uid = f"standing:{standing.id}:{day.isoformat()}"
    parties = queries.memberships(pole.id, (standing.giver_id, standing.receiver_id))
    giver, receiver = parties.get(standing.giver_id), parties.get(standing.receiver_id)
    why = rules.why_not_on(day, (giver, receiver), closed_through=queries.closed_through(pole.id), today=today)
    unit_kept = standing.unit in rules.units_for(standing.kind, pole.exchange_mode)
    if giver is None or receiver is None or why or not unit_kept or queries.exchange_by_uid(uid) is not None:
        return None
    exchange = new_exchange(uid, pole, giver, receiver, standing.kind, standing.unit, now=now)
    exchange.habit_id = standing.id
    terms = Terms(standing.quantity, day, standing.title, standing.note)
    versions.write_version([exchange], [terms], author=None, now=now)
    versions.save(exchange)
    versions.move(exchange, State.PROPOSED, verb="proposed", actor=None, now=now)
    db.session.flush()
    return exchange
