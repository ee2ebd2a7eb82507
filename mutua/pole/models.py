"""Poles, structures and people: who they are, and for whom they act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.kernel.role import Role


class ExchangeMode(StrEnum):
    """How a pole keeps its exchanges (law/exchanges 2): by kind and never netted, or in one opt-in unit."""

    REGISTER = "register"
    TIME_UNIT = "time_unit"


class LegalForm(StrEnum):
    ASSOCIATION = "association"
    COOPERATIVE = "cooperative"
    SCIC = "scic"
    SCOP = "scop"
    COMPANY = "company"
    MUTUAL = "mutual"
    FOUNDATION = "foundation"
    LOCAL_AUTHORITY = "local_authority"
    SOLE_TRADER = "sole_trader"


class MembershipState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"


class StructureRole(StrEnum):
    MANAGER = "manager"
    MEMBER = "member"


class PoleRole(StrEnum):
    COORDINATOR = "coordinator"
    SAFETY_OFFICER = "safety_officer"


class Pole(Table):
    """A *pôle territorial de coopération économique*; its zone rules local time unless a place has its own."""

    __tablename__ = "pole"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    territory: Mapped[str] = mapped_column(String(200), default="")
    zone: Mapped[str] = mapped_column(String(40), default="Europe/Paris")
    exchange_mode: Mapped[ExchangeMode] = mapped_column(enum_by_value(ExchangeMode), default=ExchangeMode.REGISTER)
    charter_signed_on: Mapped[date | None]
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Structure(Table):
    """An organisation; `headcount` decides legal duties at 11 and 50 (L2311-2, L4121-3-1)."""

    __tablename__ = "structure"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(120))
    legal_form: Mapped[LegalForm] = mapped_column(enum_by_value(LegalForm))
    siret: Mapped[str | None] = mapped_column(String(14))
    headcount: Mapped[int] = mapped_column(default=0)
    taxable: Mapped[bool] = mapped_column(default=False)
    activity: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))
    occupational_health_service: Mapped[str] = mapped_column(String(200), default="")
    prevention_person: Mapped[str] = mapped_column(String(120), default="")  # L4644-1: of the staff, or called in
    has_cse: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Membership(Table):
    """A structure in a pole."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("pole_id", "structure_id"), Index(None, "structure_id"))

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    state: Mapped[MembershipState] = mapped_column(enum_by_value(MembershipState), default=MembershipState.ACTIVE)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    hue: Mapped[int] = mapped_column(default=0)

    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    pole: Mapped[Pole] = relationship(lazy="raise_on_sql")


class Person(Table):
    """An account. The address is kept in lower case; a person without password signs in by a link first."""

    __tablename__ = "person"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(5), default="fr")
    created_at: Mapped[Instant]
    disabled_at: Mapped[Instant | None]


class Affiliation(Table):
    """A person in a structure: member, or manager."""

    __tablename__ = "affiliation"
    __table_args__ = (UniqueConstraint("person_id", "structure_id"), Index(None, "structure_id"))

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    role: Mapped[StructureRole] = mapped_column(enum_by_value(StructureRole))
    since_at: Mapped[Instant]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")


class Office(Table):
    """A pole-wide role of a person: coordination or prevention. The last coordinator cannot leave."""

    __tablename__ = "office"
    __table_args__ = (UniqueConstraint("pole_id", "person_id", "role"), Index(None, "person_id"))

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[PoleRole] = mapped_column(enum_by_value(PoleRole))
    since_at: Mapped[Instant]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class Invitation(Table):
    """A letter that lets somebody in: to a structure of a pole, or to a pole's office; its token is kept as a hash."""

    __tablename__ = "invitation"

    id: Mapped[Id]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"), index=True)
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    structure_role: Mapped[StructureRole | None] = mapped_column(enum_by_value(StructureRole))
    pole_role: Mapped[PoleRole | None] = mapped_column(enum_by_value(PoleRole))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120), default="")
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    accepted_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]

    pole: Mapped[Pole] = relationship(lazy="raise_on_sql")
    structure: Mapped[Structure | None] = relationship(lazy="raise_on_sql")


class PasswordReset(Table):
    """A one-time link to choose a password."""

    __tablename__ = "password_reset"

    id: Mapped[Id]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class SignIn(Table):
    """A session that can be revoked: the cookie carries its secret, the row its hash."""

    __tablename__ = "sign_in"

    id: Mapped[Id]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    browser: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[Instant]
    seen_on: Mapped[date]
    expires_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]


class FailedSignIn(Table):
    """Counts wrong passwords by account and by address, never honest members at one address."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (Index(None, "key", "at"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[Instant]


class ApiToken(Table):
    """A bearer token bound to one person, one structure and one pole; only its hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[Id]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    label: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[Instant]
    used_on: Mapped[date | None]
    revoked_at: Mapped[Instant | None]

    structure: Mapped[Structure] = relationship(lazy="raise_on_sql")
    pole: Mapped[Pole] = relationship(lazy="raise_on_sql")


class Announcement(Table):
    """A word of the coordination to the whole pole, shown until its day has passed."""

    __tablename__ = "announcement"

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    until_on: Mapped[date]
    created_at: Mapped[Instant]


@dataclass(frozen=True)
class Member:
    """A person acting in a pole, perhaps for a structure: what every action and rule asks."""

    person_id: int
    name: str
    email: str
    locale: str
    pole_id: int
    pole_slug: str
    pole_name: str
    pole_zone: str
    structure_id: int | None
    structure_name: str | None
    roles: frozenset[Role]
    structure_ids: frozenset[int] = frozenset()

    def manages(self, structure_id: int | None) -> bool:
        """True while acting, as a manager, for exactly this structure."""
        return structure_id is not None and Role.MANAGER in self.roles and structure_id == self.structure_id

    def coordinates(self, *pole_ids: int | None) -> bool:
        """True for the coordination of one of these poles."""
        return self.is_coordinator and self.pole_id in pole_ids

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def is_safety_officer(self) -> bool:
        return Role.SAFETY_OFFICER in self.roles
