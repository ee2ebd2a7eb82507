"""Bookings in depth."""

revision = "20261123_03_bookings"
down_revision = "20261123_02_resources"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
