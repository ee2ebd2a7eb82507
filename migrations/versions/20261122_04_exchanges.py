"""Exchanges and their ledger."""

revision = "20261122_04_exchanges"
down_revision = "20261122_03_calendars"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables follow."""
