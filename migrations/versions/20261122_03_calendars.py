"""Calendar feeds and written events."""

from alembic import op

revision = "20261122_03_calendars"
down_revision = "20261122_02_staffing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE calendar_object (
    id INTEGER NOT NULL,
    booking_id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    uid VARCHAR(120) NOT NULL,
    sequence INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    is_series BOOLEAN NOT NULL,
    waiting VARCHAR(40) NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    cancelled_at INTEGER,
    ics BLOB NOT NULL,
    ics_everything BLOB NOT NULL,
    ics_structure BLOB NOT NULL,
    ics_busy BLOB NOT NULL,
    CONSTRAINT pk_calendar_object PRIMARY KEY (id),
    CONSTRAINT ck_calendar_object_order CHECK (first_at < last_at),
    CONSTRAINT uq_calendar_object_booking_id UNIQUE (booking_id),
    CONSTRAINT fk_calendar_object_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id) ON DELETE CASCADE,
    CONSTRAINT fk_calendar_object_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_calendar_object_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_calendar_object_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT uq_calendar_object_uid UNIQUE (uid),
    CONSTRAINT ck_calendar_object_waiting CHECK (waiting IN ('none', 'some', 'all')),
    CONSTRAINT ck_calendar_object_booking_id_is_integer CHECK (typeof("booking_id") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_object_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_object_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_object_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_object_sequence_is_integer CHECK (typeof("sequence") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_object_revision_is_integer CHECK (typeof("revision") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_object_first_at_is_integer CHECK (typeof("first_at") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_object_last_at_is_integer CHECK (typeof("last_at") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_object_modified_at_is_integer CHECK (typeof("modified_at") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_object_cancelled_at_is_integer CHECK (typeof("cancelled_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_calendar_object_pole_id_person_id_last_at_structure_id_revision_modified_at ON calendar_object (pole_id, person_id, last_at, structure_id, revision, modified_at)
""",
    """
CREATE INDEX ix_calendar_object_pole_id_structure_id_last_at_revision_modified_at ON calendar_object (pole_id, structure_id, last_at, revision, modified_at)
""",
    """
CREATE TABLE calendar_entry (
    id INTEGER NOT NULL,
    object_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    CONSTRAINT pk_calendar_entry PRIMARY KEY (id),
    CONSTRAINT uq_calendar_entry_object_id_resource_id UNIQUE (object_id, resource_id),
    CONSTRAINT fk_calendar_entry_object_id FOREIGN KEY(object_id) REFERENCES calendar_object (id) ON DELETE CASCADE,
    CONSTRAINT fk_calendar_entry_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT ck_calendar_entry_object_id_is_integer CHECK (typeof("object_id") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_entry_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_entry_first_at_is_integer CHECK (typeof("first_at") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_entry_last_at_is_integer CHECK (typeof("last_at") IN ('integer', 'null')),
    CONSTRAINT ck_calendar_entry_modified_at_is_integer CHECK (typeof("modified_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_calendar_entry_resource_id_last_at ON calendar_entry (resource_id, last_at)
""",
    """
CREATE INDEX ix_calendar_entry_resource_id_modified_at ON calendar_entry (resource_id, modified_at)
""",
    """
CREATE TABLE feed_token (
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
    CONSTRAINT ck_feed_token_feedkind CHECK (kind IN ('person', 'structure', 'resource')),
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
CREATE INDEX ix_feed_token_person_id_pole_id ON feed_token (person_id, pole_id)
""",
]

POSTGRESQL = [
    """
CREATE TABLE calendar_object (
    id BIGSERIAL NOT NULL,
    booking_id BIGINT NOT NULL,
    pole_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    uid VARCHAR(120) NOT NULL,
    sequence INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    is_series BOOLEAN NOT NULL,
    waiting VARCHAR(40) NOT NULL,
    first_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_at TIMESTAMP WITH TIME ZONE NOT NULL,
    modified_at TIMESTAMP WITH TIME ZONE NOT NULL,
    cancelled_at TIMESTAMP WITH TIME ZONE,
    ics BYTEA NOT NULL,
    ics_everything BYTEA NOT NULL,
    ics_structure BYTEA NOT NULL,
    ics_busy BYTEA NOT NULL,
    CONSTRAINT pk_calendar_object PRIMARY KEY (id),
    CONSTRAINT ck_calendar_object_order CHECK (first_at < last_at),
    CONSTRAINT uq_calendar_object_booking_id UNIQUE (booking_id),
    CONSTRAINT fk_calendar_object_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id) ON DELETE CASCADE,
    CONSTRAINT fk_calendar_object_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_calendar_object_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_calendar_object_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT uq_calendar_object_uid UNIQUE (uid),
    CONSTRAINT ck_calendar_object_waiting CHECK (waiting IN ('none', 'some', 'all'))
)
""",
    """
CREATE INDEX ix_calendar_object_pole_id_person_id_last_at_structure__61a5 ON calendar_object (pole_id, person_id, last_at, structure_id, revision, modified_at)
""",
    """
CREATE INDEX ix_calendar_object_pole_id_structure_id_last_at_revisio_5858 ON calendar_object (pole_id, structure_id, last_at, revision, modified_at)
""",
    """
CREATE TABLE calendar_entry (
    id BIGSERIAL NOT NULL,
    object_id BIGINT NOT NULL,
    resource_id BIGINT NOT NULL,
    first_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_at TIMESTAMP WITH TIME ZONE NOT NULL,
    modified_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_calendar_entry PRIMARY KEY (id),
    CONSTRAINT uq_calendar_entry_object_id_resource_id UNIQUE (object_id, resource_id),
    CONSTRAINT fk_calendar_entry_object_id FOREIGN KEY(object_id) REFERENCES calendar_object (id) ON DELETE CASCADE,
    CONSTRAINT fk_calendar_entry_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id)
)
""",
    """
CREATE INDEX ix_calendar_entry_resource_id_last_at ON calendar_entry (resource_id, last_at)
""",
    """
CREATE INDEX ix_calendar_entry_resource_id_modified_at ON calendar_entry (resource_id, modified_at)
""",
    """
CREATE TABLE feed_token (
    id BIGSERIAL NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    pole_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    structure_id BIGINT,
    resource_id BIGINT,
    busy_only BOOLEAN NOT NULL,
    tentative BOOLEAN NOT NULL,
    flat BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_on DATE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_feed_token PRIMARY KEY (id),
    CONSTRAINT uq_feed_token_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT ck_feed_token_feedkind CHECK (kind IN ('person', 'structure', 'resource')),
    CONSTRAINT fk_feed_token_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_feed_token_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_feed_token_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_feed_token_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id)
)
""",
    """
CREATE INDEX ix_feed_token_person_id_pole_id ON feed_token (person_id, pole_id)
""",
]
