"""An action: its whole line, its steps, what proves it, whether it helped; and the calendar of due dates."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua.documents.queries import file_with_content
from mutua.pole.login import current_member
from mutua.safety import actions, queries, rules
from mutua.safety.actions import Programme
from mutua.safety.forms import EffectForm, ProgrammeForm, ProofForm
from mutua.safety.forms.fields import chosen, offer
from mutua.safety.models import Measure, MeasureState
from mutua.safety.views.door import EDITORS, EVERYBODY, address, bp, document_or_404, done, file, go, press, today
from mutua.web.access import open_to
from mutua.web.forms import is_storable, text

OPEN = (MeasureState.PLANNED, MeasureState.STARTED)


def _measure_or_404(measure_id: int) -> Measure:
    found = queries.measure_for(current_member(), measure_id)
    if found is None:
        raise NotFound
    return found


def _form(measure: Measure | None = None) -> ProgrammeForm:
    form = ProgrammeForm(obj=measure)
    offer(form.structure_id, queries.structures(current_member().pole_id), none=_("Choisissez"))
    return form


def shares_sent() -> dict[int, int]:
    """`share_<id>` of the form, for employers of the pole, whole percents above nothing; 0 for what is no number."""
    found = {}
    for row in queries.structures(current_member().pole_id):
        sent = request.form.get(f"share_{row.id}", "").strip()
        if sent and sent != "0":
            found[row.id] = int(sent) if sent.isdecimal() and len(sent) <= 3 and int(sent) <= rules.WHOLE else 0
    return found


@bp.get("/measures/<int:measure_id>")
@open_to(*EVERYBODY)
def measure(pole: str, measure_id: int) -> ResponseReturnValue:
    found = _measure_or_404(measure_id)
    return _page(found, _form(found))


def _page(found: Measure, form: ProgrammeForm, proof: ProofForm | None = None, effect: EffectForm | None = None) -> str:
    member = current_member()
    shares = shares_sent() if request.method == "POST" else {row.structure_id: row.percent for row in found.shares}
    return render_template(
        "safety/measure.html",
        measure=found,
        form=form,
        proof=proof or ProofForm(formdata=None, data={"evidence": found.evidence}),
        effect=effect or EffectForm(formdata=None, data={"effect": found.effect}),
        shares=shares,
        structures=queries.structures(member.pole_id),
        may_edit=rules.may_edit(member),
        may_prove=rules.why_not_prove(found, member) is None,
        may_check=rules.why_not_check_effect(found, member) is None,
        may={found.id: [state for state in MeasureState if rules.why_not_move(found, state, member) is None]},
        today=today(),
    )  # fmt: skip


@bp.post("/measures/<int:measure_id>/programme")
@open_to(*EDITORS)
def write_programme(pole: str, measure_id: int) -> ResponseReturnValue:
    _measure_or_404(measure_id)
    member, form = current_member(), _form()

    def act(now: datetime) -> None:
        owner = next((row for row in queries.structures(member.pole_id) if row.id == form.structure_id.data), None)
        line = Programme(
            text(form.text), form.principle.data, owner, chosen(form.due_on), text(form.person), form.starts_on.data,
            form.cost.data, shares_sent(), text(form.indicator), text(form.conditions), text(form.means),
            form.effect_on.data,
        )  # fmt: skip
        sent = form.version.data or ""
        seen = int(sent) if sent.isdecimal() else 0
        actions.write_programme(_measure_or_404(measure_id), line, seen_version=seen, member=member, now=now)

    if done(form, act):
        return go(address("measure", measure_id=measure_id), _("Action enregistrée."))
    return _page(_measure_or_404(measure_id), form), 422


@bp.post("/measures/<int:measure_id>/proof")
@open_to(*EVERYBODY)
def prove(pole: str, measure_id: int) -> ResponseReturnValue:
    member, form = current_member(), ProofForm()
    if rules.why_not_prove(_measure_or_404(measure_id), member) is not None:
        raise Forbidden

    def act(now: datetime) -> None:
        actions.prove(_measure_or_404(measure_id), text(form.evidence), form.upload(), member=member, now=now)

    if done(form, act):
        return go(address("measure", measure_id=measure_id), _("Preuve enregistrée."))
    found = _measure_or_404(measure_id)
    return _page(found, _unsent(found), proof=form), 422


def _unsent(found: Measure) -> ProgrammeForm:
    """The programme as it is kept, while another form of the page was sent."""
    form = ProgrammeForm(formdata=None, obj=found)
    offer(form.structure_id, queries.structures(current_member().pole_id), none=_("Choisissez"))
    return form


@bp.get("/measures/<int:measure_id>/proof")
@open_to(*EVERYBODY)
def proof(pole: str, measure_id: int) -> ResponseReturnValue:
    found = _measure_or_404(measure_id)
    kept = file_with_content(found.evidence_id) if found.evidence_id else None
    if kept is None:
        raise NotFound
    answer = file(kept.content, "preuve", kept.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=kept.name)
    return answer


@bp.post("/measures/<int:measure_id>/effect")
@open_to(*EDITORS)
def check_effect(pole: str, measure_id: int) -> ResponseReturnValue:
    _measure_or_404(measure_id)
    member, form = current_member(), EffectForm()

    def act(now: datetime) -> None:
        actions.check_effect(_measure_or_404(measure_id), text(form.effect), member=member, now=now)

    if done(form, act):
        return go(address("measure", measure_id=measure_id), _("Effet vérifié. Le niveau d’aujourd’hui est noté."))
    found = _measure_or_404(measure_id)
    return _page(found, _unsent(found), effect=form), 422


@bp.get("/actions/calendar")
@open_to(*EVERYBODY)
def action_calendar(pole: str) -> ResponseReturnValue:
    """Due dates month by month: actions, effects to look at, checks of places."""
    document, member = document_or_404(), current_member()
    rows: list[tuple[date, str, Any]] = [(row.due_on, "measure", row) for row in queries.measures_of(document.id)
                                         if row.state in OPEN]  # fmt: skip
    rows += [(row.effect_on, "effect", row) for row in queries.measures_of(document.id)
             if row.state is MeasureState.DONE and row.effect_on and row.effect_at is None]  # fmt: skip
    dated = [(row.due_on, "check", row) for row in queries.checks_of(member.pole_id) if row.due_on]
    everything = sorted([*rows, *dated], key=lambda row: (row[0], row[1], row[2].id))
    months = [(month, list(found)) for month, found in groupby(everything, key=lambda row: row[0].replace(day=1))]
    return render_template("safety/action_calendar.html", months=months, today=today())


@bp.post("/measures/<int:measure_id>")
@open_to(*EVERYBODY)
def move_measure(pole: str, measure_id: int) -> ResponseReturnValue:
    member = current_member()
    wanted = request.form.get("state", "")
    if wanted not in list(MeasureState):
        raise NotFound
    sent = request.form.get("reason", "").strip()
    reason = sent[:300] if is_storable(sent) else ""
    came_from = {"board": address("action_board"), "measure": address("measure", measure_id=measure_id)}
    back = came_from.get(request.form.get("from", ""))

    def act(now: datetime) -> None:
        found = queries.measure_for(member, measure_id)
        if found is None:
            raise NotFound
        actions.move_measure(found, MeasureState(wanted), reason=reason, member=member, now=now)

    found = queries.measure_for(member, measure_id)
    if found is None:
        raise NotFound
    return press(act, back or address("risk", risk_id=found.risk_id), _("Action mise à jour."))
