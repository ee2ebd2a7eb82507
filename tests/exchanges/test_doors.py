"""Invariant × door: each of the sixteen (law/exchanges 2) attacked through the page, the API and raw SQL."""

from __future__ import annotations

from itertools import product

import pytest
from flask import Flask

from mutua.kernel import clock
from tests.builders import World
from tests.exchanges import attacks_books, attacks_parties
from tests.exchanges.builders import LATER
from tests.exchanges.doors import ATTACKS, DOORS, Doors, left

TABLE = (attacks_parties, attacks_books)  # importing them fills ATTACKS


@pytest.mark.once
def test_every_invariant_is_attacked_through_every_door() -> None:
    assert TABLE
    assert set(ATTACKS) == set(product(range(1, 17), DOORS))


@pytest.mark.parametrize("invariant", range(1, 17))
def test_the_invariant_holds_at_every_door(app: Flask, world: World, invariant: int) -> None:
    """One world an invariant; after each attack the ledger is asked whether it still holds."""
    doors = Doors(app, world)
    with clock.frozen(LATER):
        for door in DOORS:
            ATTACKS[invariant, door](doors, world)
            left()
