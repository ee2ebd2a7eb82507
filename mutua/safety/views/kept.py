"""What a structure keeps when it has left its pole: the versions of its time, for its managers, for forty years."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from mutua.kernel.role import Role
from mutua.pole.login import current_person, stay_in_last_pole
from mutua.safety import queries
from mutua.safety.views.door import file
from mutua.web.access import open_to

kept = Blueprint("safety_kept", __name__, url_prefix="/safety/kept")


@kept.before_request
def _menu() -> None:
    stay_in_last_pole()


@kept.get("")
@open_to(Role.PERSON)
def kept_list() -> ResponseReturnValue:
    """Every version with an extract for a structure one manages, whatever pole it is, or was, in."""
    return render_template("safety/kept.html", rows=queries.kept_by(current_person().person_id))


@kept.get("/<int:extract_id>/<any(volume,extract):what>.pdf")
@open_to(Role.PERSON)
def kept_file(extract_id: int, what: str) -> ResponseReturnValue:
    row = queries.kept_extract(current_person().person_id, extract_id)
    if row is None:
        raise NotFound
    if what == "extract":
        return file(row.pdf, f"extrait-{row.number}.pdf")
    return file(row.edition.pdf, f"document-unique-v{row.edition.number}.pdf")
