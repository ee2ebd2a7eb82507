"""Doors of bookings: finding, asking, one booking, one's own, and the week of a resource."""

from mutua.bookings.views import mine, new, resource, search, show, verbs
from mutua.bookings.views.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "mine", "new", "resource", "search", "show", "verbs"]
