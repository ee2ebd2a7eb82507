"""After a backup is restored counters come by the same numbers again: what programs remember must match nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from mutua.cli import files
from mutua.kernel import archive
from tests.builders import NOW, World
from tests.calendars.conftest import feed, get
from tests.calendars.davs import Program, one, password_of
from tests.conftest import empty_tables

CTAG = "{http://calendarserver.org/ns/}getctag"


def sync_refused(program: Program, path: str, token: str) -> bool:
    asked = f"<sync-collection xmlns='DAV:'><sync-token>{token}</sync-token><prop/></sync-collection>"
    answer = program.report(path, asked)
    return answer.status_code == 403 and "valid-sync-token" in answer.text


def restore(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_tables(app)

    @contextmanager
    def here() -> Iterator[Flask]:
        yield app

    monkeypatch.setattr(files, "application", here)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], data_dir=folder))
    done = CliRunner().invoke(files.restore, [str(folder / "all.zip")])
    assert (done.exit_code, "rows restored" in done.output) == (0, True), done.output


def test_programs_read_everything_again(
    app: Flask, client: FlaskClient, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    karim = Program(client, world.karim, password_of(world.karim))
    room, mine, address = karim.at(world.room_id), karim.at("mine"), feed(world.karim)
    karim.put(room + "a.ics", one("a", "20270302T090000", "20270302T100000"))
    archive.write(tmp_path / "all.zip", tmp_path, now=NOW)
    # What was done after the backup, and is lost.
    karim.put(room + "b.ics", one("b", "20270303T090000", "20270303T100000", summary="Perdu"))
    (_, token), (_, own) = karim.sync(room), karim.sync(mine)
    tag, whole = karim.ask("GET", room + "b.ics").headers["ETag"], get(client, address)
    ctags = {path: karim.props(path, CTAG)[path][CTAG].text for path in (room, mine)}

    restore(app, tmp_path, monkeypatch)
    # The same numbers again, for something else.
    karim.put(room + "b.ics", one("b", "20270304T090000", "20270304T100000", summary="Autre"))

    assert karim.ask("GET", room + "b.ics", If_None_Match=tag).status_code == 200
    assert karim.put(room + "b.ics", one("b", "20270305T090000", "20270305T100000"), If_Match=tag).status_code == 412
    assert (sync_refused(karim, room, token), sync_refused(karim, mine, own)) == (True, True)
    assert sorted(karim.sync(room)[0]) == ["a.ics", "b.ics"]
    for path, before in ctags.items():
        assert karim.props(path, CTAG)[path][CTAG].text != before
    again = get(client, address, If_None_Match=whole.headers["ETag"])
    assert (again.status_code, "Autre" in again.text, "Perdu" in again.text) == (200, True, False)
    # From here on as ever.
    _, fresh = karim.sync(room)
    assert karim.sync(room, fresh) == ({}, fresh)
    karim.put(room + "c.ics", one("c", "20270305T090000", "20270305T100000"))
    assert list(karim.sync(room, fresh)[0]) == ["c.ics"]
    (_, later) = karim.sync(mine)
    assert karim.sync(mine, later) == ({}, later)


def test_the_same_backup_restored_twice_begins_two_eras(
    app: Flask, client: FlaskClient, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    karim = Program(client, world.karim, password_of(world.karim))
    room, mine = karim.at(world.room_id), karim.at("mine")
    karim.put(room + "a.ics", one("a", "20270302T090000", "20270302T100000"))
    archive.write(tmp_path / "all.zip", tmp_path, now=NOW)
    restore(app, tmp_path, monkeypatch)
    # Changed in the first restored life alone.
    karim.put(room + "a.ics", one("a", "20270303T090000", "20270303T100000"))
    _, token = karim.sync(room)
    karim.put(room + "a.ics", one("a", "20270304T090000", "20270304T100000"))
    _, own = karim.sync(mine)

    restore(app, tmp_path, monkeypatch)
    karim.put(room + "a.ics", one("a", "20270305T090000", "20270305T100000"))
    assert (sync_refused(karim, room, token), sync_refused(karim, mine, own)) == (True, True)
