"""Names stand where a French reader looks for them, in Python and on both databases alike."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import literal, select, union_all

from mutua.kernel.db import db
from mutua.kernel.reading_order import by_name, reading_order
from mutua.pole import queries
from mutua.pole.models import Pole
from tests.builders import World, add_structure

NAMES = [
    "Studio Bascule",
    "Épicerie du Lavoir",
    "Œuvre",
    "Zoé",
    "eau vive",
    "Fournil",
    "ÀB",
    "Entraide",
    "Ça ira",
    "Od",
]
READ = ["ÀB", "Ça ira", "eau vive", "Entraide", "Épicerie du Lavoir", "Fournil", "Od", "Œuvre", "Studio Bascule", "Zoé"]


def test_accents_and_capitals_do_not_count():
    assert sorted(NAMES, key=reading_order) == READ


def test_the_database_sorts_alike(app: Flask):
    names = union_all(*(select(literal(name).label("name")) for name in NAMES)).subquery()
    assert list(db.session.scalars(select(names.c.name).order_by(by_name(names.c.name)))) == READ


@pytest.mark.parametrize("letter", "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿŸŒœÆæŠŽ")
def test_every_letter_of_a_name_has_its_place(app: Flask, letter: str):
    assert db.session.scalar(select(by_name(literal(letter)))) == reading_order(letter)


def test_structures_are_listed_in_that_order(world: World):
    pole = db.session.get_one(Pole, world.pole_id)
    for name in ("Studio Bascule", "Épicerie du Lavoir"):
        add_structure(pole, name)
    db.session.flush()
    names = [row.structure.name for row in queries.memberships_of(world.pole_id)]
    assert names == sorted(names, key=reading_order)
    assert names.index("Épicerie du Lavoir") < names.index("Studio Bascule")
