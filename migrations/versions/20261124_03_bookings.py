"""Bookings: nothing yet."""

revision = "20261124_03_bookings"
down_revision = "20261124_02_resources"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to change."""
