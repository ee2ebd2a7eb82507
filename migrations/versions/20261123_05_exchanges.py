"""Exchanges: delay rule, group sessions, standing arrangements, search, valuations."""

from alembic import op

revision = "20261123_05_exchanges"
down_revision = "20261123_04_calendars"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE accounting_year (
    id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    month INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    set_at INTEGER NOT NULL,
    CONSTRAINT pk_accounting_year PRIMARY KEY (id),
    CONSTRAINT ck_accounting_year_month CHECK (month BETWEEN 1 AND 12),
    CONSTRAINT fk_accounting_year_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_accounting_year_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_accounting_year_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_accounting_year_month_is_integer CHECK (typeof("month") IN ('integer', 'null')),
    CONSTRAINT ck_accounting_year_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_accounting_year_set_at_is_integer CHECK (typeof("set_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_accounting_year_structure_id ON accounting_year (structure_id)
""",
    """
CREATE TABLE contribution_statement (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    year INTEGER NOT NULL,
    through_on DATE NOT NULL,
    facts JSON NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    person_id INTEGER NOT NULL,
    settled_at INTEGER NOT NULL,
    CONSTRAINT pk_contribution_statement PRIMARY KEY (id),
    CONSTRAINT uq_contribution_statement_pole_id_structure_id_year UNIQUE (pole_id, structure_id, year),
    CONSTRAINT fk_contribution_statement_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_contribution_statement_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_contribution_statement_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_contribution_statement_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_statement_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_statement_year_is_integer CHECK (typeof("year") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_statement_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_contribution_statement_settled_at_is_integer CHECK (typeof("settled_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE exchange_rules (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    delay_days INTEGER,
    no_show BOOLEAN NOT NULL,
    late_hours INTEGER,
    person_id INTEGER NOT NULL,
    set_at INTEGER NOT NULL,
    CONSTRAINT pk_exchange_rules PRIMARY KEY (id),
    CONSTRAINT ck_exchange_rules_delay CHECK (delay_days IS NULL OR delay_days BETWEEN 7 AND 40),
    CONSTRAINT ck_exchange_rules_late CHECK (late_hours IS NULL OR late_hours BETWEEN 1 AND 168),
    CONSTRAINT fk_exchange_rules_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_exchange_rules_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_exchange_rules_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_rules_delay_days_is_integer CHECK (typeof("delay_days") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_rules_late_hours_is_integer CHECK (typeof("late_hours") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_rules_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_rules_set_at_is_integer CHECK (typeof("set_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_exchange_rules_pole_id ON exchange_rules (pole_id)
""",
    """
CREATE TABLE group_session (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    giver_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_group_session PRIMARY KEY (id),
    CONSTRAINT fk_group_session_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_group_session_giver_id FOREIGN KEY(giver_id) REFERENCES structure (id),
    CONSTRAINT ck_group_session_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_group_session_giver_id_is_integer CHECK (typeof("giver_id") IN ('integer', 'null')),
    CONSTRAINT ck_group_session_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE new_listing (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    listing VARCHAR(40) NOT NULL,
    category VARCHAR(40) NOT NULL,
    title VARCHAR(120) NOT NULL,
    text TEXT NOT NULL,
    where_text VARCHAR(120) NOT NULL,
    when_text VARCHAR(120) NOT NULL,
    until_on DATE NOT NULL,
    warned_on DATE,
    renewed INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at INTEGER,
    outcome VARCHAR(40),
    CONSTRAINT pk_listing PRIMARY KEY (id),
    CONSTRAINT fk_listing_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_listing_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_listing_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_listing_listingkind CHECK (listing IN ('offer', 'need')),
    CONSTRAINT ck_listing_kind CHECK (category IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT ck_listing_outcome CHECK (outcome IN ('exchanged', 'elsewhere', 'nothing')),
    CONSTRAINT ck_listing_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_listing_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_listing_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_listing_renewed_is_integer CHECK (typeof("renewed") IN ('integer', 'null')),
    CONSTRAINT ck_listing_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_listing_closed_at_is_integer CHECK (typeof("closed_at") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_listing ("id", "pole_id", "structure_id", "person_id", "listing", "category", "title", "text", "where_text", "when_text", "until_on", "warned_on", "renewed", "created_at", "closed_at", "outcome") SELECT "id", "pole_id", "structure_id", "person_id", "listing", "category", "title", "text", '', '', "until_on", NULL, "renewed", "created_at", "closed_at", NULL FROM listing
""",
    """
DROP TABLE listing
""",
    """
ALTER TABLE new_listing RENAME TO listing
""",
    """
CREATE INDEX ix_listing_pole_id_closed_at_until_on ON listing (pole_id, closed_at, until_on)
""",
    """
CREATE TABLE saved_search (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    listing VARCHAR(40),
    category VARCHAR(40),
    words VARCHAR(120) NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_saved_search PRIMARY KEY (id),
    CONSTRAINT ck_saved_search_something CHECK (words <> '' OR category IS NOT NULL),
    CONSTRAINT fk_saved_search_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_saved_search_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_saved_search_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_saved_search_listingkind CHECK (listing IN ('offer', 'need')),
    CONSTRAINT ck_saved_search_kind CHECK (category IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT ck_saved_search_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_saved_search_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_saved_search_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_saved_search_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_saved_search_person_id ON saved_search (person_id)
""",
    """
CREATE INDEX ix_saved_search_pole_id ON saved_search (pole_id)
""",
    """
CREATE TABLE standing_exchange (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    giver_id INTEGER NOT NULL,
    receiver_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    unit VARCHAR(40) NOT NULL,
    regime VARCHAR(40),
    quantity INTEGER NOT NULL,
    title VARCHAR(160) NOT NULL,
    note TEXT NOT NULL,
    every VARCHAR(40) NOT NULL,
    first_on DATE NOT NULL,
    until_on DATE NOT NULL,
    next_on DATE,
    created_at INTEGER NOT NULL,
    stopped_at INTEGER,
    CONSTRAINT pk_standing_exchange PRIMARY KEY (id),
    CONSTRAINT ck_standing_exchange_two_parties CHECK (giver_id <> receiver_id),
    CONSTRAINT ck_standing_exchange_quantity CHECK (quantity > 0),
    CONSTRAINT ck_standing_exchange_order CHECK (first_on <= until_on),
    CONSTRAINT ck_standing_exchange_staff_is_service CHECK (kind <> 'staff' OR (regime IS NOT NULL AND regime = 'r1')),
    CONSTRAINT fk_standing_exchange_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_standing_exchange_author_id FOREIGN KEY(author_id) REFERENCES structure (id),
    CONSTRAINT fk_standing_exchange_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_standing_exchange_giver_id FOREIGN KEY(giver_id) REFERENCES structure (id),
    CONSTRAINT fk_standing_exchange_receiver_id FOREIGN KEY(receiver_id) REFERENCES structure (id),
    CONSTRAINT ck_standing_exchange_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT ck_standing_exchange_unitcode CHECK (unit IN ('hour', 'half_day', 'km', 'vehicle_day', 'piece')),
    CONSTRAINT ck_standing_exchange_regime CHECK (regime IN ('r1', 'r2', 'r3')),
    CONSTRAINT ck_standing_exchange_every CHECK (every IN ('week', 'fortnight', 'month')),
    CONSTRAINT ck_standing_exchange_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_standing_exchange_author_id_is_integer CHECK (typeof("author_id") IN ('integer', 'null')),
    CONSTRAINT ck_standing_exchange_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_standing_exchange_giver_id_is_integer CHECK (typeof("giver_id") IN ('integer', 'null')),
    CONSTRAINT ck_standing_exchange_receiver_id_is_integer CHECK (typeof("receiver_id") IN ('integer', 'null')),
    CONSTRAINT ck_standing_exchange_quantity_is_integer CHECK (typeof("quantity") IN ('integer', 'null')),
    CONSTRAINT ck_standing_exchange_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_standing_exchange_stopped_at_is_integer CHECK (typeof("stopped_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_standing_exchange_pole_id ON standing_exchange (pole_id)
""",
    """
CREATE INDEX ix_standing_exchange_stopped_at_next_on ON standing_exchange (stopped_at, next_on)
""",
    """
CREATE TABLE new_exchange (
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
    habit_id INTEGER,
    session_id INTEGER,
    unused BOOLEAN NOT NULL,
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
    CONSTRAINT fk_exchange_session_id FOREIGN KEY(session_id) REFERENCES group_session (id),
    CONSTRAINT ck_exchange_state CHECK (state IN ('draft', 'proposed', 'countered', 'confirmed', 'refused', 'withdrawn', 'expired', 'reversal_proposed', 'reversed')),
    CONSTRAINT ck_exchange_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_giver_id_is_integer CHECK (typeof("giver_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_receiver_id_is_integer CHECK (typeof("receiver_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_unit_id_is_integer CHECK (typeof("unit_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_deal_id_is_integer CHECK (typeof("deal_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_reverses_id_is_integer CHECK (typeof("reverses_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_source_line_id_is_integer CHECK (typeof("source_line_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_listing_id_is_integer CHECK (typeof("listing_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_habit_id_is_integer CHECK (typeof("habit_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_session_id_is_integer CHECK (typeof("session_id") IN ('integer', 'null')),
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
INSERT INTO new_exchange ("id", "uid", "pole_id", "giver_id", "receiver_id", "kind", "unit_id", "regime", "deal_id", "reverses_id", "source_line_id", "listing_id", "habit_id", "session_id", "unused", "current_number", "state", "disputed_at", "expires_at", "reason", "created_at", "changed_at", "posted_at", "version") SELECT "id", "uid", "pole_id", "giver_id", "receiver_id", "kind", "unit_id", "regime", "deal_id", "reverses_id", "source_line_id", "listing_id", NULL, NULL, 0, "current_number", "state", "disputed_at", "expires_at", "reason", "created_at", "changed_at", "posted_at", "version" FROM exchange
""",
    """
DROP TABLE exchange
""",
    """
ALTER TABLE new_exchange RENAME TO exchange
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
CREATE INDEX ix_exchange_session_id ON exchange (session_id)
""",
    """
CREATE UNIQUE INDEX uq_exchange_live_reversal ON exchange (reverses_id) WHERE reverses_id IS NOT NULL AND state IN ('proposed', 'countered', 'confirmed')
""",
    """
CREATE UNIQUE INDEX uq_exchange_source_line_id ON exchange (source_line_id) WHERE source_line_id IS NOT NULL
""",
    """
CREATE TABLE listing_photo (
    id INTEGER NOT NULL,
    listing_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    alt VARCHAR(200) NOT NULL,
    CONSTRAINT pk_listing_photo PRIMARY KEY (id),
    CONSTRAINT fk_listing_photo_listing_id FOREIGN KEY(listing_id) REFERENCES listing (id) ON DELETE CASCADE,
    CONSTRAINT fk_listing_photo_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT ck_listing_photo_listing_id_is_integer CHECK (typeof("listing_id") IN ('integer', 'null')),
    CONSTRAINT ck_listing_photo_file_id_is_integer CHECK (typeof("file_id") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_listing_photo_listing_id ON listing_photo (listing_id)
""",
    """
CREATE TABLE listing_token (
    id INTEGER NOT NULL,
    listing_id INTEGER NOT NULL,
    token VARCHAR(60) NOT NULL,
    CONSTRAINT pk_listing_token PRIMARY KEY (id),
    CONSTRAINT uq_listing_token_listing_id_token UNIQUE (listing_id, token),
    CONSTRAINT fk_listing_token_listing_id FOREIGN KEY(listing_id) REFERENCES listing (id) ON DELETE CASCADE,
    CONSTRAINT ck_listing_token_listing_id_is_integer CHECK (typeof("listing_id") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_listing_token_token ON listing_token (token)
""",
    """
CREATE TABLE valuation (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    year INTEGER NOT NULL,
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
    CONSTRAINT fk_valuation_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_valuation_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_valuation_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT ck_valuation_unitcode CHECK (unit IN ('hour', 'half_day', 'km', 'vehicle_day', 'piece')),
    CONSTRAINT fk_valuation_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_valuation_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_valuation_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_valuation_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_valuation_year_is_integer CHECK (typeof("year") IN ('integer', 'null')),
    CONSTRAINT ck_valuation_exchange_id_is_integer CHECK (typeof("exchange_id") IN ('integer', 'null')),
    CONSTRAINT ck_valuation_cents_is_integer CHECK (typeof("cents") IN ('integer', 'null')),
    CONSTRAINT ck_valuation_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_valuation_set_at_is_integer CHECK (typeof("set_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_valuation_pole_id_structure_id_year ON valuation (pole_id, structure_id, year)
""",
    """
CREATE TABLE new_confirmation (
    id INTEGER NOT NULL,
    version_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER,
    by_delay BOOLEAN NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_confirmation PRIMARY KEY (id),
    CONSTRAINT uq_confirmation_version_id_structure_id UNIQUE (version_id, structure_id),
    CONSTRAINT uq_confirmation_version_id_person_id UNIQUE (version_id, person_id),
    CONSTRAINT ck_confirmation_by_delay CHECK (by_delay = (person_id IS NULL)),
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
INSERT INTO new_confirmation ("id", "version_id", "structure_id", "person_id", "by_delay", "sha256", "at") SELECT "id", "version_id", "structure_id", "person_id", 0, "sha256", "at" FROM confirmation
""",
    """
DROP TABLE confirmation
""",
    """
ALTER TABLE new_confirmation RENAME TO confirmation
""",
    """
CREATE TABLE exchange_reminder (
    id INTEGER NOT NULL,
    version_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    CONSTRAINT pk_exchange_reminder PRIMARY KEY (id),
    CONSTRAINT uq_exchange_reminder_version_id_number UNIQUE (version_id, number),
    CONSTRAINT ck_exchange_reminder_number CHECK (number IN (1, 2)),
    CONSTRAINT fk_exchange_reminder_version_id FOREIGN KEY(version_id) REFERENCES exchange_version (id),
    CONSTRAINT ck_exchange_reminder_version_id_is_integer CHECK (typeof("version_id") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_reminder_number_is_integer CHECK (typeof("number") IN ('integer', 'null')),
    CONSTRAINT ck_exchange_reminder_sent_at_is_integer CHECK (typeof("sent_at") IN ('integer', 'null'))
)
""",
]

POSTGRESQL = [
    """
CREATE TABLE accounting_year (
    id BIGSERIAL NOT NULL,
    structure_id BIGINT NOT NULL,
    month INTEGER NOT NULL,
    person_id BIGINT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_accounting_year PRIMARY KEY (id),
    CONSTRAINT ck_accounting_year_month CHECK (month BETWEEN 1 AND 12),
    CONSTRAINT fk_accounting_year_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_accounting_year_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_accounting_year_structure_id ON accounting_year (structure_id)
""",
    """
CREATE TABLE contribution_statement (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    through_on DATE NOT NULL,
    facts JSON NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    person_id BIGINT NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_contribution_statement PRIMARY KEY (id),
    CONSTRAINT uq_contribution_statement_pole_id_structure_id_year UNIQUE (pole_id, structure_id, year),
    CONSTRAINT fk_contribution_statement_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_contribution_statement_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_contribution_statement_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE TABLE exchange_rules (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    delay_days INTEGER,
    no_show BOOLEAN NOT NULL,
    late_hours INTEGER,
    person_id BIGINT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_exchange_rules PRIMARY KEY (id),
    CONSTRAINT ck_exchange_rules_delay CHECK (delay_days IS NULL OR delay_days BETWEEN 7 AND 40),
    CONSTRAINT ck_exchange_rules_late CHECK (late_hours IS NULL OR late_hours BETWEEN 1 AND 168),
    CONSTRAINT fk_exchange_rules_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_exchange_rules_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_exchange_rules_pole_id ON exchange_rules (pole_id)
""",
    """
CREATE TABLE group_session (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    giver_id BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_group_session PRIMARY KEY (id),
    CONSTRAINT fk_group_session_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_group_session_giver_id FOREIGN KEY(giver_id) REFERENCES structure (id)
)
""",
    """
ALTER TABLE listing ADD COLUMN where_text VARCHAR(120) DEFAULT '' NOT NULL
""",
    """
ALTER TABLE listing ALTER COLUMN "where_text" DROP DEFAULT
""",
    """
ALTER TABLE listing ADD COLUMN when_text VARCHAR(120) DEFAULT '' NOT NULL
""",
    """
ALTER TABLE listing ALTER COLUMN "when_text" DROP DEFAULT
""",
    """
ALTER TABLE listing ADD COLUMN warned_on DATE
""",
    """
ALTER TABLE listing ADD COLUMN outcome VARCHAR(40)
""",
    """
ALTER TABLE listing ADD CONSTRAINT ck_listing_outcome CHECK (outcome IN ('exchanged', 'elsewhere', 'nothing'))
""",
    """
CREATE TABLE saved_search (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    listing VARCHAR(40),
    category VARCHAR(40),
    words VARCHAR(120) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_saved_search PRIMARY KEY (id),
    CONSTRAINT ck_saved_search_something CHECK (words <> '' OR category IS NOT NULL),
    CONSTRAINT fk_saved_search_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_saved_search_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_saved_search_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_saved_search_listingkind CHECK (listing IN ('offer', 'need')),
    CONSTRAINT ck_saved_search_kind CHECK (category IN ('premises', 'desk', 'vehicle', 'equipment', 'staff'))
)
""",
    """
CREATE INDEX ix_saved_search_person_id ON saved_search (person_id)
""",
    """
CREATE INDEX ix_saved_search_pole_id ON saved_search (pole_id)
""",
    """
CREATE TABLE standing_exchange (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    giver_id BIGINT NOT NULL,
    receiver_id BIGINT NOT NULL,
    kind VARCHAR(40) NOT NULL,
    unit VARCHAR(40) NOT NULL,
    regime VARCHAR(40),
    quantity INTEGER NOT NULL,
    title VARCHAR(160) NOT NULL,
    note TEXT NOT NULL,
    every VARCHAR(40) NOT NULL,
    first_on DATE NOT NULL,
    until_on DATE NOT NULL,
    next_on DATE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    stopped_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_standing_exchange PRIMARY KEY (id),
    CONSTRAINT ck_standing_exchange_two_parties CHECK (giver_id <> receiver_id),
    CONSTRAINT ck_standing_exchange_quantity CHECK (quantity > 0),
    CONSTRAINT ck_standing_exchange_order CHECK (first_on <= until_on),
    CONSTRAINT ck_standing_exchange_staff_is_service CHECK (kind <> 'staff' OR (regime IS NOT NULL AND regime = 'r1')),
    CONSTRAINT fk_standing_exchange_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_standing_exchange_author_id FOREIGN KEY(author_id) REFERENCES structure (id),
    CONSTRAINT fk_standing_exchange_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_standing_exchange_giver_id FOREIGN KEY(giver_id) REFERENCES structure (id),
    CONSTRAINT fk_standing_exchange_receiver_id FOREIGN KEY(receiver_id) REFERENCES structure (id),
    CONSTRAINT ck_standing_exchange_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT ck_standing_exchange_unitcode CHECK (unit IN ('hour', 'half_day', 'km', 'vehicle_day', 'piece')),
    CONSTRAINT ck_standing_exchange_regime CHECK (regime IN ('r1', 'r2', 'r3')),
    CONSTRAINT ck_standing_exchange_every CHECK (every IN ('week', 'fortnight', 'month'))
)
""",
    """
CREATE INDEX ix_standing_exchange_pole_id ON standing_exchange (pole_id)
""",
    """
CREATE INDEX ix_standing_exchange_stopped_at_next_on ON standing_exchange (stopped_at, next_on)
""",
    """
ALTER TABLE exchange ADD COLUMN habit_id BIGINT
""",
    """
ALTER TABLE exchange ADD COLUMN session_id BIGINT
""",
    """
ALTER TABLE exchange ADD COLUMN unused BOOLEAN DEFAULT false NOT NULL
""",
    """
ALTER TABLE exchange ALTER COLUMN "unused" DROP DEFAULT
""",
    """
ALTER TABLE exchange ADD CONSTRAINT fk_exchange_session_id FOREIGN KEY(session_id) REFERENCES group_session (id)
""",
    """
CREATE INDEX ix_exchange_session_id ON exchange (session_id)
""",
    """
CREATE TABLE listing_photo (
    id BIGSERIAL NOT NULL,
    listing_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    alt VARCHAR(200) NOT NULL,
    CONSTRAINT pk_listing_photo PRIMARY KEY (id),
    CONSTRAINT fk_listing_photo_listing_id FOREIGN KEY(listing_id) REFERENCES listing (id) ON DELETE CASCADE,
    CONSTRAINT fk_listing_photo_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id)
)
""",
    """
CREATE INDEX ix_listing_photo_listing_id ON listing_photo (listing_id)
""",
    """
CREATE TABLE listing_token (
    id BIGSERIAL NOT NULL,
    listing_id BIGINT NOT NULL,
    token VARCHAR(60) NOT NULL,
    CONSTRAINT pk_listing_token PRIMARY KEY (id),
    CONSTRAINT uq_listing_token_listing_id_token UNIQUE (listing_id, token),
    CONSTRAINT fk_listing_token_listing_id FOREIGN KEY(listing_id) REFERENCES listing (id) ON DELETE CASCADE
)
""",
    """
CREATE INDEX ix_listing_token_token ON listing_token (token)
""",
    """
CREATE TABLE valuation (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    year INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    unit VARCHAR(40) NOT NULL,
    exchange_id BIGINT,
    cents INTEGER NOT NULL,
    account VARCHAR(4) NOT NULL,
    method VARCHAR(160) NOT NULL,
    source VARCHAR(200) NOT NULL,
    person_id BIGINT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_valuation PRIMARY KEY (id),
    CONSTRAINT ck_valuation_cents CHECK (cents > 0),
    CONSTRAINT ck_valuation_account CHECK (account IN ('860', '8611', '8612', '862', '864')),
    CONSTRAINT fk_valuation_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_valuation_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_valuation_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT ck_valuation_unitcode CHECK (unit IN ('hour', 'half_day', 'km', 'vehicle_day', 'piece')),
    CONSTRAINT fk_valuation_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_valuation_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_valuation_pole_id_structure_id_year ON valuation (pole_id, structure_id, year)
""",
    """
ALTER TABLE confirmation ALTER COLUMN "person_id" TYPE BIGINT
""",
    """
ALTER TABLE confirmation ALTER COLUMN "person_id" DROP NOT NULL
""",
    """
ALTER TABLE confirmation ADD COLUMN by_delay BOOLEAN DEFAULT false NOT NULL
""",
    """
ALTER TABLE confirmation ALTER COLUMN "by_delay" DROP DEFAULT
""",
    """
ALTER TABLE confirmation ADD CONSTRAINT ck_confirmation_by_delay CHECK (by_delay = (person_id IS NULL))
""",
    """
CREATE TABLE exchange_reminder (
    id BIGSERIAL NOT NULL,
    version_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_exchange_reminder PRIMARY KEY (id),
    CONSTRAINT uq_exchange_reminder_version_id_number UNIQUE (version_id, number),
    CONSTRAINT ck_exchange_reminder_number CHECK (number IN (1, 2)),
    CONSTRAINT fk_exchange_reminder_version_id FOREIGN KEY(version_id) REFERENCES exchange_version (id)
)
""",
]
