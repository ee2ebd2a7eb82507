"""The safety of places: what is known, checks, papers, and the sheet that whoever comes reads."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound

from mutua.documents.queries import file_with_content
from mutua.pole.login import current_member
from mutua.resources.models import Place, Resource
from mutua.resources.queries import places_of
from mutua.safety import actions, queries, rules
from mutua.safety.forms import CheckForm, DoneForm, PaperForm, PlaceForm
from mutua.safety.forms.fields import chosen
from mutua.safety.forms.place import CHECKS, PAPERS
from mutua.safety.models import CheckKind, PaperKind, PeriodicCheck
from mutua.safety.views.door import EVERYBODY, address, bp, document_or_404, done, file, go, press, today
from mutua.web.access import open_to
from mutua.web.forms import text


def _place_or_404(place_id: int) -> Place:
    found = queries.place_in(current_member().pole_id, place_id)
    if found is None:
        raise NotFound
    return found


def _own_place(place_id: int) -> Place:
    """The place, for those who may change it."""
    found = _place_or_404(place_id)
    if rules.why_not_edit_place(found, current_member()) is not None:
        raise Forbidden
    return found


def _own_check(check_id: int) -> PeriodicCheck:
    found = queries.check_for(current_member(), check_id)
    if found is None:
        raise NotFound
    if rules.why_not_edit_place(found.place, current_member()) is not None:
        raise Forbidden
    return found


@bp.get("/places")
@open_to(*EVERYBODY)
def place_list(pole: str) -> ResponseReturnValue:
    document, member = document_or_404(), current_member()
    here = queries.measured(document, today())
    checks = queries.checks_of(member.pole_id)
    return render_template(
        "safety/place_list.html",
        places=places_of(member.pole_id),
        rows={row["key"].partition(":")[2]: row for row in queries.places(here, today())},
        checks=checks,
        kinds=CHECKS,
        today=today(),
    )


@bp.get("/places/<int:place_id>")
@open_to(*EVERYBODY)
def place(pole: str, place_id: int) -> ResponseReturnValue:
    return _page(_place_or_404(place_id))


def _page(
    found: Place,
    check_form: CheckForm | None = None,
    paper_form: PaperForm | None = None,
    done_form: DoneForm | None = None,
    open_check: int = 0,
) -> str:
    document, member = document_or_404(), current_member()
    row = next(row for row in queries.places(queries.measured(document, today()), today()) if row["id"] == found.id)
    around = queries.places_by_id(member.pole_id)
    chain = queries.upwards(around[found.id], around)
    return render_template(
        "safety/place.html",
        place=found,
        row=row,
        known=queries.place_safety(found.id),
        told=queries.told_where(chain),
        above={each.id: each for each in chain[1:]},
        head=queries.head_at(chain),
        checks=queries.checks_of(member.pole_id, found.id),
        papers=queries.papers_of(each.id for each in chain),
        rules=queries.rules_at(member.pole_id, chain),
        resources=[
            (each, rules.why_not_print_code(each, member) is None)
            for each in queries.resources_of(member.pole_id)
            if each.place_id == found.id
        ],
        kinds=CHECKS,
        paper_kinds=PAPERS,
        check_form=check_form or CheckForm(formdata=None),
        paper_form=paper_form or PaperForm(formdata=None),
        done_form=done_form or DoneForm(formdata=None, data={"done_on": today()}),
        open_check=open_check,
        may_edit=rules.why_not_edit_place(found, member) is None,
        today=today(),
    )


@bp.get("/places/<int:place_id>/edit")
@open_to(*EVERYBODY)
def edit_place(pole: str, place_id: int) -> ResponseReturnValue:
    found, known = _own_place(place_id), queries.place_safety(place_id)
    form = PlaceForm(obj=known)
    form.version.data = str(known.version if known else 0)
    return render_template("safety/edit_place.html", place=found, form=form, known=known)


@bp.post("/places/<int:place_id>/edit")
@open_to(*EVERYBODY)
def describe_place(pole: str, place_id: int) -> ResponseReturnValue:
    found, member, form = _own_place(place_id), current_member(), PlaceForm()

    def act(now: datetime) -> None:
        sent = form.version.data or ""
        seen = int(sent) if sent.isdecimal() else 0
        actions.describe_place(
            _own_place(place_id), form.facts(), form.upload(), seen_version=seen, member=member, now=now
        )

    if done(form, act):
        return go(address("place", place_id=place_id), _("Fiche du lieu enregistrée."))
    found = _own_place(place_id)
    return render_template("safety/edit_place.html", place=found, form=form, known=queries.place_safety(place_id)), 422


@bp.post("/places/<int:place_id>/checks")
@open_to(*EVERYBODY)
def add_check(pole: str, place_id: int) -> ResponseReturnValue:
    _own_place(place_id)
    member, form = current_member(), CheckForm()

    def act(now: datetime) -> None:
        actions.add_check(
            _own_place(place_id), CheckKind(form.kind.data), text(form.label), every_months=form.every_months.data,
            due_on=chosen(form.due_on), member=member, now=now,
        )  # fmt: skip

    if done(form, act):
        return go(address("place", place_id=place_id), _("Vérification ajoutée. Un rappel partira avant l’échéance."))
    return _page(_own_place(place_id), check_form=form), 422


@bp.post("/checks/<int:check_id>/done")
@open_to(*EVERYBODY)
def record_check(pole: str, check_id: int) -> ResponseReturnValue:
    place_id = _own_check(check_id).place_id
    member, form = current_member(), DoneForm()

    def act(now: datetime) -> None:
        actions.record_check(
            _own_check(check_id), done_on=chosen(form.done_on), done_by=text(form.done_by), outcome=text(form.outcome),
            proof=form.upload(), member=member, now=now,
        )  # fmt: skip

    if done(form, act):
        return go(address("place", place_id=place_id), _("Inscrit au registre de sécurité."))
    return _page(_own_place(place_id), done_form=form, open_check=check_id), 422


@bp.post("/checks/<int:check_id>/end")
@open_to(*EVERYBODY)
def end_check(pole: str, check_id: int) -> ResponseReturnValue:
    place_id, member = _own_check(check_id).place_id, current_member()
    return press(
        lambda now: actions.end_check(_own_check(check_id), member=member, now=now),
        address("place", place_id=place_id),
        _("Vérification close. Son registre reste."),
    )


@bp.post("/places/<int:place_id>/papers")
@open_to(*EVERYBODY)
def add_paper(pole: str, place_id: int) -> ResponseReturnValue:
    _own_place(place_id)
    member, form = current_member(), PaperForm()

    def act(now: datetime) -> None:
        actions.add_paper(
            _own_place(place_id), PaperKind(form.kind.data), text(form.title), form.upload(), member=member, now=now
        )

    if done(form, act):
        return go(address("place", place_id=place_id), _("Document ajouté."))
    return _page(_own_place(place_id), paper_form=form), 422


@bp.post("/papers/<int:paper_id>/remove")
@open_to(*EVERYBODY)
def remove_paper(pole: str, paper_id: int) -> ResponseReturnValue:
    member = current_member()
    paper = queries.paper_for(member, paper_id)
    if paper is None:
        raise NotFound
    place_id = _own_place(paper.place_id).id

    def act(now: datetime) -> None:
        found = queries.paper_for(member, paper_id)
        if found is None:
            raise NotFound
        actions.remove_paper(found, _own_place(place_id), member=member, now=now)

    return press(act, address("place", place_id=place_id), _("Document retiré. Les versions publiées le gardent."))


@bp.get("/files/<int:file_id>")
@open_to(*EVERYBODY)
def place_file(pole: str, file_id: int) -> ResponseReturnValue:
    """A plan, a paper or the proof of a check: those who work there may read it."""
    if not queries.is_place_file(current_member().pole_id, file_id):
        raise NotFound
    found = file_with_content(file_id)
    if found is None:
        raise NotFound
    answer = file(found.content, f"document-{found.id}", found.media_type)
    answer.headers["Content-Disposition"] = "attachment"
    answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    return answer


@bp.app_template_global("safety_papers")
def safety_papers(resource: Resource) -> dict[str, object] | None:
    """What a resource's page offers to print; None while the pole has no document."""
    member = current_member()
    if queries.document_of(member.pole_id) is None:
        return None
    return {"place": resource.place, "may_print": rules.why_not_print_code(resource, member) is None}


