"""Why an action was dropped; copied risks of old lose measures that nobody has looked for here."""

from alembic import op

revision = "20261125_30_dropped"
down_revision = "20261125_20_costs_erased"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)
    op.get_bind().exec_driver_sql(COPIED)


# A risk that nobody has rated holds words on measures only if it was copied with those of another unit. They protect
# there; here they are to be looked for. The level goes up as for a risk without measures; a rated one is left alone.
COPIED = """
UPDATE risk SET
    to_check = CASE WHEN existing <> '' THEN existing ELSE to_check END,
    copied_from = COALESCE(copied_from, (
        SELECT work_unit.name FROM audit_row JOIN work_unit ON CAST(work_unit.id AS VARCHAR(60)) = audit_row."before"
        WHERE audit_row.verb = 'safety.risks_copied' AND audit_row.subject = 'work_unit'
            AND audit_row.subject_id = risk.unit_id
        ORDER BY audit_row.id DESC LIMIT 1
    ), 'une autre unité'),
    existing = '', mastery = 4, lone = false, individual_only = false,
    residual = CASE WHEN gross < 4 THEN gross + 1 ELSE 4 END,
    version = version + 1
WHERE rated_at IS NULL AND (existing <> '' OR mastery <> 4 OR lone)
"""

SQLITE = [
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
    dropped_reason VARCHAR(300) NOT NULL,
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
INSERT INTO new_measure ("id", "risk_id", "text", "principle", "structure_id", "due_on", "state", "cost", "indicator", "person", "starts_on", "conditions", "means", "evidence", "evidence_id", "effect_on", "effect", "effect_at", "level_before", "level_after", "dropped_reason", "added_at", "closed_at", "version") SELECT "id", "risk_id", "text", "principle", "structure_id", "due_on", "state", "cost", "indicator", "person", "starts_on", "conditions", "means", "evidence", "evidence_id", "effect_on", "effect", "effect_at", "level_before", "level_after", '', "added_at", "closed_at", "version" FROM measure
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
]

POSTGRESQL = [
    """
ALTER TABLE measure ADD COLUMN dropped_reason VARCHAR(300) DEFAULT '' NOT NULL
""",
    """
ALTER TABLE measure ALTER COLUMN "dropped_reason" DROP DEFAULT
""",
]
