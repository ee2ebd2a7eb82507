"""The photos of a resource: their name is their content's hash, so browsers keep them."""

from __future__ import annotations

from flask import send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from mutua.resources import queries
from mutua.resources.views.blueprint import EVERYBODY, bp, reached_or_404
from mutua.resources.views.edit import photo_folder
from mutua.web.access import open_to

A_YEAR = 365 * 86400


@bp.get("/p/<pole>/resources/<int:resource_id>/photos/<path:name>")
@open_to(*EVERYBODY)
def photo(pole: str, resource_id: int, name: str) -> ResponseReturnValue:
    """Only the resource's own photos, whatever else lies in the folder; `…-s.jpg` is the small one, while there is."""
    resource, whole = reached_or_404(resource_id), name.replace("-s.jpg", ".jpg")
    if whole != resource.photo and whole not in {shot.name for shot in queries.photos_of(resource)}:
        raise NotFound
    kept = name if (photo_folder() / name).is_file() else whole
    answer = send_from_directory(photo_folder().absolute(), kept, max_age=A_YEAR, conditional=True)
    answer.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return answer
