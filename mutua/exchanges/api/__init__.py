"""Doors of the API: proposals and what becomes of them, proofs, sessions, standing exchanges, notices, sums."""

from mutua.exchanges.api import habits, notices, proofs, proposals, sums, verbs
from mutua.exchanges.api.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "habits", "notices", "proofs", "proposals", "sums", "verbs"]
