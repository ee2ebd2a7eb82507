"""Another paid job, declared with the usual week: its hours, and the way between the two."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_10_elsewhere"
down_revision = "20261125_01_judgement"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing declared so far: NULL is no other job."""
    op.add_column("base_schedule", sa.Column("elsewhere", sa.JSON(), nullable=True))
