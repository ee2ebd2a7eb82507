"""Sharing a resource, setting it, retiring it."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member
from mutua.resources import actions, queries
from mutua.resources.forms import ClosureForm, SheetForm, sheet_form
from mutua.resources.models import Kind, Resource
from mutua.resources.rules import No, parts_among, wholes_among, why_not_edit
from mutua.resources.views.blueprint import SETTERS, bp, editable
from mutua.web.access import open_to
from mutua.web.sentences import sentence

LARGEST_PHOTO = 10 * 1024 * 1024


@bp.get("/p/<pole>/resources/new")
@open_to(*SETTERS)
def new(pole: str) -> ResponseReturnValue:
    """The kind first, as its questions follow from it."""
    return _new_page(_form(_kind()))


@bp.post("/p/<pole>/resources")
@open_to(*SETTERS)
def create(pole: str) -> ResponseReturnValue:
    form = _form(_kind())
    photo = _photo(form) if form.validate() else None
    if form.errors:
        return _new_page(form), 422
    try:
        with transaction():
            made = actions.create_resource(
                form.to_sheet(photo=photo), form.kind, form.structure.data, member=current_member(), now=clock.now()
            )
            if form.parts.data:
                actions.set_parts(made, form.parts.data, member=current_member(), now=clock.now())
            resource_id = made.id
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _new_page(form), 403 if refused.reason is No.NOT_THE_OWNER else 422
    flash(_("%(name)s est partagé.", name=form.name.data))
    if form.kind is Kind.STAFF and current_member().manages(form.structure.data):
        # Whose time it is, at once: nobody's working time is checked before (the room of staff sharing asks).
        return redirect(url_for("staffing.whose_time", pole=pole, resource_id=resource_id), 303)
    return redirect(url_for("resources.show", pole=pole, resource_id=resource_id), 303)


@bp.get("/p/<pole>/resources/<int:resource_id>/edit")
@open_to(*SETTERS)
def edit(pole: str, resource_id: int) -> ResponseReturnValue:
    resource = editable(resource_id)
    return edit_page(resource, _form(resource.kind, resource))


@bp.post("/p/<pole>/resources/<int:resource_id>/edit")
@open_to(*SETTERS)
def save(pole: str, resource_id: int) -> ResponseReturnValue:
    """409 and both versions when somebody saved meanwhile."""
    resource = editable(resource_id)
    form = _form(resource.kind, resource)
    photo = (_photo(form) or resource.photo) if form.validate() else None
    if form.errors:
        return edit_page(resource, form), 422
    version = form.version.data or ""
    try:
        with refusing_stale(No.RESOURCE_CHANGED), transaction():
            actions.edit_resource(
                editable(resource_id),
                form.to_sheet(photo=photo),
                version=int(version) if version.isdecimal() else -1,
                member=current_member(),
                now=clock.now(),
            )
            if form.asks_parts:
                wanted = form.parts.data or []
                actions.set_parts(editable(resource_id), wanted, member=current_member(), now=clock.now())
    except Refused as refused:
        return _not_saved(resource_id, form, refused)
    flash(_("La fiche est enregistrée."))
    return redirect(url_for("resources.show", pole=pole, resource_id=resource_id), 303)


def _not_saved(resource_id: int, form: SheetForm, refused: Refused) -> ResponseReturnValue:
    resource = editable(resource_id)
    form.form_errors.append(sentence(refused.reason))
    if refused.reason is not No.RESOURCE_CHANGED:
        return edit_page(resource, form), 422
    form.version.data = str(resource.version)
    return edit_page(resource, form, theirs=_differences(form, resource)), 409


def _differences(form: SheetForm, resource: Resource) -> list[tuple[str, str]]:
    """What is in place now, field by field, where it is not what was typed."""
    kept = sheet_form(resource.kind, queries.places_of(resource.pole_id), [], resource, sent=False)
    pairs = ((field.label.text, field.data, kept[field.name].data) for field in form if field.name in kept)
    skipped = ("CSRFTokenField", "HiddenField", "FileField")
    return [
        (str(label), str(now if now not in (None, "") else "—"))
        for (label, typed, now), field in zip(pairs, form, strict=True)
        if field.type not in skipped and (typed or None) != (now or None)
    ]


@bp.post("/p/<pole>/resources/<int:resource_id>/copy")
@open_to(*SETTERS)
def copy(pole: str, resource_id: int) -> ResponseReturnValue:
    """Another like it, to be completed at once."""
    with transaction():
        resource = editable(resource_id)
        name = _("%(name)s (copie)", name=resource.name[:110])
        made = actions.copy_resource(resource, name, member=current_member(), now=clock.now())
        made_id = made.id
    flash(_("La copie est prête. Donnez-lui son nom et sa photo."))
    return redirect(url_for("resources.edit", pole=pole, resource_id=made_id), 303)


def _kind() -> Kind:
    asked = request.values.get("kind", "")
    return Kind(asked) if asked in set(Kind) else Kind.PREMISES


def _form(kind: Kind, resource: Resource | None = None, *, sent: bool = True) -> SheetForm:
    member = current_member()
    places = queries.places_of(member.pole_id)
    if resource is not None:
        owners = [(resource.structure_id, resource.structure.name)]
    elif member.is_coordinator:
        rows = pole_queries.memberships_of(member.pole_id, active_only=True)
        owners = [(row.structure_id, row.structure.name) for row in rows]
    else:
        owners = [(member.structure_id or 0, member.structure_name or "")]
    joined, parts = _parts(kind, resource)
    return sheet_form(kind, places, owners, resource, parts=parts, joined=joined, sent=sent)


def _parts(kind: Kind, resource: Resource | None) -> tuple[list[int], list[tuple[int, str]]]:
    """What the resource is made of, and what it could be made of: what the member sets, but what it is part of."""
    if kind is Kind.STAFF:
        return [], []
    member = current_member()
    others = [entry for entry in queries.resources_for(member) if entry.kind is not Kind.STAFF]
    joined = parts_among(resource, others) if resource else []
    above = [entry.id for entry in wholes_among(resource, others)] if resource else []
    own = resource.id if resource else 0
    sets = [entry for entry in others if entry.id != own and why_not_edit(entry, member) is None]
    return joined, [(entry.id, entry.name) for entry in sets if entry.id not in above or entry.id in joined]


def plain_form(resource: Resource) -> SheetForm:
    """The sheet as it is kept, whatever another form of the page has sent."""
    return _form(resource.kind, resource, sent=False)


def _photo(form: SheetForm) -> str | None:
    """The kept photo's file name; a message beside the field when it cannot be read."""
    sent = form.photo.data
    if not isinstance(sent, FileStorage) or not sent.filename:
        return None
    content = sent.stream.read(LARGEST_PHOTO + 1)
    try:
        if len(content) > LARGEST_PHOTO:
            raise actions.UnreadablePhoto
        return actions.keep_photo(content, photo_folder())
    except actions.UnreadablePhoto:
        form.photo.errors = [_("Cette photo ne s’ouvre pas. Choisissez une image JPEG, PNG ou WebP de moins de 10 Mo.")]
        return None


def photo_folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].data_dir / "photos"
    return folder


def _new_page(form: SheetForm) -> str:
    return render_template("resources/new.html", form=form, kinds=list(Kind))


def edit_page(
    resource: Resource,
    form: SheetForm,
    *,
    theirs: list[tuple[str, str]] | None = None,
    closure: ClosureForm | None = None,
) -> str:
    closure = closure or ClosureForm(formdata=None)
    closure.starts.offer(range(0, 1440, 60))
    closure.ends.offer(range(60, 1441, 60))
    return render_template(
        "resources/edit.html",
        resource=resource,
        form=form,
        theirs=theirs,
        closure=closure,
        closures=queries.closures_of(resource.id, clock.now()),
    )
