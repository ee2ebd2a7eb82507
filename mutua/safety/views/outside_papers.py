"""What the link of a labour inspector opens beside the document: one employer's posted notices and loans of staff."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.pole.models import Pole
from mutua.safety import queries
from mutua.safety.models import ReaderLink, Thing
from mutua.safety.views.door import file
from mutua.safety.views.editions import posted
from mutua.safety.views.loans import hours_answer, loans_of, paper_answer
from mutua.safety.views.outside_readers import opened, outside
from mutua.staffing.models import Arrangement
from mutua.web.access import open_to


@outside.get("/<token>/notice-<int:place_id>.pdf")
@open_to(Role.ANYONE)
def notice(token: str, place_id: int) -> ResponseReturnValue:
    """As it hangs where the employer's people work."""
    found = opened(token, Thing.NOTICE)
    if isinstance(found, Response):
        return found
    link, pole = found
    document, today = queries.document_of(pole.id), wall(clock.now(), pole.zone).date()
    if document is None or link.structure_id is None:
        raise NotFound
    here = queries.places_used_by(document, link.structure_id, today)
    place = next((row for row in here if row.id == place_id), None)
    if place is None:
        raise NotFound
    return file(posted(document, place, today), f"avis-{place.id}.pdf")


@outside.get("/<token>/loans/<int:arrangement_id>/<int:paper_id>")
@open_to(Role.ANYONE)
def loan_paper(token: str, arrangement_id: int, paper_id: int) -> ResponseReturnValue:
    found = opened(token, Thing.STAFF)
    return found if isinstance(found, Response) else paper_answer(_loan(*found, arrangement_id), paper_id)


@outside.get("/<token>/loans/<int:arrangement_id>/hours.pdf")
@open_to(Role.ANYONE)
def loan_hours(token: str, arrangement_id: int) -> ResponseReturnValue:
    found = opened(token, Thing.STAFF)
    return found if isinstance(found, Response) else hours_answer(_loan(*found, arrangement_id), clock.now())


def _loan(link: ReaderLink, pole: Pole, arrangement_id: int) -> Arrangement:
    """Of the link's own employer, signed; no other exists for its reader."""
    rows = loans_of(pole.id, link.structure_id) if link.structure_id is not None else []
    row = next((each for each in rows if each.id == arrangement_id), None)
    if row is None:
        raise NotFound
    return row
