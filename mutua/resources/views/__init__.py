"""Doors of resources: the directory, sharing and setting one, its closures, its photo.

The page of one resource shows bookings and lives with them (`mutua/bookings/views/resource.py`).
"""

from mutua.resources.views import closures, directory, edit, features, papers, photo, rights, rules, table
from mutua.resources.views.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "closures", "directory", "edit", "features", "papers", "photo", "rights", "rules", "table"]
