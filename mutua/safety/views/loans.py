"""Loans of staff as a labour inspector reads them: agreement, amendment and hours of one employer's signed loans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Response
from werkzeug.exceptions import NotFound

from mutua.documents import queries as documents
from mutua.kernel.timespan import wall
from mutua.safety.views.door import file
from mutua.staffing import queries as staffing
from mutua.staffing.models import Arrangement, HoursState, Paper, PaperKind
from mutua.staffing.pdf import Facts, sheet_of, sheet_pdf

SIGNED = {PaperKind.AGREEMENT: "Convention signée", PaperKind.AMENDMENT: "Avenant signé"}
HOURS = "hours"


def loans_of(pole_id: int, structure_id: int) -> list[Arrangement]:
    """Every loan that this employer signed, as lender or as host."""
    return staffing.signed_loans(pole_id, structure_id)


def papers_of(row: Arrangement) -> list[Paper]:
    """Every agreement and amendment that was signed, oldest first: one that was replaced has bound, too."""
    return [paper for paper in row.papers if paper.kind in SIGNED]


def minutes_of(row: Arrangement) -> int:
    return sum(entry.minutes for entry in row.hours if entry.state is not HoursState.REPLACED)


def loan_row(row: Arrangement) -> dict[str, Any]:
    """One line of the printed list."""
    terms = row.signed_terms or row.current_terms
    values = terms.values if terms else None
    days = {kind: [each.signed_on.isoformat() for each in papers_of(row) if each.kind is kind] for kind in SIGNED}
    return {
        "who": _who(row),
        "parties": f"{row.lender.name} prête à {row.host.name}",
        "from": values.starts_on.isoformat() if values else "",
        "to": values.ends_on.isoformat() if values else "",
        "agreements": days[PaperKind.AGREEMENT],
        "amendments": days[PaperKind.AMENDMENT],
        "minutes": minutes_of(row),
    }


def _who(row: Arrangement) -> str:
    return row.employee.name if row.employee else row.skill


def pieces_of(row: Arrangement, now: datetime) -> Iterator[tuple[str, bytes]]:
    """Words and bytes of each paper, then the hours."""
    for paper in papers_of(row):
        stored = documents.file_with_content(paper.file_id)
        if stored is not None:
            yield f"{SIGNED[paper.kind]}, {_who(row)}", stored.content
    hours = _hours(row, now)
    if hours is not None:
        yield f"Relevé d’heures, {_who(row)}", hours


def paper_answer(row: Arrangement, paper_id: int) -> Response:
    """One paper as a download: what somebody uploaded is never shown inside our own pages."""
    paper = next((each for each in papers_of(row) if each.id == paper_id), None)
    stored = documents.file_with_content(paper.file_id) if paper else None
    if stored is None:
        raise NotFound
    answer = file(stored.content, "", stored.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=stored.name)
    return answer


def hours_answer(row: Arrangement, now: datetime) -> Response:
    hours = _hours(row, now)
    if hours is None:
        raise NotFound
    return file(hours, f"heures-{row.id}.pdf")


def _hours(row: Arrangement, now: datetime) -> bytes | None:
    terms = row.signed_terms or row.current_terms
    if terms is None or not minutes_of(row):
        return None
    sheet = sheet_of(HOURS, Facts(row, terms, wall(now, row.pole.zone).date()))
    return sheet_pdf(sheet, now) if sheet else None
