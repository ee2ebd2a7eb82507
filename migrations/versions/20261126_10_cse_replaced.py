"""A works council's opinion that was written down wrongly is named by the record that corrects it."""

from alembic import op

revision = "20261126_10_cse_replaced"
down_revision = "20261125_80_first_seen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE new_cse_record (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    terms_id INTEGER NOT NULL,
    side VARCHAR(40) NOT NULL,
    opinion VARCHAR(40) NOT NULL,
    consulted_on DATE,
    headcount INTEGER NOT NULL,
    replaces_id INTEGER,
    recorded_by_id INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    CONSTRAINT pk_cse_record PRIMARY KEY (id),
    CONSTRAINT ck_cse_record_date_of_opinion CHECK ((opinion = 'no_cse') = (consulted_on IS NULL)),
    CONSTRAINT fk_cse_record_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_cse_record_terms_id FOREIGN KEY(terms_id) REFERENCES terms (id),
    CONSTRAINT ck_cse_record_party CHECK (side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT ck_cse_record_cseopinion CHECK (opinion IN ('favourable', 'unfavourable', 'no_opinion', 'no_cse')),
    CONSTRAINT fk_cse_record_replaces_id FOREIGN KEY(replaces_id) REFERENCES cse_record (id),
    CONSTRAINT fk_cse_record_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id),
    CONSTRAINT ck_cse_record_arrangement_id_is_integer CHECK (typeof("arrangement_id") IN ('integer', 'null')),
    CONSTRAINT ck_cse_record_terms_id_is_integer CHECK (typeof("terms_id") IN ('integer', 'null')),
    CONSTRAINT ck_cse_record_headcount_is_integer CHECK (typeof("headcount") IN ('integer', 'null')),
    CONSTRAINT ck_cse_record_replaces_id_is_integer CHECK (typeof("replaces_id") IN ('integer', 'null')),
    CONSTRAINT ck_cse_record_recorded_by_id_is_integer CHECK (typeof("recorded_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_cse_record_recorded_at_is_integer CHECK (typeof("recorded_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_cse_record ("id", "arrangement_id", "terms_id", "side", "opinion", "consulted_on", "headcount", "replaces_id", "recorded_by_id", "recorded_at") SELECT "id", "arrangement_id", "terms_id", "side", "opinion", "consulted_on", "headcount", NULL, "recorded_by_id", "recorded_at" FROM cse_record
""",
    """
DROP TABLE cse_record
""",
    """
ALTER TABLE new_cse_record RENAME TO cse_record
""",
    """
CREATE INDEX ix_cse_record_arrangement_id ON cse_record (arrangement_id)
""",
]

POSTGRESQL = [
    """
ALTER TABLE cse_record ADD COLUMN replaces_id BIGINT
""",
    """
ALTER TABLE cse_record ADD CONSTRAINT fk_cse_record_replaces_id FOREIGN KEY(replaces_id) REFERENCES cse_record (id)
""",
]
