"""Loans of staff as a labour inspector reads them: agreement, amendment and hours of one employer's signed loans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import Response
from werkzeug.exceptions import NotFound

from mutua.documents import queries as documents
from mutua.kernel.timespan import wall
from mutua.safety.pdf.inspection import SIGNED, hours_words, paper_words
from mutua.safety.views.door import file
from mutua.staffing import queries as staffing
from mutua.staffing.models import Arrangement, HoursState, Paper
from mutua.staffing.pdf import Facts, sheet_of, sheet_pdf

HOURS = "hours"


def loans_of(pole_id: int, structure_id: int) -> list[Arrangement]:
    """Every loan that this employer signed, as lender or as host."""
    return staffing.signed_loans(pole_id, structure_id)


def papers_of(row: Arrangement) -> list[Paper]:
    """Every agreement and amendment that was signed, oldest first: one that was replaced has bound, too."""
    return [paper for paper in row.papers if paper.kind in SIGNED]


def minutes_of(row: Arrangement) -> int:
    return sum(entry.minutes for entry in row.hours if entry.state is not HoursState.REPLACED)


def pieces_of(row: Arrangement, now: datetime) -> Iterator[tuple[str, bytes]]:
    """Words and bytes of each paper, then the hours."""
    for paper in papers_of(row):
        stored = documents.file_with_content(paper.file_id)
        if stored is not None:
            yield paper_words(row, paper), stored.content
    hours = _hours(row, now)
    if hours is not None:
        yield hours_words(row), hours


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
