"""Where programs begin: /.well-known/caldav for any method, and OPTIONS anywhere, both without a password."""

from __future__ import annotations

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from mutua.calendars.dav.door import bp, stamped
from mutua.kernel.role import Role
from mutua.web.access import open_to

ANY = ["GET", "PROPFIND", "PROPPATCH", "REPORT", "PUT", "POST", "DELETE", "OPTIONS"]
ALLOW = {
    "": "OPTIONS, GET, HEAD, PROPFIND, REPORT",
    "home": "OPTIONS, PROPFIND, PROPPATCH, REPORT",
    "calendar": "OPTIONS, PROPFIND, PROPPATCH, REPORT, GET, HEAD, PUT, DELETE, MOVE",
    "name": "OPTIONS, PROPFIND, GET, HEAD, PUT, DELETE, MOVE",
}


@bp.route("/.well-known/caldav", methods=ANY, provide_automatic_options=False)
@open_to(Role.ANYONE)
def well_known() -> ResponseReturnValue:
    """RFC 6764, 5."""
    return redirect("/dav/", 301)


@bp.get("/dav/", provide_automatic_options=False)  # options() tells what is spoken here
@open_to(Role.ANYONE)
def visit() -> ResponseReturnValue:
    """The address of the server opened in a browser: what it is for."""
    return redirect(url_for("home.help") + "#clients", 303)


@bp.route("/dav/", methods=["OPTIONS"], strict_slashes=False)
@bp.route("/dav/<home>/", methods=["OPTIONS"], strict_slashes=False)
@bp.route("/dav/<home>/<calendar>/", methods=["OPTIONS"], strict_slashes=False)
@bp.route("/dav/<home>/<calendar>/<name>", methods=["OPTIONS"])
@open_to(Role.ANYONE)
def options(home: str = "", calendar: str = "", name: str = "") -> Response:
    """What may be done; some programs ask before they send a password."""
    where = "name" if name else "calendar" if calendar else "home" if home else ""
    response = Response(status=200)
    response.headers["Allow"] = ALLOW[where]
    return stamped(response)
