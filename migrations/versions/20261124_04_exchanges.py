"""Accounting years of another length lead from one rhythm to another."""

from alembic import op

revision = "20261124_04_exchanges"
down_revision = "20261124_03_calendars"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py.

    A settled statement gets its last day from its own frozen facts; on PostgreSQL by a change of type, which rewrites
    the rows of a table that takes no update.
    """
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE new_accounting_year (
    id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    month INTEGER NOT NULL,
    transition_on DATE,
    begins_on DATE,
    person_id INTEGER NOT NULL,
    set_at INTEGER NOT NULL,
    CONSTRAINT pk_accounting_year PRIMARY KEY (id),
    CONSTRAINT ck_accounting_year_month CHECK (month BETWEEN 1 AND 12),
    CONSTRAINT ck_accounting_year_both_days CHECK ((transition_on IS NULL) = (begins_on IS NULL)),
    CONSTRAINT ck_accounting_year_order CHECK (transition_on IS NULL OR transition_on < begins_on),
    CONSTRAINT fk_accounting_year_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_accounting_year_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_accounting_year_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_accounting_year_month_is_integer CHECK (typeof("month") IN ('integer', 'null')),
    CONSTRAINT ck_accounting_year_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_accounting_year_set_at_is_integer CHECK (typeof("set_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_accounting_year ("id", "structure_id", "month", "transition_on", "begins_on", "person_id", "set_at") SELECT "id", "structure_id", "month", NULL, NULL, "person_id", "set_at" FROM accounting_year
""",
    """
DROP TABLE accounting_year
""",
    """
ALTER TABLE new_accounting_year RENAME TO accounting_year
""",
    """
CREATE INDEX ix_accounting_year_structure_id ON accounting_year (structure_id)
""",
    """
CREATE TABLE new_contribution_statement (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    year INTEGER NOT NULL,
    part INTEGER NOT NULL,
    until_on DATE NOT NULL,
    through_on DATE NOT NULL,
    facts JSON NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    person_id INTEGER NOT NULL,
    settled_at INTEGER NOT NULL,
    CONSTRAINT pk_contribution_statement PRIMARY KEY (id),
    CONSTRAINT uq_contribution_statement_pole_id_structure_id_year_part UNIQUE (pole_id, structure_id, year, part),
    CONSTRAINT ck_contribution_statement_part CHECK (part > 0),
    CONSTRAINT fk_contribution_statement_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_contribution_statement_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_contribution_statement_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_contribution_statement_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_statement_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_statement_year_is_integer CHECK (typeof("year") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_statement_part_is_integer CHECK (typeof("part") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_statement_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_statement_settled_at_is_integer CHECK (typeof("settled_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_contribution_statement ("id", "pole_id", "structure_id", "year", "part", "until_on", "through_on", "facts", "sha256", "person_id", "settled_at") SELECT "id", "pole_id", "structure_id", "year", 1, COALESCE(json_extract(facts, '$.until'), year || '-12-31'), "through_on", "facts", "sha256", "person_id", "settled_at" FROM contribution_statement
""",
    """
DROP TABLE contribution_statement
""",
    """
ALTER TABLE new_contribution_statement RENAME TO contribution_statement
""",
    """
CREATE TABLE new_valuation (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    year INTEGER NOT NULL,
    part INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    unit VARCHAR(40) NOT NULL,
    exchange_id INTEGER,
    cents INTEGER NOT NULL,
    account VARCHAR(4) NOT NULL,
    method VARCHAR(160) NOT NULL,
    source VARCHAR(200) NOT NULL,
    person_id INTEGER NOT NULL,
    set_at INTEGER NOT NULL,
    CONSTRAINT pk_valuation PRIMARY KEY (id),
    CONSTRAINT ck_valuation_cents CHECK (cents > 0),
    CONSTRAINT ck_valuation_account CHECK (account IN ('860', '8611', '8612', '862', '864')),
    CONSTRAINT ck_valuation_part CHECK (part > 0),
    CONSTRAINT fk_valuation_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_valuation_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_valuation_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT ck_valuation_unitcode CHECK (unit IN ('hour', 'half_day', 'km', 'vehicle_day', 'piece')),
    CONSTRAINT fk_valuation_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_valuation_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_valuation_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_valuation_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_valuation_year_is_integer CHECK (typeof("year") IN ('integer', 'null')),
    CONSTRAINT ck_valuation_part_is_integer CHECK (typeof("part") IN ('integer', 'null')),
    CONSTRAINT ck_valuation_exchange_id_is_integer CHECK (typeof("exchange_id") IN ('integer', 'null')),
    CONSTRAINT ck_valuation_cents_is_integer CHECK (typeof("cents") IN ('integer', 'null')),
    CONSTRAINT ck_valuation_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_valuation_set_at_is_integer CHECK (typeof("set_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_valuation ("id", "pole_id", "structure_id", "year", "part", "kind", "unit", "exchange_id", "cents", "account", "method", "source", "person_id", "set_at") SELECT "id", "pole_id", "structure_id", "year", 1, "kind", "unit", "exchange_id", "cents", "account", "method", "source", "person_id", "set_at" FROM valuation
""",
    """
DROP TABLE valuation
""",
    """
ALTER TABLE new_valuation RENAME TO valuation
""",
    """
CREATE INDEX ix_valuation_pole_id_structure_id_year ON valuation (pole_id, structure_id, year)
""",
]

POSTGRESQL = [
    """
ALTER TABLE accounting_year ADD COLUMN transition_on DATE
""",
    """
ALTER TABLE accounting_year ADD COLUMN begins_on DATE
""",
    """
ALTER TABLE accounting_year ADD CONSTRAINT ck_accounting_year_both_days CHECK ((transition_on IS NULL) = (begins_on IS NULL))
""",
    """
ALTER TABLE accounting_year ADD CONSTRAINT ck_accounting_year_order CHECK (transition_on IS NULL OR transition_on < begins_on)
""",
    """
ALTER TABLE contribution_statement DROP CONSTRAINT uq_contribution_statement_pole_id_structure_id_year
""",
    """
ALTER TABLE contribution_statement ADD COLUMN part INTEGER DEFAULT 1 NOT NULL
""",
    """
ALTER TABLE contribution_statement ALTER COLUMN "part" DROP DEFAULT
""",
    """
ALTER TABLE contribution_statement ADD COLUMN until_on DATE
""",
    """
ALTER TABLE contribution_statement ALTER COLUMN until_on TYPE DATE
    USING COALESCE(facts->>'until', year || '-12-31')::date
""",
    """
ALTER TABLE contribution_statement ALTER COLUMN until_on SET NOT NULL
""",
    """
ALTER TABLE contribution_statement ADD CONSTRAINT uq_contribution_statement_pole_id_structure_id_year_part UNIQUE (pole_id, structure_id, year, part)
""",
    """
ALTER TABLE contribution_statement ADD CONSTRAINT ck_contribution_statement_part CHECK (part > 0)
""",
    """
ALTER TABLE valuation ADD COLUMN part INTEGER DEFAULT 1 NOT NULL
""",
    """
ALTER TABLE valuation ALTER COLUMN "part" DROP DEFAULT
""",
    """
ALTER TABLE valuation ADD CONSTRAINT ck_valuation_part CHECK (part > 0)
""",
]
