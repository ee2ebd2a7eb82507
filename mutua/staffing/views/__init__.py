"""Doors of staff sharing."""

from mutua.staffing.views import council, index, loan, papers, signing, terms
from mutua.staffing.views.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "council", "index", "loan", "papers", "signing", "terms"]
