"""Doors of exchanges: the first page, declaring, one exchange and its verbs, notices, statements, settings."""

from mutua.exchanges.views import (
    contribution,
    declare,
    index,
    law,
    leaving,
    listing_photos,
    listings,
    pictures,
    proofs,
    search,
    settings,
    show,
    standing,
    statement,
    verbs,
    words,
)
from mutua.exchanges.views.blueprint import bp

blueprints = (bp,)

__all__ = [
    "blueprints",
    "contribution",
    "declare",
    "index",
    "law",
    "leaving",
    "listing_photos",
    "listings",
    "pictures",
    "proofs",
    "search",
    "settings",
    "show",
    "standing",
    "statement",
    "verbs",
    "words",
]
