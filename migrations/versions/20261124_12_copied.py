"""A risk taken over from a like unit says from which, and what protects there and has to be looked for here."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_12_copied"
down_revision = "20261124_11_signed_once"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was taken over before stays as it is: nothing tells it from what was written here."""
    op.add_column("risk", sa.Column("copied_from", sa.String(160), nullable=True))
    op.add_column("risk", sa.Column("to_check", sa.Text(), nullable=True))
