"""Bookings in depth."""

from alembic import op

revision = "20261123_03_bookings"
down_revision = "20261123_02_resources"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and indexes; triggers are made by guards.py."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


SQLITE = [
    """
CREATE TABLE use (
    id INTEGER NOT NULL,
    line_id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    owner_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    on_date DATE NOT NULL,
    minutes INTEGER NOT NULL,
    headcount INTEGER NOT NULL,
    profile VARCHAR(40) NOT NULL,
    outcome VARCHAR(40) NOT NULL,
    noted_at INTEGER NOT NULL,
    CONSTRAINT pk_use PRIMARY KEY (id),
    CONSTRAINT ck_use_minutes CHECK (minutes >= 0),
    CONSTRAINT uq_use_line_id UNIQUE (line_id),
    CONSTRAINT ck_use_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT ck_use_profile CHECK (profile IN ('office', 'meeting', 'public', 'workshop', 'works', 'cleaning', 'catering', 'storage', 'delivery', 'driving', 'children', 'rehearsal')),
    CONSTRAINT ck_use_state CHECK (outcome IN ('requested', 'confirmed', 'declined', 'cancelled', 'done', 'no_show')),
    CONSTRAINT ck_use_line_id_is_integer CHECK (typeof("line_id") IN ('integer', 'null')),
    CONSTRAINT ck_use_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_use_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_use_owner_id_is_integer CHECK (typeof("owner_id") IN ('integer', 'null')),
    CONSTRAINT ck_use_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_use_minutes_is_integer CHECK (typeof("minutes") IN ('integer', 'null')),
    CONSTRAINT ck_use_headcount_is_integer CHECK (typeof("headcount") IN ('integer', 'null')),
    CONSTRAINT ck_use_noted_at_is_integer CHECK (typeof("noted_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_use_pole_id_on_date ON use (pole_id, on_date)
""",
    """
CREATE TABLE new_booking (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    uid VARCHAR(120) NOT NULL,
    title VARCHAR(160) NOT NULL,
    note TEXT NOT NULL,
    headcount INTEGER NOT NULL,
    profile VARCHAR(40) NOT NULL,
    public BOOLEAN NOT NULL,
    rrule VARCHAR(500),
    zone VARCHAR(40) NOT NULL,
    on_conflict VARCHAR(40) NOT NULL,
    source VARCHAR(40) NOT NULL,
    sequence INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_booking PRIMARY KEY (id),
    CONSTRAINT fk_booking_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_booking_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_booking_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT uq_booking_uid UNIQUE (uid),
    CONSTRAINT ck_booking_profile CHECK (profile IN ('office', 'meeting', 'public', 'workshop', 'works', 'cleaning', 'catering', 'storage', 'delivery', 'driving', 'children', 'rehearsal')),
    CONSTRAINT ck_booking_onconflict CHECK (on_conflict IN ('refuse', 'skip')),
    CONSTRAINT ck_booking_source CHECK (source IN ('page', 'api', 'dav', 'import', 'demo')),
    CONSTRAINT ck_booking_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_booking_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_booking_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_booking_headcount_is_integer CHECK (typeof("headcount") IN ('integer', 'null')),
    CONSTRAINT ck_booking_sequence_is_integer CHECK (typeof("sequence") IN ('integer', 'null')),
    CONSTRAINT ck_booking_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null')),
    CONSTRAINT ck_booking_changed_at_is_integer CHECK (typeof("changed_at") IN ('integer', 'null')),
    CONSTRAINT ck_booking_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
INSERT INTO new_booking ("id", "pole_id", "structure_id", "person_id", "uid", "title", "note", "headcount", "profile", "public", "rrule", "zone", "on_conflict", "source", "sequence", "created_at", "changed_at", "version") SELECT "id", "pole_id", "structure_id", "person_id", "uid", "title", "note", "headcount", "profile", 0, "rrule", "zone", "on_conflict", "source", "sequence", "created_at", "changed_at", "version" FROM booking
""",
    """
DROP TABLE booking
""",
    """
ALTER TABLE new_booking RENAME TO booking
""",
    """
CREATE INDEX ix_booking_person_id ON booking (person_id)
""",
    """
CREATE INDEX ix_booking_pole_id_structure_id ON booking (pole_id, structure_id)
""",
    """
CREATE TABLE notice_choice (
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    eve BOOLEAN NOT NULL,
    "after" BOOLEAN NOT NULL,
    daily BOOLEAN NOT NULL,
    daily_sent_on DATE,
    CONSTRAINT pk_notice_choice PRIMARY KEY (id),
    CONSTRAINT uq_notice_choice_person_id_pole_id UNIQUE (person_id, pole_id),
    CONSTRAINT fk_notice_choice_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_notice_choice_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_notice_choice_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_notice_choice_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE season_round (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL,
    note TEXT NOT NULL,
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    wishes_until_on DATE NOT NULL,
    most_wishes INTEGER NOT NULL,
    state VARCHAR(40) NOT NULL,
    opened_by_id INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_season_round PRIMARY KEY (id),
    CONSTRAINT ck_season_round_term CHECK (first_on <= last_on),
    CONSTRAINT ck_season_round_wishes CHECK (wishes_until_on < first_on),
    CONSTRAINT ck_season_round_most_wishes CHECK (most_wishes BETWEEN 1 AND 20),
    CONSTRAINT fk_season_round_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_season_round_roundstate CHECK (state IN ('open', 'allotting', 'done', 'stopped')),
    CONSTRAINT fk_season_round_opened_by_id FOREIGN KEY(opened_by_id) REFERENCES person (id),
    CONSTRAINT ck_season_round_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_season_round_most_wishes_is_integer CHECK (typeof("most_wishes") IN ('integer', 'null')),
    CONSTRAINT ck_season_round_opened_by_id_is_integer CHECK (typeof("opened_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_season_round_opened_at_is_integer CHECK (typeof("opened_at") IN ('integer', 'null')),
    CONSTRAINT ck_season_round_changed_at_is_integer CHECK (typeof("changed_at") IN ('integer', 'null')),
    CONSTRAINT ck_season_round_version_is_integer CHECK (typeof("version") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_season_round_pole_id ON season_round (pole_id)
""",
    """
CREATE TABLE guest (
    id INTEGER NOT NULL,
    booking_id INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL,
    firm VARCHAR(160) NOT NULL,
    purpose VARCHAR(40) NOT NULL,
    added_by_id INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    CONSTRAINT pk_guest PRIMARY KEY (id),
    CONSTRAINT ck_guest_named CHECK (name <> '' OR firm <> ''),
    CONSTRAINT fk_guest_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
    CONSTRAINT ck_guest_purpose CHECK (purpose IN ('sharing', 'working', 'delivering')),
    CONSTRAINT fk_guest_added_by_id FOREIGN KEY(added_by_id) REFERENCES person (id),
    CONSTRAINT ck_guest_booking_id_is_integer CHECK (typeof("booking_id") IN ('integer', 'null')),
    CONSTRAINT ck_guest_added_by_id_is_integer CHECK (typeof("added_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_guest_added_at_is_integer CHECK (typeof("added_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_guest_booking_id ON guest (booking_id)
""",
    """
CREATE TABLE door_link (
    id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    seed VARCHAR(40) NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    made_by_id INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CONSTRAINT pk_door_link PRIMARY KEY (id),
    CONSTRAINT fk_door_link_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE,
    CONSTRAINT uq_door_link_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_door_link_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
    CONSTRAINT ck_door_link_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_door_link_made_by_id_is_integer CHECK (typeof("made_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_door_link_made_at_is_integer CHECK (typeof("made_at") IN ('integer', 'null')),
    CONSTRAINT ck_door_link_revoked_at_is_integer CHECK (typeof("revoked_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_door_link_resource_id ON door_link (resource_id)
""",
    """
CREATE TABLE give_back_link (
    id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    made_at INTEGER NOT NULL,
    CONSTRAINT pk_give_back_link PRIMARY KEY (id),
    CONSTRAINT fk_give_back_link_occurrence_id FOREIGN KEY(occurrence_id) REFERENCES occurrence (id) ON DELETE CASCADE,
    CONSTRAINT fk_give_back_link_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT uq_give_back_link_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT ck_give_back_link_occurrence_id_is_integer CHECK (typeof("occurrence_id") IN ('integer', 'null')),
    CONSTRAINT ck_give_back_link_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_give_back_link_made_at_is_integer CHECK (typeof("made_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_give_back_link_occurrence_id ON give_back_link (occurrence_id)
""",
    """
CREATE TABLE guest_operation (
    id INTEGER NOT NULL,
    guest_id INTEGER NOT NULL,
    arrives_on DATE,
    days INTEGER,
    headcount INTEGER,
    hours INTEGER,
    lead VARCHAR(120) NOT NULL,
    subcontractors TEXT NOT NULL,
    dangerous BOOLEAN,
    works JSON NOT NULL,
    dangerous_words VARCHAR(300) NOT NULL,
    alone BOOLEAN,
    inspected_on DATE,
    plan_on DATE,
    changed_at INTEGER NOT NULL,
    CONSTRAINT pk_guest_operation PRIMARY KEY (id),
    CONSTRAINT ck_guest_operation_headcount CHECK (headcount BETWEEN 1 AND 10000),
    CONSTRAINT ck_guest_operation_hours CHECK (hours BETWEEN 0 AND 100000),
    CONSTRAINT ck_guest_operation_days CHECK (days BETWEEN 1 AND 366),
    CONSTRAINT uq_guest_operation_guest_id UNIQUE (guest_id),
    CONSTRAINT fk_guest_operation_guest_id FOREIGN KEY(guest_id) REFERENCES guest (id) ON DELETE CASCADE,
    CONSTRAINT ck_guest_operation_guest_id_is_integer CHECK (typeof("guest_id") IN ('integer', 'null')),
    CONSTRAINT ck_guest_operation_days_is_integer CHECK (typeof("days") IN ('integer', 'null')),
    CONSTRAINT ck_guest_operation_headcount_is_integer CHECK (typeof("headcount") IN ('integer', 'null')),
    CONSTRAINT ck_guest_operation_hours_is_integer CHECK (typeof("hours") IN ('integer', 'null')),
    CONSTRAINT ck_guest_operation_changed_at_is_integer CHECK (typeof("changed_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE presence (
    id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_presence PRIMARY KEY (id),
    CONSTRAINT uq_presence_occurrence_id UNIQUE (occurrence_id),
    CONSTRAINT fk_presence_occurrence_id FOREIGN KEY(occurrence_id) REFERENCES occurrence (id) ON DELETE CASCADE,
    CONSTRAINT fk_presence_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_presence_occurrence_id_is_integer CHECK (typeof("occurrence_id") IN ('integer', 'null')),
    CONSTRAINT ck_presence_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_presence_at_is_integer CHECK (typeof("at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE resource_desk_rule (
    id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    auto_release_minutes INTEGER,
    answer_hours INTEGER,
    offer_minutes INTEGER NOT NULL,
    handover BOOLEAN NOT NULL,
    changed_at INTEGER NOT NULL,
    CONSTRAINT pk_resource_desk_rule PRIMARY KEY (id),
    CONSTRAINT ck_resource_desk_rule_auto_release CHECK (auto_release_minutes BETWEEN 5 AND 240),
    CONSTRAINT ck_resource_desk_rule_answer CHECK (answer_hours BETWEEN 1 AND 720),
    CONSTRAINT ck_resource_desk_rule_offer CHECK (offer_minutes BETWEEN 15 AND 4320),
    CONSTRAINT uq_resource_desk_rule_resource_id UNIQUE (resource_id),
    CONSTRAINT fk_resource_desk_rule_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE,
    CONSTRAINT ck_resource_desk_rule_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_resource_desk_rule_auto_release_minutes_is_integer CHECK (typeof("auto_release_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_resource_desk_rule_answer_hours_is_integer CHECK (typeof("answer_hours") IN ('integer', 'null')),
    CONSTRAINT ck_resource_desk_rule_offer_minutes_is_integer CHECK (typeof("offer_minutes") IN ('integer', 'null')),
    CONSTRAINT ck_resource_desk_rule_changed_at_is_integer CHECK (typeof("changed_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE round_resource (
    id INTEGER NOT NULL,
    round_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    CONSTRAINT pk_round_resource PRIMARY KEY (id),
    CONSTRAINT uq_round_resource_round_id_resource_id UNIQUE (round_id, resource_id),
    CONSTRAINT fk_round_resource_round_id FOREIGN KEY(round_id) REFERENCES season_round (id) ON DELETE CASCADE,
    CONSTRAINT fk_round_resource_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT ck_round_resource_round_id_is_integer CHECK (typeof("round_id") IN ('integer', 'null')),
    CONSTRAINT ck_round_resource_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE round_wish (
    id INTEGER NOT NULL,
    round_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    weekday INTEGER NOT NULL,
    opens INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    every INTEGER NOT NULL,
    title VARCHAR(160) NOT NULL,
    headcount INTEGER NOT NULL,
    answer VARCHAR(40) NOT NULL,
    reason VARCHAR(60) NOT NULL,
    words VARCHAR(300) NOT NULL,
    booking_id INTEGER,
    wished_at INTEGER NOT NULL,
    answered_at INTEGER,
    CONSTRAINT pk_round_wish PRIMARY KEY (id),
    CONSTRAINT round_wish_rank UNIQUE (round_id, structure_id, rank),
    CONSTRAINT ck_round_wish_rank CHECK (rank BETWEEN 0 AND 20),
    CONSTRAINT ck_round_wish_weekday CHECK (weekday BETWEEN 0 AND 6),
    CONSTRAINT ck_round_wish_window CHECK (opens >= 0 AND opens < closes AND closes <= 1440),
    CONSTRAINT ck_round_wish_every CHECK (every BETWEEN 1 AND 4),
    CONSTRAINT ck_round_wish_headcount CHECK (headcount BETWEEN 1 AND 100000),
    CONSTRAINT ck_round_wish_booked CHECK ((answer = 'booked') = (booking_id IS NOT NULL)),
    CONSTRAINT fk_round_wish_round_id FOREIGN KEY(round_id) REFERENCES season_round (id),
    CONSTRAINT fk_round_wish_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_round_wish_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_round_wish_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT ck_round_wish_answer CHECK (answer IN ('waiting', 'granted', 'refused', 'booked')),
    CONSTRAINT uq_round_wish_booking_id UNIQUE (booking_id),
    CONSTRAINT fk_round_wish_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
    CONSTRAINT ck_round_wish_round_id_is_integer CHECK (typeof("round_id") IN ('integer', 'null')),
    CONSTRAINT ck_round_wish_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_round_wish_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_round_wish_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_round_wish_rank_is_integer CHECK (typeof("rank") IN ('integer', 'null')),
    CONSTRAINT ck_round_wish_weekday_is_integer CHECK (typeof("weekday") IN ('integer', 'null')),
    CONSTRAINT ck_round_wish_opens_is_integer CHECK (typeof("opens") IN ('integer', 'null')),
    CONSTRAINT ck_round_wish_closes_is_integer CHECK (typeof("closes") IN ('integer', 'null')),
    CONSTRAINT ck_round_wish_every_is_integer CHECK (typeof("every") IN ('integer', 'null')),
    CONSTRAINT ck_round_wish_headcount_is_integer CHECK (typeof("headcount") IN ('integer', 'null')),
    CONSTRAINT ck_round_wish_booking_id_is_integer CHECK (typeof("booking_id") IN ('integer', 'null')),
    CONSTRAINT ck_round_wish_wished_at_is_integer CHECK (typeof("wished_at") IN ('integer', 'null')),
    CONSTRAINT ck_round_wish_answered_at_is_integer CHECK (typeof("answered_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE stand_in (
    id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    resource_id INTEGER,
    from_on DATE NOT NULL,
    through_on DATE,
    named_by_id INTEGER NOT NULL,
    named_at INTEGER NOT NULL,
    ended_at INTEGER,
    CONSTRAINT pk_stand_in PRIMARY KEY (id),
    CONSTRAINT ck_stand_in_order CHECK (from_on <= through_on),
    CONSTRAINT fk_stand_in_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_stand_in_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_stand_in_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_stand_in_named_by_id FOREIGN KEY(named_by_id) REFERENCES person (id),
    CONSTRAINT ck_stand_in_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_stand_in_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_stand_in_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_stand_in_named_by_id_is_integer CHECK (typeof("named_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_stand_in_named_at_is_integer CHECK (typeof("named_at") IN ('integer', 'null')),
    CONSTRAINT ck_stand_in_ended_at_is_integer CHECK (typeof("ended_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_stand_in_structure_id_through_on ON stand_in (structure_id, through_on)
""",
    """
CREATE TABLE swap (
    id INTEGER NOT NULL,
    given_id INTEGER NOT NULL,
    wanted_id INTEGER NOT NULL,
    state VARCHAR(40) NOT NULL,
    message VARCHAR(300) NOT NULL,
    proposed_by_id INTEGER NOT NULL,
    proposed_at INTEGER NOT NULL,
    answered_by_id INTEGER,
    answered_at INTEGER,
    CONSTRAINT pk_swap PRIMARY KEY (id),
    CONSTRAINT ck_swap_two CHECK (given_id <> wanted_id),
    CONSTRAINT fk_swap_given_id FOREIGN KEY(given_id) REFERENCES occurrence (id),
    CONSTRAINT fk_swap_wanted_id FOREIGN KEY(wanted_id) REFERENCES occurrence (id),
    CONSTRAINT ck_swap_swapstate CHECK (state IN ('proposed', 'accepted', 'declined', 'withdrawn')),
    CONSTRAINT fk_swap_proposed_by_id FOREIGN KEY(proposed_by_id) REFERENCES person (id),
    CONSTRAINT fk_swap_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES person (id),
    CONSTRAINT ck_swap_given_id_is_integer CHECK (typeof("given_id") IN ('integer', 'null')),
    CONSTRAINT ck_swap_wanted_id_is_integer CHECK (typeof("wanted_id") IN ('integer', 'null')),
    CONSTRAINT ck_swap_proposed_by_id_is_integer CHECK (typeof("proposed_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_swap_proposed_at_is_integer CHECK (typeof("proposed_at") IN ('integer', 'null')),
    CONSTRAINT ck_swap_answered_by_id_is_integer CHECK (typeof("answered_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_swap_answered_at_is_integer CHECK (typeof("answered_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_swap_wanted_id ON swap (wanted_id)
""",
    """
CREATE UNIQUE INDEX swap_once ON swap (given_id, wanted_id) WHERE state = 'proposed'
""",
    """
CREATE TABLE told (
    id INTEGER NOT NULL,
    sort VARCHAR(30) NOT NULL,
    occurrence_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    round INTEGER NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_told PRIMARY KEY (id),
    CONSTRAINT uq_told_sort_occurrence_id_person_id_round UNIQUE (sort, occurrence_id, person_id, round),
    CONSTRAINT fk_told_occurrence_id FOREIGN KEY(occurrence_id) REFERENCES occurrence (id) ON DELETE CASCADE,
    CONSTRAINT fk_told_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_told_occurrence_id_is_integer CHECK (typeof("occurrence_id") IN ('integer', 'null')),
    CONSTRAINT ck_told_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_told_round_is_integer CHECK (typeof("round") IN ('integer', 'null')),
    CONSTRAINT ck_told_at_is_integer CHECK (typeof("at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_told_occurrence_id ON told (occurrence_id)
""",
    """
CREATE TABLE waiting (
    id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    title VARCHAR(160) NOT NULL,
    headcount INTEGER NOT NULL,
    zone VARCHAR(40) NOT NULL,
    local_start DATETIME NOT NULL,
    local_end DATETIME NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    state VARCHAR(40) NOT NULL,
    claim_id INTEGER,
    offer_until_at INTEGER,
    booking_id INTEGER,
    seen_modseq INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_waiting PRIMARY KEY (id),
    CONSTRAINT ck_waiting_order CHECK (starts_at < ends_at),
    CONSTRAINT ck_waiting_offer CHECK ((state = 'offered') = (offer_until_at IS NOT NULL)),
    CONSTRAINT fk_waiting_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_waiting_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_waiting_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_waiting_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_waiting_waitingstate CHECK (state IN ('waiting', 'offered', 'taken', 'lapsed', 'withdrawn', 'over')),
    CONSTRAINT uq_waiting_claim_id UNIQUE (claim_id),
    CONSTRAINT fk_waiting_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id) ON DELETE SET NULL,
    CONSTRAINT fk_waiting_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
    CONSTRAINT ck_waiting_pole_id_is_integer CHECK (typeof("pole_id") IN ('integer', 'null')),
    CONSTRAINT ck_waiting_resource_id_is_integer CHECK (typeof("resource_id") IN ('integer', 'null')),
    CONSTRAINT ck_waiting_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_waiting_person_id_is_integer CHECK (typeof("person_id") IN ('integer', 'null')),
    CONSTRAINT ck_waiting_headcount_is_integer CHECK (typeof("headcount") IN ('integer', 'null')),
    CONSTRAINT ck_waiting_starts_at_is_integer CHECK (typeof("starts_at") IN ('integer', 'null')),
    CONSTRAINT ck_waiting_ends_at_is_integer CHECK (typeof("ends_at") IN ('integer', 'null')),
    CONSTRAINT ck_waiting_claim_id_is_integer CHECK (typeof("claim_id") IN ('integer', 'null')),
    CONSTRAINT ck_waiting_offer_until_at_is_integer CHECK (typeof("offer_until_at") IN ('integer', 'null')),
    CONSTRAINT ck_waiting_booking_id_is_integer CHECK (typeof("booking_id") IN ('integer', 'null')),
    CONSTRAINT ck_waiting_seen_modseq_is_integer CHECK (typeof("seen_modseq") IN ('integer', 'null')),
    CONSTRAINT ck_waiting_seen_at_is_integer CHECK (typeof("seen_at") IN ('integer', 'null')),
    CONSTRAINT ck_waiting_created_at_is_integer CHECK (typeof("created_at") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_waiting_pole_id_structure_id ON waiting (pole_id, structure_id)
""",
    """
CREATE INDEX ix_waiting_state_starts_at ON waiting (state, starts_at)
""",
    """
CREATE UNIQUE INDEX waiting_once ON waiting (resource_id, structure_id, starts_at, ends_at) WHERE state IN ('waiting', 'offered')
""",
    """
CREATE TABLE handover (
    id INTEGER NOT NULL,
    line_id INTEGER NOT NULL,
    moment VARCHAR(40) NOT NULL,
    at INTEGER NOT NULL,
    by_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    mileage INTEGER,
    fuel INTEGER,
    condition VARCHAR(40) NOT NULL,
    note TEXT NOT NULL,
    lent_keys VARCHAR(160) NOT NULL,
    keys_back BOOLEAN NOT NULL,
    acknowledged_by_id INTEGER,
    acknowledged_at INTEGER,
    CONSTRAINT pk_handover PRIMARY KEY (id),
    CONSTRAINT uq_handover_line_id_moment UNIQUE (line_id, moment),
    CONSTRAINT ck_handover_fuel CHECK (fuel BETWEEN 0 AND 100),
    CONSTRAINT ck_handover_mileage CHECK (mileage BETWEEN 0 AND 9999999),
    CONSTRAINT ck_handover_acknowledged CHECK ((acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)),
    CONSTRAINT fk_handover_line_id FOREIGN KEY(line_id) REFERENCES line (id),
    CONSTRAINT ck_handover_moment CHECK (moment IN ('out', 'back')),
    CONSTRAINT fk_handover_by_id FOREIGN KEY(by_id) REFERENCES person (id),
    CONSTRAINT fk_handover_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_handover_condition CHECK (condition IN ('good', 'worn', 'damaged')),
    CONSTRAINT fk_handover_acknowledged_by_id FOREIGN KEY(acknowledged_by_id) REFERENCES person (id),
    CONSTRAINT ck_handover_line_id_is_integer CHECK (typeof("line_id") IN ('integer', 'null')),
    CONSTRAINT ck_handover_at_is_integer CHECK (typeof("at") IN ('integer', 'null')),
    CONSTRAINT ck_handover_by_id_is_integer CHECK (typeof("by_id") IN ('integer', 'null')),
    CONSTRAINT ck_handover_structure_id_is_integer CHECK (typeof("structure_id") IN ('integer', 'null')),
    CONSTRAINT ck_handover_mileage_is_integer CHECK (typeof("mileage") IN ('integer', 'null')),
    CONSTRAINT ck_handover_fuel_is_integer CHECK (typeof("fuel") IN ('integer', 'null')),
    CONSTRAINT ck_handover_acknowledged_by_id_is_integer CHECK (typeof("acknowledged_by_id") IN ('integer', 'null')),
    CONSTRAINT ck_handover_acknowledged_at_is_integer CHECK (typeof("acknowledged_at") IN ('integer', 'null'))
)
""",
    """
CREATE TABLE handover_photo (
    id INTEGER NOT NULL,
    handover_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    CONSTRAINT pk_handover_photo PRIMARY KEY (id),
    CONSTRAINT fk_handover_photo_handover_id FOREIGN KEY(handover_id) REFERENCES handover (id),
    CONSTRAINT fk_handover_photo_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT ck_handover_photo_handover_id_is_integer CHECK (typeof("handover_id") IN ('integer', 'null')),
    CONSTRAINT ck_handover_photo_file_id_is_integer CHECK (typeof("file_id") IN ('integer', 'null'))
)
""",
    """
CREATE INDEX ix_handover_photo_handover_id ON handover_photo (handover_id)
""",
]

