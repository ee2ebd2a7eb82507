"""Photos and documents of a resource: what lists and pages show, and what is handed out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources import actions, queries
from mutua.resources.forms import READERS, SORTS, DocumentForm, PhotoForm, WordsForm
from mutua.resources.models import PaperSort, Readers, Resource, Shot
from mutua.resources.rules import No
from mutua.resources.views.blueprint import SETTERS, bp, editable
from mutua.resources.views.edit import LARGEST_PHOTO, photo_folder
from mutua.web.access import open_to
from mutua.web.sentences import sentence


@bp.get("/p/<pole>/resources/<int:resource_id>/papers")
@open_to(*SETTERS)
def papers(pole: str, resource_id: int) -> ResponseReturnValue:
    return _page(editable(resource_id))


@bp.post("/p/<pole>/resources/<int:resource_id>/photos")
@open_to(*SETTERS)
def add_photo(pole: str, resource_id: int) -> ResponseReturnValue:
    """One more, after the others."""
    resource, form = editable(resource_id), PhotoForm()
    content = form.content(LARGEST_PHOTO) if form.validate() else b""
    try:
        if not content or len(content) > LARGEST_PHOTO:
            raise actions.UnreadablePhoto
        name = actions.keep_photo(content, photo_folder())
        shots = [shot for shot in queries.photos_of(resource) if shot.name != name]
        with refusing_stale(No.RESOURCE_CHANGED), transaction():
            kept = [*shots, Shot(name, form.alt.data or "")]
            actions.set_photos(editable(resource_id), kept, member=current_member(), now=clock.now())
    except actions.UnreadablePhoto:
        form.photo.errors = [_("Cette photo ne s’ouvre pas. Choisissez une image JPEG, PNG ou WebP de moins de 10 Mo.")]
        return _page(resource, photo=form), 422
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _page(editable(resource_id), photo=form), 422
    return _back(resource_id, _("La photo est ajoutée."))


@bp.post("/p/<pole>/resources/<int:resource_id>/photos/<path:name>")
@open_to(*SETTERS)
def set_photo(pole: str, resource_id: int, name: str) -> ResponseReturnValue:
    """`verb`: earlier, later, remove, or describe with `alt`."""
    resource, form = editable(resource_id), WordsForm()
    shots = queries.photos_of(resource)
    place = next((number for number, shot in enumerate(shots) if shot.name == name), None)
    if place is None:
        raise NotFound
    changed = _changed(shots, place, request.form.get("verb", ""), form.alt.data or "") if form.validate() else None
    if changed is None:
        return _page(resource), 422
    try:
        with refusing_stale(No.RESOURCE_CHANGED), transaction():
            actions.set_photos(editable(resource_id), changed, member=current_member(), now=clock.now())
    except Refused as refused:
        return _page(editable(resource_id), why=sentence(refused.reason)), 409
    return _back(resource_id, _("C’est noté."))


def _changed(shots: list[Shot], place: int, verb: str, alt: str) -> list[Shot] | None:
    others = shots[:place] + shots[place + 1 :]
    if verb == "remove":
        return others
    if verb == "describe":
        return [*shots[:place], Shot(shots[place].name, alt), *shots[place + 1 :]]
    if verb not in ("earlier", "later"):
        return None
    at = max(0, place - 1) if verb == "earlier" else place + 1
    return [*others[:at], shots[place], *others[at:]]


@bp.post("/p/<pole>/resources/<int:resource_id>/documents")
@open_to(*SETTERS)
def add_document(pole: str, resource_id: int) -> ResponseReturnValue:
    resource, form = editable(resource_id), DocumentForm()
    if not form.validate():
        return _page(resource, document=form), 422
    try:
        with transaction():
            actions.add_document(
                editable(resource_id),
                PaperSort(form.sort.data),
                form.title.data or "",
                Readers(form.readers.data),
                form.upload(),
                member=current_member(),
                now=clock.now(),
            )
    except Refused as refused:
        form.document.errors = [sentence(refused.reason)]
        return _page(editable(resource_id), document=form), 422
    return _back(resource_id, _("Le document est ajouté."))


@bp.post("/p/<pole>/resources/<int:resource_id>/documents/<int:document_id>/remove")
@open_to(*SETTERS)
def remove_document(pole: str, resource_id: int, document_id: int) -> ResponseReturnValue:
    with transaction():
        resource, paper = editable(resource_id), queries.document_of(resource_id, document_id)
        if paper is None:
            raise NotFound
        actions.remove_document(paper, resource, member=current_member(), now=clock.now())
    return _back(resource_id, _("Le document n’est plus lu par personne."))


def _back(resource_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("resources.papers", pole=current_member().pole_slug, resource_id=resource_id), 303)


def _page(
    resource: Resource, *, photo: PhotoForm | None = None, document: DocumentForm | None = None, why: str = ""
) -> str:
    return render_template(
        "resources/papers.html",
        resource=resource,
        shots=queries.photos_of(resource),
        papers=queries.documents_of([resource.id]),
        photo=photo or PhotoForm(formdata=None),
        document=document or DocumentForm(formdata=None),
        sorts=SORTS,
        readers=READERS,
        why=why,
    )
