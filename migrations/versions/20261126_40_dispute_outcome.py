"""What was agreed when a dispute closed is kept."""

from alembic import op

revision = "20261126_40_dispute_outcome"
down_revision = "20261126_20_staff_read"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE new_dispute (
    id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    raised_at INTEGER NOT NULL,
    settled_at INTEGER,
    outcome TEXT NOT NULL,
    CONSTRAINT pk_dispute PRIMARY KEY (id),
    CONSTRAINT fk_dispute_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_dispute_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_dispute_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_dispute_exchange_id_is_integer CHECK (typeof("exchange_id") IN ('integer', 'null')),
    CONSTRAINT ck_dispute_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_dispute_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_dispute_raised_at_is_integer CHECK (typeof("raised_at") IN ('integer', 'null')),
    CONSTRAINT ck_dispute_settled_at_is_integer CHECK (typeof("settled_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_dispute ("id", "exchange_id", "structure_id", "person_id", "reason", "raised_at", "settled_at", "outcome") SELECT "id", "exchange_id", "structure_id", "person_id", "reason", "raised_at", "settled_at", '' FROM dispute
""",
    """
DROP TABLE dispute
""",
    """
ALTER TABLE new_dispute RENAME TO dispute
""",
    """
CREATE INDEX ix_dispute_exchange_id ON dispute (exchange_id)
""",
]

POSTGRESQL = [
    """
ALTER TABLE dispute ADD COLUMN outcome TEXT DEFAULT '' NOT NULL
""",
    """
ALTER TABLE dispute ALTER COLUMN "outcome" DROP DEFAULT
""",
]
