"""One page for each calendar program, for everybody: what it can do here and what it cannot."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from mutua.calendars.views.programs import BY_SLUG, PROGRAMS, Program
from mutua.kernel.role import Role
from mutua.web.access import open_to

bp = Blueprint("calendar_help", __name__)


@bp.app_template_global("calendar_programs")
def calendar_programs() -> tuple[Program, ...]:
    """For the lists of other pages."""
    return PROGRAMS


@bp.get("/help/calendars/<slug>")
@bp.get("/p/<pole>/help/calendars/<slug>")
@open_to(Role.ANYONE)
def program(slug: str, pole: str | None = None) -> ResponseReturnValue:
    if slug not in BY_SLUG:
        raise NotFound
    return render_template("calendars/program.html", program=BY_SLUG[slug])
