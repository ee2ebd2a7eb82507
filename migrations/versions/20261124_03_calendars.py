"""Guests from outside are asked by mail, and answer."""

from alembic import op

revision = "20261124_03_calendars"
down_revision = "20261124_02_bookings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE guest_invitation (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    booking_id INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL,
    email VARCHAR(254) NOT NULL,
    token VARCHAR(64) NOT NULL,
    locale VARCHAR(5) NOT NULL,
    asked_by_id INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    answer VARCHAR(40) NOT NULL,
    words VARCHAR(300) NOT NULL,
    answered_at INTEGER,
    told_sha256 VARCHAR(64) NOT NULL,
    dates_sha256 VARCHAR(64) NOT NULL,
    withdrawn_at INTEGER,
    CONSTRAINT pk_guest_invitation PRIMARY KEY (id),
    CONSTRAINT uq_guest_invitation_booking_id_email UNIQUE (booking_id, email),
    CONSTRAINT ck_guest_invitation_named CHECK (name <> '' AND email <> ''),
    CONSTRAINT ck_guest_invitation_answered CHECK ((answer = 'none') = (answered_at IS NULL)),
    CONSTRAINT fk_guest_invitation_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_guest_invitation_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id) ON DELETE CASCADE,
    CONSTRAINT uq_guest_invitation_token UNIQUE (token),
    CONSTRAINT fk_guest_invitation_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES person (id),
    CONSTRAINT ck_guest_invitation_answer CHECK (answer IN ('none', 'accepted', 'tentative', 'declined')),
    CONSTRAINT ck_guest_invitation_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_guest_invitation_booking_id_is_integer CHECK (typeof("booking_id") IN ('integer', 'null')),
    CONSTRAINT ck_guest_invitation_asked_by_id_is_integer CHECK (typeof("asked_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_guest_invitation_asked_at_is_integer CHECK (typeof("asked_at") IN ('integer', 'null')),
    CONSTRAINT ck_guest_invitation_answered_at_is_integer CHECK (typeof("answered_at") IN ('integer', 'null')),
    CONSTRAINT ck_guest_invitation_withdrawn_at_is_integer CHECK (typeof("withdrawn_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_guest_invitation_pole_id ON guest_invitation (pole_id)
""",
]

POSTGRESQL = [
    """
CREATE TABLE guest_invitation (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    booking_id BIGINT NOT NULL,
    name VARCHAR(120) NOT NULL,
    email VARCHAR(254) NOT NULL,
    token VARCHAR(64) NOT NULL,
    locale VARCHAR(5) NOT NULL,
    asked_by_id BIGINT NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answer VARCHAR(40) NOT NULL,
    words VARCHAR(300) NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE,
    told_sha256 VARCHAR(64) NOT NULL,
    dates_sha256 VARCHAR(64) NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_guest_invitation PRIMARY KEY (id),
    CONSTRAINT uq_guest_invitation_booking_id_email UNIQUE (booking_id, email),
    CONSTRAINT ck_guest_invitation_named CHECK (name <> '' AND email <> ''),
    CONSTRAINT ck_guest_invitation_answered CHECK ((answer = 'none') = (answered_at IS NULL)),
    CONSTRAINT fk_guest_invitation_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_guest_invitation_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id) ON DELETE CASCADE,
    CONSTRAINT uq_guest_invitation_token UNIQUE (token),
    CONSTRAINT fk_guest_invitation_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES person (id),
    CONSTRAINT ck_guest_invitation_answer CHECK (answer IN ('none', 'accepted', 'tentative', 'declined'))
)
""",
    """
CREATE INDEX ix_guest_invitation_pole_id ON guest_invitation (pole_id)
""",
]
