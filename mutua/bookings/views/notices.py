"""Which letters one wants, and the page behind « je n’en ai plus besoin »."""

from __future__ import annotations

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from wtforms import BooleanField

from mutua.bookings.actions import notices as actions
from mutua.bookings.models import Occurrence, State
from mutua.bookings.models.notices import GiveBackLink
from mutua.bookings.queries import notices as queries
from mutua.bookings.rules import why_not_change
from mutua.bookings.views.blueprint import EVERYBODY, bp, go
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.secret import token_hash
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.forms import BaseForm, is_storable
from mutua.web.sentences import sentence


class NoticesForm(BaseForm):
    """Three letters, each wanted or not."""

    eve = BooleanField(_l("La veille : un rappel, avec l’accès et les consignes du lieu"))
    after = BooleanField(_l("Après usage : « quelque chose de cassé ? »"))
    daily = BooleanField(_l("Chaque matin : une seule lettre avec ma journée et les demandes à traiter"))


@bp.get("/p/<pole>/notices")
@open_to(*EVERYBODY)
def notices(pole: str) -> ResponseReturnValue:
    member = current_member()
    kept = queries.choice(member.person_id, member.pole_id)
    facts = {"eve": kept.eve, "after": kept.after, "daily": kept.daily} if kept else {"eve": True, "after": True}
    return render_template("bookings/notices.html", form=NoticesForm(formdata=None, data=facts))


@bp.post("/p/<pole>/notices")
@open_to(*EVERYBODY)
def save_notices(pole: str) -> ResponseReturnValue:
    form = NoticesForm()
    if not form.validate():
        return render_template("bookings/notices.html", form=form), 422
    with transaction():
        wanted = {"eve": bool(form.eve.data), "after": bool(form.after.data), "daily": bool(form.daily.data)}
        actions.choose_notices(**wanted, member=current_member(), now=clock.now())
    return go(url_for("bookings.notices", pole=pole), _("C’est enregistré."))


@bp.get("/give-back/<token>")
@open_to(Role.ANYONE)
def giving_back(token: str) -> ResponseReturnValue:
    """One button; opening the link does nothing."""
    return _back_page(_link_or_404(token), token)


def _link_or_404(token: str) -> GiveBackLink:
    found = queries.give_back_link(token_hash(token)) if is_storable(token) else None
    if found is None:
        raise NotFound
    return found


def _back_page(link: GiveBackLink, token: str, why: str = "") -> ResponseReturnValue:
    found = actions.behind(link)
    if found is None:
        raise NotFound
    date: Occurrence = found[0]
    open_still = why_not_change(date, found[1], State.CANCELLED, now=clock.now()) is None
    page = render_template(
        "bookings/give_back.html", date=date, booking=date.booking, token=token, open=open_still, why=why,
        given=date.state is State.CANCELLED,
    )  # fmt: skip
    answer = make_response(page, 422 if why else 200)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/give-back/<token>")
@open_to(Role.ANYONE)
def give_back(token: str) -> ResponseReturnValue:
    try:
        with transaction():
            actions.give_back(_link_or_404(token), now=clock.now())
    except Refused as refused:
        return _back_page(_link_or_404(token), token, sentence(refused.reason))
    return redirect(url_for("bookings.giving_back", token=token), 303)
