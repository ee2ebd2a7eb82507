"""Resources opened to other poles of the installation."""

from alembic import op

revision = "20261124_01_resources"
down_revision = "20261123_07_safety"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE pole_share (
    id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    pole_id INTEGER,
    opened_at INTEGER NOT NULL,
    CONSTRAINT pk_pole_share PRIMARY KEY (id),
    CONSTRAINT fk_pole_share_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE,
    CONSTRAINT fk_pole_share_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_pole_share_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_pole_share_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_pole_share_opened_at_is_integer CHECK (typeof("opened_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_pole_share_pole_id ON pole_share (pole_id)
""",
    """
CREATE UNIQUE INDEX uq_pole_share_every ON pole_share (resource_id) WHERE pole_id IS NULL
""",
    """
CREATE UNIQUE INDEX uq_pole_share_named ON pole_share (resource_id, pole_id)
""",
]

POSTGRESQL = [
    """
CREATE TABLE pole_share (
    id BIGSERIAL NOT NULL,
    resource_id BIGINT NOT NULL,
    pole_id BIGINT,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_pole_share PRIMARY KEY (id),
    CONSTRAINT fk_pole_share_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE,
    CONSTRAINT fk_pole_share_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id)
)
""",
    """
CREATE INDEX ix_pole_share_pole_id ON pole_share (pole_id)
""",
    """
CREATE UNIQUE INDEX uq_pole_share_every ON pole_share (resource_id) WHERE pole_id IS NULL
""",
    """
CREATE UNIQUE INDEX uq_pole_share_named ON pole_share (resource_id, pole_id)
""",
]
