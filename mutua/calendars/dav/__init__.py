"""The door for calendar programs that write (CalDAV, RFC 4791)."""

from mutua.calendars.dav import collections, homes, objects, well_known
from mutua.calendars.dav.door import bp

blueprints = (bp,)

__all__ = ["blueprints", "collections", "homes", "objects", "well_known"]
