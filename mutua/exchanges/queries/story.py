"""The moves of one exchange, and what was proposed to undo it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from mutua.exchanges.models import Exchange
from mutua.exchanges.queries.exchange import detailed
from mutua.exchanges.rules.story import Step
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.pole.models import Person, Structure


def steps_of(exchange: Exchange) -> list[Step]:
    """Every move, the oldest first, with who made it and for which of the two structures."""
    return steps_of_all([exchange])[exchange.id]


def steps_of_all(exchanges: Sequence[Exchange]) -> dict[int, list[Step]]:
    """The moves of each, in one question."""
    parties = {exchange.id: exchange.parties for exchange in exchanges}
    query = (
        select(AuditRow.subject_id, AuditRow.verb, AuditRow.at, Person.name, Structure.id, Structure.name)
        .outerjoin(Person, Person.id == AuditRow.person_id)
        .outerjoin(Structure, Structure.id == AuditRow.structure_id)
        .where(AuditRow.subject == "exchange", AuditRow.subject_id.in_(parties))
        .order_by(AuditRow.id)
    )
    found: dict[int, list[Step]] = {number: [] for number in parties}
    for number, verb, at, person, party, name in db.session.execute(query):
        mine = party in parties[number]
        step = Step(verb.removeprefix("exchange."), at, person, name if mine else None, party if mine else None)
        found[number].append(step)
    return found


def reversals_of(exchange: Exchange) -> list[Exchange]:
    """The mirrors that were proposed to undo it, the oldest first."""
    query = detailed().where(Exchange.reverses_id == exchange.id).order_by(Exchange.id)
    return list(db.session.scalars(query))
