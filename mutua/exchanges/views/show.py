"""One exchange: what was proposed, who confirmed, and what this member may do now."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from mutua.exchanges import actions, queries, rules
from mutua.exchanges.forms import BareForm, CounterForm, ProofForm, written
from mutua.exchanges.models import Exchange, State
from mutua.exchanges.views.blueprint import EVERYBODY, bp, exchange_or_404, status_of
from mutua.kernel import clock
from mutua.kernel.timespan import wall
from mutua.law import rule
from mutua.pole.login import current_member, current_pole
from mutua.resources.models import Kind
from mutua.web.access import open_to
from mutua.web.sentences import sentence


@bp.get("/p/<pole>/exchanges/<int:exchange_id>")
@open_to(*EVERYBODY)
def show(pole: str, exchange_id: int) -> ResponseReturnValue:
    return page(exchange_id)


def page(exchange_id: int, *, why: object = None, status: int = 200, **more: object) -> ResponseReturnValue:
    """The page as it is now; `why` is a refusal to say on top."""
    exchange, member = exchange_or_404(exchange_id), current_member()
    today = rules.local_day(clock.now(), member)
    current = exchange.current
    return render_template(
        "exchanges/show.html",
        exchange=exchange,
        current=current,
        why=sentence(str(why)) if why else "",
        may=_may(exchange),
        is_party=member.structure_id in exchange.parties,
        waits_for=rules.waits_for,
        w2=rule("W2", on=today) if exchange.deal_id is not None else None,
        w3=rule("W3", on=today) if exchange.deal_id is not None and _taxable(exchange) else None,
        w6=rule("W6", on=today) if exchange.deal_id is not None and _lends(exchange) else None,
        **_by_silence(exchange),
        **_story(exchange),
        disputed_across=exchange.disputed_leg if exchange.disputed_at is None else None,
        beyond=_beyond(exchange),
        booking_id=queries.booking_of(exchange),
        csrf=BareForm(),
        **(_proofs(exchange) | more),
    ), status


def _story(exchange: Exchange) -> dict[str, object]:
    """How it ended, what undoes it, and the disputes that are over."""
    over = exchange.state not in (*rules.OPEN_STATES, State.DRAFT)
    steps = queries.steps_of(exchange) if over or exchange.disputes else []
    return {
        "end": rules.ending(exchange, steps),
        "mirrors": queries.reversals_of(exchange) if exchange.posted_at and exchange.reverses_id is None else [],
        "closed_disputes": [row for row in rules.disagreements(exchange, steps) if row.dispute.settled_at is not None],
    }


def _proofs(exchange: Exchange) -> dict[str, object]:
    """What lies beside the exchange, for those who may read it, and the form of one more."""
    member = current_member()
    if rules.why_not_read_proofs(exchange, member):
        return {"proofs": None}
    standing = queries.proofs_of(exchange)
    may_add = rules.why_not_add_proof(exchange, member, standing) is None
    mine = {row.id for row in standing if rules.why_not_remove_proof(row, exchange, member) is None}
    return {"proofs": standing, "proof_form": ProofForm(formdata=None) if may_add else None, "proofs_of_mine": mine}


def _lends(exchange: Exchange) -> bool:
    """A thing lent against something is no free loan any more (W6)."""
    return any(leg.kind is not Kind.STAFF for leg in exchange.legs)


def _by_silence(exchange: Exchange) -> dict[str, object]:
    """The day silence will count as assent, where the pole decided so; or until when such an assent is disputable."""
    zone = current_member().pole_zone
    ends = rules.disputable_until(exchange)
    until = wall(ends, zone).date() if ends is not None else None
    decided = queries.rules_of(exchange.pole_id) if exchange.state in rules.OPEN_STATES else None
    days = decided.delay_days if decided is not None else None
    may = exchange.reverses_id is None and exchange.deal_id is None and exchange.disputed_at is None
    if days is None or not may or rules.silent_side(exchange) is None:
        return {"disputable_until": until, "silence_on": None}
    sure = exchange.current.created_at + rules.waits(days)[2]
    return {"disputable_until": until, "silence_on": wall(sure, zone).date()}


def _beyond(exchange: Exchange) -> list[tuple[str, int]]:
    """(structure, limit in minutes) whose balance this would bring beyond the soft limit: said, never blocked."""
    legs = exchange.legs if exchange.state in rules.OPEN_STATES else []
    names = {exchange.giver_id: exchange.giver.name, exchange.receiver_id: exchange.receiver.name}
    return [(names[number], limit) for _, number, limit in actions.beyond_limit(legs, current_pole())]


def _taxable(exchange: Exchange) -> bool:
    mine = exchange.giver if exchange.giver_id == current_member().structure_id else exchange.receiver
    return mine.id == current_member().structure_id and rules.is_probably_taxable(mine)


def _may(exchange: Exchange) -> dict[str, bool]:
    """Which buttons stand there: the same questions the actions ask."""
    member = current_member()
    return {
        "confirm": rules.why_not_confirm(exchange, exchange.current.sha256, member) is None,
        "counter": exchange.state in rules.OPEN_STATES
        and exchange.reverses_id is None
        and member.structure_id in exchange.parties,
        "refuse": rules.why_not_refuse(exchange, member) is None,
        "withdraw": rules.why_not_withdraw(exchange, member) is None,
        "send": rules.why_not_send(exchange, member) is None,
        "dispute": rules.why_not_dispute(exchange, member, now=clock.now()) is None,
        "settle": rules.why_not_settle(exchange, member) is None,
        "reverse": rules.why_not_reverse(exchange, member) is None,
    }


def refused(exchange_id: int, reason: object) -> ResponseReturnValue:
    """The page with the reason on top: 409 when somebody was faster, 403 without the right, 422 for a rule."""
    return page(exchange_id, why=reason, status=status_of(reason))


def counter_page(exchange: Exchange, form: CounterForm, *, why: str = "", status: int = 200) -> ResponseReturnValue:
    return render_template("exchanges/counter.html", exchange=exchange, form=form, why=why), status


def filled(exchange: Exchange) -> CounterForm:
    """The form of a correction, as the terms stand."""
    terms, back = rules.terms_of(exchange), exchange.counterpart
    facts: dict[str, object] = {
        "quantity": written(terms.quantity, exchange.unit.code),
        "event_on": terms.event_on,
        "title": terms.title,
        "note": terms.note,
        "version_sha256": exchange.current.sha256,
    }
    if back is not None:
        second = rules.terms_of(back)
        facts["back_quantity"] = written(second.quantity, back.unit.code)
        facts["back_on"], facts["back_title"] = second.event_on, second.title
    return CounterForm(formdata=None, data=facts)
