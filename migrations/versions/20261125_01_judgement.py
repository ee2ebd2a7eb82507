"""What receivers answer to the two conditions of booking contributions in kind."""

from alembic import op

revision = "20261125_01_judgement"
down_revision = "20261124_13_month_cost"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE contribution_judgement (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    year INTEGER NOT NULL,
    part INTEGER NOT NULL,
    essential BOOLEAN NOT NULL,
    countable BOOLEAN NOT NULL,
    reason VARCHAR(600) NOT NULL,
    person_id INTEGER NOT NULL,
    set_at INTEGER NOT NULL,
    CONSTRAINT pk_contribution_judgement PRIMARY KEY (id),
    CONSTRAINT ck_contribution_judgement_reason CHECK ((essential AND countable) OR reason <> ''),
    CONSTRAINT ck_contribution_judgement_part CHECK (part > 0),
    CONSTRAINT fk_contribution_judgement_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_contribution_judgement_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_contribution_judgement_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_contribution_judgement_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_judgement_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_judgement_year_is_integer CHECK (typeof("year") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_judgement_part_is_integer CHECK (typeof("part") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_judgement_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_judgement_set_at_is_integer CHECK (typeof("set_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_contribution_judgement_pole_id_structure_id_year ON contribution_judgement (pole_id, structure_id, year)
""",
]

POSTGRESQL = [
    """
CREATE TABLE contribution_judgement (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    part INTEGER NOT NULL,
    essential BOOLEAN NOT NULL,
    countable BOOLEAN NOT NULL,
    reason VARCHAR(600) NOT NULL,
    person_id BIGINT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_contribution_judgement PRIMARY KEY (id),
    CONSTRAINT ck_contribution_judgement_reason CHECK ((essential AND countable) OR reason <> ''),
    CONSTRAINT ck_contribution_judgement_part CHECK (part > 0),
    CONSTRAINT fk_contribution_judgement_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_contribution_judgement_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_contribution_judgement_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_contribution_judgement_pole_id_structure_id_year ON contribution_judgement (pole_id, structure_id, year)
""",
]
