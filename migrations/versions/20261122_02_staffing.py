"""Documents and arrangements."""

revision = "20261122_02_staffing"
down_revision = "20261122_01_foundation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables follow."""
