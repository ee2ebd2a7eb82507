"""Doors of bookings: finding, asking, one booking, one's own, and the week of a resource."""

from mutua.bookings.views import (
    defects,
    desk,
    faults,
    guests,
    handover,
    mine,
    new,
    notices,
    papers,
    presence,
    ranges,
    requests,
    resource,
    rounds,
    search,
    show,
    swaps,
    units,
    verbs,
    waitlist,
    week,
)
from mutua.bookings.views.blueprint import bp

blueprints = (bp,)

__all__ = [
    "blueprints",
    "defects",
    "desk",
    "faults",
    "guests",
    "handover",
    "mine",
    "new",
    "ranges",
    "notices",
    "papers",
    "presence",
    "ranges",
    "requests",
    "resource",
    "rounds",
    "search",
    "show",
    "swaps",
    "units",
    "verbs",
    "waitlist",
    "week",
]
