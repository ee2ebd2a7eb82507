"""The shared safety document."""

from alembic import op

revision = "20261122_05_safety"
down_revision = "20261122_04_exchanges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE safety_document (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    not_covered TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    refreshed_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_safety_document PRIMARY KEY (id),
    CONSTRAINT uq_safety_document_pole_id UNIQUE (pole_id),
    CONSTRAINT fk_safety_document_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_safety_document_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_document_opened_at_is_integer CHECK (typeof("opened_at") IN ('integer', 'null')),
    CONSTRAINT ck_safety_document_refreshed_at_is_integer CHECK (typeof("refreshed_at") IN ('integer', 'null')),
    CONSTRAINT ck_safety_document_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE common_rule (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    place_id INTEGER,
    theme VARCHAR(40) NOT NULL,
    text TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    retired_at INTEGER,
    CONSTRAINT pk_common_rule PRIMARY KEY (id),
    CONSTRAINT fk_common_rule_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_common_rule_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT ck_common_rule_theme CHECK (theme IN ('traffic', 'fire', 'outside_firms', 'alcohol', 'keys', 'lone_work', 'heat', 'cleaning', 'other')),
    CONSTRAINT ck_common_rule_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_common_rule_place_id_is_integer CHECK (typeof("place_id") IN ('integer', 'null')),
    CONSTRAINT ck_common_rule_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null')),
    CONSTRAINT ck_common_rule_retired_at_is_integer CHECK (typeof("retired_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_common_rule_document_id ON common_rule (document_id)
""",
    """
CREATE TABLE consultation_entry (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    held_on DATE NOT NULL,
    body VARCHAR(40) NOT NULL,
    structure_id INTEGER,
    shown VARCHAR(300) NOT NULL,
    opinion TEXT NOT NULL,
    answer TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    CONSTRAINT pk_consultation_entry PRIMARY KEY (id),
    CONSTRAINT fk_consultation_entry_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT ck_consultation_entry_body CHECK (body IN ('cse', 'staff_meeting', 'health_service', 'prevention_agency', 'inspection', 'owner', 'coactivity_meeting')),
    CONSTRAINT fk_consultation_entry_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_consultation_entry_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_consultation_entry_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_consultation_entry_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_consultation_entry_document_id ON consultation_entry (document_id)
""",
    """
CREATE TABLE pair_judgement (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    giver_id INTEGER NOT NULL,
    taker_id INTEGER NOT NULL,
    family VARCHAR(3) NOT NULL,
    place_key VARCHAR(40) NOT NULL,
    mastery INTEGER NOT NULL,
    measures TEXT NOT NULL,
    proposed_at INTEGER NOT NULL,
    giver_signed_at INTEGER,
    giver_signed_by_id INTEGER,
    taker_signed_at INTEGER,
    taker_signed_by_id INTEGER,
    version INTEGER NOT NULL,
    CONSTRAINT pk_pair_judgement PRIMARY KEY (id),
    CONSTRAINT uq_pair_judgement_document_id_giver_id_taker_id_family_place_key UNIQUE (document_id, giver_id, taker_id, family, place_key),
    CONSTRAINT ck_pair_judgement_mastery CHECK (mastery BETWEEN 1 AND 4),
    CONSTRAINT fk_pair_judgement_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_pair_judgement_giver_id FOREIGN KEY(giver_id) REFERENCES structure (id),
    CONSTRAINT fk_pair_judgement_taker_id FOREIGN KEY(taker_id) REFERENCES structure (id),
    CONSTRAINT fk_pair_judgement_giver_signed_by_id FOREIGN KEY(giver_signed_by_id) REFERENCES person (id),
    CONSTRAINT fk_pair_judgement_taker_signed_by_id FOREIGN KEY(taker_signed_by_id) REFERENCES person (id),
    CONSTRAINT ck_pair_judgement_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_pair_judgement_giver_id_is_integer CHECK (typeof("giver_id") IN ('integer', 'null')),
    CONSTRAINT ck_pair_judgement_taker_id_is_integer CHECK (typeof("taker_id") IN ('integer', 'null')),
    CONSTRAINT ck_pair_judgement_mastery_is_integer CHECK (typeof("mastery") IN ('integer', 'null')),
    CONSTRAINT ck_pair_judgement_proposed_at_is_integer CHECK (typeof("proposed_at") IN ('integer', 'null')),
    CONSTRAINT ck_pair_judgement_giver_signed_at_is_integer CHECK (typeof("giver_signed_at") IN ('integer', 'null')),
    CONSTRAINT ck_pair_judgement_giver_signed_by_id_is_integer CHECK (typeof("giver_signed_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_pair_judgement_taker_signed_at_is_integer CHECK (typeof("taker_signed_at") IN ('integer', 'null')),
    CONSTRAINT ck_pair_judgement_taker_signed_by_id_is_integer CHECK (typeof("taker_signed_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_pair_judgement_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_pair_judgement_giver_id ON pair_judgement (giver_id)
""",
    """
CREATE INDEX ix_pair_judgement_taker_id ON pair_judgement (taker_id)
""",
    """
CREATE TABLE safety_adoption (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    reason VARCHAR(300) NOT NULL,
    facts JSON NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    previous_sha256 VARCHAR(64) NOT NULL,
    opened_at INTEGER NOT NULL,
    opened_by_id INTEGER NOT NULL,
    withdrawn_at INTEGER,
    published_at INTEGER,
    CONSTRAINT pk_safety_adoption PRIMARY KEY (id),
    CONSTRAINT fk_safety_adoption_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_safety_adoption_opened_by_id FOREIGN KEY(opened_by_id) REFERENCES person (id),
    CONSTRAINT ck_safety_adoption_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_adoption_number_is_integer CHECK (typeof("number") IN ('integer', 'null')),
    CONSTRAINT ck_safety_adoption_opened_at_is_integer CHECK (typeof("opened_at") IN ('integer', 'null')),
    CONSTRAINT ck_safety_adoption_opened_by_id_is_integer CHECK (typeof("opened_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_adoption_withdrawn_at_is_integer CHECK (typeof("withdrawn_at") IN ('integer', 'null')),
    CONSTRAINT ck_safety_adoption_published_at_is_integer CHECK (typeof("published_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_safety_adoption_document_id_number ON safety_adoption (document_id, number)
""",
    """
CREATE TABLE standing_occupation (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    place_id INTEGER NOT NULL,
    profile VARCHAR(40) NOT NULL,
    headcount INTEGER NOT NULL,
    weekdays JSON NOT NULL,
    opens INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE,
    added_at INTEGER NOT NULL,
    CONSTRAINT pk_standing_occupation PRIMARY KEY (id),
    CONSTRAINT ck_standing_occupation_order CHECK (0 <= opens AND opens < closes AND closes <= 1440),
    CONSTRAINT ck_standing_occupation_headcount CHECK (headcount BETWEEN 1 AND 9999),
    CONSTRAINT fk_standing_occupation_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_standing_occupation_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_standing_occupation_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT ck_standing_occupation_profile CHECK (profile IN ('office', 'meeting', 'public', 'workshop', 'works', 'cleaning', 'catering', 'storage', 'delivery', 'driving', 'children', 'rehearsal')),
    CONSTRAINT ck_standing_occupation_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_standing_occupation_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_standing_occupation_place_id_is_integer CHECK (typeof("place_id") IN ('integer', 'null')),
    CONSTRAINT ck_standing_occupation_headcount_is_integer CHECK (typeof("headcount") IN ('integer', 'null')),
    CONSTRAINT ck_standing_occupation_opens_is_integer CHECK (typeof("opens") IN ('integer', 'null')),
    CONSTRAINT ck_standing_occupation_closes_is_integer CHECK (typeof("closes") IN ('integer', 'null')),
    CONSTRAINT ck_standing_occupation_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_standing_occupation_document_id ON standing_occupation (document_id)
""",
    """
CREATE TABLE work_unit (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    source_kind VARCHAR(40) NOT NULL,
    source_id INTEGER,
    name VARCHAR(160) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    description TEXT NOT NULL,
    place_id INTEGER,
    structure_id INTEGER,
    attributes JSON NOT NULL,
    added_at INTEGER NOT NULL,
    retired_at INTEGER,
    CONSTRAINT pk_work_unit PRIMARY KEY (id),
    CONSTRAINT uq_work_unit_document_id_source_kind_source_id UNIQUE (document_id, source_kind, source_id),
    CONSTRAINT fk_work_unit_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT ck_work_unit_sourcekind CHECK (source_kind IN ('resource', 'arrangement', 'hand')),
    CONSTRAINT ck_work_unit_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT fk_work_unit_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT fk_work_unit_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_work_unit_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_source_id_is_integer CHECK (typeof("source_id") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_place_id_is_integer CHECK (typeof("place_id") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_retired_at_is_integer CHECK (typeof("retired_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE incident (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    unit_id INTEGER,
    kind VARCHAR(40) NOT NULL,
    happened_on DATE NOT NULL,
    text TEXT NOT NULL,
    taken TEXT NOT NULL,
    reported_at INTEGER NOT NULL,
    closed_at INTEGER,
    CONSTRAINT pk_incident PRIMARY KEY (id),
    CONSTRAINT fk_incident_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_incident_unit_id FOREIGN KEY(unit_id) REFERENCES work_unit (id),
    CONSTRAINT ck_incident_incidentkind CHECK (kind IN ('near_miss', 'benign', 'accident', 'serious_danger')),
    CONSTRAINT ck_incident_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_incident_unit_id_is_integer CHECK (typeof("unit_id") IN ('integer', 'null')),
    CONSTRAINT ck_incident_reported_at_is_integer CHECK (typeof("reported_at") IN ('integer', 'null')),
    CONSTRAINT ck_incident_closed_at_is_integer CHECK (typeof("closed_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_incident_document_id ON incident (document_id)
""",
    """
CREATE TABLE risk (
    id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    family VARCHAR(3) NOT NULL,
    situation TEXT NOT NULL,
    severity INTEGER NOT NULL,
    severity_reason VARCHAR(300) NOT NULL,
    frequency INTEGER NOT NULL,
    frequency_days INTEGER NOT NULL,
    frequency_reason VARCHAR(300) NOT NULL,
    mastery INTEGER NOT NULL,
    lone BOOLEAN NOT NULL,
    existing TEXT NOT NULL,
    gross INTEGER NOT NULL,
    residual INTEGER NOT NULL,
    individual_only BOOLEAN NOT NULL,
    to_review BOOLEAN NOT NULL,
    rated_at INTEGER,
    rated_by_id INTEGER,
    removed_at INTEGER,
    version INTEGER NOT NULL,
    CONSTRAINT pk_risk PRIMARY KEY (id),
    CONSTRAINT ck_risk_severity CHECK (severity BETWEEN 1 AND 4),
    CONSTRAINT ck_risk_frequency CHECK (frequency BETWEEN 1 AND 4),
    CONSTRAINT ck_risk_mastery CHECK (mastery BETWEEN 1 AND 4),
    CONSTRAINT ck_risk_gross CHECK (gross BETWEEN 1 AND 4),
    CONSTRAINT ck_risk_residual CHECK (residual BETWEEN 1 AND 4),
    CONSTRAINT fk_risk_unit_id FOREIGN KEY(unit_id) REFERENCES work_unit (id),
    CONSTRAINT fk_risk_rated_by_id FOREIGN KEY(rated_by_id) REFERENCES person (id),
    CONSTRAINT ck_risk_unit_id_is_integer CHECK (typeof("unit_id") IN ('integer', 'null')),
    CONSTRAINT ck_risk_severity_is_integer CHECK (typeof("severity") IN ('integer', 'null')),
    CONSTRAINT ck_risk_frequency_is_integer CHECK (typeof("frequency") IN ('integer', 'null')),
    CONSTRAINT ck_risk_frequency_days_is_integer CHECK (typeof("frequency_days") IN ('integer', 'null')),
    CONSTRAINT ck_risk_mastery_is_integer CHECK (typeof("mastery") IN ('integer', 'null')),
    CONSTRAINT ck_risk_gross_is_integer CHECK (typeof("gross") IN ('integer', 'null')),
    CONSTRAINT ck_risk_residual_is_integer CHECK (typeof("residual") IN ('integer', 'null')),
    CONSTRAINT ck_risk_rated_at_is_integer CHECK (typeof("rated_at") IN ('integer', 'null')),
    CONSTRAINT ck_risk_rated_by_id_is_integer CHECK (typeof("rated_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_risk_removed_at_is_integer CHECK (typeof("removed_at") IN ('integer', 'null')),
    CONSTRAINT ck_risk_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_risk_unit_id ON risk (unit_id)
""",
    """
CREATE TABLE safety_edition (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    adoption_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    reason VARCHAR(300) NOT NULL,
    facts JSON NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    previous_sha256 VARCHAR(64) NOT NULL,
    pdf BLOB NOT NULL,
    pdf_sha256 VARCHAR(64) NOT NULL,
    catalogue_on DATE NOT NULL,
    law_on DATE NOT NULL,
    published_at INTEGER NOT NULL,
    published_by_id INTEGER NOT NULL,
    CONSTRAINT pk_safety_edition PRIMARY KEY (id),
    CONSTRAINT uq_safety_edition_document_id_number UNIQUE (document_id, number),
    CONSTRAINT fk_safety_edition_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT uq_safety_edition_adoption_id UNIQUE (adoption_id),
    CONSTRAINT fk_safety_edition_adoption_id FOREIGN KEY(adoption_id) REFERENCES safety_adoption (id),
    CONSTRAINT fk_safety_edition_published_by_id FOREIGN KEY(published_by_id) REFERENCES person (id),
    CONSTRAINT ck_safety_edition_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_edition_adoption_id_is_integer CHECK (typeof("adoption_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_edition_number_is_integer CHECK (typeof("number") IN ('integer', 'null')),
    CONSTRAINT ck_safety_edition_published_at_is_integer CHECK (typeof("published_at") IN ('integer', 'null')),
    CONSTRAINT ck_safety_edition_published_by_id_is_integer CHECK (typeof("published_by_id") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE safety_signatory (
    id INTEGER NOT NULL,
    adoption_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL,
    role VARCHAR(40) NOT NULL,
    CONSTRAINT pk_safety_signatory PRIMARY KEY (id),
    CONSTRAINT uq_safety_signatory_adoption_id_structure_id UNIQUE (adoption_id, structure_id),
    CONSTRAINT fk_safety_signatory_adoption_id FOREIGN KEY(adoption_id) REFERENCES safety_adoption (id),
    CONSTRAINT fk_safety_signatory_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_safety_signatory_adoption_id_is_integer CHECK (typeof("adoption_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_signatory_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_safety_signatory_structure_id ON safety_signatory (structure_id)
""",
    """
CREATE TABLE measure (
    id INTEGER NOT NULL,
    risk_id INTEGER NOT NULL,
    text VARCHAR(300) NOT NULL,
    principle INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    due_on DATE NOT NULL,
    state VARCHAR(40) NOT NULL,
    cost INTEGER,
    indicator VARCHAR(200) NOT NULL,
    added_at INTEGER NOT NULL,
    closed_at INTEGER,
    version INTEGER NOT NULL,
    CONSTRAINT pk_measure PRIMARY KEY (id),
    CONSTRAINT ck_measure_principle CHECK (principle BETWEEN 1 AND 9),
    CONSTRAINT fk_measure_risk_id FOREIGN KEY(risk_id) REFERENCES risk (id),
    CONSTRAINT fk_measure_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_measure_measurestate CHECK (state IN ('planned', 'started', 'done', 'dropped')),
    CONSTRAINT ck_measure_risk_id_is_integer CHECK (typeof("risk_id") IN ('integer', 'null')),
    CONSTRAINT ck_measure_principle_is_integer CHECK (typeof("principle") IN ('integer', 'null')),
    CONSTRAINT ck_measure_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_measure_cost_is_integer CHECK (typeof("cost") IN ('integer', 'null')),
    CONSTRAINT ck_measure_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null')),
    CONSTRAINT ck_measure_closed_at_is_integer CHECK (typeof("closed_at") IN ('integer', 'null')),
    CONSTRAINT ck_measure_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_measure_risk_id ON measure (risk_id)
""",
    """
CREATE TABLE safety_extract (
    id INTEGER NOT NULL,
    edition_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    number VARCHAR(20) NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    pdf BLOB NOT NULL,
    pdf_sha256 VARCHAR(64) NOT NULL,
    CONSTRAINT pk_safety_extract PRIMARY KEY (id),
    CONSTRAINT uq_safety_extract_edition_id_structure_id UNIQUE (edition_id, structure_id),
    CONSTRAINT fk_safety_extract_edition_id FOREIGN KEY(edition_id) REFERENCES safety_edition (id),
    CONSTRAINT fk_safety_extract_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_safety_extract_edition_id_is_integer CHECK (typeof("edition_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_extract_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_safety_extract_structure_id ON safety_extract (structure_id)
""",
    """
CREATE TABLE safety_reader_link (
    id INTEGER NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    edition_id INTEGER NOT NULL,
    structure_id INTEGER,
    kind VARCHAR(40) NOT NULL,
    reader VARCHAR(120) NOT NULL,
    made_by_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CONSTRAINT pk_safety_reader_link PRIMARY KEY (id),
    CONSTRAINT uq_safety_reader_link_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_safety_reader_link_edition_id FOREIGN KEY(edition_id) REFERENCES safety_edition (id),
    CONSTRAINT fk_safety_reader_link_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_safety_reader_link_readerkind CHECK (kind IN ('inspection', 'health_service', 'prevention_agency', 'cse', 'former_worker', 'other')),
    CONSTRAINT fk_safety_reader_link_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
    CONSTRAINT ck_safety_reader_link_edition_id_is_integer CHECK (typeof("edition_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_reader_link_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_reader_link_made_by_id_is_integer CHECK (typeof("made_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_reader_link_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_safety_reader_link_expires_at_is_integer CHECK (typeof("expires_at") IN ('integer', 'null')),
    CONSTRAINT ck_safety_reader_link_revoked_at_is_integer CHECK (typeof("revoked_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_safety_reader_link_edition_id ON safety_reader_link (edition_id)
""",
    """
CREATE TABLE safety_signature (
    id INTEGER NOT NULL,
    signatory_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    person_name VARCHAR(120) NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    method VARCHAR(40) NOT NULL,
    signed_at INTEGER NOT NULL,
    CONSTRAINT pk_safety_signature PRIMARY KEY (id),
    CONSTRAINT uq_safety_signature_signatory_id UNIQUE (signatory_id),
    CONSTRAINT fk_safety_signature_signatory_id FOREIGN KEY(signatory_id) REFERENCES safety_signatory (id),
    CONSTRAINT fk_safety_signature_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_safety_signature_signaturemethod CHECK (method IN ('account')),
    CONSTRAINT ck_safety_signature_signatory_id_is_integer CHECK (typeof("signatory_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_signature_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_signature_signed_at_is_integer CHECK (typeof("signed_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE safety_access (
    id INTEGER NOT NULL,
    link_id INTEGER NOT NULL,
    thing VARCHAR(40) NOT NULL,
    read_at INTEGER NOT NULL,
    CONSTRAINT pk_safety_access PRIMARY KEY (id),
    CONSTRAINT fk_safety_access_link_id FOREIGN KEY(link_id) REFERENCES safety_reader_link (id),
    CONSTRAINT ck_safety_access_thing CHECK (thing IN ('page', 'volume', 'extract')),
    CONSTRAINT ck_safety_access_link_id_is_integer CHECK (typeof("link_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_access_read_at_is_integer CHECK (typeof("read_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_safety_access_link_id ON safety_access (link_id)
""",
]

POSTGRESQL = [
    """
CREATE TABLE safety_document (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    not_covered TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    refreshed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_safety_document PRIMARY KEY (id),
    CONSTRAINT uq_safety_document_pole_id UNIQUE (pole_id),
    CONSTRAINT fk_safety_document_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id)
)
""",
    """
CREATE TABLE common_rule (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    place_id BIGINT,
    theme VARCHAR(40) NOT NULL,
    text TEXT NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    retired_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_common_rule PRIMARY KEY (id),
    CONSTRAINT fk_common_rule_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_common_rule_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT ck_common_rule_theme CHECK (theme IN ('traffic', 'fire', 'outside_firms', 'alcohol', 'keys', 'lone_work', 'heat', 'cleaning', 'other'))
)
""",
    """
CREATE INDEX ix_common_rule_document_id ON common_rule (document_id)
""",
    """
CREATE TABLE consultation_entry (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    held_on DATE NOT NULL,
    body VARCHAR(40) NOT NULL,
    structure_id BIGINT,
    shown VARCHAR(300) NOT NULL,
    opinion TEXT NOT NULL,
    answer TEXT NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_consultation_entry PRIMARY KEY (id),
    CONSTRAINT fk_consultation_entry_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT ck_consultation_entry_body CHECK (body IN ('cse', 'staff_meeting', 'health_service', 'prevention_agency', 'inspection', 'owner', 'coactivity_meeting')),
    CONSTRAINT fk_consultation_entry_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id)
)
""",
    """
CREATE INDEX ix_consultation_entry_document_id ON consultation_entry (document_id)
""",
    """
CREATE TABLE pair_judgement (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    giver_id BIGINT NOT NULL,
    taker_id BIGINT NOT NULL,
    family VARCHAR(3) NOT NULL,
    place_key VARCHAR(40) NOT NULL,
    mastery INTEGER NOT NULL,
    measures TEXT NOT NULL,
    proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    giver_signed_at TIMESTAMP WITH TIME ZONE,
    giver_signed_by_id BIGINT,
    taker_signed_at TIMESTAMP WITH TIME ZONE,
    taker_signed_by_id BIGINT,
    version INTEGER NOT NULL,
    CONSTRAINT pk_pair_judgement PRIMARY KEY (id),
    CONSTRAINT uq_pair_judgement_document_id_giver_id_taker_id_family__2a29 UNIQUE (document_id, giver_id, taker_id, family, place_key),
    CONSTRAINT ck_pair_judgement_mastery CHECK (mastery BETWEEN 1 AND 4),
    CONSTRAINT fk_pair_judgement_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_pair_judgement_giver_id FOREIGN KEY(giver_id) REFERENCES structure (id),
    CONSTRAINT fk_pair_judgement_taker_id FOREIGN KEY(taker_id) REFERENCES structure (id),
    CONSTRAINT fk_pair_judgement_giver_signed_by_id FOREIGN KEY(giver_signed_by_id) REFERENCES person (id),
    CONSTRAINT fk_pair_judgement_taker_signed_by_id FOREIGN KEY(taker_signed_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_pair_judgement_giver_id ON pair_judgement (giver_id)
""",
    """
CREATE INDEX ix_pair_judgement_taker_id ON pair_judgement (taker_id)
""",
    """
CREATE TABLE safety_adoption (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    reason VARCHAR(300) NOT NULL,
    facts JSON NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    previous_sha256 VARCHAR(64) NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    opened_by_id BIGINT NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    published_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_safety_adoption PRIMARY KEY (id),
    CONSTRAINT fk_safety_adoption_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_safety_adoption_opened_by_id FOREIGN KEY(opened_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_safety_adoption_document_id_number ON safety_adoption (document_id, number)
""",
    """
CREATE TABLE standing_occupation (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    place_id BIGINT NOT NULL,
    profile VARCHAR(40) NOT NULL,
    headcount INTEGER NOT NULL,
    weekdays JSON NOT NULL,
    opens INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_standing_occupation PRIMARY KEY (id),
    CONSTRAINT ck_standing_occupation_order CHECK (0 <= opens AND opens < closes AND closes <= 1440),
    CONSTRAINT ck_standing_occupation_headcount CHECK (headcount BETWEEN 1 AND 9999),
    CONSTRAINT fk_standing_occupation_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_standing_occupation_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_standing_occupation_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT ck_standing_occupation_profile CHECK (profile IN ('office', 'meeting', 'public', 'workshop', 'works', 'cleaning', 'catering', 'storage', 'delivery', 'driving', 'children', 'rehearsal'))
)
""",
    """
CREATE INDEX ix_standing_occupation_document_id ON standing_occupation (document_id)
""",
    """
CREATE TABLE work_unit (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    source_kind VARCHAR(40) NOT NULL,
    source_id INTEGER,
    name VARCHAR(160) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    description TEXT NOT NULL,
    place_id BIGINT,
    structure_id BIGINT,
    attributes JSON NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    retired_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_work_unit PRIMARY KEY (id),
    CONSTRAINT uq_work_unit_document_id_source_kind_source_id UNIQUE (document_id, source_kind, source_id),
    CONSTRAINT fk_work_unit_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT ck_work_unit_sourcekind CHECK (source_kind IN ('resource', 'arrangement', 'hand')),
    CONSTRAINT ck_work_unit_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT fk_work_unit_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT fk_work_unit_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id)
)
""",
    """
CREATE TABLE incident (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    unit_id BIGINT,
    kind VARCHAR(40) NOT NULL,
    happened_on DATE NOT NULL,
    text TEXT NOT NULL,
    taken TEXT NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_incident PRIMARY KEY (id),
    CONSTRAINT fk_incident_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_incident_unit_id FOREIGN KEY(unit_id) REFERENCES work_unit (id),
    CONSTRAINT ck_incident_incidentkind CHECK (kind IN ('near_miss', 'benign', 'accident', 'serious_danger'))
)
""",
    """
CREATE INDEX ix_incident_document_id ON incident (document_id)
""",
    """
CREATE TABLE risk (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    family VARCHAR(3) NOT NULL,
    situation TEXT NOT NULL,
    severity INTEGER NOT NULL,
    severity_reason VARCHAR(300) NOT NULL,
    frequency INTEGER NOT NULL,
    frequency_days INTEGER NOT NULL,
    frequency_reason VARCHAR(300) NOT NULL,
    mastery INTEGER NOT NULL,
    lone BOOLEAN NOT NULL,
    existing TEXT NOT NULL,
    gross INTEGER NOT NULL,
    residual INTEGER NOT NULL,
    individual_only BOOLEAN NOT NULL,
    to_review BOOLEAN NOT NULL,
    rated_at TIMESTAMP WITH TIME ZONE,
    rated_by_id BIGINT,
    removed_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    CONSTRAINT pk_risk PRIMARY KEY (id),
    CONSTRAINT ck_risk_severity CHECK (severity BETWEEN 1 AND 4),
    CONSTRAINT ck_risk_frequency CHECK (frequency BETWEEN 1 AND 4),
    CONSTRAINT ck_risk_mastery CHECK (mastery BETWEEN 1 AND 4),
    CONSTRAINT ck_risk_gross CHECK (gross BETWEEN 1 AND 4),
    CONSTRAINT ck_risk_residual CHECK (residual BETWEEN 1 AND 4),
    CONSTRAINT fk_risk_unit_id FOREIGN KEY(unit_id) REFERENCES work_unit (id),
    CONSTRAINT fk_risk_rated_by_id FOREIGN KEY(rated_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_risk_unit_id ON risk (unit_id)
""",
    """
CREATE TABLE safety_edition (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    adoption_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    reason VARCHAR(300) NOT NULL,
    facts JSON NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    previous_sha256 VARCHAR(64) NOT NULL,
    pdf BYTEA NOT NULL,
    pdf_sha256 VARCHAR(64) NOT NULL,
    catalogue_on DATE NOT NULL,
    law_on DATE NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_by_id BIGINT NOT NULL,
    CONSTRAINT pk_safety_edition PRIMARY KEY (id),
    CONSTRAINT uq_safety_edition_document_id_number UNIQUE (document_id, number),
    CONSTRAINT fk_safety_edition_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT uq_safety_edition_adoption_id UNIQUE (adoption_id),
    CONSTRAINT fk_safety_edition_adoption_id FOREIGN KEY(adoption_id) REFERENCES safety_adoption (id),
    CONSTRAINT fk_safety_edition_published_by_id FOREIGN KEY(published_by_id) REFERENCES person (id)
)
""",
    """
CREATE TABLE safety_signatory (
    id BIGSERIAL NOT NULL,
    adoption_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    name VARCHAR(120) NOT NULL,
    role VARCHAR(40) NOT NULL,
    CONSTRAINT pk_safety_signatory PRIMARY KEY (id),
    CONSTRAINT uq_safety_signatory_adoption_id_structure_id UNIQUE (adoption_id, structure_id),
    CONSTRAINT fk_safety_signatory_adoption_id FOREIGN KEY(adoption_id) REFERENCES safety_adoption (id),
    CONSTRAINT fk_safety_signatory_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id)
)
""",
    """
CREATE INDEX ix_safety_signatory_structure_id ON safety_signatory (structure_id)
""",
    """
CREATE TABLE measure (
    id BIGSERIAL NOT NULL,
    risk_id BIGINT NOT NULL,
    text VARCHAR(300) NOT NULL,
    principle INTEGER NOT NULL,
    structure_id BIGINT NOT NULL,
    due_on DATE NOT NULL,
    state VARCHAR(40) NOT NULL,
    cost INTEGER,
    indicator VARCHAR(200) NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    CONSTRAINT pk_measure PRIMARY KEY (id),
    CONSTRAINT ck_measure_principle CHECK (principle BETWEEN 1 AND 9),
    CONSTRAINT fk_measure_risk_id FOREIGN KEY(risk_id) REFERENCES risk (id),
    CONSTRAINT fk_measure_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_measure_measurestate CHECK (state IN ('planned', 'started', 'done', 'dropped'))
)
""",
    """
CREATE INDEX ix_measure_risk_id ON measure (risk_id)
""",
    """
CREATE TABLE safety_extract (
    id BIGSERIAL NOT NULL,
    edition_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    number VARCHAR(20) NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    pdf BYTEA NOT NULL,
    pdf_sha256 VARCHAR(64) NOT NULL,
    CONSTRAINT pk_safety_extract PRIMARY KEY (id),
    CONSTRAINT uq_safety_extract_edition_id_structure_id UNIQUE (edition_id, structure_id),
    CONSTRAINT fk_safety_extract_edition_id FOREIGN KEY(edition_id) REFERENCES safety_edition (id),
    CONSTRAINT fk_safety_extract_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id)
)
""",
    """
CREATE INDEX ix_safety_extract_structure_id ON safety_extract (structure_id)
""",
    """
CREATE TABLE safety_reader_link (
    id BIGSERIAL NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    edition_id BIGINT NOT NULL,
    structure_id BIGINT,
    kind VARCHAR(40) NOT NULL,
    reader VARCHAR(120) NOT NULL,
    made_by_id BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_safety_reader_link PRIMARY KEY (id),
    CONSTRAINT uq_safety_reader_link_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_safety_reader_link_edition_id FOREIGN KEY(edition_id) REFERENCES safety_edition (id),
    CONSTRAINT fk_safety_reader_link_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_safety_reader_link_readerkind CHECK (kind IN ('inspection', 'health_service', 'prevention_agency', 'cse', 'former_worker', 'other')),
    CONSTRAINT fk_safety_reader_link_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_safety_reader_link_edition_id ON safety_reader_link (edition_id)
""",
    """
CREATE TABLE safety_signature (
    id BIGSERIAL NOT NULL,
    signatory_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    person_name VARCHAR(120) NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    method VARCHAR(40) NOT NULL,
    signed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_safety_signature PRIMARY KEY (id),
    CONSTRAINT uq_safety_signature_signatory_id UNIQUE (signatory_id),
    CONSTRAINT fk_safety_signature_signatory_id FOREIGN KEY(signatory_id) REFERENCES safety_signatory (id),
    CONSTRAINT fk_safety_signature_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_safety_signature_signaturemethod CHECK (method IN ('account'))
)
""",
    """
CREATE TABLE safety_access (
    id BIGSERIAL NOT NULL,
    link_id BIGINT NOT NULL,
    thing VARCHAR(40) NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_safety_access PRIMARY KEY (id),
    CONSTRAINT fk_safety_access_link_id FOREIGN KEY(link_id) REFERENCES safety_reader_link (id),
    CONSTRAINT ck_safety_access_thing CHECK (thing IN ('page', 'volume', 'extract'))
)
""",
    """
CREATE INDEX ix_safety_access_link_id ON safety_access (link_id)
""",
]
