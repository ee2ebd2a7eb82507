"""The file of `mutua coactivity`: the example of the interface, and one line for each mistake."""

from __future__ import annotations

import copy

import pytest

from mutua.safety.coactivity_json import BadUses, coactivity_file

FILE = {
    "zone": "Europe/Paris",
    "resources": [
        {"id": "r1", "room": "hall", "building": "b1"},
        {"id": "r2", "room": "hall", "building": "b1"},
    ],
    "uses": [
        {"employer": "B", "resource": "r2", "start": "2027-03-01T09:00:00+01:00", "end": "2027-03-01T12:00:00+01:00",
         "headcount": 12},
        {"employer": "A", "resource": "r1", "start": "2027-03-01T08:00:00Z", "end": "2027-03-01T09:30:00Z",
         "headcount": 19},
        {"employer": "B", "resource": "r1", "start": "2027-03-01T14:00:00+01:00", "end": "2027-03-01T15:00:00+01:00",
         "headcount": 1},
    ],
}  # fmt: skip


def test_a_file_gives_its_counts():
    assert coactivity_file(FILE) == {
        "simultaneous": [
            {"place": "hall", "distance": 1, "employers": ["A", "B"], "days": 1, "minutes": 90, "peak": 31}
        ],
        "successive": [{"resource": "r1", "from": "A", "to": "B", "times": 1, "days": 1}],
    }


def test_an_empty_file_gives_empty_lists():
    assert coactivity_file(FILE | {"uses": []}) == {"simultaneous": [], "successive": []}


def changed(path, value):
    file = copy.deepcopy(FILE)
    *way, last = path
    inside = file
    for step in way:
        inside = inside[step]
    inside[last] = value
    return file


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ([], "the file: a JSON object is expected"),
        (changed(["zone"], None), "the file: zone must be a text that is not empty"),
        (changed(["zone"], "Europe/Lutèce"), "unknown zone 'Europe/Lutèce'"),
        (changed(["zone"], "Europe"), "unknown zone 'Europe'"),
        (changed(["zone"], "../UTC"), "unknown zone '../UTC'"),
        (changed(["zone"], "a\x00b"), "unknown zone 'a\\x00b'"),
        (changed(["uses"], {}), "the file: uses must be a list"),
        (changed(["resources", 1], "r2"), "resource 2: a JSON object is expected"),
        (changed(["resources", 1, "id"], "r1"), "resource 'r1' is given twice"),
        (changed(["resources", 1, "building"], "b2"), "room 'hall' is given in two buildings"),
        (changed(["resources", 0, "room"], 3), "resource 1: room must be a text that is not empty"),
        (changed(["uses", 0, "resource"], "r9"), "use 1: unknown resource 'r9'"),
        (changed(["uses", 1, "employer"], ""), "use 2: employer must be a text that is not empty"),
        (changed(["uses", 1, "headcount"], True), "use 2: headcount must be a whole number of people"),
        (changed(["uses", 1, "headcount"], -1), "use 2: headcount must be a whole number of people"),
        (changed(["uses", 1, "headcount"], 2.0), "use 2: headcount must be a whole number of people"),
        (changed(["uses", 0, "start"], "hier"), "use 1: start is no ISO 8601 date and time"),
        (changed(["uses", 0, "start"], 5), "use 1: start must be a text that is not empty"),
        (
            changed(["uses", 0, "start"], "2027-03-01T09:00:00"),
            "use 1: start must carry its offset, for instance +01:00",
        ),
        (changed(["uses", 0, "end"], "2027-03-01T09:00:00+01:00"), "use 1: end must follow start"),
        (changed(["uses", 0, "start"], "0001-01-01T00:00:00+01:00"), "use 1: start is out of the calendar"),
        (changed(["uses", 0, "end"], "9999-12-31T23:30:00Z"), "use 1: end is out of the calendar"),
    ],
)
def test_a_wrong_file_is_told_in_one_line(file, line):
    with pytest.raises(BadUses) as told:
        coactivity_file(file)
    assert str(told.value) == line
