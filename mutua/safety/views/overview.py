"""The first page of the document, its list of risks and its actions."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member
from mutua.safety import actions, queries, rules, scoring
from mutua.safety.models import MeasureState, Risk, SafetyDocument, WorkUnit
from mutua.safety.views.door import EDITORS, EVERYBODY, address, bp, document_or_404, press, today
from mutua.web.access import open_to

FIRST = 5
OPEN = (MeasureState.PLANNED, MeasureState.STARTED)


@bp.get("")
@open_to(*EVERYBODY)
def index(pole: str) -> ResponseReturnValue:
    member = current_member()
    document = queries.document_of(member.pole_id)
    if document is None:
        return render_template("safety/index.html", document=None, may_edit=rules.may_edit(member))
    units = queries.units_of(document.id)
    here = queries.measured(document, today())
    adoption = queries.open_adoption(document.id)
    editions, table = queries.published(document.id), queries.table_of(document, here)
    return render_template(
        "safety/index.html",
        document=document,
        may_edit=rules.may_edit(member),
        cards=[_card(unit, queries.users_of(unit, here)) for unit in units],
        names=_names(document, units),
        cells=cells_of(queries.live_risks(units)),
        risks=worst_first(units),
        table=table,
        period=here.period,
        measures=[row for row in queries.measures_of(document.id) if row.state in OPEN][:FIRST],
        incidents=queries.incidents_of(document.id)[:3],
        editions=editions,
        signed=_signed(document, editions[0].number if editions else 0),
        adoption=adoption,
        asked=queries.waiting_for(member),
        standings=queries.standings(document, here, table, today()) if editions else [],
        today=today(),
    )


def _card(unit: WorkUnit, users: list[dict[str, int]]) -> dict[str, object]:
    risks = [risk for risk in unit.risks if risk.removed_at is None]
    levels = Counter(risk.residual for risk in risks)
    return {
        "unit": unit,
        "users": users,
        "count": len(risks),
        "levels": [(level, levels[level]) for level in (4, 3, 2, 1)],
        "to_review": sum(risk.to_review for risk in risks),
    }


def _names(document: SafetyDocument, units: list[WorkUnit]) -> dict[int, str]:
    """Names of structures by id, of the pole now or before."""
    found = {row.structure_id: row.structure.name for row in pole_queries.memberships_of(document.pole_id)}
    found.update({unit.structure_id: unit.structure.name for unit in units if unit.structure and unit.structure_id})
    return found


def _signed(document: SafetyDocument, number: int) -> dict[str, object]:
    """Signatures of the version in force."""
    adoption = queries.adoption_numbered(document.id, number) if number else None
    if adoption is None:
        return {"missing": [], "total": 0, "done": 0}
    done = sum(row.signature is not None for row in adoption.signatories)
    missing, _places = queries.gone_since(adoption, document.pole_id).awaited(adoption)
    return {"missing": missing, "total": done + len(missing), "done": done}


def cells_of(risks: list[Risk]) -> list[list[dict[str, int]]]:
    """Severity 4 to 1 by frequency 1 to 4: how many risks, and the gross level of the cell."""
    counts = Counter((risk.severity, risk.frequency) for risk in risks)
    return [
        [
            {
                "severity": severity,
                "frequency": frequency,
                "count": counts[severity, frequency],
                "level": scoring.MATRIX[severity - 1][frequency - 1],
            }
            for frequency in scoring.MARKS
        ]
        for severity in reversed(scoring.MARKS)
    ]


def worst_first(units: list[WorkUnit]) -> list[Risk]:
    risks = queries.live_risks(units)
    return sorted(risks, key=lambda risk: scoring.rank(risk.residual, risk.severity, risk.frequency, 0))


@bp.get("/actions")
@open_to(*EVERYBODY)
def action_board(pole: str) -> ResponseReturnValue:
    member = current_member()
    measures = queries.measures_of(document_or_404().id)
    if request.args.get("mine") == "1":
        measures = [row for row in measures if row.structure_id == member.structure_id]
    return render_template(
        "safety/action_board.html",
        open_ones=[row for row in measures if row.state in OPEN],
        closed=[row for row in measures if row.state not in OPEN],
        may={
            row.id: [state for state in MeasureState if rules.why_not_move(row, state, member) is None]
            for row in measures
        },
        mine=request.args.get("mine") == "1",
        today=today(),
    )


@bp.post("/open")
@open_to(*EDITORS)
def open_document(pole: str) -> ResponseReturnValue:
    member = current_member()

    def act(now: datetime) -> None:
        found = pole_queries.pole_by_slug(pole)
        assert found is not None
        actions.open_document(found, member=member, now=now)

    return press(act, address("index"), _("Document ouvert. Les unités viennent de ce que le pôle partage."))


@bp.post("/refresh")
@open_to(*EDITORS)
def refresh(pole: str) -> ResponseReturnValue:
    member = current_member()
    return press(
        lambda now: actions.refresh_document(document_or_404(), member=member, now=now),
        address("index"),
        _("Brouillon actualisé. Aucune cotation n’a changé d’elle-même."),
    )
