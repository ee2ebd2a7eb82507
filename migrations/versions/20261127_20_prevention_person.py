"""Who is designated for prevention at an employer (L4644-1)."""

from alembic import op

revision = "20261127_20_prevention_person"
down_revision = "20261127_10_words_kept"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE new_structure (
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
    prevention_person VARCHAR(120) NOT NULL,
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
INSERT INTO new_structure ("id", "name", "legal_form", "siret", "headcount", "taxable", "activity", "address", "email", "phone", "occupational_health_service", "prevention_person", "has_cse", "created_at", "version") SELECT "id", "name", "legal_form", "siret", "headcount", "taxable", "activity", "address", "email", "phone", "occupational_health_service", '', "has_cse", "created_at", "version" FROM structure
""",
    """
DROP TABLE structure
""",
    """
ALTER TABLE new_structure RENAME TO structure
""",
]

POSTGRESQL = [
    """
ALTER TABLE structure ADD COLUMN prevention_person VARCHAR(120) DEFAULT '' NOT NULL
""",
    """
ALTER TABLE structure ALTER COLUMN "prevention_person" DROP DEFAULT
""",
]
