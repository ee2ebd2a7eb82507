"""Closing a resource for a while, and opening it again."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources import actions, queries
from mutua.resources.forms import ClosureForm
from mutua.resources.rules import No
from mutua.resources.views.blueprint import SETTERS, bp, editable
from mutua.resources.views.edit import edit_page, plain_form
from mutua.web.access import open_to
from mutua.web.sentences import sentence


@bp.post("/p/<pole>/resources/<int:resource_id>/closures")
@open_to(*SETTERS)
def close(pole: str, resource_id: int) -> ResponseReturnValue:
    """409 when somebody has booked: their dates are cancelled or moved first."""
    form, resource = ClosureForm(), editable(resource_id)
    span = form.span(resource.zone) if form.validate() else None
    if span is None:
        return edit_page(resource, plain_form(resource), closure=form), 422
    try:
        with transaction():
            reason = form.reason.data or ""
            actions.close_resource(editable(resource_id), span, reason=reason, member=current_member(), now=clock.now())
    except Refused as refused:
        resource = editable(resource_id)
        taken = refused.reason is No.SLOT_TAKEN
        said = _("Des réservations sont prévues pendant cette fermeture. Annulez-les ou déplacez-les d’abord.")
        form.form_errors.append(said if taken else sentence(refused.reason))
        return edit_page(resource, plain_form(resource), closure=form), 409 if taken else 422
    flash(_("La fermeture est enregistrée."))
    return redirect(url_for("resources.edit", pole=pole, resource_id=resource_id), 303)


@bp.post("/p/<pole>/resources/<int:resource_id>/closures/<int:claim_id>/end")
@open_to(*SETTERS)
def reopen(pole: str, resource_id: int, claim_id: int) -> ResponseReturnValue:
    with transaction():
        resource, claim = editable(resource_id), queries.closure(resource_id, claim_id)
        if claim is None:
            raise NotFound
        actions.reopen_resource(resource, claim, member=current_member(), now=clock.now())
    flash(_("La ressource est rouverte."))
    return redirect(url_for("resources.edit", pole=pole, resource_id=resource_id), 303)
