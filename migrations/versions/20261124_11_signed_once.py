"""A side of an operation signs the same words once, and a firm from outside in the name of somebody of its own."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_11_signed_once"
down_revision = "20261124_10_apart"
branch_labels = None
depends_on = None

# The host's person stood there as the signature of a firm that has nobody in the pole: the firm signs again.
IN_ANOTHERS_PLACE = """
DELETE FROM operation_signature WHERE side = 'worker'
AND operation_id IN (SELECT id FROM operation WHERE worker_id IS NULL)
AND signer = (SELECT name FROM person WHERE person.id = operation_signature.recorded_by_id)
"""
TWICE = """
DELETE FROM operation_signature
WHERE id NOT IN (SELECT min(id) FROM operation_signature GROUP BY operation_id, side, content_sha256)
"""


def upgrade() -> None:
    """The audit trail keeps every signature, also those that go."""
    op.execute(sa.text(IN_ANOTHERS_PLACE))
    op.execute(sa.text(TWICE))
    op.create_index(
        "uq_operation_signature_words", "operation_signature", ["operation_id", "side", "content_sha256"], unique=True
    )
