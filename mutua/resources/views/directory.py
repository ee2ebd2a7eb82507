"""What the pole shares, by kind, features and room for how many."""

from __future__ import annotations

from itertools import groupby

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from mutua.pole.login import current_member
from mutua.resources import queries
from mutua.resources.models import Kind, Resource
from mutua.resources.rules.features import Filter, found_in, has
from mutua.resources.views.blueprint import EVERYBODY, bp
from mutua.web.access import open_to

MOST_PEOPLE = 100_000


@bp.get("/p/<pole>/resources")
@open_to(*EVERYBODY)
def index(pole: str) -> ResponseReturnValue:
    """`?kind=vehicle&feature=Cuisine&people=12`; what is unknown is left aside."""
    member = current_member()
    asked = request.args.get("kind", "")
    kind = Kind(asked) if asked in set(Kind) else None
    filters = queries.features_of(member.pole_id)
    wanted = [entry for entry in filters if entry.name in request.args.getlist("feature")]
    people = request.args.get("people", "")
    count = int(people) if people.isascii() and people.isdigit() and 0 < int(people[:7]) <= MOST_PEOPLE else 0
    order = list(Kind)
    shared = queries.resources_for(member, kind=kind)
    found = [resource for resource in shared if _fits(resource, wanted, count)]
    found.sort(key=lambda entry: order.index(entry.kind))
    return render_template(
        "resources/index.html",
        groups=[(of_kind, list(entries)) for of_kind, entries in groupby(found, key=lambda entry: entry.kind)],
        kind=kind,
        kinds=order,
        people=count,
        wanted=[entry.name for entry in wanted],
        offered=_offered(filters, shared, wanted),
        clear=url_for("resources.index", pole=pole, kind=asked or None),
        retired=queries.retired_of(member) if member.structure_id else [],
    )


def _fits(resource: Resource, wanted: list[Filter], people: int) -> bool:
    room = not people or (resource.capacity is not None and resource.capacity >= people)
    return room and all(has(entry, resource.features) for entry in wanted)


def _offered(filters: list[Filter], shared: list[Resource], wanted: list[Filter]) -> list[str]:
    """Features that something shared has, and those asked for."""
    there = {name for resource in shared for name in found_in(filters, resource.features)}
    return [entry.name for entry in filters if entry.name in there or entry in wanted]
