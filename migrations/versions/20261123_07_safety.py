"""The safety document in depth."""

from alembic import op

revision = "20261123_07_safety"
down_revision = "20261123_06_staffing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)
    # every unit of a draft was part of it before one could be suggested
    op.get_bind().exec_driver_sql("UPDATE work_unit SET accepted_at = added_at")


SQLITE = [
    """
CREATE TABLE safety_reminder (
    id INTEGER NOT NULL,
    "key" VARCHAR(80) NOT NULL,
    sent_at INTEGER NOT NULL,
    CONSTRAINT pk_safety_reminder PRIMARY KEY (id),
    CONSTRAINT uq_safety_reminder_key UNIQUE ("key"),
    CONSTRAINT ck_safety_reminder_sent_at_is_integer CHECK (typeof("sent_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE factor_figure (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    factor VARCHAR(40) NOT NULL,
    exposed INTEGER NOT NULL,
    beyond INTEGER NOT NULL,
    said_at INTEGER NOT NULL,
    CONSTRAINT pk_factor_figure PRIMARY KEY (id),
    CONSTRAINT uq_factor_figure_document_id_structure_id_factor UNIQUE (document_id, structure_id, factor),
    CONSTRAINT ck_factor_figure_figures CHECK (0 <= beyond AND beyond <= exposed AND exposed <= 99999),
    CONSTRAINT fk_factor_figure_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_factor_figure_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_factor_figure_factor CHECK (factor IN ('noise', 'temperature', 'night', 'shift', 'repetitive', 'hyperbaric')),
    CONSTRAINT ck_factor_figure_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_factor_figure_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_factor_figure_exposed_is_integer CHECK (typeof("exposed") IN ('integer', 'null')),
    CONSTRAINT ck_factor_figure_beyond_is_integer CHECK (typeof("beyond") IN ('integer', 'null')),
    CONSTRAINT ck_factor_figure_said_at_is_integer CHECK (typeof("said_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE operation (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    route VARCHAR(40) NOT NULL,
    host_id INTEGER NOT NULL,
    worker_id INTEGER,
    firm VARCHAR(160) NOT NULL,
    place_id INTEGER,
    booking_id INTEGER,
    what VARCHAR(300) NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    hours INTEGER NOT NULL,
    headcount INTEGER NOT NULL,
    lead VARCHAR(160) NOT NULL,
    subcontractors TEXT NOT NULL,
    works JSON NOT NULL,
    inspected_on DATE,
    inspection TEXT NOT NULL,
    heads JSON NOT NULL,
    made_at INTEGER NOT NULL,
    closed_at INTEGER,
    version INTEGER NOT NULL,
    CONSTRAINT pk_operation PRIMARY KEY (id),
    CONSTRAINT ck_operation_order CHECK (starts_on <= ends_on),
    CONSTRAINT ck_operation_hours CHECK (hours BETWEEN 0 AND 999999),
    CONSTRAINT ck_operation_headcount CHECK (headcount BETWEEN 1 AND 9999),
    CONSTRAINT fk_operation_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT ck_operation_route CHECK (route IN ('cooperation', 'plan', 'protocol')),
    CONSTRAINT fk_operation_host_id FOREIGN KEY(host_id) REFERENCES structure (id),
    CONSTRAINT fk_operation_worker_id FOREIGN KEY(worker_id) REFERENCES structure (id),
    CONSTRAINT fk_operation_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT fk_operation_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
    CONSTRAINT ck_operation_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_operation_host_id_is_integer CHECK (typeof("host_id") IN ('integer', 'null')),
    CONSTRAINT ck_operation_worker_id_is_integer CHECK (typeof("worker_id") IN ('integer', 'null')),
    CONSTRAINT ck_operation_place_id_is_integer CHECK (typeof("place_id") IN ('integer', 'null')),
    CONSTRAINT ck_operation_booking_id_is_integer CHECK (typeof("booking_id") IN ('integer', 'null')),
    CONSTRAINT ck_operation_hours_is_integer CHECK (typeof("hours") IN ('integer', 'null')),
    CONSTRAINT ck_operation_headcount_is_integer CHECK (typeof("headcount") IN ('integer', 'null')),
    CONSTRAINT ck_operation_made_at_is_integer CHECK (typeof("made_at") IN ('integer', 'null')),
    CONSTRAINT ck_operation_closed_at_is_integer CHECK (typeof("closed_at") IN ('integer', 'null')),
    CONSTRAINT ck_operation_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_operation_document_id ON operation (document_id)
""",
    """
CREATE TABLE periodic_check (
    id INTEGER NOT NULL,
    place_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    label VARCHAR(160) NOT NULL,
    every_months INTEGER,
    due_on DATE,
    added_at INTEGER NOT NULL,
    ended_at INTEGER,
    CONSTRAINT pk_periodic_check PRIMARY KEY (id),
    CONSTRAINT ck_periodic_check_every_months CHECK (every_months BETWEEN 1 AND 120),
    CONSTRAINT fk_periodic_check_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT ck_periodic_check_checkkind CHECK (kind IN ('drill', 'electricity', 'extinguishers', 'alarm', 'lighting', 'lifting', 'ventilation', 'vehicle', 'equipment', 'other')),
    CONSTRAINT ck_periodic_check_place_id_is_integer CHECK (typeof("place_id") IN ('integer', 'null')),
    CONSTRAINT ck_periodic_check_every_months_is_integer CHECK (typeof("every_months") IN ('integer', 'null')),
    CONSTRAINT ck_periodic_check_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null')),
    CONSTRAINT ck_periodic_check_ended_at_is_integer CHECK (typeof("ended_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_periodic_check_place_id ON periodic_check (place_id)
""",
    """
CREATE TABLE place_paper (
    id INTEGER NOT NULL,
    place_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    title VARCHAR(160) NOT NULL,
    file_id INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    removed_at INTEGER,
    CONSTRAINT pk_place_paper PRIMARY KEY (id),
    CONSTRAINT fk_place_paper_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT ck_place_paper_paperkind CHECK (kind IN ('asbestos', 'conformity', 'data_sheet', 'instruction', 'other')),
    CONSTRAINT fk_place_paper_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT ck_place_paper_place_id_is_integer CHECK (typeof("place_id") IN ('integer', 'null')),
    CONSTRAINT ck_place_paper_file_id_is_integer CHECK (typeof("file_id") IN ('integer', 'null')),
    CONSTRAINT ck_place_paper_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null')),
    CONSTRAINT ck_place_paper_removed_at_is_integer CHECK (typeof("removed_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_place_paper_place_id ON place_paper (place_id)
""",
    """
CREATE TABLE place_safety (
    id INTEGER NOT NULL,
    place_id INTEGER NOT NULL,
    meeting_point VARCHAR(200) NOT NULL,
    emergency_numbers VARCHAR(300) NOT NULL,
    first_aid VARCHAR(300) NOT NULL,
    routes TEXT NOT NULL,
    fire_instructions TEXT NOT NULL,
    exits INTEGER,
    exit_width_cm INTEGER,
    extinguishers INTEGER,
    toilets INTEGER,
    volume_m3 INTEGER,
    ventilation VARCHAR(40),
    plan_id INTEGER,
    plan_alt VARCHAR(300) NOT NULL,
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_place_safety PRIMARY KEY (id),
    CONSTRAINT ck_place_safety_exits CHECK (exits BETWEEN 0 AND 99),
    CONSTRAINT ck_place_safety_exit_width CHECK (exit_width_cm BETWEEN 0 AND 9999),
    CONSTRAINT ck_place_safety_extinguishers CHECK (extinguishers BETWEEN 0 AND 999),
    CONSTRAINT ck_place_safety_toilets CHECK (toilets BETWEEN 0 AND 999),
    CONSTRAINT ck_place_safety_volume CHECK (volume_m3 BETWEEN 1 AND 999999),
    CONSTRAINT uq_place_safety_place_id UNIQUE (place_id),
    CONSTRAINT fk_place_safety_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT ck_place_safety_ventilation CHECK (ventilation IN ('windows', 'mechanical')),
    CONSTRAINT fk_place_safety_plan_id FOREIGN KEY(plan_id) REFERENCES stored_file (id),
    CONSTRAINT ck_place_safety_place_id_is_integer CHECK (typeof("place_id") IN ('integer', 'null')),
    CONSTRAINT ck_place_safety_exits_is_integer CHECK (typeof("exits") IN ('integer', 'null')),
    CONSTRAINT ck_place_safety_exit_width_cm_is_integer CHECK (typeof("exit_width_cm") IN ('integer', 'null')),
    CONSTRAINT ck_place_safety_extinguishers_is_integer CHECK (typeof("extinguishers") IN ('integer', 'null')),
    CONSTRAINT ck_place_safety_toilets_is_integer CHECK (typeof("toilets") IN ('integer', 'null')),
    CONSTRAINT ck_place_safety_volume_m3_is_integer CHECK (typeof("volume_m3") IN ('integer', 'null')),
    CONSTRAINT ck_place_safety_plan_id_is_integer CHECK (typeof("plan_id") IN ('integer', 'null')),
    CONSTRAINT ck_place_safety_changed_at_is_integer CHECK (typeof("changed_at") IN ('integer', 'null')),
    CONSTRAINT ck_place_safety_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE new_work_unit (
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
    nothing_at INTEGER,
    nothing_by_id INTEGER,
    accepted_at INTEGER,
    accepted_by_id INTEGER,
    aside_at INTEGER,
    aside_reason VARCHAR(300) NOT NULL,
    merged_into_id INTEGER,
    CONSTRAINT pk_work_unit PRIMARY KEY (id),
    CONSTRAINT uq_work_unit_document_id_source_kind_source_id UNIQUE (document_id, source_kind, source_id),
    CONSTRAINT ck_work_unit_not_into_itself CHECK (merged_into_id <> id),
    CONSTRAINT ck_work_unit_aside_with_reason CHECK (aside_at IS NULL OR aside_reason <> ''),
    CONSTRAINT fk_work_unit_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT ck_work_unit_sourcekind CHECK (source_kind IN ('resource', 'arrangement', 'hand')),
    CONSTRAINT ck_work_unit_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT fk_work_unit_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT fk_work_unit_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_work_unit_nothing_by_id FOREIGN KEY(nothing_by_id) REFERENCES person (id),
    CONSTRAINT fk_work_unit_accepted_by_id FOREIGN KEY(accepted_by_id) REFERENCES person (id),
    CONSTRAINT fk_work_unit_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES work_unit (id),
    CONSTRAINT ck_work_unit_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_source_id_is_integer CHECK (typeof("source_id") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_place_id_is_integer CHECK (typeof("place_id") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_retired_at_is_integer CHECK (typeof("retired_at") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_nothing_at_is_integer CHECK (typeof("nothing_at") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_nothing_by_id_is_integer CHECK (typeof("nothing_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_accepted_at_is_integer CHECK (typeof("accepted_at") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_accepted_by_id_is_integer CHECK (typeof("accepted_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_aside_at_is_integer CHECK (typeof("aside_at") IN ('integer', 'null')),
    CONSTRAINT ck_work_unit_merged_into_id_is_integer CHECK (typeof("merged_into_id") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_work_unit ("id", "document_id", "source_kind", "source_id", "name", "kind", "description", "place_id", "structure_id", "attributes", "added_at", "retired_at", "nothing_at", "nothing_by_id", "accepted_at", "accepted_by_id", "aside_at", "aside_reason", "merged_into_id") SELECT "id", "document_id", "source_kind", "source_id", "name", "kind", "description", "place_id", "structure_id", "attributes", "added_at", "retired_at", NULL, NULL, NULL, NULL, NULL, '', NULL FROM work_unit
""",
    """
DROP TABLE work_unit
""",
    """
ALTER TABLE new_work_unit RENAME TO work_unit
""",
    """
CREATE INDEX ix_work_unit_merged_into_id ON work_unit (merged_into_id)
""",
    """
CREATE TABLE check_record (
    id INTEGER NOT NULL,
    check_id INTEGER NOT NULL,
    done_on DATE NOT NULL,
    done_by VARCHAR(160) NOT NULL,
    outcome TEXT NOT NULL,
    file_id INTEGER,
    recorded_by_id INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    CONSTRAINT pk_check_record PRIMARY KEY (id),
    CONSTRAINT fk_check_record_check_id FOREIGN KEY(check_id) REFERENCES periodic_check (id),
    CONSTRAINT fk_check_record_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT fk_check_record_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id),
    CONSTRAINT ck_check_record_check_id_is_integer CHECK (typeof("check_id") IN ('integer', 'null')),
    CONSTRAINT ck_check_record_file_id_is_integer CHECK (typeof("file_id") IN ('integer', 'null')),
    CONSTRAINT ck_check_record_recorded_by_id_is_integer CHECK (typeof("recorded_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_check_record_recorded_at_is_integer CHECK (typeof("recorded_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_check_record_check_id ON check_record (check_id)
""",
    """
CREATE TABLE operation_signature (
    id INTEGER NOT NULL,
    operation_id INTEGER NOT NULL,
    side VARCHAR(10) NOT NULL,
    signer VARCHAR(120) NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    recorded_by_id INTEGER NOT NULL,
    signed_at INTEGER NOT NULL,
    CONSTRAINT pk_operation_signature PRIMARY KEY (id),
    CONSTRAINT ck_operation_signature_side CHECK (side IN ('host', 'worker')),
    CONSTRAINT fk_operation_signature_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id),
    CONSTRAINT fk_operation_signature_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id),
    CONSTRAINT ck_operation_signature_operation_id_is_integer CHECK (typeof("operation_id") IN ('integer', 'null')),
    CONSTRAINT ck_operation_signature_recorded_by_id_is_integer CHECK (typeof("recorded_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_operation_signature_signed_at_is_integer CHECK (typeof("signed_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_operation_signature_operation_id ON operation_signature (operation_id)
""",
    """
CREATE TABLE report_spot (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    code VARCHAR(64) NOT NULL,
    made_at INTEGER NOT NULL,
    CONSTRAINT pk_report_spot PRIMARY KEY (id),
    CONSTRAINT fk_report_spot_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT uq_report_spot_resource_id UNIQUE (resource_id),
    CONSTRAINT fk_report_spot_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT uq_report_spot_code UNIQUE (code),
    CONSTRAINT ck_report_spot_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_report_spot_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_report_spot_made_at_is_integer CHECK (typeof("made_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE safety_place_signatory (
    id INTEGER NOT NULL,
    adoption_id INTEGER NOT NULL,
    place_id INTEGER NOT NULL,
    place_name VARCHAR(120) NOT NULL,
    person_id INTEGER NOT NULL,
    person_name VARCHAR(120) NOT NULL,
    CONSTRAINT pk_safety_place_signatory PRIMARY KEY (id),
    CONSTRAINT uq_safety_place_signatory_adoption_id_place_id UNIQUE (adoption_id, place_id),
    CONSTRAINT fk_safety_place_signatory_adoption_id FOREIGN KEY(adoption_id) REFERENCES safety_adoption (id),
    CONSTRAINT fk_safety_place_signatory_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT fk_safety_place_signatory_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_safety_place_signatory_adoption_id_is_integer CHECK (typeof("adoption_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_place_signatory_place_id_is_integer CHECK (typeof("place_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_place_signatory_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE safety_remark (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    unit_id INTEGER,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    answer TEXT NOT NULL,
    answered_at INTEGER,
    answered_by_id INTEGER,
    CONSTRAINT pk_safety_remark PRIMARY KEY (id),
    CONSTRAINT fk_safety_remark_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_safety_remark_unit_id FOREIGN KEY(unit_id) REFERENCES work_unit (id),
    CONSTRAINT fk_safety_remark_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_safety_remark_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_safety_remark_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES person (id),
    CONSTRAINT ck_safety_remark_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_remark_unit_id_is_integer CHECK (typeof("unit_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_remark_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_remark_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_remark_made_at_is_integer CHECK (typeof("made_at") IN ('integer', 'null')),
    CONSTRAINT ck_safety_remark_answered_at_is_integer CHECK (typeof("answered_at") IN ('integer', 'null')),
    CONSTRAINT ck_safety_remark_answered_by_id_is_integer CHECK (typeof("answered_by_id") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_safety_remark_document_id ON safety_remark (document_id)
""",
    """
CREATE INDEX ix_safety_remark_unit_id ON safety_remark (unit_id)
""",
    """
CREATE TABLE sheet_reading (
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    structure_id INTEGER,
    resource_id INTEGER NOT NULL,
    sheet_sha256 VARCHAR(64) NOT NULL,
    read_at INTEGER NOT NULL,
    CONSTRAINT pk_sheet_reading PRIMARY KEY (id),
    CONSTRAINT uq_sheet_reading_person_id_resource_id_sheet_sha256 UNIQUE (person_id, resource_id, sheet_sha256),
    CONSTRAINT fk_sheet_reading_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_sheet_reading_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_sheet_reading_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT ck_sheet_reading_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_sheet_reading_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_sheet_reading_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_sheet_reading_read_at_is_integer CHECK (typeof("read_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_sheet_reading_resource_id ON sheet_reading (resource_id)
""",
    """
CREATE TABLE unit_exposure (
    id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    women INTEGER NOT NULL,
    men INTEGER NOT NULL,
    said_at INTEGER NOT NULL,
    CONSTRAINT pk_unit_exposure PRIMARY KEY (id),
    CONSTRAINT uq_unit_exposure_unit_id_structure_id UNIQUE (unit_id, structure_id),
    CONSTRAINT ck_unit_exposure_women CHECK (women BETWEEN 0 AND 99999),
    CONSTRAINT ck_unit_exposure_men CHECK (men BETWEEN 0 AND 99999),
    CONSTRAINT fk_unit_exposure_unit_id FOREIGN KEY(unit_id) REFERENCES work_unit (id),
    CONSTRAINT fk_unit_exposure_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_unit_exposure_unit_id_is_integer CHECK (typeof("unit_id") IN ('integer', 'null')),
    CONSTRAINT ck_unit_exposure_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_unit_exposure_women_is_integer CHECK (typeof("women") IN ('integer', 'null')),
    CONSTRAINT ck_unit_exposure_men_is_integer CHECK (typeof("men") IN ('integer', 'null')),
    CONSTRAINT ck_unit_exposure_said_at_is_integer CHECK (typeof("said_at") IN ('integer', 'null'))
)
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
    closed_at INTEGER,
    CONSTRAINT pk_incident PRIMARY KEY (id),
    CONSTRAINT fk_incident_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_incident_unit_id FOREIGN KEY(unit_id) REFERENCES work_unit (id),
    CONSTRAINT ck_incident_incidentkind CHECK (kind IN ('near_miss', 'benign', 'accident', 'serious_danger')),
    CONSTRAINT fk_incident_photo_id FOREIGN KEY(photo_id) REFERENCES stored_file (id),
    CONSTRAINT uq_incident_form_key UNIQUE (form_key),
    CONSTRAINT fk_incident_spot_id FOREIGN KEY(spot_id) REFERENCES report_spot (id),
    CONSTRAINT ck_incident_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_incident_unit_id_is_integer CHECK (typeof("unit_id") IN ('integer', 'null')),
    CONSTRAINT ck_incident_photo_id_is_integer CHECK (typeof("photo_id") IN ('integer', 'null')),
    CONSTRAINT ck_incident_spot_id_is_integer CHECK (typeof("spot_id") IN ('integer', 'null')),
    CONSTRAINT ck_incident_reported_at_is_integer CHECK (typeof("reported_at") IN ('integer', 'null')),
    CONSTRAINT ck_incident_closed_at_is_integer CHECK (typeof("closed_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_incident ("id", "document_id", "unit_id", "kind", "happened_on", "text", "taken", "photo_id", "contact", "form_key", "spot_id", "reported_at", "closed_at") SELECT "id", "document_id", "unit_id", "kind", "happened_on", "text", "taken", NULL, '', NULL, NULL, "reported_at", "closed_at" FROM incident
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
    """
CREATE TABLE new_measure (
    id INTEGER NOT NULL,
    risk_id INTEGER NOT NULL,
    text VARCHAR(300) NOT NULL,
    principle INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    due_on DATE NOT NULL,
    state VARCHAR(40) NOT NULL,
    cost INTEGER,
    indicator VARCHAR(200) NOT NULL,
    person VARCHAR(120) NOT NULL,
    starts_on DATE,
    conditions TEXT NOT NULL,
    means VARCHAR(300) NOT NULL,
    evidence TEXT NOT NULL,
    evidence_id INTEGER,
    effect_on DATE,
    effect TEXT NOT NULL,
    effect_at INTEGER,
    level_before INTEGER,
    level_after INTEGER,
    added_at INTEGER NOT NULL,
    closed_at INTEGER,
    version INTEGER NOT NULL,
    CONSTRAINT pk_measure PRIMARY KEY (id),
    CONSTRAINT ck_measure_principle CHECK (principle BETWEEN 1 AND 9),
    CONSTRAINT ck_measure_level_before CHECK (level_before BETWEEN 1 AND 4),
    CONSTRAINT ck_measure_level_after CHECK (level_after BETWEEN 1 AND 4),
    CONSTRAINT fk_measure_risk_id FOREIGN KEY(risk_id) REFERENCES risk (id),
    CONSTRAINT fk_measure_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_measure_measurestate CHECK (state IN ('planned', 'started', 'done', 'dropped')),
    CONSTRAINT fk_measure_evidence_id FOREIGN KEY(evidence_id) REFERENCES stored_file (id),
    CONSTRAINT ck_measure_risk_id_is_integer CHECK (typeof("risk_id") IN ('integer', 'null')),
    CONSTRAINT ck_measure_principle_is_integer CHECK (typeof("principle") IN ('integer', 'null')),
    CONSTRAINT ck_measure_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_measure_cost_is_integer CHECK (typeof("cost") IN ('integer', 'null')),
    CONSTRAINT ck_measure_evidence_id_is_integer CHECK (typeof("evidence_id") IN ('integer', 'null')),
    CONSTRAINT ck_measure_effect_at_is_integer CHECK (typeof("effect_at") IN ('integer', 'null')),
    CONSTRAINT ck_measure_level_before_is_integer CHECK (typeof("level_before") IN ('integer', 'null')),
    CONSTRAINT ck_measure_level_after_is_integer CHECK (typeof("level_after") IN ('integer', 'null')),
    CONSTRAINT ck_measure_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null')),
    CONSTRAINT ck_measure_closed_at_is_integer CHECK (typeof("closed_at") IN ('integer', 'null')),
    CONSTRAINT ck_measure_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_measure ("id", "risk_id", "text", "principle", "structure_id", "due_on", "state", "cost", "indicator", "person", "starts_on", "conditions", "means", "evidence", "evidence_id", "effect_on", "effect", "effect_at", "level_before", "level_after", "added_at", "closed_at", "version") SELECT "id", "risk_id", "text", "principle", "structure_id", "due_on", "state", "cost", "indicator", '', NULL, '', '', '', NULL, NULL, '', NULL, NULL, NULL, "added_at", "closed_at", "version" FROM measure
""",
    """
DROP TABLE measure
""",
    """
ALTER TABLE new_measure RENAME TO measure
""",
    """
CREATE INDEX ix_measure_risk_id ON measure (risk_id)
""",
    """
CREATE TABLE risk_photo (
    id INTEGER NOT NULL,
    risk_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    alt VARCHAR(300) NOT NULL,
    added_at INTEGER NOT NULL,
    removed_at INTEGER,
    CONSTRAINT pk_risk_photo PRIMARY KEY (id),
    CONSTRAINT fk_risk_photo_risk_id FOREIGN KEY(risk_id) REFERENCES risk (id),
    CONSTRAINT fk_risk_photo_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT ck_risk_photo_risk_id_is_integer CHECK (typeof("risk_id") IN ('integer', 'null')),
    CONSTRAINT ck_risk_photo_file_id_is_integer CHECK (typeof("file_id") IN ('integer', 'null')),
    CONSTRAINT ck_risk_photo_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null')),
    CONSTRAINT ck_risk_photo_removed_at_is_integer CHECK (typeof("removed_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_risk_photo_risk_id ON risk_photo (risk_id)
""",
    """
CREATE TABLE safety_place_signature (
    id INTEGER NOT NULL,
    signatory_id INTEGER NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    method VARCHAR(40) NOT NULL,
    signed_at INTEGER NOT NULL,
    CONSTRAINT pk_safety_place_signature PRIMARY KEY (id),
    CONSTRAINT uq_safety_place_signature_signatory_id UNIQUE (signatory_id),
    CONSTRAINT fk_safety_place_signature_signatory_id FOREIGN KEY(signatory_id) REFERENCES safety_place_signatory (id),
    CONSTRAINT ck_safety_place_signature_signaturemethod CHECK (method IN ('account', 'code')),
    CONSTRAINT ck_safety_place_signature_signatory_id_is_integer CHECK (typeof("signatory_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_place_signature_signed_at_is_integer CHECK (typeof("signed_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE new_safety_reader_link (
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
INSERT INTO new_safety_reader_link ("id", "token_sha256", "edition_id", "structure_id", "kind", "reader", "made_by_id", "created_at", "expires_at", "revoked_at", "from_on", "until_on", "place_id") SELECT "id", "token_sha256", "edition_id", "structure_id", "kind", "reader", "made_by_id", "created_at", "expires_at", "revoked_at", NULL, NULL, NULL FROM safety_reader_link
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
    """
CREATE TABLE new_safety_signature (
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
    CONSTRAINT ck_safety_signature_signaturemethod CHECK (method IN ('account', 'code')),
    CONSTRAINT ck_safety_signature_signatory_id_is_integer CHECK (typeof("signatory_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_signature_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_signature_signed_at_is_integer CHECK (typeof("signed_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_safety_signature ("id", "signatory_id", "person_id", "person_name", "content_sha256", "method", "signed_at") SELECT "id", "signatory_id", "person_id", "person_name", "content_sha256", "method", "signed_at" FROM safety_signature
""",
    """
DROP TABLE safety_signature
""",
    """
ALTER TABLE new_safety_signature RENAME TO safety_signature
""",
    """
CREATE TABLE danger_entry (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    incident_id INTEGER NOT NULL,
    post VARCHAR(300) NOT NULL,
    cause TEXT NOT NULL,
    taken TEXT NOT NULL,
    noted_at INTEGER NOT NULL,
    CONSTRAINT pk_danger_entry PRIMARY KEY (id),
    CONSTRAINT uq_danger_entry_document_id_number UNIQUE (document_id, number),
    CONSTRAINT fk_danger_entry_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT uq_danger_entry_incident_id UNIQUE (incident_id),
    CONSTRAINT fk_danger_entry_incident_id FOREIGN KEY(incident_id) REFERENCES incident (id),
    CONSTRAINT ck_danger_entry_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_danger_entry_number_is_integer CHECK (typeof("number") IN ('integer', 'null')),
    CONSTRAINT ck_danger_entry_incident_id_is_integer CHECK (typeof("incident_id") IN ('integer', 'null')),
    CONSTRAINT ck_danger_entry_noted_at_is_integer CHECK (typeof("noted_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE measure_share (
    id INTEGER NOT NULL,
    measure_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    percent INTEGER NOT NULL,
    CONSTRAINT pk_measure_share PRIMARY KEY (id),
    CONSTRAINT uq_measure_share_measure_id_structure_id UNIQUE (measure_id, structure_id),
    CONSTRAINT ck_measure_share_percent CHECK (percent BETWEEN 1 AND 100),
    CONSTRAINT fk_measure_share_measure_id FOREIGN KEY(measure_id) REFERENCES measure (id) ON DELETE CASCADE,
    CONSTRAINT fk_measure_share_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_measure_share_measure_id_is_integer CHECK (typeof("measure_id") IN ('integer', 'null')),
    CONSTRAINT ck_measure_share_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_measure_share_percent_is_integer CHECK (typeof("percent") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE new_safety_access (
    id INTEGER NOT NULL,
    link_id INTEGER NOT NULL,
    thing VARCHAR(40) NOT NULL,
    read_at INTEGER NOT NULL,
    CONSTRAINT pk_safety_access PRIMARY KEY (id),
    CONSTRAINT fk_safety_access_link_id FOREIGN KEY(link_id) REFERENCES safety_reader_link (id),
    CONSTRAINT ck_safety_access_thing CHECK (thing IN ('page', 'volume', 'extract', 'plans', 'place')),
    CONSTRAINT ck_safety_access_link_id_is_integer CHECK (typeof("link_id") IN ('integer', 'null')),
    CONSTRAINT ck_safety_access_read_at_is_integer CHECK (typeof("read_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_safety_access ("id", "link_id", "thing", "read_at") SELECT "id", "link_id", "thing", "read_at" FROM safety_access
""",
    """
DROP TABLE safety_access
""",
    """
ALTER TABLE new_safety_access RENAME TO safety_access
""",
    """
CREATE INDEX ix_safety_access_link_id ON safety_access (link_id)
""",
]

POSTGRESQL = [
    """
CREATE TABLE safety_reminder (
    id BIGSERIAL NOT NULL,
    key VARCHAR(80) NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_safety_reminder PRIMARY KEY (id),
    CONSTRAINT uq_safety_reminder_key UNIQUE (key)
)
""",
    """
CREATE TABLE factor_figure (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    factor VARCHAR(40) NOT NULL,
    exposed INTEGER NOT NULL,
    beyond INTEGER NOT NULL,
    said_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_factor_figure PRIMARY KEY (id),
    CONSTRAINT uq_factor_figure_document_id_structure_id_factor UNIQUE (document_id, structure_id, factor),
    CONSTRAINT ck_factor_figure_figures CHECK (0 <= beyond AND beyond <= exposed AND exposed <= 99999),
    CONSTRAINT fk_factor_figure_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_factor_figure_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_factor_figure_factor CHECK (factor IN ('noise', 'temperature', 'night', 'shift', 'repetitive', 'hyperbaric'))
)
""",
    """
CREATE TABLE operation (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    route VARCHAR(40) NOT NULL,
    host_id BIGINT NOT NULL,
    worker_id BIGINT,
    firm VARCHAR(160) NOT NULL,
    place_id BIGINT,
    booking_id BIGINT,
    what VARCHAR(300) NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    hours INTEGER NOT NULL,
    headcount INTEGER NOT NULL,
    lead VARCHAR(160) NOT NULL,
    subcontractors TEXT NOT NULL,
    works JSON NOT NULL,
    inspected_on DATE,
    inspection TEXT NOT NULL,
    heads JSON NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    CONSTRAINT pk_operation PRIMARY KEY (id),
    CONSTRAINT ck_operation_order CHECK (starts_on <= ends_on),
    CONSTRAINT ck_operation_hours CHECK (hours BETWEEN 0 AND 999999),
    CONSTRAINT ck_operation_headcount CHECK (headcount BETWEEN 1 AND 9999),
    CONSTRAINT fk_operation_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT ck_operation_route CHECK (route IN ('cooperation', 'plan', 'protocol')),
    CONSTRAINT fk_operation_host_id FOREIGN KEY(host_id) REFERENCES structure (id),
    CONSTRAINT fk_operation_worker_id FOREIGN KEY(worker_id) REFERENCES structure (id),
    CONSTRAINT fk_operation_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT fk_operation_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id)
)
""",
    """
CREATE INDEX ix_operation_document_id ON operation (document_id)
""",
    """
CREATE TABLE periodic_check (
    id BIGSERIAL NOT NULL,
    place_id BIGINT NOT NULL,
    kind VARCHAR(40) NOT NULL,
    label VARCHAR(160) NOT NULL,
    every_months INTEGER,
    due_on DATE,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_periodic_check PRIMARY KEY (id),
    CONSTRAINT ck_periodic_check_every_months CHECK (every_months BETWEEN 1 AND 120),
    CONSTRAINT fk_periodic_check_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT ck_periodic_check_checkkind CHECK (kind IN ('drill', 'electricity', 'extinguishers', 'alarm', 'lighting', 'lifting', 'ventilation', 'vehicle', 'equipment', 'other'))
)
""",
    """
CREATE INDEX ix_periodic_check_place_id ON periodic_check (place_id)
""",
    """
CREATE TABLE place_paper (
    id BIGSERIAL NOT NULL,
    place_id BIGINT NOT NULL,
    kind VARCHAR(40) NOT NULL,
    title VARCHAR(160) NOT NULL,
    file_id BIGINT NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_place_paper PRIMARY KEY (id),
    CONSTRAINT fk_place_paper_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT ck_place_paper_paperkind CHECK (kind IN ('asbestos', 'conformity', 'data_sheet', 'instruction', 'other')),
    CONSTRAINT fk_place_paper_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id)
)
""",
    """
CREATE INDEX ix_place_paper_place_id ON place_paper (place_id)
""",
    """
CREATE TABLE place_safety (
    id BIGSERIAL NOT NULL,
    place_id BIGINT NOT NULL,
    meeting_point VARCHAR(200) NOT NULL,
    emergency_numbers VARCHAR(300) NOT NULL,
    first_aid VARCHAR(300) NOT NULL,
    routes TEXT NOT NULL,
    fire_instructions TEXT NOT NULL,
    exits INTEGER,
    exit_width_cm INTEGER,
    extinguishers INTEGER,
    toilets INTEGER,
    volume_m3 INTEGER,
    ventilation VARCHAR(40),
    plan_id BIGINT,
    plan_alt VARCHAR(300) NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_place_safety PRIMARY KEY (id),
    CONSTRAINT ck_place_safety_exits CHECK (exits BETWEEN 0 AND 99),
    CONSTRAINT ck_place_safety_exit_width CHECK (exit_width_cm BETWEEN 0 AND 9999),
    CONSTRAINT ck_place_safety_extinguishers CHECK (extinguishers BETWEEN 0 AND 999),
    CONSTRAINT ck_place_safety_toilets CHECK (toilets BETWEEN 0 AND 999),
    CONSTRAINT ck_place_safety_volume CHECK (volume_m3 BETWEEN 1 AND 999999),
    CONSTRAINT uq_place_safety_place_id UNIQUE (place_id),
    CONSTRAINT fk_place_safety_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT ck_place_safety_ventilation CHECK (ventilation IN ('windows', 'mechanical')),
    CONSTRAINT fk_place_safety_plan_id FOREIGN KEY(plan_id) REFERENCES stored_file (id)
)
""",
    """
ALTER TABLE work_unit ADD COLUMN nothing_at TIMESTAMP WITH TIME ZONE
""",
    """
ALTER TABLE work_unit ADD COLUMN nothing_by_id BIGINT
""",
    """
ALTER TABLE work_unit ADD COLUMN accepted_at TIMESTAMP WITH TIME ZONE
""",
    """
ALTER TABLE work_unit ADD COLUMN accepted_by_id BIGINT
""",
    """
ALTER TABLE work_unit ADD COLUMN aside_at TIMESTAMP WITH TIME ZONE
""",
    """
ALTER TABLE work_unit ADD COLUMN aside_reason VARCHAR(300) DEFAULT '' NOT NULL
""",
    """
ALTER TABLE work_unit ALTER COLUMN "aside_reason" DROP DEFAULT
""",
    """
ALTER TABLE work_unit ADD COLUMN merged_into_id BIGINT
""",
    """
ALTER TABLE work_unit ADD CONSTRAINT ck_work_unit_not_into_itself CHECK (merged_into_id <> id)
""",
    """
ALTER TABLE work_unit ADD CONSTRAINT ck_work_unit_aside_with_reason CHECK (aside_at IS NULL OR aside_reason <> '')
""",
    """
ALTER TABLE work_unit ADD CONSTRAINT fk_work_unit_nothing_by_id FOREIGN KEY(nothing_by_id) REFERENCES person (id)
""",
    """
ALTER TABLE work_unit ADD CONSTRAINT fk_work_unit_accepted_by_id FOREIGN KEY(accepted_by_id) REFERENCES person (id)
""",
    """
ALTER TABLE work_unit ADD CONSTRAINT fk_work_unit_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES work_unit (id)
""",
    """
CREATE INDEX ix_work_unit_merged_into_id ON work_unit (merged_into_id)
""",
    """
CREATE TABLE check_record (
    id BIGSERIAL NOT NULL,
    check_id BIGINT NOT NULL,
    done_on DATE NOT NULL,
    done_by VARCHAR(160) NOT NULL,
    outcome TEXT NOT NULL,
    file_id BIGINT,
    recorded_by_id BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_check_record PRIMARY KEY (id),
    CONSTRAINT fk_check_record_check_id FOREIGN KEY(check_id) REFERENCES periodic_check (id),
    CONSTRAINT fk_check_record_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT fk_check_record_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_check_record_check_id ON check_record (check_id)
""",
    """
CREATE TABLE operation_signature (
    id BIGSERIAL NOT NULL,
    operation_id BIGINT NOT NULL,
    side VARCHAR(10) NOT NULL,
    signer VARCHAR(120) NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    recorded_by_id BIGINT NOT NULL,
    signed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_operation_signature PRIMARY KEY (id),
    CONSTRAINT ck_operation_signature_side CHECK (side IN ('host', 'worker')),
    CONSTRAINT fk_operation_signature_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id),
    CONSTRAINT fk_operation_signature_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_operation_signature_operation_id ON operation_signature (operation_id)
""",
    """
CREATE TABLE report_spot (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    resource_id BIGINT NOT NULL,
    code VARCHAR(64) NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_report_spot PRIMARY KEY (id),
    CONSTRAINT fk_report_spot_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT uq_report_spot_resource_id UNIQUE (resource_id),
    CONSTRAINT fk_report_spot_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT uq_report_spot_code UNIQUE (code)
)
""",
    """
CREATE TABLE safety_place_signatory (
    id BIGSERIAL NOT NULL,
    adoption_id BIGINT NOT NULL,
    place_id BIGINT NOT NULL,
    place_name VARCHAR(120) NOT NULL,
    person_id BIGINT NOT NULL,
    person_name VARCHAR(120) NOT NULL,
    CONSTRAINT pk_safety_place_signatory PRIMARY KEY (id),
    CONSTRAINT uq_safety_place_signatory_adoption_id_place_id UNIQUE (adoption_id, place_id),
    CONSTRAINT fk_safety_place_signatory_adoption_id FOREIGN KEY(adoption_id) REFERENCES safety_adoption (id),
    CONSTRAINT fk_safety_place_signatory_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT fk_safety_place_signatory_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE TABLE safety_remark (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    unit_id BIGINT,
    structure_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answer TEXT NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE,
    answered_by_id BIGINT,
    CONSTRAINT pk_safety_remark PRIMARY KEY (id),
    CONSTRAINT fk_safety_remark_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT fk_safety_remark_unit_id FOREIGN KEY(unit_id) REFERENCES work_unit (id),
    CONSTRAINT fk_safety_remark_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_safety_remark_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_safety_remark_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_safety_remark_document_id ON safety_remark (document_id)
""",
    """
CREATE INDEX ix_safety_remark_unit_id ON safety_remark (unit_id)
""",
    """
CREATE TABLE sheet_reading (
    id BIGSERIAL NOT NULL,
    person_id BIGINT NOT NULL,
    structure_id BIGINT,
    resource_id BIGINT NOT NULL,
    sheet_sha256 VARCHAR(64) NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sheet_reading PRIMARY KEY (id),
    CONSTRAINT uq_sheet_reading_person_id_resource_id_sheet_sha256 UNIQUE (person_id, resource_id, sheet_sha256),
    CONSTRAINT fk_sheet_reading_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_sheet_reading_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_sheet_reading_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id)
)
""",
    """
CREATE INDEX ix_sheet_reading_resource_id ON sheet_reading (resource_id)
""",
    """
CREATE TABLE unit_exposure (
    id BIGSERIAL NOT NULL,
    unit_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    women INTEGER NOT NULL,
    men INTEGER NOT NULL,
    said_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_unit_exposure PRIMARY KEY (id),
    CONSTRAINT uq_unit_exposure_unit_id_structure_id UNIQUE (unit_id, structure_id),
    CONSTRAINT ck_unit_exposure_women CHECK (women BETWEEN 0 AND 99999),
    CONSTRAINT ck_unit_exposure_men CHECK (men BETWEEN 0 AND 99999),
    CONSTRAINT fk_unit_exposure_unit_id FOREIGN KEY(unit_id) REFERENCES work_unit (id),
    CONSTRAINT fk_unit_exposure_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id)
)
""",
    """
ALTER TABLE incident ADD COLUMN photo_id BIGINT
""",
    """
ALTER TABLE incident ADD COLUMN contact VARCHAR(160) DEFAULT '' NOT NULL
""",
    """
ALTER TABLE incident ALTER COLUMN "contact" DROP DEFAULT
""",
    """
ALTER TABLE incident ADD COLUMN form_key VARCHAR(64)
""",
    """
ALTER TABLE incident ADD COLUMN spot_id BIGINT
""",
    """
ALTER TABLE incident ADD CONSTRAINT fk_incident_photo_id FOREIGN KEY(photo_id) REFERENCES stored_file (id)
""",
    """
ALTER TABLE incident ADD CONSTRAINT uq_incident_form_key UNIQUE (form_key)
""",
    """
ALTER TABLE incident ADD CONSTRAINT fk_incident_spot_id FOREIGN KEY(spot_id) REFERENCES report_spot (id)
""",
    """
ALTER TABLE measure ADD COLUMN person VARCHAR(120) DEFAULT '' NOT NULL
""",
    """
ALTER TABLE measure ALTER COLUMN "person" DROP DEFAULT
""",
    """
ALTER TABLE measure ADD COLUMN starts_on DATE
""",
    """
ALTER TABLE measure ADD COLUMN conditions TEXT DEFAULT '' NOT NULL
""",
    """
ALTER TABLE measure ALTER COLUMN "conditions" DROP DEFAULT
""",
    """
ALTER TABLE measure ADD COLUMN means VARCHAR(300) DEFAULT '' NOT NULL
""",
    """
ALTER TABLE measure ALTER COLUMN "means" DROP DEFAULT
""",
    """
ALTER TABLE measure ADD COLUMN evidence TEXT DEFAULT '' NOT NULL
""",
    """
ALTER TABLE measure ALTER COLUMN "evidence" DROP DEFAULT
""",
    """
ALTER TABLE measure ADD COLUMN evidence_id BIGINT
""",
    """
ALTER TABLE measure ADD COLUMN effect_on DATE
""",
    """
ALTER TABLE measure ADD COLUMN effect TEXT DEFAULT '' NOT NULL
""",
    """
ALTER TABLE measure ALTER COLUMN "effect" DROP DEFAULT
""",
    """
ALTER TABLE measure ADD COLUMN effect_at TIMESTAMP WITH TIME ZONE
""",
    """
ALTER TABLE measure ADD COLUMN level_before INTEGER
""",
    """
ALTER TABLE measure ADD COLUMN level_after INTEGER
""",
    """
ALTER TABLE measure ADD CONSTRAINT ck_measure_level_before CHECK (level_before BETWEEN 1 AND 4)
""",
    """
ALTER TABLE measure ADD CONSTRAINT ck_measure_level_after CHECK (level_after BETWEEN 1 AND 4)
""",
    """
ALTER TABLE measure ADD CONSTRAINT fk_measure_evidence_id FOREIGN KEY(evidence_id) REFERENCES stored_file (id)
""",
    """
CREATE TABLE risk_photo (
    id BIGSERIAL NOT NULL,
    risk_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    alt VARCHAR(300) NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    removed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_risk_photo PRIMARY KEY (id),
    CONSTRAINT fk_risk_photo_risk_id FOREIGN KEY(risk_id) REFERENCES risk (id),
    CONSTRAINT fk_risk_photo_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id)
)
""",
    """
CREATE INDEX ix_risk_photo_risk_id ON risk_photo (risk_id)
""",
    """
CREATE TABLE safety_place_signature (
    id BIGSERIAL NOT NULL,
    signatory_id BIGINT NOT NULL,
    content_sha256 VARCHAR(64) NOT NULL,
    method VARCHAR(40) NOT NULL,
    signed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_safety_place_signature PRIMARY KEY (id),
    CONSTRAINT uq_safety_place_signature_signatory_id UNIQUE (signatory_id),
    CONSTRAINT fk_safety_place_signature_signatory_id FOREIGN KEY(signatory_id) REFERENCES safety_place_signatory (id),
    CONSTRAINT ck_safety_place_signature_signaturemethod CHECK (method IN ('account', 'code'))
)
""",
    """
ALTER TABLE safety_reader_link DROP CONSTRAINT ck_safety_reader_link_readerkind
""",
    """
ALTER TABLE safety_reader_link ADD COLUMN from_on DATE
""",
    """
ALTER TABLE safety_reader_link ADD COLUMN until_on DATE
""",
    """
ALTER TABLE safety_reader_link ADD COLUMN place_id BIGINT
""",
    """
ALTER TABLE safety_reader_link ADD CONSTRAINT ck_safety_reader_link_period CHECK (from_on <= until_on)
""",
    """
ALTER TABLE safety_reader_link ADD CONSTRAINT ck_safety_reader_link_readerkind CHECK (kind IN ('inspection', 'health_service', 'prevention_agency', 'cse', 'worker', 'former_worker', 'owner', 'other'))
""",
    """
ALTER TABLE safety_reader_link ADD CONSTRAINT fk_safety_reader_link_place_id FOREIGN KEY(place_id) REFERENCES place (id)
""",
    """
ALTER TABLE safety_signature DROP CONSTRAINT ck_safety_signature_signaturemethod
""",
    """
ALTER TABLE safety_signature ADD CONSTRAINT ck_safety_signature_signaturemethod CHECK (method IN ('account', 'code'))
""",
    """
CREATE TABLE danger_entry (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    incident_id BIGINT NOT NULL,
    post VARCHAR(300) NOT NULL,
    cause TEXT NOT NULL,
    taken TEXT NOT NULL,
    noted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_danger_entry PRIMARY KEY (id),
    CONSTRAINT uq_danger_entry_document_id_number UNIQUE (document_id, number),
    CONSTRAINT fk_danger_entry_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT uq_danger_entry_incident_id UNIQUE (incident_id),
    CONSTRAINT fk_danger_entry_incident_id FOREIGN KEY(incident_id) REFERENCES incident (id)
)
""",
    """
CREATE TABLE measure_share (
    id BIGSERIAL NOT NULL,
    measure_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    percent INTEGER NOT NULL,
    CONSTRAINT pk_measure_share PRIMARY KEY (id),
    CONSTRAINT uq_measure_share_measure_id_structure_id UNIQUE (measure_id, structure_id),
    CONSTRAINT ck_measure_share_percent CHECK (percent BETWEEN 1 AND 100),
    CONSTRAINT fk_measure_share_measure_id FOREIGN KEY(measure_id) REFERENCES measure (id) ON DELETE CASCADE,
    CONSTRAINT fk_measure_share_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id)
)
""",
    """
ALTER TABLE safety_access DROP CONSTRAINT ck_safety_access_thing
""",
    """
ALTER TABLE safety_access ADD CONSTRAINT ck_safety_access_thing CHECK (thing IN ('page', 'volume', 'extract', 'plans', 'place'))
""",
]
