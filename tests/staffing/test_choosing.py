"""Nothing is chosen in somebody's place: not a structure, not a person, not that a council is missing."""

from __future__ import annotations

from flask import Flask

from mutua.staffing.models import State
from tests.builders import World
from tests.staffing.loans import loan_in
from tests.staffing.test_pages import Browser


def test_no_structure_and_no_person_is_chosen_beforehand(world: World, app: Flask) -> None:
    ines = Browser(app, world.ines)
    answers = "?worker=employee&contract=one&orders=host&price=cost"
    wanted = {"side": "host", "skill": "Couture", "note": ""}
    assert "Remplissez ce champ" in ines.post(f"new{answers}", 422, **wanted, structure_id="0")
    loan = loan_in(State.REGIME_CHECKED, world)
    said = ines.post(f"{loan.number}/person", 422, person_id="-1", name="", qualification="Couture")
    assert "Remplissez ce champ" in said


def test_a_larger_structure_says_twice_that_it_has_no_council(world: World, app: Flask) -> None:
    loan = loan_in(State.CONSENTED, world)
    ines = Browser(app, world.ines)
    none = {"opinion": "no_cse", "headcount": "11"}
    assert "un CSE existe en principe" in ines.post(f"{loan.number}/cse", 422, **none)
    ines.post(f"{loan.number}/cse", **none, none_here="y")
    assert "effectif 11" in ines.get(str(loan.number))
