"""The day a reason to update was first seen."""

from alembic import op

revision = "20261125_80_first_seen"
down_revision = "20261125_70_host_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE safety_first_seen (
    id INTEGER NOT NULL,
    edition_id INTEGER NOT NULL,
    "key" VARCHAR(120) NOT NULL,
    seen_on DATE NOT NULL,
    CONSTRAINT pk_safety_first_seen PRIMARY KEY (id),
    CONSTRAINT uq_safety_first_seen_edition_id_key UNIQUE (edition_id, "key"),
    CONSTRAINT fk_safety_first_seen_edition_id FOREIGN KEY(edition_id) REFERENCES safety_edition (id),
    CONSTRAINT ck_safety_first_seen_edition_id_is_integer CHECK (typeof("edition_id") IN ('integer', 'null'))
)
""",
]

POSTGRESQL = [
    """
CREATE TABLE safety_first_seen (
    id BIGSERIAL NOT NULL,
    edition_id BIGINT NOT NULL,
    key VARCHAR(120) NOT NULL,
    seen_on DATE NOT NULL,
    CONSTRAINT pk_safety_first_seen PRIMARY KEY (id),
    CONSTRAINT uq_safety_first_seen_edition_id_key UNIQUE (edition_id, key),
    CONSTRAINT fk_safety_first_seen_edition_id FOREIGN KEY(edition_id) REFERENCES safety_edition (id)
)
""",
]
