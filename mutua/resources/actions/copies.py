"""A resource like another."""

from __future__ import annotations

from datetime import datetime

from mutua.kernel import audit
from mutua.kernel.db import db
from mutua.kernel.refusal import refuse_if
from mutua.pole.models import Member
from mutua.resources import queries
from mutua.resources.actions.sheets import PLAIN
from mutua.resources.models import Draw, Drawing, OpeningHours, Resource, Unit, UseTerms
from mutua.resources.rules import why_not_edit


def copy_resource(resource: Resource, name: str, *, member: Member, now: datetime) -> Resource:
    """The same sheet, hours, rules and terms, with units of its own; neither bookings nor closures, nor the photo."""
    refuse_if(why_not_edit(resource, member))
    live = [draw for draw in resource.draws if draw.unit.retired_at is None]
    count = len(live) if resource.draw is Draw.ANY else 1
    plain = {field: getattr(resource, field) for field in PLAIN if field not in ("name", "photo", "photo_alt")}
    made = Resource(
        **plain,
        name=name,
        pole_id=resource.pole_id,
        structure_id=resource.structure_id,
        place_id=resource.place_id,
        kind=resource.kind,
        rules=resource.rules,
        draw=resource.draw,
        units_needed=resource.units_needed if resource.draw is Draw.ANY else 1,
        created_at=now,
        changed_at=now,
        hours=[OpeningHours(weekday=slot.weekday, opens=slot.opens, closes=slot.closes) for slot in resource.hours],
        draws=[
            Drawing(position=number, unit=Unit(pole_id=resource.pole_id, name=f"{name} {number + 1}"[:120]))
            for number in range(count)
        ],
    )
    db.session.add(made)
    db.session.flush()
    _copy_terms(resource, made, member, now)
    audit.record("resource.copied", "resource", made.id, actor=member, at=now, before=str(resource.id))
    return made


def _copy_terms(resource: Resource, made: Resource, member: Member, now: datetime) -> None:
    terms = queries.terms_of(resource)
    if terms is not None:
        by = member.person_id
        db.session.add(UseTerms(resource_id=made.id, number=1, text=terms.text, written_by_id=by, written_at=now))
        made.terms_number = 1
