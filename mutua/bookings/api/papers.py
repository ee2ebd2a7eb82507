"""The documents of a resource, under the same readers as on its page."""

from __future__ import annotations

import io

from flask import Response, send_file, url_for

from mutua.bookings.api.doors import bp
from mutua.bookings.queries.papers import readable
from mutua.documents.queries import file_with_content
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.resources import queries as resource_queries
from mutua.resources.models import ResourceDocument
from mutua.resources.rules import No
from mutua.web import problems
from mutua.web.access import open_to
from mutua.web.rest import answered


@bp.get("/resources/<int:resource_id>/documents")
@open_to(Role.MEMBER, Role.MANAGER)
def documents_of(resource_id: int) -> Response:
    """Those that the token's person may read, each with the address of its bytes."""
    member = current_member()
    resource = resource_queries.resource_for(member, resource_id, abroad=True)
    if resource is None:
        return problems.answer(404)
    papers = readable(resource_queries.documents_of([resource_id]), resource, member, clock.now())
    return answered({"items": [_shape(paper) for paper in papers]})


@bp.get("/resources/<int:resource_id>/documents/<int:document_id>")
@open_to(Role.MEMBER, Role.MANAGER)
def document(resource_id: int, document_id: int) -> Response:
    """The file as it was given; 403 with the reason for who may not read it yet."""
    member = current_member()
    resource = resource_queries.resource_for(member, resource_id, abroad=True)
    paper = resource_queries.document_of(resource_id, document_id) if resource else None
    if resource is None or paper is None:
        return problems.answer(404)
    if not readable([paper], resource, member, clock.now()):
        return problems.answer(403, reason=No.PAPER_KEPT_BACK)
    stored = file_with_content(paper.file_id)
    if stored is None:
        return problems.answer(404)
    answer: Response = send_file(
        io.BytesIO(stored.content), mimetype=stored.media_type, as_attachment=True, download_name=stored.name
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _shape(paper: ResourceDocument) -> dict[str, object]:
    address = url_for("api_bookings.document", resource_id=paper.resource_id, document_id=paper.id, _external=True)
    facts = {"id": paper.id, "title": paper.title, "kind": paper.sort.value, "name": paper.file.name}
    return {**facts, "size": paper.file.size, "readers": paper.readers.value, "url": address}
