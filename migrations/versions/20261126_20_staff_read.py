"""The labour inspector reads an employer's notices and loans of staff."""

from alembic import op

revision = "20261126_20_staff_read"
down_revision = "20261126_10_cse_replaced"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE new_safety_access (
    id INTEGER NOT NULL,
    link_id INTEGER NOT NULL,
    thing VARCHAR(40) NOT NULL,
    read_at INTEGER NOT NULL,
    CONSTRAINT pk_safety_access PRIMARY KEY (id),
    CONSTRAINT fk_safety_access_link_id FOREIGN KEY(link_id) REFERENCES safety_reader_link (id),
    CONSTRAINT ck_safety_access_thing CHECK (thing IN ('page', 'volume', 'extract', 'plans', 'place', 'notice', 'staff')),
    CONSTRAINT ck_safety_access_link_id_is_integer CHECK (typeof("link_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_access_read_at_is_integer CHECK (typeof("read_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_safety_access ("id", "link_id", "thing", "read_at") SELECT "id", "link_id", "thing", "read_at" FROM safety_access
""",
    """
DROP TABLE safety_access
""",
    """
ALTER TABLE new_safety_access RENAME TO safety_access
""",
    """
CREATE INDEX ix_safety_access_link_id ON safety_access (link_id)
""",
]

POSTGRESQL = [
    """
ALTER TABLE safety_access DROP CONSTRAINT ck_safety_access_thing
""",
    """
ALTER TABLE safety_access ADD CONSTRAINT ck_safety_access_thing CHECK (thing IN ('page', 'volume', 'extract', 'plans', 'place', 'notice', 'staff'))
""",
]
