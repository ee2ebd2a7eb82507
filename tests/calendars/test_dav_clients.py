"""Real calendar programs against the running server: python caldav, vdirsyncer with khal, tsdav, and a race of PUTs."""

from __future__ import annotations

import itertools
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import caldav
import pytest
from caldav.lib.error import DAVError

from tests.calendars import node
from tests.calendars.davs import ics, one, vevent
from tests.calendars.stage import KHAL, Stage, event, evolution, local, put, run, soon, stage

__all__ = ["stage"]

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


@pytest.mark.once
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


@pytest.mark.once
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


def test_of_24_programs_that_put_at_once_one_wins(stage: Stage) -> None:
    start, who = soon(20), (stage.server.world.karim.email, stage.karim)
    bodies = [one(f"race-{number}", local(start), local(start + timedelta(hours=1))) for number in range(24)]
    with ThreadPoolExecutor(24) as pool:
        codes = list(pool.map(lambda pair: put(f"{stage.room}race-{pair[0]}.ics", pair[1], who), enumerate(bodies)))
    assert Counter(codes) == {201: 1, 409: 23}


@pytest.mark.once
def test_tsdav_books_a_series_with_exceptions_and_loses_nothing(stage: Stage) -> None:
    world, first = stage.server.world, soon(42)
    week, hour = timedelta(days=7), timedelta(hours=1)
    series = ("RRULE:FREQ=WEEKLY;COUNT=4", f"EXDATE;TZID=Europe/Paris:{local(first + 2 * week)}")
    moved = (f"RECURRENCE-ID;TZID=Europe/Paris:{local(first + week)}",)
    plain = ics(vevent("ts", local(first), local(first + hour), *series, summary="Levain"))
    with_moved = ics(
        vevent("ts", local(first), local(first + hour), *series, summary="Levain"),
        vevent("ts", local(first + week + 3 * hour), local(first + week + 4 * hour), *moved, summary="Levain"),
    )
    over_ines = plain.replace(local(first), local(first + 5 * hour)).replace(
        local(first + hour), local(first + 6 * hour)
    )
    free = event("one", first + 2 * week, 1, summary="À la place")
    taken = event("ines-ts", first + week + 5 * hour, 1, summary="Couture")
    assert put(stage.room_of(world.ines) + "ts-i.ics", taken, (world.ines.email, stage.ines)) == 201
    start, end = utc(first - hour), utc(first + 5 * week)
    told = node.told("caldav.mjs", {
        "server": f"{stage.server.address}/dav/", "user": world.karim.email, "password": stage.karim,
        "calendar": "Salle Garance",
        "steps": [
            ["sync"], ["create", "ts.ics", plain], ["sync"], ["change", "ts.ics", with_moved], ["sync"],
            ["change", "ts.ics", over_ines], ["read", start, end, False], ["create", "one.ics", free],
            ["create", "two.ics", free.replace("UID:one", "UID:two")], ["read", start, end, True],
            ["delete", "one.ics"], ["sync"],
        ],
    })  # fmt: skip
    assert {"Salle Garance", "Mes réservations", "Le Fournil"} <= set(told["calendars"])
    _all, made, new, changed, again, refused, read, put_one, put_two, expanded, gone, last = told["answers"]
    assert [answer["status"] for answer in (made, changed, refused, put_one, put_two, gone)] == [
        201, 204, 409, 201, 409, 204,
    ]  # fmt: skip
    assert "déjà" in refused["body"]
    assert ("ts.ics" in new["created"], again["updated"], last["updated"]) == (True, ["ts.ics"], ["ts.ics"])
    (kept,) = (body for body in read if "UID:ts" in body.split())
    wanted = [first, first + week + 3 * hour, first + 3 * week]
    dates = [["Levain", utc(start), utc(start + hour)] for start in wanted]
    assert node.ical_js(kept, start, end)["dates"] == dates  # the refused change has taken nothing
    assert sum(body.count("SUMMARY:Levain") for body in expanded) == 3
    assert last["deleted"] == ["one.ics"]


@pytest.mark.once
def test_evolution_shows_why_not_and_keeps_the_true_version(stage: Stage, tmp_path: Path) -> None:
    world, start = stage.server.world, soon(84)
    hour, week = timedelta(hours=1), timedelta(days=7)
    taken = event("ines-e", start + 4 * hour, 1, summary="Couture")
    assert put(stage.room_of(world.ines) + "e.ics", taken, (world.ines.email, stage.ines)) == 201
    bare = vevent("evo", local(start), local(start + hour), summary="Levain")
    over = vevent("evo", local(start + 4 * hour), local(start + 5 * hour), summary="Levain")
    later = vevent("evo", local(start), local(start + 2 * hour), summary="Levain")
    second = start + week + 2 * hour
    series = vevent("suite", local(second), local(second + hour), "RRULE:FREQ=WEEKLY;COUNT=3", summary="Suite")
    moved = vevent("suite", local(second + week + hour), local(second + week + 2 * hour),
                   f"RECURRENCE-ID;TZID=Europe/Paris:{local(second + week)}", summary="Suite")  # fmt: skip
    reads = (["read", f"mark-{turn}", event(f"mark-{turn}", soon(85) + turn * hour, 1)] for turn in itertools.count())
    told = evolution(tmp_path, {
        "server": f"{stage.server.address}/dav/", "user": world.karim.email, "password": stage.karim,
        "calendar": stage.room,
        "steps": [
            ["may_write"], next(reads), ["create", bare], ["change", later], ["create", series], next(reads),
            ["change", moved], next(reads), ["change", over], next(reads),
            ["delete", "evo"], ["create", over.replace("UID:evo", "UID:two")], next(reads),
        ],
    })  # fmt: skip
    assert {"Salle Garance", "Mes réservations", "Le Fournil"} <= set(told["calendars"])
    writes, before, *made, _, moved_one, whole, refused, kept, gone, not_made, left = told["answers"]
    assert (writes, made, moved_one, gone) == (True, ["", "", ""], "", "")
    assert any("UID:ines-e" in body for body in before)
    assert "Ce créneau est déjà pris" in refused
    assert "Ce créneau est déjà pris" in not_made
    for bodies in (whole, kept):  # the refused change has taken nothing
        assert [local(start + 2 * hour) in body for body in bodies if "UID:evo" in body] == [True]
    suite = [body for body in left if "UID:suite" in body]
    assert sorted("RRULE" in body for body in suite) == [False, True]
    assert [local(second + week + hour) in body for body in suite if "RECURRENCE-ID" in body] == [True]
    assert not any("UID:evo" in body or "UID:two" in body for body in left)


def utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
