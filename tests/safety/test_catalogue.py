"""The catalogue: complete, ordered, and switched on by what a resource is."""

from __future__ import annotations

import pytest

from mutua.safety.catalogue import (
    KINDS,
    DefaultRisk,
    Scoring,
    Step,
    attributes_of,
    catalogue,
    emitted,
    families_for,
    reach_of,
)

FAMILIES = catalogue().families
# code: severity floor and reach, as the method prints them
FLOORS = {
    "H01": (2, 2), "H02": (4, 1), "H03": (3, 2), "H04": (4, 3), "H05": (4, 1), "H06": (3, 0), "H07": (2, 1),
    "H08": (4, 2), "H09": (4, 2), "H10": (2, 1), "H11": (4, 2), "H12": (4, 3), "H13": (3, 2), "H14": (2, 2),
    "H15": (3, 0), "H16": (3, 3), "H17": (1, 2), "H18": (2, 2), "H19": (4, 2), "H20": (4, 3), "H21": (3, 2),
    "H22": (None, 0), "H23": (3, 2), "H24": (None, 0), "H25": (4, 2), "H26": (None, None), "H99": (1, 0),
}  # fmt: skip
# families by default and families an attribute may switch on, by kind
DEFAULTS = {
    "premises": "01 16 17 18 19 20 22 26",
    "desk": "01 07 10 13 14 16 17 20 26",
    "vehicle": "04 05 06 13 16 22 25 26",
    "staff": "01 06 22 24 26",
    "equipment": "09 10 19 25 26",
}
OPTIONS = {
    "premises": "02 03 04 06 08 09 10 11 12 13 14 23 24 25",
    "desk": "06 18 19 22 24",
    "vehicle": "01 02 03 08 10 11 14 15 18 19 20 23",
    "staff": "02 05 07 09 10 11 12 13 14 16 19 21 23 25",
    "equipment": "01 02 03 04 06 08 11 13 14 15 20 21 22",
}


def codes(text):
    return [f"H{number}" for number in text.split()]


def test_twenty_five_families_one_computed_one_other():
    assert {code: (family.severity, family.reach) for code, family in FAMILIES.items()} == FLOORS
    assert [code for code, f in FAMILIES.items() if f.scoring is not Scoring.MATRIX] == ["H22", "H24", "H26"]
    assert [code for code, f in FAMILIES.items() if f.text_required] == ["H99"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_applies_by_default_and_what_an_attribute_may_add(kind):
    by_default = [risk.code for risk in families_for(kind)]
    with_all = [risk.code for risk in families_for(kind, {attribute.code for attribute in attributes_of(kind)})]
    assert by_default == codes(DEFAULTS[kind])
    assert sorted(set(with_all) - set(by_default)) == codes(OPTIONS[kind])


def test_an_attribute_adds_its_families():
    plain = {risk.code for risk in families_for("equipment")}
    assert {risk.code for risk in families_for("equipment", {"gas"})} - plain == {"H20"}
    assert {risk.code for risk in families_for("equipment", {"stairs"})} == plain


def test_a_default_risk_carries_its_floor_and_first_measures():
    assert families_for("premises")[0] == DefaultRisk("H01", 2, FAMILIES["H01"].measures)


def test_an_unknown_kind_or_profile_is_an_error():
    with pytest.raises(KeyError):
        families_for("boat")
    with pytest.raises(KeyError):
        emitted("sleeping")


def test_every_switch_is_a_question_that_is_asked_and_every_question_switches_something():
    asked = {(attribute.kind, attribute.code) for attribute in catalogue().attributes}
    used = {
        (kind, code)
        for family in FAMILIES.values()
        for kind, switch in family.applies.items()
        if not isinstance(switch, bool)
        for code in switch
    }
    assert used - asked == set()
    assert asked - used == {("staff", "alone"), ("staff", "trainee_or_minor")}  # lone work is on for all staff


def test_measures_go_from_the_source_to_the_instruction_and_name_their_principle():
    order = list(Step)
    for code, family in FAMILIES.items():
        steps = [order.index(measure.step) for measure in family.measures]
        assert steps == sorted(steps), code
        assert steps == [0, 1, 2, 3] or code == "H99"
        assert all(1 <= measure.principle <= 9 for measure in family.measures)
        assert all(measure.principle == 9 for measure in family.measures if measure.step is Step.INSTRUCTION)
        assert family.situations or code == "H99"
        assert family.anchors


def test_the_twenty_families_of_the_national_list_are_each_mapped_once():
    assert sorted(f.ed840 for f in FAMILIES.values() if f.ed840) == list(range(1, 21))


def test_the_twenty_one_dangerous_works_are_there_and_pointed_at():
    numbers = [work.number for work in catalogue().works]
    assert numbers == list(range(1, 22))
    assert {number for f in FAMILIES.values() for number in f.works} <= set(numbers)


def test_profiles_emit_known_families_of_reach_one_or_more():
    assert list(catalogue().profiles) == [
        "office", "meeting", "public", "workshop", "works", "cleaning",
        "catering", "storage", "delivery", "driving", "children", "rehearsal",
    ]  # fmt: skip
    for profile in catalogue().profiles:
        assert all((reach_of(code) or 0) >= 1 for code in emitted(profile))
    assert emitted("storage") == ("H01", "H03", "H04", "H08", "H20")
    assert {code: set(p.asks) for code, p in catalogue().profiles.items() if p.asks} == {
        "works": {"R4511", "dangerous_works"},
        "delivery": {"R4515"},
        "children": {"young_public"},
    }


def test_a_situation_fits_what_the_unit_is():
    burns = FAMILIES["H10"]
    assert burns.situation_for("premises", {"kitchen"}).startswith("Plaques encore chaudes")
    assert burns.situation_for("vehicle", {"van"}) == "Main coincée ou coupée en chargeant, porte ou hayon"
    assert FAMILIES["H01"].situation_for("premises", set()) == " ; ".join(FAMILIES["H01"].situations[:2])
    names = set(KINDS) | {attribute.code for kind in KINDS for attribute in attributes_of(kind)}
    assert {name for family in FAMILIES.values() for name in family.said} <= names


def test_texts_use_the_curly_apostrophe_and_wait_for_no_translation_of_names():
    for family in FAMILIES.values():
        assert family.french
        assert family.english
        assert "'" not in family.french + "".join((*family.situations, *family.said.values())) + "".join(
            m.french for m in family.measures
        )
