"""Calendars: nothing yet."""

revision = "20261124_04_calendars"
down_revision = "20261124_03_bookings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to change."""
