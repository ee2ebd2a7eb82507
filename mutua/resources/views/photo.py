"""The photo of a resource: its name is its content's hash, so browsers keep it."""

from __future__ import annotations

from flask import send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from mutua.resources.views.blueprint import EVERYBODY, bp, resource_or_404
from mutua.resources.views.edit import photo_folder
from mutua.web.access import open_to

A_YEAR = 365 * 86400


@bp.get("/p/<pole>/resources/<int:resource_id>/photos/<path:name>")
@open_to(*EVERYBODY)
def photo(pole: str, resource_id: int, name: str) -> ResponseReturnValue:
    """Only the resource's own photo, whatever else lies in the folder."""
    if resource_or_404(resource_id).photo != name:
        raise NotFound
    answer = send_from_directory(photo_folder().absolute(), name, max_age=A_YEAR, conditional=True)
    answer.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return answer
