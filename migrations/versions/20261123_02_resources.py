"""The rules, rights, terms, features, photos, documents and faults of resources."""

from alembic import op

revision = "20261123_02_resources"
down_revision = "20261123_01_pole"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE feature (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR(60) NOT NULL,
    words VARCHAR(300) NOT NULL,
    CONSTRAINT pk_feature PRIMARY KEY (id),
    CONSTRAINT uq_feature_pole_id_name UNIQUE (pole_id, name),
    CONSTRAINT fk_feature_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_feature_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_feature_position_is_integer CHECK (typeof("position") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE new_place (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    parent_id INTEGER,
    kind VARCHAR(40) NOT NULL,
    name VARCHAR(120) NOT NULL,
    address VARCHAR(300) NOT NULL,
    zone VARCHAR(40),
    head_id INTEGER,
    host_structure_id INTEGER,
    area_m2 INTEGER,
    latitude INTEGER,
    longitude INTEGER,
    CONSTRAINT pk_place PRIMARY KEY (id),
    CONSTRAINT ck_place_position CHECK ((latitude IS NULL) = (longitude IS NULL)),
    CONSTRAINT ck_place_latitude CHECK (latitude BETWEEN -90000000 AND 90000000),
    CONSTRAINT ck_place_longitude CHECK (longitude BETWEEN -180000000 AND 180000000),
    CONSTRAINT fk_place_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_place_parent_id FOREIGN KEY(parent_id) REFERENCES place (id),
    CONSTRAINT ck_place_placekind CHECK (kind IN ('site', 'building', 'room')),
    CONSTRAINT fk_place_head_id FOREIGN KEY(head_id) REFERENCES person (id),
    CONSTRAINT fk_place_host_structure_id FOREIGN KEY(host_structure_id) REFERENCES structure (id),
    CONSTRAINT ck_place_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_place_parent_id_is_integer CHECK (typeof("parent_id") IN ('integer', 'null')),
    CONSTRAINT ck_place_head_id_is_integer CHECK (typeof("head_id") IN ('integer', 'null')),
    CONSTRAINT ck_place_host_structure_id_is_integer CHECK (typeof("host_structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_place_area_m2_is_integer CHECK (typeof("area_m2") IN ('integer', 'null')),
    CONSTRAINT ck_place_latitude_is_integer CHECK (typeof("latitude") IN ('integer', 'null')),
    CONSTRAINT ck_place_longitude_is_integer CHECK (typeof("longitude") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_place ("id", "pole_id", "parent_id", "kind", "name", "address", "zone", "head_id", "host_structure_id", "area_m2", "latitude", "longitude") SELECT "id", "pole_id", "parent_id", "kind", "name", "address", "zone", "head_id", "host_structure_id", "area_m2", NULL, NULL FROM place
""",
    """
DROP TABLE place
""",
    """
ALTER TABLE new_place RENAME TO place
""",
    """
CREATE INDEX ix_place_pole_id ON place (pole_id)
""",
    """
CREATE TABLE new_resource (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    place_id INTEGER,
    kind VARCHAR(40) NOT NULL,
    name VARCHAR(120) NOT NULL,
    subtitle VARCHAR(160) NOT NULL,
    description TEXT NOT NULL,
    capacity INTEGER,
    photo VARCHAR(200),
    photo_alt VARCHAR(200) NOT NULL,
    features JSON NOT NULL,
    attributes JSON NOT NULL,
    details JSON,
    rules JSON,
    terms_number INTEGER NOT NULL,
    draw VARCHAR(40) NOT NULL,
    units_needed INTEGER NOT NULL,
    approval VARCHAR(40) NOT NULL,
    shown VARCHAR(40) NOT NULL,
    audience VARCHAR(40) NOT NULL,
    granularity_minutes INTEGER NOT NULL,
    turnaround_minutes INTEGER NOT NULL,
    notice_minutes INTEGER NOT NULL,
    longest_minutes INTEGER,
    horizon_days INTEGER NOT NULL,
    value_per_hour INTEGER,
    value_per_use INTEGER,
    access_instructions TEXT NOT NULL,
    safety_instructions TEXT NOT NULL,
    regime VARCHAR(40),
    qualification VARCHAR(160) NOT NULL,
    contact_id INTEGER,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    retired_at INTEGER,
    modseq INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_resource PRIMARY KEY (id),
    CONSTRAINT ck_resource_granularity CHECK (granularity_minutes BETWEEN 5 AND 1440),
    CONSTRAINT ck_resource_turnaround CHECK (turnaround_minutes BETWEEN 0 AND 1440),
    CONSTRAINT ck_resource_units_needed CHECK (units_needed BETWEEN 1 AND 50),
    CONSTRAINT ck_resource_one_value CHECK (value_per_hour IS NULL OR value_per_use IS NULL),
    CONSTRAINT fk_resource_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_resource_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_resource_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT ck_resource_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT ck_resource_draw CHECK (draw IN ('all', 'any')),
    CONSTRAINT ck_resource_approval CHECK (approval IN ('automatic', 'owner', 'coordinator')),
    CONSTRAINT ck_resource_shown CHECK (shown IN ('everything', 'structure', 'busy')),
    CONSTRAINT ck_resource_audience CHECK (audience IN ('pole', 'owner')),
    CONSTRAINT ck_resource_regime CHECK (regime IN ('r1', 'r2', 'r3')),
    CONSTRAINT fk_resource_contact_id FOREIGN KEY(contact_id) REFERENCES person (id),
    CONSTRAINT ck_resource_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_resource_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_resource_place_id_is_integer CHECK (typeof("place_id") IN ('integer', 'null')),
    CONSTRAINT ck_resource_capacity_is_integer CHECK (typeof("capacity") IN ('integer', 'null')),
    CONSTRAINT ck_resource_terms_number_is_integer CHECK (typeof("terms_number") IN ('integer', 'null')),
    CONSTRAINT ck_resource_units_needed_is_integer CHECK (typeof("units_needed") IN ('integer', 'null')),
    CONSTRAINT ck_resource_granularity_minutes_is_integer CHECK (typeof("granularity_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_resource_turnaround_minutes_is_integer CHECK (typeof("turnaround_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_resource_notice_minutes_is_integer CHECK (typeof("notice_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_resource_longest_minutes_is_integer CHECK (typeof("longest_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_resource_horizon_days_is_integer CHECK (typeof("horizon_days") IN ('integer', 'null')),
    CONSTRAINT ck_resource_value_per_hour_is_integer CHECK (typeof("value_per_hour") IN ('integer', 'null')),
    CONSTRAINT ck_resource_value_per_use_is_integer CHECK (typeof("value_per_use") IN ('integer', 'null')),
    CONSTRAINT ck_resource_contact_id_is_integer CHECK (typeof("contact_id") IN ('integer', 'null')),
    CONSTRAINT ck_resource_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_resource_changed_at_is_integer CHECK (typeof("changed_at") IN ('integer', 'null')),
    CONSTRAINT ck_resource_retired_at_is_integer CHECK (typeof("retired_at") IN ('integer', 'null')),
    CONSTRAINT ck_resource_modseq_is_integer CHECK (typeof("modseq") IN ('integer', 'null')),
    CONSTRAINT ck_resource_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_resource ("id", "pole_id", "structure_id", "place_id", "kind", "name", "subtitle", "description", "capacity", "photo", "photo_alt", "features", "attributes", "details", "rules", "terms_number", "draw", "units_needed", "approval", "shown", "audience", "granularity_minutes", "turnaround_minutes", "notice_minutes", "longest_minutes", "horizon_days", "value_per_hour", "value_per_use", "access_instructions", "safety_instructions", "regime", "qualification", "contact_id", "created_at", "changed_at", "retired_at", "modseq", "version") SELECT "id", "pole_id", "structure_id", "place_id", "kind", "name", "subtitle", "description", "capacity", "photo", "photo_alt", "features", "attributes", NULL, NULL, 0, "draw", "units_needed", "approval", "shown", "audience", "granularity_minutes", "turnaround_minutes", "notice_minutes", "longest_minutes", "horizon_days", "value_per_hour", NULL, "access_instructions", "safety_instructions", "regime", "qualification", "contact_id", "created_at", "changed_at", "retired_at", "modseq", "version" FROM resource
""",
    """
DROP TABLE resource
""",
    """
ALTER TABLE new_resource RENAME TO resource
""",
    """
CREATE INDEX ix_resource_place_id ON resource (place_id)
""",
    """
CREATE INDEX ix_resource_pole_id_kind ON resource (pole_id, kind)
""",
    """
CREATE INDEX ix_resource_structure_id ON resource (structure_id)
""",
    """
CREATE TABLE entitlement (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    code VARCHAR(40) NOT NULL,
    person_id INTEGER,
    structure_id INTEGER,
    resource_id INTEGER,
    until_on DATE,
    note VARCHAR(200) NOT NULL,
    recorded_by_id INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    reminded_at INTEGER,
    CONSTRAINT pk_entitlement PRIMARY KEY (id),
    CONSTRAINT ck_entitlement_one_holder CHECK ((person_id IS NULL) <> (structure_id IS NULL)),
    CONSTRAINT fk_entitlement_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_entitlement_right CHECK (code IN ('licence_b', 'licence_be', 'licence_c', 'licence_d', 'forklift', 'electricity', 'induction', 'fire_briefing', 'liability_insurance', 'vehicle_insurance')),
    CONSTRAINT fk_entitlement_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_entitlement_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_entitlement_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_entitlement_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id),
    CONSTRAINT ck_entitlement_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_entitlement_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_entitlement_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_entitlement_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_entitlement_recorded_by_id_is_integer CHECK (typeof("recorded_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_entitlement_recorded_at_is_integer CHECK (typeof("recorded_at") IN ('integer', 'null')),
    CONSTRAINT ck_entitlement_reminded_at_is_integer CHECK (typeof("reminded_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_entitlement_person_id ON entitlement (person_id)
""",
    """
CREATE INDEX ix_entitlement_structure_id ON entitlement (structure_id)
""",
    """
CREATE INDEX ix_entitlement_until_on ON entitlement (until_on)
""",
    """
CREATE TABLE late_cancellation (
    id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_late_cancellation PRIMARY KEY (id),
    CONSTRAINT uq_late_cancellation_occurrence_id UNIQUE (occurrence_id),
    CONSTRAINT fk_late_cancellation_occurrence_id FOREIGN KEY(occurrence_id) REFERENCES occurrence (id),
    CONSTRAINT ck_late_cancellation_occurrence_id_is_integer CHECK (typeof("occurrence_id") IN ('integer', 'null')),
    CONSTRAINT ck_late_cancellation_at_is_integer CHECK (typeof("at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE resource_document (
    id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    sort VARCHAR(40) NOT NULL,
    readers VARCHAR(40) NOT NULL,
    title VARCHAR(120) NOT NULL,
    file_id INTEGER NOT NULL,
    added_by_id INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    removed_at INTEGER,
    CONSTRAINT pk_resource_document PRIMARY KEY (id),
    CONSTRAINT fk_resource_document_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE,
    CONSTRAINT ck_resource_document_papersort CHECK (sort IN ('manual', 'terms', 'plan', 'asbestos', 'certificate', 'insurance', 'report', 'other')),
    CONSTRAINT ck_resource_document_readers CHECK (readers IN ('all', 'booked', 'setters')),
    CONSTRAINT fk_resource_document_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT fk_resource_document_added_by_id FOREIGN KEY(added_by_id) REFERENCES person (id),
    CONSTRAINT ck_resource_document_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_resource_document_file_id_is_integer CHECK (typeof("file_id") IN ('integer', 'null')),
    CONSTRAINT ck_resource_document_added_by_id_is_integer CHECK (typeof("added_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_resource_document_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null')),
    CONSTRAINT ck_resource_document_removed_at_is_integer CHECK (typeof("removed_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_resource_document_resource_id ON resource_document (resource_id)
""",
    """
CREATE TABLE resource_photo (
    id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR(200) NOT NULL,
    alt VARCHAR(200) NOT NULL,
    CONSTRAINT pk_resource_photo PRIMARY KEY (id),
    CONSTRAINT ck_resource_photo_position CHECK (position >= 1),
    CONSTRAINT fk_resource_photo_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE,
    CONSTRAINT ck_resource_photo_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_resource_photo_position_is_integer CHECK (typeof("position") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_resource_photo_resource_id_position ON resource_photo (resource_id, position)
""",
    """
CREATE TABLE use_terms (
    id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    written_by_id INTEGER NOT NULL,
    written_at INTEGER NOT NULL,
    CONSTRAINT pk_use_terms PRIMARY KEY (id),
    CONSTRAINT uq_use_terms_resource_id_number UNIQUE (resource_id, number),
    CONSTRAINT fk_use_terms_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_use_terms_written_by_id FOREIGN KEY(written_by_id) REFERENCES person (id),
    CONSTRAINT ck_use_terms_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_use_terms_number_is_integer CHECK (typeof("number") IN ('integer', 'null')),
    CONSTRAINT ck_use_terms_written_by_id_is_integer CHECK (typeof("written_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_use_terms_written_at_is_integer CHECK (typeof("written_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE fault (
    id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    severity VARCHAR(40) NOT NULL,
    text TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER,
    claim_id INTEGER,
    reported_by_id INTEGER NOT NULL,
    reported_at INTEGER NOT NULL,
    CONSTRAINT pk_fault PRIMARY KEY (id),
    CONSTRAINT ck_fault_order CHECK (starts_at < ends_at),
    CONSTRAINT fk_fault_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT ck_fault_severity CHECK (severity IN ('notice', 'stop')),
    CONSTRAINT fk_fault_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id) ON DELETE SET NULL,
    CONSTRAINT fk_fault_reported_by_id FOREIGN KEY(reported_by_id) REFERENCES person (id),
    CONSTRAINT ck_fault_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_fault_starts_at_is_integer CHECK (typeof("starts_at") IN ('integer', 'null')),
    CONSTRAINT ck_fault_ends_at_is_integer CHECK (typeof("ends_at") IN ('integer', 'null')),
    CONSTRAINT ck_fault_claim_id_is_integer CHECK (typeof("claim_id") IN ('integer', 'null')),
    CONSTRAINT ck_fault_reported_by_id_is_integer CHECK (typeof("reported_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_fault_reported_at_is_integer CHECK (typeof("reported_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_fault_resource_id ON fault (resource_id)
""",
    """
CREATE TABLE new_line (
    id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    claim_id INTEGER,
    state VARCHAR(40) NOT NULL,
    approval VARCHAR(40) NOT NULL,
    turnaround_minutes INTEGER NOT NULL,
    units_needed INTEGER NOT NULL,
    value_per_hour INTEGER,
    value_per_use INTEGER,
    decided_by_id INTEGER,
    decided_at INTEGER,
    CONSTRAINT pk_line PRIMARY KEY (id),
    CONSTRAINT uq_line_occurrence_id_resource_id UNIQUE (occurrence_id, resource_id),
    CONSTRAINT fk_line_occurrence_id FOREIGN KEY(occurrence_id) REFERENCES occurrence (id),
    CONSTRAINT fk_line_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT uq_line_claim_id UNIQUE (claim_id),
    CONSTRAINT fk_line_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id) ON DELETE SET NULL,
    CONSTRAINT ck_line_linestate CHECK (state IN ('pending', 'approved', 'declined')),
    CONSTRAINT ck_line_approval CHECK (approval IN ('automatic', 'owner', 'coordinator')),
    CONSTRAINT fk_line_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES person (id),
    CONSTRAINT ck_line_occurrence_id_is_integer CHECK (typeof("occurrence_id") IN ('integer', 'null')),
    CONSTRAINT ck_line_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_line_claim_id_is_integer CHECK (typeof("claim_id") IN ('integer', 'null')),
    CONSTRAINT ck_line_turnaround_minutes_is_integer CHECK (typeof("turnaround_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_line_units_needed_is_integer CHECK (typeof("units_needed") IN ('integer', 'null')),
    CONSTRAINT ck_line_value_per_hour_is_integer CHECK (typeof("value_per_hour") IN ('integer', 'null')),
    CONSTRAINT ck_line_value_per_use_is_integer CHECK (typeof("value_per_use") IN ('integer', 'null')),
    CONSTRAINT ck_line_decided_by_id_is_integer CHECK (typeof("decided_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_line_decided_at_is_integer CHECK (typeof("decided_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_line ("id", "occurrence_id", "resource_id", "claim_id", "state", "approval", "turnaround_minutes", "units_needed", "value_per_hour", "value_per_use", "decided_by_id", "decided_at") SELECT "id", "occurrence_id", "resource_id", "claim_id", "state", "approval", "turnaround_minutes", "units_needed", "value_per_hour", NULL, "decided_by_id", "decided_at" FROM line
""",
    """
DROP TABLE line
""",
    """
ALTER TABLE new_line RENAME TO line
""",
    """
CREATE INDEX ix_line_resource_id ON line (resource_id)
""",
    """
CREATE INDEX ix_line_pending ON line (resource_id) WHERE state = 'pending'
""",
    """
CREATE TABLE terms_acceptance (
    id INTEGER NOT NULL,
    terms_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    CONSTRAINT pk_terms_acceptance PRIMARY KEY (id),
    CONSTRAINT uq_terms_acceptance_structure_id_terms_id UNIQUE (structure_id, terms_id),
    CONSTRAINT fk_terms_acceptance_terms_id FOREIGN KEY(terms_id) REFERENCES use_terms (id),
    CONSTRAINT fk_terms_acceptance_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_terms_acceptance_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_terms_acceptance_terms_id_is_integer CHECK (typeof("terms_id") IN ('integer', 'null')),
    CONSTRAINT ck_terms_acceptance_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_terms_acceptance_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_terms_acceptance_accepted_at_is_integer CHECK (typeof("accepted_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_terms_acceptance_terms_id ON terms_acceptance (terms_id)
""",
]

POSTGRESQL = [
    """
CREATE TABLE feature (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR(60) NOT NULL,
    words VARCHAR(300) NOT NULL,
    CONSTRAINT pk_feature PRIMARY KEY (id),
    CONSTRAINT uq_feature_pole_id_name UNIQUE (pole_id, name),
    CONSTRAINT fk_feature_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id)
)
""",
    """
ALTER TABLE place ADD COLUMN latitude INTEGER
""",
    """
ALTER TABLE place ADD COLUMN longitude INTEGER
""",
    """
ALTER TABLE place ADD CONSTRAINT ck_place_position CHECK ((latitude IS NULL) = (longitude IS NULL))
""",
    """
ALTER TABLE place ADD CONSTRAINT ck_place_latitude CHECK (latitude BETWEEN -90000000 AND 90000000)
""",
    """
ALTER TABLE place ADD CONSTRAINT ck_place_longitude CHECK (longitude BETWEEN -180000000 AND 180000000)
""",
    """
ALTER TABLE resource ADD COLUMN details JSON
""",
    """
ALTER TABLE resource ADD COLUMN rules JSON
""",
    """
ALTER TABLE resource ADD COLUMN terms_number INTEGER DEFAULT 0 NOT NULL
""",
    """
ALTER TABLE resource ALTER COLUMN "terms_number" DROP DEFAULT
""",
    """
ALTER TABLE resource ADD COLUMN value_per_use INTEGER
""",
    """
ALTER TABLE resource ADD CONSTRAINT ck_resource_one_value CHECK (value_per_hour IS NULL OR value_per_use IS NULL)
""",
    """
CREATE TABLE entitlement (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    code VARCHAR(40) NOT NULL,
    person_id BIGINT,
    structure_id BIGINT,
    resource_id BIGINT,
    until_on DATE,
    note VARCHAR(200) NOT NULL,
    recorded_by_id BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reminded_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_entitlement PRIMARY KEY (id),
    CONSTRAINT ck_entitlement_one_holder CHECK ((person_id IS NULL) <> (structure_id IS NULL)),
    CONSTRAINT fk_entitlement_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_entitlement_right CHECK (code IN ('licence_b', 'licence_be', 'licence_c', 'licence_d', 'forklift', 'electricity', 'induction', 'fire_briefing', 'liability_insurance', 'vehicle_insurance')),
    CONSTRAINT fk_entitlement_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_entitlement_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_entitlement_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_entitlement_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_entitlement_person_id ON entitlement (person_id)
""",
    """
CREATE INDEX ix_entitlement_structure_id ON entitlement (structure_id)
""",
    """
CREATE INDEX ix_entitlement_until_on ON entitlement (until_on)
""",
    """
CREATE TABLE late_cancellation (
    id BIGSERIAL NOT NULL,
    occurrence_id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_late_cancellation PRIMARY KEY (id),
    CONSTRAINT uq_late_cancellation_occurrence_id UNIQUE (occurrence_id),
    CONSTRAINT fk_late_cancellation_occurrence_id FOREIGN KEY(occurrence_id) REFERENCES occurrence (id)
)
""",
    """
CREATE TABLE resource_document (
    id BIGSERIAL NOT NULL,
    resource_id BIGINT NOT NULL,
    sort VARCHAR(40) NOT NULL,
    readers VARCHAR(40) NOT NULL,
    title VARCHAR(120) NOT NULL,
    file_id BIGINT NOT NULL,
    added_by_id BIGINT NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_resource_document PRIMARY KEY (id),
    CONSTRAINT fk_resource_document_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE,
    CONSTRAINT ck_resource_document_papersort CHECK (sort IN ('manual', 'terms', 'plan', 'asbestos', 'certificate', 'insurance', 'report', 'other')),
    CONSTRAINT ck_resource_document_readers CHECK (readers IN ('all', 'booked', 'setters')),
    CONSTRAINT fk_resource_document_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT fk_resource_document_added_by_id FOREIGN KEY(added_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_resource_document_resource_id ON resource_document (resource_id)
""",
    """
CREATE TABLE resource_photo (
    id BIGSERIAL NOT NULL,
    resource_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR(200) NOT NULL,
    alt VARCHAR(200) NOT NULL,
    CONSTRAINT pk_resource_photo PRIMARY KEY (id),
    CONSTRAINT ck_resource_photo_position CHECK (position >= 1),
    CONSTRAINT fk_resource_photo_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE
)
""",
    """
CREATE INDEX ix_resource_photo_resource_id_position ON resource_photo (resource_id, position)
""",
    """
CREATE TABLE use_terms (
    id BIGSERIAL NOT NULL,
    resource_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    written_by_id BIGINT NOT NULL,
    written_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_use_terms PRIMARY KEY (id),
    CONSTRAINT uq_use_terms_resource_id_number UNIQUE (resource_id, number),
    CONSTRAINT fk_use_terms_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_use_terms_written_by_id FOREIGN KEY(written_by_id) REFERENCES person (id)
)
""",
    """
CREATE TABLE fault (
    id BIGSERIAL NOT NULL,
    resource_id BIGINT NOT NULL,
    severity VARCHAR(40) NOT NULL,
    text TEXT NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE,
    claim_id BIGINT,
    reported_by_id BIGINT NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_fault PRIMARY KEY (id),
    CONSTRAINT ck_fault_order CHECK (starts_at < ends_at),
    CONSTRAINT fk_fault_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT ck_fault_severity CHECK (severity IN ('notice', 'stop')),
    CONSTRAINT fk_fault_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id) ON DELETE SET NULL,
    CONSTRAINT fk_fault_reported_by_id FOREIGN KEY(reported_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_fault_resource_id ON fault (resource_id)
""",
    """
ALTER TABLE line ADD COLUMN value_per_use INTEGER
""",
    """
CREATE INDEX ix_line_pending ON line (resource_id) WHERE state = 'pending'
""",
    """
CREATE TABLE terms_acceptance (
    id BIGSERIAL NOT NULL,
    terms_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    accepted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_terms_acceptance PRIMARY KEY (id),
    CONSTRAINT uq_terms_acceptance_structure_id_terms_id UNIQUE (structure_id, terms_id),
    CONSTRAINT fk_terms_acceptance_terms_id FOREIGN KEY(terms_id) REFERENCES use_terms (id),
    CONSTRAINT fk_terms_acceptance_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_terms_acceptance_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_terms_acceptance_terms_id ON terms_acceptance (terms_id)
""",
]
