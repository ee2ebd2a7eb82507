"""Staff sharing in depth."""

revision = "20261123_06_staffing"
down_revision = "20261123_05_exchanges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
