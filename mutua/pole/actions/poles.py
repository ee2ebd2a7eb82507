"""Make a pole, name its officers."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole import queries, rules
from mutua.pole.models import (
    Member,
    Office,
    Person,
    Pole,
    PoleRole,
)


def create_pole(name: str, slug: str, *, territory: str = "", zone: str = "Europe/Paris", now: datetime) -> Pole:
    """A new pole without anybody; its first coordinator comes by invitation."""
    pole = Pole(name=name, slug=slug, territory=territory, zone=zone, created_at=now)
    db.session.add(pole)
    db.session.flush()
    audit.record("pole.created", "pole", pole.id, actor=None, at=now, pole_id=pole.id)
    return pole


def give_office(pole_id: int, person: Person, role: PoleRole, *, now: datetime, actor: Member | None) -> None:
    """Coordination or prevention for a person."""
    if all(row.person_id != person.id or row.role is not role for row in queries.offices_of(pole_id)):
        db.session.add(Office(pole_id=pole_id, person_id=person.id, role=role, since_at=now))
        audit.record("office.given", "person", person.id, actor=actor, at=now, after=role.value, pole_id=pole_id)


def take_office(office: Office, *, actor: Member, now: datetime) -> None:
    refuse_if(rules.why_not_set_pole(actor))
    refuse_if(rules.why_not_remove_office(office, queries.offices_of(office.pole_id)))
    audit.record("office.taken", "person", office.person_id, actor=actor, at=now, before=office.role.value)
    db.session.delete(office)
