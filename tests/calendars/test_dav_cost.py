"""What a program's event costs the database: each of its rows is written once."""

from __future__ import annotations

import re
from collections import Counter

from flask.testing import FlaskClient
from sqlalchemy import event

from mutua.kernel.db import db
from tests.builders import World
from tests.calendars.davs import Program, one, password_of

WRITES = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) (\w+)")


def test_a_new_event_writes_each_of_its_rows_once(client: FlaskClient, world: World) -> None:
    karim = Program(client, world.karim, password_of(world.karim))
    karim.put(karim.at(world.room_id, "before.ics"), one("before", "20270301T090000", "20270301T100000"))
    written: Counter[tuple[str, str]] = Counter()

    def note(*told: object) -> None:
        found = WRITES.match(str(told[2]))
        if found:
            written[found[1], found[2]] += 1

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        made = karim.put(
            karim.at(world.room_id, "own name.ics"), one("u-1", "20270302T090000", "20270302T100000", "X-MINE:kept")
        )
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert made.status_code == 201
    assert written == {
        **dict.fromkeys([("UPDATE", "resource"), ("UPDATE", "dav_refusal")], 1),
        **{
            ("INSERT INTO", table): 1
            for table in ("claim", "hold", "booking", "occurrence", "line", "audit_row", "calendar_object",
                          "calendar_entry", "dav_object", "dav_entry")
        },
    }  # fmt: skip
    assert str(karim.get(karim.at(world.room_id, "own name.ics"))[0]["X-MINE"]) == "kept"
