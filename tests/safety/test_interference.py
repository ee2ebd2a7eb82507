"""Cells of the co-activity matrix, on the worked case: a food-parcel association and a design co-op share a hall."""

from __future__ import annotations

from mutua.safety.catalogue import emitted, families_for
from mutua.safety.coactivity import Simultaneous, Successive
from mutua.safety.interference import (
    CellState,
    Judgement,
    Setting,
    cells_of_handover,
    cells_of_meeting,
    families_from,
    pairs_that_never_met,
)
from mutua.safety.scoring import Mastery, Score

HALL = Simultaneous("hall", 1, ("A", "B"), days=44, minutes=132 * 60, peak=31)
# the hall has a delivery area, neither racks nor a lift; B works at desks of the same room
SWITCHED_ON = {risk.code for risk in families_for("premises", {"dock"}) + families_for("desk")}
SETTING = Setting(
    emits={"A": emitted("storage"), "B": emitted("office")},
    switched_on=SWITCHED_ON,
    judgements={
        ("A", "B", "H01"): Judgement(Mastery.PARTLY),
        ("A", "B", "H04"): Judgement(Mastery.SOURCE_OR_COLLECTIVE),
        ("A", "B", "H20"): Judgement(Mastery.INDIVIDUAL_ONLY),
    },
)


def test_the_worked_row_of_the_method():
    from_a = [cell for cell in cells_of_meeting(HALL, SETTING) if cell.direction.giver == "A"]
    assert [(c.family, c.frequency, c.severity, c.score, c.state) for c in from_a] == [
        ("H01", 2, 2, Score(2, 2, individual_only=False), CellState.COVERED),
        ("H04", 2, 4, Score(3, 2, individual_only=False), CellState.COVERED),
        ("H20", 2, 4, Score(3, 3, individual_only=True), CellState.NEEDS_MEASURE),
    ]


def test_the_other_direction_comes_from_the_other_profile_and_without_a_measure_wants_one():
    from_b = [cell for cell in cells_of_meeting(HALL, SETTING) if cell.direction.giver == "B"]
    assert [(c.family, c.score.gross, c.score.residual, c.state) for c in from_b] == [
        ("H01", 2, 3, CellState.NEEDS_MEASURE),
        ("H14", 2, 3, CellState.NEEDS_MEASURE),
        ("H20", 3, 4, CellState.NEEDS_MEASURE),
    ]


def test_racks_and_a_lift_switch_two_more_families_on():
    switched_on = {risk.code for risk in families_for("premises", {"dock", "storage", "lift"})}
    assert [f.code for f in families_from(emitted("storage"), switched_on, 1)] == ["H01", "H03", "H04", "H08", "H20"]


def test_another_room_of_the_building_is_reached_by_the_widest_families_only():
    every = {f"H{n:02}" for n in range(1, 27)}
    assert [f.code for f in families_from(emitted("storage"), every, 2)] == ["H04", "H20"]
    assert [f.code for f in families_from(emitted("works"), every, 2)] == ["H12", "H20"]


def test_the_next_user_of_an_object_is_reached_by_what_stays_in_it():
    van = {risk.code for risk in families_for("vehicle", {"van"})}
    setting = Setting(emits={"A": emitted("driving")}, switched_on=van, judgements={})
    cells = cells_of_handover(Successive("van", "A", "B", times=60, days=50), setting)
    assert [(c.direction.giver, c.direction.taker, c.family, c.frequency) for c in cells] == [
        ("A", "B", "H05", 3),
        ("A", "B", "H13", 3),
        ("A", "B", "H25", 3),
    ]


def test_people_may_override_the_marks():
    judged = {("A", "B", "H01"): Judgement(Mastery.PARTLY, severity=4, frequency=4)}
    cells = cells_of_meeting(HALL, Setting({"A": emitted("office")}, {"H01"}, judged))
    assert [(c.severity, c.frequency, c.score.residual, c.state) for c in cells] == [(4, 4, 4, CellState.NEEDS_MEASURE)]


def test_a_written_plan_that_is_due_comes_first():
    setting = Setting(
        {"A": emitted("works")}, {"H11"}, {("A", "B", "H11"): Judgement(Mastery.PARTLY)}, plans={("A", "B")}
    )
    assert [c.state for c in cells_of_meeting(HALL, setting)] == [CellState.NEEDS_PLAN]


def test_pairs_that_never_met_are_told_too():
    assert pairs_that_never_met(["C", "A", "B"], [HALL]) == [("A", "C"), ("B", "C")]
