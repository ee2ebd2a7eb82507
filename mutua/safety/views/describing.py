"""A unit that no resource describes: its words and its questions."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.pole.login import current_member
from mutua.resources.queries import places_of
from mutua.safety import actions, queries, rules
from mutua.safety.actions import UnitFacts
from mutua.safety.forms import DescribeForm, describe_form
from mutua.safety.forms.fields import offer
from mutua.safety.models import SourceKind, WorkUnit
from mutua.safety.views.door import EDITORS, address, bp, done, go, unit_or_404
from mutua.web.access import open_to
from mutua.web.forms import text


@bp.get("/units/<int:unit_id>/edit")
@open_to(*EDITORS)
def edit_unit(pole: str, unit_id: int) -> ResponseReturnValue:
    unit = _own_words(unit_id)
    return render_template("safety/edit_unit.html", unit=unit, form=_form(unit, sent=False))


@bp.post("/units/<int:unit_id>/edit")
@open_to(*EDITORS)
def describe_unit(pole: str, unit_id: int) -> ResponseReturnValue:
    unit = _own_words(unit_id)
    member, form = current_member(), _form(unit, sent=True)
    by_hand = unit.source_kind is SourceKind.HAND

    def act(now: datetime) -> None:
        found = _own_words(unit_id)
        chosen = form.place_id.data if by_hand else None
        place = queries.place_in(member.pole_id, chosen) if chosen else None
        facts = UnitFacts(text(form.name) if by_hand else "", place, text(form.description), form.answers())
        actions.describe_unit(found, facts, member=member, now=now)

    if done(form, act):
        return go(address("unit", unit_id=unit_id), _("Unité décrite. Les dangers proposés suivent vos réponses."))
    return render_template("safety/edit_unit.html", unit=unit, form=form), 422


def _own_words(unit_id: int) -> WorkUnit:
    """One that is described here; a resource is described on its own page."""
    found = unit_or_404(unit_id)
    if rules.why_not_describe(found, current_member()) is not None:
        raise NotFound
    return found


def _form(unit: WorkUnit, *, sent: bool) -> DescribeForm:
    form = describe_form(unit, sent=sent)
    if "place_id" in form:
        offer(form.place_id, places_of(current_member().pole_id), none=_("Tout le pôle"))
    return form
