"""The API of bookings."""

from mutua.bookings.api import units
from mutua.bookings.api.doors import blueprints

__all__ = ["blueprints", "units"]
