"""Offers and needs: the board, publishing, answering in private, closing, renewing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.exchanges import actions, queries, rules
from mutua.exchanges.forms import AnswerForm, BareForm, ListingForm, OutcomeForm
from mutua.exchanges.models import Listing, ListingKind, Outcome
from mutua.exchanges.views.blueprint import EVERYBODY, bp, go, listing_or_404, status_of
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.sentences import sentence

ALL = "/p/<pole>/exchanges/listings"
USUAL_STAY = timedelta(days=60)


@bp.get(ALL)
@open_to(*EVERYBODY)
def listings(pole: str) -> ResponseReturnValue:
    return _board()


def _board(*, why: str = "", status: int = 200) -> ResponseReturnValue:
    member = current_member()
    today = rules.local_day(clock.now(), member)
    facts = {
        "offers": queries.open_listings(member.pole_id, today, ListingKind.OFFER),
        "needs": queries.open_listings(member.pole_id, today, ListingKind.NEED),
        "past": queries.past_listings_of(member, today),
        "matches": queries.matches_of(queries.own_listings(member, today), today),
    }
    return render_template("exchanges/listings.html", why=why, **facts), status


@bp.get(ALL + "/new")
@open_to(Role.MEMBER, Role.MANAGER)
def publishing(pole: str) -> ResponseReturnValue:
    today = rules.local_day(clock.now(), current_member())
    kind = request.args.get("listing", "offer")
    facts = {"until_on": today + USUAL_STAY, "listing": kind if kind in set(ListingKind) else "offer"}
    return _form(ListingForm(formdata=None, data=facts))


def _form(form: ListingForm, status: int = 200) -> ResponseReturnValue:
    return render_template("exchanges/publish.html", form=form), status


@bp.post(ALL + "/new")
@open_to(Role.MEMBER, Role.MANAGER)
def publish(pole: str) -> ResponseReturnValue:
    form = ListingForm()
    if not form.validate_for(rules.local_day(clock.now(), current_member())):
        return _form(form, 422)
    notice = form.notice()
    try:
        with transaction():
            actions.publish(notice, pictures=form.pictures, member=current_member(), now=clock.now())
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _form(form, status_of(refused.reason))
    return go("exchanges.listings", _("Annonce publiée."))


@bp.get(ALL + "/<int:listing_id>/answer")
@open_to(Role.MEMBER, Role.MANAGER)
def answering(pole: str, listing_id: int) -> ResponseReturnValue:
    return _answer_page(listing_or_404(listing_id), AnswerForm(formdata=None))


def _answer_page(listing: Listing, form: AnswerForm, status: int = 200) -> ResponseReturnValue:
    return render_template("exchanges/answer.html", listing=listing, form=form), status


@bp.post(ALL + "/<int:listing_id>/answer")
@open_to(Role.MEMBER, Role.MANAGER)
def answer(pole: str, listing_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    if not form.validate():
        return _answer_page(listing_or_404(listing_id), form, 422)
    try:
        with transaction():
            listing = listing_or_404(listing_id)
            message = form.message.data or ""
            actions.answer_listing(listing, message, member=current_member(), now=clock.now())
            name = listing.person.name
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _answer_page(listing_or_404(listing_id), form, status_of(refused.reason))
    return go("exchanges.listings", _("Message envoyé à %(name)s.", name=name))


@bp.post(ALL + "/<int:listing_id>/close")
@open_to(*EVERYBODY)
def close_listing(pole: str, listing_id: int) -> ResponseReturnValue:
    form = OutcomeForm()
    if not form.validate():
        return _board(status=422)

    def act(listing: Listing) -> None:
        actions.close_listing(listing, member=current_member(), now=clock.now(), outcome=form.chosen())

    ours = listing_or_404(listing_id).structure_id == current_member().structure_id
    if ours and form.chosen() is Outcome.EXCHANGED:
        return _on(listing_id, act, _("Annonce retirée. Il reste à déclarer l’échange."), to="exchanges.new")
    return _on(listing_id, act, _("Annonce retirée."))


@bp.post(ALL + "/<int:listing_id>/renew")
@open_to(Role.MEMBER, Role.MANAGER)
def renew_listing(pole: str, listing_id: int) -> ResponseReturnValue:
    if not BareForm().validate():
        return _board(status=422)

    def act(listing: Listing) -> None:
        actions.renew_listing(listing, member=current_member(), now=clock.now())

    return _on(listing_id, act, _("Annonce prolongée."))


def _on(listing_id: int, act: Callable[[Listing], None], said: str, *, to: str = "") -> ResponseReturnValue:
    try:
        with transaction():
            act(listing_or_404(listing_id))
    except Refused as refused:
        return _board(why=sentence(refused.reason), status=status_of(refused.reason))
    return go(to, said, listing=listing_id) if to else go("exchanges.listings", said)
