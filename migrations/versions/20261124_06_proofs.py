"""Proofs laid beside an exchange."""

from alembic import op

revision = "20261124_06_proofs"
down_revision = "20261124_05_staffing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE exchange_proof (
    id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    title VARCHAR(120) NOT NULL,
    added_at INTEGER NOT NULL,
    removed_at INTEGER,
    CONSTRAINT pk_exchange_proof PRIMARY KEY (id),
    CONSTRAINT fk_exchange_proof_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_exchange_proof_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_exchange_proof_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT ck_exchange_proof_exchange_id_is_integer CHECK (typeof("exchange_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_proof_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_proof_file_id_is_integer CHECK (typeof("file_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_proof_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_proof_removed_at_is_integer CHECK (typeof("removed_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_exchange_proof_exchange_id ON exchange_proof (exchange_id)
""",
]

POSTGRESQL = [
    """
CREATE TABLE exchange_proof (
    id BIGSERIAL NOT NULL,
    exchange_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    title VARCHAR(120) NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_exchange_proof PRIMARY KEY (id),
    CONSTRAINT fk_exchange_proof_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_exchange_proof_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_exchange_proof_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id)
)
""",
    """
CREATE INDEX ix_exchange_proof_exchange_id ON exchange_proof (exchange_id)
""",
]
