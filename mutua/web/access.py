"""Who may use a route: stated beside it, asked before it runs, and missing nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, Unauthorized

from mutua.kernel.role import Role

Handler = TypeVar("Handler", bound=Callable[..., object])
RolesHere = Callable[[], frozenset[Role]]


class UnguardedRoute(RuntimeError):
    """A route without `open_to`: the app does not start."""


def open_to(*roles: Role) -> Callable[[Handler], Handler]:
    """State who may use the route; the object itself is asked for inside it."""

    def mark(handler: Handler) -> Handler:
        handler.__dict__["open_to"] = frozenset(roles)
        return handler

    return mark


def roles_of(app: Flask, endpoint: str) -> frozenset[Role] | None:
    """The roles an endpoint is opened to, None when it says nothing."""
    handler = app.view_functions[endpoint]
    inner = getattr(handler, "view_class", handler)
    found: frozenset[Role] | None = getattr(inner, "open_to", None)
    return found


def check_every_route(app: Flask) -> None:
    """Raise UnguardedRoute naming every route that does not say whom it is for."""
    bare = sorted(name for name in app.view_functions if name != "static" and roles_of(app, name) is None)
    if bare:
        raise UnguardedRoute("routes without open_to: " + ", ".join(bare))


def connect(app: Flask, roles_here: RolesHere) -> None:
    """Ask at every door."""

    def ask() -> ResponseReturnValue | None:
        if request.endpoint is None or request.endpoint == "static":
            return None
        allowed = roles_of(app, request.endpoint) or frozenset()
        here = roles_here()
        if allowed & here:
            return None
        if Role.PERSON in here:
            raise Forbidden
        if request.path.startswith("/api/"):
            raise Unauthorized
        return redirect(f"/login?next={quote(_wanted())}", 303)

    app.before_request(ask)


def _wanted() -> str:
    """Where to come back to after signing in: the page of a GET, the start page else."""
    if request.method != "GET":
        return "/"
    return request.full_path.rstrip("?")
