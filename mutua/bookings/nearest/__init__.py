"""« Pourquoi pas ? »: what stands against a wish, until when, who can lift it, and what is near."""

from mutua.bookings.nearest.explaining import explain, preview
from mutua.bookings.nearest.found import Alternative, DateFound, Explanation, Way
from mutua.bookings.nearest.season import free_dates

__all__ = ["Alternative", "DateFound", "Explanation", "Way", "explain", "free_dates", "preview"]
