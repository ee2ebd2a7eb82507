"""Opening a resource to other poles of the installation, and closing it to them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member
from mutua.resources import queries
from mutua.resources.models import PoleShare, Resource
from mutua.resources.rules import No, why_not_open


def open_to_poles(
    resource: Resource, pole_ids: Collection[int], *, everyone: bool = False, member: Member, now: datetime
) -> None:
    """Exactly these other poles from now on; `everyone`: each pole there is and will be. Dates that stand stay."""
    wanted: set[int | None] = {None} if everyone else set(pole_ids)
    kept = {share.pole_id: share for share in queries.shares_of(resource.id)}
    if wanted == kept.keys():
        return
    refuse_if(why_not_open(resource, member))
    others = {pole.id for pole in pole_queries.poles()} - {resource.pole_id}
    refuse_if(No.NO_SUCH_POLE if wanted - {None} - others else None)
    for pole_id in kept.keys() - wanted:
        db.session.delete(kept[pole_id])
    for pole_id in sorted(wanted - kept.keys(), key=lambda number: number or 0):
        db.session.add(PoleShare(resource_id=resource.id, pole_id=pole_id, opened_at=now))
    db.session.flush()
    queries.touch(resource.id)
    said = "every" if everyone else ",".join(str(pole_id) for pole_id in sorted(pole_ids))
    audit.record("resource.opened_to_poles", "resource", resource.id, actor=member, at=now, after=said[:40])
