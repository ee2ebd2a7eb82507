"""Doors of staff sharing."""

from mutua.staffing.views import archive, board, council, index, law, loan, offers, papers, signing, terms
from mutua.staffing.views.blueprint import bp

blueprints = (bp,)

__all__ = ["archive", "blueprints", "board", "council", "index", "law", "loan", "offers", "papers", "signing", "terms"]
