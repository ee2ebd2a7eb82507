"""Is the document up to date for each employer: one sentence each, and the dated reasons."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from mutua.pole.login import current_member
from mutua.safety import queries, thresholds
from mutua.safety.catalogue import catalogue
from mutua.safety.views.coactivity import names_of
from mutua.safety.views.door import EVERYBODY, bp, document_or_404, today
from mutua.web.access import open_to


@bp.get("/duty")
@open_to(*EVERYBODY)
def duty(pole: str) -> ResponseReturnValue:
    document, member = document_or_404(), current_member()
    here = queries.measured(document, today())
    rows = queries.standings(document, here, queries.table_of(document, here), today())
    rows.sort(key=lambda row: row.employer != member.structure_id)  # one's own first
    return render_template(
        "safety/duty.html",
        yearly_from=thresholds.yearly_from(today()),
        rows=rows,
        book=catalogue().families,
        names=names_of(document.pole_id),
        law=queries.to_read_again(today()),
        mine=member.structure_id,
        lent=queries.lent_for_a_year(queries.arrangements_of(document.pole_id), today()),
        declared={row.id: row.headcount for row in queries.structures(document.pole_id)},
        today=today(),
    )
