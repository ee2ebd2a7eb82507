"""What was put to signature and published, who reads it from outside, and whether the chain still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from mutua.kernel.db import db
from mutua.pole import queries as pole_queries
from mutua.pole.models import Membership, MembershipState, Pole, PoleRole
from mutua.safety.models import (
    AccessLog,
    Adoption,
    Body,
    Edition,
    Extract,
    PlaceSignatory,
    PlaceSignature,
    ReaderKind,
    ReaderLink,
    SafetyDocument,
    Signatory,
    SignatureRow,
)
from mutua.safety.queries.draft import consultations_of
from mutua.safety.queries.extracts import missing
from mutua.safety.rules import chain


@dataclass(frozen=True)
class PublishedEdition:
    """An edition as the API tells it."""

    number: int
    published_at: datetime
    sha256: str
    pdf_url: str


def editions_of(pole_id: int) -> list[PublishedEdition]:
    """Newest first; `sha256` is that of the file behind `pdf_url` (a path)."""
    query = (
        select(Edition, Pole.slug)
        .join(SafetyDocument, SafetyDocument.id == Edition.document_id)
        .join(Pole, Pole.id == SafetyDocument.pole_id)
        .where(SafetyDocument.pole_id == pole_id)
        .order_by(Edition.number.desc())
    )
    return [
        PublishedEdition(row.number, row.published_at, row.pdf_sha256, f"/p/{slug}/safety/editions/{row.number}.pdf")
        for row, slug in db.session.execute(query)
    ]


def published(document_id: int) -> list[Edition]:
    """Rows without facts and files, newest first."""
    query = select(Edition).where(Edition.document_id == document_id).order_by(Edition.number.desc())
    return list(db.session.scalars(query))


def latest(document_id: int, *, with_facts: bool = False) -> Edition | None:
    query = select(Edition).where(Edition.document_id == document_id).order_by(Edition.number.desc()).limit(1)
    return db.session.scalar(query.options(undefer(Edition.facts)) if with_facts else query)


def edition_numbered(pole_id: int, number: int) -> Edition | None:
    """With its file."""
    query = select(Edition).join(SafetyDocument, SafetyDocument.id == Edition.document_id)
    query = query.where(SafetyDocument.pole_id == pole_id, Edition.number == number)
    return db.session.scalar(query.options(undefer(Edition.pdf)))


def edition_facts(pole_id: int, number: int) -> dict[str, Any] | None:
    query = select(Edition.facts).join(SafetyDocument, SafetyDocument.id == Edition.document_id)
    return db.session.scalar(query.where(SafetyDocument.pole_id == pole_id, Edition.number == number))


def editions_to_keep() -> list[tuple[str, int, int, int]]:
    """Every published version whose extracts are all made: pole, id, number, and how many have signed it by now."""
    signed = (
        select(func.count())
        .select_from(SignatureRow)
        .join(Signatory, Signatory.id == SignatureRow.signatory_id)
        .where(Signatory.adoption_id == Edition.adoption_id)
        .scalar_subquery()
    )
    heads = (
        select(func.count())
        .select_from(PlaceSignature)
        .join(PlaceSignatory, PlaceSignatory.id == PlaceSignature.signatory_id)
        .where(PlaceSignatory.adoption_id == Edition.adoption_id)
        .scalar_subquery()
    )
    query = select(Pole.slug, Edition.id, Edition.number, signed + heads).join(
        SafetyDocument, SafetyDocument.id == Edition.document_id
    )
    making = select(Signatory.id).where(Signatory.adoption_id == Edition.adoption_id, missing()).exists()
    query = query.join(Pole, Pole.id == SafetyDocument.pole_id).where(~making)
    rows = db.session.execute(query.order_by(Edition.id))
    return [(slug, number, edition, count) for slug, number, edition, count in rows]


@dataclass(frozen=True)
class Kept:
    """What the archive folder must have of an edition: hashes of content and file, and since when."""

    content_sha256: str
    pdf_sha256: str
    published_at: datetime


def editions_kept() -> dict[tuple[str, str], Kept]:
    """By the pole's short name and the version's, as the archive folder has them."""
    query = select(Pole.slug, Edition.number, Edition.content_sha256, Edition.pdf_sha256, Edition.published_at)
    query = query.join(SafetyDocument, SafetyDocument.id == Edition.document_id)
    rows = db.session.execute(query.join(Pole, Pole.id == SafetyDocument.pole_id))
    return {(slug, f"v{number:04d}"): Kept(content, made, at) for slug, number, content, made, at in rows}


def edition_with_files(edition_id: int) -> Edition | None:
    query = select(Edition).options(undefer(Edition.facts), undefer(Edition.pdf)).where(Edition.id == edition_id)
    return db.session.scalar(query)


def _signed() -> Any:
    return (
        selectinload(Adoption.signatories).joinedload(Signatory.signature),
        selectinload(Adoption.place_signatories).joinedload(PlaceSignatory.signature),
    )


def open_adoption(document_id: int, *, with_facts: bool = False) -> Adoption | None:
    query = select(Adoption).options(*_signed()).where(Adoption.document_id == document_id)
    query = query.where(Adoption.withdrawn_at.is_(None), Adoption.published_at.is_(None))
    return db.session.scalar(query.options(undefer(Adoption.facts)) if with_facts else query)


@dataclass(frozen=True)
class Gone:
    """Who was asked to sign and has left the pole since: told as such. Their structure is awaited no more, a place they
    were in charge of still stands."""

    structures: frozenset[int]
    people: frozenset[int]

    def awaited(self, adoption: Adoption) -> tuple[list[Signatory], list[PlaceSignatory]]:
        """Structures that have not signed and still may; every place without a signature."""
        own = [row for row in adoption.signatories if row.signature is None and row.structure_id not in self.structures]
        return own, [row for row in adoption.place_signatories if row.signature is None]


def gone_since(adoption: Adoption, pole_id: int) -> Gone:
    """A structure on pause comes back: it has not left."""
    rows = pole_queries.memberships_of(pole_id)
    here = {row.structure_id for row in rows if row.state is not MembershipState.LEFT}
    people = pole_queries.ids_of_people_not_gone(pole_id)
    people |= {row.id for role in PoleRole for row in pole_queries.officers_of(pole_id, role)}
    return Gone(
        frozenset({row.structure_id for row in adoption.signatories} - here),
        frozenset({row.person_id for row in adoption.place_signatories} - people),
    )


def lock_adoption(adoption: Adoption) -> None:
    """Whoever publishes or withdraws it takes its row first, and sees what the other did."""
    db.session.refresh(adoption, ["withdrawn_at", "published_at"], with_for_update=True)


def adoption_numbered(document_id: int, number: int, *, with_facts: bool = False) -> Adoption | None:
    """The round that was, or may be, published under this number, with its signatures."""
    query = select(Adoption).options(*_signed()).where(Adoption.document_id == document_id, Adoption.number == number)
    query = query.where(Adoption.withdrawn_at.is_(None))
    return db.session.scalar(query.options(undefer(Adoption.facts)) if with_facts else query)


def adoptions_of(document_id: int) -> dict[int, Adoption]:
    """Rounds by number, withdrawn ones left out."""
    query = select(Adoption).options(*_signed()).where(Adoption.document_id == document_id)
    return {row.number: row for row in db.session.scalars(query.where(Adoption.withdrawn_at.is_(None)))}


def links_of(document_id: int, structure_id: int | None) -> list[ReaderLink]:
    """Links to the common volume, and those of one employer when it is named."""
    query = select(ReaderLink).join(ReaderLink.edition).options(joinedload(ReaderLink.edition))
    query = query.options(joinedload(ReaderLink.structure)).where(Edition.document_id == document_id)
    mine = ReaderLink.structure_id.is_(None) if structure_id is None else ReaderLink.structure_id == structure_id
    return list(db.session.scalars(query.where(mine).order_by(ReaderLink.id.desc())))


@dataclass(frozen=True)
class Transmitted:
    """That an employer's occupational health service was sent the document: letters, readings, what was noted."""

    written: list[tuple[str, date]]
    opened: list[tuple[str, datetime]]
    noted: list[tuple[date, str]]


