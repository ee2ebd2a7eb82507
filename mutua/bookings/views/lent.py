"""What is said before somebody's time is booked: for which work, and whether their hours can be checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import request, url_for
from flask_babel import gettext as _

from mutua.bookings import queries, rules
from mutua.bookings.hooks import Note, before_asking, before_confirming
from mutua.bookings.models import Booking, Wish
from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.resources.models import Resource
from mutua.staffing import queries as staffing
from mutua.staffing.forms.week import LACKS
from mutua.staffing.rules.cover import Lent
from mutua.staffing.rules.service import Standing

MOST = 20


def connect() -> None:
    before_asking.connect(asked)
    before_confirming.connect(confirmed)


def asked(wish: Wish, *, member: Member, now: datetime, booking_id: int) -> list[Note]:
    """Before a wish is written; unknown hours are never passed over in silence (T13)."""
    return unchecked(queries.services_among(wish.resource_ids, member), member, now)


def confirmed(booking: Booking, *, member: Member, now: datetime) -> list[Note]:
    """On the booking's page, for whoever booked and whoever decides."""
    coming = [date for date in booking.occurrences if date.is_live and date.ends_at > now]
    rows = {line.resource_id: line.resource for date in coming for line in date.lines}
    return unchecked([row for row in rows.values() if rules.is_service(row)], member, now)


def unchecked(staff: Sequence[Resource], member: Member, now: datetime) -> list[Note]:
    """A note for each person whose hours cannot be checked; their employer alone learns what lacks, and where."""
    if not staff:
        return []
    found = []
    known = staffing.standings([row.id for row in staff], wall(now, member.pole_zone).date())
    for row in staff:
        if known[row.id] is Standing.KNOWN:
            continue
        title, url, link = _("Temps de travail non vérifiable"), "", ""
        text = _("Mutua ne peut pas dire si cette personne reste dans les durées permises : son employeur y veille.")
        if member.manages(row.structure_id):
            url = url_for("staffing.whose_time", pole=member.pole_slug, resource_id=row.id)
            link = str(LACKS[known[row.id]])
            text = _("Rien ne dit que cette personne reste dans les durées permises, toutes structures confondues.")
        found.append(Note("waiting", title, text, url, link))
    return found


def said() -> tuple[str, ...]:
    """The loans whose work it is, as ticked: their codes."""
    return tuple(code[:8] for code in request.form.getlist("work_said")[:MOST])


def unsaid(wish: Wish, resource: Resource, member: Member) -> list[Lent]:
    """Loans that cover dates of the wish, and nobody has said yet that it is their work."""
    resources: Sequence[Resource] = [resource]
    if len(wish.resource_ids) > 1:
        resources = resource_queries.resources_for(member, ids=wish.resource_ids)
    if not any(rules.is_loan(row.regime) for row in resources):
        return []
    cover = queries.cover_for(resources, member)
    found = [cover.of(row.id, slot.span, row.zone) for row in resources for slot in wish.slots]
    wanted = {lent.code: lent for lent in found if lent is not None and lent.code not in wish.work_said}
    return list(wanted.values())
