"""Doors of the papers: drafts as PDF and ODT, signed files."""

from __future__ import annotations

import io
from datetime import datetime

from flask import Response, send_file
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound

from mutua.documents import queries as documents
from mutua.documents.pdf import Sheet
from mutua.documents.rules import ODT, PDF
from mutua.kernel import clock
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.staffing import hooks, queries, rules
from mutua.staffing.models import Arrangement, PaperKind, Terms
from mutua.staffing.pdf import SHEETS, Facts, paper_pdf, sheet_of, sheet_pdf
from mutua.staffing.views.blueprint import PARTIES, ROOT, arrangement_or_404, bp
from mutua.web.access import open_to

FILE_NAMES = {
    "agreement": "convention",
    "amendment": "avenant",
    "consent": "accord",
    "answer": "accord-a-signer",
    "cse": "avis-cse",
    "safety": "accueil-securite",
    "hours": "releve-heures",
    "cost": "etat-de-couts",
}


def _row_and_terms(arrangement_id: int, kind: str) -> tuple[Arrangement, Terms]:
    """Every paper names the person; the cost statement shows pay, which the employer alone sees."""
    row = arrangement_or_404(arrangement_id)
    terms = row.current_terms
    if kind not in SHEETS or terms is None or row.employee is None:
        raise NotFound
    member = current_member()
    if not rules.sees_documents(row, member) or (kind == "cost" and not rules.sees_pay(row, member)):
        raise Forbidden
    return row, terms


def _sheet(row: Arrangement, terms: Terms, kind: str, now: datetime) -> Sheet:
    """404 for a record of what has not happened yet."""
    made = sheet_for(row, terms, kind, now)
    if made is None:
        raise NotFound
    return made


def sheet_for(row: Arrangement, terms: Terms, kind: str, now: datetime) -> Sheet | None:
    """A sheet with what other rooms know; the caller has asked who may read it."""
    said = [answer for _, answer in hooks.safety_sheet_wanted.send(row)] if kind == "safety" else []
    safety = tuple((title, tuple(lines)) for answer in said for title, lines in answer)
    cost = queries.cost_statement(row.id) if kind == "cost" else None
    return sheet_of(kind, Facts(row, terms, wall(now, row.pole.zone).date(), safety, cost))


@bp.get(f"{ROOT}/drafts/<kind>.pdf")
@open_to(*PARTIES)
def draft_pdf(pole: str, arrangement_id: int, kind: str) -> ResponseReturnValue:
    """A paper of the terms under discussion, for those who may know the name."""
    row, terms = _row_and_terms(arrangement_id, kind)
    name = f"{FILE_NAMES[kind]}-{row.id}-v{terms.number}.pdf"
    if kind in (PaperKind.AGREEMENT.value, PaperKind.AMENDMENT.value):
        return answer_with(paper_pdf(row, terms, PaperKind(kind)), PDF, name)
    now = clock.now()
    return answer_with(sheet_pdf(_sheet(row, terms, kind, now), now), PDF, name)


@bp.get(f"{ROOT}/drafts/<kind>.odt")
@open_to(*PARTIES)
def draft_odt(pole: str, arrangement_id: int, kind: str) -> ResponseReturnValue:
    """The same to change in a word processor, then sign on paper."""
    row, terms = _row_and_terms(arrangement_id, kind)
    from mutua.documents.pdf.odt import to_odt  # noqa: PLC0415 -- slow import

    content = to_odt(_sheet(row, terms, kind, clock.now()))
    return answer_with(content, ODT, f"{FILE_NAMES[kind]}-{row.id}-v{terms.number}.odt", attachment=True)


def answer_with(content: bytes, media_type: str, name: str, *, attachment: bool = False) -> Response:
    answer: Response = send_file(io.BytesIO(content), mimetype=media_type, download_name=name, as_attachment=attachment)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get(f"{ROOT}/files/<int:file_id>")
@open_to(*PARTIES)
def download(pole: str, arrangement_id: int, file_id: int) -> ResponseReturnValue:
    """A signed paper, as a download: what others uploaded is never shown inside our own pages."""
    row = arrangement_or_404(arrangement_id)
    if not rules.sees_documents(row, current_member()):
        raise Forbidden
    found = queries.paper_file(row.id, file_id)
    stored = documents.file_with_content(found.id) if found else None
    if stored is None:
        raise NotFound
    return answer_with(stored.content, stored.media_type, stored.name, attachment=True)
