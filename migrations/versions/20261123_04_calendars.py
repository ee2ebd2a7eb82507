"""Calendar programs that write; outside calendars, guests' answers."""

from alembic import op

revision = "20261123_04_calendars"
down_revision = "20261123_03_bookings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)
    for statement in MOVED:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE calendar_choice (
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    way VARCHAR(40) NOT NULL,
    CONSTRAINT pk_calendar_choice PRIMARY KEY (id),
    CONSTRAINT uq_calendar_choice_person_id_pole_id UNIQUE (person_id, pole_id),
    CONSTRAINT fk_calendar_choice_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_calendar_choice_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_calendar_choice_way CHECK (way IN ('subscription', 'mail', 'both')),
    CONSTRAINT ck_calendar_choice_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_choice_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE dav_look (
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    calendar VARCHAR(40) NOT NULL,
    name VARCHAR(120) NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_dav_look PRIMARY KEY (id),
    CONSTRAINT uq_dav_look_person_id_structure_id_pole_id_calendar_name UNIQUE (person_id, structure_id, pole_id, calendar, name),
    CONSTRAINT fk_dav_look_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_dav_look_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_dav_look_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_dav_look_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_dav_look_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_dav_look_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE dav_password (
    id INTEGER NOT NULL,
    secret_sha256 VARCHAR(64) NOT NULL,
    person_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    label VARCHAR(80) NOT NULL,
    created_at INTEGER NOT NULL,
    used_on DATE,
    revoked_at INTEGER,
    CONSTRAINT pk_dav_password PRIMARY KEY (id),
    CONSTRAINT uq_dav_password_secret_sha256 UNIQUE (secret_sha256),
    CONSTRAINT fk_dav_password_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_dav_password_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_dav_password_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_dav_password_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_dav_password_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_dav_password_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_dav_password_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_dav_password_revoked_at_is_integer CHECK (typeof("revoked_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_dav_password_person_id ON dav_password (person_id)
""",
    """
CREATE TABLE dav_alarm (
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    booking_id INTEGER NOT NULL,
    lines JSON NOT NULL,
    CONSTRAINT pk_dav_alarm PRIMARY KEY (id),
    CONSTRAINT uq_dav_alarm_person_id_booking_id UNIQUE (person_id, booking_id),
    CONSTRAINT fk_dav_alarm_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_dav_alarm_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id) ON DELETE CASCADE,
    CONSTRAINT ck_dav_alarm_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_dav_alarm_booking_id_is_integer CHECK (typeof("booking_id") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_dav_alarm_booking_id ON dav_alarm (booking_id)
""",
    """
CREATE TABLE dav_object (
    id INTEGER NOT NULL,
    booking_id INTEGER NOT NULL,
    uid VARCHAR(255) NOT NULL,
    extras JSON NOT NULL,
    ics BLOB NOT NULL,
    CONSTRAINT pk_dav_object PRIMARY KEY (id),
    CONSTRAINT uq_dav_object_booking_id UNIQUE (booking_id),
    CONSTRAINT fk_dav_object_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id) ON DELETE CASCADE,
    CONSTRAINT ck_dav_object_booking_id_is_integer CHECK (typeof("booking_id") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE dav_entry (
    id INTEGER NOT NULL,
    booking_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    name VARCHAR(255) NOT NULL,
    uid VARCHAR(255) NOT NULL,
    modseq INTEGER NOT NULL,
    is_gone BOOLEAN NOT NULL,
    CONSTRAINT pk_dav_entry PRIMARY KEY (id),
    CONSTRAINT uq_dav_entry_booking_id_resource_id UNIQUE (booking_id, resource_id),
    CONSTRAINT uq_dav_entry_resource_id_name UNIQUE (resource_id, name),
    CONSTRAINT uq_dav_entry_resource_id_uid UNIQUE (resource_id, uid),
    CONSTRAINT fk_dav_entry_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id) ON DELETE CASCADE,
    CONSTRAINT fk_dav_entry_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT ck_dav_entry_booking_id_is_integer CHECK (typeof("booking_id") IN ('integer', 'null')),
    CONSTRAINT ck_dav_entry_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_dav_entry_modseq_is_integer CHECK (typeof("modseq") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_dav_entry_resource_id_modseq ON dav_entry (resource_id, modseq)
""",
    """
CREATE TABLE dav_refusal (
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    uid VARCHAR(255) NOT NULL,
    wish_sha256 VARCHAR(64) NOT NULL,
    reason VARCHAR(60) NOT NULL,
    refused_at INTEGER NOT NULL,
    solved_at INTEGER,
    CONSTRAINT pk_dav_refusal PRIMARY KEY (id),
    CONSTRAINT uq_dav_refusal_person_id_resource_id_uid_wish_sha256 UNIQUE (person_id, resource_id, uid, wish_sha256),
    CONSTRAINT fk_dav_refusal_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_dav_refusal_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_dav_refusal_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT ck_dav_refusal_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_dav_refusal_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_dav_refusal_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_dav_refusal_refused_at_is_integer CHECK (typeof("refused_at") IN ('integer', 'null')),
    CONSTRAINT ck_dav_refusal_solved_at_is_integer CHECK (typeof("solved_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE new_feed_token (
    id INTEGER NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    pole_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    structure_id INTEGER,
    resource_id INTEGER,
    busy_only BOOLEAN NOT NULL,
    tentative BOOLEAN NOT NULL,
    flat BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    used_on DATE,
    revoked_at INTEGER,
    CONSTRAINT pk_feed_token PRIMARY KEY (id),
    CONSTRAINT uq_feed_token_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT ck_feed_token_feedkind CHECK (kind IN ('person', 'structure', 'resource', 'pole')),
    CONSTRAINT fk_feed_token_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_feed_token_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_feed_token_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_feed_token_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT ck_feed_token_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_feed_token_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_feed_token_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_feed_token_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_feed_token_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_feed_token_revoked_at_is_integer CHECK (typeof("revoked_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_feed_token ("id", "token_sha256", "kind", "pole_id", "person_id", "structure_id", "resource_id", "busy_only", "tentative", "flat", "created_at", "used_on", "revoked_at") SELECT "id", "token_sha256", "kind", "pole_id", "person_id", "structure_id", "resource_id", "busy_only", "tentative", "flat", "created_at", "used_on", "revoked_at" FROM feed_token
""",
    """
DROP TABLE feed_token
""",
    """
ALTER TABLE new_feed_token RENAME TO feed_token
""",
    """
CREATE INDEX ix_feed_token_person_id_pole_id ON feed_token (person_id, pole_id)
""",
    """
CREATE TABLE old_calendar (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL,
    body BLOB,
    added_at INTEGER NOT NULL,
    taken_at INTEGER,
    report JSON NOT NULL,
    CONSTRAINT pk_old_calendar PRIMARY KEY (id),
    CONSTRAINT fk_old_calendar_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_old_calendar_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_old_calendar_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_old_calendar_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_old_calendar_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_old_calendar_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_old_calendar_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_old_calendar_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_old_calendar_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null')),
    CONSTRAINT ck_old_calendar_taken_at_is_integer CHECK (typeof("taken_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_old_calendar_resource_id ON old_calendar (resource_id)
""",
    """
CREATE TABLE outside_calendar (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    unit_id INTEGER,
    person_id INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL,
    url VARCHAR(2000) NOT NULL,
    etag VARCHAR(300) NOT NULL,
    last_modified VARCHAR(300) NOT NULL,
    kept BLOB,
    added_at INTEGER NOT NULL,
    read_at INTEGER,
    next_at INTEGER NOT NULL,
    known_until_at INTEGER,
    failures INTEGER NOT NULL,
    error VARCHAR(60) NOT NULL,
    error_detail VARCHAR(60) NOT NULL,
    passed INTEGER NOT NULL,
    problems JSON NOT NULL,
    clashes JSON NOT NULL,
    CONSTRAINT pk_outside_calendar PRIMARY KEY (id),
    CONSTRAINT fk_outside_calendar_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_outside_calendar_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_outside_calendar_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_outside_calendar_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_outside_calendar_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_outside_calendar_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_outside_calendar_unit_id_is_integer CHECK (typeof("unit_id") IN ('integer', 'null')),
    CONSTRAINT ck_outside_calendar_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_outside_calendar_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null')),
    CONSTRAINT ck_outside_calendar_read_at_is_integer CHECK (typeof("read_at") IN ('integer', 'null')),
    CONSTRAINT ck_outside_calendar_next_at_is_integer CHECK (typeof("next_at") IN ('integer', 'null')),
    CONSTRAINT ck_outside_calendar_known_until_at_is_integer CHECK (typeof("known_until_at") IN ('integer', 'null')),
    CONSTRAINT ck_outside_calendar_failures_is_integer CHECK (typeof("failures") IN ('integer', 'null')),
    CONSTRAINT ck_outside_calendar_passed_is_integer CHECK (typeof("passed") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_outside_calendar_next_at ON outside_calendar (next_at)
""",
    """
CREATE INDEX ix_outside_calendar_person_id ON outside_calendar (person_id)
""",
    """
CREATE INDEX ix_outside_calendar_resource_id ON outside_calendar (resource_id)
""",
    """
CREATE TABLE outside_hold (
    id INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    claim_id INTEGER NOT NULL,
    CONSTRAINT pk_outside_hold PRIMARY KEY (id),
    CONSTRAINT fk_outside_hold_calendar_id FOREIGN KEY(calendar_id) REFERENCES outside_calendar (id) ON DELETE CASCADE,
    CONSTRAINT uq_outside_hold_claim_id UNIQUE (claim_id),
    CONSTRAINT fk_outside_hold_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id) ON DELETE CASCADE,
    CONSTRAINT ck_outside_hold_calendar_id_is_integer CHECK (typeof("calendar_id") IN ('integer', 'null')),
    CONSTRAINT ck_outside_hold_claim_id_is_integer CHECK (typeof("claim_id") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_outside_hold_calendar_id ON outside_hold (calendar_id)
""",
    """
CREATE TABLE outside_time (
    id INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    uid VARCHAR(255) NOT NULL,
    was VARCHAR(40) NOT NULL,
    title VARCHAR(160) NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    CONSTRAINT pk_outside_time PRIMARY KEY (id),
    CONSTRAINT uq_outside_time_calendar_id_uid_was UNIQUE (calendar_id, uid, was),
    CONSTRAINT ck_outside_time_order CHECK (starts_at < ends_at),
    CONSTRAINT fk_outside_time_calendar_id FOREIGN KEY(calendar_id) REFERENCES outside_calendar (id) ON DELETE CASCADE,
    CONSTRAINT ck_outside_time_calendar_id_is_integer CHECK (typeof("calendar_id") IN ('integer', 'null')),
    CONSTRAINT ck_outside_time_starts_at_is_integer CHECK (typeof("starts_at") IN ('integer', 'null')),
    CONSTRAINT ck_outside_time_ends_at_is_integer CHECK (typeof("ends_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_outside_time_calendar_id_starts_at ON outside_time (calendar_id, starts_at)
""",
]

POSTGRESQL = [
    """
CREATE TABLE calendar_choice (
    id BIGSERIAL NOT NULL,
    person_id BIGINT NOT NULL,
    pole_id BIGINT NOT NULL,
    way VARCHAR(40) NOT NULL,
    CONSTRAINT pk_calendar_choice PRIMARY KEY (id),
    CONSTRAINT uq_calendar_choice_person_id_pole_id UNIQUE (person_id, pole_id),
    CONSTRAINT fk_calendar_choice_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_calendar_choice_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_calendar_choice_way CHECK (way IN ('subscription', 'mail', 'both'))
)
""",
    """
CREATE TABLE dav_look (
    id BIGSERIAL NOT NULL,
    person_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    pole_id BIGINT NOT NULL,
    calendar VARCHAR(40) NOT NULL,
    name VARCHAR(120) NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_dav_look PRIMARY KEY (id),
    CONSTRAINT uq_dav_look_person_id_structure_id_pole_id_calendar_name UNIQUE (person_id, structure_id, pole_id, calendar, name),
    CONSTRAINT fk_dav_look_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_dav_look_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_dav_look_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id)
)
""",
    """
CREATE TABLE dav_password (
    id BIGSERIAL NOT NULL,
    secret_sha256 VARCHAR(64) NOT NULL,
    person_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    pole_id BIGINT NOT NULL,
    label VARCHAR(80) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_on DATE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_dav_password PRIMARY KEY (id),
    CONSTRAINT uq_dav_password_secret_sha256 UNIQUE (secret_sha256),
    CONSTRAINT fk_dav_password_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_dav_password_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_dav_password_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id)
)
""",
    """
CREATE INDEX ix_dav_password_person_id ON dav_password (person_id)
""",
    """
CREATE TABLE dav_alarm (
    id BIGSERIAL NOT NULL,
    person_id BIGINT NOT NULL,
    booking_id BIGINT NOT NULL,
    lines JSON NOT NULL,
    CONSTRAINT pk_dav_alarm PRIMARY KEY (id),
    CONSTRAINT uq_dav_alarm_person_id_booking_id UNIQUE (person_id, booking_id),
    CONSTRAINT fk_dav_alarm_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_dav_alarm_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id) ON DELETE CASCADE
)
""",
    """
CREATE INDEX ix_dav_alarm_booking_id ON dav_alarm (booking_id)
""",
    """
CREATE TABLE dav_object (
    id BIGSERIAL NOT NULL,
    booking_id BIGINT NOT NULL,
    uid VARCHAR(255) NOT NULL,
    extras JSON NOT NULL,
    ics BYTEA NOT NULL,
    CONSTRAINT pk_dav_object PRIMARY KEY (id),
    CONSTRAINT uq_dav_object_booking_id UNIQUE (booking_id),
    CONSTRAINT fk_dav_object_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id) ON DELETE CASCADE
)
""",
    """
CREATE TABLE dav_entry (
    id BIGSERIAL NOT NULL,
    booking_id BIGINT NOT NULL,
    resource_id BIGINT NOT NULL,
    name VARCHAR(255) NOT NULL,
    uid VARCHAR(255) NOT NULL,
    modseq INTEGER NOT NULL,
    is_gone BOOLEAN NOT NULL,
    CONSTRAINT pk_dav_entry PRIMARY KEY (id),
    CONSTRAINT uq_dav_entry_booking_id_resource_id UNIQUE (booking_id, resource_id),
    CONSTRAINT uq_dav_entry_resource_id_name UNIQUE (resource_id, name),
    CONSTRAINT uq_dav_entry_resource_id_uid UNIQUE (resource_id, uid),
    CONSTRAINT fk_dav_entry_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id) ON DELETE CASCADE,
    CONSTRAINT fk_dav_entry_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id)
)
""",
    """
CREATE INDEX ix_dav_entry_resource_id_modseq ON dav_entry (resource_id, modseq)
""",
    """
CREATE TABLE dav_refusal (
    id BIGSERIAL NOT NULL,
    person_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    resource_id BIGINT NOT NULL,
    uid VARCHAR(255) NOT NULL,
    wish_sha256 VARCHAR(64) NOT NULL,
    reason VARCHAR(60) NOT NULL,
    refused_at TIMESTAMP WITH TIME ZONE NOT NULL,
    solved_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_dav_refusal PRIMARY KEY (id),
    CONSTRAINT uq_dav_refusal_person_id_resource_id_uid_wish_sha256 UNIQUE (person_id, resource_id, uid, wish_sha256),
    CONSTRAINT fk_dav_refusal_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_dav_refusal_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_dav_refusal_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id)
)
""",
    """
ALTER TABLE feed_token DROP CONSTRAINT ck_feed_token_feedkind
""",
    """
ALTER TABLE feed_token ADD CONSTRAINT ck_feed_token_feedkind CHECK (kind IN ('person', 'structure', 'resource', 'pole'))
""",
    """
CREATE TABLE old_calendar (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    resource_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    name VARCHAR(120) NOT NULL,
    body BYTEA,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE,
    report JSON NOT NULL,
    CONSTRAINT pk_old_calendar PRIMARY KEY (id),
    CONSTRAINT fk_old_calendar_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_old_calendar_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_old_calendar_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_old_calendar_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_old_calendar_resource_id ON old_calendar (resource_id)
""",
    """
CREATE TABLE outside_calendar (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    resource_id BIGINT NOT NULL,
    unit_id BIGINT,
    person_id BIGINT NOT NULL,
    name VARCHAR(120) NOT NULL,
    url VARCHAR(2000) NOT NULL,
    etag VARCHAR(300) NOT NULL,
    last_modified VARCHAR(300) NOT NULL,
    kept BYTEA,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE,
    next_at TIMESTAMP WITH TIME ZONE NOT NULL,
    known_until_at TIMESTAMP WITH TIME ZONE,
    failures INTEGER NOT NULL,
    error VARCHAR(60) NOT NULL,
    error_detail VARCHAR(60) NOT NULL,
    passed INTEGER NOT NULL,
    problems JSON NOT NULL,
    clashes JSON NOT NULL,
    CONSTRAINT pk_outside_calendar PRIMARY KEY (id),
    CONSTRAINT fk_outside_calendar_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_outside_calendar_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_outside_calendar_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_outside_calendar_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_outside_calendar_next_at ON outside_calendar (next_at)
""",
    """
CREATE INDEX ix_outside_calendar_person_id ON outside_calendar (person_id)
""",
    """
CREATE INDEX ix_outside_calendar_resource_id ON outside_calendar (resource_id)
""",
    """
CREATE TABLE outside_hold (
    id BIGSERIAL NOT NULL,
    calendar_id BIGINT NOT NULL,
    claim_id BIGINT NOT NULL,
    CONSTRAINT pk_outside_hold PRIMARY KEY (id),
    CONSTRAINT fk_outside_hold_calendar_id FOREIGN KEY(calendar_id) REFERENCES outside_calendar (id) ON DELETE CASCADE,
    CONSTRAINT uq_outside_hold_claim_id UNIQUE (claim_id),
    CONSTRAINT fk_outside_hold_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id) ON DELETE CASCADE
)
""",
    """
CREATE INDEX ix_outside_hold_calendar_id ON outside_hold (calendar_id)
""",
    """
CREATE TABLE outside_time (
    id BIGSERIAL NOT NULL,
    calendar_id BIGINT NOT NULL,
    uid VARCHAR(255) NOT NULL,
    was VARCHAR(40) NOT NULL,
    title VARCHAR(160) NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_outside_time PRIMARY KEY (id),
    CONSTRAINT uq_outside_time_calendar_id_uid_was UNIQUE (calendar_id, uid, was),
    CONSTRAINT ck_outside_time_order CHECK (starts_at < ends_at),
    CONSTRAINT fk_outside_time_calendar_id FOREIGN KEY(calendar_id) REFERENCES outside_calendar (id) ON DELETE CASCADE
)
""",
    """
CREATE INDEX ix_outside_time_calendar_id_starts_at ON outside_time (calendar_id, starts_at)
""",
]

MOVED = [
    """
INSERT INTO dav_object (booking_id, uid, extras, ics) SELECT booking_id, uid, '{}', ics FROM calendar_object
""",
    """
INSERT INTO dav_entry (booking_id, resource_id, name, uid, modseq, is_gone)
SELECT written.booking_id, entry.resource_id, written.uid || '.ics', written.uid, resource.modseq, FALSE
FROM calendar_entry AS entry
JOIN calendar_object AS written ON written.id = entry.object_id
JOIN resource ON resource.id = entry.resource_id
""",
]
