"""Every SELECT about poles, structures, people and their keys."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import contains_eager, joinedload

from mutua.kernel.db import db
from mutua.kernel.role import Role
from mutua.pole.models import (
    Affiliation,
    Announcement,
    ApiToken,
    FailedSignIn,
    Invitation,
    Member,
    Membership,
    MembershipState,
    Office,
    PasswordReset,
    Person,
    Pole,
    PoleRole,
    SignIn,
    Structure,
    StructureRole,
)


def pole_by_slug(slug: str) -> Pole | None:
    return db.session.scalar(select(Pole).where(Pole.slug == slug))


def poles() -> list[Pole]:
    return list(db.session.scalars(select(Pole).order_by(Pole.name)))


def poles_with_counts() -> list[tuple[Pole, int]]:
    """Every pole with its number of active structures, by name."""
    active = (Membership.pole_id == Pole.id) & (Membership.state == MembershipState.ACTIVE)
    query = select(Pole, func.count(Membership.id)).outerjoin(Membership, active).group_by(Pole.id)
    return [(found, count) for found, count in db.session.execute(query.order_by(Pole.name))]


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def person(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)


def structure(structure_id: int) -> Structure | None:
    return db.session.get(Structure, structure_id)


def structure_in(pole_id: int, structure_id: int) -> Structure | None:
    """The structure if it is, or was, in this pole."""
    query = select(Structure).join(Membership, Membership.structure_id == Structure.id)
    return db.session.scalar(query.where(Structure.id == structure_id, Membership.pole_id == pole_id))


def memberships_of(pole_id: int, *, active_only: bool = False) -> list[Membership]:
    query = select(Membership).join(Membership.structure).options(contains_eager(Membership.structure))
    query = query.where(Membership.pole_id == pole_id).order_by(Structure.name)
    if active_only:
        query = query.where(Membership.state == MembershipState.ACTIVE)
    return list(db.session.scalars(query))


def membership(pole_id: int, structure_id: int) -> Membership | None:
    same = (Membership.pole_id == pole_id, Membership.structure_id == structure_id)
    return db.session.scalar(select(Membership).options(joinedload(Membership.structure)).where(*same))


def count_structures(pole_id: int) -> int:
    active = (Membership.pole_id == pole_id, Membership.state == MembershipState.ACTIVE)
    return db.session.scalar(select(func.count()).select_from(Membership).where(*active)) or 0


def affiliations_of(structure_id: int) -> list[Affiliation]:
    query = select(Affiliation).join(Affiliation.person).options(contains_eager(Affiliation.person))
    return list(db.session.scalars(query.where(Affiliation.structure_id == structure_id).order_by(Person.name)))


def affiliation(person_id: int, structure_id: int) -> Affiliation | None:
    same = (Affiliation.person_id == person_id, Affiliation.structure_id == structure_id)
    return db.session.scalar(select(Affiliation).where(*same))


def people_of(pole_id: int) -> list[Affiliation]:
    """Everybody of the pole's structures, by structure and name."""
    query = (
        select(Affiliation)
        .join(Affiliation.person)
        .join(Affiliation.structure)
        .join(Membership, Membership.structure_id == Structure.id)
        .options(contains_eager(Affiliation.person), contains_eager(Affiliation.structure))
        .where(Membership.pole_id == pole_id)
    )
    return list(db.session.scalars(query.order_by(Structure.name, Person.name)))


def managers_of(structure_id: int) -> list[Person]:
    query = select(Person).join(Affiliation, Affiliation.person_id == Person.id)
    managing = (Affiliation.structure_id == structure_id, Affiliation.role == StructureRole.MANAGER)
    return list(db.session.scalars(query.where(*managing, Person.disabled_at.is_(None)).order_by(Person.id)))


def officers_of(pole_id: int, role: PoleRole) -> list[Person]:
    query = select(Person).join(Office, Office.person_id == Person.id)
    holding = (Office.pole_id == pole_id, Office.role == role, Person.disabled_at.is_(None))
    return list(db.session.scalars(query.where(*holding).order_by(Person.id)))


def coordinators_of(pole_id: int) -> list[Person]:
    return officers_of(pole_id, PoleRole.COORDINATOR)


def offices_of(pole_id: int) -> list[Office]:
    query = select(Office).options(joinedload(Office.person)).where(Office.pole_id == pole_id)
    return list(db.session.scalars(query.order_by(Office.role, Office.id)))


def poles_of(person_id: int) -> list[Pole]:
    """Poles where the person acts for a live structure or holds an office."""
    by_structure = (
        select(Membership.pole_id)
        .join(Affiliation, Affiliation.structure_id == Membership.structure_id)
        .where(Affiliation.person_id == person_id, Membership.state != MembershipState.LEFT)
    )
    by_office = select(Office.pole_id).where(Office.person_id == person_id)
    query = select(Pole).where(Pole.id.in_(by_structure.union(by_office))).order_by(Pole.name)
    return list(db.session.scalars(query))


def structures_of(person_id: int, pole_id: int) -> list[tuple[Structure, StructureRole]]:
    """Structures of this pole for which the person may act: managers first, then by name."""
    query = (
        select(Structure, Affiliation.role)
        .join(Affiliation, Affiliation.structure_id == Structure.id)
        .join(Membership, Membership.structure_id == Structure.id)
        .where(Affiliation.person_id == person_id, Membership.pole_id == pole_id)
        .where(Membership.state == MembershipState.ACTIVE)
    )
    rows = [(found, role) for found, role in db.session.execute(query)]
    return sorted(rows, key=lambda row: (row[1] is not StructureRole.MANAGER, row[0].name, row[0].id))


