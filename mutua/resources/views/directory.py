"""What the pole shares, by kind."""

from __future__ import annotations

from itertools import groupby

from flask import render_template, request
from flask.typing import ResponseReturnValue

from mutua.pole.login import current_member
from mutua.resources import queries
from mutua.resources.models import Kind
from mutua.resources.views.blueprint import EVERYBODY, bp
from mutua.web.access import open_to


@bp.get("/p/<pole>/resources")
@open_to(*EVERYBODY)
def index(pole: str) -> ResponseReturnValue:
    """`?kind=vehicle` for one kind; an unknown kind shows all."""
    member = current_member()
    asked = request.args.get("kind", "")
    kind = Kind(asked) if asked in set(Kind) else None
    order = list(Kind)
    found = sorted(queries.resources_for(member, kind=kind), key=lambda entry: order.index(entry.kind))
    groups = [(of_kind, list(resources)) for of_kind, resources in groupby(found, key=lambda entry: entry.kind)]
    retired = queries.retired_of(member) if member.structure_id else []
    return render_template("resources/index.html", groups=groups, kind=kind, kinds=list(Kind), retired=retired)
