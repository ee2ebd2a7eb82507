"""A refusal in the member's words: 409, since they may settle it and send again; kept, and told once by mail."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from flask_babel import format_date
from flask_babel import gettext as _

from mutua.bookings import nearest
from mutua.bookings.board import hours
from mutua.bookings.forms.limits import limit_said
from mutua.bookings.models import Wish
from mutua.bookings.rules import No
from mutua.calendars import actions
from mutua.calendars.dav.door import DavError
from mutua.calendars.dav.shelves import Shelf
from mutua.calendars.dav.xml import MUTUA, element
from mutua.calendars.queries import Listed
from mutua.calendars.reading import Given
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.web.sentences import sentence


def refused_wish(refused: Refused, given: Given, shelf: Shelf, row: Listed | None) -> DavError:
    """Keep the refusal, tell it, and say it to the program. The wish itself was rolled back."""
    assert shelf.resource is not None  # the caller wrote into it
    member, now = shelf.member, clock.now()
    why = _explained(refused, given, shelf, now)
    words = sentence(refused.reason)
    words = " ".join(part for part in (words, _loan_said(refused, given, shelf)) if part)
    holders = [who for date in why.dates if not date.free for who in date.holders] if why else []
    if holders:
        words += " " + _("Pris par : %(who)s.", who="; ".join(dict.fromkeys(holders)))
    near = [_nearest(entry, given, shelf) for entry in (why.alternatives if why else ())]
    with transaction():
        actions.keep_refusal(
            str(refused.reason),
            given,
            shelf.resource,
            member=member,
            now=now,
            booking_id=row.booking_id if row else None,
            told={"reason": words, "nearest": near},
        )
    if near:
        words += " " + _("Libre : %(times)s.", times="; ".join(f"{entry['name']}, {entry['when']}" for entry in near))
    return DavError(409, _condition(refused), f"{shelf.resource.name} : {words}")


def _loan_said(refused: Refused, given: Given, shelf: Shelf) -> str:
    """Of a person lent: what the loan gives, and how a program says that it is its work."""
    slot = refused.facts.get("slot")
    if refused.reason not in (No.NEEDS_ARRANGEMENT, No.WORK_UNSAID) or slot is None or shelf.resource is None:
        return ""
    said = limit_said(refused.reason, shelf.resource, slot.span, refused.facts)
    if refused.reason is not No.WORK_UNSAID:
        return said
    code = refused.facts["lent"].code
    return f"{said} " + str(_("Si c’est ce travail, écrivez %(code)s dans la description.", code=code))


def refused_change(refused: Refused, row: Listed | None) -> DavError:
    """What cannot be cancelled or moved; the event as it stands gets a new ETag, so that programs fetch it again."""
    if row is not None:
        with transaction():
            actions.renew_tag(row.booking_id)
    return DavError(409, _condition(refused), sentence(refused.reason))


def _condition(refused: Refused) -> str:
    return element(f"{{{MUTUA}}}booking-refused", reason=str(refused.reason).replace("_", "-"))


def _explained(refused: Refused, given: Given, shelf: Shelf, now: datetime) -> nearest.Explanation | None:
    """None when the wish has no dates that could be looked at."""
    assert shelf.resource is not None  # as the caller
    try:
        wish: Wish = actions.wish_of(given, shelf.resource, shelf.member)
    except Refused:
        return None
    return nearest.explain(refused, wish, shelf.member, now=now)


def _nearest(entry: nearest.Alternative, given: Given, shelf: Shelf) -> dict[str, object]:
    """A thing that was free, with the address of the form it fills in."""
    start, end = entry.local_start, entry.local_end
    asked = {"day": start.date(), "from": f"{start:%H:%M}", "to": f"{end:%H:%M}", "title": given.summary}
    path = f"/p/{shelf.member.pole_slug}/resources/{entry.resource_id}/bookings/new?{urlencode(asked)}"
    minutes = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    return {
        "name": entry.name,
        "starts": start.isoformat(),
        "ends": end.isoformat(),
        "when": f"{format_date(start, 'EEEE d MMMM')}, {hours(*minutes)}",
        "path": path,
    }
