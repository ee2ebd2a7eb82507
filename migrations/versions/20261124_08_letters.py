"""Letters that left are emptied: their words, their addresses and the links in them were kept for ever."""

from alembic import op

revision = "20261124_08_letters"
down_revision = "20261124_07_readers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql("UPDATE mail SET facts = '{}', recipient = '' WHERE sent_at IS NOT NULL")
