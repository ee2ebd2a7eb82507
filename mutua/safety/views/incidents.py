"""What happened: reported by members, or at the code on a wall without an account; and what is done about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua.documents.queries import file_with_content
from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refusing
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources.actions.photos import UnreadablePhoto
from mutua.resources.models import Resource
from mutua.safety import actions, pdf, queries, rules
from mutua.safety.forms import CloseIncidentForm, IncidentForm, SpotForm
from mutua.safety.forms.fields import INCIDENTS, chosen, offer
from mutua.safety.models import Incident, IncidentKind
from mutua.safety.views.door import EDITORS, EVERYBODY, address, bp, document_or_404, done, file, go, press, say, today
from mutua.safety.views.overview import worst_first
from mutua.web.access import open_to
from mutua.web.forms import is_storable, text
from mutua.web.sentences import sentence

walls = Blueprint("safety_report", __name__, url_prefix="/safety/report")


@bp.get("/incidents")
@open_to(*EVERYBODY)
def incident_list(pole: str) -> ResponseReturnValue:
    document = document_or_404()
    return render_template(
        "safety/incident_list.html",
        incidents=queries.incidents_of(document.id),
        dangers=queries.dangers_of(document.id),
        resources=queries.resources_of(current_member().pole_id),
        may_edit=rules.may_edit(current_member()),
        may_read=lambda row: rules.why_not_acknowledge(row, current_member()) is None,
    )


@bp.post("/incidents/<int:incident_id>/read")
@open_to(*EVERYBODY)
def acknowledge_incident(pole: str, incident_id: int) -> ResponseReturnValue:
    member, found = current_member(), _incident_or_404(incident_id)
    if rules.why_not_acknowledge(found, member) is not None:
        raise Forbidden
    return press(
        lambda now: actions.acknowledge_incident(_incident_or_404(incident_id), member=member, now=now),
        address("incident" if rules.may_edit(member) else "incident_list", incident_id=incident_id),
        _("Accusé de réception noté : la personne qui a signalé le voit."),
    )


def _incident_or_404(incident_id: int) -> Incident:
    found = queries.incident_for(current_member(), incident_id)
    if found is None:
        raise NotFound
    return found


@bp.get("/incidents/new")
@open_to(*EVERYBODY)
def new_incident(pole: str) -> ResponseReturnValue:
    form = _incident_form({"happened_on": today(), "unit_id": request.args.get("unit", type=int)})
    return render_template("safety/new_incident.html", form=form, today=today())


@bp.post("/incidents/new")
@open_to(*EVERYBODY)
def report_incident(pole: str) -> ResponseReturnValue:
    member, form = current_member(), _incident_form()

    def act(now: datetime) -> None:
        unit = queries.unit_for(member, form.unit_id.data) if form.unit_id.data else None
        actions.report_incident(
            document_or_404(), unit, kind=IncidentKind(form.kind.data), happened_on=chosen(form.happened_on),
            text=text(form.text), taken=text(form.taken), photo=form.picture(),
            form_key=form.once.data or None, now=now,
        )  # fmt: skip

    if _taken(form, lambda: form.validate() and _once(form, act)):
        return go(address("incident_list"), _("Signalement enregistré. La prévention est prévenue."))
    return render_template("safety/new_incident.html", form=form, today=today()), 422


def _once(form: IncidentForm | SpotForm, act: Callable[[datetime], object]) -> bool:
    """One report however often its form is sent, and nobody's: `done` would remember who sent it."""
    try:
        with refusing(rules.No.REPORT_NOT_KEPT, when="incident"), transaction():
            act(clock.now())
    except Refused as refused:
        if refused.reason is rules.No.REPORT_NOT_KEPT and queries.incident_by_key(form.once.data or ""):
            return True
        say(form, refused)
        return False
    return True


def _taken(form: Any, send: Any) -> bool:
    """False, with the reason beside the field, when the photo cannot be read."""
    try:
        return bool(send())
    except UnreadablePhoto:
        form.photo.errors = [_("Choisissez une photo JPEG, PNG ou WebP.")]
        return False


def _incident_form(data: dict[str, object] | None = None) -> IncidentForm:
    form = IncidentForm(data=data)
    offer(form.unit_id, queries.units_of(document_or_404().id), none=_("Aucune en particulier"))
    return form


@bp.get("/incidents/<int:incident_id>")
@open_to(*EDITORS)
def incident(pole: str, incident_id: int) -> ResponseReturnValue:
    found = _incident_or_404(incident_id)
    return _follow_up(found, CloseIncidentForm(obj=found))


def _follow_up(found: Incident, form: CloseIncidentForm) -> str:
    """What is known of it, beside what is done about it."""
    spot = queries.spot_resource(found.spot_id) if found.spot_id else None
    place = found.unit.place if found.unit else spot.place if spot else None
    units = [found.unit] if found.unit else queries.units_at(found.document_id, place)
    return render_template(
        "safety/incident.html",
        incident=found,
        form=form,
        spot=spot,
        where=", ".join(each.name for each in (place, place.parent if place else None) if each),
        entry=queries.danger_of(found.id),
        risks=worst_first(units),
        asked=[] if found.unit else units,
    )


