"""Real calendar programs against the running server: python caldav, vdirsyncer with khal, and a race of PUTs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import caldav
import httpx
import pytest
from caldav.lib.error import DAVError

from mutua.app import create_app
from mutua.calendars.actions import make_dav_password
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from tests.calendars.davs import one
from tests.conftest import WORKER, settings_for
from tests.live import Server, serving

PARIS = ZoneInfo("Europe/Paris")
VDIR = """[general]
status_path = "{folder}/status"
[pair room]
a = "here"
b = "there"
collections = ["resource-{resource}"]
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{folder}/calendars"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{base}/dav/"
username = "{user}"
password = "{password}"
"""
KHAL = """[calendars]
[[room]]
path = {folder}/calendars/resource-{resource}
[locale]
local_timezone = Europe/Paris
default_timezone = Europe/Paris
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = room
[sqlite]
path = {folder}/khal.db
"""


@dataclass
class Stage:
    """The server, and the passwords of Karim and Inès."""

    server: Server
    karim: str
    ines: str

    @property
    def room(self) -> str:
        return self.room_of(self.server.world.karim)

    def room_of(self, member: Member) -> str:
        number = self.server.world.room_id
        return f"{self.server.address}/dav/{member.person_id}-{member.structure_id}-trois-ponts/resource-{number}/"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("dav")
    with serving(folder, f"dav_{WORKER}", workers=2) as server:
        app = create_app(settings_for(_address(server), folder))
        with app.app_context():
            secrets = [_password(member) for member in (server.world.karim, server.world.ines)]
            db.session.remove()
            db.engine.dispose()
        yield Stage(server, *secrets)


def _address(server: Server) -> str:
    return server.environ["MUTUA_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")


def _password(member: Member) -> str:
    with transaction():
        return make_dav_password(member, "essai", now=clock.now())


def soon(days: int) -> datetime:
    """A Wednesday at ten, weeks ahead: the real server reads the real clock."""
    today = clock.now().astimezone(PARIS).replace(hour=10, minute=0, second=0, microsecond=0)
    return today + timedelta(days=28 + (2 - today.weekday()) % 7 + days)


def local(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"


def test_python_caldav_discovers_books_changes_and_hears_why_not(stage: Stage) -> None:
    address, world = stage.server.address, stage.server.world
    client = caldav.DAVClient(f"{address}/.well-known/caldav", username=world.karim.email, password=stage.karim)
    room = next(found for found in client.principal().calendars() if found.name == "Salle Garance")
    made = room.save_event(event("caldav-1", soon(0), 1, summary="Pétrissage"))
    found = room.date_search(soon(0) - timedelta(hours=2), soon(0) + timedelta(hours=3), expand=False)
    assert [str(event.icalendar_component["SUMMARY"]) for event in found] == ["Pétrissage"]
    made.load()
    made.data = made.data.replace(local(soon(0) + timedelta(hours=1)), local(soon(0) + timedelta(hours=2)))
    made.save()
    other = caldav.DAVClient(f"{address}/dav/", username=world.ines.email, password=stage.ines)
    theirs = next(found for found in other.principal().calendars() if found.name == "Salle Garance")
    with pytest.raises(DAVError) as refused:
        theirs.save_event(event("caldav-9", soon(0) + timedelta(hours=1), 2))
    assert "409" in str(refused.value)
    token = room.objects_by_sync_token().sync_token
    room.save_event(event("caldav-2", soon(1), 1, "RRULE:FREQ=WEEKLY;COUNT=3", summary="Fournée"))
    changed = room.objects_by_sync_token(token, load_objects=True)
    assert [str(event.icalendar_component["UID"]) for event in changed] == ["caldav-2"]
    dates = room.search(start=soon(1), end=soon(1) + timedelta(days=8), event=True, expand="server")
    assert sum(event.data.count("BEGIN:VEVENT") for event in dates) == 2
    room.event_by_uid("caldav-1").delete()
    assert [str(event.icalendar_component["UID"]) for event in room.events()] == ["caldav-2"]


def event(uid: str, start: datetime, hours: int, *lines: str, **more: str) -> str:
    return one(uid, local(start), local(start + timedelta(hours=hours)), *lines, **more)


def run(folder: Path, *command: str, code: int = 0) -> str:
    environ = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "PYTHONPATH": ""}
    done = subprocess.run(
        [str(Path(sys.executable).parent / command[0]), *command[1:]],
        env=environ, capture_output=True, text=True, timeout=60, check=False, input="y\n" * 5,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_vdirsyncer_and_khal_book_read_and_keep_what_was_refused(stage: Stage, tmp_path: Path) -> None:
    world = stage.server.world
    known = {"folder": tmp_path, "base": stage.server.address, "user": world.karim.email, "password": stage.karim,
             "resource": world.room_id}  # fmt: skip
    (tmp_path / "vdir.conf").write_text(VDIR.format(**known))
    (tmp_path / "khal.conf").write_text(KHAL.format(**known))
    sync = ("vdirsyncer", "-c", str(tmp_path / "vdir.conf"))
    run(tmp_path, *sync, "discover")
    khal = ("khal", "-c", str(tmp_path / "khal.conf"))
    free, taken = soon(14), soon(14) + timedelta(hours=4)
    run(tmp_path, *khal, "new", f"{free:%Y-%m-%d %H:%M}", f"{free + timedelta(hours=1):%H:%M}", "Levain")
    run(tmp_path, *sync, "sync")
    body = event("ines", taken, 1, summary="Couture")
    assert put(stage.room_of(world.ines) + "i.ics", body, (world.ines.email, stage.ines)) == 201
    run(tmp_path, *khal, "new", f"{taken:%Y-%m-%d %H:%M}", f"{taken + timedelta(hours=1):%H:%M}", "Trop tard")
    told = run(tmp_path, *sync, "sync", code=1)
    assert "Conflict" in told or "409" in told
    seen = run(tmp_path, *khal, "list", f"{free:%Y-%m-%d}", "3d")
    assert all(words in seen for words in ("Levain", "Couture · La Couture", "Trop tard")), seen
    kept = next(path for path in (tmp_path / "calendars").rglob("*.ics") if "Trop tard" in path.read_text())
    day = f"{taken:%Y%m%d}"
    kept.write_text(kept.read_text().replace(f"{day}T14", f"{day}T16").replace(f"{day}T15", f"{day}T17"))
    run(tmp_path, *sync, "sync")  # moved to a free time, it goes through


def put(address: str, body: str, who: tuple[str, str]) -> int:
    headers = {"Content-Type": "text/calendar", "If-None-Match": "*"}
    return httpx.put(address, content=body.encode(), headers=headers, auth=who, timeout=60).status_code


def test_of_24_programs_that_put_at_once_one_wins(stage: Stage) -> None:
    start, who = soon(20), (stage.server.world.karim.email, stage.karim)
    bodies = [one(f"race-{number}", local(start), local(start + timedelta(hours=1))) for number in range(24)]
    with ThreadPoolExecutor(24) as pool:
        codes = list(pool.map(lambda pair: put(f"{stage.room}race-{pair[0]}.ics", pair[1], who), enumerate(bodies)))
    assert Counter(codes) == {201: 1, 409: 23}
