"""The sixteen invariants of the ledger, attacked with raw SQL too; they run on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from mutua.exchanges import actions, queries
from mutua.exchanges.models import Exchange, Posting, State
from mutua.exchanges.rules import No
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from tests.builders import World, at
from tests.exchanges.builders import DAY, LATER, confirm, leg, load, post, propose

LEDGER = ("posting", "confirmation", "exchange_version", "period_closing", "deal", "reversal", "balance_limit")
ROW = (
    "INSERT INTO posting (exchange_id, version_id, pole_id, structure_id, other_id, unit_id, quantity, event_on, "
    "accounted_on, posted_at) SELECT e.id, v.id, e.pole_id, {who}, {other}, e.unit_id, {quantity}, v.event_on, "
    "v.event_on, v.created_at FROM exchange e JOIN exchange_version v ON v.exchange_id = e.id WHERE e.id = :number"
)


def run(statement: str, **values: object) -> None:
    """Raw SQL in a transaction of its own, past every rule of Python."""
    with transaction():
        db.session.execute(text(statement), values)


def refused_by_the_database(statement: str, **values: object) -> None:
    with pytest.raises(DBAPIError):
        run(statement, **values)


def rows() -> list[tuple[int, int]]:
    query = select(Posting.structure_id, Posting.quantity).order_by(Posting.id)
    return [(who, quantity) for who, quantity in db.session.execute(query)]


@pytest.fixture
def posted(world: World) -> Iterator[int]:
    """A posted exchange that must stand unchanged whatever is tried."""
    number = post(world)
    before = rows()
    yield number
    db.session.rollback()
    assert rows() == before
    assert queries.broken() == []


def test_1_one_pair_a_unit_and_every_sum_is_zero(world: World) -> None:
    for minutes in (30, 45, 600):
        post(world, leg=leg(minutes))
    totals = db.session.execute(text("SELECT exchange_id, SUM(quantity), COUNT(*) FROM posting GROUP BY exchange_id"))
    assert [(total, count) for _, total, count in totals] == [(0, 2)] * 3
    assert queries.broken() == []


@pytest.mark.parametrize(
    ("who", "other", "quantity"),
    [
        ("e.giver_id", "e.receiver_id", "v.quantity"),
        ("e.receiver_id", "e.giver_id", "-v.quantity"),
        ("e.giver_id", "e.receiver_id", "1"),
        ("e.receiver_id", "e.giver_id", "v.quantity"),
        ("e.giver_id", "e.giver_id", "v.quantity"),
        ("e.giver_id", "e.receiver_id", "0"),
    ],
)
def test_1_and_3_no_row_enters_without_both_confirmations(world: World, who: str, other: str, quantity: str) -> None:
    number = propose(world)
    refused_by_the_database(ROW.format(who=who, other=other, quantity=quantity), number=number)
    assert rows() == []


def test_1_the_givers_row_brings_the_receivers_in_the_same_statement(world: World) -> None:
    """Both sides agreed; somebody then posts by hand: the pair is whole, or there is none."""
    number = propose(world)
    with transaction():
        exchange = load(world.karim, number)
        actions.versions.add_confirmation([exchange], world.karim, LATER)
    for who, other, quantity in (
        ("e.receiver_id", "e.giver_id", "-v.quantity"),
        ("e.giver_id", "e.receiver_id", "v.quantity + 1"),
        ("e.receiver_id", "e.giver_id", "v.quantity"),
    ):
        refused_by_the_database(ROW.format(who=who, other=other, quantity=quantity), number=number)
    run(ROW.format(who="e.giver_id", other="e.receiver_id", quantity="v.quantity"), number=number)
    assert rows() == [(world.couture_id, 180), (world.fournil_id, -180)]
    assert queries.broken() == [f"exchange {number} has entries without being confirmed"]


def test_1_a_posted_exchange_takes_no_further_row(posted: int) -> None:
    for who, other, quantity in (
        ("e.giver_id", "e.receiver_id", "v.quantity"),
        ("e.receiver_id", "e.giver_id", "-v.quantity"),
    ):
        statement = ROW.format(who=who, other=other, quantity=quantity)
        refused_by_the_database(statement, number=posted)
        if db.engine.dialect.name == "sqlite":
            for clause in ("OR REPLACE", "OR IGNORE"):
                refused_by_the_database(statement.replace("INSERT", f"INSERT {clause}"), number=posted)


def test_2_giver_and_receiver_differ_in_the_database_too(posted: int) -> None:
    refused_by_the_database("UPDATE exchange SET receiver_id = giver_id WHERE id = :number", number=posted)


def test_2_names_are_kept_as_they_were(world: World, posted: int) -> None:
    run("UPDATE structure SET name = 'Autre nom' WHERE id = :number", number=world.couture_id)
    assert load(world.karim, posted).current.words.giver_name == "La Couture"


def test_3_the_database_takes_one_confirmation_a_structure_and_a_person(world: World) -> None:
    number = propose(world)
    again = (
        "INSERT INTO confirmation (version_id, structure_id, person_id, sha256, at, by_delay) "
        "SELECT c.version_id, {structure}, {person}, c.sha256, c.at, false FROM confirmation c "
        "JOIN exchange_version v ON v.id = c.version_id JOIN exchange e ON e.id = v.exchange_id WHERE e.id = :number"
    )
    for structure, person in (
        ("c.structure_id", str(world.nadia.person_id)),  # the same structure twice
        ("e.receiver_id", "c.person_id"),  # the same person for both
        (str(world.radio_id), str(world.stranger.person_id)),  # no party
    ):
        statement = again.format(structure=structure, person=person)
        refused_by_the_database(statement, number=number)
        if db.engine.dialect.name == "sqlite":
            refused_by_the_database(statement.replace("INSERT", "INSERT OR REPLACE"), number=number)
    wrong = again.format(structure="e.receiver_id", person=str(world.nadia.person_id)).replace("c.sha256", "'other'")
    refused_by_the_database(wrong, number=number)


@pytest.mark.parametrize("table", ["posting", "confirmation", "exchange_version"])
def test_4_ledger_rows_are_neither_updated_nor_deleted(posted: int, table: str) -> None:
    column = {"posting": "quantity", "confirmation": "person_id", "exchange_version": "quantity"}[table]
    refused_by_the_database(f"UPDATE {table} SET {column} = {column} + 1")
    refused_by_the_database(f"DELETE FROM {table}")
    if db.engine.dialect.name == "postgresql":
        refused_by_the_database(f"TRUNCATE {table} CASCADE")
    else:
        refused_by_the_database(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_4_a_posted_exchange_keeps_its_core(posted: int) -> None:
    for change in (
        "giver_id = receiver_id", "kind = 'desk'", "unit_id = unit_id + 1", "pole_id = pole_id + 1", "uid = 'x'",
        "current_number = 2", "posted_at = NULL", "state = 'proposed'", "source_line_id = 7", "reverses_id = id",
    ):  # fmt: skip
        refused_by_the_database(f"UPDATE exchange SET {change} WHERE id = :number", number=posted)
    refused_by_the_database("DELETE FROM exchange WHERE id = :number", number=posted)


def test_4_no_exchange_is_confirmed_by_hand_without_entries(world: World) -> None:
    number = propose(world)
    refused_by_the_database(
        "UPDATE exchange SET state = 'confirmed', posted_at = created_at WHERE id = :number", number=number
    )
    refused_by_the_database("UPDATE exchange SET state = 'confirmed' WHERE id = :number", number=number)


def test_5_quantities_are_positive_integers_in_the_database_too(world: World) -> None:
    number = propose(world)
    insert = (
        "INSERT INTO exchange_version (exchange_id, number, quantity, event_on, words_sha256, sha256, created_at) "
        "SELECT exchange_id, 2, {quantity}, event_on, words_sha256, sha256, created_at FROM exchange_version "
        "WHERE exchange_id = :number"
    )
    for quantity in ("0", "-5", "NULL", "'abc'"):
        refused_by_the_database(insert.format(quantity=quantity), number=number)
    if db.engine.dialect.name == "sqlite":
        refused_by_the_database(insert.format(quantity="1.5"), number=number)


def test_6_no_table_keeps_a_balance(app: object) -> None:
    for table in inspect(db.engine).get_table_names():
        columns = {column["name"] for column in inspect(db.engine).get_columns(table)}
        assert not {"balance", "solde", "total"} & columns, table


def test_7_a_reversal_mirrors_its_exchange_or_is_not_posted(world: World) -> None:
    number = post(world)
    with transaction():
        mirror = actions.propose_reversal(load(world.ines, number, lock=True), "", member=world.ines, now=LATER).id
    # A hand writes a larger version of the mirror and both sides confirm it: the entry is still refused.
    run(
        "INSERT INTO exchange_version (exchange_id, number, quantity, event_on, words_sha256, sha256, created_at) "
        "SELECT exchange_id, 2, quantity + 60, event_on, words_sha256, sha256, created_at FROM exchange_version "
        "WHERE exchange_id = :mirror",
        mirror=mirror,
    )
    run("UPDATE exchange SET current_number = 2 WHERE id = :mirror", mirror=mirror)
    for member in (world.ines, world.karim):
        run(
            "INSERT INTO confirmation (version_id, structure_id, person_id, sha256, at, by_delay) "
            "SELECT id, :structure, :person, sha256, created_at, false FROM exchange_version "
            "WHERE exchange_id = :mirror AND number = 2",
            structure=member.structure_id,
            person=member.person_id,
            mirror=mirror,
        )
    statement = ROW.format(who="e.giver_id", other="e.receiver_id", quantity="v.quantity") + " AND v.number = 2"
    refused_by_the_database(statement, number=mirror)
    assert len(rows()) == 2


def test_7_one_live_reversal_an_exchange(world: World) -> None:
    number = post(world)
    with transaction():
        actions.propose_reversal(load(world.ines, number, lock=True), "", member=world.ines, now=LATER)
    with pytest.raises(Refused) as refused, transaction():
        actions.propose_reversal(load(world.karim, number), "", member=world.karim, now=LATER)
    assert refused.value.reason is No.EXCHANGE_STATE


def test_8_nobody_and_nothing_the_ledger_names_can_be_deleted_under_it(world: World, posted: int) -> None:
    for table, number in (("person", world.ines.person_id), ("structure", world.couture_id), ("pole", world.pole_id)):
        refused_by_the_database(f"DELETE FROM {table} WHERE id = :number", number=number)


def test_10_one_source_line_gives_one_exchange(world: World) -> None:
    number, other = propose(world), propose(world)
    for wrong in (number, other):
        refused_by_the_database("UPDATE exchange SET source_line_id = 12 WHERE id = :number", number=wrong)
    copy = (
        "INSERT INTO exchange (uid, pole_id, giver_id, receiver_id, kind, unit_id, regime, source_line_id, unused, "
        "current_number, state, expires_at, reason, created_at, changed_at, version) SELECT :uid, pole_id, giver_id, "
        "receiver_id, kind, unit_id, regime, 12, false, 1, 'proposed', expires_at, '', created_at, changed_at, 1 "
        "FROM exchange WHERE id = :number"
    )
    run(copy, uid="a", number=number)
    refused_by_the_database(copy, uid="b", number=number)


def test_11_a_closed_month_takes_no_entry_and_its_statement_stands(world: World) -> None:
    early, late = propose(world), propose(world)
    confirm(world.karim, early)
    april = at("2027-04-02 09:00")
    before = queries.registers_of(world.pole_id, world.couture_id, end=date(2027, 3, 31))
    with transaction():
        actions.close_period(date(2027, 3, 31), member=world.lucie, now=april)
    with pytest.raises(Refused) as refused:
        propose(world, now=april)
    assert refused.value.reason is No.PERIOD_CLOSED
    assert confirm(world.karim, late, now=april)
    with transaction():
        original = load(world.ines, early, lock=True)
        mirror = actions.propose_reversal(original, "Erreur", member=world.ines, now=april).id
    assert confirm(world.karim, mirror, now=april)
    query = select(Posting.exchange_id, Posting.event_on, Posting.accounted_on).where(Posting.quantity > 0)
    assert {row[0]: (row[1], row[2]) for row in db.session.execute(query)} == {
        early: (DAY, DAY),
        late: (DAY, date(2027, 4, 2)),
        mirror: (date(2027, 4, 2), date(2027, 4, 2)),
    }
    assert queries.registers_of(world.pole_id, world.couture_id, end=date(2027, 3, 31)) == before
    assert load(world.ines, mirror).reverses_id == early


def test_11_the_database_keeps_a_closed_month_shut(world: World) -> None:
    number = propose(world)
    with transaction():
        actions.versions.add_confirmation([load(world.karim, number)], world.karim, LATER)
    with transaction():
        actions.close_period(date(2027, 3, 31), member=world.lucie, now=at("2027-04-02 09:00"))
    statement = ROW.format(who="e.giver_id", other="e.receiver_id", quantity="v.quantity")
    refused_by_the_database(statement, number=number)


def test_11_and_15_by_hand_no_entry_goes_to_another_month_than_its_own(world: World) -> None:
    """Before anything is closed only the event's day; after it, never a day of the closed time, nor an open event's."""
    number = propose(world)
    with transaction():
        actions.versions.add_confirmation([load(world.karim, number)], world.karim, LATER)
    statement = ROW.format(who="e.giver_id", other="e.receiver_id", quantity="v.quantity")
    for day in ("2026-12-31", "2027-02-28", "2027-05-01"):
        refused_by_the_database(statement.replace("v.event_on, v.created", f"'{day}', v.created"), number=number)
    assert rows() == []
    run(statement, number=number)
    assert len(rows()) == 2


def test_7_only_a_posted_mirror_is_written_down_as_a_reversal(world: World) -> None:
    number, other = post(world), post(world, leg=leg(60))
    statement = "INSERT INTO reversal (exchange_id, reversed_id, at) SELECT :mirror, id, created_at FROM exchange "
    with transaction():
        mirror = actions.propose_reversal(load(world.ines, number, lock=True), "", member=world.ines, now=LATER).id
    for wrong, undone in ((other, number), (mirror, number), (number, number), (mirror, other)):
        refused_by_the_database(f"{statement} WHERE id = :undone", mirror=wrong, undone=undone)
    assert confirm(world.karim, mirror)
    refused_by_the_database(f"{statement} WHERE id = :undone", mirror=mirror, undone=other)


def test_7_no_hand_says_reversed_without_a_posted_mirror_nor_takes_it_back(world: World) -> None:
    number = post(world)
    refused_by_the_database("UPDATE exchange SET state = 'reversed' WHERE id = :number", number=number)
    with transaction():
        mirror = actions.propose_reversal(load(world.ines, number, lock=True), "", member=world.ines, now=LATER).id
    refused_by_the_database("UPDATE exchange SET state = 'reversed' WHERE id = :number", number=number)
    assert confirm(world.karim, mirror)
    refused_by_the_database("UPDATE exchange SET state = 'confirmed' WHERE id = :number", number=number)
    assert load(world.ines, number).state is State.REVERSED


def test_11_only_the_coordination_closes_only_months_that_are_over(world: World) -> None:
    for member, day, reason in (
        (world.ines, date(2027, 2, 28), No.NOT_THE_MEDIATOR),
        (world.lucie, date(2027, 3, 31), No.MONTH_NOT_OVER),
    ):
        with pytest.raises(Refused) as refused, transaction():
            actions.close_period(day, member=member, now=LATER)
        assert refused.value.reason is reason


def test_13_the_ledger_has_no_column_of_money(app: object) -> None:
    words = ("euro", "price", "amount", "value", "cost")
    for table in LEDGER:
        names = [column["name"] for column in inspect(db.engine).get_columns(table)]
        assert not [name for name in names if any(word in name for word in words)], table


def test_14_every_read_stays_in_its_pole(world: World, posted: int) -> None:
    assert queries.exchanges_of(world.stranger) == []
    assert queries.balances_of(world.stranger) == []
    assert queries.kinds_in_use(world.other_pole_id) == []
    assert queries.exchange_for(world.stranger, posted) is None


def test_15_months_follow_the_poles_own_day(world: World) -> None:
    """In Martinique the evening of 31 March is already 1 April in UTC."""
    run("UPDATE pole SET zone = 'America/Martinique' WHERE id = :number", number=world.pole_id)
    evening = at("2027-04-01 03:30", "UTC")
    member = type(world.ines)(**{**world.ines.__dict__, "pole_zone": "America/Martinique"})
    with pytest.raises(Refused) as refused:
        propose(world, member=member, now=evening, leg=leg(60, event_on=date(2027, 4, 1)))
    assert refused.value.reason is No.EVENT_AHEAD
    number = propose(world, member=member, now=evening, leg=leg(60, event_on=date(2027, 3, 31)))
    confirm(world.karim, number, now=evening)
    march = queries.registers_of(world.pole_id, world.couture_id, start=date(2027, 3, 1), end=date(2027, 3, 31))
    assert [row.given for row in march] == [60]


def test_16_a_letter_is_never_sent_for_what_was_rolled_back(world: World) -> None:
    number = propose(world)
    before = len(db.session.scalars(select(Mail)).all())
    with pytest.raises(ZeroDivisionError), transaction():
        exchange = load(world.karim, number, lock=True)
        actions.confirm(exchange, version_hash=exchange.current.sha256, member=world.karim, now=LATER)
        raise ZeroDivisionError
    assert (len(db.session.scalars(select(Mail)).all()), rows()) == (before, [])


NOW_IN_SQL = "(SELECT posted_at FROM posting WHERE quantity > 0)"


@pytest.mark.parametrize(
    "change",
    [
        "title = 'Autre chose'", "note = 'Ajouté'", "giver_name = 'Une autre'", "receiver_name = 'Une autre'",
        "salt = 'x'", "version_id = version_id + 1", f"erased_at = {NOW_IN_SQL}, title = 'Autre chose'",
        f"erased_at = {NOW_IN_SQL}, giver_name = 'Une autre'",
    ],
)  # fmt: skip
def test_4_the_words_both_sides_confirmed_are_neither_changed_nor_deleted(posted: int, change: str) -> None:
    refused_by_the_database(f"UPDATE exchange_words SET {change}")
    refused_by_the_database("DELETE FROM exchange_words")
    if db.engine.dialect.name == "postgresql":
        refused_by_the_database("TRUNCATE exchange_words")
    else:
        refused_by_the_database("INSERT OR REPLACE INTO exchange_words SELECT * FROM exchange_words")


def test_4_words_are_erased_once_and_stay_erased(posted: int) -> None:
    run(f"UPDATE exchange_words SET title = '', note = '', salt = '', erased_at = {NOW_IN_SQL}")
    refused_by_the_database("UPDATE exchange_words SET title = 'Autre chose'")
    refused_by_the_database("UPDATE exchange_words SET erased_at = NULL")


def test_tampering_behind_the_triggers_is_found(world: World) -> None:
    """Against the owner of the file only detection is promised: the check says what does not fit."""
    number = post(world)
    with transaction():  # as the owner of the file could: the guard is taken away first
        if db.engine.dialect.name == "sqlite":
            named = "FROM sqlite_master WHERE name = 'guard_exchange_words_kept'"
            off, on = "DROP TRIGGER guard_exchange_words_kept", db.session.scalar(text(f"SELECT sql {named}"))
        else:
            off, on = (f"ALTER TABLE exchange_words {verb} TRIGGER USER" for verb in ("DISABLE", "ENABLE"))
        for statement in (off, "UPDATE exchange_words SET title = 'Autre chose'", on):
            db.session.connection().exec_driver_sql(str(statement))
    assert queries.broken() == [f"exchange {number} does not fit the version that was confirmed"]
    with transaction():
        words = load(world.ines, number).current.words
        words.title, words.erased_at = "", LATER + timedelta(days=1)
    assert queries.broken() == []


def test_a_confirmed_exchange_says_so_in_every_place(world: World, posted: int) -> None:
    found = db.session.get(Exchange, posted)
    assert found is not None
    assert (found.state, found.posted_at) == (State.CONFIRMED, LATER)
