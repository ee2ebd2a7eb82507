"""A labour inspector at the door: everything of one's own employer on one page, as a link or as one file to print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.timespan import moment, wall
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member, current_pole
from mutua.resources.models import Place
from mutua.safety import actions, pdf, queries
from mutua.safety.models import Edition, Extract, ReaderKind
from mutua.safety.pdf.inspection import EXTRACT, NOTICE, VOLUME, Piece, inspection_pdf, loan_row, sent_words
from mutua.safety.views.door import address, bp, document_or_404, file, today
from mutua.safety.views.editions import posted
from mutua.safety.views.loans import loans_of, minutes_of, papers_of, pieces_of
from mutua.web.access import open_to

DAYS_OPEN = 2  # today and tomorrow, until its evening


@bp.get("/inspection")
@open_to(Role.MANAGER)
def inspection(pole: str) -> ResponseReturnValue:
    """One click from any page (the footer), a second gives the link or the print."""
    if queries.document_of(current_member().pole_id) is None:
        return redirect(address("index"), 303)
    return _page()


@bp.post("/inspection")
@open_to(Role.MANAGER)
def open_to_inspector(pole: str) -> ResponseReturnValue:
    """One press: a link to everything of this employer, shown once, with a code that the inspector's phone reads."""
    member, now = current_member(), clock.now()
    edition = queries.latest(document_or_404().id)
    if edition is None or member.structure_id is None:
        flash(_("Le lien s’ouvre avec la première version publiée. D’ici là, imprimez le dossier."), "info")
        return redirect(address("inspection"), 303)
    number = edition.number
    ends = moment(datetime.combine(today() + timedelta(days=DAYS_OPEN), datetime.min.time()), member.pole_zone)
    with transaction():
        found = queries.edition_numbered(member.pole_id, number)
        _link, token = actions.share_with_reader(
            found, member.structure_id, kind=ReaderKind.INSPECTION, reader=_("Inspection du travail"), expires_at=ends,
            member=member, now=now,
        )  # fmt: skip
    return _page(url_for("safety_reader.read", token=token, _external=True))


def _page(fresh: str = "") -> str:
    document, member = document_or_404(), current_member()
    edition = queries.latest(document.id)
    making = queries.extracts_to_make(document.id).get(edition.number, set()) if edition else set()
    return render_template(
        "safety/inspection.html",
        edition=edition,
        extract=_extract(edition),
        in_making=member.structure_id in making,
        transmitted=queries.transmitted(document.id, member.structure_id),
        places=_places(),
        loans=[(row, papers_of(row), minutes_of(row)) for row in loans_of(member.pole_id, _own())],
        fresh=fresh,
        code=pdf.qr(fresh) if fresh else "",
    )


def _own() -> int:
    structure_id = current_member().structure_id
    if structure_id is None:
        raise Forbidden
    return structure_id


def _extract(edition: Edition | None) -> Extract | None:
    if edition is None:
        return None
    return queries.extracts_of(edition.document_id, _own()).get(edition.number)


def _places() -> list[Place]:
    """Where this employer's people were in the period: each has its notice."""
    return queries.places_used_by(document_or_404(), _own(), today())


@bp.get("/inspection.pdf")
@open_to(Role.MANAGER)
def print_all(pole: str) -> ResponseReturnValue:
    """The same on paper, in one file."""
    member, now = current_member(), clock.now()
    edition = queries.latest(document_or_404().id)
    extract, loans = _extract(edition), loans_of(member.pole_id, _own())
    facts = {
        "pole": current_pole().name,
        "employer": member.structure_name,
        "printed_on": today().isoformat(),
        "version": _version(edition, member.pole_zone),
        "extract": extract.number if extract else "",
        "sent": list(sent_words(queries.transmitted(document_or_404().id, _own()), member.pole_zone)),
        "loans": [loan_row(row, papers_of(row), minutes_of(row)) for row in loans],
    }
    pieces = [*_files(edition, member.pole_id), *_notices()]
    pieces += [piece for row in loans for piece in pieces_of(row, now)]
    return file(inspection_pdf(facts, pieces), f"inspection-{pole}-{today().isoformat()}.pdf")


def _version(edition: Edition | None, zone: str) -> dict[str, Any] | None:
    if edition is None:
        return None
    return {"number": edition.number, "published_on": wall(edition.published_at, zone).date().isoformat()}


def _files(edition: Edition | None, pole_id: int) -> Iterator[Piece]:
    if edition is None:
        return
    volume = queries.edition_numbered(pole_id, edition.number)
    if volume is None:
        raise NotFound
    yield VOLUME.format(volume.number), volume.pdf
    extract = queries.extract_of(pole_id, edition.number, _own())
    if extract is not None:
        yield EXTRACT.format(extract.number), extract.pdf


def _notices() -> Iterator[Piece]:
    for place in _places():
        yield NOTICE.format(place.name), posted(document_or_404(), place, today())
