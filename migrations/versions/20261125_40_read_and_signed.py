"""Who read a report; signatures through a personal address."""

from alembic import op

revision = "20261125_40_read_and_signed"
down_revision = "20261125_30_dropped"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE new_operation_signature (
    id INTEGER NOT NULL,
    operation_id INTEGER NOT NULL,
    side VARCHAR(10) NOT NULL,
    signer VARCHAR(120) NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    recorded_by_id INTEGER NOT NULL,
    link_id INTEGER,
    signed_at INTEGER NOT NULL,
    CONSTRAINT pk_operation_signature PRIMARY KEY (id),
    CONSTRAINT ck_operation_signature_side CHECK (side IN ('host', 'worker')),
    CONSTRAINT fk_operation_signature_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id),
    CONSTRAINT fk_operation_signature_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id),
    CONSTRAINT fk_operation_signature_link_id FOREIGN KEY(link_id) REFERENCES signing_link (id),
    CONSTRAINT ck_operation_signature_operation_id_is_integer CHECK (typeof("operation_id") IN ('integer', 'null')),
    CONSTRAINT ck_operation_signature_recorded_by_id_is_integer CHECK (typeof("recorded_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_operation_signature_link_id_is_integer CHECK (typeof("link_id") IN ('integer', 'null')),
    CONSTRAINT ck_operation_signature_signed_at_is_integer CHECK (typeof("signed_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_operation_signature ("id", "operation_id", "side", "signer", "content_sha256", "recorded_by_id", "link_id", "signed_at") SELECT "id", "operation_id", "side", "signer", "content_sha256", "recorded_by_id", NULL, "signed_at" FROM operation_signature
""",
    """
DROP TABLE operation_signature
""",
    """
ALTER TABLE new_operation_signature RENAME TO operation_signature
""",
    """
CREATE INDEX ix_operation_signature_operation_id ON operation_signature (operation_id)
""",
    """
CREATE UNIQUE INDEX uq_operation_signature_words ON operation_signature (operation_id, side, content_sha256)
""",
    """
CREATE TABLE new_incident (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    unit_id INTEGER,
    kind VARCHAR(40) NOT NULL,
    happened_on DATE NOT NULL,
    text TEXT NOT NULL,
    taken TEXT NOT NULL,
    photo_id INTEGER,
    contact VARCHAR(160) NOT NULL,
    form_key VARCHAR(64),
    spot_id INTEGER,
    reported_at INTEGER NOT NULL,
    read_at INTEGER,
    read_by_id INTEGER,
    closed_at INTEGER,
    CONSTRAINT pk_incident PRIMARY KEY (id),
    CONSTRAINT fk_incident_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_incident_unit_id FOREIGN KEY(unit_id) REFERENCES work_unit (id),
    CONSTRAINT ck_incident_incidentkind CHECK (kind IN ('near_miss', 'benign', 'accident', 'serious_danger')),
    CONSTRAINT fk_incident_photo_id FOREIGN KEY(photo_id) REFERENCES stored_file (id),
    CONSTRAINT uq_incident_form_key UNIQUE (form_key),
    CONSTRAINT fk_incident_spot_id FOREIGN KEY(spot_id) REFERENCES report_spot (id),
    CONSTRAINT fk_incident_read_by_id FOREIGN KEY(read_by_id) REFERENCES person (id),
    CONSTRAINT ck_incident_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_incident_unit_id_is_integer CHECK (typeof("unit_id") IN ('integer', 'null')),
    CONSTRAINT ck_incident_photo_id_is_integer CHECK (typeof("photo_id") IN ('integer', 'null')),
    CONSTRAINT ck_incident_spot_id_is_integer CHECK (typeof("spot_id") IN ('integer', 'null')),
    CONSTRAINT ck_incident_reported_at_is_integer CHECK (typeof("reported_at") IN ('integer', 'null')),
    CONSTRAINT ck_incident_read_at_is_integer CHECK (typeof("read_at") IN ('integer', 'null')),
    CONSTRAINT ck_incident_read_by_id_is_integer CHECK (typeof("read_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_incident_closed_at_is_integer CHECK (typeof("closed_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_incident ("id", "document_id", "unit_id", "kind", "happened_on", "text", "taken", "photo_id", "contact", "form_key", "spot_id", "reported_at", "read_at", "read_by_id", "closed_at") SELECT "id", "document_id", "unit_id", "kind", "happened_on", "text", "taken", "photo_id", "contact", "form_key", "spot_id", "reported_at", NULL, NULL, "closed_at" FROM incident
""",
    """
DROP TABLE incident
""",
    """
ALTER TABLE new_incident RENAME TO incident
""",
    """
CREATE INDEX ix_incident_document_id ON incident (document_id)
""",
]

POSTGRESQL = [
    """
ALTER TABLE operation_signature ADD COLUMN link_id BIGINT
""",
    """
ALTER TABLE operation_signature ADD CONSTRAINT fk_operation_signature_link_id FOREIGN KEY(link_id) REFERENCES signing_link (id)
""",
    """
ALTER TABLE incident ADD COLUMN read_at TIMESTAMP WITH TIME ZONE
""",
    """
ALTER TABLE incident ADD COLUMN read_by_id BIGINT
""",
    """
ALTER TABLE incident ADD CONSTRAINT fk_incident_read_by_id FOREIGN KEY(read_by_id) REFERENCES person (id)
""",
]
