"""Files kept in the database, so that a backup has them; who signed what; what was sealed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mutua.kernel.db import Id, Instant, Table, enum_by_value

LARGEST_FILE = 10 * 1024 * 1024
LONGEST_NAME = 120


class Method(StrEnum):
    """How somebody signed: in their own account, through a personal link, or on paper that somebody recorded."""

    ACCOUNT = "account"
    PAPER = "paper"
    LINK = "link"


class StoredFile(Table):
    """A file as it came: never changed, never replaced. `content` is loaded only when somebody reads the file.

    Erased once, when its keeping is over: the bytes and the name go, size and hash stay as proof of what it was.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        Index(None, "sha256"),
        CheckConstraint(f"size BETWEEN 1 AND {LARGEST_FILE}", name="size"),
    )

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    stored_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    stored_at: Mapped[Instant]
    erased_at: Mapped[Instant | None]


class Signature(Table):
    """A signature: who, as what, under which content, when, how, and who wrote it down. Append-only.

    `subject` and `subject_id` name the thing signed ("arrangement", 7); `sha256` is the hash of the content agreed to.
    A signer without an account keeps a name here: signers of agreements and editions are exempt from erasure.
    """

    __tablename__ = "signature"
    __table_args__ = (Index(None, "subject", "subject_id"),)

    id: Mapped[Id]
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    document: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    signer_name: Mapped[str] = mapped_column(String(120), default="")
    sha256: Mapped[str] = mapped_column(String(64))
    signed_on: Mapped[date]
    method: Mapped[Method] = mapped_column(enum_by_value(Method))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Instant]

    file: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")


class SigningLink(Table):
    """A personal address for somebody without an account to sign one content; only its token's hash is kept.

    `email` is where the one-time code goes too. Who made the link is printed beside the signature.
    """

    __tablename__ = "signing_link"
    __table_args__ = (Index(None, "subject", "subject_id"),)

    id: Mapped[Id]
    pole_id: Mapped[int] = mapped_column(ForeignKey("pole.id"))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    document: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    signer_name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5), default="fr")
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_for_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    made_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class SigningCode(Table):
    """A one-time code sent by mail to who is about to sign one content; only its salted hash is kept."""

    __tablename__ = "signing_code"
    __table_args__ = (
        Index(None, "person_id"),
        CheckConstraint("(person_id IS NULL) <> (link_id IS NULL)", name="one_signer"),
    )

    id: Mapped[Id]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("signing_link.id"))
    document: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str] = mapped_column(String(32))
    code_sha256: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[Instant | None]


class SealedFile(Table):
    """A signed document under the installation's seal. Both hashes are public knowledge: the check page tells a file
    by them. `content_sha256`: what the signers agreed to; `signed_sha256`: the pages before the seal. Append-only."""

    __tablename__ = "sealed_file"
    __table_args__ = (Index(None, "subject", "subject_id"),)

    id: Mapped[Id]
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    document: Mapped[str] = mapped_column(String(40))
    content_sha256: Mapped[str] = mapped_column(String(64))
    signed_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    sealed_at: Mapped[Instant]


class Passkey(Table):
    """A key on somebody's own device (W3C WebAuthn): what they sign with again instead of the password.

    Only the public half is here; `sign_count` grows where the device counts, and never goes back.
    """

    __tablename__ = "passkey"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
