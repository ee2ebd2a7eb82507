"""Help, site map, accessibility and privacy: in a pole for its members, without one for everybody."""

from __future__ import annotations

from flask import current_app, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from mutua.home.views.blueprint import bp
from mutua.kernel.role import Role
from mutua.pole import queries
from mutua.pole.login import roles_here
from mutua.pole.models import PoleRole
from mutua.web.access import open_to, roles_of


@bp.get("/help")
@bp.get("/p/<pole>/help")
@open_to(Role.ANYONE)
def help(pole: str | None = None) -> ResponseReturnValue:
    """What people ask, and, for members, whom of the coordination to ask."""
    contacts = queries.officers_of(g.pole.id, PoleRole.COORDINATOR) if g.get("member") else []
    return _page("help", contacts=contacts)


@bp.get("/sitemap")
@bp.get("/p/<pole>/sitemap")
@open_to(Role.ANYONE)
def sitemap(pole: str | None = None) -> ResponseReturnValue:
    """Every page the reader may open."""
    here = roles_here()
    return _page("sitemap", may_open=lambda endpoint: bool((roles_of(current_app, endpoint) or frozenset()) & here))


@bp.get("/accessibility")
@bp.get("/p/<pole>/accessibility")
@open_to(Role.ANYONE)
def accessibility(pole: str | None = None) -> ResponseReturnValue:
    return _page("accessibility")


@bp.get("/privacy")
@bp.get("/p/<pole>/privacy")
@open_to(Role.ANYONE)
def privacy(pole: str | None = None) -> ResponseReturnValue:
    return _page("privacy")


@bp.get("/gallery")
@open_to(Role.ANYONE)
def gallery() -> ResponseReturnValue:
    """Every component on one page, for whoever writes pages: not in production."""
    if current_app.config["SETTINGS"].production:
        raise NotFound
    return render_template("home/gallery.html")


def _page(name: str, **facts: object) -> ResponseReturnValue:
    """A visitor who is not signed in reads the same page outside the pole: its menu would lead nowhere."""
    if g.get("pole") is not None and g.get("member") is None:
        return redirect(url_for(f"home.{name}"), 303)
    return render_template(f"home/{name}.html", **facts)
