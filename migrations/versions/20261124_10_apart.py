"""A series of which some dates are on other resources: each calendar keeps the bytes of its own dates."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_10_apart"
down_revision = "20261124_09_adoptions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing kept yet: the next change of such a booking writes them."""
    for name in ("ics", "ics_everything", "ics_structure", "ics_busy"):
        op.add_column("calendar_entry", sa.Column(name, sa.LargeBinary(), nullable=True))
