"""Safety: nothing yet."""

revision = "20261124_07_safety"
down_revision = "20261124_06_staffing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to change."""
