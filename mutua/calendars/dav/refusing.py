"""A refusal in the member's words: 409, since they may settle it and send again; kept, and told once by mail."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode

from flask_babel import gettext as _

from mutua.bookings import nearest
from mutua.bookings.board import hours
from mutua.bookings.forms.limits import limit_said
from mutua.bookings.models import Wish
from mutua.bookings.rules import No
from mutua.calendars import actions, queries
from mutua.calendars.dav.door import DavError
from mutua.calendars.dav.shelves import Shelf
from mutua.calendars.dav.xml import MUTUA, c, element
from mutua.calendars.models import Tried
from mutua.calendars.queries import Listed
from mutua.calendars.reading import Given
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.resources.models import Resource
from mutua.resources.queries import resource_for
from mutua.resources.rules import No as Ruled
from mutua.web.filters import long_date
from mutua.web.sentences import sentence

TOO_LATE = (Ruled.TOO_LATE_TO_CANCEL, Ruled.TOO_LATE_TO_CHANGE)


def refused_wish(refused: Refused, given: Given, shelf: Shelf, row: Listed | None) -> DavError:
    """Keep the refusal, tell it, and say it to the program. The wish itself was rolled back."""
    assert shelf.resource is not None  # the caller wrote into it
    member, now = shelf.member, clock.now()
    why = _explained(refused, given, shelf, now)
    if why is not None and (given.is_cancelled or refused.reason in TOO_LATE):
        why = replace(why, alternatives=())  # nothing else was asked for
    words = " ".join((sentence(refused.reason), *_limits(refused, why)))
    if row is not None and given.is_series and refused.reason == No.IN_THE_PAST:
        words += " " + _("Les dates passées d’une série restent : choisissez « cette date et les suivantes ».")
    holders = [who for date in why.dates if not date.free for who in date.holders] if why else []
    if holders:
        words += " " + _("Pris par : %(who)s.", who="; ".join(dict.fromkeys(holders)))
    near = [_nearest(entry, given, shelf) for entry in (why.alternatives if why else ())]
    told = {"reason": words, "nearest": near, **_way_out(given, why, shelf)}
    tried = actions.tried_to_write(given, row.booking_id if row else None)
    _keep(refused, tried, shelf.resource, member, now, told)
    if near:
        words += " " + _("Libre : %(times)s.", times="; ".join(f"{entry['name']}, {entry['when']}" for entry in near))
    return DavError(409, _condition(refused, why), f"{shelf.resource.name} : {words}")


def _keep(
    refused: Refused, tried: Tried, resource: Resource, member: Member, now: datetime, told: Mapping[str, object]
) -> None:
    """Refused in turn when the same wish came twice at once: the other one has told it."""
    with suppress(Refused), transaction():
        actions.keep_refusal(str(refused.reason), tried, resource, member=member, now=now, told=told)


def refused_change(
    refused: Refused, row: Listed | None, shelf: Shelf, kind: Literal["change", "end"], *, there: Shelf | None = None
) -> DavError:
    """What cannot be cancelled, or moved `there`, and until when it could."""
    member, words = shelf.member, _why_not_changed(refused, shelf.member)
    found = queries.bookings_to_write([row.booking_id]) if row is not None else []
    if found and shelf.resource is not None:
        goal = there or shelf
        told = {"reason": words, "nearest": [], "ask": "", "resources": [goal.name]}
        _keep(refused, actions.tried_to_change(found[0], kind, goal.key), shelf.resource, member, clock.now(), told)
    return DavError(409, _condition(refused), words)


def _why_not_changed(refused: Refused, member: Member) -> str:
    words, resource, slot = sentence(refused.reason), refused.facts.get("resource"), refused.facts.get("slot")
    if resource is not None and slot is not None:
        found = resource_for(member, resource.id, abroad=True)
        words += f" {limit_said(refused.reason, found, slot.span, refused.facts)}" if found is not None else ""
    return words.strip()


def _limits(refused: Refused, why: nearest.Explanation | None) -> list[str]:
    """The figure of the rule, from or until when, and who can lift it: what the page says."""
    if why is None or why.resource is None or why.slot is None:
        return []
    said = [limit_said(refused.reason, why.resource, why.slot.span, refused.facts)]
    if refused.reason is No.WORK_UNSAID:
        code = refused.facts["lent"].code
        said.append(_("Si c’est ce travail, écrivez %(code)s dans la description.", code=code))
    if why.liftable:
        owner = why.resource.structure.name
        said.append(_("%(structure)s partage cette ressource et peut en changer les règles.", structure=owner))
    return [part for part in said if part]


def _condition(refused: Refused, why: nearest.Explanation | None = None) -> str:
    """The same as the problem details of the API, for programs that read it; beside it the limit that was announced."""
    facts = {"reason": str(refused.reason).replace("_", "-")}
    if why is None:
        limit = element(c("max-instances")) if refused.reason in (No.SERIES_TOO_MANY, No.SERIES_ENDLESS) else ""
        return element(f"{{{MUTUA}}}booking-refused", **facts) + limit
    if why.until is not None:
        facts["until"] = why.until.isoformat()
    if why.liftable and why.resource is not None:
        facts["lifted-by"] = why.resource.structure.name
    near = [
        element(f"{{{MUTUA}}}alternative", way=entry.way.value, resource=entry.name, dates=str(entry.dates),
                starts=entry.local_start.isoformat(), ends=entry.local_end.isoformat())
        for entry in why.alternatives
    ]  # fmt: skip
    return element(f"{{{MUTUA}}}booking-refused", "".join(near), **facts)


def _way_out(given: Given, why: nearest.Explanation | None, shelf: Shelf) -> dict[str, str]:
    """The form with the wish filled in, where an exception or the conditions of the resource are one click."""
    if why is None or why.resource is None or why.slot is None:
        return {}
    path = _filled(given, why.resource.id, why.slot.local_start, why.slot.local_end, shelf)
    if why.reason is Ruled.TERMS_TO_ACCEPT:
        return {"accept": path}
    return {"ask": path} if why.liftable else {}


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
    path = _filled(given, entry.resource_id, start, end, shelf)
    minutes = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    return {
        "name": entry.name,
        "starts": start.isoformat(),
        "ends": end.isoformat(),
        "when": f"{long_date(start)}, {hours(*minutes)}",
        "path": path,
    }


def _filled(given: Given, resource_id: int, start: datetime, end: datetime, shelf: Shelf) -> str:
    asked = {"day": start.date(), "from": f"{start:%H:%M}", "to": f"{end:%H:%M}", "title": given.summary}
    return f"/p/{shelf.member.pole_slug}/resources/{resource_id}/bookings/new?{urlencode(asked)}"
