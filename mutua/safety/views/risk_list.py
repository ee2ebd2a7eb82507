"""All risks of the draft, those one looks for, page by page."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.pole.login import current_member
from mutua.resources.queries import places_of
from mutua.safety import queries, scoring
from mutua.safety.forms import RiskFilterForm
from mutua.safety.forms.fields import offer
from mutua.safety.models import Risk, SafetyDocument, WorkUnit
from mutua.safety.views.door import EVERYBODY, address, bp, document_or_404, today
from mutua.safety.views.overview import worst_first
from mutua.web.access import open_to

PAGE = 50
MARKS = ("severity", "frequency", "residual")


@bp.get("/risks")
@open_to(*EVERYBODY)
def risk_list(pole: str) -> ResponseReturnValue:
    """Those of one cell of the matrix, one level, to review; of a place, a unit, a family, an employer there."""
    document = document_or_404()
    units = queries.units_of(document.id)
    form = _form(units)
    wanted = {name: request.args.get(name, type=int) for name in MARKS}
    marks = {name: value for name, value in wanted.items() if value in scoring.MARKS}
    review = request.args.get("review") == "1"
    found = [risk for risk in worst_first(_among(units, form, document)) if _answers(risk, form, marks, review)]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(request.args.get("page", 1, type=_whole), 1), pages)
    kept = {name: str(value) for name, value in form.data.items() if value}

    def link(**changes: Any) -> str:
        """The same choice with `changes`; a mark or a page that is not named again goes."""
        return address("risk_list", **kept, **{name: value for name, value in changes.items() if value})

    return render_template(
        "safety/risk_list.html",
        risks=found[(page - 1) * PAGE : page * PAGE],
        total=len(found),
        page=page,
        pages=pages,
        turned=lambda number: link(**marks, review=int(review), page=number),
        form=form,
        link=link,
        narrowed=bool(kept),
        chosen=marks,
        review=review,
        today=today(),
    )


def _form(units: list[WorkUnit]) -> RiskFilterForm:
    """What is not offered filters nothing."""
    form, pole_id = RiskFilterForm(request.args), current_member().pole_id
    offer(form.place, places_of(pole_id), none=_("Tous"))
    offer(form.unit, units, none=_("Toutes"))
    offer(form.structure, queries.structures(pole_id), none=_("Toutes"))
    used = {risk.family for risk in queries.live_risks(units)}
    form.family.choices = [("", _("Toutes")), *(pair for pair in form.families if pair[0] in used)]
    for field in (form.place, form.unit, form.structure, form.family):
        if field.data not in [choice[0] for choice in field.choices or []]:
            field.data = None
    return form


def _among(units: list[WorkUnit], form: RiskFilterForm, document: SafetyDocument) -> list[WorkUnit]:
    """Units of the place, with what lies in it, that the employer's people use."""
    if form.unit.data:
        units = [unit for unit in units if unit.id == form.unit.data]
    if form.place.data:
        inside = _inside(form.place.data)
        units = [unit for unit in units if unit.place_id in inside]
    if form.structure.data:
        here = queries.measured(document, today())
        units = [unit for unit in units if form.structure.data in {row["id"] for row in queries.users_of(unit, here)}]
    return units


def _inside(place_id: int) -> set[int]:
    """The place and those in it, at any depth."""
    rows = places_of(current_member().pole_id)
    found = {place_id}
    while more := {row.id for row in rows if row.parent_id in found} - found:
        found |= more
    return found


def _answers(risk: Risk, form: RiskFilterForm, marks: dict[str, int | None], review: bool) -> bool:
    if review and not risk.to_review or form.family.data and risk.family != form.family.data:
        return False
    return all(getattr(risk, name) == value for name, value in marks.items())


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1
