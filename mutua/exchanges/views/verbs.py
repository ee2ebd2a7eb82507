"""What is done to an exchange; each is a POST of its own, and no GET acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.exchanges import actions, rules
from mutua.exchanges.forms import AgreedForm, BareForm, ConfirmForm, CounterForm, ReasonForm, WhyForm
from mutua.exchanges.models import Exchange
from mutua.exchanges.rules import No
from mutua.exchanges.views import show
from mutua.exchanges.views.blueprint import EVERYBODY, bp, exchange_or_404, go, status_of
from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refuse_if, refusing_stale
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.forms import BaseForm, text
from mutua.web.sentences import sentence

ONE = "/p/<pole>/exchanges/<int:exchange_id>"
Act = Callable[[Exchange, datetime], object]
Spoken = Callable[[Exchange, datetime], int | None]  # the exchange it made, if any


def _do(exchange_id: int, form: BaseForm, act: Act, said: Callable[[object], str]) -> ResponseReturnValue:
    """Load and lock, act, say; a refusal shows the page again with its reason."""
    if not form.validate():
        exchange_or_404(exchange_id)
        return show.page(exchange_id, status=422, wrong=form)
    try:
        with refusing_stale(No.VERSION_CHANGED), transaction():
            done = act(exchange_or_404(exchange_id, lock=True), clock.now())
    except Refused as refused:
        return show.refused(exchange_id, refused.reason)
    return go("exchanges.show", said(done), exchange_id=exchange_id)


@bp.post(ONE + "/confirm")
@open_to(*EVERYBODY)
def confirm(pole: str, exchange_id: int) -> ResponseReturnValue:
    form, member = ConfirmForm(), current_member()

    def act(exchange: Exchange, now: datetime) -> bool:
        return actions.confirm(exchange, version_hash=text(form.version_sha256), member=member, now=now)

    def said(posted: object) -> str:
        text = _("Échange confirmé.") if posted else _("Confirmé pour votre structure. L’autre doit encore répondre.")
        return str(text)

    return _do(exchange_id, form, act, said)


@bp.get(ONE + "/counter")
@open_to(Role.MEMBER, Role.MANAGER)
def countering(pole: str, exchange_id: int) -> ResponseReturnValue:
    """The form of a correction."""
    exchange = exchange_or_404(exchange_id)
    if not _may_counter(exchange):
        return show.refused(exchange_id, No.EXCHANGE_STATE)
    return show.counter_page(exchange, show.filled(exchange))


def _may_counter(exchange: Exchange) -> bool:
    party = current_member().structure_id in exchange.parties
    return party and exchange.state in rules.OPEN_STATES and exchange.reverses_id is None


@bp.post(ONE + "/counter")
@open_to(Role.MEMBER, Role.MANAGER)
def counter(pole: str, exchange_id: int) -> ResponseReturnValue:
    exchange, form = exchange_or_404(exchange_id), CounterForm()
    terms = form.terms(exchange) if form.validate() else None
    if terms is None:
        return show.counter_page(exchange, form, status=422)
    try:
        with refusing_stale(No.VERSION_CHANGED), transaction():
            exchange = exchange_or_404(exchange_id, lock=True)
            refuse_if(rules.why_changed(exchange, text(form.version_sha256)))
            actions.counter(exchange, terms, member=current_member(), now=clock.now())
    except Refused as refused:
        again, status = exchange_or_404(exchange_id), status_of(refused.reason)
        return show.counter_page(again, form, why=sentence(refused.reason), status=status)
    return go("exchanges.show", _("Correction envoyée."), exchange_id=exchange_id)


@bp.post(ONE + "/refuse")
@open_to(*EVERYBODY)
def refuse(pole: str, exchange_id: int) -> ResponseReturnValue:
    form, member = ReasonForm(), current_member()

    def act(exchange: Exchange, now: datetime) -> None:
        actions.refuse(exchange, member=member, now=now, reason=text(form.reason))

    return _with_reason(exchange_id, "refuse", form, act, _("Proposition refusée."))


@bp.post(ONE + "/withdraw")
@open_to(*EVERYBODY)
def withdraw(pole: str, exchange_id: int) -> ResponseReturnValue:
    member = current_member()

    def act(exchange: Exchange, now: datetime) -> None:
        actions.withdraw(exchange, member=member, now=now)

    return _do(exchange_id, BareForm(), act, lambda _done: _("Proposition retirée."))


@bp.post(ONE + "/send")
@open_to(*EVERYBODY)
def send(pole: str, exchange_id: int) -> ResponseReturnValue:
    member = current_member()

    def act(exchange: Exchange, now: datetime) -> None:
        actions.send_draft(exchange, member=member, now=now)

    return _do(exchange_id, BareForm(), act, lambda _done: _("Proposition envoyée."))


@bp.get(ONE + "/why/<any(refuse, dispute, settle, reverse):verb>")
@open_to(*EVERYBODY)
def saying_why(pole: str, exchange_id: int, verb: str) -> ResponseReturnValue:
    """The form that asks for a word before a refusal, a dispute, its closing or an undoing."""
    exchange = exchange_or_404(exchange_id)
    if why := _why_not(exchange, verb):
        return show.refused(exchange_id, why)
    return _why_page(exchange, verb, (AgreedForm if verb == "settle" else WhyForm)(formdata=None))


def _why_not(exchange: Exchange, verb: str) -> No | None:
    member = current_member()
    if verb == "dispute":
        return rules.why_not_dispute(exchange, member, now=clock.now())
    if verb == "settle":
        return rules.why_not_settle(exchange, member)
    return rules.why_not_refuse(exchange, member) if verb == "refuse" else rules.why_not_reverse(exchange, member)


def _why_page(exchange: Exchange, verb: str, form: BaseForm, *, status: int = 200) -> ResponseReturnValue:
    return render_template("exchanges/why.html", exchange=exchange, verb=verb, form=form), status


def _with_reason(exchange_id: int, verb: str, form: BaseForm, act: Spoken, said: str) -> ResponseReturnValue:
    """Do it with the word that was given; while it may be tried again, a refusal keeps that word."""
    if not form.validate():
        return _why_page(exchange_or_404(exchange_id), verb, form, status=422)
    try:
        with refusing_stale(No.VERSION_CHANGED), transaction():
            made = act(exchange_or_404(exchange_id, lock=True), clock.now())
    except Refused as refused:
        exchange = exchange_or_404(exchange_id)
        if _why_not(exchange, verb) is not None:
            return show.refused(exchange_id, refused.reason)
        form.form_errors.append(sentence(refused.reason))
        return _why_page(exchange, verb, form, status=status_of(refused.reason))
    return go("exchanges.show", said, exchange_id=made or exchange_id)


@bp.post(ONE + "/dispute")
@open_to(*EVERYBODY)
def dispute(pole: str, exchange_id: int) -> ResponseReturnValue:
    form, member = WhyForm(), current_member()

    def act(exchange: Exchange, now: datetime) -> None:
        actions.dispute(exchange, text(form.reason), member=member, now=now)

    return _with_reason(exchange_id, "dispute", form, act, _("Contestation envoyée. La coordination est prévenue."))


@bp.post(ONE + "/settle")
@open_to(*EVERYBODY)
def settle(pole: str, exchange_id: int) -> ResponseReturnValue:
    form, member = AgreedForm(), current_member()

    def act(exchange: Exchange, now: datetime) -> None:
        actions.settle(exchange, text(form.reason), member=member, now=now)

    return _with_reason(exchange_id, "settle", form, act, _("Contestation close."))


@bp.post(ONE + "/reverse")
@open_to(*EVERYBODY)
def reverse(pole: str, exchange_id: int) -> ResponseReturnValue:
    form, member = WhyForm(), current_member()

    def act(exchange: Exchange, now: datetime) -> int:
        return actions.propose_reversal(exchange, text(form.reason), member=member, now=now).id

    said = _("Annulation proposée. L’autre structure doit l’accepter.")
    return _with_reason(exchange_id, "reverse", form, act, said)
