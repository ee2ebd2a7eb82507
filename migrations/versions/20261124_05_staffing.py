"""Which work a person lent was booked for, as whoever booked said."""

from alembic import op

revision = "20261124_05_staffing"
down_revision = "20261124_04_exchanges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE work_said (
    id INTEGER NOT NULL,
    booking_id INTEGER NOT NULL,
    terms_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    said_at INTEGER NOT NULL,
    CONSTRAINT pk_work_said PRIMARY KEY (id),
    CONSTRAINT uq_work_said_booking_id_terms_id UNIQUE (booking_id, terms_id),
    CONSTRAINT fk_work_said_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
    CONSTRAINT fk_work_said_terms_id FOREIGN KEY(terms_id) REFERENCES terms (id),
    CONSTRAINT fk_work_said_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_work_said_booking_id_is_integer CHECK (typeof("booking_id") IN ('integer', 'null')),
    CONSTRAINT ck_work_said_terms_id_is_integer CHECK (typeof("terms_id") IN ('integer', 'null')),
    CONSTRAINT ck_work_said_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_work_said_said_at_is_integer CHECK (typeof("said_at") IN ('integer', 'null'))
)
""",
]

POSTGRESQL = [
    """
CREATE TABLE work_said (
    id BIGSERIAL NOT NULL,
    booking_id BIGINT NOT NULL,
    terms_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    said_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_work_said PRIMARY KEY (id),
    CONSTRAINT uq_work_said_booking_id_terms_id UNIQUE (booking_id, terms_id),
    CONSTRAINT fk_work_said_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
    CONSTRAINT fk_work_said_terms_id FOREIGN KEY(terms_id) REFERENCES terms (id),
    CONSTRAINT fk_work_said_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
]
