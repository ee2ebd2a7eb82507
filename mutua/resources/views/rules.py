"""The rules of a resource: read by whom they concern, set by who shares it."""

from __future__ import annotations

from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member
from mutua.resources import actions, queries
from mutua.resources.forms import RulesForm, rules_form
from mutua.resources.forms.rules import EVERY_POLE
from mutua.resources.models import Kind, Resource
from mutua.resources.rules import No
from mutua.resources.views.blueprint import SETTERS, bp, editable
from mutua.web.access import open_to
from mutua.web.sentences import sentence


@bp.get("/p/<pole>/resources/<int:resource_id>/rules")
@open_to(*SETTERS)
def rules(pole: str, resource_id: int) -> ResponseReturnValue:
    resource = editable(resource_id)
    return _page(resource, _form(resource, sent=None))


@bp.post("/p/<pole>/resources/<int:resource_id>/rules")
@open_to(*SETTERS)
def set_rules(pole: str, resource_id: int) -> ResponseReturnValue:
    """409 when the sheet was saved meanwhile: what was typed stays, and is sent again."""
    resource = editable(resource_id)
    form = _form(resource, sent=request.form.keys())
    if not form.validate():
        return _page(resource, form), 422
    version = form.version.data or ""
    try:
        with refusing_stale(No.RESOURCE_CHANGED), transaction():
            kept, member, now = editable(resource_id), current_member(), clock.now()
            actions.set_rules(
                kept,
                form.to_rules(),
                terms=form.terms_text,
                version=int(version) if version.isdecimal() else -1,
                member=member,
                now=now,
            )
            actions.open_to_poles(kept, form.pole_ids, everyone=form.every_pole, member=member, now=now)
    except Refused as refused:
        resource = editable(resource_id)
        form.form_errors.append(sentence(refused.reason))
        form.version.data = str(resource.version)
        return _page(resource, form), 409 if refused.reason is No.RESOURCE_CHANGED else 422
    flash(_("Les règles sont enregistrées."))
    return redirect(url_for("resources.rules", pole=pole, resource_id=resource_id), 303)


def _form(resource: Resource, *, sent: Collection[str] | None) -> RulesForm:
    terms = queries.terms_of(resource)
    members = pole_queries.memberships_of(resource.pole_id, active_only=True)
    structures = [(row.structure_id, row.structure.name) for row in members]
    others = [(pole.id, pole.name) for pole in pole_queries.poles() if pole.id != resource.pole_id]
    return rules_form(
        resource, structures, terms.text if terms else "", sent=sent,
        poles=[] if resource.kind is Kind.STAFF else others,
        opened=[share.pole_id or EVERY_POLE for share in queries.shares_of(resource.id)],
    )  # fmt: skip


def _page(resource: Resource, form: RulesForm) -> str:
    versions = queries.versions_of(resource.id)
    return render_template("resources/rules.html", resource=resource, form=form, versions=versions)
