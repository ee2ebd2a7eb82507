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
]
