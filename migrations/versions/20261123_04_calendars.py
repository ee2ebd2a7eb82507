"""Calendars that write."""

revision = "20261123_04_calendars"
down_revision = "20261123_03_bookings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
