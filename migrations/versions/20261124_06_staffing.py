"""Staffing: nothing yet."""

revision = "20261124_06_staffing"
down_revision = "20261124_05_exchanges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to change."""
