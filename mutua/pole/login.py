"""From a request to the person, and to the member as whom they act here."""

from __future__ import annotations

from flask import Flask, Response, after_this_request, g, request, session
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.secret import token_hash
from mutua.pole import queries
from mutua.pole.models import Member, Person, Pole
from mutua.web import access
from mutua.web.forms import is_storable

manager = LoginManager()
LAST_POLE = "pole"


class SignedIn(UserMixin):
    """The person behind this request's cookie, and the session's own id."""

    def __init__(self, person: Person, sign_in_id: int, token: str) -> None:
        self.person_id = person.id
        self.name = person.name
        self.email = person.email
        self.locale = person.locale
        self.sign_in_id = sign_in_id
        self.token = token

    def get_id(self) -> str:
        return self.token


@manager.user_loader
def _load(token: str) -> SignedIn | None:
    found = queries.sign_in_by_hash(token_hash(token), clock.now())
    if found is None:
        return None
    g.person = found[1]  # held for the request: the session forgets rows nobody holds, and would ask again
    return SignedIn(found[1], found[0].id, token)


def connect(app: Flask) -> None:
    """Hang sign-in on the app: who is here, as whom, and what each route lets them do."""
    manager.init_app(app)
    manager.session_protection = None  # the session's own secret is checked on every request
    app.before_request(_find_member)
    access.connect(app, roles_here)


def _find_member() -> ResponseReturnValue | None:
    g.member, g.pole = None, None
    if request.path.startswith("/api/"):
        _find_bearer()
        return None
    slug = (request.view_args or {}).get("pole")
    if slug is None:
        return None
    pole = queries.pole_by_slug(slug) if is_storable(slug) else None
    if pole is None:
        raise NotFound
    g.pole = pole
    if current_user.is_authenticated:
        g.member = _member_in(pole)
        if g.member is None:
            raise NotFound  # a stranger does not learn more than that
        if session.get(LAST_POLE) != slug:
            session[LAST_POLE] = slug
    return None


def _find_bearer() -> None:
    """The member a bearer token was made for: one person, one structure, one pole."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return
    found = queries.token_by_hash(token_hash(token.strip()))
    if found is None:
        return
    key, person, pole = found
    member = queries.member_for(person, pole, key.structure_id)
    if member is not None and member.structure_id == key.structure_id:
        g.member, g.pole = member, pole


def _member_in(pole: Pole) -> Member | None:
    person = queries.person(current_user.person_id)
    chosen = session.get(f"structure:{pole.slug}")
    return queries.member_for(person, pole, chosen) if person else None


def roles_here() -> frozenset[Role]:
    """What the visitor is, for the route's door."""
    member: Member | None = g.get("member")
    if member is not None:
        return member.roles | {Role.ANYONE}
    # The API knows tokens alone: a cookie names nobody there, else it would answer 403 where a token is what lacks.
    if current_user.is_authenticated and not request.path.startswith("/api/"):
        return frozenset({Role.ANYONE, Role.PERSON})
    return frozenset({Role.ANYONE})


def current_member() -> Member:
    """The member of this request; a route opened to roles of a pole always has one."""
    member: Member | None = g.get("member")
    if member is None:
        raise NotFound
    return member


def current_pole() -> Pole:
    pole: Pole | None = g.get("pole")
    if pole is None:
        raise NotFound
    return pole


def current_person() -> SignedIn:
    signed_in: SignedIn = current_user._get_current_object()
    return signed_in


def act_for(pole_slug: str, structure_id: int) -> None:
    """Remember for whom this person acts in this pole."""
    session[f"structure:{pole_slug}"] = structure_id


def stay_in_last_pole() -> None:
    """On pages outside a pole: the menu of the pole one comes from, as the same member."""
    if not current_user.is_authenticated or session.get(LAST_POLE) is None:
        return
    pole = queries.pole_by_slug(session[LAST_POLE])
    member = _member_in(pole) if pole else None
    if member is not None:
        g.pole, g.member = pole, member


def browser() -> str:
    """What this browser calls itself, for the list of sessions."""
    return request.user_agent.string


def device(browser: str) -> str:
    """`Firefox, Android` from what a browser calls itself; empty when it says nothing known. Order matters: Edge
    also calls itself Chrome, and Chrome also Safari."""
    programs = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS"}
    systems["Linux"] = "Linux"
    named = [next((name for mark, name in known.items() if mark in browser), "") for known in (programs, systems)]
    return ", ".join(name for name in named if name)


def signed_in_as(person: Person, token: str) -> SignedIn:
    """The user of a session opened a moment ago, in the same transaction."""
    found = queries.sign_in_by_hash(token_hash(token), clock.now())
    if found is None:
        raise NotFound
    return SignedIn(person, found[0].id, token)


def start_session(signed_in: SignedIn, *, keep: bool) -> None:
    """What was kept for somebody else in this browser is forgotten; `keep`: the cookie outlives the browser."""
    session.clear()
    login_user(signed_in)
    session.permanent = keep


def end_session() -> None:
    """What pages kept on the device for use without network goes with it, by whichever way one signs out."""
    logout_user()
    session.clear()
    after_this_request(_forget_on_device)


def _forget_on_device(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = '"storage"'
    return response
