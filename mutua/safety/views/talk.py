"""Remarks on the draft while it is negotiated."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.safety import actions, queries, rules
from mutua.safety.forms import AnswerForm, RemarkForm
from mutua.safety.forms.fields import offer
from mutua.safety.views.door import EDITORS, EVERYBODY, address, bp, document_or_404, done, go, unit_or_404
from mutua.web.access import open_to
from mutua.web.forms import text


@bp.get("/remarks")
@open_to(*EVERYBODY)
def remark_list(pole: str) -> ResponseReturnValue:
    return _page(_form({"unit_id": request.args.get("unit", type=int)}), AnswerForm())


@bp.post("/remarks")
@open_to(Role.MEMBER, Role.MANAGER)
def add_remark(pole: str) -> ResponseReturnValue:
    member, form = current_member(), _form()

    def act(now: datetime) -> None:
        unit = unit_or_404(form.unit_id.data) if form.unit_id.data else None
        actions.remark(document_or_404(), unit, text(form.text), member=member, now=now)

    if done(form, act):
        return go(address("remark_list"), _("Remarque envoyée à la prévention."))
    return _page(form, AnswerForm()), 422


@bp.post("/remarks/<int:remark_id>/answer")
@open_to(*EDITORS)
def answer_remark(pole: str, remark_id: int) -> ResponseReturnValue:
    member, form = current_member(), AnswerForm()

    def act(now: datetime) -> None:
        document = document_or_404()
        found = queries.remark_in(document.id, remark_id)
        if found is None:
            raise NotFound
        actions.answer_remark(document, found, text(form.answer), member=member, now=now)

    if done(form, act):
        return go(address("remark_list"), _("Réponse envoyée."))
    return _page(_form({}), form, remark_id), 422


def _form(data: dict[str, object] | None = None) -> RemarkForm:
    form = RemarkForm(data=data) if data is None else RemarkForm(formdata=None, data=data)
    offer(form.unit_id, queries.units_of(document_or_404().id), none=_("Tout le document"))
    return form


def _page(form: RemarkForm, answer: AnswerForm, answering: int = 0) -> str:
    member = current_member()
    rows = queries.remarks_of(document_or_404().id)
    return render_template(
        "safety/remark_list.html",
        form=form,
        answer=answer,
        answering=answering,
        open_ones=[row for row in rows if row.answered_at is None],
        answered=[row for row in rows if row.answered_at is not None],
        may_remark=rules.why_not_remark(member) is None,
        may_edit=rules.may_edit(member),
    )
