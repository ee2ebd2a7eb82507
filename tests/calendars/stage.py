"""The real server with CalDAV passwords, and what tests ask of the programs they run against it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from mutua.app import create_app
from mutua.calendars.actions import make_dav_password
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from tests.calendars.davs import one
from tests.calendars.node import PROGRAMS
from tests.conftest import WORKER, settings_for
from tests.live import Server, serving

PARIS = ZoneInfo("Europe/Paris")
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


def put(address: str, body: str, who: tuple[str, str]) -> int:
    headers = {"Content-Type": "text/calendar", "If-None-Match": "*"}
    return httpx.put(address, content=body.encode(), headers=headers, auth=who, timeout=60).status_code


def evolution(folder: Path, asked: object) -> Any:
    """What Evolution's engine answers; skipped, and said so, where Debian's packages are not."""
    known = ["/usr/bin/python3", "-c", "import gi; gi.require_version('ECal', '2.0')"]
    if not shutil.which("dbus-run-session") or subprocess.run(known, check=False, capture_output=True).returncode:
        pytest.skip("evolution-data-server is not installed")
    places = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "CACHE", "DATA")}
    environ = {**os.environ, **places, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "GIO_USE_VFS": "local",
               "GSETTINGS_BACKEND": "memory"}  # fmt: skip
    environ.pop("PYTHONPATH", None)
    done = subprocess.run(
        ["dbus-run-session", "--", "/usr/bin/python3", str(PROGRAMS / "evolution.py")],
        env=environ, input=json.dumps(asked), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
