"""Calendars as other programs really write them: each event is read, or refused with a reason."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mutua.calendars.reading import Unreadable, WrongDates, read_event, slots_of
from mutua.config import HERE
from tests.builders import PARIS

SAMPLES = Path(os.environ.get("MUTUA_ICS_SAMPLES") or HERE.parent / "shared" / "ics-samples")
FILES = sorted(SAMPLES.glob("*.ics"))
EVENT = re.compile(rb"^BEGIN:VEVENT\r?$.*?^END:VEVENT\r?$\n?", re.DOTALL | re.MULTILINE)
UID = re.compile(rb"^UID:(.*?)\r?$", re.MULTILINE)


def objects(body: bytes) -> Iterator[bytes]:
    """As a program would put them: one file a UID, each with the calendar's own zones."""
    rest = re.sub(rb"^METHOD:.*\n", b"", EVENT.sub(b"", body), flags=re.MULTILINE)
    head, _, tail = rest.rpartition(b"END:VCALENDAR")
    by_uid: dict[bytes, list[bytes]] = {}
    for event in EVENT.findall(body):
        found = UID.search(event)
        by_uid.setdefault(found[1] if found else b"", []).append(event)
    for events in by_uid.values():
        yield head + b"".join(event.rstrip() + b"\r\n" for event in events) + b"END:VCALENDAR" + tail


@pytest.mark.skipif(not FILES, reason="the sample calendars are not here (MUTUA_ICS_SAMPLES)")
def test_every_sample_is_read_or_refused_with_a_reason() -> None:
    read, refused = 0, []
    for path in FILES:
        body = path.read_bytes()
        for one in (body, *objects(body)):
            try:
                slots_of(read_event(one, PARIS), PARIS)
                read += 1
            except (Unreadable, WrongDates) as wrong:
                refused.append((path.name, getattr(wrong, "condition", str(wrong)), str(wrong)))
    assert all(reason and words for _name, reason, words in refused)
    assert read >= 40  # some have no end, some no UID: a booking wants both
