"""Doors: the check of a file, and the keys people sign with."""

from mutua.documents.views import check, passkeys

blueprints = (check.bp, passkeys.bp)

__all__ = ["blueprints", "check", "passkeys"]
