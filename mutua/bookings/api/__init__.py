"""The API of bookings."""

from mutua.bookings.api import around, line, rounds, units
from mutua.bookings.api.doors import blueprints

__all__ = ["around", "blueprints", "line", "rounds", "units"]
