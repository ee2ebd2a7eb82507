"""The owner's wishes around the use of a resource."""

from __future__ import annotations

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden

from mutua.bookings.actions.desk import set_desk_rule
from mutua.bookings.actions.presence import door_token
from mutua.bookings.forms.desk import DeskForm
from mutua.bookings.queries.handover import door_links
from mutua.bookings.queries.waitlist import desk_rules
from mutua.bookings.views.blueprint import bp, go, resource_or_404
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources.models import Resource
from mutua.resources.rules import why_not_edit
from mutua.web.access import open_to

SETTERS = (Role.MEMBER, Role.MANAGER, Role.COORDINATOR)


def owned(resource_id: int) -> Resource:
    """The resource, if this member may set it: 404 for strangers, 403 without the right."""
    resource = resource_or_404(resource_id)
    if why_not_edit(resource, current_member()):
        raise Forbidden
    return resource


@bp.get("/p/<pole>/resources/<int:resource_id>/desk")
@open_to(*SETTERS)
def desk(pole: str, resource_id: int) -> ResponseReturnValue:
    resource = owned(resource_id)
    return _page(resource, DeskForm.of(desk_rules([resource.id]).get(resource.id)))


def _page(resource: Resource, form: DeskForm) -> str:
    settings = current_app.config["SETTINGS"]
    links = [
        (link, settings.base_url.rstrip("/") + url_for("bookings.door", token=door_token(link, settings.secret_key)))
        for link in door_links(resource.id)
    ]
    return render_template("bookings/desk.html", resource=resource, form=form, links=links)


@bp.post("/p/<pole>/resources/<int:resource_id>/desk")
@open_to(*SETTERS)
def save_desk(pole: str, resource_id: int) -> ResponseReturnValue:
    form, resource = DeskForm(), owned(resource_id)
    if not form.validate():
        return _page(resource, form), 422
    with transaction():
        set_desk_rule(
            owned(resource_id),
            auto_release_minutes=form.auto_release.data,
            answer_hours=form.answer_hours.data,
            offer_minutes=form.offer_minutes.data,
            handover=bool(form.handover.data),
            member=current_member(),
            now=clock.now(),
        )
    return go(url_for("bookings.desk", pole=pole, resource_id=resource_id), _("C’est enregistré."))
