"""« Pourquoi pas ? » as problem details: the same answer as the page gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, url_for

from mutua.bookings import nearest
from mutua.bookings.forms.limits import limit_said
from mutua.bookings.models import Wish
from mutua.bookings.rules import No
from mutua.bookings.rules.handover import No as Handed
from mutua.bookings.rules.swap import No as Swapped
from mutua.bookings.rules.waitlist import No as Waited
from mutua.kernel import clock
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.kernel.timespan import moment
from mutua.pole.login import current_member
from mutua.resources import queries as resource_queries
from mutua.resources.models import Resource
from mutua.resources.rules import No as Taken
from mutua.staffing.rules.cover import Lent
from mutua.web import problems

FORBIDDEN = (
    No.NOT_YOUR_BOOKING, Waited.NOT_YOUR_PLACE, Swapped.NOT_YOUR_SWAP, Swapped.NOT_YOURS_TO_PASS_ON, Handed.NOT_A_PARTY,
)  # fmt: skip
# The wish itself cannot be read, or what it changes has changed: nothing is near it.
NOTHING_NEAR = (
    *(code for code in No if code.value.startswith("series_")), No.ENDS_BEFORE_START, No.CHANGED_MEANWHILE,
)  # fmt: skip


def answering(act: Callable[[], Response], wish: Callable[[], Wish] | None = None) -> Response:
    """The answer of a verb, or the problem it met; with the wish, what is near it too."""
    try:
        with refusing_stale(No.CHANGED_MEANWHILE):
            return act()
    except Refused as refused:
        near = _near(refused, wish()) if wish is not None and refused.reason not in NOTHING_NEAR else {}
        if refused.reason in (Taken.SLOT_TAKEN, No.NOTHING_LEFT):
            return problems.answer(409, reason=refused.reason, taken=_taken(refused), **near)
        status = 409 if refused.reason is No.CHANGED_MEANWHILE else 403 if refused.reason in FORBIDDEN else 422
        return problems.answer(status, reason=refused.reason, **{**near, **_limit(refused)})


def _near(refused: Refused, wish: Wish) -> dict[str, Any]:
    """Until when the rule stands, who may lift it, and what works instead: what the page shows."""
    found = nearest.explain(refused, wish, current_member(), now=clock.now())
    near: dict[str, Any] = {"alternatives": [_alternative(entry, wish.zone) for entry in found.alternatives]}
    if found.until is not None:
        near["until"] = found.until.isoformat()
    if found.liftable and found.resource is not None:
        owner = found.resource.structure
        near["lifted_by"] = {"structure_id": owner.id, "structure": owner.name}
    return near


def _alternative(entry: nearest.Alternative, zone: str) -> dict[str, Any]:
    return {
        "way": entry.way.value,
        "resource_id": entry.resource_id,
        "name": entry.name,
        "starts_at": moment(entry.local_start, zone).isoformat(),
        "ends_at": moment(entry.local_end, zone).isoformat(),
        "dates": entry.dates,
    }


def _limit(refused: Refused) -> dict[str, Any]:
    """Which resource and date the rule stands against, and its figure in French."""
    resource, slot = refused.facts.get("resource"), refused.facts.get("slot")
    found = resource_queries.resource_for(current_member(), resource.id, abroad=True) if resource is not None else None
    if found is None:
        return {}
    said = limit_said(refused.reason, found, slot.span, refused.facts) if slot is not None else ""
    when = {"starts_at": slot.span.start.isoformat()} if slot is not None else {}
    return {
        "resource_id": found.id,
        **when,
        **({"limit": said} if said else {}),
        **_loans(refused, found),
        **_terms(refused, found),
    }


def _terms(refused: Refused, resource: Resource) -> dict[str, Any]:
    """The conditions to read; sent back with their number, they are accepted."""
    terms = resource_queries.terms_of(resource) if refused.reason is Taken.TERMS_TO_ACCEPT else None
    return {"terms": {"number": terms.number, "text": terms.text}} if terms else {}


def _loans(refused: Refused, resource: Resource) -> dict[str, Any]:
    """Of a person lent: the loans there are, and the page where one is asked for or changed."""
    if refused.reason not in (No.NEEDS_ARRANGEMENT, No.WORK_UNSAID):
        return {}
    known = [refused.facts["lent"]] if "lent" in refused.facts else refused.facts.get("loans", ())
    pole = current_member().pole_slug
    if known:
        url = url_for("staffing.index", pole=pole)
    else:
        skill = resource.qualification or resource.name
        asked: dict[str, Any] = {"skill": skill, "lender": resource.structure_id, "resource": resource.id}
        url = url_for("staffing.regime", pole=pole, **asked)
    return {"loans": [_loan(lent) for lent in known], "loan_url": url}


def _loan(lent: Lent) -> dict[str, Any]:
    values = lent.values
    return {
        "code": lent.code,
        "tasks": values.tasks,
        "starts_on": values.starts_on.isoformat(),
        "ends_on": values.ends_on.isoformat(),
        "week": [{"weekday": slot.weekday, "start": slot.start, "end": slot.end} for slot in values.slots],
    }


def _taken(refused: Refused) -> list[dict[str, Any]]:
    asks = refused.facts.get("asks", ())
    return [
        {
            "resource_id": ask.resource_id,
            "starts_at": ask.span.start.isoformat(),
            "ends_at": ask.span.end.isoformat(),
        }
        for ask in asks
    ]
