"""Who is at the door of CalDAV: an application password says it, never a cookie; answers are never pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from flask import Blueprint, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from mutua.calendars import actions, queries
from mutua.calendars.dav import xml
from mutua.calendars.dav.xml import d
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.secret import token_hash
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.web.access import open_to
from mutua.web.forms import is_storable
from mutua.web.pages import csrf

bp = Blueprint("dav", __name__)
csrf.exempt(bp)  # a password in the header, not a cookie, says who asks
CLASSES = "1, 3, calendar-access"
LARGEST_QUESTION = 512 * 1024
REALM = 'Basic realm="Mutua", charset="UTF-8"'


class DavError(Exception):
    """A status with the element that names what was not met (RFC 4918, 16)."""

    def __init__(self, status: int, condition: str = "", words: str = "", **headers: str) -> None:
        super().__init__(words)
        self.status, self.condition, self.words, self.headers = status, condition, words, headers


@bp.errorhandler(DavError)
def _failed(failure: DavError) -> Response:
    return answer(xml.error(failure.condition, failure.words), failure.status, failure.headers)


def answer(body: bytes, status: int, headers: dict[str, str] | None = None) -> Response:
    response = Response(body, status, content_type="application/xml; charset=utf-8")
    response.headers.update({name.replace("_", "-"): value for name, value in (headers or {}).items()})
    return stamped(response)


def stamped(response: Response) -> Response:
    """The headers of every answer."""
    response.headers["DAV"] = CLASSES
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def multistatus(responses: list[str], more: str = "") -> Response:
    return answer(xml.multistatus(responses, more), 207)


def dav_route(rule: str, *methods: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A route for the holder of an application password, answered in their language."""

    def mark(handler: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(handler)
        def signed_in(**values: str) -> ResponseReturnValue:
            member = _sign_in()
            if not all(is_storable(value) for value in values.values()):
                raise DavError(404)
            if values.pop("home", home_of(member)) != home_of(member):
                raise DavError(404)
            with force_locale(member.locale):
                found: ResponseReturnValue = handler(**values)
                return found

        options = {"methods": list(methods), "strict_slashes": False, "provide_automatic_options": False}
        return bp.route(rule, **options)(open_to(Role.ANYONE)(signed_in))

    return mark


def current() -> Member:
    member: Member = g.dav_member
    return member


def home_of(member: Member) -> str:
    """One address a password: whoever acts for two structures has two."""
    return f"{member.person_id}-{member.structure_id}-{member.pole_slug}"


def _sign_in() -> Member:
    """The member the password was made for; 401, or 429 after too many wrong ones."""
    given = request.authorization
    if given is None or given.type != "basic" or not given.password:
        raise DavError(401, words=_("Un mot de passe d’application est nécessaire."), WWW_Authenticate=REALM)
    user = given.username or ""
    found = queries.dav_password_by_hash(token_hash(given.password.strip()))
    member = None
    if found is not None and found[1].email == user.strip().lower():
        member = pole_queries.member_for(found[1], found[2], found[0].structure_id)
    if found is None or member is None or member.structure_id != found[0].structure_id:
        _count(user)
        raise DavError(401, words=_("Ce mot de passe d’application ne convient pas."), WWW_Authenticate=REALM)
    today = wall(clock.now(), member.pole_zone).date()
    if found[0].used_on != today:
        with transaction():
            actions.mark_password_used(found[0].id, today)
    g.dav_member = member
    return member


def _count(user: str) -> None:
    with transaction():
        counted = actions.count_wrong_password(user, now=clock.now())
    if not counted:
        words = _("Trop d’essais avec un mauvais mot de passe. Attendez un quart d’heure.")
        raise DavError(429, words=words, Retry_After="900")


def question() -> Element | None:
    """The XML asked with; None for none."""
    if (request.content_length or 0) > LARGEST_QUESTION:
        raise DavError(413)
    try:
        return xml.parsed(request.get_data(cache=False))
    except xml.NotXml as wrong:
        raise DavError(400, words=str(wrong)[:200]) from None


def depth(*, default: str, deepest: str = "") -> str:
    """0 or 1; all of a tree at once is refused (RFC 4918, 9.1) but where it is no more than its `deepest` level."""
    given = request.headers.get("Depth", default).strip().lower()
    if given == "infinity" and deepest:
        return deepest
    if given == "infinity":
        raise DavError(403, xml.element(d("propfind-finite-depth")))
    if given not in ("0", "1"):
        raise DavError(400)
    return given


def path_of(address: str) -> str:
    """The path of an address of ours, decoded; empty for what is none."""
    try:
        return unquote(urlsplit(address).path, errors="strict")
    except ValueError:
        return ""


def base_url() -> str:
    return str(current_app.config["SETTINGS"].base_url).rstrip("/")
