"""Poles, structures and people."""

revision = "20261123_01_pole"
down_revision = "20261122_05_safety"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
