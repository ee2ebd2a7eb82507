"""Pole: nothing yet."""

revision = "20261124_01_pole"
down_revision = "20261123_07_safety"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to change."""
