"""Calendar programs that write."""

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
]

# Bookings made before: their event as it stands; the next change writes it as calendar programs want it.
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
