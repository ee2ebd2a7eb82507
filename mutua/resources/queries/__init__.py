"""Every SELECT about what exists and what is taken."""

from mutua.resources.queries.facts import ResourceFacts, facts_of
from mutua.resources.queries.sheets import (
    closure,
    closures_of,
    loaded,
    place_named,
    places_of,
    resource_for,
    resources_for,
    resources_of,
    retired_of,
    touch,
    visible_to,
    zone_of,
)
from mutua.resources.queries.taken import (
    Taken,
    from_predecessor,
    held_units,
    holding,
    lock_units,
    overlapping_holds,
    taken_during,
)

__all__ = [
    "ResourceFacts",
    "Taken",
    "closure",
    "closures_of",
    "facts_of",
    "from_predecessor",
    "held_units",
    "holding",
    "loaded",
    "lock_units",
    "overlapping_holds",
    "place_named",
    "places_of",
    "resource_for",
    "resources_for",
    "resources_of",
    "retired_of",
    "taken_during",
    "touch",
    "visible_to",
    "zone_of",
]
