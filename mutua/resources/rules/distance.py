"""How far two places are, as the crow flies."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH = 6_371_000  # metres, mean radius
Position = tuple[int, int]


def metres(one: Position | None, other: Position | None) -> int | None:
    """Between two positions in millionths of a degree, by the haversine formula; None when one is not known."""
    if one is None or other is None:
        return None
    (north, east), (north_2, east_2) = ((radians(part / 1e6) for part in place) for place in (one, other))
    part = sin((north_2 - north) / 2) ** 2 + cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    return round(2 * EARTH * asin(min(1.0, sqrt(part))))
