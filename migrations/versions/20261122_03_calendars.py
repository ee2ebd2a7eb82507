"""Calendar feeds and written events."""

revision = "20261122_03_calendars"
down_revision = "20261122_02_staffing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables follow."""
