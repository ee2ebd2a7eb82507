"""Documents and arrangements."""

from alembic import op

revision = "20261122_02_staffing"
down_revision = "20261122_01_foundation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE employee (
    id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER,
    name VARCHAR(120) NOT NULL,
    qualification VARCHAR(160) NOT NULL,
    birth_date DATE,
    forfait_jours BOOLEAN NOT NULL,
    night_worker BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_employee PRIMARY KEY (id),
    CONSTRAINT uq_employee_structure_id_person_id UNIQUE (structure_id, person_id),
    CONSTRAINT fk_employee_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_employee_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_employee_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_employee_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_employee_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_employee_person_id ON employee (person_id)
""",
    """
CREATE TABLE stored_file (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL,
    media_type VARCHAR(100) NOT NULL,
    size INTEGER NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    content BLOB NOT NULL,
    stored_by_id INTEGER,
    stored_at INTEGER NOT NULL,
    CONSTRAINT pk_stored_file PRIMARY KEY (id),
    CONSTRAINT ck_stored_file_size CHECK (size BETWEEN 1 AND 10485760),
    CONSTRAINT fk_stored_file_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_stored_file_stored_by_id FOREIGN KEY(stored_by_id) REFERENCES person (id),
    CONSTRAINT ck_stored_file_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_stored_file_size_is_integer CHECK (typeof("size") IN ('integer', 'null')),
    CONSTRAINT ck_stored_file_stored_by_id_is_integer CHECK (typeof("stored_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_stored_file_stored_at_is_integer CHECK (typeof("stored_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_stored_file_sha256 ON stored_file (sha256)
""",
    """
CREATE TABLE base_schedule (
    id INTEGER NOT NULL,
    employee_id INTEGER NOT NULL,
    pattern JSON NOT NULL,
    stated_by_id INTEGER NOT NULL,
    stated_at INTEGER NOT NULL,
    CONSTRAINT pk_base_schedule PRIMARY KEY (id),
    CONSTRAINT fk_base_schedule_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT fk_base_schedule_stated_by_id FOREIGN KEY(stated_by_id) REFERENCES person (id),
    CONSTRAINT ck_base_schedule_employee_id_is_integer CHECK (typeof("employee_id") IN ('integer', 'null')),
    CONSTRAINT ck_base_schedule_stated_by_id_is_integer CHECK (typeof("stated_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_base_schedule_stated_at_is_integer CHECK (typeof("stated_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_base_schedule_employee_id ON base_schedule (employee_id)
""",
    """
CREATE TABLE signature (
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
    CONSTRAINT ck_signature_method CHECK (method IN ('account', 'paper')),
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
CREATE INDEX ix_signature_subject_subject_id ON signature (subject, subject_id)
""",
    """
CREATE TABLE arrangement (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    lender_id INTEGER NOT NULL,
    host_id INTEGER NOT NULL,
    asked_by_side VARCHAR(40) NOT NULL,
    asked_by_id INTEGER NOT NULL,
    resource_id INTEGER,
    employee_id INTEGER,
    regime VARCHAR(40) NOT NULL,
    regime_answers JSON NOT NULL,
    skill VARCHAR(120) NOT NULL,
    note TEXT NOT NULL,
    state VARCHAR(40) NOT NULL,
    terms_id INTEGER,
    signed_terms_id INTEGER,
    reflection_ends_at INTEGER,
    consented_at INTEGER,
    briefed_on DATE,
    waits_lender BOOLEAN NOT NULL,
    waits_host BOOLEAN NOT NULL,
    waits_employee BOOLEAN NOT NULL,
    waits_coordinator BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_arrangement PRIMARY KEY (id),
    CONSTRAINT ck_arrangement_two_structures CHECK (lender_id <> host_id),
    CONSTRAINT fk_arrangement_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_arrangement_lender_id FOREIGN KEY(lender_id) REFERENCES structure (id),
    CONSTRAINT fk_arrangement_host_id FOREIGN KEY(host_id) REFERENCES structure (id),
    CONSTRAINT ck_arrangement_party CHECK (asked_by_side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT fk_arrangement_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES person (id),
    CONSTRAINT fk_arrangement_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_arrangement_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT ck_arrangement_regime CHECK (regime IN ('r1', 'r2', 'r3')),
    CONSTRAINT ck_arrangement_state CHECK (state IN ('draft', 'regime_checked', 'terms_agreed', 'consented', 'refused', 'cse_done', 'approved', 'sent_back', 'declined', 'signed', 'active', 'suspended', 'amending', 'ended', 'returned', 'closed', 'withdrawn', 'expired')),
    CONSTRAINT ck_arrangement_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_lender_id_is_integer CHECK (typeof("lender_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_host_id_is_integer CHECK (typeof("host_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_asked_by_id_is_integer CHECK (typeof("asked_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_employee_id_is_integer CHECK (typeof("employee_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_terms_id_is_integer CHECK (typeof("terms_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_signed_terms_id_is_integer CHECK (typeof("signed_terms_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_reflection_ends_at_is_integer CHECK (typeof("reflection_ends_at") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_consented_at_is_integer CHECK (typeof("consented_at") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_arrangement_employee_id ON arrangement (employee_id)
""",
    """
CREATE INDEX ix_arrangement_host_id ON arrangement (host_id)
""",
    """
CREATE INDEX ix_arrangement_lender_id ON arrangement (lender_id)
""",
    """
CREATE INDEX ix_arrangement_pole_id_state ON arrangement (pole_id, state)
""",
    """
CREATE TABLE attestation (
    id INTEGER NOT NULL,
    employee_id INTEGER NOT NULL,
    schedule_id INTEGER NOT NULL,
    attested_on DATE NOT NULL,
    channel VARCHAR(40) NOT NULL,
    recorded_by_id INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    CONSTRAINT pk_attestation PRIMARY KEY (id),
    CONSTRAINT fk_attestation_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT fk_attestation_schedule_id FOREIGN KEY(schedule_id) REFERENCES base_schedule (id),
    CONSTRAINT ck_attestation_channel CHECK (channel IN ('account', 'paper')),
    CONSTRAINT fk_attestation_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id),
    CONSTRAINT ck_attestation_employee_id_is_integer CHECK (typeof("employee_id") IN ('integer', 'null')),
    CONSTRAINT ck_attestation_schedule_id_is_integer CHECK (typeof("schedule_id") IN ('integer', 'null')),
    CONSTRAINT ck_attestation_recorded_by_id_is_integer CHECK (typeof("recorded_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_attestation_recorded_at_is_integer CHECK (typeof("recorded_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_attestation_employee_id ON attestation (employee_id)
""",
    """
CREATE TABLE cost_statement (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    wages_cents INTEGER NOT NULL,
    charges_cents INTEGER NOT NULL,
    expenses_cents INTEGER NOT NULL,
    invoiced_cents INTEGER NOT NULL,
    vat_note VARCHAR(200) NOT NULL,
    recorded_by_id INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    keep_until DATE NOT NULL,
    CONSTRAINT pk_cost_statement PRIMARY KEY (id),
    CONSTRAINT ck_cost_statement_no_margin CHECK (invoiced_cents <= wages_cents + charges_cents + expenses_cents),
    CONSTRAINT ck_cost_statement_positive CHECK (wages_cents >= 0 AND charges_cents >= 0 AND expenses_cents >= 0),
    CONSTRAINT uq_cost_statement_arrangement_id UNIQUE (arrangement_id),
    CONSTRAINT fk_cost_statement_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_cost_statement_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id),
    CONSTRAINT ck_cost_statement_arrangement_id_is_integer CHECK (typeof("arrangement_id") IN ('integer', 'null')),
    CONSTRAINT ck_cost_statement_minutes_is_integer CHECK (typeof("minutes") IN ('integer', 'null')),
    CONSTRAINT ck_cost_statement_wages_cents_is_integer CHECK (typeof("wages_cents") IN ('integer', 'null')),
    CONSTRAINT ck_cost_statement_charges_cents_is_integer CHECK (typeof("charges_cents") IN ('integer', 'null')),
    CONSTRAINT ck_cost_statement_expenses_cents_is_integer CHECK (typeof("expenses_cents") IN ('integer', 'null')),
    CONSTRAINT ck_cost_statement_invoiced_cents_is_integer CHECK (typeof("invoiced_cents") IN ('integer', 'null')),
    CONSTRAINT ck_cost_statement_recorded_by_id_is_integer CHECK (typeof("recorded_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_cost_statement_recorded_at_is_integer CHECK (typeof("recorded_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE ending (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    from_state VARCHAR(40) NOT NULL,
    side VARCHAR(40) NOT NULL,
    person_id INTEGER,
    reason TEXT NOT NULL,
    salt VARCHAR(32) NOT NULL,
    at INTEGER NOT NULL,
    shown_from_at INTEGER NOT NULL,
    host_knows_at INTEGER,
    told_at INTEGER,
    CONSTRAINT pk_ending PRIMARY KEY (id),
    CONSTRAINT uq_ending_arrangement_id UNIQUE (arrangement_id),
    CONSTRAINT fk_ending_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT ck_ending_kind CHECK (kind IN ('draft', 'regime_checked', 'terms_agreed', 'consented', 'refused', 'cse_done', 'approved', 'sent_back', 'declined', 'signed', 'active', 'suspended', 'amending', 'ended', 'returned', 'closed', 'withdrawn', 'expired')),
    CONSTRAINT ck_ending_from_state CHECK (from_state IN ('draft', 'regime_checked', 'terms_agreed', 'consented', 'refused', 'cse_done', 'approved', 'sent_back', 'declined', 'signed', 'active', 'suspended', 'amending', 'ended', 'returned', 'closed', 'withdrawn', 'expired')),
    CONSTRAINT ck_ending_party CHECK (side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT fk_ending_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_ending_arrangement_id_is_integer CHECK (typeof("arrangement_id") IN ('integer', 'null')),
    CONSTRAINT ck_ending_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_ending_at_is_integer CHECK (typeof("at") IN ('integer', 'null')),
    CONSTRAINT ck_ending_shown_from_at_is_integer CHECK (typeof("shown_from_at") IN ('integer', 'null')),
    CONSTRAINT ck_ending_host_knows_at_is_integer CHECK (typeof("host_knows_at") IN ('integer', 'null')),
    CONSTRAINT ck_ending_told_at_is_integer CHECK (typeof("told_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE hours_entry (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    break_minutes INTEGER NOT NULL,
    state VARCHAR(40) NOT NULL,
    entered_by_id INTEGER NOT NULL,
    entered_at INTEGER NOT NULL,
    answered_by_id INTEGER,
    answered_at INTEGER,
    answer_note TEXT NOT NULL,
    validated_by_id INTEGER,
    validated_at INTEGER,
    CONSTRAINT pk_hours_entry PRIMARY KEY (id),
    CONSTRAINT ck_hours_entry_order CHECK (starts_at < ends_at),
    CONSTRAINT ck_hours_entry_break CHECK (break_minutes BETWEEN 0 AND 600),
    CONSTRAINT fk_hours_entry_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT ck_hours_entry_hoursstate CHECK (state IN ('entered', 'confirmed', 'contested', 'validated', 'replaced')),
    CONSTRAINT fk_hours_entry_entered_by_id FOREIGN KEY(entered_by_id) REFERENCES person (id),
    CONSTRAINT fk_hours_entry_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES person (id),
    CONSTRAINT fk_hours_entry_validated_by_id FOREIGN KEY(validated_by_id) REFERENCES person (id),
    CONSTRAINT ck_hours_entry_arrangement_id_is_integer CHECK (typeof("arrangement_id") IN ('integer', 'null')),
    CONSTRAINT ck_hours_entry_starts_at_is_integer CHECK (typeof("starts_at") IN ('integer', 'null')),
    CONSTRAINT ck_hours_entry_ends_at_is_integer CHECK (typeof("ends_at") IN ('integer', 'null')),
    CONSTRAINT ck_hours_entry_break_minutes_is_integer CHECK (typeof("break_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_hours_entry_entered_by_id_is_integer CHECK (typeof("entered_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_hours_entry_entered_at_is_integer CHECK (typeof("entered_at") IN ('integer', 'null')),
    CONSTRAINT ck_hours_entry_answered_by_id_is_integer CHECK (typeof("answered_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_hours_entry_answered_at_is_integer CHECK (typeof("answered_at") IN ('integer', 'null')),
    CONSTRAINT ck_hours_entry_validated_by_id_is_integer CHECK (typeof("validated_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_hours_entry_validated_at_is_integer CHECK (typeof("validated_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_hours_entry_arrangement_id_starts_at ON hours_entry (arrangement_id, starts_at)
""",
    """
CREATE TABLE terms (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    content JSON NOT NULL,
    employee_id INTEGER,
    sha256 VARCHAR(64) NOT NULL,
    written_by_id INTEGER NOT NULL,
    side VARCHAR(40) NOT NULL,
    written_at INTEGER NOT NULL,
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
    CONSTRAINT ck_terms_written_at_is_integer CHECK (typeof("written_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE arrangement_step (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    verb VARCHAR(40) NOT NULL,
    "before" VARCHAR(40) NOT NULL,
    "after" VARCHAR(40) NOT NULL,
    side VARCHAR(40) NOT NULL,
    terms_id INTEGER,
    person_id INTEGER,
    structure_id INTEGER,
    payload_sha256 VARCHAR(64),
    at INTEGER NOT NULL,
    CONSTRAINT pk_arrangement_step PRIMARY KEY (id),
    CONSTRAINT fk_arrangement_step_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT ck_arrangement_step_verb CHECK (verb IN ('open', 'check_regime', 'write_terms', 'name_employee', 'agree', 'consent', 'refuse', 'revise', 'record_cse', 'approve', 'send_back', 'decline', 'sign', 'brief', 'start', 'enter_hours', 'suspend', 'resume', 'amend', 'drop_amendment', 'end', 'confirm_return', 'return', 'close', 'withdraw', 'expire')),
    CONSTRAINT ck_arrangement_step_before CHECK ("before" IN ('draft', 'regime_checked', 'terms_agreed', 'consented', 'refused', 'cse_done', 'approved', 'sent_back', 'declined', 'signed', 'active', 'suspended', 'amending', 'ended', 'returned', 'closed', 'withdrawn', 'expired')),
    CONSTRAINT ck_arrangement_step_after CHECK ("after" IN ('draft', 'regime_checked', 'terms_agreed', 'consented', 'refused', 'cse_done', 'approved', 'sent_back', 'declined', 'signed', 'active', 'suspended', 'amending', 'ended', 'returned', 'closed', 'withdrawn', 'expired')),
    CONSTRAINT ck_arrangement_step_party CHECK (side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT fk_arrangement_step_terms_id FOREIGN KEY(terms_id) REFERENCES terms (id),
    CONSTRAINT fk_arrangement_step_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_arrangement_step_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_arrangement_step_arrangement_id_is_integer CHECK (typeof("arrangement_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_step_terms_id_is_integer CHECK (typeof("terms_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_step_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_step_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_arrangement_step_at_is_integer CHECK (typeof("at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_arrangement_step_arrangement_id ON arrangement_step (arrangement_id)
""",
    """
CREATE TABLE consent (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    terms_id INTEGER NOT NULL,
    terms_sha256 VARCHAR(64) NOT NULL,
    shown_rule VARCHAR(20) NOT NULL,
    shown_rule_checked_on DATE NOT NULL,
    channel VARCHAR(40) NOT NULL,
    given_on DATE NOT NULL,
    person_id INTEGER,
    recorded_by_id INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    CONSTRAINT pk_consent PRIMARY KEY (id),
    CONSTRAINT uq_consent_arrangement_id_terms_id UNIQUE (arrangement_id, terms_id),
    CONSTRAINT fk_consent_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_consent_terms_id FOREIGN KEY(terms_id) REFERENCES terms (id),
    CONSTRAINT ck_consent_channel CHECK (channel IN ('account', 'paper')),
    CONSTRAINT fk_consent_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_consent_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id),
    CONSTRAINT ck_consent_arrangement_id_is_integer CHECK (typeof("arrangement_id") IN ('integer', 'null')),
    CONSTRAINT ck_consent_terms_id_is_integer CHECK (typeof("terms_id") IN ('integer', 'null')),
    CONSTRAINT ck_consent_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_consent_recorded_by_id_is_integer CHECK (typeof("recorded_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_consent_recorded_at_is_integer CHECK (typeof("recorded_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE cse_record (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    terms_id INTEGER NOT NULL,
    side VARCHAR(40) NOT NULL,
    opinion VARCHAR(40) NOT NULL,
    consulted_on DATE,
    headcount INTEGER NOT NULL,
    recorded_by_id INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    CONSTRAINT pk_cse_record PRIMARY KEY (id),
    CONSTRAINT ck_cse_record_date_of_opinion CHECK ((opinion = 'no_cse') = (consulted_on IS NULL)),
    CONSTRAINT fk_cse_record_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_cse_record_terms_id FOREIGN KEY(terms_id) REFERENCES terms (id),
    CONSTRAINT ck_cse_record_party CHECK (side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT ck_cse_record_cseopinion CHECK (opinion IN ('favourable', 'unfavourable', 'no_opinion', 'no_cse')),
    CONSTRAINT fk_cse_record_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id),
    CONSTRAINT ck_cse_record_arrangement_id_is_integer CHECK (typeof("arrangement_id") IN ('integer', 'null')),
    CONSTRAINT ck_cse_record_terms_id_is_integer CHECK (typeof("terms_id") IN ('integer', 'null')),
    CONSTRAINT ck_cse_record_headcount_is_integer CHECK (typeof("headcount") IN ('integer', 'null')),
    CONSTRAINT ck_cse_record_recorded_by_id_is_integer CHECK (typeof("recorded_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_cse_record_recorded_at_is_integer CHECK (typeof("recorded_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_cse_record_arrangement_id ON cse_record (arrangement_id)
""",
    """
CREATE TABLE paper (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    terms_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    file_id INTEGER NOT NULL,
    signed_on DATE NOT NULL,
    side VARCHAR(40) NOT NULL,
    recorded_by_id INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    CONSTRAINT pk_paper PRIMARY KEY (id),
    CONSTRAINT fk_paper_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_paper_terms_id FOREIGN KEY(terms_id) REFERENCES terms (id),
    CONSTRAINT ck_paper_paperkind CHECK (kind IN ('agreement', 'amendment', 'consent')),
    CONSTRAINT fk_paper_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT ck_paper_party CHECK (side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT fk_paper_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id),
    CONSTRAINT ck_paper_arrangement_id_is_integer CHECK (typeof("arrangement_id") IN ('integer', 'null')),
    CONSTRAINT ck_paper_terms_id_is_integer CHECK (typeof("terms_id") IN ('integer', 'null')),
    CONSTRAINT ck_paper_file_id_is_integer CHECK (typeof("file_id") IN ('integer', 'null')),
    CONSTRAINT ck_paper_recorded_by_id_is_integer CHECK (typeof("recorded_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_paper_recorded_at_is_integer CHECK (typeof("recorded_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_paper_arrangement_id ON paper (arrangement_id)
""",
    """
CREATE TABLE remark (
    id INTEGER NOT NULL,
    step_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_remark PRIMARY KEY (id),
    CONSTRAINT uq_remark_step_id UNIQUE (step_id),
    CONSTRAINT fk_remark_step_id FOREIGN KEY(step_id) REFERENCES arrangement_step (id),
    CONSTRAINT ck_remark_step_id_is_integer CHECK (typeof("step_id") IN ('integer', 'null'))
)
""",
]

POSTGRESQL = [
    """
CREATE TABLE employee (
    id BIGSERIAL NOT NULL,
    structure_id BIGINT NOT NULL,
    person_id BIGINT,
    name VARCHAR(120) NOT NULL,
    qualification VARCHAR(160) NOT NULL,
    birth_date DATE,
    forfait_jours BOOLEAN NOT NULL,
    night_worker BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_employee PRIMARY KEY (id),
    CONSTRAINT uq_employee_structure_id_person_id UNIQUE (structure_id, person_id),
    CONSTRAINT fk_employee_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_employee_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_employee_person_id ON employee (person_id)
""",
    """
CREATE TABLE stored_file (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    name VARCHAR(120) NOT NULL,
    media_type VARCHAR(100) NOT NULL,
    size INTEGER NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    content BYTEA NOT NULL,
    stored_by_id BIGINT,
    stored_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_stored_file PRIMARY KEY (id),
    CONSTRAINT ck_stored_file_size CHECK (size BETWEEN 1 AND 10485760),
    CONSTRAINT fk_stored_file_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_stored_file_stored_by_id FOREIGN KEY(stored_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_stored_file_sha256 ON stored_file (sha256)
""",
    """
CREATE TABLE base_schedule (
    id BIGSERIAL NOT NULL,
    employee_id BIGINT NOT NULL,
    pattern JSON NOT NULL,
    stated_by_id BIGINT NOT NULL,
    stated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_base_schedule PRIMARY KEY (id),
    CONSTRAINT fk_base_schedule_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT fk_base_schedule_stated_by_id FOREIGN KEY(stated_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_base_schedule_employee_id ON base_schedule (employee_id)
""",
    """
CREATE TABLE signature (
    id BIGSERIAL NOT NULL,
    subject VARCHAR(40) NOT NULL,
    subject_id INTEGER NOT NULL,
    document VARCHAR(40) NOT NULL,
    role VARCHAR(40) NOT NULL,
    person_id BIGINT,
    structure_id BIGINT,
    signer_name VARCHAR(120) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    signed_on DATE NOT NULL,
    method VARCHAR(40) NOT NULL,
    file_id BIGINT,
    recorded_by_id BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_signature PRIMARY KEY (id),
    CONSTRAINT fk_signature_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_signature_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_signature_method CHECK (method IN ('account', 'paper')),
    CONSTRAINT fk_signature_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT fk_signature_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_signature_subject_subject_id ON signature (subject, subject_id)
""",
    """
CREATE TABLE arrangement (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    lender_id BIGINT NOT NULL,
    host_id BIGINT NOT NULL,
    asked_by_side VARCHAR(40) NOT NULL,
    asked_by_id BIGINT NOT NULL,
    resource_id BIGINT,
    employee_id BIGINT,
    regime VARCHAR(40) NOT NULL,
    regime_answers JSON NOT NULL,
    skill VARCHAR(120) NOT NULL,
    note TEXT NOT NULL,
    state VARCHAR(40) NOT NULL,
    terms_id INTEGER,
    signed_terms_id INTEGER,
    reflection_ends_at TIMESTAMP WITH TIME ZONE,
    consented_at TIMESTAMP WITH TIME ZONE,
    briefed_on DATE,
    waits_lender BOOLEAN NOT NULL,
    waits_host BOOLEAN NOT NULL,
    waits_employee BOOLEAN NOT NULL,
    waits_coordinator BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_arrangement PRIMARY KEY (id),
    CONSTRAINT ck_arrangement_two_structures CHECK (lender_id <> host_id),
    CONSTRAINT fk_arrangement_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_arrangement_lender_id FOREIGN KEY(lender_id) REFERENCES structure (id),
    CONSTRAINT fk_arrangement_host_id FOREIGN KEY(host_id) REFERENCES structure (id),
    CONSTRAINT ck_arrangement_party CHECK (asked_by_side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT fk_arrangement_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES person (id),
    CONSTRAINT fk_arrangement_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_arrangement_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT ck_arrangement_regime CHECK (regime IN ('r1', 'r2', 'r3')),
    CONSTRAINT ck_arrangement_state CHECK (state IN ('draft', 'regime_checked', 'terms_agreed', 'consented', 'refused', 'cse_done', 'approved', 'sent_back', 'declined', 'signed', 'active', 'suspended', 'amending', 'ended', 'returned', 'closed', 'withdrawn', 'expired'))
)
""",
    """
CREATE INDEX ix_arrangement_employee_id ON arrangement (employee_id)
""",
    """
CREATE INDEX ix_arrangement_host_id ON arrangement (host_id)
""",
    """
CREATE INDEX ix_arrangement_lender_id ON arrangement (lender_id)
""",
    """
CREATE INDEX ix_arrangement_pole_id_state ON arrangement (pole_id, state)
""",
    """
CREATE TABLE attestation (
    id BIGSERIAL NOT NULL,
    employee_id BIGINT NOT NULL,
    schedule_id BIGINT NOT NULL,
    attested_on DATE NOT NULL,
    channel VARCHAR(40) NOT NULL,
    recorded_by_id BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_attestation PRIMARY KEY (id),
    CONSTRAINT fk_attestation_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT fk_attestation_schedule_id FOREIGN KEY(schedule_id) REFERENCES base_schedule (id),
    CONSTRAINT ck_attestation_channel CHECK (channel IN ('account', 'paper')),
    CONSTRAINT fk_attestation_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_attestation_employee_id ON attestation (employee_id)
""",
    """
CREATE TABLE cost_statement (
    id BIGSERIAL NOT NULL,
    arrangement_id BIGINT NOT NULL,
    minutes INTEGER NOT NULL,
    wages_cents INTEGER NOT NULL,
    charges_cents INTEGER NOT NULL,
    expenses_cents INTEGER NOT NULL,
    invoiced_cents INTEGER NOT NULL,
    vat_note VARCHAR(200) NOT NULL,
    recorded_by_id BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    keep_until DATE NOT NULL,
    CONSTRAINT pk_cost_statement PRIMARY KEY (id),
    CONSTRAINT ck_cost_statement_no_margin CHECK (invoiced_cents <= wages_cents + charges_cents + expenses_cents),
    CONSTRAINT ck_cost_statement_positive CHECK (wages_cents >= 0 AND charges_cents >= 0 AND expenses_cents >= 0),
    CONSTRAINT uq_cost_statement_arrangement_id UNIQUE (arrangement_id),
    CONSTRAINT fk_cost_statement_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_cost_statement_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id)
)
""",
    """
CREATE TABLE ending (
    id BIGSERIAL NOT NULL,
    arrangement_id BIGINT NOT NULL,
    kind VARCHAR(40) NOT NULL,
    from_state VARCHAR(40) NOT NULL,
    side VARCHAR(40) NOT NULL,
    person_id BIGINT,
    reason TEXT NOT NULL,
    salt VARCHAR(32) NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    shown_from_at TIMESTAMP WITH TIME ZONE NOT NULL,
    host_knows_at TIMESTAMP WITH TIME ZONE,
    told_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_ending PRIMARY KEY (id),
    CONSTRAINT uq_ending_arrangement_id UNIQUE (arrangement_id),
    CONSTRAINT fk_ending_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT ck_ending_kind CHECK (kind IN ('draft', 'regime_checked', 'terms_agreed', 'consented', 'refused', 'cse_done', 'approved', 'sent_back', 'declined', 'signed', 'active', 'suspended', 'amending', 'ended', 'returned', 'closed', 'withdrawn', 'expired')),
    CONSTRAINT ck_ending_from_state CHECK (from_state IN ('draft', 'regime_checked', 'terms_agreed', 'consented', 'refused', 'cse_done', 'approved', 'sent_back', 'declined', 'signed', 'active', 'suspended', 'amending', 'ended', 'returned', 'closed', 'withdrawn', 'expired')),
    CONSTRAINT ck_ending_party CHECK (side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT fk_ending_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE TABLE hours_entry (
    id BIGSERIAL NOT NULL,
    arrangement_id BIGINT NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    break_minutes INTEGER NOT NULL,
    state VARCHAR(40) NOT NULL,
    entered_by_id BIGINT NOT NULL,
    entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_by_id BIGINT,
    answered_at TIMESTAMP WITH TIME ZONE,
    answer_note TEXT NOT NULL,
    validated_by_id BIGINT,
    validated_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_hours_entry PRIMARY KEY (id),
    CONSTRAINT ck_hours_entry_order CHECK (starts_at < ends_at),
    CONSTRAINT ck_hours_entry_break CHECK (break_minutes BETWEEN 0 AND 600),
    CONSTRAINT fk_hours_entry_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT ck_hours_entry_hoursstate CHECK (state IN ('entered', 'confirmed', 'contested', 'validated', 'replaced')),
    CONSTRAINT fk_hours_entry_entered_by_id FOREIGN KEY(entered_by_id) REFERENCES person (id),
    CONSTRAINT fk_hours_entry_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES person (id),
    CONSTRAINT fk_hours_entry_validated_by_id FOREIGN KEY(validated_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_hours_entry_arrangement_id_starts_at ON hours_entry (arrangement_id, starts_at)
""",
    """
CREATE TABLE terms (
    id BIGSERIAL NOT NULL,
    arrangement_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    content JSON NOT NULL,
    employee_id BIGINT,
    sha256 VARCHAR(64) NOT NULL,
    written_by_id BIGINT NOT NULL,
    side VARCHAR(40) NOT NULL,
    written_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_terms PRIMARY KEY (id),
    CONSTRAINT uq_terms_arrangement_id_number UNIQUE (arrangement_id, number),
    CONSTRAINT fk_terms_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_terms_employee_id FOREIGN KEY(employee_id) REFERENCES employee (id),
    CONSTRAINT fk_terms_written_by_id FOREIGN KEY(written_by_id) REFERENCES person (id),
    CONSTRAINT ck_terms_party CHECK (side IN ('lender', 'host', 'employee', 'coordinator', 'clock'))
)
""",
    """
CREATE TABLE arrangement_step (
    id BIGSERIAL NOT NULL,
    arrangement_id BIGINT NOT NULL,
    verb VARCHAR(40) NOT NULL,
    before VARCHAR(40) NOT NULL,
    after VARCHAR(40) NOT NULL,
    side VARCHAR(40) NOT NULL,
    terms_id BIGINT,
    person_id BIGINT,
    structure_id BIGINT,
    payload_sha256 VARCHAR(64),
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_arrangement_step PRIMARY KEY (id),
    CONSTRAINT fk_arrangement_step_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT ck_arrangement_step_verb CHECK (verb IN ('open', 'check_regime', 'write_terms', 'name_employee', 'agree', 'consent', 'refuse', 'revise', 'record_cse', 'approve', 'send_back', 'decline', 'sign', 'brief', 'start', 'enter_hours', 'suspend', 'resume', 'amend', 'drop_amendment', 'end', 'confirm_return', 'return', 'close', 'withdraw', 'expire')),
    CONSTRAINT ck_arrangement_step_before CHECK (before IN ('draft', 'regime_checked', 'terms_agreed', 'consented', 'refused', 'cse_done', 'approved', 'sent_back', 'declined', 'signed', 'active', 'suspended', 'amending', 'ended', 'returned', 'closed', 'withdrawn', 'expired')),
    CONSTRAINT ck_arrangement_step_after CHECK (after IN ('draft', 'regime_checked', 'terms_agreed', 'consented', 'refused', 'cse_done', 'approved', 'sent_back', 'declined', 'signed', 'active', 'suspended', 'amending', 'ended', 'returned', 'closed', 'withdrawn', 'expired')),
    CONSTRAINT ck_arrangement_step_party CHECK (side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT fk_arrangement_step_terms_id FOREIGN KEY(terms_id) REFERENCES terms (id),
    CONSTRAINT fk_arrangement_step_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_arrangement_step_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id)
)
""",
    """
CREATE INDEX ix_arrangement_step_arrangement_id ON arrangement_step (arrangement_id)
""",
    """
CREATE TABLE consent (
    id BIGSERIAL NOT NULL,
    arrangement_id BIGINT NOT NULL,
    terms_id BIGINT NOT NULL,
    terms_sha256 VARCHAR(64) NOT NULL,
    shown_rule VARCHAR(20) NOT NULL,
    shown_rule_checked_on DATE NOT NULL,
    channel VARCHAR(40) NOT NULL,
    given_on DATE NOT NULL,
    person_id BIGINT,
    recorded_by_id BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_consent PRIMARY KEY (id),
    CONSTRAINT uq_consent_arrangement_id_terms_id UNIQUE (arrangement_id, terms_id),
    CONSTRAINT fk_consent_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_consent_terms_id FOREIGN KEY(terms_id) REFERENCES terms (id),
    CONSTRAINT ck_consent_channel CHECK (channel IN ('account', 'paper')),
    CONSTRAINT fk_consent_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_consent_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id)
)
""",
    """
CREATE TABLE cse_record (
    id BIGSERIAL NOT NULL,
    arrangement_id BIGINT NOT NULL,
    terms_id BIGINT NOT NULL,
    side VARCHAR(40) NOT NULL,
    opinion VARCHAR(40) NOT NULL,
    consulted_on DATE,
    headcount INTEGER NOT NULL,
    recorded_by_id BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_cse_record PRIMARY KEY (id),
    CONSTRAINT ck_cse_record_date_of_opinion CHECK ((opinion = 'no_cse') = (consulted_on IS NULL)),
    CONSTRAINT fk_cse_record_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_cse_record_terms_id FOREIGN KEY(terms_id) REFERENCES terms (id),
    CONSTRAINT ck_cse_record_party CHECK (side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT ck_cse_record_cseopinion CHECK (opinion IN ('favourable', 'unfavourable', 'no_opinion', 'no_cse')),
    CONSTRAINT fk_cse_record_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_cse_record_arrangement_id ON cse_record (arrangement_id)
""",
    """
CREATE TABLE paper (
    id BIGSERIAL NOT NULL,
    arrangement_id BIGINT NOT NULL,
    terms_id BIGINT NOT NULL,
    kind VARCHAR(40) NOT NULL,
    file_id BIGINT NOT NULL,
    signed_on DATE NOT NULL,
    side VARCHAR(40) NOT NULL,
    recorded_by_id BIGINT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_paper PRIMARY KEY (id),
    CONSTRAINT fk_paper_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_paper_terms_id FOREIGN KEY(terms_id) REFERENCES terms (id),
    CONSTRAINT ck_paper_paperkind CHECK (kind IN ('agreement', 'amendment', 'consent')),
    CONSTRAINT fk_paper_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT ck_paper_party CHECK (side IN ('lender', 'host', 'employee', 'coordinator', 'clock')),
    CONSTRAINT fk_paper_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_paper_arrangement_id ON paper (arrangement_id)
""",
    """
CREATE TABLE remark (
    id BIGSERIAL NOT NULL,
    step_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_remark PRIMARY KEY (id),
    CONSTRAINT uq_remark_step_id UNIQUE (step_id),
    CONSTRAINT fk_remark_step_id FOREIGN KEY(step_id) REFERENCES arrangement_step (id)
)
""",
]
