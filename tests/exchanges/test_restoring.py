"""A backup of a pole that has posted exchanges and closed a month can be read back, and the ledger is guarded again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mutua.exchanges import actions, queries
from mutua.kernel import archive
from mutua.kernel.archive import AT_BIRTH
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from tests.builders import World, at
from tests.conftest import empty_tables
from tests.exchanges.builders import post
from tests.exchanges.test_ledger import ROW, refused_by_the_database, rows

APRIL = at("2027-04-02 09:00")


def test_posted_and_closed_exchanges_come_back_and_are_guarded(world: World, app: Flask, tmp_path: Path) -> None:
    number = post(world)
    with transaction():
        actions.close_period(date(2027, 3, 31), member=world.lucie, now=APRIL)
    before = rows()
    archive.write(tmp_path / "all.zip", tmp_path, now=APRIL)
    empty_tables(app)
    archive.read(tmp_path / "all.zip", tmp_path)
    assert (rows(), queries.broken()) == (before, [])
    assert [quantity for _structure, quantity in before] == [before[0][1], -before[0][1]]  # the pair, not a second one
    refused_by_the_database(
        ROW.format(who="e.giver_id", other="e.receiver_id", quantity=60), number=number
    )  # nobody agreed to more
    refused_by_the_database("UPDATE exchange SET state = 'proposed', posted_at = NULL")


def test_every_guard_that_is_lifted_is_known_by_its_name(world: World) -> None:
    """A guard renamed would not be lifted, and a restore would fail on the day it is needed."""
    if db.engine.dialect.name == "sqlite":
        known = text("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
    else:
        known = text("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    assert AT_BIRTH.items() <= {tuple(row) for row in db.session.execute(known)}


def test_a_copy_that_breaks_a_law_leaves_nothing_and_no_guard_lifted(world: World, app: Flask, tmp_path: Path) -> None:
    number = post(world)
    archive.write(tmp_path / "all.zip", tmp_path, now=APRIL)
    with pytest.raises((archive.Unfit, DBAPIError)):
        archive.read(tmp_path / "all.zip", tmp_path)  # the database is not empty
    refused_by_the_database(ROW.format(who="e.giver_id", other="e.receiver_id", quantity=60), number=number)
