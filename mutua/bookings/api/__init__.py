"""The API of bookings."""

from mutua.bookings.api import around, line, papers, rounds, units
from mutua.bookings.api.doors import blueprints

__all__ = ["around", "blueprints", "line", "papers", "rounds", "units"]
