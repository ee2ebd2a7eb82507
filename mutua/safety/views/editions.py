"""Published versions and their files."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua.kernel.role import Role
from mutua.law import rule
from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member, current_pole
from mutua.safety import pdf, queries
from mutua.safety.rules import chain
from mutua.safety.views.door import EDITORS, EVERYBODY, address, bp, document_or_404, file, today
from mutua.web.access import open_to


@bp.get("/editions")
@open_to(*EVERYBODY)
def editions(pole: str) -> ResponseReturnValue:
    document, member = document_or_404(), current_member()
    return render_template(
        "safety/editions.html",
        document=document,
        editions=queries.published(document.id),
        rounds=queries.adoptions_of(document.id),
        extracts=queries.extracts_of(document.id, member.structure_id) if member.structure_id else {},
        law=rule("R4121-4", on=today()),
    )


@bp.get("/editions/<int:number>.pdf")
@open_to(*EVERYBODY)
def volume(pole: str, number: int) -> ResponseReturnValue:
    found = queries.edition_numbered(current_member().pole_id, number)
    if found is None:
        raise NotFound
    return file(found.pdf, f"document-unique-{pole}-v{number}.pdf")


@bp.get("/editions/<int:number>/extract.pdf")
@open_to(Role.MEMBER, Role.MANAGER)
def extract(pole: str, number: int) -> ResponseReturnValue:
    """One's own employer's, nobody else's."""
    member = current_member()
    if member.structure_id is None:
        raise Forbidden
    found = queries.extract_of(member.pole_id, number, member.structure_id)
    if found is None:
        raise NotFound
    return file(found.pdf, f"extrait-{pole}-{found.number}.pdf")


@bp.get("/draft.pdf")
@open_to(*EDITORS)
def draft_file(pole: str) -> ResponseReturnValue:
    """The draft as it would be published, signed by nobody."""
    document = document_or_404()
    edition = queries.latest(document.id)
    number = edition.number + 1 if edition else 1
    author = current_member().name
    facts = queries.volume(document, number=number, reason=_("brouillon"), author=author, today=today()).facts
    previous = edition.content_sha256 if edition else chain.START
    sha256 = chain.content_hash(previous, facts)
    made = pdf.volume_pdf(
        facts, sha256=sha256, previous_sha256=previous, signatures=[], published_on=today(), draft=True
    )
    return file(made, f"document-unique-{pole}-brouillon.pdf")


@bp.get("/places/<int:place_id>/notice.pdf")
@open_to(*EVERYBODY)
def notice(pole: str, place_id: int) -> ResponseReturnValue:
    """The notice to post at a place (R4121-4)."""
    document = document_or_404()
    place = queries.place_in(current_member().pole_id, place_id)
    if place is None:
        raise NotFound
    edition = queries.latest(document.id)
    head = pole_queries.person(place.head_id) if place.head_id else None
    facts = {
        "pole": current_pole().name,
        "place": place.name,
        "address": place.address,
        "url": address("editions", _external=True),
        "head": head.name if head else "",
        "number": edition.number if edition else None,
        "published_on": edition.published_at.date().isoformat() if edition else None,
        "printed_on": today().isoformat(),
    }
    return file(pdf.notice_pdf(facts, rule("R4121-4", on=today())), f"avis-{place_id}.pdf")
