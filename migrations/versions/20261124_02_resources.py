"""Resources: nothing yet."""

revision = "20261124_02_resources"
down_revision = "20261124_01_pole"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to change."""
