"""A document of a resource: some are read only by those who have a confirmed date there."""

from __future__ import annotations

import io

from flask import Response, send_file
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound

from mutua.bookings.queries import papers as reading
from mutua.bookings.views.blueprint import EVERYBODY, bp, reached_or_404
from mutua.documents.queries import file_with_content
from mutua.kernel import clock
from mutua.pole.login import current_member
from mutua.resources import queries as resource_queries
from mutua.resources.models import Resource, ResourceDocument
from mutua.web.access import open_to


@bp.get("/p/<pole>/resources/<int:resource_id>/documents/<int:document_id>")
@open_to(*EVERYBODY)
def resource_document(pole: str, resource_id: int, document_id: int) -> ResponseReturnValue:
    resource = reached_or_404(resource_id)
    paper = resource_queries.document_of(resource_id, document_id)
    if paper is None:
        raise NotFound
    if paper not in readable(resource, [paper]):
        raise Forbidden
    stored = file_with_content(paper.file_id)
    if stored is None:
        raise NotFound
    answer: Response = send_file(
        io.BytesIO(stored.content), mimetype=stored.media_type, as_attachment=True, download_name=stored.name
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def readable(resource: Resource, papers: list[ResourceDocument]) -> list[ResourceDocument]:
    """Those the current member may read."""
    return reading.readable(papers, resource, current_member(), clock.now())
