"""Exchanges in depth."""

revision = "20261123_05_exchanges"
down_revision = "20261123_04_calendars"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
