"""« Signaler un problème » : any member says what does not work on a resource, from its page or from a booking."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.bookings import queries
from mutua.bookings.actions.defects import tell_defect
from mutua.bookings.forms.handover import DefectForm
from mutua.bookings.models import Booking
from mutua.bookings.views.blueprint import EVERYBODY, bp, go, resource_or_404
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources import queries as resource_queries
from mutua.resources.models import Kind, Resource
from mutua.resources.rules import why_not_edit
from mutua.web.access import open_to
from mutua.web.forms import text
from mutua.web.sentences import sentence


@bp.get("/p/<pole>/resources/<int:resource_id>/defect")
@open_to(*EVERYBODY)
def defect(pole: str, resource_id: int) -> ResponseReturnValue:
    return _page(_thing_or_404(resource_id), DefectForm(formdata=None))


@bp.post("/p/<pole>/resources/<int:resource_id>/defect")
@open_to(*EVERYBODY)
def report_defect(pole: str, resource_id: int) -> ResponseReturnValue:
    """A notice; whoever shares the resource has a letter. Back to the booking one came from."""
    form = DefectForm()
    if not form.validate():
        return _page(_thing_or_404(resource_id), form), 422
    try:
        with transaction():
            found = _thing_or_404(resource_id)
            tell_defect(found, text(form.text), member=current_member(), now=clock.now())
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _page(_thing_or_404(resource_id), form), 422
    return go(_back(resource_id, _booking()), _("C’est signalé. Qui partage la ressource est prévenu."))


def _thing_or_404(resource_id: int) -> Resource:
    """Whatever the member may see of the pole; a person's time does not break."""
    found = resource_or_404(resource_id)
    if found.kind is Kind.STAFF or found.retired_at is not None:
        raise NotFound
    return found


def _booking() -> Booking | None:
    """The booking one came from, when it is one to see."""
    number = request.args.get("booking", type=int)
    return queries.booking_for(current_member(), number) if number and 0 < number < 2**53 else None


def _back(resource_id: int, booking: Booking | None) -> str:
    pole = current_member().pole_slug
    if booking is not None:
        return url_for("bookings.show", pole=pole, booking_id=booking.id)
    return url_for("resources.show", pole=pole, resource_id=resource_id)


def _page(resource: Resource, form: DefectForm) -> str:
    booking = _booking()
    return render_template(
        "bookings/defect.html",
        resource=resource,
        form=form,
        booking=booking,
        back=_back(resource.id, booking),
        faults=resource_queries.faults_of(resource.id, clock.now()),
        stops=why_not_edit(resource, current_member()) is None,
    )
