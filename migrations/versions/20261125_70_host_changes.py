"""What the host of a place says of an activity there."""

from alembic import op

revision = "20261125_70_host_changes"
down_revision = "20261125_60_dav_apart"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE host_change (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    place_key VARCHAR(40) NOT NULL,
    profile VARCHAR(40) NOT NULL,
    family VARCHAR(3) NOT NULL,
    effect VARCHAR(40) NOT NULL,
    reason VARCHAR(300) NOT NULL,
    structure_id INTEGER,
    person_id INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    CONSTRAINT pk_host_change PRIMARY KEY (id),
    CONSTRAINT ck_host_change_reason CHECK (reason <> ''),
    CONSTRAINT fk_host_change_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT ck_host_change_profile CHECK (profile IN ('office', 'meeting', 'public', 'workshop', 'works', 'cleaning', 'catering', 'storage', 'delivery', 'driving', 'children', 'rehearsal')),
    CONSTRAINT ck_host_change_hosteffect CHECK (effect IN ('added', 'removed', 'usual')),
    CONSTRAINT fk_host_change_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_host_change_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_host_change_document_id_is_integer CHECK (typeof("document_id") IN ('integer', 'null')),
    CONSTRAINT ck_host_change_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_host_change_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_host_change_made_at_is_integer CHECK (typeof("made_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_host_change_document_id ON host_change (document_id)
""",
]

POSTGRESQL = [
    """
CREATE TABLE host_change (
    id BIGSERIAL NOT NULL,
    document_id BIGINT NOT NULL,
    place_key VARCHAR(40) NOT NULL,
    profile VARCHAR(40) NOT NULL,
    family VARCHAR(3) NOT NULL,
    effect VARCHAR(40) NOT NULL,
    reason VARCHAR(300) NOT NULL,
    structure_id BIGINT,
    person_id BIGINT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_host_change PRIMARY KEY (id),
    CONSTRAINT ck_host_change_reason CHECK (reason <> ''),
    CONSTRAINT fk_host_change_document_id FOREIGN KEY(document_id) REFERENCES safety_document (id),
    CONSTRAINT ck_host_change_profile CHECK (profile IN ('office', 'meeting', 'public', 'workshop', 'works', 'cleaning', 'catering', 'storage', 'delivery', 'driving', 'children', 'rehearsal')),
    CONSTRAINT ck_host_change_hosteffect CHECK (effect IN ('added', 'removed', 'usual')),
    CONSTRAINT fk_host_change_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_host_change_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_host_change_document_id ON host_change (document_id)
""",
]
