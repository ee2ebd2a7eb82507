"""The words of an exchange stay as both sides confirmed them: what one may change no more is made by guards.py.

A member's report of an incident names nobody: the request that was kept of each against a double click goes, for it
still told who sent it.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_10_words_kept"
down_revision = "20261126_40_dispute_outcome"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table changes; env.py makes every trigger again after the last step."""
    op.execute(sa.text("DELETE FROM remembered_request WHERE route = 'safety.report_incident'"))
