"""The arrangement, and the dated rows that carry it from state to state."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.documents.models import Signature, StoredFile
from mutua.kernel.db import Id, Instant, Table, enum_by_value
from mutua.pole.models import Person, Pole, Structure
from mutua.resources.models import Regime
from mutua.staffing.models.council import CseRecord
from mutua.staffing.models.people import Channel, Employee
from mutua.staffing.models.states import NOT_PURSUED, UNDER_WAY, Party, State, Verb
from mutua.staffing.models.terms import TermsContent
from mutua.staffing.models.work import HoursEntry


class PaperKind(StrEnum):
    """The agreement between lender and host (S5), the amendment to the contract (S6), a consent given on paper."""

    AGREEMENT = "agreement"
    AMENDMENT = "amendment"
    CONSENT = "consent"


class Arrangement(Table):
    """A loan of one person's work by an employer to a host. `skill` is neutral: it never names anybody.

    `waits_…` say whose turn it is, so that the menu counts with one look.
    """

    __tablename__ = "arrangement"
    __table_args__ = (
        Index(None, "pole_id", "state"),
        Index(None, "lender_id"),
        Index(None, "host_id"),
        Index(None, "employee_id"),
        CheckConstraint("lender_id <> host_id", name="two_structures"),
    )

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    lender_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    host_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    asked_by_side: Mapped[Party] = mapped_column(enum_by_value(Party))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    regime: Mapped[Regime] = mapped_column(enum_by_value(Regime))
    regime_answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    skill: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[State] = mapped_column(enum_by_value(State), default=State.DRAFT)
    terms_id: Mapped[int | None]
    signed_terms_id: Mapped[int | None]
    reflection_ends_at: Mapped[Instant | None]
    consented_at: Mapped[Instant | None]
    briefed_on: Mapped[date | None]
    waits_lender: Mapped[bool] = mapped_column(default=False)
    waits_host: Mapped[bool] = mapped_column(default=False)
    waits_employee: Mapped[bool] = mapped_column(default=False)
    waits_coordinator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    pole: Mapped[Pole] = relationship(lazy="raise_on_sql")
    lender: Mapped[Structure] = relationship(foreign_keys=lender_id, lazy="raise_on_sql")
    host: Mapped[Structure] = relationship(foreign_keys=host_id, lazy="raise_on_sql")
    asked_by: Mapped[Person] = relationship(foreign_keys=asked_by_id, lazy="raise_on_sql")
    employee: Mapped[Employee | None] = relationship(lazy="raise_on_sql")
    terms: Mapped[list[Terms]] = relationship(lazy="raise_on_sql", order_by="Terms.number")
    steps: Mapped[list[Step]] = relationship(lazy="raise_on_sql", order_by="Step.id")
    consents: Mapped[list[Consent]] = relationship(lazy="raise_on_sql", order_by="Consent.id")
    cse: Mapped[list[CseRecord]] = relationship(lazy="raise_on_sql", order_by="CseRecord.id")
    signed: Mapped[list[Signed]] = relationship(lazy="raise_on_sql", order_by="Signed.id")
    papers: Mapped[list[Paper]] = relationship(lazy="raise_on_sql", order_by="Paper.id")
    ending: Mapped[Ending | None] = relationship(lazy="raise_on_sql")
    hours: Mapped[list[HoursEntry]] = relationship(lazy="raise_on_sql", order_by="HoursEntry.starts_at")

    @property
    def current_terms(self) -> Terms | None:
        """The version under discussion or in force: the newest written."""
        return next((row for row in self.terms if row.id == self.terms_id), None)

    @property
    def signed_terms(self) -> Terms | None:
        """The version both papers were signed for."""
        return next((row for row in self.terms if row.id == self.signed_terms_id), None)

    @property
    def not_pursued(self) -> bool:
        return self.state in NOT_PURSUED

    def in_probation(self, today: date) -> bool:
        """The sub-state of an active loan during its trial (S7)."""
        if self.state not in UNDER_WAY or self.signed_terms is None:
            return False
        return today < self.signed_terms.values.starts_on + timedelta(days=self.signed_terms.values.probation_days)

    def consent_to(self, terms_id: int | None) -> Consent | None:
        return next((row for row in self.consents if row.terms_id == terms_id), None)

    def cse_of(self, side: Party) -> CseRecord | None:
        """The newest record of one side for the terms under discussion; a signed loan keeps what it was signed with."""
        live = [row for row in self.cse if row.side == side and (self.signed_terms_id or row.terms_id == self.terms_id)]
        return live[-1] if live else None

    def corrected(self, record: CseRecord | None) -> list[CseRecord]:
        """The records this one stands for, the newest first."""
        known, found = {each.id: each for each in self.cse}, []
        while record is not None and record.replaces_id is not None:
            record = known[record.replaces_id]
            found.append(record)
        return found

    def paper(self, kind: PaperKind) -> Paper | None:
        """The newest signed paper for the terms under discussion."""
        return next((row for row in reversed(self.papers) if row.kind == kind and row.terms_id == self.terms_id), None)

    def paper_in_force(self, kind: PaperKind) -> Paper | None:
        """The newest signed paper that binds: a change that touches one paper leaves the other standing."""
        every = [row for row in self.papers if row.kind == kind]
        return every[-1] if every and self.terms_id == self.signed_terms_id else self.paper(kind)

    def has_signed(self, kind: PaperKind, side: Party) -> bool:
        """In the application, the version under discussion."""
        return any((row.kind, row.side, row.terms_id) == (kind, side, self.terms_id) for row in self.signed)

    def last_step(self, verb: Verb) -> Step | None:
        return next((row for row in reversed(self.steps) if row.verb == verb), None)


class Terms(Table):
    """One version of the terms: content, and the hash that consent and signatures name.

    Written once; erased once, when its keeping is over: the words and whom they bind go, days and hours stay.
    """

    __tablename__ = "terms"
    __table_args__ = (UniqueConstraint("arrangement_id", "number"),)

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    side: Mapped[Party] = mapped_column(enum_by_value(Party))
    written_at: Mapped[Instant]
    erased_at: Mapped[Instant | None]

    @property
    def values(self) -> TermsContent:
        return TermsContent.from_json(self.content)

    @property
    def code(self) -> str:
        """The eight characters printed at the foot of the papers, which tie a scan to its version."""
        return self.sha256[:8].upper()


class Step(Table):
    """One dated row a step: who, for which side, about which version, from what to what. Append-only, no words.

    `payload_sha256` is the salted hash of words kept elsewhere in an erasable row.
    """

    __tablename__ = "arrangement_step"
    __table_args__ = (Index(None, "arrangement_id"),)

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"))
    verb: Mapped[Verb] = mapped_column(enum_by_value(Verb))
    before: Mapped[State] = mapped_column(enum_by_value(State, "before"))
    after: Mapped[State] = mapped_column(enum_by_value(State, "after"))
    side: Mapped[Party] = mapped_column(enum_by_value(Party))
    terms_id: Mapped[int | None] = mapped_column(ForeignKey("terms.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    payload_sha256: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[Instant]

    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    remark: Mapped[Remark | None] = relationship(lazy="raise_on_sql")


class Remark(Table):
    """Words that go with a step (why it was sent back): erasable."""

    __tablename__ = "remark"

    id: Mapped[Id]
    step_id: Mapped[int] = mapped_column(ForeignKey("arrangement_step.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)


class Ending(Table):
    """How an arrangement stopped before its time: erasable, never shown to host or coordination.

    `from_state` is what they see until the time for reflection is over. `host_knows_at`: the host withdrew, so it need
    not wait. `told_at`: the one letter all three ends send has left.
    """

    __tablename__ = "ending"

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"), unique=True)
    kind: Mapped[State] = mapped_column(enum_by_value(State, "kind"))
    from_state: Mapped[State] = mapped_column(enum_by_value(State, "from_state"))
    side: Mapped[Party] = mapped_column(enum_by_value(Party))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    salt: Mapped[str] = mapped_column(String(32))
    at: Mapped[Instant]
    shown_from_at: Mapped[Instant]
    host_knows_at: Mapped[Instant | None]
    told_at: Mapped[Instant | None]


class Consent(Table):
    """The employee's yes to one version (S4), with the words about a free refusal they were shown. Append-only."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("arrangement_id", "terms_id"),)

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"))
    terms_id: Mapped[int] = mapped_column(ForeignKey("terms.id"))
    terms_sha256: Mapped[str] = mapped_column(String(64))
    shown_rule: Mapped[str] = mapped_column(String(20))
    shown_rule_checked_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(enum_by_value(Channel))
    given_on: Mapped[date]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Instant]


class Paper(Table):
    """A signed paper that came as a file, for one version of the terms. Append-only."""

    __tablename__ = "paper"
    __table_args__ = (Index(None, "arrangement_id"),)

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"))
    terms_id: Mapped[int] = mapped_column(ForeignKey("terms.id"))
    kind: Mapped[PaperKind] = mapped_column(enum_by_value(PaperKind))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    signed_on: Mapped[date]
    side: Mapped[Party] = mapped_column(enum_by_value(Party))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Instant]

    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")


class Signed(Table):
    """One side's electronic signature of one version; with the last one the paper is made and sealed. Append-only."""

    __tablename__ = "arrangement_signed"
    __table_args__ = (UniqueConstraint("arrangement_id", "terms_id", "kind", "side"),)

    id: Mapped[Id]
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"))
    terms_id: Mapped[int] = mapped_column(ForeignKey("terms.id"))
    kind: Mapped[PaperKind] = mapped_column(enum_by_value(PaperKind))
    side: Mapped[Party] = mapped_column(enum_by_value(Party))
    signature_id: Mapped[int] = mapped_column(ForeignKey("signature.id"))
    signed_at: Mapped[Instant]

    signature: Mapped[Signature] = relationship(lazy="raise_on_sql")
