"""What is done to an exchange: each verb its own POST, with the rules of the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response
from marshmallow import fields, validate
from werkzeug.exceptions import UnprocessableEntity

from mutua.exchanges import actions, rules
from mutua.exchanges.api.blueprint import bp, done, exchange_or_404, shape
from mutua.exchanges.models import Exchange, Terms
from mutua.kernel import clock
from mutua.kernel.refusal import refuse_if
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.rest import Strict, Text

ONE = "/exchanges/<int:exchange_id>"
WHO = (Role.MEMBER, Role.MANAGER)


class VersionBody(Strict):
    """The version that was read: another one meanwhile is 409."""

    version_sha256 = Text(64, shortest=1, required=True)


class TermsBody(Strict):
    quantity = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=10_000_000))
    event_on = fields.Date(required=True)
    title = Text(160, shortest=1, required=True)
    note = Text(4000, load_default="")


class CounterBody(TermsBody):
    """Other terms of this leg and, in a deal, of what is given in return (as it was when left out)."""

    version_sha256 = Text(64, shortest=1, required=True)
    counterpart = fields.Nested(TermsBody, load_default=None, allow_none=True)


class ReasonBody(Strict):
    reason = Text(300, shortest=1, required=True)


class MaybeReason(Strict):
    reason = Text(300, load_default="")


class MaybeOutcome(Strict):
    """What was agreed, in words: the two structures and the coordination read it."""

    outcome = Text(1000, load_default="")


def _do(exchange_id: int, act: Callable[[Exchange, datetime], Exchange | None], status: int = 200) -> Response:
    """Load and lock, act, answer what came of it."""

    def whole() -> tuple[dict[str, Any], int]:
        exchange = exchange_or_404(exchange_id, lock=True)
        return shape(act(exchange, clock.now()) or exchange), status

    return done(whole)


@bp.post(f"{ONE}/confirm")
@open_to(*WHO)
@bp.arguments(VersionBody)
def confirm(body: dict[str, str], exchange_id: int) -> Response:
    """The structure's assent; the second one posts."""

    def act(exchange: Exchange, now: datetime) -> None:
        actions.confirm(exchange, version_hash=body["version_sha256"], member=current_member(), now=now)

    return _do(exchange_id, act)


@bp.post(f"{ONE}/counter")
@open_to(*WHO)
@bp.arguments(CounterBody)
def counter(body: dict[str, Any], exchange_id: int) -> Response:
    """Another version, which the other side is asked to confirm."""

    def act(exchange: Exchange, now: datetime) -> None:
        refuse_if(rules.why_changed(exchange, body["version_sha256"]))
        wanted, across, back = [_terms(body)], exchange.counterpart, body["counterpart"]
        if back and across is None:
            raise UnprocessableEntity  # nothing was agreed in return: a proposal of its own says so
        if across is not None:
            wanted.append(_terms(back) if back else rules.terms_of(across))
        actions.counter(exchange, wanted, member=current_member(), now=now)

    return _do(exchange_id, act)


def _terms(body: dict[str, Any]) -> Terms:
    return Terms(body["quantity"], body["event_on"], body["title"], body["note"])


@bp.post(f"{ONE}/refuse")
@open_to(*WHO)
@bp.arguments(MaybeReason)
def refuse(body: dict[str, str], exchange_id: int) -> Response:
    """No to the version that waits for the structure."""
    return _do(
        exchange_id, lambda row, now: actions.refuse(row, member=current_member(), now=now, reason=body["reason"])
    )


@bp.post(f"{ONE}/withdraw")
@open_to(*WHO)
def withdraw(exchange_id: int) -> Response:
    """Take back what one's own side wrote."""
    return _do(exchange_id, lambda row, now: actions.withdraw(row, member=current_member(), now=now))


@bp.post(f"{ONE}/dispute")
@open_to(*WHO)
@bp.arguments(ReasonBody)
def dispute(body: dict[str, str], exchange_id: int) -> Response:
    """Ask the coordination to mediate; nothing moves."""
    return _do(exchange_id, lambda row, now: actions.dispute(row, body["reason"], member=current_member(), now=now))


@bp.post(f"{ONE}/settle")
@open_to(*WHO)
@bp.arguments(MaybeOutcome)
def settle(body: dict[str, str], exchange_id: int) -> Response:
    """The dispute is over, says who raised it, or the coordination."""
    return _do(exchange_id, lambda row, now: actions.settle(row, body["outcome"], member=current_member(), now=now))


@bp.post(f"{ONE}/reverse")
@open_to(*WHO)
@bp.arguments(ReasonBody)
def reverse(body: dict[str, str], exchange_id: int) -> Response:
    """Propose the mirror: 201 and the mirror, which the other side is asked to confirm."""

    def act(exchange: Exchange, now: datetime) -> Exchange:
        return actions.propose_reversal(exchange, body["reason"], member=current_member(), now=now)

    return _do(exchange_id, act, 201)
