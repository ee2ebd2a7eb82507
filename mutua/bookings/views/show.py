"""One booking: what, when, who, and what may be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from mutua.bookings import rules
from mutua.bookings.actions.queue import decides_as
from mutua.bookings.forms import MoveForm, ReasonForm, WordsForm
from mutua.bookings.forms.limits import limit_said
from mutua.bookings.hooks import before_confirming
from mutua.bookings.models import Booking, Occurrence, State, usual_resources
from mutua.bookings.models.desk import DeskRule
from mutua.bookings.queries.movable import has_confirmed
from mutua.bookings.queries.waitlist import desk_rules
from mutua.bookings.rules import No
from mutua.bookings.rules.handover import EARLY, wants_handover
from mutua.bookings.rules.swap import why_not_pass_on
from mutua.bookings.views.blueprint import EVERYBODY, booking_or_404, bp, by_htmx
from mutua.bookings.views.papers import readable
from mutua.bookings.views.proposals import pending_on
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.resources.forms import SORTS
from mutua.resources.models import Resource, ResourceDocument
from mutua.resources.rules import No as Taken
from mutua.resources.rules import is_late, may_enter
from mutua.web.access import open_to
from mutua.web.sentences import sentence

FORBIDDEN = (No.NOT_THE_APPROVER, No.NOT_YOUR_BOOKING)
CONFLICT = (Taken.SLOT_TAKEN, No.CHANGED_MEANWHILE)


@dataclass(frozen=True)
class Date:
    """A date of the booking and what this member may do with it now."""

    occurrence: Occurrence
    state: State
    cancels: bool
    moves: bool
    retries: bool
    misses: bool
    hands_over: bool
    late: bool  # to cancel without it counting


@bp.get("/p/<pole>/bookings/<int:booking_id>")
@open_to(*EVERYBODY)
def show(pole: str, booking_id: int) -> ResponseReturnValue:
    """404 for strangers: they do not learn that it exists."""
    return page(booking_id)


def page(booking_id: int, *, why: str = "", words: WordsForm | None = None) -> str:
    """Read anew: after a refusal the rows of the transaction are gone."""
    booking, member, now = booking_or_404(booking_id), current_member(), clock.now()
    wishes = desk_rules({line.resource_id for date in booking.occurrences for line in date.lines})
    dates = [_date(occurrence, member, wishes) for occurrence in booking.occurrences]
    usual, ours = usual_resources(booking.occurrences), booking.structure_id == member.structure_id
    resources = list(dict.fromkeys([*usual, *(found for date in dates for found in date.occurrence.resources)]))
    confirmed = [date.occurrence for date in dates if date.occurrence.state is State.CONFIRMED]
    informed = {resource for occurrence in confirmed for resource in occurrence.resources}
    return render_template(
        "bookings/show.html",
        booking=booking,
        dates=dates,
        coming=[date for date in dates if date.occurrence.ends_at > now],
        past=[date for date in reversed(dates) if date.occurrence.ends_at <= now],
        live=sum(date.occurrence.is_live for date in dates),
        proposals=pending_on(booking) if ours else {},
        resources=resources,
        usual=usual,
        ours=ours,
        notes=[note for _, found in before_confirming.send(booking, member=member, now=now) for note in found],
        told=[resource.id for resource in resources if _may_enter(resource, member, now)],
        papers=_papers([resource for resource in resources if resource in informed]),
        sorts=SORTS,
        decides=rules.why_not_answer(booking, deciding_member()) is None,
        passes_on=why_not_pass_on(booking, member) is None,
        reminds=ours and any(date.occurrence.state is State.REQUESTED for date in dates),
        words=words or _words(booking),
        reason=ReasonForm(formdata=None),
        why=why,
    )


def _may_enter(resource: Resource, member: Member, now: datetime) -> bool:
    """Each resource for itself: others in the same booking have other owners, perhaps of another pole."""
    return may_enter(resource, member, booked=has_confirmed(member, resource.id, now))


def _papers(resources: list[Resource]) -> dict[int, list[ResourceDocument]]:
    """What the reader may read of each resource."""
    found = resource_queries.documents_of(resource.id for resource in resources)
    by_id = {resource.id: [paper for paper in found if paper.resource_id == resource.id] for resource in resources}
    return {resource.id: readable(resource, by_id[resource.id]) for resource in resources}


def deciding_member() -> Member:
    """This member, as a manager while they stand in for one."""
    member = current_member()
    return decides_as(member, wall(clock.now(), member.pole_zone).date())


def _date(occurrence: Occurrence, member: Member, wishes: dict[int, DeskRule]) -> Date:
    now = clock.now()
    return Date(
        occurrence,
        occurrence.said_at(now),
        cancels=rules.why_not_change(occurrence, member, State.CANCELLED, now=now) is None,
        moves=rules.why_not_move(occurrence, member, now=now) is None,
        retries=occurrence.starts_at > now
        and rules.why_not_change(occurrence, member, State.REQUESTED, now=now) is None,
        misses=rules.why_not_mark_no_show(occurrence, member, now=now) is None,
        hands_over=_hands_over(occurrence, wishes, now),
        late=any(_counts_late(line.resource, occurrence, now) for line in occurrence.lines),
    )


def _counts_late(resource: Resource, occurrence: Occurrence, now: datetime) -> bool:
    """Cancelled now, the date counts in the quotas of the resource all the same."""
    asked = bool(resource.house.quotas) and resource.structure_id != occurrence.booking.structure_id
    return asked and is_late(resource.house, occurrence.starts_at, now=now)


def _hands_over(occurrence: Occurrence, wishes: dict[int, DeskRule], now: datetime) -> bool:
    wanted = any(wants_handover(line, wishes.get(line.resource_id)) for line in occurrence.lines)
    return wanted and occurrence.state in (State.CONFIRMED, State.DONE) and occurrence.starts_at - EARLY <= now


def _words(booking: Booking) -> WordsForm:
    facts = {"title": booking.title, "note": booking.note, "people": booking.headcount, "version": str(booking.version)}
    return WordsForm(formdata=None, data=facts)


def refused(booking_id: int, refusal: Refused) -> ResponseReturnValue:
    """The booking's page with the reason on top: 403 without the right, 409 when somebody was faster, 422 else."""
    status = 403 if refusal.reason in FORBIDDEN else 409 if refusal.reason in CONFLICT else 422
    return page(booking_id, why=said(refusal)), status


def said(refusal: Refused) -> str:
    """The sentence of the rule, and its figure where one stands."""
    slot, blamed = refusal.facts.get("slot"), refusal.facts.get("resource")
    if slot is None or blamed is None:
        return sentence(refusal.reason)
    found = resource_queries.resource_for(current_member(), blamed.id, abroad=True)
    limit = limit_said(refusal.reason, found, slot.span, refusal.facts) if found else ""
    return f"{sentence(refusal.reason)} {limit}".strip()


def move_page(form: MoveForm, occurrence: Occurrence, *, why: str = "", taken: Sequence[date] = ()) -> str:
    coming = sum(entry.starts_at > clock.now() for entry in occurrence.booking.occurrences)
    template = "bookings/_move.html" if by_htmx() else "bookings/move.html"
    return render_template(
        template, form=form, occurrence=occurrence, booking=occurrence.booking, why=why, taken=taken, series=coming > 1
    )
