"""Somebody asks to be forgotten: their number stays, their name, address and keys go."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel import audit, outbox
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole import queries
from mutua.pole.hooks import erased, left
from mutua.pole.models import Person
from mutua.pole.rules import No

NAME = "Anonyme"
# What the address of somebody erased ends with: nothing is ever sent there (RFC 2606).
FORGOTTEN = "@efface.invalid"


def erase_person(person: Person, *, now: datetime, replayed: bool = False) -> None:
    """What they did stays counted under a number. Signatures given, and the papers of a loan, are kept as the law asks.

    `replayed`: after a restore, of somebody who was erased since the backup: they had left, so their places go too, and
    what they had to come is given back.
    """
    refuse_if(No.STILL_HAS_A_PLACE if not replayed and queries.has_a_place(person.id) else None)
    queries.drop_keys(person)
    queries.drop_designation(person)
    outbox.forget_to(person.email)
    person.name, person.email, person.password_hash = NAME, f"{person.id}{FORGOTTEN}", None
    person.disabled_at = person.disabled_at or now
    db.session.flush()
    if replayed:
        _leave(person, now)
    erased.send(person.id, now=now)
    audit.record("person.erased", "person", person.id, actor=None, at=now)


def _leave(person: Person, now: datetime) -> None:
    """Without an heir, and after the name went: letters about it do not say it again."""
    for pole, structure, _ in queries.acting_of(person.id):
        actor = queries.member_for(person, pole, structure.id)
        left.send(structure.id, pole_id=pole.id, person_id=person.id, heir=None, keeps=True, actor=actor, now=now)
    queries.drop_places(person.id)