POSTGRESQL = [
    """
CREATE TABLE use (
    id BIGSERIAL NOT NULL,
    line_id INTEGER NOT NULL,
    pole_id INTEGER NOT NULL,
    resource_id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    owner_id INTEGER NOT NULL,
    structure_id INTEGER NOT NULL,
    on_date DATE NOT NULL,
    minutes INTEGER NOT NULL,
    headcount INTEGER NOT NULL,
    profile VARCHAR(40) NOT NULL,
    outcome VARCHAR(40) NOT NULL,
    noted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_use PRIMARY KEY (id),
    CONSTRAINT ck_use_minutes CHECK (minutes >= 0),
    CONSTRAINT uq_use_line_id UNIQUE (line_id),
    CONSTRAINT ck_use_kind CHECK (kind IN ('premises', 'desk', 'vehicle', 'equipment', 'staff')),
    CONSTRAINT ck_use_profile CHECK (profile IN ('office', 'meeting', 'public', 'workshop', 'works', 'cleaning', 'catering', 'storage', 'delivery', 'driving', 'children', 'rehearsal')),
    CONSTRAINT ck_use_state CHECK (outcome IN ('requested', 'confirmed', 'declined', 'cancelled', 'done', 'no_show'))
)
""",
    """
CREATE INDEX ix_use_pole_id_on_date ON use (pole_id, on_date)
""",
    """
ALTER TABLE booking ADD COLUMN public BOOLEAN DEFAULT false NOT NULL
""",
    """
ALTER TABLE booking ALTER COLUMN "public" DROP DEFAULT
""",
    """
CREATE TABLE notice_choice (
    id BIGSERIAL NOT NULL,
    person_id BIGINT NOT NULL,
    pole_id BIGINT NOT NULL,
    eve BOOLEAN NOT NULL,
    after BOOLEAN NOT NULL,
    daily BOOLEAN NOT NULL,
    daily_sent_on DATE,
    CONSTRAINT pk_notice_choice PRIMARY KEY (id),
    CONSTRAINT uq_notice_choice_person_id_pole_id UNIQUE (person_id, pole_id),
    CONSTRAINT fk_notice_choice_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_notice_choice_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id)
)
""",
    """
CREATE TABLE season_round (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    name VARCHAR(120) NOT NULL,
    note TEXT NOT NULL,
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    wishes_until_on DATE NOT NULL,
    most_wishes INTEGER NOT NULL,
    state VARCHAR(40) NOT NULL,
    opened_by_id BIGINT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_season_round PRIMARY KEY (id),
    CONSTRAINT ck_season_round_term CHECK (first_on <= last_on),
    CONSTRAINT ck_season_round_wishes CHECK (wishes_until_on < first_on),
    CONSTRAINT ck_season_round_most_wishes CHECK (most_wishes BETWEEN 1 AND 20),
    CONSTRAINT fk_season_round_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT ck_season_round_roundstate CHECK (state IN ('open', 'allotting', 'done', 'stopped')),
    CONSTRAINT fk_season_round_opened_by_id FOREIGN KEY(opened_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_season_round_pole_id ON season_round (pole_id)
""",
    """
CREATE TABLE guest (
    id BIGSERIAL NOT NULL,
    booking_id BIGINT NOT NULL,
    name VARCHAR(120) NOT NULL,
    firm VARCHAR(160) NOT NULL,
    purpose VARCHAR(40) NOT NULL,
    added_by_id BIGINT NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_guest PRIMARY KEY (id),
    CONSTRAINT ck_guest_named CHECK (name <> '' OR firm <> ''),
    CONSTRAINT fk_guest_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
    CONSTRAINT ck_guest_purpose CHECK (purpose IN ('sharing', 'working', 'delivering')),
    CONSTRAINT fk_guest_added_by_id FOREIGN KEY(added_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_guest_booking_id ON guest (booking_id)
""",
    """
CREATE TABLE door_link (
    id BIGSERIAL NOT NULL,
    resource_id BIGINT NOT NULL,
    seed VARCHAR(40) NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    made_by_id BIGINT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_door_link PRIMARY KEY (id),
    CONSTRAINT fk_door_link_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE,
    CONSTRAINT uq_door_link_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_door_link_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_door_link_resource_id ON door_link (resource_id)
""",
    """
CREATE TABLE give_back_link (
    id BIGSERIAL NOT NULL,
    occurrence_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    token_sha256 VARCHAR(64) NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_give_back_link PRIMARY KEY (id),
    CONSTRAINT fk_give_back_link_occurrence_id FOREIGN KEY(occurrence_id) REFERENCES occurrence (id) ON DELETE CASCADE,
    CONSTRAINT fk_give_back_link_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT uq_give_back_link_token_sha256 UNIQUE (token_sha256)
)
""",
    """
CREATE INDEX ix_give_back_link_occurrence_id ON give_back_link (occurrence_id)
""",
    """
CREATE TABLE guest_operation (
    id BIGSERIAL NOT NULL,
    guest_id BIGINT NOT NULL,
    arrives_on DATE,
    days INTEGER,
    headcount INTEGER,
    hours INTEGER,
    lead VARCHAR(120) NOT NULL,
    subcontractors TEXT NOT NULL,
    dangerous BOOLEAN,
    works JSON NOT NULL,
    dangerous_words VARCHAR(300) NOT NULL,
    alone BOOLEAN,
    inspected_on DATE,
    plan_on DATE,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_guest_operation PRIMARY KEY (id),
    CONSTRAINT ck_guest_operation_headcount CHECK (headcount BETWEEN 1 AND 10000),
    CONSTRAINT ck_guest_operation_hours CHECK (hours BETWEEN 0 AND 100000),
    CONSTRAINT ck_guest_operation_days CHECK (days BETWEEN 1 AND 366),
    CONSTRAINT uq_guest_operation_guest_id UNIQUE (guest_id),
    CONSTRAINT fk_guest_operation_guest_id FOREIGN KEY(guest_id) REFERENCES guest (id) ON DELETE CASCADE
)
""",
    """
CREATE TABLE presence (
    id BIGSERIAL NOT NULL,
    occurrence_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_presence PRIMARY KEY (id),
    CONSTRAINT uq_presence_occurrence_id UNIQUE (occurrence_id),
    CONSTRAINT fk_presence_occurrence_id FOREIGN KEY(occurrence_id) REFERENCES occurrence (id) ON DELETE CASCADE,
    CONSTRAINT fk_presence_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE TABLE resource_desk_rule (
    id BIGSERIAL NOT NULL,
    resource_id BIGINT NOT NULL,
    auto_release_minutes INTEGER,
    answer_hours INTEGER,
    offer_minutes INTEGER NOT NULL,
    handover BOOLEAN NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_resource_desk_rule PRIMARY KEY (id),
    CONSTRAINT ck_resource_desk_rule_auto_release CHECK (auto_release_minutes BETWEEN 5 AND 240),
    CONSTRAINT ck_resource_desk_rule_answer CHECK (answer_hours BETWEEN 1 AND 720),
    CONSTRAINT ck_resource_desk_rule_offer CHECK (offer_minutes BETWEEN 15 AND 4320),
    CONSTRAINT uq_resource_desk_rule_resource_id UNIQUE (resource_id),
    CONSTRAINT fk_resource_desk_rule_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE
)
""",
    """
CREATE TABLE round_resource (
    id BIGSERIAL NOT NULL,
    round_id BIGINT NOT NULL,
    resource_id BIGINT NOT NULL,
    CONSTRAINT pk_round_resource PRIMARY KEY (id),
    CONSTRAINT uq_round_resource_round_id_resource_id UNIQUE (round_id, resource_id),
    CONSTRAINT fk_round_resource_round_id FOREIGN KEY(round_id) REFERENCES season_round (id) ON DELETE CASCADE,
    CONSTRAINT fk_round_resource_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id)
)
""",
    """
CREATE TABLE round_wish (
    id BIGSERIAL NOT NULL,
    round_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    resource_id BIGINT NOT NULL,
    rank INTEGER NOT NULL,
    weekday INTEGER NOT NULL,
    opens INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    every INTEGER NOT NULL,
    title VARCHAR(160) NOT NULL,
    headcount INTEGER NOT NULL,
    answer VARCHAR(40) NOT NULL,
    reason VARCHAR(60) NOT NULL,
    words VARCHAR(300) NOT NULL,
    booking_id BIGINT,
    wished_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_round_wish PRIMARY KEY (id),
    CONSTRAINT round_wish_rank UNIQUE (round_id, structure_id, rank),
    CONSTRAINT ck_round_wish_rank CHECK (rank BETWEEN 0 AND 20),
    CONSTRAINT ck_round_wish_weekday CHECK (weekday BETWEEN 0 AND 6),
    CONSTRAINT ck_round_wish_window CHECK (opens >= 0 AND opens < closes AND closes <= 1440),
    CONSTRAINT ck_round_wish_every CHECK (every BETWEEN 1 AND 4),
    CONSTRAINT ck_round_wish_headcount CHECK (headcount BETWEEN 1 AND 100000),
    CONSTRAINT ck_round_wish_booked CHECK ((answer = 'booked') = (booking_id IS NOT NULL)),
    CONSTRAINT fk_round_wish_round_id FOREIGN KEY(round_id) REFERENCES season_round (id),
    CONSTRAINT fk_round_wish_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_round_wish_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_round_wish_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT ck_round_wish_answer CHECK (answer IN ('waiting', 'granted', 'refused', 'booked')),
    CONSTRAINT uq_round_wish_booking_id UNIQUE (booking_id),
    CONSTRAINT fk_round_wish_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id)
)
""",
    """
CREATE TABLE stand_in (
    id BIGSERIAL NOT NULL,
    structure_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    resource_id BIGINT,
    from_on DATE NOT NULL,
    through_on DATE,
    named_by_id BIGINT NOT NULL,
    named_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_stand_in PRIMARY KEY (id),
    CONSTRAINT ck_stand_in_order CHECK (from_on <= through_on),
    CONSTRAINT fk_stand_in_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_stand_in_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_stand_in_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_stand_in_named_by_id FOREIGN KEY(named_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_stand_in_structure_id_through_on ON stand_in (structure_id, through_on)
""",
    """
CREATE TABLE swap (
    id BIGSERIAL NOT NULL,
    given_id BIGINT NOT NULL,
    wanted_id BIGINT NOT NULL,
    state VARCHAR(40) NOT NULL,
    message VARCHAR(300) NOT NULL,
    proposed_by_id BIGINT NOT NULL,
    proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_by_id BIGINT,
    answered_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_swap PRIMARY KEY (id),
    CONSTRAINT ck_swap_two CHECK (given_id <> wanted_id),
    CONSTRAINT fk_swap_given_id FOREIGN KEY(given_id) REFERENCES occurrence (id),
    CONSTRAINT fk_swap_wanted_id FOREIGN KEY(wanted_id) REFERENCES occurrence (id),
    CONSTRAINT ck_swap_swapstate CHECK (state IN ('proposed', 'accepted', 'declined', 'withdrawn')),
    CONSTRAINT fk_swap_proposed_by_id FOREIGN KEY(proposed_by_id) REFERENCES person (id),
    CONSTRAINT fk_swap_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_swap_wanted_id ON swap (wanted_id)
""",
    """
CREATE UNIQUE INDEX swap_once ON swap (given_id, wanted_id) WHERE state = 'proposed'
""",
    """
CREATE TABLE told (
    id BIGSERIAL NOT NULL,
    sort VARCHAR(30) NOT NULL,
    occurrence_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    round INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_told PRIMARY KEY (id),
    CONSTRAINT uq_told_sort_occurrence_id_person_id_round UNIQUE (sort, occurrence_id, person_id, round),
    CONSTRAINT fk_told_occurrence_id FOREIGN KEY(occurrence_id) REFERENCES occurrence (id) ON DELETE CASCADE,
    CONSTRAINT fk_told_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
""",
    """
CREATE INDEX ix_told_occurrence_id ON told (occurrence_id)
""",
    """
CREATE TABLE waiting (
    id BIGSERIAL NOT NULL,
    pole_id BIGINT NOT NULL,
    resource_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    title VARCHAR(160) NOT NULL,
    headcount INTEGER NOT NULL,
    zone VARCHAR(40) NOT NULL,
    local_start TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    local_end TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state VARCHAR(40) NOT NULL,
    claim_id BIGINT,
    offer_until_at TIMESTAMP WITH TIME ZONE,
    booking_id BIGINT,
    seen_modseq INTEGER NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_waiting PRIMARY KEY (id),
    CONSTRAINT ck_waiting_order CHECK (starts_at < ends_at),
    CONSTRAINT ck_waiting_offer CHECK ((state = 'offered') = (offer_until_at IS NOT NULL)),
    CONSTRAINT fk_waiting_pole_id FOREIGN KEY(pole_id) REFERENCES pole (id),
    CONSTRAINT fk_waiting_resource_id FOREIGN KEY(resource_id) REFERENCES resource (id),
    CONSTRAINT fk_waiting_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT fk_waiting_person_id FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT ck_waiting_waitingstate CHECK (state IN ('waiting', 'offered', 'taken', 'lapsed', 'withdrawn', 'over')),
    CONSTRAINT uq_waiting_claim_id UNIQUE (claim_id),
    CONSTRAINT fk_waiting_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id) ON DELETE SET NULL,
    CONSTRAINT fk_waiting_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id)
)
""",
    """
CREATE INDEX ix_waiting_pole_id_structure_id ON waiting (pole_id, structure_id)
""",
    """
CREATE INDEX ix_waiting_state_starts_at ON waiting (state, starts_at)
""",
    """
CREATE UNIQUE INDEX waiting_once ON waiting (resource_id, structure_id, starts_at, ends_at) WHERE state IN ('waiting', 'offered')
""",
    """
CREATE TABLE handover (
    id BIGSERIAL NOT NULL,
    line_id BIGINT NOT NULL,
    moment VARCHAR(40) NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    by_id BIGINT NOT NULL,
    structure_id BIGINT NOT NULL,
    mileage INTEGER,
    fuel INTEGER,
    condition VARCHAR(40) NOT NULL,
    note TEXT NOT NULL,
    lent_keys VARCHAR(160) NOT NULL,
    keys_back BOOLEAN NOT NULL,
    acknowledged_by_id BIGINT,
    acknowledged_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_handover PRIMARY KEY (id),
    CONSTRAINT uq_handover_line_id_moment UNIQUE (line_id, moment),
    CONSTRAINT ck_handover_fuel CHECK (fuel BETWEEN 0 AND 100),
    CONSTRAINT ck_handover_mileage CHECK (mileage BETWEEN 0 AND 9999999),
    CONSTRAINT ck_handover_acknowledged CHECK ((acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)),
    CONSTRAINT fk_handover_line_id FOREIGN KEY(line_id) REFERENCES line (id),
    CONSTRAINT ck_handover_moment CHECK (moment IN ('out', 'back')),
    CONSTRAINT fk_handover_by_id FOREIGN KEY(by_id) REFERENCES person (id),
    CONSTRAINT fk_handover_structure_id FOREIGN KEY(structure_id) REFERENCES structure (id),
    CONSTRAINT ck_handover_condition CHECK (condition IN ('good', 'worn', 'damaged')),
    CONSTRAINT fk_handover_acknowledged_by_id FOREIGN KEY(acknowledged_by_id) REFERENCES person (id)
)
""",
    """
CREATE TABLE handover_photo (
    id BIGSERIAL NOT NULL,
    handover_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    CONSTRAINT pk_handover_photo PRIMARY KEY (id),
    CONSTRAINT fk_handover_photo_handover_id FOREIGN KEY(handover_id) REFERENCES handover (id),
    CONSTRAINT fk_handover_photo_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id)
)
""",
    """
CREATE INDEX ix_handover_photo_handover_id ON handover_photo (handover_id)
""",
]
