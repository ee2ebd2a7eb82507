"""Bookings: a seasonal wish may be placed at another window."""

from alembic import op

revision = "20261124_02_bookings"
down_revision = "20261124_01_resources"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE round_move (
    id INTEGER NOT NULL,
    wish_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    weekday INTEGER NOT NULL,
    opens INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    words VARCHAR(300) NOT NULL,
    moved_by_id INTEGER NOT NULL,
    moved_at INTEGER NOT NULL,
    CONSTRAINT pk_round_move PRIMARY KEY (id),
    CONSTRAINT ck_round_move_weekday CHECK (weekday BETWEEN 0 AND 6),
    CONSTRAINT ck_round_move_window CHECK (opens >= 0 AND opens < closes AND closes <= 1440),
    CONSTRAINT ck_round_move_words CHECK (words <> ''),
    CONSTRAINT uq_round_move_wish_id UNIQUE (wish_id),
    CONSTRAINT fk_round_move_wish_id FOREIGN KEY(wish_id) REFERENCES round_wish (id) ON DELETE CASCADE,
    CONSTRAINT fk_round_move_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_round_move_moved_by_id FOREIGN KEY(moved_by_id) REFERENCES person (id),
    CONSTRAINT ck_round_move_wish_id_is_integer CHECK (typeof("wish_id") IN ('integer', 'null')),
    CONSTRAINT ck_round_move_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_round_move_weekday_is_integer CHECK (typeof("weekday") IN ('integer', 'null')),
    CONSTRAINT ck_round_move_opens_is_integer CHECK (typeof("opens") IN ('integer', 'null')),
    CONSTRAINT ck_round_move_closes_is_integer CHECK (typeof("closes") IN ('integer', 'null')),
    CONSTRAINT ck_round_move_moved_by_id_is_integer CHECK (typeof("moved_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_round_move_moved_at_is_integer CHECK (typeof("moved_at") IN ('integer', 'null'))
)
""",
]

POSTGRESQL = [
    """
CREATE TABLE round_move (
    id BIGSERIAL NOT NULL,
    wish_id BIGINT NOT NULL,
    resource_id BIGINT NOT NULL,
    weekday INTEGER NOT NULL,
    opens INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    words VARCHAR(300) NOT NULL,
    moved_by_id BIGINT NOT NULL,
    moved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_round_move PRIMARY KEY (id),
    CONSTRAINT ck_round_move_weekday CHECK (weekday BETWEEN 0 AND 6),
    CONSTRAINT ck_round_move_window CHECK (opens >= 0 AND opens < closes AND closes <= 1440),
    CONSTRAINT ck_round_move_words CHECK (words <> ''),
    CONSTRAINT uq_round_move_wish_id UNIQUE (wish_id),
    CONSTRAINT fk_round_move_wish_id FOREIGN KEY(wish_id) REFERENCES round_wish (id) ON DELETE CASCADE,
    CONSTRAINT fk_round_move_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_round_move_moved_by_id FOREIGN KEY(moved_by_id) REFERENCES person (id)
)
""",
]
