"""Every route by every role (invariant 7): the table is the whole truth, and the app agrees with it."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask

from mutua.web.pages import CSP
from tests.access.asking import COLUMNS, Asker, mark, routes, watched
from tests.access.table import TABLE
from tests.conftest import DATABASE

# Answered to programs, not to people, and cached or followed by them.
LOGGED = ("/calendars/", "/safety/read/")


def test_every_route_is_listed(migrated_app: Flask) -> None:
    assert sorted(f"{route.method} {route.rule}" for route in routes(migrated_app)) == sorted(TABLE)


def test_every_cell_is_filled() -> None:
    assert {
        name: cells for name, cells in TABLE.items() if len(cells) != len(COLUMNS) or set(cells) - set("*+~?!-.")
    } == {}


def test_no_get_writes_but_what_is_logged_on_purpose() -> None:
    acting = [name for name, cells in TABLE.items() if name.startswith("GET ") and "*" in cells]
    assert [name for name in acting if not name.removeprefix("GET ").startswith(LOGGED)] == []


def test_objects_of_another_pole_are_not_found_through_ones_own() -> None:
    """An address of a pole that names an object by its number: 404 for everybody of another pole."""
    numbered = {name: cells for name, cells in TABLE.items() if "/p/<pole>" in name and "<int:" in name}
    assert {name: cells for name, cells in numbered.items() if cells[-2:] != ".."} == {}


@pytest.mark.timeout(900)  # a hang guard for thousands of requests
def test_each_role_gets_what_the_table_says(asker: Asker) -> None:
    """One pass over all cells: who gets in, what a GET writes, the headers of every page.

    Rights are Python's: on PostgreSQL three columns show that each statement runs there as well.
    """
    wrong, bare = [], Counter[str]()
    asked = COLUMNS if DATABASE == "sqlite" else ("manager", "coordinator", "thief")
    with watched() as watch:
        for route in routes(asker.app):
            name, found = f"{route.method} {route.rule}", ""
            for role in asked:
                watch.begin()
                answer = asker.ask(role, route)
                if route.method == "GET" and watch.writes:
                    watch.acted = True
                found += mark(answer, watch)
                if answer.mimetype == "text/html" and not guarded(answer.headers):
                    bare[name] += 1
            wanted = "".join(TABLE.get(name, "X" * len(COLUMNS))[COLUMNS.index(role)] for role in asked)
            if found != wanted:
                wrong.append(f"{name}: {found}, not {wanted}")
    assert wrong == []
    assert bare == {}


def guarded(headers: object) -> bool:
    """The headers of every page."""
    wanted = {
        "Content-Security-Policy": CSP, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
    }  # fmt: skip
    same = all(headers.get(name) == value for name, value in wanted.items())  # type: ignore[attr-defined]
    return same and "Referrer-Policy" in headers and "Cache-Control" in headers  # type: ignore[operator]
