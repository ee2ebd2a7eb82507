"""The log of consultations."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.safety import actions, queries, rules
from mutua.safety.forms import ConsultationForm
from mutua.safety.forms.fields import chosen, offer
from mutua.safety.models import Body
from mutua.safety.views.door import EDITORS, EVERYBODY, address, bp, document_or_404, done, go, today
from mutua.web.access import open_to
from mutua.web.forms import text


@bp.get("/consultations")
@open_to(*EVERYBODY)
def consultation_list(pole: str) -> ResponseReturnValue:
    return _consultations(_consultation_form({"held_on": today()}))


@bp.post("/consultations")
@open_to(Role.MANAGER, *EDITORS)
def add_consultation(pole: str) -> ResponseReturnValue:
    member, form = current_member(), _consultation_form()

    def act(now: datetime) -> None:
        owner = next((row for row in queries.structures(member.pole_id) if row.id == form.structure_id.data), None)
        actions.add_consultation(
            document_or_404(), held_on=chosen(form.held_on), body=Body(form.body.data), structure=owner,
            shown=text(form.shown), opinion=text(form.opinion), answer=text(form.answer), member=member, now=now,
        )  # fmt: skip

    if done(form, act):
        return go(address("consultation_list"), _("Consultation consignée."))
    return _consultations(form), 422


def _consultation_form(data: dict[str, object] | None = None) -> ConsultationForm:
    form = ConsultationForm(data=data)
    offer(form.structure_id, queries.structures(current_member().pole_id), none=_("Tout le pôle"))
    return form


def _consultations(form: ConsultationForm) -> str:
    member = current_member()
    return render_template(
        "safety/consultation_list.html",
        form=form,
        rows=queries.consultations_of(document_or_404().id),
        may_add=rules.may_edit(member) or member.manages(member.structure_id),
    )
