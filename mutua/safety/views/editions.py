"""Published versions and their files."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.law import rule
from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member
from mutua.resources.models import Place
from mutua.safety import actions, pdf, queries
from mutua.safety.models import ReaderKind, SafetyDocument
from mutua.safety.pdf import sheets
from mutua.safety.rules import chain
from mutua.safety.rules.extract import extract_of as extract_facts
from mutua.safety.rules.masking import masked
from mutua.safety.views.door import EDITORS, EVERYBODY, address, bp, document_or_404, file, today
from mutua.web.access import open_to


@bp.get("/editions")
@open_to(*EVERYBODY)
def editions(pole: str) -> ResponseReturnValue:
    member = current_member()
    document = queries.document_of(member.pole_id)
    if document is None:
        return redirect(address("index"), 303)
    return render_template(
        "safety/editions.html",
        document=document,
        editions=queries.published(document.id),
        rounds=queries.adoptions_of(document.id),
        extracts=queries.extracts_of(document.id, member.structure_id) if member.structure_id else {},
        to_make=queries.extracts_to_make(document.id),
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
    """One's own employer's, nobody else's; in the first moments after publication it is still being made."""
    member = current_member()
    if member.structure_id is None:
        raise Forbidden
    found = queries.extract_of(member.pole_id, number, member.structure_id)
    if found is None:
        if member.structure_id not in queries.extracts_to_make(document_or_404().id).get(number, ()):
            raise NotFound
        flash(_("Votre extrait est en préparation : il sera là dans quelques instants."), "info")
        return redirect(address("editions"), 303)
    return file(found.pdf, f"extrait-{pole}-{found.number}.pdf")


@bp.get("/editions/<int:number>.<any(json,xlsx):kind>")
@open_to(*EVERYBODY)
def volume_data(pole: str, number: int, kind: str) -> ResponseReturnValue:
    """The frozen facts of a version, to be annexed to another tool; small numbers of people masked."""
    facts = queries.edition_facts(current_member().pole_id, number)
    if facts is None:
        raise NotFound
    return _data(masked(facts), kind, f"document-unique-{pole}-v{number}")


@bp.get("/editions/<int:number>/extract.<any(json,xlsx):kind>")
@open_to(Role.MEMBER, Role.MANAGER)
def extract_data(pole: str, number: int, kind: str) -> ResponseReturnValue:
    """One's own employer's, nobody else's."""
    member = current_member()
    edition = queries.edition_numbered(member.pole_id, number)
    facts = queries.edition_facts(member.pole_id, number)
    if member.structure_id is None:
        raise Forbidden
    if facts is None or edition is None or queries.extract_of(member.pole_id, number, member.structure_id) is None:
        raise NotFound
    return _data(extract_facts(facts, member.structure_id, edition.content_sha256), kind, f"extrait-{pole}-v{number}")


def _data(facts: dict[str, Any], kind: str, name: str) -> Response:
    if kind == "json":
        return file(sheets.to_json(facts), f"{name}.json", "application/json")
    return file(sheets.to_xlsx(facts), f"{name}.xlsx", sheets.XLSX)


@bp.post("/places/<int:place_id>/notice")
@open_to(Role.MANAGER)
def post_notice(pole: str, place_id: int) -> ResponseReturnValue:
    """The notice with a code of one's own employer: workers without account read with their phone, for a year."""
    member, now = current_member(), clock.now()
    place, edition = queries.place_in(member.pole_id, place_id), queries.latest(document_or_404().id)
    if place is None or edition is None or member.structure_id is None:
        raise NotFound
    number = edition.number
    with transaction():
        found = queries.edition_numbered(member.pole_id, number)
        reader = _("Avis affiché, %(place)s", place=place.name)[:120]
        _link, token = actions.share_with_reader(
            found, member.structure_id, kind=ReaderKind.WORKER, reader=reader, expires_at=now + timedelta(days=365),
            member=member, now=now,
        )  # fmt: skip
    return _notice(place_id, url_for("safety_reader.read", token=token, _external=True))


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
        facts,
        sha256=sha256,
        previous_sha256=previous,
        signatures=[],
        published_on=today(),
        status=pdf.DRAFT,
        photos=queries.photos_in(facts, current_member().pole_id),
    )
    return file(made, f"document-unique-{pole}-brouillon.pdf")


@bp.get("/places/<int:place_id>/notice.pdf")
@open_to(*EVERYBODY)
def notice(pole: str, place_id: int) -> ResponseReturnValue:
    """The notice to post at a place (R4121-4), without a code: it says where to ask."""
    return _notice(place_id, "")


def _notice(place_id: int, reading: str) -> ResponseReturnValue:
    """`reading`: the address that an employer's own code opens, or nothing."""
    place = queries.place_in(current_member().pole_id, place_id)
    if place is None:
        raise NotFound
    employer = (current_member().structure_name or "") if reading else ""
    return file(posted(document_or_404(), place, today(), reading, employer), f"avis-{place_id}.pdf")


def posted(document: SafetyDocument, place: Place, on: date, reading: str = "", employer: str = "") -> bytes:
    """The notice of a place, with the code of one employer or without."""
    edition = queries.latest(document.id)
    head = pole_queries.person(place.head_id) if place.head_id else None
    facts = {
        "pole": document.pole.name,
        "place": place.name,
        "address": place.address,
        "url": reading or url_for("safety.editions", pole=document.pole.slug, _external=True),
        "employer": employer,
        "code": pdf.qr(reading) if reading else "",
        "head": head.name if head else "",
        "number": edition.number if edition else None,
        "published_on": wall(edition.published_at, document.pole.zone).date().isoformat() if edition else None,
        "printed_on": on.isoformat(),
    }
    return pdf.notice_pdf(facts, rule("R4121-4", on=on))
