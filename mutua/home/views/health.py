"""What a supervisor asks: is the process up, may it get traffic, how does it do. No cookie, no page."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, current_app, json, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST
from werkzeug.exceptions import NotFound

from mutua.config import HERE
from mutua.home import queries
from mutua.home.views import metrics
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.web.access import open_to

bp = Blueprint("health", __name__)
metrics.watch(bp)

LOOPBACK = ("127.0.0.1", "::1")
NEAR = ("localhost", "127.0.0.1", "[::1]")


@bp.get("/healthz")
@open_to(Role.ANYONE)
def process() -> ResponseReturnValue:
    """The process answers; it asks nobody else."""
    return _answer({"status": "ok"}, 200)


@bp.get("/readyz")
@open_to(Role.ANYONE)
def ready() -> ResponseReturnValue:
    """The database answers and stands at this version's migrations; else 503, so that no traffic comes here."""
    stands = queries.revision_or_none()
    if stands is None:
        return _answer({"status": "unavailable", "database": False, "migrations": False}, 503)
    current = stands == _head()
    status = "ok" if current else "unavailable"
    return _answer({"status": status, "database": True, "migrations": current}, 200 if current else 503)


@bp.get("/metrics")
@open_to(Role.ANYONE)
def figures() -> ResponseReturnValue:
    """Figures for Prometheus, told to this machine alone: anybody else gets 404 (docs/monitoring.md)."""
    if not _asked_from_here():
        raise NotFound
    waiting = queries.mail_waiting(clock.now())
    return Response(metrics.text(waiting), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _asked_from_here() -> bool:
    """A direct call from the loopback: a reverse proxy calls from there too, but for another host or with its marks."""
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    passed_on = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"))
    return request.remote_addr in LOOPBACK and host in NEAR and not passed_on


@cache
def _head() -> str:
    """The newest migration this code brings: their names begin with their dates, in order."""
    return max(file.stem for file in (HERE / "migrations" / "versions").glob("*.py"))


def _answer(facts: dict[str, object], status: int) -> Response:
    body = current_app.response_class(json.dumps(facts), status, mimetype="application/json")
    body.headers["Cache-Control"] = "no-store"
    return body
