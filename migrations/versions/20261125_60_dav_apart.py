"""A series of which some dates are on other resources: each CalDAV calendar keeps the bytes of its own dates."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_60_dav_apart"
down_revision = "20261125_40_read_and_signed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing kept yet: the next change of such a booking writes them."""
    op.add_column("dav_entry", sa.Column("ics", sa.LargeBinary(), nullable=True))
