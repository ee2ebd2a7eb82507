"""Where readers from outside are written to, and when that was last."""

from alembic import op

revision = "20261124_07_readers"
down_revision = "20261124_06_proofs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE new_safety_reader_link (
    id INTEGER NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    edition_id INTEGER NOT NULL,
    structure_id INTEGER,
    kind VARCHAR(40) NOT NULL,
    reader VARCHAR(120) NOT NULL,
    email VARCHAR(254) NOT NULL,
    told_on DATE,
    made_by_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    from_on DATE,
    until_on DATE,
    place_id INTEGER,
    CONSTRAINT pk_safety_reader_link PRIMARY KEY (id),
    CONSTRAINT ck_safety_reader_link_period CHECK (from_on <= until_on),
    CONSTRAINT uq_safety_reader_link_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_safety_reader_link_edition_id FOREIGN KEY(edition_id) REFERENCES safety_edition (id),
    CONSTRAINT fk_safety_reader_link_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_safety_reader_link_readerkind CHECK (kind IN ('inspection', 'health_service', 'prevention_agency', 'cse', 'worker', 'former_worker', 'owner', 'other')),
    CONSTRAINT fk_safety_reader_link_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
    CONSTRAINT fk_safety_reader_link_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT ck_safety_reader_link_edition_id_is_integer CHECK (typeof("edition_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_reader_link_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_reader_link_made_by_id_is_integer CHECK (typeof("made_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_reader_link_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_safety_reader_link_expires_at_is_integer CHECK (typeof("expires_at") IN ('integer', 'null')),
    CONSTRAINT ck_safety_reader_link_revoked_at_is_integer CHECK (typeof("revoked_at") IN ('integer', 'null')),
    CONSTRAINT ck_safety_reader_link_place_id_is_integer CHECK (typeof("place_id") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_safety_reader_link ("id", "token_sha256", "edition_id", "structure_id", "kind", "reader", "email", "told_on", "made_by_id", "created_at", "expires_at", "revoked_at", "from_on", "until_on", "place_id") SELECT "id", "token_sha256", "edition_id", "structure_id", "kind", "reader", '', NULL, "made_by_id", "created_at", "expires_at", "revoked_at", "from_on", "until_on", "place_id" FROM safety_reader_link
""",
    """
DROP TABLE safety_reader_link
""",
    """
ALTER TABLE new_safety_reader_link RENAME TO safety_reader_link
""",
    """
CREATE INDEX ix_safety_reader_link_edition_id ON safety_reader_link (edition_id)
""",
]

POSTGRESQL = [
    """
ALTER TABLE safety_reader_link ADD COLUMN email VARCHAR(254) DEFAULT '' NOT NULL
""",
    """
ALTER TABLE safety_reader_link ALTER COLUMN email DROP DEFAULT
""",
    """
ALTER TABLE safety_reader_link ADD COLUMN told_on DATE
""",
]
