"""Outside firms and deliveries: which rules, what must be written, who signed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua.documents.models import SigningLink
from mutua.documents.queries import live_links
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.pole.models import Pole
from mutua.resources.queries import places_of
from mutua.safety import actions, pdf, queries, rules, thresholds
from mutua.safety.catalogue import catalogue
from mutua.safety.forms import FirmLinkForm, OperationForm, SignForm
from mutua.safety.forms.fields import offer
from mutua.safety.forms.outside import LACKS, ROUTES
from mutua.safety.models import OutsideWork
from mutua.safety.rules import outside
from mutua.safety.views.door import EDITORS, EVERYBODY, address, bp, document_or_404, done, file, go, press, today
from mutua.web.access import open_to
from mutua.web.forms import text


def _operation_or_404(operation_id: int) -> OutsideWork:
    """For the two sides and the prevention; to everybody else of the pole it is not theirs to read."""
    member = current_member()
    found = queries.operation_for(member, operation_id)
    if found is None:
        raise NotFound
    if not rules.may_edit(member) and member.structure_id not in (found.host_id, found.worker_id):
        raise Forbidden
    return found


@bp.get("/operations")
@open_to(*EVERYBODY)
def operation_list(pole: str) -> ResponseReturnValue:
    member = current_member()
    document = document_or_404()
    rows = queries.operations_of(document.id)
    mine = [row for row in rows if rules.may_edit(member) or member.structure_id in (row.host_id, row.worker_id)]
    return render_template(
        "safety/operation_list.html",
        rows=mine,
        others=len(rows) - len(mine),
        hours=queries.plan_hours(queries.measured(document, today())),
        names={row.id: row.name for row in queries.structures(member.pole_id)},
        signed={row.id: outside.signed_sides(row) for row in mine},
        written={row.id: outside.why_written(row.route, row.hours, row.works, today()) for row in mine},
        routes=ROUTES,
        may_add=rules.may_edit(member) or member.manages(member.structure_id),
    )


@bp.get("/operations/new")
@open_to(Role.MANAGER, *EDITORS)
def new_operation(pole: str) -> ResponseReturnValue:
    """First what it is (`?route=plan`), then its form; `?booking=42` fills in what is already booked (R4511-10)."""
    number = request.args.get("booking", type=int)
    booked = _booked(number) if number else None
    if booked:
        known = queries.operation_of_booking(booked["booking_id"])
        if known is not None:
            return go(address("operation", operation_id=known.id))
    asked = {name: request.args.get(name, type=int) for name in ("host_id", "worker_id", "place_id")}
    asked = {name: number for name, number in asked.items() if number}
    filled = {"starts_on": today(), "ends_on": today(), **_own_side(asked), **asked, **(booked or {})}
    route = request.args.get("route", "")
    filled["route"] = route if route in ROUTES else filled.get("route", "")
    return _new(_form(filled))


def _booked(number: int) -> dict[str, Any] | None:
    """For the two sides of the booking and the prevention; others learn nothing of it."""
    member = current_member()
    found = queries.booked_operation(member, number)
    if found is None or rules.why_not_write_operation(found["host_id"], found["worker_id"], member) is not None:
        return None
    return {**found, "route": outside.route_of(found["profile"], for_the_host=False)}


def _own_side(asked: dict[str, int | None]) -> dict[str, int | None]:
    """A manager opens it as the host, unless they come as the firm."""
    member = current_member()
    comes = member.manages(asked.get("worker_id"))
    return {"host_id": member.structure_id} if member.manages(member.structure_id) and not comes else {}


def _form(data: dict[str, Any] | None = None) -> OperationForm:
    """The hosts to choose from are those one may act for: all for the prevention and for the firm that comes."""
    form, member = OperationForm(data=data), current_member()
    rows = queries.structures(member.pole_id)
    all_hosts = rules.may_edit(member) or member.manages(form.worker_id.data)
    offer(form.host_id, rows if all_hosts else [row for row in rows if member.manages(row.id)], none=_("Choisissez"))
    offer(form.worker_id, rows, none=_("Une entreprise hors du pôle"))
    offer(form.place_id, places_of(member.pole_id), none=_("Tout le pôle"))
    return form


def _new(form: OperationForm) -> str:
    member = current_member()
    names = ("booking", "host_id", "worker_id", "place_id")
    kept = {name: request.args[name] for name in names if name in request.args}
    return render_template(
        "safety/new_operation.html",
        form=form,
        routes=ROUTES if request.method == "GET" else {},
        kept=kept,
        comes=member.manages(form.worker_id.data),
        may_come=not rules.may_edit(member) and "booking" not in kept,
    )


@bp.post("/operations/new")
@open_to(Role.MANAGER, *EDITORS)
def open_operation(pole: str) -> ResponseReturnValue:
    member, form = current_member(), _form()
    made: list[int] = []
    untold: list[str] = []

    def act(now: datetime) -> None:
        row, names = actions.open_operation(document_or_404(), form.facts(), member=member, now=now)
        made.append(row.id)
        untold.extend(names)

    if done(form, act):
        return go(address("operation", operation_id=made[-1]), _opened(untold))
    return _new(form), 422


def _opened(untold: list[str]) -> str:
    if not untold:
        return str(_("Opération ouverte. L’autre partie est prévenue."))
    names = ", ".join(untold)
    return str(_("Opération ouverte. Aucun courriel n’est parti à %(name)s : prévenez-la vous-même.", name=names))


@bp.get("/operations/<int:operation_id>")
@open_to(*EVERYBODY)
def operation(pole: str, operation_id: int) -> ResponseReturnValue:
    found = _operation_or_404(operation_id)
    return _page(found, _filled(found))


def _filled(found: OutsideWork) -> OperationForm:
    return _kept(OperationForm(formdata=None, obj=found, data=outside.heads_of(found)))


def _kept(form: OperationForm) -> OperationForm:
    form.keep_sides()
    offer(form.place_id, places_of(current_member().pole_id), none=_("Tout le pôle"))
    return form


def _page(
    found: OutsideWork, form: OperationForm, sign: SignForm | None = None, send: FirmLinkForm | None = None
) -> str:
    member = current_member()
    signed = outside.signatures_now(found)
    return render_template(
        "safety/operation.html",
        row=found,
        form=form,
        sign=sign or SignForm(formdata=None),
        send=send or FirmLinkForm(formdata=None),
        sent=_sent_to(found),
        routes=ROUTES,
        written=outside.why_written(found.route, found.hours, found.works, today()),
        missing=[LACKS[name] for name in outside.missing(found)] if len(signed) < len(outside.SIDES) else [],
        heads=outside.heads_of(found),
        signed=signed,
        void=len(found.signatures) - len(signed),
        gathered=[side for side in outside.SIDES if outside.is_gathered(found, side)],
        sides=[side for side in outside.SIDES if rules.why_not_sign_operation(found, side, member) is None],
        may_write=rules.why_not_write_operation(found.host_id, found.worker_id, member) is None,
        today=today(),
    )


@bp.post("/operations/<int:operation_id>")
@open_to(Role.MANAGER, *EDITORS)
def write_operation(pole: str, operation_id: int) -> ResponseReturnValue:
    _operation_or_404(operation_id)
    member, form = current_member(), _kept(OperationForm())

    def act(now: datetime) -> None:
        sent = form.version.data or ""
        seen = int(sent) if sent.isdecimal() else 0
        found = _operation_or_404(operation_id)
        actions.write_operation(found, form.facts(found), seen_version=seen, member=member, now=now)

    if done(form, act):
        return go(address("operation", operation_id=operation_id), _("Enregistré. Une signature vaut pour ces mots."))
    return _page(_operation_or_404(operation_id), form), 422


@bp.post("/operations/<int:operation_id>/sign")
@open_to(Role.MANAGER, *EDITORS)
def sign_operation(pole: str, operation_id: int) -> ResponseReturnValue:
    _operation_or_404(operation_id)
    member, form = current_member(), SignForm()

    def act(now: datetime) -> None:
        actions.sign_operation(
            _operation_or_404(operation_id), text(form.side), text(form.signer), member=member, now=now
        )

    if done(form, act):
        return go(address("operation", operation_id=operation_id), _("Signé."))
    found = _operation_or_404(operation_id)
    return _page(found, _filled(found), form), 422


def _sent_to(found: OutsideWork) -> list[SigningLink]:
    """Personal addresses that still sign these words."""
    live = live_links(("operation", found.id), str(found.route), "worker", clock.now())
    return [row for row in live if rules.why_not_sign_by_link(found, row.sha256) is None]


@bp.post("/operations/<int:operation_id>/link")
@open_to(Role.MANAGER, *EDITORS)
def send_signing_link(pole: str, operation_id: int) -> ResponseReturnValue:
    """A personal address by letter, for a firm that has nobody in the pole."""
    _operation_or_404(operation_id)
    member, form, document = current_member(), FirmLinkForm(), document_or_404()

    paths: list[str] = []

    def act(now: datetime) -> None:
        row, who = _operation_or_404(operation_id), {"name": text(form.name), "email": text(form.email)}
        paths.append(actions.send_signing_link(document, row, **who, member=member, now=now))

    if done(form, act):
        if document.pole.is_demonstration:
            shown = request.url_root.rstrip("/") + paths[-1]
            message = _("Démonstration : aucun courriel ne part d’ici. Le lien : %(link)s", link=shown)
        else:
            message = _("Le lien est parti. La personne lit le document et signe par un code reçu à cette adresse.")
        return go(address("operation", operation_id=operation_id), message)
    found = _operation_or_404(operation_id)
    return _page(found, _filled(found), send=form), 422


@bp.post("/operations/<int:operation_id>/close")
@open_to(Role.MANAGER, *EDITORS)
def close_operation(pole: str, operation_id: int) -> ResponseReturnValue:
    _operation_or_404(operation_id)
    member = current_member()
    return press(
        lambda now: actions.close_operation(_operation_or_404(operation_id), member=member, now=now),
        address("operation_list"),
        _("Opération close."),
    )


@bp.get("/operations/<int:operation_id>.pdf")
@open_to(*EVERYBODY)
def operation_file(pole: str, operation_id: int) -> ResponseReturnValue:
    return operation_sheet(_operation_or_404(operation_id), document_or_404().pole, today())


def operation_sheet(found: OutsideWork, pole: Pole, on: date) -> Response:
    """The plan, protocol or cooperation sheet as it stands."""
    words = {work.number: work.french for work in catalogue().works}
    facts = {
        **outside.content_of(found),
        "host": found.host.name,
        "place": found.place.name if found.place else "",
        "works": [[number, words[number]] for number in found.works],
        "sha256": outside.content_sha256(found),
        "heads": outside.heads_of(found),
        "signed": [[side, row.signer, wall(row.signed_at, pole.zone).date().isoformat(),
                    row.recorded_by.name if outside.is_gathered(found, side) else "", "link" if row.link_id else ""]
                   for side, row in outside.signatures_now(found).items()],
        "plan": {"hours": thresholds.hours_of_plan(on), "months": thresholds.months_of_plan(on)},
        "written": outside.why_written(found.route, found.hours, found.works, on),
        "pole": pole.name,
        "printed_on": on.isoformat(),
    }  # fmt: skip
    return file(pdf.operation_pdf(facts), f"operation-{found.id}.pdf")
