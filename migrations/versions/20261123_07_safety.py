"""The safety document in depth."""

revision = "20261123_07_safety"
down_revision = "20261123_06_staffing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
