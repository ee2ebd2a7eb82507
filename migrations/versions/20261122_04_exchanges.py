"""Exchanges and their ledger."""

from alembic import op

revision = "20261122_04_exchanges"
down_revision = "20261122_03_calendars"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE balance_limit (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    set_at INTEGER NOT NULL,
    CONSTRAINT pk_balance_limit PRIMARY KEY (id),
    CONSTRAINT ck_balance_limit_minutes CHECK (minutes > 0),
    CONSTRAINT fk_balance_limit_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_balance_limit_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_balance_limit_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_balance_limit_minutes_is_integer CHECK (typeof("minutes") IN ('integer', 'null')),
    CONSTRAINT ck_balance_limit_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_balance_limit_set_at_is_integer CHECK (typeof("set_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_balance_limit_pole_id ON balance_limit (pole_id)
""",
    """
CREATE TABLE deal (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_deal PRIMARY KEY (id),
    CONSTRAINT fk_deal_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_deal_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_deal_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE listing (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    listing VARCHAR(40) NOT NULL,
    category VARCHAR(40) NOT NULL,
    title VARCHAR(120) NOT NULL,
    text TEXT NOT NULL,
    until_on DATE NOT NULL,
    renewed INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at INTEGER,
    CONSTRAINT pk_listing PRIMARY KEY (id),
    CONSTRAINT fk_listing_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_listing_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_listing_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_listing_listingkind CHECK (listing IN ('offer', 'need')),
    CONSTRAINT ck_listing_kind CHECK (category IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT ck_listing_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_listing_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_listing_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_listing_renewed_is_integer CHECK (typeof("renewed") IN ('integer', 'null')),
    CONSTRAINT ck_listing_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_listing_closed_at_is_integer CHECK (typeof("closed_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_listing_pole_id_closed_at_until_on ON listing (pole_id, closed_at, until_on)
""",
    """
CREATE TABLE period_closing (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    through_on DATE NOT NULL,
    person_id INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    CONSTRAINT pk_period_closing PRIMARY KEY (id),
    CONSTRAINT uq_period_closing_pole_id_through_on UNIQUE (pole_id, through_on),
    CONSTRAINT fk_period_closing_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_period_closing_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_period_closing_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_period_closing_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_period_closing_closed_at_is_integer CHECK (typeof("closed_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE unit_of_account (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    code VARCHAR(40) NOT NULL,
    label VARCHAR(60) NOT NULL,
    quanta INTEGER NOT NULL,
    CONSTRAINT pk_unit_of_account PRIMARY KEY (id),
    CONSTRAINT uq_unit_of_account_pole_id_code UNIQUE (pole_id, code),
    CONSTRAINT ck_unit_of_account_quanta CHECK (quanta > 0),
    CONSTRAINT fk_unit_of_account_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_unit_of_account_unitcode CHECK (code IN ('hour', 'half_day', 'km', 'vehicle_day', 'piece')),
    CONSTRAINT ck_unit_of_account_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_unit_of_account_quanta_is_integer CHECK (typeof("quanta") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE exchange (
    id INTEGER NOT NULL,
    uid VARCHAR(120) NOT NULL,
    pole_id INTEGER NOT NULL,
    giver_id INTEGER NOT NULL,
    receiver_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    unit_id INTEGER NOT NULL,
    regime VARCHAR(40),
    deal_id INTEGER,
    reverses_id INTEGER,
    source_line_id INTEGER,
    listing_id INTEGER,
    current_number INTEGER NOT NULL,
    state VARCHAR(40) NOT NULL,
    disputed_at INTEGER,
    expires_at INTEGER NOT NULL,
    reason VARCHAR(300) NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    posted_at INTEGER,
    version INTEGER NOT NULL,
    CONSTRAINT pk_exchange PRIMARY KEY (id),
    CONSTRAINT ck_exchange_two_parties CHECK (giver_id <> receiver_id),
    CONSTRAINT ck_exchange_staff_is_service CHECK (kind <> 'staff' OR (regime IS NOT NULL AND regime = 'r1')),
    CONSTRAINT ck_exchange_posted CHECK ((posted_at IS NULL) = (state NOT IN ('confirmed', 'reversal_proposed', 'reversed'))),
    CONSTRAINT uq_exchange_uid UNIQUE (uid),
    CONSTRAINT fk_exchange_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_exchange_giver_id FOREIGN KEY(giver_id) REFERENCES structure (id),
    CONSTRAINT fk_exchange_receiver_id FOREIGN KEY(receiver_id) REFERENCES structure (id),
    CONSTRAINT ck_exchange_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT fk_exchange_unit_id FOREIGN KEY(unit_id) REFERENCES unit_of_account (id),
    CONSTRAINT ck_exchange_regime CHECK (regime IN ('r1', 'r2', 'r3')),
    CONSTRAINT fk_exchange_deal_id FOREIGN KEY(deal_id) REFERENCES deal (id),
    CONSTRAINT fk_exchange_reverses_id FOREIGN KEY(reverses_id) REFERENCES exchange (id),
    CONSTRAINT ck_exchange_state CHECK (state IN ('draft', 'proposed', 'countered', 'confirmed', 'refused', 'withdrawn', 'expired', 'reversal_proposed', 'reversed')),
    CONSTRAINT ck_exchange_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_giver_id_is_integer CHECK (typeof("giver_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_receiver_id_is_integer CHECK (typeof("receiver_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_unit_id_is_integer CHECK (typeof("unit_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_deal_id_is_integer CHECK (typeof("deal_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_reverses_id_is_integer CHECK (typeof("reverses_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_source_line_id_is_integer CHECK (typeof("source_line_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_listing_id_is_integer CHECK (typeof("listing_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_current_number_is_integer CHECK (typeof("current_number") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_disputed_at_is_integer CHECK (typeof("disputed_at") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_expires_at_is_integer CHECK (typeof("expires_at") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_changed_at_is_integer CHECK (typeof("changed_at") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_posted_at_is_integer CHECK (typeof("posted_at") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_exchange_deal_id ON exchange (deal_id)
""",
    """
CREATE INDEX ix_exchange_giver_id_state ON exchange (giver_id, state)
""",
    """
CREATE INDEX ix_exchange_pole_id_state ON exchange (pole_id, state)
""",
    """
CREATE INDEX ix_exchange_receiver_id_state ON exchange (receiver_id, state)
""",
    """
CREATE UNIQUE INDEX uq_exchange_live_reversal ON exchange (reverses_id) WHERE reverses_id IS NOT NULL AND state IN ('proposed', 'countered', 'confirmed')
""",
    """
CREATE UNIQUE INDEX uq_exchange_source_line_id ON exchange (source_line_id) WHERE source_line_id IS NOT NULL
""",
    """
CREATE TABLE dispute (
    id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    raised_at INTEGER NOT NULL,
    settled_at INTEGER,
    CONSTRAINT pk_dispute PRIMARY KEY (id),
    CONSTRAINT fk_dispute_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_dispute_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_dispute_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_dispute_exchange_id_is_integer CHECK (typeof("exchange_id") IN ('integer', 'null')),
    CONSTRAINT ck_dispute_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_dispute_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_dispute_raised_at_is_integer CHECK (typeof("raised_at") IN ('integer', 'null')),
    CONSTRAINT ck_dispute_settled_at_is_integer CHECK (typeof("settled_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_dispute_exchange_id ON dispute (exchange_id)
""",
    """
CREATE TABLE exchange_version (
    id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    event_on DATE NOT NULL,
    author_id INTEGER,
    author_structure_id INTEGER,
    words_sha256 VARCHAR(64) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_exchange_version PRIMARY KEY (id),
    CONSTRAINT uq_exchange_version_exchange_id_number UNIQUE (exchange_id, number),
    CONSTRAINT ck_exchange_version_quantity CHECK (quantity > 0),
    CONSTRAINT fk_exchange_version_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_exchange_version_author_id FOREIGN KEY(author_id) REFERENCES person (id),
    CONSTRAINT fk_exchange_version_author_structure_id FOREIGN KEY(author_structure_id) REFERENCES structure (id),
    CONSTRAINT ck_exchange_version_exchange_id_is_integer CHECK (typeof("exchange_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_version_number_is_integer CHECK (typeof("number") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_version_quantity_is_integer CHECK (typeof("quantity") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_version_author_id_is_integer CHECK (typeof("author_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_version_author_structure_id_is_integer CHECK (typeof("author_structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_version_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE reversal (
    id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    reversed_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_reversal PRIMARY KEY (id),
    CONSTRAINT uq_reversal_exchange_id UNIQUE (exchange_id),
    CONSTRAINT fk_reversal_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT uq_reversal_reversed_id UNIQUE (reversed_id),
    CONSTRAINT fk_reversal_reversed_id FOREIGN KEY(reversed_id) REFERENCES exchange (id),
    CONSTRAINT ck_reversal_exchange_id_is_integer CHECK (typeof("exchange_id") IN ('integer', 'null')),
    CONSTRAINT ck_reversal_reversed_id_is_integer CHECK (typeof("reversed_id") IN ('integer', 'null')),
    CONSTRAINT ck_reversal_at_is_integer CHECK (typeof("at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE confirmation (
    id INTEGER NOT NULL,
    version_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_confirmation PRIMARY KEY (id),
    CONSTRAINT uq_confirmation_version_id_structure_id UNIQUE (version_id, structure_id),
    CONSTRAINT uq_confirmation_version_id_person_id UNIQUE (version_id, person_id),
    CONSTRAINT fk_confirmation_version_id FOREIGN KEY(version_id) REFERENCES exchange_version (id),
    CONSTRAINT fk_confirmation_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_confirmation_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_confirmation_version_id_is_integer CHECK (typeof("version_id") IN ('integer', 'null')),
    CONSTRAINT ck_confirmation_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_confirmation_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_confirmation_at_is_integer CHECK (typeof("at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE exchange_words (
    version_id INTEGER NOT NULL,
    title VARCHAR(160) NOT NULL,
    note TEXT NOT NULL,
    giver_name VARCHAR(120) NOT NULL,
    receiver_name VARCHAR(120) NOT NULL,
    salt VARCHAR(32) NOT NULL,
    erased_at INTEGER,
    CONSTRAINT pk_exchange_words PRIMARY KEY (version_id),
    CONSTRAINT fk_exchange_words_version_id FOREIGN KEY(version_id) REFERENCES exchange_version (id),
    CONSTRAINT ck_exchange_words_erased_at_is_integer CHECK (typeof("erased_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE posting (
    id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    version_id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    other_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    event_on DATE NOT NULL,
    accounted_on DATE NOT NULL,
    posted_at INTEGER NOT NULL,
    CONSTRAINT pk_posting PRIMARY KEY (id),
    CONSTRAINT uq_posting_exchange_id_structure_id UNIQUE (exchange_id, structure_id),
    CONSTRAINT ck_posting_quantity CHECK (quantity <> 0),
    CONSTRAINT ck_posting_two_parties CHECK (structure_id <> other_id),
    CONSTRAINT fk_posting_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_posting_version_id FOREIGN KEY(version_id) REFERENCES exchange_version (id),
    CONSTRAINT fk_posting_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_posting_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_posting_other_id FOREIGN KEY(other_id) REFERENCES structure (id),
    CONSTRAINT fk_posting_unit_id FOREIGN KEY(unit_id) REFERENCES unit_of_account (id),
    CONSTRAINT ck_posting_exchange_id_is_integer CHECK (typeof("exchange_id") IN ('integer', 'null')),
    CONSTRAINT ck_posting_version_id_is_integer CHECK (typeof("version_id") IN ('integer', 'null')),
    CONSTRAINT ck_posting_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_posting_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_posting_other_id_is_integer CHECK (typeof("other_id") IN ('integer', 'null')),
    CONSTRAINT ck_posting_unit_id_is_integer CHECK (typeof("unit_id") IN ('integer', 'null')),
    CONSTRAINT ck_posting_quantity_is_integer CHECK (typeof("quantity") IN ('integer', 'null')),
    CONSTRAINT ck_posting_posted_at_is_integer CHECK (typeof("posted_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_posting_pole_id_unit_id_accounted_on ON posting (pole_id, unit_id, accounted_on)
""",
    """
CREATE INDEX ix_posting_structure_id_pole_id_accounted_on ON posting (structure_id, pole_id, accounted_on)
""",
]

POSTGRESQL = [
    """
CREATE TABLE balance_limit (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    minutes INTEGER NOT NULL,
    person_id BIGINT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_balance_limit PRIMARY KEY (id),
    CONSTRAINT ck_balance_limit_minutes CHECK (minutes > 0),
    CONSTRAINT fk_balance_limit_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_balance_limit_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_balance_limit_pole_id ON balance_limit (pole_id)
""",
    """
CREATE TABLE deal (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_deal PRIMARY KEY (id),
    CONSTRAINT fk_deal_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id)
)
""",
    """
CREATE TABLE listing (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    listing VARCHAR(40) NOT NULL,
    category VARCHAR(40) NOT NULL,
    title VARCHAR(120) NOT NULL,
    text TEXT NOT NULL,
    until_on DATE NOT NULL,
    renewed INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_listing PRIMARY KEY (id),
    CONSTRAINT fk_listing_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_listing_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_listing_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_listing_listingkind CHECK (listing IN ('offer', 'need')),
    CONSTRAINT ck_listing_kind CHECK (category IN ('premises', 'desk', 'vehicle', 'equipment', 'staff'))
)
""",
    """
CREATE INDEX ix_listing_pole_id_closed_at_until_on ON listing (pole_id, closed_at, until_on)
""",
    """
CREATE TABLE period_closing (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    through_on DATE NOT NULL,
    person_id BIGINT NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_period_closing PRIMARY KEY (id),
    CONSTRAINT uq_period_closing_pole_id_through_on UNIQUE (pole_id, through_on),
    CONSTRAINT fk_period_closing_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_period_closing_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE TABLE unit_of_account (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    code VARCHAR(40) NOT NULL,
    label VARCHAR(60) NOT NULL,
    quanta INTEGER NOT NULL,
    CONSTRAINT pk_unit_of_account PRIMARY KEY (id),
    CONSTRAINT uq_unit_of_account_pole_id_code UNIQUE (pole_id, code),
    CONSTRAINT ck_unit_of_account_quanta CHECK (quanta > 0),
    CONSTRAINT fk_unit_of_account_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_unit_of_account_unitcode CHECK (code IN ('hour', 'half_day', 'km', 'vehicle_day', 'piece'))
)
""",
    """
CREATE TABLE exchange (
    id BIGSERIAL NOT NULL,
    uid VARCHAR(120) NOT NULL,
    pole_id BIGINT NOT NULL,
    giver_id BIGINT NOT NULL,
    receiver_id BIGINT NOT NULL,
    kind VARCHAR(40) NOT NULL,
    unit_id BIGINT NOT NULL,
    regime VARCHAR(40),
    deal_id BIGINT,
    reverses_id BIGINT,
    source_line_id BIGINT,
    listing_id BIGINT,
    current_number INTEGER NOT NULL,
    state VARCHAR(40) NOT NULL,
    disputed_at TIMESTAMP WITH TIME ZONE,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reason VARCHAR(300) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    posted_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    CONSTRAINT pk_exchange PRIMARY KEY (id),
    CONSTRAINT ck_exchange_two_parties CHECK (giver_id <> receiver_id),
    CONSTRAINT ck_exchange_staff_is_service CHECK (kind <> 'staff' OR (regime IS NOT NULL AND regime = 'r1')),
    CONSTRAINT ck_exchange_posted CHECK ((posted_at IS NULL) = (state NOT IN ('confirmed', 'reversal_proposed', 'reversed'))),
    CONSTRAINT uq_exchange_uid UNIQUE (uid),
    CONSTRAINT fk_exchange_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_exchange_giver_id FOREIGN KEY(giver_id) REFERENCES structure (id),
    CONSTRAINT fk_exchange_receiver_id FOREIGN KEY(receiver_id) REFERENCES structure (id),
    CONSTRAINT ck_exchange_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT fk_exchange_unit_id FOREIGN KEY(unit_id) REFERENCES unit_of_account (id),
    CONSTRAINT ck_exchange_regime CHECK (regime IN ('r1', 'r2', 'r3')),
    CONSTRAINT fk_exchange_deal_id FOREIGN KEY(deal_id) REFERENCES deal (id),
    CONSTRAINT fk_exchange_reverses_id FOREIGN KEY(reverses_id) REFERENCES exchange (id),
    CONSTRAINT ck_exchange_state CHECK (state IN ('draft', 'proposed', 'countered', 'confirmed', 'refused', 'withdrawn', 'expired', 'reversal_proposed', 'reversed'))
)
""",
    """
CREATE INDEX ix_exchange_deal_id ON exchange (deal_id)
""",
    """
CREATE INDEX ix_exchange_giver_id_state ON exchange (giver_id, state)
""",
    """
CREATE INDEX ix_exchange_pole_id_state ON exchange (pole_id, state)
""",
    """
CREATE INDEX ix_exchange_receiver_id_state ON exchange (receiver_id, state)
""",
    """
CREATE UNIQUE INDEX uq_exchange_live_reversal ON exchange (reverses_id) WHERE reverses_id IS NOT NULL AND state IN ('proposed', 'countered', 'confirmed')
""",
    """
CREATE UNIQUE INDEX uq_exchange_source_line_id ON exchange (source_line_id) WHERE source_line_id IS NOT NULL
""",
    """
CREATE TABLE dispute (
    id BIGSERIAL NOT NULL,
    exchange_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_dispute PRIMARY KEY (id),
    CONSTRAINT fk_dispute_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_dispute_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_dispute_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_dispute_exchange_id ON dispute (exchange_id)
""",
    """
CREATE TABLE exchange_version (
    id BIGSERIAL NOT NULL,
    exchange_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    event_on DATE NOT NULL,
    author_id BIGINT,
    author_structure_id BIGINT,
    words_sha256 VARCHAR(64) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_exchange_version PRIMARY KEY (id),
    CONSTRAINT uq_exchange_version_exchange_id_number UNIQUE (exchange_id, number),
    CONSTRAINT ck_exchange_version_quantity CHECK (quantity > 0),
    CONSTRAINT fk_exchange_version_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_exchange_version_author_id FOREIGN KEY(author_id) REFERENCES person (id),
    CONSTRAINT fk_exchange_version_author_structure_id FOREIGN KEY(author_structure_id) REFERENCES structure (id)
)
""",
    """
CREATE TABLE reversal (
    id BIGSERIAL NOT NULL,
    exchange_id BIGINT NOT NULL,
    reversed_id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_reversal PRIMARY KEY (id),
    CONSTRAINT uq_reversal_exchange_id UNIQUE (exchange_id),
    CONSTRAINT fk_reversal_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT uq_reversal_reversed_id UNIQUE (reversed_id),
    CONSTRAINT fk_reversal_reversed_id FOREIGN KEY(reversed_id) REFERENCES exchange (id)
)
""",
    """
CREATE TABLE confirmation (
    id BIGSERIAL NOT NULL,
    version_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_confirmation PRIMARY KEY (id),
    CONSTRAINT uq_confirmation_version_id_structure_id UNIQUE (version_id, structure_id),
    CONSTRAINT uq_confirmation_version_id_person_id UNIQUE (version_id, person_id),
    CONSTRAINT fk_confirmation_version_id FOREIGN KEY(version_id) REFERENCES exchange_version (id),
    CONSTRAINT fk_confirmation_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_confirmation_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE TABLE exchange_words (
    version_id BIGINT NOT NULL,
    title VARCHAR(160) NOT NULL,
    note TEXT NOT NULL,
    giver_name VARCHAR(120) NOT NULL,
    receiver_name VARCHAR(120) NOT NULL,
    salt VARCHAR(32) NOT NULL,
    erased_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_exchange_words PRIMARY KEY (version_id),
    CONSTRAINT fk_exchange_words_version_id FOREIGN KEY(version_id) REFERENCES exchange_version (id)
)
""",
    """
CREATE TABLE posting (
    id BIGSERIAL NOT NULL,
    exchange_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    pole_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    other_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    quantity INTEGER NOT NULL,
    event_on DATE NOT NULL,
    accounted_on DATE NOT NULL,
    posted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_posting PRIMARY KEY (id),
    CONSTRAINT uq_posting_exchange_id_structure_id UNIQUE (exchange_id, structure_id),
    CONSTRAINT ck_posting_quantity CHECK (quantity <> 0),
    CONSTRAINT ck_posting_two_parties CHECK (structure_id <> other_id),
    CONSTRAINT fk_posting_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_posting_version_id FOREIGN KEY(version_id) REFERENCES exchange_version (id),
    CONSTRAINT fk_posting_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_posting_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_posting_other_id FOREIGN KEY(other_id) REFERENCES structure (id),
    CONSTRAINT fk_posting_unit_id FOREIGN KEY(unit_id) REFERENCES unit_of_account (id)
)
""",
    """
CREATE INDEX ix_posting_pole_id_unit_id_accounted_on ON posting (pole_id, unit_id, accounted_on)
""",
    """
CREATE INDEX ix_posting_structure_id_pole_id_accounted_on ON posting (structure_id, pole_id, accounted_on)
""",
]
