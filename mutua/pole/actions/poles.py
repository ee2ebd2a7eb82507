"""Make a pole, name its officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.pole import queries, rules
from mutua.pole.models import (
    Announcement,
    ExchangeMode,
    Member,
    Office,
    Person,
    Pole,
    PoleRole,
)
from mutua.pole.rules import No


def create_pole(name: str, slug: str, *, territory: str = "", zone: str = "Europe/Paris", now: datetime) -> Pole:
    """A new pole without anybody; its first coordinator comes by invitation."""
    pole = Pole(name=name, slug=slug, territory=territory, zone=zone, created_at=now)
    db.session.add(pole)
    db.session.flush()
    audit.record("pole.created", "pole", pole.id, actor=None, at=now, pole_id=pole.id)
    return pole


def give_office(pole_id: int, person: Person, role: PoleRole, *, now: datetime, actor: Member | None) -> None:
    """Coordination or prevention for a person."""
    if actor is not None:
        refuse_if(rules.why_not_set_pole(actor))
    if all(row.person_id != person.id or row.role is not role for row in queries.offices_of(pole_id)):
        db.session.add(Office(pole_id=pole_id, person_id=person.id, role=role, since_at=now))
        audit.record("office.given", "person", person.id, actor=actor, at=now, after=role.value, pole_id=pole_id)


def take_office(office: Office, *, actor: Member, now: datetime) -> None:
    refuse_if(rules.why_not_set_pole(actor))
    queries.pole_to_edit(office.pole_id)  # locked: the last two cannot leave at once
    refuse_if(rules.why_not_remove_office(office, queries.offices_of(office.pole_id)))
    audit.record("office.taken", "person", office.person_id, actor=actor, at=now, before=office.role.value)
    db.session.delete(office)


@dataclass(frozen=True)
class PoleFacts:
    """What the coordination sets; the names are those of the columns."""

    name: str
    territory: str
    zone: str
    charter_signed_on: date | None
    exchange_mode: ExchangeMode


def set_pole(pole: Pole | None, facts: PoleFacts, *, version: int, actor: Member, now: datetime) -> Pole:
    """Write the settings down, unless somebody wrote since `version` was read."""
    refuse_if(rules.why_not_set_pole(actor))
    if pole is None or pole.version != version:
        raise Refused(No.POLE_CHANGED)
    before = pole.exchange_mode
    for name, value in vars(facts).items():
        if getattr(pole, name) != value:
            setattr(pole, name, value)
    audit.record("pole.set", "pole", pole.id, actor=actor, at=now, before=before.value, after=facts.exchange_mode.value)
    return pole


def announce(title: str, text: str, until_on: date, *, actor: Member, now: datetime) -> Announcement:
    """A word to the whole pole, until its day has passed."""
    refuse_if(rules.why_not_set_pole(actor))
    made = Announcement(pole_id=actor.pole_id, title=title, text=text, until_on=until_on, created_at=now)
    db.session.add(made)
    db.session.flush()
    audit.record("announcement.made", "announcement", made.id, actor=actor, at=now)
    return made


def withdraw(announcement: Announcement, *, actor: Member, now: datetime) -> None:
    refuse_if(rules.why_not_set_pole(actor))
    audit.record("announcement.withdrawn", "announcement", announcement.id, actor=actor, at=now)
    db.session.delete(announcement)
