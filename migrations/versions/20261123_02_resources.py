"""Resources in depth."""

revision = "20261123_02_resources"
down_revision = "20261123_01_pole"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
