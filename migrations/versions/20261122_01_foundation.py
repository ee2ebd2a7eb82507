"""Poles, people, resources, bookings, audit, outbox."""

from alembic import op

revision = "20261122_01_foundation"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE audit_row (
    id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    verb VARCHAR(60) NOT NULL,
    subject VARCHAR(40) NOT NULL,
    subject_id INTEGER NOT NULL,
    pole_id INTEGER,
    person_id INTEGER,
    structure_id INTEGER,
    "before" VARCHAR(60),
    "after" VARCHAR(60),
    CONSTRAINT pk_audit_row PRIMARY KEY (id),
    CONSTRAINT ck_audit_row_at_is_integer CHECK (typeof("at") IN ('integer', 'null')),
    CONSTRAINT ck_audit_row_subject_id_is_integer CHECK (typeof("subject_id") IN ('integer', 'null')),
    CONSTRAINT ck_audit_row_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_audit_row_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_audit_row_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_audit_row_pole_id_at ON audit_row (pole_id, at)
""",
    """
CREATE INDEX ix_audit_row_subject_subject_id ON audit_row (subject, subject_id)
""",
    """
CREATE TABLE audit_seal (
    id INTEGER NOT NULL,
    last_row_id INTEGER NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    sealed_at INTEGER NOT NULL,
    CONSTRAINT pk_audit_seal PRIMARY KEY (id),
    CONSTRAINT uq_audit_seal_last_row_id UNIQUE (last_row_id),
    CONSTRAINT ck_audit_seal_last_row_id_is_integer CHECK (typeof("last_row_id") IN ('integer', 'null')),
    CONSTRAINT ck_audit_seal_sealed_at_is_integer CHECK (typeof("sealed_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE failed_sign_in (
    id INTEGER NOT NULL,
    "key" VARCHAR(64) NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_failed_sign_in PRIMARY KEY (id),
    CONSTRAINT ck_failed_sign_in_at_is_integer CHECK (typeof("at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_failed_sign_in_key_at ON failed_sign_in ("key", at)
""",
    """
CREATE TABLE mail (
    id INTEGER NOT NULL,
    template VARCHAR(80) NOT NULL,
    recipient VARCHAR(254) NOT NULL,
    locale VARCHAR(5) NOT NULL,
    facts JSON NOT NULL,
    pole_id INTEGER,
    created_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    sent_at INTEGER,
    error TEXT,
    CONSTRAINT pk_mail PRIMARY KEY (id),
    CONSTRAINT ck_mail_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_mail_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_mail_next_at_is_integer CHECK (typeof("next_at") IN ('integer', 'null')),
    CONSTRAINT ck_mail_attempts_is_integer CHECK (typeof("attempts") IN ('integer', 'null')),
    CONSTRAINT ck_mail_sent_at_is_integer CHECK (typeof("sent_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_mail_sent_at_next_at ON mail (sent_at, next_at)
""",
    """
CREATE TABLE person (
    id INTEGER NOT NULL,
    email VARCHAR(254) NOT NULL,
    name VARCHAR(120) NOT NULL,
    password_hash VARCHAR(200),
    locale VARCHAR(5) NOT NULL,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER,
    CONSTRAINT pk_person PRIMARY KEY (id),
    CONSTRAINT uq_person_email UNIQUE (email),
    CONSTRAINT ck_person_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_person_disabled_at_is_integer CHECK (typeof("disabled_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE pole (
    id INTEGER NOT NULL,
    slug VARCHAR(60) NOT NULL,
    name VARCHAR(120) NOT NULL,
    territory VARCHAR(200) NOT NULL,
    zone VARCHAR(40) NOT NULL,
    exchange_mode VARCHAR(40) NOT NULL,
    charter_signed_on DATE,
    is_demonstration BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_pole PRIMARY KEY (id),
    CONSTRAINT uq_pole_slug UNIQUE (slug),
    CONSTRAINT ck_pole_exchangemode CHECK (exchange_mode IN ('register', 'time_unit')),
    CONSTRAINT ck_pole_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_pole_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE remembered_request (
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    route VARCHAR(120) NOT NULL,
    "key" VARCHAR(200) NOT NULL,
    body_sha256 VARCHAR(64) NOT NULL,
    status INTEGER NOT NULL,
    answer JSON NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_remembered_request PRIMARY KEY (id),
    CONSTRAINT uq_remembered_request_person_id_route_key UNIQUE (person_id, route, "key"),
    CONSTRAINT ck_remembered_request_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_remembered_request_status_is_integer CHECK (typeof("status") IN ('integer', 'null')),
    CONSTRAINT ck_remembered_request_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE structure (
    id INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL,
    legal_form VARCHAR(40) NOT NULL,
    siret VARCHAR(14),
    headcount INTEGER NOT NULL,
    taxable BOOLEAN NOT NULL,
    activity VARCHAR(200) NOT NULL,
    address VARCHAR(300) NOT NULL,
    email VARCHAR(254),
    phone VARCHAR(30),
    occupational_health_service VARCHAR(200) NOT NULL,
    has_cse BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_structure PRIMARY KEY (id),
    CONSTRAINT ck_structure_legalform CHECK (legal_form IN ('association', 'cooperative', 'scic', 'scop', 'company', 'mutual', 'foundation', 'local_authority', 'sole_trader')),
    CONSTRAINT ck_structure_headcount_is_integer CHECK (typeof("headcount") IN ('integer', 'null')),
    CONSTRAINT ck_structure_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_structure_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE affiliation (
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    role VARCHAR(40) NOT NULL,
    since_at INTEGER NOT NULL,
    CONSTRAINT pk_affiliation PRIMARY KEY (id),
    CONSTRAINT uq_affiliation_person_id_structure_id UNIQUE (person_id, structure_id),
    CONSTRAINT fk_affiliation_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_affiliation_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_affiliation_structurerole CHECK (role IN ('manager', 'member')),
    CONSTRAINT ck_affiliation_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_affiliation_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_affiliation_since_at_is_integer CHECK (typeof("since_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_affiliation_structure_id ON affiliation (structure_id)
""",
    """
CREATE TABLE announcement (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    title VARCHAR(120) NOT NULL,
    text TEXT NOT NULL,
    until_on DATE NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_announcement PRIMARY KEY (id),
    CONSTRAINT fk_announcement_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_announcement_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_announcement_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_announcement_pole_id ON announcement (pole_id)
""",
    """
CREATE TABLE api_token (
    id INTEGER NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    person_id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    label VARCHAR(80) NOT NULL,
    created_at INTEGER NOT NULL,
    used_on DATE,
    revoked_at INTEGER,
    CONSTRAINT pk_api_token PRIMARY KEY (id),
    CONSTRAINT uq_api_token_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_api_token_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_api_token_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_api_token_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_api_token_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_api_token_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_api_token_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_api_token_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_api_token_revoked_at_is_integer CHECK (typeof("revoked_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_api_token_person_id ON api_token (person_id)
""",
    """
CREATE TABLE booking (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    uid VARCHAR(120) NOT NULL,
    title VARCHAR(160) NOT NULL,
    note TEXT NOT NULL,
    headcount INTEGER NOT NULL,
    profile VARCHAR(40) NOT NULL,
    rrule VARCHAR(500),
    zone VARCHAR(40) NOT NULL,
    on_conflict VARCHAR(40) NOT NULL,
    source VARCHAR(40) NOT NULL,
    sequence INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_booking PRIMARY KEY (id),
    CONSTRAINT fk_booking_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_booking_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_booking_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT uq_booking_uid UNIQUE (uid),
    CONSTRAINT ck_booking_profile CHECK (profile IN ('office', 'meeting', 'public', 'workshop', 'works', 'cleaning', 'catering', 'storage', 'delivery', 'driving', 'children', 'rehearsal')),
    CONSTRAINT ck_booking_onconflict CHECK (on_conflict IN ('refuse', 'skip')),
    CONSTRAINT ck_booking_source CHECK (source IN ('page', 'api', 'dav', 'import', 'demo')),
    CONSTRAINT ck_booking_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_booking_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_booking_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_booking_headcount_is_integer CHECK (typeof("headcount") IN ('integer', 'null')),
    CONSTRAINT ck_booking_sequence_is_integer CHECK (typeof("sequence") IN ('integer', 'null')),
    CONSTRAINT ck_booking_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_booking_changed_at_is_integer CHECK (typeof("changed_at") IN ('integer', 'null')),
    CONSTRAINT ck_booking_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_booking_person_id ON booking (person_id)
""",
    """
CREATE INDEX ix_booking_pole_id_structure_id ON booking (pole_id, structure_id)
""",
    """
CREATE TABLE invitation (
    id INTEGER NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER,
    structure_role VARCHAR(40),
    pole_role VARCHAR(40),
    email VARCHAR(254) NOT NULL,
    name VARCHAR(120) NOT NULL,
    invited_by_id INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    accepted_at INTEGER,
    revoked_at INTEGER,
    CONSTRAINT pk_invitation PRIMARY KEY (id),
    CONSTRAINT uq_invitation_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_invitation_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_invitation_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_invitation_structurerole CHECK (structure_role IN ('manager', 'member')),
    CONSTRAINT ck_invitation_polerole CHECK (pole_role IN ('coordinator', 'safety_officer')),
    CONSTRAINT fk_invitation_invited_by_id FOREIGN KEY(invited_by_id) REFERENCES person (id),
    CONSTRAINT ck_invitation_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_invitation_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_invitation_invited_by_id_is_integer CHECK (typeof("invited_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_invitation_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_invitation_expires_at_is_integer CHECK (typeof("expires_at") IN ('integer', 'null')),
    CONSTRAINT ck_invitation_accepted_at_is_integer CHECK (typeof("accepted_at") IN ('integer', 'null')),
    CONSTRAINT ck_invitation_revoked_at_is_integer CHECK (typeof("revoked_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_invitation_pole_id ON invitation (pole_id)
""",
    """
CREATE TABLE membership (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    state VARCHAR(40) NOT NULL,
    joined_on DATE NOT NULL,
    left_on DATE,
    hue INTEGER NOT NULL,
    CONSTRAINT pk_membership PRIMARY KEY (id),
    CONSTRAINT uq_membership_pole_id_structure_id UNIQUE (pole_id, structure_id),
    CONSTRAINT fk_membership_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_membership_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_membership_membershipstate CHECK (state IN ('active', 'suspended', 'left')),
    CONSTRAINT ck_membership_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_membership_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_membership_hue_is_integer CHECK (typeof("hue") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_membership_structure_id ON membership (structure_id)
""",
    """
CREATE TABLE office (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    role VARCHAR(40) NOT NULL,
    since_at INTEGER NOT NULL,
    CONSTRAINT pk_office PRIMARY KEY (id),
    CONSTRAINT uq_office_pole_id_person_id_role UNIQUE (pole_id, person_id, role),
    CONSTRAINT fk_office_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_office_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_office_polerole CHECK (role IN ('coordinator', 'safety_officer')),
    CONSTRAINT ck_office_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_office_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_office_since_at_is_integer CHECK (typeof("since_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_office_person_id ON office (person_id)
""",
    """
CREATE TABLE password_reset (
    id INTEGER NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    person_id INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    CONSTRAINT pk_password_reset PRIMARY KEY (id),
    CONSTRAINT uq_password_reset_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_password_reset_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_password_reset_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_password_reset_expires_at_is_integer CHECK (typeof("expires_at") IN ('integer', 'null')),
    CONSTRAINT ck_password_reset_used_at_is_integer CHECK (typeof("used_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_password_reset_person_id ON password_reset (person_id)
""",
    """
CREATE TABLE place (
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
    CONSTRAINT pk_place PRIMARY KEY (id),
    CONSTRAINT fk_place_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_place_parent_id FOREIGN KEY(parent_id) REFERENCES place (id),
    CONSTRAINT ck_place_placekind CHECK (kind IN ('site', 'building', 'room')),
    CONSTRAINT fk_place_head_id FOREIGN KEY(head_id) REFERENCES person (id),
    CONSTRAINT fk_place_host_structure_id FOREIGN KEY(host_structure_id) REFERENCES structure (id),
    CONSTRAINT ck_place_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_place_parent_id_is_integer CHECK (typeof("parent_id") IN ('integer', 'null')),
    CONSTRAINT ck_place_head_id_is_integer CHECK (typeof("head_id") IN ('integer', 'null')),
    CONSTRAINT ck_place_host_structure_id_is_integer CHECK (typeof("host_structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_place_area_m2_is_integer CHECK (typeof("area_m2") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_place_pole_id ON place (pole_id)
""",
    """
CREATE TABLE sign_in (
    id INTEGER NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    person_id INTEGER NOT NULL,
    browser VARCHAR(200) NOT NULL,
    created_at INTEGER NOT NULL,
    seen_on DATE NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CONSTRAINT pk_sign_in PRIMARY KEY (id),
    CONSTRAINT uq_sign_in_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_sign_in_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_sign_in_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_sign_in_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_sign_in_expires_at_is_integer CHECK (typeof("expires_at") IN ('integer', 'null')),
    CONSTRAINT ck_sign_in_revoked_at_is_integer CHECK (typeof("revoked_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_sign_in_person_id ON sign_in (person_id)
""",
    """
CREATE TABLE unit (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL,
    person_id INTEGER,
    retired_at INTEGER,
    CONSTRAINT pk_unit PRIMARY KEY (id),
    CONSTRAINT fk_unit_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT uq_unit_person_id UNIQUE (person_id),
    CONSTRAINT fk_unit_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_unit_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_unit_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_unit_retired_at_is_integer CHECK (typeof("retired_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_unit_pole_id ON unit (pole_id)
""",
    """
CREATE TABLE occurrence (
    id INTEGER NOT NULL,
    booking_id INTEGER NOT NULL,
    original_start DATETIME NOT NULL,
    local_start DATETIME NOT NULL,
    local_end DATETIME NOT NULL,
    on_date DATE NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    state VARCHAR(40) NOT NULL,
    reason VARCHAR(300) NOT NULL,
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_occurrence PRIMARY KEY (id),
    CONSTRAINT ck_occurrence_order CHECK (starts_at < ends_at),
    CONSTRAINT uq_occurrence_booking_id_original_start UNIQUE (booking_id, original_start),
    CONSTRAINT fk_occurrence_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
    CONSTRAINT ck_occurrence_state CHECK (state IN ('requested', 'confirmed', 'declined', 'cancelled', 'done', 'no_show')),
    CONSTRAINT ck_occurrence_booking_id_is_integer CHECK (typeof("booking_id") IN ('integer', 'null')),
    CONSTRAINT ck_occurrence_starts_at_is_integer CHECK (typeof("starts_at") IN ('integer', 'null')),
    CONSTRAINT ck_occurrence_ends_at_is_integer CHECK (typeof("ends_at") IN ('integer', 'null')),
    CONSTRAINT ck_occurrence_changed_at_is_integer CHECK (typeof("changed_at") IN ('integer', 'null')),
    CONSTRAINT ck_occurrence_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_occurrence_starts_at ON occurrence (starts_at)
""",
    """
CREATE INDEX ix_occurrence_state_ends_at ON occurrence (state, ends_at)
""",
    """
CREATE TABLE resource (
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
    CONSTRAINT ck_resource_units_needed_is_integer CHECK (typeof("units_needed") IN ('integer', 'null')),
    CONSTRAINT ck_resource_granularity_minutes_is_integer CHECK (typeof("granularity_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_resource_turnaround_minutes_is_integer CHECK (typeof("turnaround_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_resource_notice_minutes_is_integer CHECK (typeof("notice_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_resource_longest_minutes_is_integer CHECK (typeof("longest_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_resource_horizon_days_is_integer CHECK (typeof("horizon_days") IN ('integer', 'null')),
    CONSTRAINT ck_resource_value_per_hour_is_integer CHECK (typeof("value_per_hour") IN ('integer', 'null')),
    CONSTRAINT ck_resource_contact_id_is_integer CHECK (typeof("contact_id") IN ('integer', 'null')),
    CONSTRAINT ck_resource_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_resource_changed_at_is_integer CHECK (typeof("changed_at") IN ('integer', 'null')),
    CONSTRAINT ck_resource_retired_at_is_integer CHECK (typeof("retired_at") IN ('integer', 'null')),
    CONSTRAINT ck_resource_modseq_is_integer CHECK (typeof("modseq") IN ('integer', 'null')),
    CONSTRAINT ck_resource_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
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
CREATE TABLE claim (
    id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    resource_id INTEGER NOT NULL,
    structure_id INTEGER,
    person_id INTEGER,
    reason VARCHAR(200) NOT NULL,
    used_until INTEGER NOT NULL,
    expires_at INTEGER,
    CONSTRAINT pk_claim PRIMARY KEY (id),
    CONSTRAINT ck_claim_claimkind CHECK (kind IN ('booking', 'block', 'tentative')),
    CONSTRAINT fk_claim_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_claim_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_claim_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_claim_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_claim_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_claim_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_claim_used_until_is_integer CHECK (typeof("used_until") IN ('integer', 'null')),
    CONSTRAINT ck_claim_expires_at_is_integer CHECK (typeof("expires_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_claim_person_id ON claim (person_id)
""",
    """
CREATE INDEX ix_claim_resource_id ON claim (resource_id)
""",
    """
CREATE TABLE drawing (
    id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_drawing PRIMARY KEY (id),
    CONSTRAINT uq_drawing_resource_id_unit_id UNIQUE (resource_id, unit_id),
    CONSTRAINT fk_drawing_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE,
    CONSTRAINT fk_drawing_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT ck_drawing_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_drawing_unit_id_is_integer CHECK (typeof("unit_id") IN ('integer', 'null')),
    CONSTRAINT ck_drawing_position_is_integer CHECK (typeof("position") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_drawing_unit_id ON drawing (unit_id)
""",
    """
CREATE TABLE opening_hours (
    id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    weekday INTEGER NOT NULL,
    opens INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    CONSTRAINT pk_opening_hours PRIMARY KEY (id),
    CONSTRAINT ck_opening_hours_weekday CHECK (weekday BETWEEN 0 AND 6),
    CONSTRAINT ck_opening_hours_order CHECK (0 <= opens AND opens < closes AND closes <= 1440),
    CONSTRAINT fk_opening_hours_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE,
    CONSTRAINT ck_opening_hours_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_opening_hours_weekday_is_integer CHECK (typeof("weekday") IN ('integer', 'null')),
    CONSTRAINT ck_opening_hours_opens_is_integer CHECK (typeof("opens") IN ('integer', 'null')),
    CONSTRAINT ck_opening_hours_closes_is_integer CHECK (typeof("closes") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_opening_hours_resource_id ON opening_hours (resource_id)
""",
    """
CREATE TABLE hold (
    id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    claim_id INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    CONSTRAINT pk_hold PRIMARY KEY (id),
    CONSTRAINT ck_hold_order CHECK (starts_at < ends_at),
    CONSTRAINT fk_hold_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_hold_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id) ON DELETE CASCADE,
    CONSTRAINT ck_hold_unit_id_is_integer CHECK (typeof("unit_id") IN ('integer', 'null')),
    CONSTRAINT ck_hold_claim_id_is_integer CHECK (typeof("claim_id") IN ('integer', 'null')),
    CONSTRAINT ck_hold_starts_at_is_integer CHECK (typeof("starts_at") IN ('integer', 'null')),
    CONSTRAINT ck_hold_ends_at_is_integer CHECK (typeof("ends_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_hold_claim_id ON hold (claim_id)
""",
    """
CREATE INDEX ix_hold_unit_id_starts_at ON hold (unit_id, starts_at)
""",
    """
CREATE TABLE line (
    id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    claim_id INTEGER,
    state VARCHAR(40) NOT NULL,
    approval VARCHAR(40) NOT NULL,
    turnaround_minutes INTEGER NOT NULL,
    units_needed INTEGER NOT NULL,
    value_per_hour INTEGER,
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
    CONSTRAINT ck_line_decided_by_id_is_integer CHECK (typeof("decided_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_line_decided_at_is_integer CHECK (typeof("decided_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_line_resource_id ON line (resource_id)
""",
]

POSTGRESQL = [
    """
CREATE EXTENSION IF NOT EXISTS btree_gist
""",
    """
CREATE TABLE audit_row (
    id BIGSERIAL NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    verb VARCHAR(60) NOT NULL,
    subject VARCHAR(40) NOT NULL,
    subject_id INTEGER NOT NULL,
    pole_id INTEGER,
    person_id INTEGER,
    structure_id INTEGER,
    before VARCHAR(60),
    after VARCHAR(60),
    CONSTRAINT pk_audit_row PRIMARY KEY (id)
)
""",
    """
CREATE INDEX ix_audit_row_pole_id_at ON audit_row (pole_id, at)
""",
    """
CREATE INDEX ix_audit_row_subject_subject_id ON audit_row (subject, subject_id)
""",
    """
CREATE TABLE audit_seal (
    id BIGSERIAL NOT NULL,
    last_row_id INTEGER NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    sealed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_audit_seal PRIMARY KEY (id),
    CONSTRAINT uq_audit_seal_last_row_id UNIQUE (last_row_id)
)
""",
    """
CREATE TABLE failed_sign_in (
    id BIGSERIAL NOT NULL,
    key VARCHAR(64) NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_failed_sign_in PRIMARY KEY (id)
)
""",
    """
CREATE INDEX ix_failed_sign_in_key_at ON failed_sign_in (key, at)
""",
    """
CREATE TABLE mail (
    id BIGSERIAL NOT NULL,
    template VARCHAR(80) NOT NULL,
    recipient VARCHAR(254) NOT NULL,
    locale VARCHAR(5) NOT NULL,
    facts JSON NOT NULL,
    pole_id INTEGER,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE NOT NULL,
    attempts INTEGER NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    error TEXT,
    CONSTRAINT pk_mail PRIMARY KEY (id)
)
""",
    """
CREATE INDEX ix_mail_sent_at_next_at ON mail (sent_at, next_at)
""",
    """
CREATE TABLE person (
    id BIGSERIAL NOT NULL,
    email VARCHAR(254) NOT NULL,
    name VARCHAR(120) NOT NULL,
    password_hash VARCHAR(200),
    locale VARCHAR(5) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    disabled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_person PRIMARY KEY (id),
    CONSTRAINT uq_person_email UNIQUE (email)
)
""",
    """
CREATE TABLE pole (
    id BIGSERIAL NOT NULL,
    slug VARCHAR(60) NOT NULL,
    name VARCHAR(120) NOT NULL,
    territory VARCHAR(200) NOT NULL,
    zone VARCHAR(40) NOT NULL,
    exchange_mode VARCHAR(40) NOT NULL,
    charter_signed_on DATE,
    is_demonstration BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_pole PRIMARY KEY (id),
    CONSTRAINT uq_pole_slug UNIQUE (slug),
    CONSTRAINT ck_pole_exchangemode CHECK (exchange_mode IN ('register', 'time_unit'))
)
""",
    """
CREATE TABLE remembered_request (
    id BIGSERIAL NOT NULL,
    person_id INTEGER NOT NULL,
    route VARCHAR(120) NOT NULL,
    key VARCHAR(200) NOT NULL,
    body_sha256 VARCHAR(64) NOT NULL,
    status INTEGER NOT NULL,
    answer JSON NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_remembered_request PRIMARY KEY (id),
    CONSTRAINT uq_remembered_request_person_id_route_key UNIQUE (person_id, route, key)
)
""",
    """
CREATE TABLE structure (
    id BIGSERIAL NOT NULL,
    name VARCHAR(120) NOT NULL,
    legal_form VARCHAR(40) NOT NULL,
    siret VARCHAR(14),
    headcount INTEGER NOT NULL,
    taxable BOOLEAN NOT NULL,
    activity VARCHAR(200) NOT NULL,
    address VARCHAR(300) NOT NULL,
    email VARCHAR(254),
    phone VARCHAR(30),
    occupational_health_service VARCHAR(200) NOT NULL,
    has_cse BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_structure PRIMARY KEY (id),
    CONSTRAINT ck_structure_legalform CHECK (legal_form IN ('association', 'cooperative', 'scic', 'scop', 'company', 'mutual', 'foundation', 'local_authority', 'sole_trader'))
)
""",
    """
CREATE TABLE affiliation (
    id BIGSERIAL NOT NULL,
    person_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    role VARCHAR(40) NOT NULL,
    since_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_affiliation PRIMARY KEY (id),
    CONSTRAINT uq_affiliation_person_id_structure_id UNIQUE (person_id, structure_id),
    CONSTRAINT fk_affiliation_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_affiliation_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_affiliation_structurerole CHECK (role IN ('manager', 'member'))
)
""",
    """
CREATE INDEX ix_affiliation_structure_id ON affiliation (structure_id)
""",
    """
CREATE TABLE announcement (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    title VARCHAR(120) NOT NULL,
    text TEXT NOT NULL,
    until_on DATE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_announcement PRIMARY KEY (id),
    CONSTRAINT fk_announcement_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id)
)
""",
    """
CREATE INDEX ix_announcement_pole_id ON announcement (pole_id)
""",
    """
CREATE TABLE api_token (
    id BIGSERIAL NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    person_id BIGINT NOT NULL,
    pole_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    label VARCHAR(80) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_on DATE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_api_token PRIMARY KEY (id),
    CONSTRAINT uq_api_token_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_api_token_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_api_token_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_api_token_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id)
)
""",
    """
CREATE INDEX ix_api_token_person_id ON api_token (person_id)
""",
    """
CREATE TABLE booking (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    uid VARCHAR(120) NOT NULL,
    title VARCHAR(160) NOT NULL,
    note TEXT NOT NULL,
    headcount INTEGER NOT NULL,
    profile VARCHAR(40) NOT NULL,
    rrule VARCHAR(500),
    zone VARCHAR(40) NOT NULL,
    on_conflict VARCHAR(40) NOT NULL,
    source VARCHAR(40) NOT NULL,
    sequence INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_booking PRIMARY KEY (id),
    CONSTRAINT fk_booking_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_booking_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_booking_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT uq_booking_uid UNIQUE (uid),
    CONSTRAINT ck_booking_profile CHECK (profile IN ('office', 'meeting', 'public', 'workshop', 'works', 'cleaning', 'catering', 'storage', 'delivery', 'driving', 'children', 'rehearsal')),
    CONSTRAINT ck_booking_onconflict CHECK (on_conflict IN ('refuse', 'skip')),
    CONSTRAINT ck_booking_source CHECK (source IN ('page', 'api', 'dav', 'import', 'demo'))
)
""",
    """
CREATE INDEX ix_booking_person_id ON booking (person_id)
""",
    """
CREATE INDEX ix_booking_pole_id_structure_id ON booking (pole_id, structure_id)
""",
    """
CREATE TABLE invitation (
    id BIGSERIAL NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    pole_id BIGINT NOT NULL,
    structure_id BIGINT,
    structure_role VARCHAR(40),
    pole_role VARCHAR(40),
    email VARCHAR(254) NOT NULL,
    name VARCHAR(120) NOT NULL,
    invited_by_id BIGINT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    accepted_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_invitation PRIMARY KEY (id),
    CONSTRAINT uq_invitation_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_invitation_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_invitation_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_invitation_structurerole CHECK (structure_role IN ('manager', 'member')),
    CONSTRAINT ck_invitation_polerole CHECK (pole_role IN ('coordinator', 'safety_officer')),
    CONSTRAINT fk_invitation_invited_by_id FOREIGN KEY(invited_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_invitation_pole_id ON invitation (pole_id)
""",
    """
CREATE TABLE membership (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    state VARCHAR(40) NOT NULL,
    joined_on DATE NOT NULL,
    left_on DATE,
    hue INTEGER NOT NULL,
    CONSTRAINT pk_membership PRIMARY KEY (id),
    CONSTRAINT uq_membership_pole_id_structure_id UNIQUE (pole_id, structure_id),
    CONSTRAINT fk_membership_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_membership_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_membership_membershipstate CHECK (state IN ('active', 'suspended', 'left'))
)
""",
    """
CREATE INDEX ix_membership_structure_id ON membership (structure_id)
""",
    """
CREATE TABLE office (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    role VARCHAR(40) NOT NULL,
    since_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_office PRIMARY KEY (id),
    CONSTRAINT uq_office_pole_id_person_id_role UNIQUE (pole_id, person_id, role),
    CONSTRAINT fk_office_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_office_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_office_polerole CHECK (role IN ('coordinator', 'safety_officer'))
)
""",
    """
CREATE INDEX ix_office_person_id ON office (person_id)
""",
    """
CREATE TABLE password_reset (
    id BIGSERIAL NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    person_id BIGINT NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_password_reset PRIMARY KEY (id),
    CONSTRAINT uq_password_reset_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_password_reset_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_password_reset_person_id ON password_reset (person_id)
""",
    """
CREATE TABLE place (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    parent_id BIGINT,
    kind VARCHAR(40) NOT NULL,
    name VARCHAR(120) NOT NULL,
    address VARCHAR(300) NOT NULL,
    zone VARCHAR(40),
    head_id BIGINT,
    host_structure_id BIGINT,
    area_m2 INTEGER,
    CONSTRAINT pk_place PRIMARY KEY (id),
    CONSTRAINT fk_place_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_place_parent_id FOREIGN KEY(parent_id) REFERENCES place (id),
    CONSTRAINT ck_place_placekind CHECK (kind IN ('site', 'building', 'room')),
    CONSTRAINT fk_place_head_id FOREIGN KEY(head_id) REFERENCES person (id),
    CONSTRAINT fk_place_host_structure_id FOREIGN KEY(host_structure_id) REFERENCES structure (id)
)
""",
    """
CREATE INDEX ix_place_pole_id ON place (pole_id)
""",
    """
CREATE TABLE sign_in (
    id BIGSERIAL NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    person_id BIGINT NOT NULL,
    browser VARCHAR(200) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_on DATE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_sign_in PRIMARY KEY (id),
    CONSTRAINT uq_sign_in_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_sign_in_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_sign_in_person_id ON sign_in (person_id)
""",
    """
CREATE TABLE unit (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    name VARCHAR(120) NOT NULL,
    person_id BIGINT,
    retired_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_unit PRIMARY KEY (id),
    CONSTRAINT fk_unit_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT uq_unit_person_id UNIQUE (person_id),
    CONSTRAINT fk_unit_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_unit_pole_id ON unit (pole_id)
""",
    """
CREATE TABLE occurrence (
    id BIGSERIAL NOT NULL,
    booking_id BIGINT NOT NULL,
    original_start TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    local_start TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    local_end TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    on_date DATE NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state VARCHAR(40) NOT NULL,
    reason VARCHAR(300) NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_occurrence PRIMARY KEY (id),
    CONSTRAINT ck_occurrence_order CHECK (starts_at < ends_at),
    CONSTRAINT uq_occurrence_booking_id_original_start UNIQUE (booking_id, original_start),
    CONSTRAINT fk_occurrence_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
    CONSTRAINT ck_occurrence_state CHECK (state IN ('requested', 'confirmed', 'declined', 'cancelled', 'done', 'no_show'))
)
""",
    """
CREATE INDEX ix_occurrence_starts_at ON occurrence (starts_at)
""",
    """
CREATE INDEX ix_occurrence_state_ends_at ON occurrence (state, ends_at)
""",
    """
CREATE TABLE resource (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    place_id BIGINT,
    kind VARCHAR(40) NOT NULL,
    name VARCHAR(120) NOT NULL,
    subtitle VARCHAR(160) NOT NULL,
    description TEXT NOT NULL,
    capacity INTEGER,
    photo VARCHAR(200),
    photo_alt VARCHAR(200) NOT NULL,
    features JSON NOT NULL,
    attributes JSON NOT NULL,
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
    access_instructions TEXT NOT NULL,
    safety_instructions TEXT NOT NULL,
    regime VARCHAR(40),
    qualification VARCHAR(160) NOT NULL,
    contact_id BIGINT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    retired_at TIMESTAMP WITH TIME ZONE,
    modseq INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_resource PRIMARY KEY (id),
    CONSTRAINT ck_resource_granularity CHECK (granularity_minutes BETWEEN 5 AND 1440),
    CONSTRAINT ck_resource_turnaround CHECK (turnaround_minutes BETWEEN 0 AND 1440),
    CONSTRAINT ck_resource_units_needed CHECK (units_needed BETWEEN 1 AND 50),
    CONSTRAINT fk_resource_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_resource_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_resource_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT ck_resource_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT ck_resource_draw CHECK (draw IN ('all', 'any')),
    CONSTRAINT ck_resource_approval CHECK (approval IN ('automatic', 'owner', 'coordinator')),
    CONSTRAINT ck_resource_shown CHECK (shown IN ('everything', 'structure', 'busy')),
    CONSTRAINT ck_resource_audience CHECK (audience IN ('pole', 'owner')),
    CONSTRAINT ck_resource_regime CHECK (regime IN ('r1', 'r2', 'r3')),
    CONSTRAINT fk_resource_contact_id FOREIGN KEY(contact_id) REFERENCES person (id)
)
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
CREATE TABLE claim (
    id BIGSERIAL NOT NULL,
    kind VARCHAR(40) NOT NULL,
    resource_id BIGINT NOT NULL,
    structure_id BIGINT,
    person_id BIGINT,
    reason VARCHAR(200) NOT NULL,
    used_until TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_claim PRIMARY KEY (id),
    CONSTRAINT ck_claim_claimkind CHECK (kind IN ('booking', 'block', 'tentative')),
    CONSTRAINT fk_claim_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_claim_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_claim_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_claim_person_id ON claim (person_id)
""",
    """
CREATE INDEX ix_claim_resource_id ON claim (resource_id)
""",
    """
CREATE TABLE drawing (
    id BIGSERIAL NOT NULL,
    resource_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_drawing PRIMARY KEY (id),
    CONSTRAINT uq_drawing_resource_id_unit_id UNIQUE (resource_id, unit_id),
    CONSTRAINT fk_drawing_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE,
    CONSTRAINT fk_drawing_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
""",
    """
CREATE INDEX ix_drawing_unit_id ON drawing (unit_id)
""",
    """
CREATE TABLE opening_hours (
    id BIGSERIAL NOT NULL,
    resource_id BIGINT NOT NULL,
    weekday INTEGER NOT NULL,
    opens INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    CONSTRAINT pk_opening_hours PRIMARY KEY (id),
    CONSTRAINT ck_opening_hours_weekday CHECK (weekday BETWEEN 0 AND 6),
    CONSTRAINT ck_opening_hours_order CHECK (0 <= opens AND opens < closes AND closes <= 1440),
    CONSTRAINT fk_opening_hours_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE
)
""",
    """
CREATE INDEX ix_opening_hours_resource_id ON opening_hours (resource_id)
""",
    """
CREATE TABLE hold (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    claim_id BIGINT NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_hold PRIMARY KEY (id),
    CONSTRAINT ck_hold_order CHECK (starts_at < ends_at),
    CONSTRAINT hold_overlap EXCLUDE USING gist (unit_id WITH =, tstzrange(starts_at, ends_at) WITH &&),
    CONSTRAINT fk_hold_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_hold_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id) ON DELETE CASCADE
)
""",
    """
CREATE INDEX ix_hold_claim_id ON hold (claim_id)
""",
    """
CREATE INDEX ix_hold_unit_id_starts_at ON hold (unit_id, starts_at)
""",
    """
CREATE TABLE line (
    id BIGSERIAL NOT NULL,
    occurrence_id BIGINT NOT NULL,
    resource_id BIGINT NOT NULL,
    claim_id BIGINT,
    state VARCHAR(40) NOT NULL,
    approval VARCHAR(40) NOT NULL,
    turnaround_minutes INTEGER NOT NULL,
    units_needed INTEGER NOT NULL,
    value_per_hour INTEGER,
    decided_by_id BIGINT,
    decided_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_line PRIMARY KEY (id),
    CONSTRAINT uq_line_occurrence_id_resource_id UNIQUE (occurrence_id, resource_id),
    CONSTRAINT fk_line_occurrence_id FOREIGN KEY(occurrence_id) REFERENCES occurrence (id),
    CONSTRAINT fk_line_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT uq_line_claim_id UNIQUE (claim_id),
    CONSTRAINT fk_line_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id) ON DELETE SET NULL,
    CONSTRAINT ck_line_linestate CHECK (state IN ('pending', 'approved', 'declined')),
    CONSTRAINT ck_line_approval CHECK (approval IN ('automatic', 'owner', 'coordinator')),
    CONSTRAINT fk_line_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_line_resource_id ON line (resource_id)
""",
]
