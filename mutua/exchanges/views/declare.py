"""Declare an exchange, or keep it as a draft."""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.exchanges import actions, queries, rules
from mutua.exchanges.forms import DeclareForm
from mutua.exchanges.models import Draft, Listing, ListingKind, State
from mutua.exchanges.rules import No
from mutua.exchanges.views.blueprint import LARGEST_ID, bp, go, status_of
from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refuse_if
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.law import rule
from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member, current_pole
from mutua.web.access import open_to
from mutua.web.sentences import sentence

# Which field a rule is about, and the same of the counterpart.
ABOUT: dict[StrEnum, str] = {
    No.SAME_STRUCTURE: "other",
    No.NOT_MEMBERS: "other",
    No.NOT_MEMBERS_THEN: "event_on",
    No.EVENT_AHEAD: "event_on",
    No.EVENT_TOO_OLD: "event_on",
    No.PERIOD_CLOSED: "event_on",
    No.NOTHING_EXCHANGED: "quantity",
    No.TOO_MUCH: "quantity",
    No.WRONG_UNIT: "unit",
    No.HABIT_SPAN: "until_on",
}
BACK = {"event_on": "back_on", "quantity": "back_quantity", "unit": "back_unit"}


@bp.get("/p/<pole>/exchanges/new")
@open_to(Role.MEMBER, Role.MANAGER)
def new(pole: str) -> ResponseReturnValue:
    """The form; an address may fill in the other structure, the kind, or a notice it answers."""
    today = rules.local_day(clock.now(), current_member())
    facts: dict[str, object] = {"idempotency_key": uuid4().hex, "event_on": today, "counterpart": "no"}
    facts.update({name: request.args[name] for name in ("other", "kind", "direction") if name in request.args})
    listing = _listing()
    if listing is not None:
        facts.update(_from_listing(listing))
    return _page(DeclareForm(formdata=None, data=facts))


def _listing() -> Listing | None:
    wanted = request.args.get("listing", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 16 else LARGEST_ID
    return queries.listing_for(current_member(), number) if number < LARGEST_ID else None


def _from_listing(listing: Listing) -> dict[str, object]:
    """Whoever answers an offer receives, whoever answers a need gives; the publisher says with whom."""
    ours = listing.structure_id == current_member().structure_id
    given = (listing.listing is ListingKind.NEED) is not ours
    return {
        "other": "" if ours else str(listing.structure_id),
        "kind": listing.category.value,
        "title": listing.title,
        "direction": "given" if given else "received",
        "listing": str(listing.id),
    }


@bp.post("/p/<pole>/exchanges/new")
@open_to(Role.MEMBER, Role.MANAGER)
def create(pole: str) -> ResponseReturnValue:
    form, member = DeclareForm(), current_member()
    _offer(form)
    mode = current_pole().exchange_mode
    if not form.validate_for(mode, rules.local_day(clock.now(), member)):
        _not_offered(form)
        return _page(form, status=422)
    draft = form.draft(mode)
    if form.every.data:
        return _set_up(form, draft)
    send = request.form.get("act") != "keep"
    try:
        with transaction():
            made = actions.propose(draft, member=member, now=clock.now(), send=send)
            number, other, kept = made.id, made.other(member.structure_id).name, made.state is State.DRAFT
    except Refused as refused:
        return _refused(form, refused)
    said = _("Brouillon gardé.") if kept else _("Proposition envoyée à %(structure)s.", structure=other)
    return go("exchanges.show", said, exchange_id=number)


def _set_up(form: DeclareForm, draft: Draft) -> ResponseReturnValue:
    """What comes back: from its first day on, Mutua proposes it by itself."""
    try:
        with transaction():
            refuse_if(No.HABIT_NOT_DEAL if draft.counterpart is not None else None)
            actions.set_up(form.habit(draft), member=current_member(), now=clock.now())
    except Refused as refused:
        return _refused(form, refused)
    return go("exchanges.standing", _("Échange habituel enregistré. Mutua le proposera à chaque date."))


def _refused(form: DeclareForm, refused: Refused) -> ResponseReturnValue:
    """The rule beside the field it is about, of the counterpart when that alone is wrong; else on top."""
    name = ABOUT.get(refused.reason, "")
    back = BACK.get(name, name) if refused.facts.get("counterpart") else name
    if back:
        form.blame(form[back], sentence(refused.reason))
    elif refused.reason is not No.STAFF_LOAN:  # W5 says it on the page, with the way to a loan
        form.form_errors.append(sentence(refused.reason))
    return _page(form, refused.reason, status=status_of(refused.reason))


def _offer(form: DeclareForm) -> None:
    """The pole's other structures."""
    member = current_member()
    rows = pole_queries.memberships_of(member.pole_id, active_only=True)
    names = [(str(row.structure_id), row.structure.name) for row in rows if row.structure_id != member.structure_id]
    form.other.choices = [("", _("Choisissez")), *names]


def _not_offered(form: DeclareForm) -> None:
    """A structure that is not in the list: one's own, or one that left while the page was open."""
    if form.other.data and form.other.errors:
        own = form.other.data == str(current_member().structure_id)
        form.other.errors = [sentence(No.SAME_STRUCTURE if own else No.NOT_MEMBERS)]


def _page(form: DeclareForm, why: object = None, *, status: int = 200) -> ResponseReturnValue:
    _offer(form)
    today = rules.local_day(clock.now(), current_member())
    own = current_member().structure_id
    facts = {
        "form": form,
        "today": today,
        "w2": rule("W2", on=today),
        "w3": rule("W3", on=today) if own is not None and rules.is_probably_taxable(queries.structure(own)) else None,
        "w5": rule("W5", on=today),
        "w6": rule("W6", on=today),
    }
    return render_template("exchanges/new.html", staff_loan=why is No.STAFF_LOAN, **facts), status
