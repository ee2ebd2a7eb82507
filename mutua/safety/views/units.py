"""The document's tree, and what becomes of a unit: taken in, left out, merged, separated."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.pole.login import current_member
from mutua.resources.queries import places_of
from mutua.safety import actions, queries, rules
from mutua.safety.rules.tree import tree_of
from mutua.safety.views.door import EDITORS, EVERYBODY, address, bp, document_or_404, press, unit_or_404
from mutua.web.access import open_to
from mutua.web.forms import is_storable
from mutua.web.sentences import sentence


@bp.get("/units")
@open_to(*EVERYBODY)
def unit_list(pole: str) -> ResponseReturnValue:
    document, member = document_or_404(), current_member()
    units = queries.units_of(document.id)
    return render_template(
        "safety/unit_list.html",
        tree=tree_of(places_of(member.pole_id), units),
        units=units,
        suggested=sum(unit.state == "suggested" for unit in units),
        aside=queries.units_aside(document.id),
        may_edit=rules.may_edit(member),
    )


@bp.post("/units/accept")
@open_to(*EDITORS)
def accept_all(pole: str) -> ResponseReturnValue:
    member = current_member()
    return press(
        lambda now: actions.accept_all(document_or_404(), member=member, now=now),
        address("unit_list"),
        _("Toutes les unités proposées sont retenues."),
    )


@bp.post("/units/<int:unit_id>/accept")
@open_to(*EDITORS)
def accept_unit(pole: str, unit_id: int) -> ResponseReturnValue:
    member = current_member()
    return press(
        lambda now: actions.accept_unit(unit_or_404(unit_id), member=member, now=now),
        address("unit", unit_id=unit_id),
        _("Unité retenue."),
    )


@bp.post("/units/<int:unit_id>/aside")
@open_to(*EDITORS)
def set_aside(pole: str, unit_id: int) -> ResponseReturnValue:
    member, sent = current_member(), request.form.get("reason", "").strip()
    reason = sent[:300] if is_storable(sent) else ""
    unit_or_404(unit_id)
    return press(
        lambda now: actions.set_aside(unit_or_404(unit_id), reason, member=member, now=now),
        address("unit", unit_id=unit_id),
        _("Unité laissée de côté. Le document le dit, avec la raison."),
    )


@bp.post("/units/<int:unit_id>/merge")
@open_to(*EDITORS)
def merge_units(pole: str, unit_id: int) -> ResponseReturnValue:
    member, sent = current_member(), request.form.get("into", "")
    unit_or_404(unit_id)
    if not sent:
        flash(sentence(rules.No.NOT_MERGEABLE))
        return redirect(address("unit", unit_id=unit_id), 303)
    into_id = int(sent) if sent.isdecimal() and len(sent) < 16 else 0
    unit_or_404(into_id)
    return press(
        lambda now: actions.merge_units(unit_or_404(unit_id), unit_or_404(into_id), member=member, now=now),
        address("unit", unit_id=into_id),
        _("Unités réunies. Les risques venus de l’autre sont à revoir."),
    )


@bp.post("/units/<int:unit_id>/separate")
@open_to(*EDITORS)
def separate_unit(pole: str, unit_id: int) -> ResponseReturnValue:
    member = current_member()
    return press(
        lambda now: actions.separate_unit(unit_or_404(unit_id), member=member, now=now),
        address("unit", unit_id=unit_id),
        _("Unité séparée. Ses risques déjà cotés restent là où ils étaient."),
    )
