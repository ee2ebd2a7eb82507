"""What a person leaves in the rows of people and keys."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from mutua.kernel.db import db
from mutua.pole.models import Affiliation, ApiToken, Invitation, Office, PasswordReset, Person, SignIn, Structure


def person_to_erase(person_id: int) -> Person | None:
    """Its row locked, whether the account still opens or not."""
    return db.session.scalar(select(Person).where(Person.id == person_id).with_for_update())


def has_a_place(person_id: int) -> bool:
    """Whether they still act for a structure, or hold an office."""
    places = (
        select(Affiliation.id).where(Affiliation.person_id == person_id),
        select(Office.id).where(Office.person_id == person_id),
    )
    return any(db.session.scalar(query.limit(1)) is not None for query in places)


def drop_places(person_id: int) -> None:
    for table in (Affiliation, Office):
        db.session.execute(delete(table).where(table.person_id == person_id))


def drop_keys(person: Person) -> None:
    """Sessions, links, tokens, and the invitations that name the address."""
    for table in (SignIn, PasswordReset, ApiToken):
        db.session.execute(delete(table).where(table.person_id == person.id))
    db.session.execute(delete(Invitation).where(Invitation.email == person.email))


def drop_designation(person: Person) -> None:
    """Structures that named them for prevention name nobody any more: they keep a name, not an account."""
    named = update(Structure).where(Structure.prevention_person == person.name)
    db.session.execute(named.values(prevention_person="", version=Structure.version + 1))
