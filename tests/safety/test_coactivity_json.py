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
        ([], "le fichier : un objet JSON est attendu"),
        (changed(["zone"], None), "le fichier : zone doit être un texte non vide"),
        (changed(["zone"], "Europe/Lutèce"), "zone inconnue : 'Europe/Lutèce'"),
        (changed(["zone"], "Europe"), "zone inconnue : 'Europe'"),
        (changed(["zone"], "../UTC"), "zone inconnue : '../UTC'"),
        (changed(["zone"], "a\x00b"), "zone inconnue : 'a\\x00b'"),
        (changed(["uses"], {}), "le fichier : uses doit être une liste"),
        (changed(["resources", 1], "r2"), "ressource 2 : un objet JSON est attendu"),
        (changed(["resources", 1, "id"], "r1"), "la ressource 'r1' est donnée deux fois"),
        (changed(["resources", 1, "building"], "b2"), "la salle 'hall' est donnée dans deux bâtiments"),
        (changed(["resources", 0, "room"], 3), "ressource 1 : room doit être un texte non vide"),
        (changed(["uses", 0, "resource"], "r9"), "usage 1 : ressource inconnue 'r9'"),
        (changed(["uses", 1, "employer"], ""), "usage 2 : employer doit être un texte non vide"),
        (changed(["uses", 1, "headcount"], True), "usage 2 : headcount doit être un nombre entier de personnes"),
        (changed(["uses", 1, "headcount"], -1), "usage 2 : headcount doit être un nombre entier de personnes"),
        (changed(["uses", 1, "headcount"], 2.0), "usage 2 : headcount doit être un nombre entier de personnes"),
        (changed(["uses", 0, "start"], "hier"), "usage 1 : start n’est pas une date et heure ISO 8601"),
        (changed(["uses", 0, "start"], 5), "usage 1 : start doit être un texte non vide"),
        (
            changed(["uses", 0, "start"], "2027-03-01T09:00:00"),
            "usage 1 : start doit porter son décalage, par exemple +01:00",
        ),
        (changed(["uses", 0, "end"], "2027-03-01T09:00:00+01:00"), "usage 1 : end doit suivre start"),
        (changed(["uses", 0, "start"], "0001-01-01T00:00:00+01:00"), "usage 1 : start est hors du calendrier"),
        (changed(["uses", 0, "end"], "9999-12-31T23:30:00Z"), "usage 1 : end est hors du calendrier"),
    ],
)
def test_a_wrong_file_is_told_in_one_line(file, line):
    with pytest.raises(BadUses) as told:
        coactivity_file(file)
    assert str(told.value) == line
