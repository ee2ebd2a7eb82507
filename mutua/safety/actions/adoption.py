"""Adoption, publication, and the readers from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused, refuse_if, refusing
from mutua.kernel.secret import new_token, token_hash
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources.models import Place
from mutua.resources.queries import places_of
from mutua.safety import mails, queries, rules
from mutua.safety.models import (
    AccessLog,
    Adoption,
    Edition,
    Extract,
    PlaceSignatory,
    ReaderKind,
    ReaderLink,
    SafetyDocument,
    Signatory,
    Thing,
)
from mutua.safety.rules import chain


@dataclass(frozen=True)
class MadeExtract:
    """One employer's file, made from the frozen facts."""

    number: str
    content_sha256: str
    pdf: bytes


def open_adoption(document: SafetyDocument, reason: str, *, member: Member, now: datetime) -> Adoption:
    """Freeze the draft and the list of who must sign it, and ask them."""
    refuse_if(
        rules.why_not_open_adoption(
            queries.open_adoption(document.id), queries.live_risks(queries.units_of(document.id)), member
        )
    )
    before = queries.latest(document.id)
    number = before.number + 1 if before else 1
    previous = before.content_sha256 if before else chain.START
    today = wall(now, document.pole.zone).date()
    facts = queries.volume(document, number=number, reason=reason, author=member.name, today=today).facts
    adoption = Adoption(
        document_id=document.id, number=number, reason=reason, facts=facts,
        content_sha256=chain.content_hash(previous, facts), previous_sha256=previous, opened_at=now,
        opened_by_id=member.person_id,
    )  # fmt: skip
    adoption.signatories = [
        Signatory(structure_id=row.id, name=row.name, role="employer") for row in queries.structures(document.pole_id)
    ]
    places = [place for place in places_of(document.pole_id) if place.head_id is not None]
    heads = queries.heads_of(places)
    adoption.place_signatories = [
        PlaceSignatory(place_id=place.id, place_name=place.name, person_id=head.id, person_name=head.name)
        for place in places if (head := heads.get(place.head_id or 0)) is not None
    ]  # fmt: skip
    with refusing(rules.No.ADOPTION_OPEN, when="safety_adoption"):
        db.session.add(adoption)
        db.session.flush()
    audit.record("safety.adoption_opened", "safety_adoption", adoption.id, actor=member, at=now, after=str(number))
    mails.adoption_opened(document, adoption, now=now)
    return adoption


def withdraw_adoption(adoption: Adoption | None, *, member: Member, now: datetime) -> None:
    """Back to the draft: what was signed so far stays on record, for words that were not published."""
    if adoption is not None:
        queries.lock_adoption(adoption)
    refuse_if(rules.why_not_publish(adoption, member))
    assert adoption is not None
    adoption.withdrawn_at = now
    audit.record("safety.adoption_withdrawn", "safety_adoption", adoption.id, actor=member, at=now)


def publish(
    document: SafetyDocument, adoption: Adoption | None, volume: bytes, *, member: Member, now: datetime
) -> Edition:
    """The adopted facts become an edition, linked to the one before. Each employer's extract is made from them after
    that, one by one (`keep_extract`): a pole of any size is published in the time of one file.
    """
    if adoption is not None:
        queries.lock_adoption(adoption)
    refuse_if(rules.why_not_publish(adoption, member))
    assert adoption is not None
    facts = adoption.facts
    edition = Edition(
        document_id=document.id, adoption_id=adoption.id, number=adoption.number, reason=adoption.reason, facts=facts,
        content_sha256=adoption.content_sha256, previous_sha256=adoption.previous_sha256, pdf=volume,
        pdf_sha256=chain.file_hash(volume), catalogue_on=date.fromisoformat(facts["catalogue"]["dated"]),
        law_on=max(date.fromisoformat(row["checked_on"]) for row in facts["law"]), published_at=now,
        published_by_id=member.person_id,
    )  # fmt: skip
    db.session.add(edition)
    db.session.flush()
    adoption.published_at = now
    audit.record("safety.published", "safety_edition", edition.id, actor=member, at=now, after=str(edition.number))
    _announce(document, edition, None, now)
    return edition


def keep_extract(
    document: SafetyDocument, edition: Edition, structure_id: int, made: MadeExtract, *, now: datetime
) -> bool:
    """One employer's extract joins its edition, once; the employer is sent both files, its health service the news."""
    if structure_id not in queries.extracts_to_make(document.id).get(edition.number, ()):
        return False
    extract = Extract(
        edition_id=edition.id, structure_id=structure_id, number=made.number, content_sha256=made.content_sha256,
        pdf=made.pdf, pdf_sha256=chain.file_hash(made.pdf),
    )  # fmt: skip
    db.session.add(extract)
    db.session.flush()
    mails.edition_published(document, edition, structure_id, now=now)
    _announce(document, edition, structure_id, now)
    return True


def _announce(document: SafetyDocument, edition: Edition, structure_id: int | None, now: datetime) -> None:
    """To the health services that follow the common volume, or this employer."""
    for link in queries.health_links(document.id, now):
        if link.structure_id == structure_id:
            mails.edition_announced(link, edition, document.pole, now=now)
            link.told_on = wall(now, document.pole.zone).date()


def share_with_reader(
    edition: Edition | None,
    structure_id: int | None,
    *,
    kind: ReaderKind,
    reader: str,
    expires_at: datetime,
    member: Member,
    now: datetime,
    from_on: date | None = None,
    until_on: date | None = None,
    place: Place | None = None,
    email: str = "",
) -> tuple[ReaderLink, str]:
    """A personal address for one reader; its token is told this once, there or by mail, and never kept."""
    refuse_if(rules.why_not_share(member, structure_id, expires_at, now=now))
    refuse_if(rules.why_not_read(kind, structure_id, from_on, until_on, place))
    former = kind is ReaderKind.FORMER_WORKER
    if edition is None:
        raise Refused(rules.No.NO_ADOPTION)
    token = new_token()
    link = ReaderLink(
        token_sha256=token_hash(token), edition_id=edition.id, structure_id=structure_id, kind=kind, reader=reader,
        email=email, told_on=wall(now, member.pole_zone).date() if email else None,
        made_by_id=member.person_id, created_at=now, expires_at=expires_at, from_on=from_on if former else None,
        until_on=until_on if former else None, place_id=place.id if place and kind is ReaderKind.OWNER else None,
    )  # fmt: skip
    db.session.add(link)
    db.session.flush()
    audit.record("safety.link_made", "safety_reader_link", link.id, actor=member, at=now)
    if email:
        mails.link_made(link, token, edition, member, now=now)
    return link, token


def revoke_link(link: ReaderLink, *, member: Member, now: datetime) -> None:
    refuse_if(rules.why_not_revoke(link, member))
    link.revoked_at, link.email = link.revoked_at or now, ""
    audit.record("safety.link_revoked", "safety_reader_link", link.id, actor=member, at=now)


def note_reading(link: ReaderLink, thing: Thing, *, now: datetime) -> None:
    """Every reading by an outside reader leaves a row."""
    db.session.add(AccessLog(link_id=link.id, thing=thing, read_at=now))
