"""The whole file of one loan, as a side may keep it: papers signed and drawn, hours and history as tables, and for the
employer what it cost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua.documents import queries as documents
from mutua.kernel import clock
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.staffing import queries, rules
from mutua.staffing.models import Arrangement, Cost, MonthCost, PaperKind, Terms
from mutua.staffing.pdf import SHEETS, Facts, paper_pdf, sheet_of, sheet_pdf
from mutua.staffing.views import words
from mutua.staffing.views.blueprint import PARTIES, ROOT, arrangement_or_404, bp
from mutua.staffing.views.history import history_of
from mutua.staffing.views.papers import FILE_NAMES, answer_with, sheet_for
from mutua.web.access import open_to
from mutua.web.csv_file import csv_bytes

Entry = tuple[str, bytes]


@bp.get(f"{ROOT}/file.zip")
@open_to(*PARTIES)
def whole_file(pole: str, arrangement_id: int) -> ResponseReturnValue:
    """All that this side may keep of a loan, for its archive; pay for the employer alone."""
    row, member, now = arrangement_or_404(arrangement_id), current_member(), clock.now()
    if not rules.sees_documents(row, member):
        raise Forbidden
    terms = row.current_terms
    if row.employee is None or terms is None:
        raise NotFound
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for entries in (_papers(row), _drawn(row, terms, now), _tables(row, member, now)):
            for name, content in entries:
                archive.writestr(name, content)
        if rules.sees_pay(row, member):
            for name, content in _costs(row, terms, now):
                archive.writestr(name, content)
    return answer_with(made.getvalue(), "application/zip", f"dossier-{row.id}.zip", attachment=True)


def _papers(row: Arrangement) -> Iterator[Entry]:
    """What was signed or brought, of every version."""
    for paper in row.papers:
        stored = documents.file_with_content(paper.file_id)
        if stored is not None:
            yield f"{paper.id}-{stored.name}", stored.content


def _drawn(row: Arrangement, terms: Terms, now: datetime) -> Iterator[Entry]:
    """The papers of the terms in force or under discussion, and every consent that was given before.

    An agreement or amendment that was signed is among the papers already: its unsigned text is no second one.
    """
    for kind in SHEETS:
        if kind in (PaperKind.AGREEMENT.value, PaperKind.AMENDMENT.value):
            if row.paper_in_force(PaperKind(kind)) is None:
                name = f"{FILE_NAMES[kind]}-non-signe{'e' if kind == PaperKind.AGREEMENT else ''}-v{terms.number}.pdf"
                yield name, paper_pdf(row, terms, PaperKind(kind))
            continue
        sheet = sheet_for(row, terms, kind, now) if kind != "cost" else None
        if sheet is not None:
            yield f"{FILE_NAMES[kind]}.pdf", sheet_pdf(sheet, now)
    for before in row.terms:
        sheet = sheet_for(row, before, "consent", now) if before.id != terms.id else None
        if sheet is not None:
            yield f"{FILE_NAMES['consent']}-v{before.number}.pdf", sheet_pdf(sheet, now)


def _tables(row: Arrangement, member: Member, now: datetime) -> Iterator[Entry]:
    """Hours, also those that were replaced, and the history as this member may read it."""
    zone, head = row.pole.zone, (_("Début"), _("Fin"), _("Pause, en minutes"), _("Travail, en minutes"), _("État"))
    hours = [
        (
            f"{wall(entry.starts_at, zone):%Y-%m-%d %H:%M}",
            f"{wall(entry.ends_at, zone):%Y-%m-%d %H:%M}",
            str(entry.break_minutes),
            str(entry.minutes),
            str(words.HOURS[entry.state]),
        )
        for entry in row.hours
    ]
    if hours:
        yield "heures.csv", csv_bytes([head, *hours])
    lines = [(line.day.isoformat(), line.title, line.by, line.remark) for line in history_of(row, member, now)]
    yield "historique.csv", csv_bytes([(_("Jour"), _("Étape"), _("Par"), _("Remarque")), *lines])


def _costs(row: Arrangement, terms: Terms, now: datetime) -> Iterator[Entry]:
    """For the employer: each month that was stated, the whole at the close, and all of it as a table."""
    today, every = wall(now, row.pole.zone).date(), queries.costs_of(row.id)
    newest = queries.month_costs(row.id)
    for cost in every:
        if isinstance(cost, MonthCost) and newest[cost.month_on] is not cost:
            continue
        sheet = sheet_of("cost", Facts(row, terms, today, cost=cost))
        if sheet is not None:
            yield f"{FILE_NAMES['cost']}{_period(cost)}.pdf", sheet_pdf(sheet, now)
    head = (_("Période"), _("Minutes"), _("Salaires"), _("Charges"), _("Frais"), _("Facturé"), _("TVA"), _("Noté le"))
    if every:
        yield "couts.csv", csv_bytes([head, *(_cost_line(cost, row.pole.zone) for cost in every)])


def _period(cost: Cost) -> str:
    return f"-{cost.month_on:%Y-%m}" if isinstance(cost, MonthCost) else ""


def _cost_line(cost: Cost, zone: str) -> tuple[str, ...]:
    sums = (cost.wages_cents, cost.charges_cents, cost.expenses_cents, cost.invoiced_cents)
    euros = (f"{cents // 100},{cents % 100:02d}" for cents in sums)
    period = _period(cost).removeprefix("-") or _("Total")
    return (period, str(cost.minutes), *euros, cost.vat_note, f"{wall(cost.recorded_at, zone):%Y-%m-%d}")
