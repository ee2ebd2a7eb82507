"""Exchanges: nothing yet."""

revision = "20261124_05_exchanges"
down_revision = "20261124_04_calendars"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to change."""
