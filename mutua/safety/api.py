"""The API of the safety document: its published editions."""

from __future__ import annotations

from flask import Response, current_app

from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.safety import queries
from mutua.web import problems
from mutua.web.access import open_to
from mutua.web.rest import Blueprint, answered

bp = Blueprint("api_safety", __name__, url_prefix="/api/v1", description="The shared safety document")
blueprints = (bp,)


@bp.get("/safety/editions")
@open_to(Role.MEMBER, Role.MANAGER)
def editions() -> Response:
    """Published editions, the newest first; `sha256` is that of the file."""
    base = current_app.config["SETTINGS"].base_url
    found = queries.editions_of(current_member().pole_id)
    items = [
        {
            "number": edition.number,
            "published_at": edition.published_at.isoformat(),
            "sha256": edition.sha256,
            "pdf_url": f"{base}/api/v1/safety/editions/{edition.number}.pdf",
        }
        for edition in found
    ]
    return answered({"items": items})


@bp.get("/safety/editions/<int:number>.pdf")
@open_to(Role.MEMBER, Role.MANAGER)
def file(number: int) -> Response:
    """The file of an edition, byte for byte as it was published."""
    found = queries.edition_numbered(current_member().pole_id, number)
    return Response(found.pdf, mimetype="application/pdf") if found else problems.answer(404)