def transmitted(document_id: int, structure_id: int | None) -> Transmitted:
    """The last letter and the last reading of each link, and the consultation log of one's own structure."""
    if structure_id is None:
        return Transmitted([], [], [])
    links = [row for row in links_of(document_id, structure_id) if row.kind is ReaderKind.HEALTH_SERVICE]
    read = readings_of([row.id for row in links])
    log = [row for row in consultations_of(document_id) if row.structure_id == structure_id]
    return Transmitted(
        [(row.reader, row.told_on) for row in links if row.told_on],
        [(row.reader, read[row.id][-1].read_at) for row in links if read[row.id]],
        [(row.held_on, row.shown) for row in log if row.body is Body.HEALTH_SERVICE],
    )


def health_links(document_id: int, now: datetime) -> list[ReaderLink]:
    """Live links of occupational health services that gave an address to write to (L4121-3-1 VI), with the employer,
    which is still of the pole.
    """
    query = select(ReaderLink).join(ReaderLink.edition).options(joinedload(ReaderLink.structure))
    live = (ReaderLink.revoked_at.is_(None), ReaderLink.expires_at > now, ReaderLink.email != "")
    mine = (Edition.document_id == document_id, ReaderLink.kind == ReaderKind.HEALTH_SERVICE)
    member = select(Membership.id).join(SafetyDocument, SafetyDocument.pole_id == Membership.pole_id)
    member = member.where(SafetyDocument.id == document_id, Membership.structure_id == ReaderLink.structure_id)
    still = member.where(Membership.state == MembershipState.ACTIVE).exists()
    here = or_(ReaderLink.structure_id.is_(None), still)
    return list(db.session.scalars(query.where(*mine, *live, here).order_by(ReaderLink.id)))


