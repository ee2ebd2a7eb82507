"""The API of bookings."""

from mutua.bookings.api import allotting, around, line, papers, rounds, units
from mutua.bookings.api.doors import blueprints

__all__ = ["allotting", "around", "blueprints", "line", "papers", "rounds", "units"]
