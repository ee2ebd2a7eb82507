"""Doors of the safety document."""

from flask import Blueprint

from mutua.safety.views import (
    adoption,
    agreeing,
    coactivity,
    describing,
    draft,
    duty,
    editions,
    firm,
    hosts,
    incidents,
    kept,
    labour,
    measures,
    outside,
    outside_papers,
    outside_readers,
    overview,
    people,
    places,
    readers,
    record,
    risk_list,
    risks,
    talk,
    units,
    walk,
)
from mutua.safety.views.before import connect
from mutua.safety.views.door import bp

# the modules hang their routes on these when they are imported
loaded = (adoption, agreeing, coactivity, describing, draft, duty, editions, hosts, incidents, labour, measures,
          outside, outside_papers, overview, people, places, readers, record, risk_list, risks, talk, units,
          walk)  # fmt: skip
blueprints: tuple[Blueprint, ...] = (bp, outside_readers.outside, kept.kept, incidents.walls, firm.firm)

__all__ = ["blueprints", "connect"]
