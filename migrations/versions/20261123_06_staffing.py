"""Staff sharing in depth."""

from alembic import op

revision = "20261123_06_staffing"
down_revision = "20261123_05_exchanges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE passkey (
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    credential_id VARCHAR(1400) NOT NULL,
    public_key BLOB NOT NULL,
    sign_count INTEGER NOT NULL,
    name VARCHAR(80) NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER,
    CONSTRAINT pk_passkey PRIMARY KEY (id),
    CONSTRAINT fk_passkey_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT uq_passkey_credential_id UNIQUE (credential_id),
    CONSTRAINT ck_passkey_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_passkey_sign_count_is_integer CHECK (typeof("sign_count") IN ('integer', 'null')),
    CONSTRAINT ck_passkey_made_at_is_integer CHECK (typeof("made_at") IN ('integer', 'null')),
    CONSTRAINT ck_passkey_used_at_is_integer CHECK (typeof("used_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_passkey_person_id ON passkey (person_id)
""",
    """
CREATE TABLE signing_link (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    subject VARCHAR(40) NOT NULL,
    subject_id INTEGER NOT NULL,
    document VARCHAR(40) NOT NULL,
    role VARCHAR(40) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    signer_name VARCHAR(120) NOT NULL,
    email VARCHAR(254) NOT NULL,
    locale VARCHAR(5) NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    made_by_id INTEGER NOT NULL,
    made_for_id INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    CONSTRAINT pk_signing_link PRIMARY KEY (id),
    CONSTRAINT fk_signing_link_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT uq_signing_link_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_signing_link_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
    CONSTRAINT fk_signing_link_made_for_id FOREIGN KEY(made_for_id) REFERENCES structure (id),
    CONSTRAINT ck_signing_link_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_signing_link_subject_id_is_integer CHECK (typeof("subject_id") IN ('integer', 'null')),
    CONSTRAINT ck_signing_link_made_by_id_is_integer CHECK (typeof("made_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_signing_link_made_for_id_is_integer CHECK (typeof("made_for_id") IN ('integer', 'null')),
    CONSTRAINT ck_signing_link_made_at_is_integer CHECK (typeof("made_at") IN ('integer', 'null')),
    CONSTRAINT ck_signing_link_expires_at_is_integer CHECK (typeof("expires_at") IN ('integer', 'null')),
    CONSTRAINT ck_signing_link_used_at_is_integer CHECK (typeof("used_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_signing_link_subject_subject_id ON signing_link (subject, subject_id)
""",
    """
CREATE TABLE new_stored_file (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL,
    media_type VARCHAR(100) NOT NULL,
    size INTEGER NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    content BLOB NOT NULL,
    stored_by_id INTEGER,
    stored_at INTEGER NOT NULL,
    erased_at INTEGER,
    CONSTRAINT pk_stored_file PRIMARY KEY (id),
    CONSTRAINT ck_stored_file_size CHECK (size BETWEEN 1 AND 10485760),
    CONSTRAINT fk_stored_file_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_stored_file_stored_by_id FOREIGN KEY(stored_by_id) REFERENCES person (id),
    CONSTRAINT ck_stored_file_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_stored_file_size_is_integer CHECK (typeof("size") IN ('integer', 'null')),
    CONSTRAINT ck_stored_file_stored_by_id_is_integer CHECK (typeof("stored_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_stored_file_stored_at_is_integer CHECK (typeof("stored_at") IN ('integer', 'null')),
    CONSTRAINT ck_stored_file_erased_at_is_integer CHECK (typeof("erased_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_stored_file ("id", "pole_id", "name", "media_type", "size", "sha256", "content", "stored_by_id", "stored_at", "erased_at") SELECT "id", "pole_id", "name", "media_type", "size", "sha256", "content", "stored_by_id", "stored_at", NULL FROM stored_file
""",
    """
DROP TABLE stored_file
""",
    """
ALTER TABLE new_stored_file RENAME TO stored_file
""",
    """
CREATE INDEX ix_stored_file_sha256 ON stored_file (sha256)
""",
    """
CREATE TABLE derogation (
    id INTEGER NOT NULL,
    employee_id INTEGER NOT NULL,
    rule VARCHAR(4) NOT NULL,
    limit_minutes INTEGER,
    starts_on DATE NOT NULL,
    until_on DATE NOT NULL,
    file_id INTEGER NOT NULL,
    recorded_by_id INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    CONSTRAINT pk_derogation PRIMARY KEY (id),
    CONSTRAINT ck_derogation_order CHECK (starts_on <= until_on),
    CONSTRAINT ck_derogation_limit CHECK (limit_minutes IS NULL OR limit_minutes > 0),
    CONSTRAINT fk_derogation_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT fk_derogation_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT fk_derogation_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id),
    CONSTRAINT ck_derogation_employee_id_is_integer CHECK (typeof("employee_id") IN ('integer', 'null')),
    CONSTRAINT ck_derogation_limit_minutes_is_integer CHECK (typeof("limit_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_derogation_file_id_is_integer CHECK (typeof("file_id") IN ('integer', 'null')),
    CONSTRAINT ck_derogation_recorded_by_id_is_integer CHECK (typeof("recorded_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_derogation_recorded_at_is_integer CHECK (typeof("recorded_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_derogation_employee_id ON derogation (employee_id)
""",
    """
CREATE TABLE sealed_file (
    id INTEGER NOT NULL,
    subject VARCHAR(40) NOT NULL,
    subject_id INTEGER NOT NULL,
    document VARCHAR(40) NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    signed_sha256 VARCHAR(64) NOT NULL,
    sealed_sha256 VARCHAR(64) NOT NULL,
    file_id INTEGER NOT NULL,
    sealed_at INTEGER NOT NULL,
    CONSTRAINT pk_sealed_file PRIMARY KEY (id),
    CONSTRAINT uq_sealed_file_signed_sha256 UNIQUE (signed_sha256),
    CONSTRAINT uq_sealed_file_sealed_sha256 UNIQUE (sealed_sha256),
    CONSTRAINT fk_sealed_file_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT ck_sealed_file_subject_id_is_integer CHECK (typeof("subject_id") IN ('integer', 'null')),
    CONSTRAINT ck_sealed_file_file_id_is_integer CHECK (typeof("file_id") IN ('integer', 'null')),
    CONSTRAINT ck_sealed_file_sealed_at_is_integer CHECK (typeof("sealed_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_sealed_file_subject_subject_id ON sealed_file (subject, subject_id)
""",
    """
CREATE TABLE new_signature (
    id INTEGER NOT NULL,
    subject VARCHAR(40) NOT NULL,
    subject_id INTEGER NOT NULL,
    document VARCHAR(40) NOT NULL,
    role VARCHAR(40) NOT NULL,
    person_id INTEGER,
    structure_id INTEGER,
    signer_name VARCHAR(120) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    signed_on DATE NOT NULL,
    method VARCHAR(40) NOT NULL,
    file_id INTEGER,
    recorded_by_id INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    CONSTRAINT pk_signature PRIMARY KEY (id),
    CONSTRAINT fk_signature_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_signature_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_signature_method CHECK (method IN ('account', 'paper', 'link')),
    CONSTRAINT fk_signature_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT fk_signature_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id),
    CONSTRAINT ck_signature_subject_id_is_integer CHECK (typeof("subject_id") IN ('integer', 'null')),
    CONSTRAINT ck_signature_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_signature_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_signature_file_id_is_integer CHECK (typeof("file_id") IN ('integer', 'null')),
    CONSTRAINT ck_signature_recorded_by_id_is_integer CHECK (typeof("recorded_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_signature_recorded_at_is_integer CHECK (typeof("recorded_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_signature ("id", "subject", "subject_id", "document", "role", "person_id", "structure_id", "signer_name", "sha256", "signed_on", "method", "file_id", "recorded_by_id", "recorded_at") SELECT "id", "subject", "subject_id", "document", "role", "person_id", "structure_id", "signer_name", "sha256", "signed_on", "method", "file_id", "recorded_by_id", "recorded_at" FROM signature
""",
    """
DROP TABLE signature
""",
    """
ALTER TABLE new_signature RENAME TO signature
""",
    """
CREATE INDEX ix_signature_subject_subject_id ON signature (subject, subject_id)
""",
    """
CREATE TABLE signing_code (
    id INTEGER NOT NULL,
    person_id INTEGER,
    link_id INTEGER,
    document VARCHAR(40) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    salt VARCHAR(32) NOT NULL,
    code_sha256 VARCHAR(64) NOT NULL,
    sent_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    used_at INTEGER,
    CONSTRAINT pk_signing_code PRIMARY KEY (id),
    CONSTRAINT ck_signing_code_one_signer CHECK ((person_id IS NULL) <> (link_id IS NULL)),
    CONSTRAINT fk_signing_code_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_signing_code_link_id FOREIGN KEY(link_id) REFERENCES signing_link (id),
    CONSTRAINT ck_signing_code_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_signing_code_link_id_is_integer CHECK (typeof("link_id") IN ('integer', 'null')),
    CONSTRAINT ck_signing_code_sent_at_is_integer CHECK (typeof("sent_at") IN ('integer', 'null')),
    CONSTRAINT ck_signing_code_expires_at_is_integer CHECK (typeof("expires_at") IN ('integer', 'null')),
    CONSTRAINT ck_signing_code_tries_is_integer CHECK (typeof("tries") IN ('integer', 'null')),
    CONSTRAINT ck_signing_code_used_at_is_integer CHECK (typeof("used_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_signing_code_person_id ON signing_code (person_id)
""",
    """
CREATE TABLE staff_time (
    id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    employee_id INTEGER NOT NULL,
    named_by_id INTEGER NOT NULL,
    named_at INTEGER NOT NULL,
    CONSTRAINT pk_staff_time PRIMARY KEY (id),
    CONSTRAINT uq_staff_time_resource_id UNIQUE (resource_id),
    CONSTRAINT fk_staff_time_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_staff_time_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT fk_staff_time_named_by_id FOREIGN KEY(named_by_id) REFERENCES person (id),
    CONSTRAINT ck_staff_time_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_staff_time_employee_id_is_integer CHECK (typeof("employee_id") IN ('integer', 'null')),
    CONSTRAINT ck_staff_time_named_by_id_is_integer CHECK (typeof("named_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_staff_time_named_at_is_integer CHECK (typeof("named_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_staff_time_employee_id ON staff_time (employee_id)
""",
    """
CREATE TABLE hours_alert (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    rule VARCHAR(4) NOT NULL,
    broken_on DATE NOT NULL,
    minutes INTEGER,
    limit_minutes INTEGER,
    article VARCHAR(40) NOT NULL,
    found_at INTEGER NOT NULL,
    CONSTRAINT pk_hours_alert PRIMARY KEY (id),
    CONSTRAINT uq_hours_alert_arrangement_id_rule_broken_on UNIQUE (arrangement_id, rule, broken_on),
    CONSTRAINT fk_hours_alert_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT ck_hours_alert_arrangement_id_is_integer CHECK (typeof("arrangement_id") IN ('integer', 'null')),
    CONSTRAINT ck_hours_alert_minutes_is_integer CHECK (typeof("minutes") IN ('integer', 'null')),
    CONSTRAINT ck_hours_alert_limit_minutes_is_integer CHECK (typeof("limit_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_hours_alert_found_at_is_integer CHECK (typeof("found_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE nudge (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    party VARCHAR(20) NOT NULL,
    sent_at INTEGER NOT NULL,
    CONSTRAINT pk_nudge PRIMARY KEY (id),
    CONSTRAINT fk_nudge_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT ck_nudge_arrangement_id_is_integer CHECK (typeof("arrangement_id") IN ('integer', 'null')),
    CONSTRAINT ck_nudge_sent_at_is_integer CHECK (typeof("sent_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_nudge_arrangement_id ON nudge (arrangement_id)
""",
    """
CREATE TABLE new_terms (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    content JSON NOT NULL,
    employee_id INTEGER,
    sha256 VARCHAR(64) NOT NULL,
    written_by_id INTEGER NOT NULL,
    side VARCHAR(40) NOT NULL,
    written_at INTEGER NOT NULL,
    erased_at INTEGER,
    CONSTRAINT pk_terms PRIMARY KEY (id),
    CONSTRAINT uq_terms_arrangement_id_number UNIQUE (arrangement_id, number),
    CONSTRAINT fk_terms_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_terms_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT fk_terms_written_by_id FOREIGN KEY(written_by_id) REFERENCES person (id),
    CONSTRAINT ck_terms_party CHECK (side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT ck_terms_arrangement_id_is_integer CHECK (typeof("arrangement_id") IN ('integer', 'null')),
    CONSTRAINT ck_terms_number_is_integer CHECK (typeof("number") IN ('integer', 'null')),
    CONSTRAINT ck_terms_employee_id_is_integer CHECK (typeof("employee_id") IN ('integer', 'null')),
    CONSTRAINT ck_terms_written_by_id_is_integer CHECK (typeof("written_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_terms_written_at_is_integer CHECK (typeof("written_at") IN ('integer', 'null')),
    CONSTRAINT ck_terms_erased_at_is_integer CHECK (typeof("erased_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_terms ("id", "arrangement_id", "number", "content", "employee_id", "sha256", "written_by_id", "side", "written_at", "erased_at") SELECT "id", "arrangement_id", "number", "content", "employee_id", "sha256", "written_by_id", "side", "written_at", NULL FROM terms
""",
    """
DROP TABLE terms
""",
    """
ALTER TABLE new_terms RENAME TO terms
""",
    """
CREATE TABLE alert_seen (
    id INTEGER NOT NULL,
    alert_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    CONSTRAINT pk_alert_seen PRIMARY KEY (id),
    CONSTRAINT uq_alert_seen_alert_id_person_id UNIQUE (alert_id, person_id),
    CONSTRAINT fk_alert_seen_alert_id FOREIGN KEY(alert_id) REFERENCES hours_alert (id),
    CONSTRAINT fk_alert_seen_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_alert_seen_alert_id_is_integer CHECK (typeof("alert_id") IN ('integer', 'null')),
    CONSTRAINT ck_alert_seen_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_alert_seen_seen_at_is_integer CHECK (typeof("seen_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE arrangement_signed (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    terms_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    side VARCHAR(40) NOT NULL,
    signature_id INTEGER NOT NULL,
    signed_at INTEGER NOT NULL,
    CONSTRAINT pk_arrangement_signed PRIMARY KEY (id),
    CONSTRAINT uq_arrangement_signed_arrangement_id_terms_id_kind_side UNIQUE (arrangement_id, terms_id, kind, side),
    CONSTRAINT fk_arrangement_signed_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_arrangement_signed_terms_id FOREIGN KEY(terms_id) REFERENCES terms (id),
    CONSTRAINT ck_arrangement_signed_paperkind CHECK (kind IN ('agreement', 'amendment', 'consent')),
    CONSTRAINT ck_arrangement_signed_party CHECK (side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT fk_arrangement_signed_signature_id FOREIGN KEY(signature_id) REFERENCES signature (id),
    CONSTRAINT ck_arrangement_signed_arrangement_id_is_integer CHECK (typeof("arrangement_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_signed_terms_id_is_integer CHECK (typeof("terms_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_signed_signature_id_is_integer CHECK (typeof("signature_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_signed_signed_at_is_integer CHECK (typeof("signed_at") IN ('integer', 'null'))
)
""",
]

POSTGRESQL = [
    """
CREATE TABLE passkey (
    id BIGSERIAL NOT NULL,
    person_id BIGINT NOT NULL,
    credential_id VARCHAR(1400) NOT NULL,
    public_key BYTEA NOT NULL,
    sign_count INTEGER NOT NULL,
    name VARCHAR(80) NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_passkey PRIMARY KEY (id),
    CONSTRAINT fk_passkey_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT uq_passkey_credential_id UNIQUE (credential_id)
)
""",
    """
CREATE INDEX ix_passkey_person_id ON passkey (person_id)
""",
    """
CREATE TABLE signing_link (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    subject VARCHAR(40) NOT NULL,
    subject_id INTEGER NOT NULL,
    document VARCHAR(40) NOT NULL,
    role VARCHAR(40) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    signer_name VARCHAR(120) NOT NULL,
    email VARCHAR(254) NOT NULL,
    locale VARCHAR(5) NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    made_by_id BIGINT NOT NULL,
    made_for_id BIGINT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_signing_link PRIMARY KEY (id),
    CONSTRAINT fk_signing_link_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT uq_signing_link_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_signing_link_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
    CONSTRAINT fk_signing_link_made_for_id FOREIGN KEY(made_for_id) REFERENCES structure (id)
)
""",
    """
CREATE INDEX ix_signing_link_subject_subject_id ON signing_link (subject, subject_id)
""",
    """
ALTER TABLE stored_file ADD COLUMN erased_at TIMESTAMP WITH TIME ZONE
""",
    """
CREATE TABLE derogation (
    id BIGSERIAL NOT NULL,
    employee_id BIGINT NOT NULL,
    rule VARCHAR(4) NOT NULL,
    limit_minutes INTEGER,
    starts_on DATE NOT NULL,
    until_on DATE NOT NULL,
    file_id BIGINT NOT NULL,
    recorded_by_id BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_derogation PRIMARY KEY (id),
    CONSTRAINT ck_derogation_order CHECK (starts_on <= until_on),
    CONSTRAINT ck_derogation_limit CHECK (limit_minutes IS NULL OR limit_minutes > 0),
    CONSTRAINT fk_derogation_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT fk_derogation_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT fk_derogation_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_derogation_employee_id ON derogation (employee_id)
""",
    """
CREATE TABLE sealed_file (
    id BIGSERIAL NOT NULL,
    subject VARCHAR(40) NOT NULL,
    subject_id INTEGER NOT NULL,
    document VARCHAR(40) NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    signed_sha256 VARCHAR(64) NOT NULL,
    sealed_sha256 VARCHAR(64) NOT NULL,
    file_id BIGINT NOT NULL,
    sealed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sealed_file PRIMARY KEY (id),
    CONSTRAINT uq_sealed_file_signed_sha256 UNIQUE (signed_sha256),
    CONSTRAINT uq_sealed_file_sealed_sha256 UNIQUE (sealed_sha256),
    CONSTRAINT fk_sealed_file_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id)
)
""",
    """
CREATE INDEX ix_sealed_file_subject_subject_id ON sealed_file (subject, subject_id)
""",
    """
ALTER TABLE signature DROP CONSTRAINT ck_signature_method
""",
    """
ALTER TABLE signature ADD CONSTRAINT ck_signature_method CHECK (method IN ('account', 'paper', 'link'))
""",
    """
CREATE TABLE signing_code (
    id BIGSERIAL NOT NULL,
    person_id BIGINT,
    link_id BIGINT,
    document VARCHAR(40) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    salt VARCHAR(32) NOT NULL,
    code_sha256 VARCHAR(64) NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tries INTEGER NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_signing_code PRIMARY KEY (id),
    CONSTRAINT ck_signing_code_one_signer CHECK ((person_id IS NULL) <> (link_id IS NULL)),
    CONSTRAINT fk_signing_code_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_signing_code_link_id FOREIGN KEY(link_id) REFERENCES signing_link (id)
)
""",
    """
CREATE INDEX ix_signing_code_person_id ON signing_code (person_id)
""",
    """
CREATE TABLE staff_time (
    id BIGSERIAL NOT NULL,
    resource_id BIGINT NOT NULL,
    employee_id BIGINT NOT NULL,
    named_by_id BIGINT NOT NULL,
    named_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_staff_time PRIMARY KEY (id),
    CONSTRAINT uq_staff_time_resource_id UNIQUE (resource_id),
    CONSTRAINT fk_staff_time_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_staff_time_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT fk_staff_time_named_by_id FOREIGN KEY(named_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_staff_time_employee_id ON staff_time (employee_id)
""",
    """
CREATE TABLE hours_alert (
    id BIGSERIAL NOT NULL,
    arrangement_id BIGINT NOT NULL,
    rule VARCHAR(4) NOT NULL,
    broken_on DATE NOT NULL,
    minutes INTEGER,
    limit_minutes INTEGER,
    article VARCHAR(40) NOT NULL,
    found_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_hours_alert PRIMARY KEY (id),
    CONSTRAINT uq_hours_alert_arrangement_id_rule_broken_on UNIQUE (arrangement_id, rule, broken_on),
    CONSTRAINT fk_hours_alert_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id)
)
""",
    """
CREATE TABLE nudge (
    id BIGSERIAL NOT NULL,
    arrangement_id BIGINT NOT NULL,
    party VARCHAR(20) NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_nudge PRIMARY KEY (id),
    CONSTRAINT fk_nudge_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id)
)
""",
    """
CREATE INDEX ix_nudge_arrangement_id ON nudge (arrangement_id)
""",
    """
ALTER TABLE terms ADD COLUMN erased_at TIMESTAMP WITH TIME ZONE
""",
    """
CREATE TABLE alert_seen (
    id BIGSERIAL NOT NULL,
    alert_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_alert_seen PRIMARY KEY (id),
    CONSTRAINT uq_alert_seen_alert_id_person_id UNIQUE (alert_id, person_id),
    CONSTRAINT fk_alert_seen_alert_id FOREIGN KEY(alert_id) REFERENCES hours_alert (id),
    CONSTRAINT fk_alert_seen_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE TABLE arrangement_signed (
    id BIGSERIAL NOT NULL,
    arrangement_id BIGINT NOT NULL,
    terms_id BIGINT NOT NULL,
    kind VARCHAR(40) NOT NULL,
    side VARCHAR(40) NOT NULL,
    signature_id BIGINT NOT NULL,
    signed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_arrangement_signed PRIMARY KEY (id),
    CONSTRAINT uq_arrangement_signed_arrangement_id_terms_id_kind_side UNIQUE (arrangement_id, terms_id, kind, side),
    CONSTRAINT fk_arrangement_signed_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_arrangement_signed_terms_id FOREIGN KEY(terms_id) REFERENCES terms (id),
    CONSTRAINT ck_arrangement_signed_paperkind CHECK (kind IN ('agreement', 'amendment', 'consent')),
    CONSTRAINT ck_arrangement_signed_party CHECK (side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT fk_arrangement_signed_signature_id FOREIGN KEY(signature_id) REFERENCES signature (id)
)
""",
]
