"""One adoption is open at a time, by the database too."""

from alembic import op

revision = "20261124_09_adoptions"
down_revision = "20261124_08_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of two that were opened at the same moment the later one stays; the other is withdrawn when it was opened."""
    for statement in (OLDER_WITHDRAWN, ONE_OPEN):
        op.get_bind().exec_driver_sql(statement)


OLDER_WITHDRAWN = """
UPDATE safety_adoption SET withdrawn_at = opened_at
WHERE withdrawn_at IS NULL AND published_at IS NULL AND EXISTS (
    SELECT 1 FROM safety_adoption AS later WHERE later.document_id = safety_adoption.document_id
    AND later.id > safety_adoption.id AND later.withdrawn_at IS NULL AND later.published_at IS NULL
)
"""
ONE_OPEN = """
CREATE UNIQUE INDEX safety_adoption_open ON safety_adoption (document_id)
WHERE withdrawn_at IS NULL AND published_at IS NULL
"""
