"""Start page, sign-in by password or by a mailed link, sign-out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole import actions, login, queries
from mutua.pole.forms import AddressForm, OneButtonForm, SignInForm
from mutua.pole.rules import No
from mutua.web.access import open_to
from mutua.web.forms import text
from mutua.web.pages import endpoint_url, safe_next
from mutua.web.sentences import sentence

bp = Blueprint("login", __name__)


@bp.get("/")
@open_to(Role.ANYONE)
def start() -> ResponseReturnValue:
    """A visitor sees what Mutua is and which poles live here; a member goes home."""
    if not current_user.is_authenticated:
        return render_template("login/start.html", poles=queries.poles_with_counts())
    poles = queries.poles_of(current_user.person_id)
    if not poles:
        return redirect(url_for("account.show"), 303)
    last = next((pole for pole in poles if pole.slug == session.get("pole")), poles[0])
    return redirect(home_of(last.slug), 303)


def home_of(slug: str) -> str:
    """The first page of a pole."""
    return endpoint_url("home.today", pole=slug) or f"/p/{slug}/structures"


@bp.get("/login")
@open_to(Role.ANYONE)
def sign_in() -> ResponseReturnValue:
    wanted = safe_next(request.args.get("next"), "/")
    if current_user.is_authenticated:
        return redirect(wanted, 303)
    return render_template("login/sign_in.html", form=SignInForm(formdata=None, next=wanted))


@bp.post("/login")
@open_to(Role.ANYONE)
def enter() -> ResponseReturnValue:
    """A wrong try is counted in a transaction of its own: the refusal rolls the other back."""
    form = SignInForm()
    if not form.validate():
        return render_template("login/sign_in.html", form=form), 422
    now = clock.now()
    try:
        with transaction():
            person = actions.check_password(text(form.email), text(form.password), now=now)
            token = actions.open_session(person, password=text(form.password), browser=login.browser(), now=now)
            signed_in = login.signed_in_as(person, token)
    except Refused as refused:
        if refused.reason is No.WRONG_PASSWORD:
            with transaction():
                actions.count_failure(text(form.email), now=now)
        form.form_errors.append(sentence(refused.reason))
        status = 429 if refused.reason is No.TOO_MANY_TRIES else 422
        return render_template("login/sign_in.html", form=form), status
    login.start_session(signed_in, keep=form.keep.data)
    return redirect(safe_next(form.next.data, "/"), 303)


@bp.post("/logout")
@open_to(Role.ANYONE)
def sign_out() -> ResponseReturnValue:
    """The row is revoked, so that a copy of the cookie is worth nothing afterwards."""
    if current_user.is_authenticated:
        number, person_id = current_user.sign_in_id, current_user.person_id
        with transaction():
            kept = queries.sign_in_of(person_id, number)
            if kept is not None:
                actions.revoke_session(kept, now=clock.now())
    login.end_session()
    return redirect(url_for("login.sign_in"), 303)


@bp.get("/login/link")
@open_to(Role.ANYONE)
def ask_link() -> ResponseReturnValue:
    wanted = safe_next(request.args.get("next"), "/")
    form = AddressForm(formdata=None, email=request.args.get("email", "")[:254], next=wanted)
    return render_template("login/ask_link.html", form=form)


@bp.post("/login/link")
@open_to(Role.ANYONE)
def send_link() -> ResponseReturnValue:
    """The answer is the same whether the account exists or not."""
    form = AddressForm()
    if not form.validate():
        return render_template("login/ask_link.html", form=form), 422
    with transaction():
        actions.ask_for_link(text(form.email), safe_next(form.next.data, "/"), now=clock.now())
    return render_template("login/sent.html", email=text(form.email))


@bp.get("/login/link/<token>")
@open_to(Role.ANYONE)
def show_link(token: str) -> ResponseReturnValue:
    """One button: mail programs that fetch links must not use them up."""
    form = OneButtonForm(formdata=None, next=safe_next(request.args.get("next"), "/"))
    link = queries.reset_by_hash(actions.link_hash(token))
    refused = actions.why_not_use(link, now=clock.now())
    return render_template("login/use_link.html", form=form, link=link, refused=refused), 410 if refused else 200


@bp.post("/login/link/<token>")
@open_to(Role.ANYONE)
def use_link(token: str) -> ResponseReturnValue:
    form, now = OneButtonForm(), clock.now()
    try:
        with transaction():
            person = actions.use_link(queries.reset_by_hash(actions.link_hash(token), to_use=True), now=now)
            secret = actions.open_session(person, browser=login.browser(), now=now)
            signed_in = login.signed_in_as(person, secret)
    except Refused as refused:
        return render_template("login/use_link.html", form=form, link=None, refused=refused.reason), 410
    login.start_session(signed_in, keep=True)
    return redirect(safe_next(form.next.data, "/"), 303)