@bp.post("/incidents/<int:incident_id>")
@open_to(*EDITORS)
def close_incident(pole: str, incident_id: int) -> ResponseReturnValue:
    member, form = current_member(), CloseIncidentForm()

    def act(now: datetime) -> None:
        found = _incident_or_404(incident_id)
        actions.close_incident(found, text(form.taken), member=member, now=now)

    if done(form, act):
        return go(address("incident_list"), _("Suite enregistrée."))
    return _follow_up(_incident_or_404(incident_id), form), 422


@bp.get("/incidents/<int:incident_id>/photo")
@open_to(*EDITORS)
def incident_photo(pole: str, incident_id: int) -> ResponseReturnValue:
    """A photo may show somebody: the prevention and the coordination alone see it."""
    found = queries.incident_for(current_member(), incident_id)
    kept = file_with_content(found.photo_id) if found and found.photo_id else None
    if kept is None:
        raise NotFound
    answer = file(kept.content, "photo.jpg", kept.media_type)
    answer.headers["Content-Disposition"] = "inline"
    return answer


def _resource_to_print(resource_id: int) -> Resource:
    """404 for a stranger, 403 with the reason for who shares another."""
    resource = queries.shared_resource(current_member(), resource_id)
    if resource is None:
        raise NotFound
    if rules.why_not_print_code(resource, current_member()) is not None:
        raise Forbidden(sentence(rules.No.NOT_YOUR_CODE))
    return resource


@bp.post("/spots/<int:resource_id>")
@open_to(*EVERYBODY)
def print_spot(pole: str, resource_id: int) -> ResponseReturnValue:
    """Makes the code the first time; the page to post has an address of its own, which can be opened again."""
    member = current_member()
    _resource_to_print(resource_id)
    with transaction():
        actions.spot_of(document_or_404(), _resource_to_print(resource_id), member=member, now=clock.now())
    return redirect(address("spot", resource_id=resource_id), 303)


@bp.get("/spots/<int:resource_id>.pdf")
@open_to(*EVERYBODY)
def spot(pole: str, resource_id: int) -> ResponseReturnValue:
    """The page to post at a resource: what to know there, and the code to report from a phone."""
    resource, found = _resource_to_print(resource_id), queries.spot_of_resource(resource_id)
    if found is None:
        raise NotFound
    link = url_for("safety_report.report", code=found.code, _external=True)
    sheet, name = queries.safety_sheet(resource), document_or_404().pole.name
    return file(pdf.spot_pdf(sheet, pole=name, url=link, printed_on=today()), f"affiche-{resource_id}.pdf")


# --- at the wall, without an account ---


@walls.get("/<code>")
@open_to(Role.ANYONE)
def report(code: str) -> ResponseReturnValue:
    form = SpotForm(data={"happened_on": _today(code)})
    return _spot_page(code, form)


def _today(code: str) -> Any:
    return wall(clock.now(), _spot(code)[1].pole.zone).date()


def _spot(code: str) -> Any:
    """(spot, document, resource) of the code on a wall; what no column could hold names none."""
    found = queries.spot_by_code(code) if is_storable(code) else None
    if found is None:
        raise NotFound
    return found


def _spot_page(code: str, form: SpotForm, *, sent: bool = False) -> str:
    _found, document, resource = _spot(code)
    key = form.once.data if sent else None
    return render_template(
        "safety/report.html", form=form, spot_pole=document.pole, resource=resource, sent=sent,
        sheet=queries.safety_sheet(resource),
        followed=url_for("safety_report.followed", key=key, _external=True) if key else None,
    )  # fmt: skip


@walls.get("/followed/<key>")
@open_to(Role.ANYONE)
def followed(key: str) -> ResponseReturnValue:
    """Who read the report and what was done, for whoever kept the address: nobody knows who they are."""
    found = queries.incident_followed(key) if is_storable(key) else None
    if found is None:
        raise NotFound
    told, document, resource = found
    return render_template(
        "safety/report_followed.html", incident=told, spot_pole=document.pole, resource=resource, kinds=INCIDENTS
    )


@walls.post("/<code>")
@open_to(Role.ANYONE)
def tell(code: str) -> ResponseReturnValue:
    """Answered with a page of thanks: who reports may have nowhere else to go."""
    _today(code)
    form = SpotForm()
    if form.validate() and _taken(form, lambda: _heard(code, form)):
        return _spot_page(code, form, sent=True)
    return _spot_page(code, form), 422


def _heard(code: str, form: SpotForm) -> bool:
    def act(now: datetime) -> None:
        found = queries.spot_by_code(code)
        if found is None:
            raise NotFound
        actions.report_at_spot(found[0], found[1], form.report(), now=now)

    return _once(form, act)
