"""Published versions outlive everything: raw SQL, a changed file, a backup, another disk."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import UniqueConstraint, text
from sqlalchemy.exc import DBAPIError

import config
from mutua.cli import worker
from mutua.cli.group import keep_versions
from mutua.kernel import archive, audit
from mutua.kernel.db import Table, db
from mutua.kernel.transaction import transaction
from mutua.safety import actions, queries
from tests.builders import World
from tests.conftest import empty_tables
from tests.safety.scene import LATER, Scene, opened, published, rate, scene, signed

KEY = b"a key of the tests"
KEPT = ["safety_edition", "safety_extract", "safety_signatory", "safety_signature", "safety_adoption", "audit_seal"]


@pytest.fixture
def pole(world: World) -> Scene:
    made = scene(world)
    rate(made, made.room_unit_id, "H20")
    signed(made, opened(made), world.karim)
    published(made)
    with transaction():
        audit.seal(LATER, settled_before=LATER.replace(year=2028))
    return made


def unique_keys(name: str) -> list[list[str]]:
    table = Table.metadata.tables[name]
    found = [
        [column.name for column in each.columns] for each in table.constraints if isinstance(each, UniqueConstraint)
    ]
    return [["id"], *found, *([column.name] for column in table.columns if column.unique)]


def test_no_row_is_pushed_out_through_any_of_its_keys(pole: Scene) -> None:
    """SQLite's INSERT OR REPLACE takes the rows in the way out without asking a DELETE trigger."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    for name in KEPT:
        columns = [column.name for column in Table.metadata.tables[name].columns]
        for key in unique_keys(name):
            other = {column: "id + 900" if column == "id" and "id" not in key else column for column in columns}
            shared = [column for column in columns if other[column] == column]
            assert set(key) <= set(shared)
            statement = (
                f"INSERT OR REPLACE INTO {name} ({', '.join(columns)}) SELECT {', '.join(other.values())} FROM {name}"
            )
            with pytest.raises(DBAPIError, match="append_only"), db.engine.begin() as connection:
                connection.execute(text(statement))
    assert queries.broken() == []


def test_published_versions_lie_in_a_folder_of_signed_files(pole: Scene, tmp_path: Path) -> None:
    assert actions.keep_files(tmp_path, KEY) == 2
    home = tmp_path / "trois-ponts" / "v0001"
    number = f"extract-1-{pole.world.fournil_id:03d}.pdf"
    assert number in os.listdir(home)
    assert (home / "volume.pdf").read_bytes() == queries.edition_numbered(pole.world.pole_id, 1).pdf
    assert '"person":"Karim Benali"' in (home / "signatures.json").read_text()
    assert (actions.keep_files(tmp_path, KEY), actions.broken_files(tmp_path, KEY, now=LATER)) == (0, [])
    signed(pole, 1, pole.world.ines)  # late: the signatures file alone is written anew
    assert actions.keep_files(tmp_path, KEY) == 1
    assert "Inès Martin" in (home / "signatures.json").read_text()
    assert actions.broken_files(tmp_path, KEY, now=LATER) == []
    (home / number).chmod(0o640)
    (home / number).write_bytes(b"other")
    (home / "signatures.json").write_text("{}")
    assert actions.broken_files(tmp_path, KEY, now=LATER) == [
        "safety archive trois-ponts/v0001: signatures.json does not fit its seal",
        f"safety archive trois-ponts/v0001: {number} does not fit its sum",
    ]
    assert len(actions.broken_files(tmp_path, b"another key", now=LATER)) == 3


def test_the_folder_knows_of_a_version_that_the_database_has_lost(pole: Scene, app: Flask, tmp_path: Path) -> None:
    """A database put back from before the publication fits itself: only what lies outside it can tell."""
    archive.write(tmp_path / "all.zip", tmp_path, now=LATER)
    signed(pole, opened(pole), pole.world.karim)
    published(pole)
    kept = tmp_path / "elsewhere"
    actions.keep_files(kept, KEY)
    assert actions.broken_files(kept, KEY, now=LATER) == []
    empty_tables(app)
    archive.read(tmp_path / "all.zip", tmp_path)
    assert queries.broken() == []
    lost = "safety archive trois-ponts/v0002: is not the version of this number in the database"
    assert actions.broken_files(kept, KEY, now=LATER) == [lost]


def test_a_version_that_the_folder_lacks_is_told_an_hour_after_it_was_published(pole: Scene, tmp_path: Path) -> None:
    """The disk was not mounted, the worker does not run: the database alone holds forty years."""
    published_at = queries.latest(pole.document_id).published_at
    lost = [f"safety archive trois-ponts/v0001: is not in {tmp_path}"]
    assert actions.broken_files(tmp_path, KEY, now=published_at + timedelta(minutes=59)) == []
    assert actions.broken_files(tmp_path, KEY, now=published_at + timedelta(minutes=61)) == lost
    assert actions.broken_files(tmp_path / "nowhere", KEY, now=published_at + timedelta(days=1)) != []
    actions.keep_files(tmp_path, KEY)
    assert actions.broken_files(tmp_path, KEY, now=published_at + timedelta(days=1)) == []
    shutil.rmtree(tmp_path / "trois-ponts" / "v0001")
    assert actions.broken_files(tmp_path, KEY, now=published_at + timedelta(days=1)) == lost


def test_what_is_restored_lies_in_the_folder_at_once(
    pole: Scene, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], kept_apart=tmp_path / "kept"))
    keep_versions(app)
    assert (tmp_path / "kept" / "trois-ponts" / "v0001" / "volume.pdf").is_file()
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], kept_apart=tmp_path / "file"))
    keep_versions(app)
    assert "the worker tries again" in capsys.readouterr().err


def test_the_folder_is_where_the_setting_says(
    pole: Scene, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.config["SETTINGS"]
    assert settings.archive_dir == settings.data_dir / "archive"
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, kept_apart=tmp_path / "other disk"))
    assert worker.keep_files(app) == 2
    assert (tmp_path / "other disk" / "trois-ponts" / "v0001" / "volume.pdf").is_file()
    read = config.read({"MUTUA_DATA_DIR": str(tmp_path), "MUTUA_ARCHIVE_DIR": str(tmp_path / "third")})
    assert read.archive_dir == tmp_path / "third"


def test_a_restored_backup_verifies_its_chain(pole: Scene, app: Flask, tmp_path: Path) -> None:
    before = queries.edition_numbered(pole.world.pole_id, 1).pdf
    archive.write(tmp_path / "all.zip", tmp_path, now=LATER)
    empty_tables(app)
    assert queries.editions_to_keep() == []
    archive.read(tmp_path / "all.zip", tmp_path)
    assert (queries.broken(), list(audit.broken_seals())) == ([], [])
    assert queries.edition_numbered(pole.world.pole_id, 1).pdf == before
    with pytest.raises(DBAPIError, match="append_only"), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM safety_edition"))
    actions.keep_files(tmp_path / "archive", KEY)
    assert actions.broken_files(tmp_path / "archive", KEY, now=LATER) == []
