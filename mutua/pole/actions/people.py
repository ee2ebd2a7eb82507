"""Accounts, places in structures, tokens."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.secret import hash_password, new_token, token_hash
from mutua.pole import queries, rules
from mutua.pole.hooks import left
from mutua.pole.models import (
    Affiliation,
    ApiToken,
    Member,
    Person,
    StructureRole,
)
from mutua.pole.rules import No


def add_person(name: str, email: str, *, password: str | None, locale: str = "fr", now: datetime) -> Person:
    """A new account."""
    person = Person(
        name=name,
        email=email.strip().lower(),
        password_hash=hash_password(password) if password else None,
        locale=locale,
        created_at=now,
    )
    db.session.add(person)
    db.session.flush()
    return person


def affiliate(
    person: Person, structure_id: int, role: StructureRole, *, now: datetime, actor: Member | None, pole_id: int
) -> None:
    """Put a person in a structure, or change their role there."""
    known = queries.affiliation(person.id, structure_id)
    if known is None:
        db.session.add(Affiliation(person_id=person.id, structure_id=structure_id, role=role, since_at=now))
    else:
        known.role = role
    before = known.role.value if known else None
    audit.record(
        "person.affiliated", "person", person.id, actor=actor, at=now, before=before, after=role.value, pole_id=pole_id
    )


def make_token(member: Member, label: str, *, now: datetime) -> str:
    """An API token bound to the person, the structure and the pole as they act now; shown once."""
    if member.structure_id is None:
        raise Refused(No.UNKNOWN_STRUCTURE)
    token = new_token("mutua_")
    made = ApiToken(
        token_sha256=token_hash(token),
        person_id=member.person_id,
        pole_id=member.pole_id,
        structure_id=member.structure_id,
        label=label,
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("token.made", "api_token", made.id, actor=member, at=now)
    return token


def change_role(affiliation: Affiliation, role: StructureRole, *, actor: Member, now: datetime) -> None:
    """Manager or member; a structure keeps one manager."""
    refuse_if(rules.why_not_manage_structure(affiliation.structure_id, actor))
    if role is affiliation.role:
        return
    refuse_if(rules.why_not_join(affiliation.structure_id, affiliation.person_id, actor))
    refuse_if(rules.why_not_lower(affiliation.role, _managers(affiliation, actor)))
    before, affiliation.role = affiliation.role, role
    audit.record(
        "person.role", "person", affiliation.person_id, actor=actor, at=now, before=before.value, after=role.value
    )


def leave_structure(affiliation: Affiliation, *, heir_id: int | None = None, actor: Member, now: datetime) -> None:
    """A person leaves a structure, and their tokens for it with them; its last manager does not.

    What they had to come, in any pole, goes to the colleague `heir_id`, or is given back.
    """
    refuse_if(rules.why_not_remove(affiliation, actor))
    refuse_if(rules.why_not_lower(affiliation.role, _managers(affiliation, actor)))
    heir = next((person for person in heirs_of(affiliation) if person.id == heir_id), None)
    refuse_if(No.NO_HEIR if heir is None and heir_id is not None else None)
    structure_id, person_id = affiliation.structure_id, affiliation.person_id
    left.send(structure_id, pole_id=None, person_id=person_id, heir=heir, keeps=True, actor=actor, now=now)
    audit.record("person.left", "person", affiliation.person_id, actor=actor, at=now, before=affiliation.role.value)
    queries.revoke_tokens(affiliation.person_id, affiliation.structure_id, now)
    db.session.delete(affiliation)


def heirs_of(affiliation: Affiliation) -> list[Person]:
    """Colleagues to whom a leaving person's bookings may go."""
    everybody = queries.colleagues(affiliation.structure_id)
    return [person for person in everybody if person.id != affiliation.person_id]


def _managers(affiliation: Affiliation, actor: Member) -> int:
    """Counted under the structure's lock, so that the last two cannot leave at once."""
    queries.structure_to_edit(actor.pole_id, affiliation.structure_id)
    return len(queries.managers_of(affiliation.structure_id))


def describe_person(person: Person, *, name: str, locale: str) -> None:
    """What people say of themselves."""
    person.name, person.locale = name, locale


def revoke_token(token: ApiToken, *, now: datetime) -> None:
    if token.revoked_at is None:
        token.revoked_at = now
