"""The safety document."""

revision = "20261122_05_safety"
down_revision = "20261122_04_exchanges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables follow."""