def _resource_or_404(resource_id: int) -> Resource:
    found = queries.shared_resource(current_member(), resource_id)
    if found is None:
        raise NotFound
    return found


@bp.get("/sheets/<int:resource_id>")
@open_to(*EVERYBODY)
def sheet(pole: str, resource_id: int) -> ResponseReturnValue:
    """What to know before using a resource; whoever comes says they have read it."""
    resource, member = _resource_or_404(resource_id), current_member()
    shown = queries.safety_sheet(resource)
    runs = rules.may_edit(member) or member.manages(resource.structure_id)
    return render_template(
        "safety/sheet.html",
        resource=resource,
        sheet=shown,
        reading=queries.reading_of(member.person_id, resource.id, shown.sha256),
        readers=queries.readings_of_sheet(resource.id) if runs else [],
        runs=runs,
    )


@bp.post("/sheets/<int:resource_id>")
@open_to(*EVERYBODY)
def read_sheet(pole: str, resource_id: int) -> ResponseReturnValue:
    member, seen = current_member(), request.form.get("sha256", "")[:64]
    _resource_or_404(resource_id)
    return press(
        lambda now: actions.read_sheet(_resource_or_404(resource_id), seen, member=member, now=now),
        address("sheet", resource_id=resource_id),
        _("Lecture notée. Si la fiche change, elle vous sera de nouveau proposée."),
    )