def member_for(person: Person, pole: Pole, structure_id: int | None) -> Member | None:
    """The person as they act here, for the structure they chose (else their first); None: a stranger to this pole."""
    acting = structures_of(person.id, pole.id)
    offices = {row.role for row in db.session.scalars(_offices(person.id, pole.id))}
    if not acting and not offices:
        return None
    chosen = next((row for row in acting if row[0].id == structure_id), acting[0] if acting else None)
    return Member(
        person_id=person.id,
        name=person.name,
        email=person.email,
        locale=person.locale,
        pole_id=pole.id,
        pole_slug=pole.slug,
        pole_name=pole.name,
        pole_zone=pole.zone,
        structure_id=chosen[0].id if chosen else None,
        structure_name=chosen[0].name if chosen else None,
        roles=_roles(chosen[1] if chosen else None, offices),
        structure_ids=frozenset(row[0].id for row in acting),
    )


def _offices(person_id: int, pole_id: int) -> Select[tuple[Office]]:
    return select(Office).where(Office.person_id == person_id, Office.pole_id == pole_id)


def _roles(role: StructureRole | None, offices: set[PoleRole]) -> frozenset[Role]:
    roles = {Role.PERSON}
    if role is not None:
        roles.add(Role.MANAGER if role is StructureRole.MANAGER else Role.MEMBER)
    roles.update(Role(office.value) for office in offices)
    return frozenset(roles)


def invitation_by_hash(sha256: str) -> Invitation | None:
    query = select(Invitation).options(joinedload(Invitation.pole), joinedload(Invitation.structure))
    return db.session.scalar(query.where(Invitation.token_sha256 == sha256))


def invitation_in(pole_id: int, invitation_id: int) -> Invitation | None:
    query = select(Invitation).options(joinedload(Invitation.pole), joinedload(Invitation.structure))
    return db.session.scalar(query.where(Invitation.id == invitation_id, Invitation.pole_id == pole_id))


def open_invitations(pole_id: int, now: datetime, *, structure_id: int | None = None) -> list[Invitation]:
    query = select(Invitation).options(joinedload(Invitation.structure)).where(Invitation.pole_id == pole_id)
    query = query.where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now)
    if structure_id is not None:
        query = query.where(Invitation.structure_id == structure_id)
    return list(db.session.scalars(query.order_by(Invitation.id.desc())))


def reset_by_hash(sha256: str) -> PasswordReset | None:
    query = select(PasswordReset).options(joinedload(PasswordReset.person))
    return db.session.scalar(query.where(PasswordReset.token_sha256 == sha256))


def sign_in_by_hash(sha256: str, now: datetime) -> tuple[SignIn, Person] | None:
    """The live session of a cookie, with its person."""
    query = select(SignIn, Person).join(Person, Person.id == SignIn.person_id)
    live = (SignIn.token_sha256 == sha256, SignIn.revoked_at.is_(None), SignIn.expires_at > now)
    row = db.session.execute(query.where(*live, Person.disabled_at.is_(None))).one_or_none()
    return (row[0], row[1]) if row else None


def sign_ins_of(person_id: int, now: datetime) -> list[SignIn]:
    live = (SignIn.person_id == person_id, SignIn.revoked_at.is_(None), SignIn.expires_at > now)
    return list(db.session.scalars(select(SignIn).where(*live).order_by(SignIn.id.desc())))


def sign_in_of(person_id: int, sign_in_id: int) -> SignIn | None:
    """One of the person's own sessions."""
    return db.session.scalar(select(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == person_id))


def void_resets(person_id: int, now: datetime) -> None:
    """Other links of the person stop working."""
    unused = (PasswordReset.person_id == person_id, PasswordReset.used_at.is_(None))
    db.session.execute(update(PasswordReset).where(*unused).values(used_at=now))


def count_failures(key: str, since: datetime) -> int:
    query = select(func.count()).select_from(FailedSignIn).where(FailedSignIn.key == key, FailedSignIn.at > since)
    return db.session.scalar(query) or 0


def forget_failures(key: str) -> None:
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.key == key))


def token_by_hash(sha256: str) -> tuple[ApiToken, Person, Pole] | None:
    query = (
        select(ApiToken, Person, Pole)
        .join(Person, Person.id == ApiToken.person_id)
        .join(Pole, Pole.id == ApiToken.pole_id)
        .where(ApiToken.token_sha256 == sha256, ApiToken.revoked_at.is_(None), Person.disabled_at.is_(None))
    )
    row = db.session.execute(query).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def tokens_of(person_id: int) -> list[ApiToken]:
    query = select(ApiToken).options(joinedload(ApiToken.structure), joinedload(ApiToken.pole))
    live = (ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
    return list(db.session.scalars(query.where(*live).order_by(ApiToken.id.desc())))


def announcements(pole_id: int, today: date) -> list[Announcement]:
    query = select(Announcement).where(Announcement.pole_id == pole_id, Announcement.until_on >= today)
    return list(db.session.scalars(query.order_by(Announcement.until_on, Announcement.id)))


def first_pole_of(structure_id: int) -> int:
    """Any pole of a structure, for an audit row of the operator's command line."""
    return db.session.scalars(select(Membership.pole_id).where(Membership.structure_id == structure_id)).first() or 0
