"""Sums of a loan may be erased once, when the keeping of its file is over."""

from alembic import op

revision = "20261125_20_costs_erased"
down_revision = "20261125_10_elsewhere"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE new_cost_statement (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    keep_until DATE NOT NULL,
    minutes INTEGER NOT NULL,
    wages_cents INTEGER NOT NULL,
    charges_cents INTEGER NOT NULL,
    expenses_cents INTEGER NOT NULL,
    invoiced_cents INTEGER NOT NULL,
    vat_note VARCHAR(200) NOT NULL,
    recorded_by_id INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    erased_at INTEGER,
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
    CONSTRAINT ck_cost_statement_recorded_at_is_integer CHECK (typeof("recorded_at") IN ('integer', 'null')),
    CONSTRAINT ck_cost_statement_erased_at_is_integer CHECK (typeof("erased_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_cost_statement ("id", "arrangement_id", "keep_until", "minutes", "wages_cents", "charges_cents", "expenses_cents", "invoiced_cents", "vat_note", "recorded_by_id", "recorded_at", "erased_at") SELECT "id", "arrangement_id", "keep_until", "minutes", "wages_cents", "charges_cents", "expenses_cents", "invoiced_cents", "vat_note", "recorded_by_id", "recorded_at", NULL FROM cost_statement
""",
    """
DROP TABLE cost_statement
""",
    """
ALTER TABLE new_cost_statement RENAME TO cost_statement
""",
    """
CREATE TABLE new_month_cost (
    id INTEGER NOT NULL,
    arrangement_id INTEGER NOT NULL,
    month_on DATE NOT NULL,
    minutes INTEGER NOT NULL,
    wages_cents INTEGER NOT NULL,
    charges_cents INTEGER NOT NULL,
    expenses_cents INTEGER NOT NULL,
    invoiced_cents INTEGER NOT NULL,
    vat_note VARCHAR(200) NOT NULL,
    recorded_by_id INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    erased_at INTEGER,
    CONSTRAINT pk_month_cost PRIMARY KEY (id),
    CONSTRAINT ck_month_cost_no_margin CHECK (invoiced_cents <= wages_cents + charges_cents + expenses_cents),
    CONSTRAINT ck_month_cost_positive CHECK (wages_cents >= 0 AND charges_cents >= 0 AND expenses_cents >= 0),
    CONSTRAINT fk_month_cost_arrangement_id FOREIGN KEY(arrangement_id) REFERENCES arrangement (id),
    CONSTRAINT fk_month_cost_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id),
    CONSTRAINT ck_month_cost_arrangement_id_is_integer CHECK (typeof("arrangement_id") IN ('integer', 'null')),
    CONSTRAINT ck_month_cost_minutes_is_integer CHECK (typeof("minutes") IN ('integer', 'null')),
    CONSTRAINT ck_month_cost_wages_cents_is_integer CHECK (typeof("wages_cents") IN ('integer', 'null')),
    CONSTRAINT ck_month_cost_charges_cents_is_integer CHECK (typeof("charges_cents") IN ('integer', 'null')),
    CONSTRAINT ck_month_cost_expenses_cents_is_integer CHECK (typeof("expenses_cents") IN ('integer', 'null')),
    CONSTRAINT ck_month_cost_invoiced_cents_is_integer CHECK (typeof("invoiced_cents") IN ('integer', 'null')),
    CONSTRAINT ck_month_cost_recorded_by_id_is_integer CHECK (typeof("recorded_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_month_cost_recorded_at_is_integer CHECK (typeof("recorded_at") IN ('integer', 'null')),
    CONSTRAINT ck_month_cost_erased_at_is_integer CHECK (typeof("erased_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_month_cost ("id", "arrangement_id", "month_on", "minutes", "wages_cents", "charges_cents", "expenses_cents", "invoiced_cents", "vat_note", "recorded_by_id", "recorded_at", "erased_at") SELECT "id", "arrangement_id", "month_on", "minutes", "wages_cents", "charges_cents", "expenses_cents", "invoiced_cents", "vat_note", "recorded_by_id", "recorded_at", NULL FROM month_cost
""",
    """
DROP TABLE month_cost
""",
    """
ALTER TABLE new_month_cost RENAME TO month_cost
""",
    """
CREATE INDEX ix_month_cost_arrangement_id_month_on ON month_cost (arrangement_id, month_on)
""",
]

POSTGRESQL = [
    """
ALTER TABLE cost_statement ADD COLUMN erased_at TIMESTAMP WITH TIME ZONE
""",
    """
ALTER TABLE month_cost ADD COLUMN erased_at TIMESTAMP WITH TIME ZONE
""",
]