def link_in(document_id: int, link_id: int) -> ReaderLink | None:
    query = select(ReaderLink).join(ReaderLink.edition).options(joinedload(ReaderLink.edition))
    return db.session.scalar(query.where(ReaderLink.id == link_id, Edition.document_id == document_id))


def link_by_hash(sha256: str) -> tuple[ReaderLink, Pole] | None:
    query = (
        select(ReaderLink, Pole)
        .join(ReaderLink.edition)
        .join(SafetyDocument, SafetyDocument.id == Edition.document_id)
        .join(Pole, Pole.id == SafetyDocument.pole_id)
        .options(joinedload(ReaderLink.edition), joinedload(ReaderLink.structure), joinedload(ReaderLink.place))
        .where(ReaderLink.token_sha256 == sha256)
    )
    row = db.session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def readings_of(link_ids: list[int]) -> dict[int, list[AccessLog]]:
    """What was read through each link, oldest first."""
    found: dict[int, list[AccessLog]] = {number: [] for number in link_ids}
    for row in db.session.scalars(select(AccessLog).where(AccessLog.link_id.in_(link_ids)).order_by(AccessLog.id)):
        found[row.link_id].append(row)
    return found


def broken() -> list[str]:
    """Editions that no longer fit their hashes or their place in the chain: one line each, for `mutua check`."""
    wrong = []
    query = select(Edition).options(undefer(Edition.facts), undefer(Edition.pdf))
    before: dict[int, tuple[int, str]] = {}
    for row in db.session.scalars(query.order_by(Edition.document_id, Edition.number)):
        number, previous = before.get(row.document_id, (0, chain.START))
        name = f"safety document {row.document_id}, edition {row.number}"
        if row.number != number + 1 or row.previous_sha256 != previous:
            wrong.append(f"{name}: does not follow the edition before")
        if row.content_sha256 != chain.content_hash(row.previous_sha256, row.facts):
            wrong.append(f"{name}: content does not fit its hash")
        if row.pdf_sha256 != chain.file_hash(row.pdf):
            wrong.append(f"{name}: file does not fit its hash")
        before[row.document_id] = (row.number, row.content_sha256)
    return wrong + _broken_extracts() + _broken_signatures()


def _broken_extracts() -> list[str]:
    rows = db.session.scalars(select(Extract).options(undefer(Extract.pdf)).order_by(Extract.id))
    return [f"safety extract {row.id}: file does not fit its hash" for row in rows
            if row.pdf_sha256 != chain.file_hash(row.pdf)]  # fmt: skip


def _broken_signatures() -> list[str]:
    query = (
        select(SignatureRow.id)
        .join(Signatory, Signatory.id == SignatureRow.signatory_id)
        .join(Adoption, Adoption.id == Signatory.adoption_id)
        .where(SignatureRow.content_sha256 != Adoption.content_sha256)
        .order_by(SignatureRow.id)
    )
    places = (
        select(PlaceSignature.id)
        .join(PlaceSignatory, PlaceSignatory.id == PlaceSignature.signatory_id)
        .join(Adoption, Adoption.id == PlaceSignatory.adoption_id)
        .where(PlaceSignature.content_sha256 != Adoption.content_sha256)
        .order_by(PlaceSignature.id)
    )
    wrong = [f"safety signature {number}: is not of this content" for number in db.session.scalars(query)]
    return wrong + [f"safety place signature {number}: is not of this content" for number in db.session.scalars(places)]
