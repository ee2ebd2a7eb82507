"""Doors of exchanges: the first page, declaring, one exchange and its verbs, notices, statements, settings."""

from mutua.exchanges.views import declare, index, listings, settings, show, statement, verbs, words
from mutua.exchanges.views.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "declare", "index", "listings", "settings", "show", "statement", "verbs", "words"]
