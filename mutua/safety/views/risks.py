"""A risk: rated, measured against, removed; and the level shown while one chooses."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.safety import actions, queries, rules, scoring
from mutua.safety.catalogue import catalogue
from mutua.safety.forms import MeasureForm, PhotoForm, RiskForm
from mutua.safety.forms.fields import chosen
from mutua.safety.models import MeasureState, Risk, WorkUnit
from mutua.safety.views.door import EDITORS, EVERYBODY, address, bp, done, go, press, risk_or_404, today, unit_or_404
from mutua.safety.views.draft import measure_form
from mutua.safety.views.measures import shares_sent
from mutua.web.access import open_to
from mutua.web.forms import text


@bp.get("/units/<int:unit_id>/risks/new")
@open_to(*EDITORS)
def new_risk(pole: str, unit_id: int) -> ResponseReturnValue:
    unit = unit_or_404(unit_id)
    form = RiskForm(data={"frequency": scoring.frequency(_days(unit)), "severity": 2, "mastery": 4})
    return new_risk_page(unit, form)


@bp.post("/units/<int:unit_id>/risks/new")
@open_to(*EDITORS)
def add_risk(pole: str, unit_id: int) -> ResponseReturnValue:
    member, form = current_member(), RiskForm()
    made: list[int] = []

    def act(now: datetime) -> None:
        made.append(actions.rate_risk(unit_or_404(unit_id), None, form.rating(), member=member, now=now).id)

    if done(form, act):
        return go(
            address("risk", risk_id=made[-1]), _("Risque ajouté. Décidez maintenant d’une action s’il en faut une.")
        )
    return new_risk_page(unit_or_404(unit_id), form), 422


def new_risk_page(unit: WorkUnit, form: RiskForm) -> str:
    return render_template(
        "safety/new_risk.html",
        unit=unit,
        form=form,
        days=_days(unit),
        level=level_of(form),
        families=catalogue().families,
    )


def _days(unit: WorkUnit) -> int:
    return max((risk.frequency_days for risk in unit.risks), default=0)


def level_of(form: RiskForm) -> scoring.Score | None:
    """What the marks chosen so far would give."""
    marks = (form.severity.data, form.frequency.data, form.mastery.data)
    if any(mark not in scoring.MARKS for mark in marks):
        return None
    return scoring.score(*marks, lone=bool(form.lone.data))


@bp.get("/level")
@open_to(*EDITORS)
def level(pole: str) -> ResponseReturnValue:
    """The level alone, for the form that asks while one chooses."""
    marks = [request.args.get(name, type=int) for name in ("severity", "frequency", "mastery")]
    known = [mark for mark in marks if mark in scoring.MARKS]
    lone = bool(request.args.get("lone"))
    answer = scoring.score(*known, lone=lone) if len(known) == len(marks) else None  # type: ignore[arg-type]
    return render_template("safety/_level.html", level=answer)


@bp.get("/risks/<int:risk_id>")
@open_to(*EVERYBODY)
def risk(pole: str, risk_id: int) -> ResponseReturnValue:
    found = risk_or_404(risk_id)
    return risk_page(found)


@bp.post("/risks/<int:risk_id>")
@open_to(*EDITORS)
def rate_risk(pole: str, risk_id: int) -> ResponseReturnValue:
    member, form = current_member(), RiskForm()

    def act(now: datetime) -> None:
        found = risk_or_404(risk_id)
        if form.version.data and form.version.data != str(found.version):
            raise Refused(rules.No.DRAFT_CHANGED)
        actions.rate_risk(found.unit, found, form.rating(), member=member, now=now)

    if done(form, act):
        return go(address("risk", risk_id=risk_id), _("Cotation enregistrée."))
    return risk_page(risk_or_404(risk_id), form=form), 422


def risk_page(
    found: Risk, *, form: RiskForm | None = None, measure: MeasureForm | None = None, photo: PhotoForm | None = None
) -> str:
    """The page of a risk, with the form that was sent and could not be taken."""
    member = current_member()
    form = form or RiskForm(formdata=None, obj=found)
    due = scoring.due_on(found.residual, wall(found.rated_at, member.pole_zone).date() if found.rated_at else today())
    acted = any(row.state is MeasureState.DONE for row in found.measures)  # then it is the rating that is awaited
    return render_template(
        "safety/risk.html",
        risk=found,
        form=form,
        measure_form=measure or measure_form(formdata=False),
        structures=queries.structures(member.pole_id),
        shares=shares_sent(),
        photo_form=photo or PhotoForm(formdata=None),
        photos=queries.photos_of([found.id]).get(found.id, []),
        most_photos=rules.MOST_PHOTOS,
        level=level_of(form),
        family=catalogue().families[found.family],
        days=found.frequency_days,
        measured=scoring.frequency(found.frequency_days),
        due=due,
        late=due is not None and due < today() and not acted,
        may_edit=rules.may_edit(member),
        may={row.id: [state for state in MeasureState if rules.why_not_move(row, state, member) is None]
             for row in found.measures},
        today=today(),
    )  # fmt: skip


@bp.post("/risks/<int:risk_id>/remove")
@open_to(*EDITORS)
def remove_risk(pole: str, risk_id: int) -> ResponseReturnValue:
    member = current_member()
    found = risk_or_404(risk_id)
    where = address("unit", unit_id=found.unit_id)
    return press(
        lambda now: actions.remove_risk(risk_or_404(risk_id), member=member, now=now),
        where,
        _("Risque retiré du brouillon. Les versions publiées le gardent."),
    )


@bp.post("/risks/<int:risk_id>/measures")
@open_to(*EDITORS)
def add_measure(pole: str, risk_id: int) -> ResponseReturnValue:
    member, form = current_member(), measure_form()

    def act(now: datetime) -> None:
        owner = next((row for row in queries.structures(member.pole_id) if row.id == form.structure_id.data), None)
        actions.add_measure(
            risk_or_404(risk_id), text(form.text), principle=form.principle.data, structure=owner,
            due_on=chosen(form.due_on), cost=form.cost.data, indicator=text(form.indicator), shares=shares_sent(),
            member=member, now=now,
        )  # fmt: skip

    if done(form, act):
        return go(address("risk", risk_id=risk_id), _("Action ajoutée."))
    return risk_page(risk_or_404(risk_id), measure=form), 422
