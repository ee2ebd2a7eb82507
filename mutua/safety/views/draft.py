"""Units of work, common rules and what the volume leaves out."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources.models import Kind, Place
from mutua.resources.queries import places_of
from mutua.safety import actions, queries, rules
from mutua.safety.catalogue import attributes_of
from mutua.safety.forms import ExposureForm, MeasureForm, RuleForm, ScopeForm, UnitForm
from mutua.safety.forms.fields import offer
from mutua.safety.models import SourceKind, Theme, WorkUnit
from mutua.safety.rules.masking import masked_around, masked_user
from mutua.safety.views.door import (
    EDITORS,
    EVERYBODY,
    address,
    bp,
    document_or_404,
    done,
    go,
    press,
    today,
    unit_or_404,
)
from mutua.web.access import open_to
from mutua.web.forms import text


@bp.get("/units/<int:unit_id>")
@open_to(*EVERYBODY)
def unit(pole: str, unit_id: int) -> ResponseReturnValue:
    member = current_member()
    found = unit_or_404(unit_id)
    here = queries.measured(document_or_404(), today())
    row = queries.unit_row(found, here, None, queries.exposures_of(found.document_id))
    standing = queries.units_of(found.document_id)
    order = {risk["id"]: place for place, risk in enumerate(row["risks"])}
    risks = sorted((risk for risk in found.risks if risk.removed_at is None), key=lambda risk: order[risk.id])
    return render_template(
        "safety/unit.html",
        unit=found,
        risks=risks,
        users=[user if user["id"] == member.structure_id else masked_user(user) for user in row["users"]],
        around=masked_around(row, own=member.structure_id),
        exposure=_exposure(found, member),
        names={row.id: row.name for row in queries.structures(member.pole_id)},
        rules=[rule for rule in queries.rules_of(found.document_id) if rule.place_id in (None, found.place_id)],
        incidents=[event for event in queries.incidents_of(found.document_id) if event.unit_id == found.id],
        may_edit=rules.may_edit(member),
        may_say_nothing=rules.why_not_say_nothing(found, member) is None and found.nothing_at is None,
        others=[each for each in standing if rules.why_not_merge(found, each, member) is None],
        alike=[each for each in standing if rules.why_not_copy(found, each, member) is None
               and any(risk.rated_at for risk in each.risks)],
        questions=[(each, found.attributes.get(each.code)) for each in attributes_of(str(found.kind))],
        answers_at=_answers_at(found, member),
        today=today(),
    )  # fmt: skip


def _answers_at(found: WorkUnit, member: Member) -> str:
    """Where its questions are answered, for those who may: on the page of its resource, else on its own."""
    sets = member.is_coordinator or member.manages(found.structure_id)
    if rules.why_not_describe(found, member) is None:
        return address("edit_unit", unit_id=found.id)
    if found.source_kind is not SourceKind.RESOURCE or not sets:
        return ""
    where = url_for("resources.edit", pole=member.pole_slug, resource_id=found.source_id, ask=1)
    return f"{where}#safety-questions"


def _exposure(found: WorkUnit, member: Member) -> ExposureForm | None:
    """For a manager: the numbers of their own structure."""
    if member.structure_id is None or rules.why_not_say_of_ones_own(member) is not None:
        return None
    known = queries.exposure_of(found.id, member.structure_id)
    return ExposureForm(formdata=None, data={"women": known.women, "men": known.men} if known else {})


@bp.post("/units/<int:unit_id>/nothing")
@open_to(*EDITORS)
def say_nothing(pole: str, unit_id: int) -> ResponseReturnValue:
    member = current_member()
    return press(
        lambda now: actions.say_nothing(unit_or_404(unit_id), member=member, now=now),
        address("unit", unit_id=unit_id),
        _("C’est dit : aucun risque particulier ici, à ce jour."),
    )


@bp.post("/units/<int:unit_id>/copy")
@open_to(*EDITORS)
def copy_risks(pole: str, unit_id: int) -> ResponseReturnValue:
    member, sent = current_member(), request.form.get("like", "")
    unit_or_404(unit_id)
    like_id = int(sent) if sent.isdecimal() and len(sent) < 16 else 0
    return press(
        lambda now: actions.copy_risks(unit_or_404(unit_id), unit_or_404(like_id), member=member, now=now),
        address("unit", unit_id=unit_id),
        _("Repris comme propositions : vérifiez ici ce qui protège là-bas, puis cotez."),
    )


@bp.get("/units/new")
@open_to(*EDITORS)
def new_unit(pole: str) -> ResponseReturnValue:
    document_or_404()
    return render_template("safety/new_unit.html", form=_unit_form())


@bp.post("/units/new")
@open_to(*EDITORS)
def add_unit(pole: str) -> ResponseReturnValue:
    member, form = current_member(), _unit_form()
    made: list[int] = []

    def act(now: datetime) -> None:
        place = _place(form.place_id.data)
        kind = Kind(form.kind.data)
        made.append(actions.add_unit(document_or_404(), text(form.name), kind, place, member=member, now=now).id)

    if done(form, act):
        return go(address("unit", unit_id=made[-1]), _("Unité ajoutée."))
    return render_template("safety/new_unit.html", form=form), 422


def _unit_form() -> UnitForm:
    form = UnitForm()
    offer(form.place_id, places_of(current_member().pole_id), none=_("Tout le pôle"))
    return form


def _place(place_id: int | None) -> Place | None:
    return queries.place_in(current_member().pole_id, place_id) if place_id else None


@bp.get("/rules")
@open_to(*EVERYBODY)
def rule_list(pole: str) -> ResponseReturnValue:
    return _rules(_rule_form(), ScopeForm(obj=document_or_404()))


@bp.post("/rules")
@open_to(*EDITORS)
def add_rule(pole: str) -> ResponseReturnValue:
    member, form = current_member(), _rule_form()

    def act(now: datetime) -> None:
        theme, place = Theme(form.theme.data), _place(form.place_id.data)
        actions.add_rule(document_or_404(), theme, text(form.text), place, member=member, now=now)

    if done(form, act):
        return go(address("rule_list"), _("Règle ajoutée."))
    return _rules(form, ScopeForm(obj=document_or_404())), 422


@bp.post("/rules/<int:rule_id>/retire")
@open_to(*EDITORS)
def retire_rule(pole: str, rule_id: int) -> ResponseReturnValue:
    member = current_member()

    def act(now: datetime) -> None:
        found = queries.rule_for(member, rule_id)
        if found is None:
            raise NotFound
        actions.retire_rule(found, member=member, now=now)

    return press(act, address("rule_list"), _("Règle retirée du brouillon. Les versions publiées la gardent."))


@bp.post("/scope")
@open_to(*EDITORS)
def set_scope(pole: str) -> ResponseReturnValue:
    member, form = current_member(), ScopeForm()
    if done(form, lambda now: actions.set_scope(document_or_404(), text(form.not_covered), member=member, now=now)):
        return go(address("rule_list"), _("Limites du volume enregistrées."))
    return _rules(_rule_form(), form), 422


def _rule_form() -> RuleForm:
    form = RuleForm()
    offer(form.place_id, places_of(current_member().pole_id), none=_("Tout le pôle"))
    return form


def _rules(form: RuleForm, scope: ScopeForm) -> str:
    member = current_member()
    return render_template(
        "safety/rule_list.html",
        form=form,
        scope=scope,
        rules=queries.rules_of(document_or_404().id),
        places=places_of(member.pole_id),
        may_edit=rules.may_edit(member),
    )


def measure_form(*, formdata: bool = True) -> MeasureForm:
    """With the employers of the pole to choose from; without `formdata`, nothing of what was sent is in it."""
    form = MeasureForm() if formdata else MeasureForm(formdata=None)
    offer(form.structure_id, queries.structures(current_member().pole_id), none=_("Choisissez"))
    return form
