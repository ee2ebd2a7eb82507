"""Work of a firm of no pole in a shared place: its prevention plan, signed by the host and not yet by the firm."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from mutua.demo import source
from mutua.demo.cast import Cast
from mutua.kernel.timespan import moment
from mutua.resources.queries import place_named
from mutua.safety import actions, queries
from mutua.safety.actions import OperationFacts
from mutua.safety.models import Route

DAYS = ("starts_in", "ends_in", "inspected", "written", "signed")  # days from today, back or ahead


def build(cast: Cast, today: date) -> None:
    """Written after the visit on the spot, by the manager of the host, who signs some days later."""
    document = queries.document_of(cast.pole_id)
    if document is None:
        raise LookupError("no safety document")
    for row in source.toml("safety")["operation"]:
        days = {name: today + timedelta(days=row[name]) for name in DAYS}
        host, place = cast.manager(row["host"]), place_named(cast.pole_id, row["place"])
        said = {
            name: row[name] for name in ("firm", "what", "hours", "headcount", "lead", "works", "inspection", "heads")
        }
        facts = OperationFacts(
            route=Route(row["route"]), host_id=cast.structures[row["host"]], worker_id=None, booking_id=None,
            place_id=place.id if place else None, starts_on=days["starts_in"], ends_on=days["ends_in"],
            inspected_on=days["inspected"], **said,
        )  # fmt: skip
        written, signed = (
            moment(datetime.combine(days[name], time(11, 20)), cast.zone) for name in ("written", "signed")
        )
        made, _unreached = actions.open_operation(document, facts, member=host, now=written)
        actions.sign_operation(made, "host", host.name, member=host, now=signed)
