"""The moves of one exchange, and what was proposed to undo it."""

from __future__ import annotations

from sqlalchemy import select

from mutua.exchanges.models import Exchange
from mutua.exchanges.queries.exchange import detailed
from mutua.exchanges.rules.story import Step
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.pole.models import Person, Structure


def steps_of(exchange: Exchange) -> list[Step]:
    """Every move, the oldest first, with who made it and for which of the two structures."""
    query = (
        select(AuditRow.verb, AuditRow.at, Person.name, Structure.id, Structure.name)
        .outerjoin(Person, Person.id == AuditRow.person_id)
        .outerjoin(Structure, Structure.id == AuditRow.structure_id)
        .where(AuditRow.subject == "exchange", AuditRow.subject_id == exchange.id)
        .order_by(AuditRow.id)
    )
    return [
        Step(verb.removeprefix("exchange."), at, person, name if party in exchange.parties else None)
        for verb, at, person, party, name in db.session.execute(query)
    ]


def reversals_of(exchange: Exchange) -> list[Exchange]:
    """The mirrors that were proposed to undo it, the oldest first."""
    query = detailed().where(Exchange.reverses_id == exchange.id).order_by(Exchange.id)
    return list(db.session.scalars(query))
