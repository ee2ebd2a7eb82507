"""Two who answer, a swap, a waitlist, a move, an open form: at the same moment, on the real server, one outcome."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from flask import Flask
from sqlalchemy import func, select

from mutua.bookings.models import Occurrence
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries as pole_queries
from mutua.pole.models import Structure, StructureRole
from mutua.resources.models import Kind
from tests.bookings.racing import FEWER, all_at_once, span, workday
from tests.builders import PASSWORD, add_resource
from tests.live import PLAIN, Server

P = "/p/trois-ponts"
# The mornings are the other races'.
afternoons = (workday(number) + timedelta(hours=5) for number in itertools.count())


class Someone:
    """A browser and a token of one person, for one structure."""

    def __init__(self, server: Server, inside: Flask, email: str, structure: int) -> None:
        self.browser, self.structure, self.home = server.browser_of(inside, email), structure, server.address
        with inside.app_context(), transaction():
            person = pole_queries.person_by_email(email)
            pole = pole_queries.pole_by_slug("trois-ponts")
            token = poles.make_token(pole_queries.member_for(person, pole, structure), "race", now=clock.now())
        self.headers = {"Authorization": f"Bearer {token}"}

    def ask(self, verb: str, path: str, **json: Any) -> httpx.Response:
        body = {"json": json} if json else {}
        return httpx.request(verb, f"{self.home}/api/v1{path}", headers=self.headers, **body, **PLAIN)

    def book(self, resource: int, start: datetime, hours: int = 2) -> dict[str, Any]:
        wish = {"resource_ids": [resource], "structure_id": self.structure, **span(start, hours)}
        answer = self.ask("POST", "/bookings", **wish)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def press(self, path: str, **data: str) -> int:
        return self.browser.post(P + path, data=data).status_code


@pytest.fixture(scope="module")
def cast(server: Server, inside: Flask) -> dict[str, Someone]:
    """Two managers of La Couture, which owns what is booked; two of Le Fournil, which books it."""
    world = server.world
    with inside.app_context():
        for email, structure in (("second@a.test", world.couture_id), ("other@a.test", world.fournil_id)):
            with transaction():
                pole = pole_queries.pole_by_slug("trois-ponts")
                person = poles.add_person(email, email, password=PASSWORD, now=clock.now())
                role = StructureRole.MANAGER
                poles.affiliate(person, structure, role, now=clock.now(), actor=None, pole_id=pole.id)
        emails = {"ines": world.ines.email, "karim": world.karim.email}
    couture = {"ines": emails["ines"], "second": "second@a.test"}
    fournil = {"karim": emails["karim"], "other": "other@a.test"}
    return {
        **{name: Someone(server, inside, email, world.couture_id) for name, email in couture.items()},
        **{name: Someone(server, inside, email, world.fournil_id) for name, email in fournil.items()},
    }


def race(many: int, *acts: Callable[[], int]) -> Counter[int]:
    """Each act again and again in turn, `many` times in all, at once."""
    return all_at_once([None] * many, lambda number: acts[number % len(acts)]())


def answers_to(inside: Flask, booking_id: int) -> tuple[int, set[str]]:
    """How many letters told the answer, and the states of its dates."""
    with inside.app_context():
        letters = (
            select(func.count()).select_from(Mail).where(Mail.template.in_(["bookings/confirmed", "bookings/declined"]))
        )
        states = select(Occurrence.state).where(Occurrence.booking_id == booking_id)
        return db.session.scalar(letters) or 0, {state.value for state in db.session.scalars(states)}


@pytest.mark.parametrize(("rounds", "many"), FEWER)
def test_two_approvers_give_one_answer(
    server: Server, inside: Flask, cast: dict[str, Someone], rounds: int, many: int
) -> None:
    for _ in range(rounds):
        number = cast["karim"].book(server.world.van_id, next(afternoons))["id"]
        before = answers_to(inside, number)[0]
        got = race(
            many,
            lambda: cast["ines"].press(f"/bookings/{number}/approve"),  # noqa: B023
            lambda: cast["second"].press(f"/bookings/{number}/decline", reason="Prise"),  # noqa: B023
            lambda: cast["second"].press("/requests", booking=str(number), verb="accept"),  # noqa: B023
        )
        assert (got[303], got[409] + got[422], got.total()) == (1, many - 1, many)
        letters, states = answers_to(inside, number)
        assert (letters - before, len(states & {"confirmed", "declined"})) == (1, 1)


@pytest.mark.parametrize(("rounds", "many"), FEWER)
def test_a_swap_is_accepted_once(server: Server, cast: dict[str, Someone], rounds: int, many: int) -> None:
    """The two dates touch: each must be let go before either is taken."""
    karim, ines, second, room = cast["karim"], cast["ines"], cast["second"], server.world.room_id
    for _ in range(rounds):
        start = next(afternoons)
        mine, theirs = karim.book(room, start), ines.book(room, start + timedelta(hours=2), 1)
        given, wanted = mine["occurrences"][0], theirs["occurrences"][0]
        asked = karim.ask("POST", f"/bookings/{mine['id']}/occurrences/{given['id']}/swaps", wanted_id=wanted["id"])
        assert asked.status_code == 201, asked.text
        accept = f"/swaps/{asked.json()['id']}/accept"
        got = race(
            many,
            lambda: int(ines.ask("POST", accept).status_code == 200),  # noqa: B023
            lambda: int(second.press(accept) == 303),  # noqa: B023
        )
        assert got == Counter({1: 1, 0: many - 1})
        both = ((karim, mine["id"]), (ines, theirs["id"]))
        found = [who.ask("GET", f"/bookings/{number}").json()["occurrences"][0]["starts_at"] for who, number in both]
        assert found == [wanted["starts_at"], given["starts_at"]]
        moves = itertools.count(1)

        def move() -> int:
            """One booking, to another hour each: whoever was overtaken is told."""
            when = span(start + timedelta(hours=3, minutes=15 * (next(moves) % 4)), 1)  # noqa: B023
            return karim.ask("PATCH", f"/bookings/{mine['id']}", **when).status_code  # noqa: B023

        got = race(many, move)
        assert got[200] >= 1
        assert set(got) <= {200, 409, 422}


@pytest.mark.parametrize(("rounds", "many"), FEWER)
def test_what_comes_free_goes_to_the_next_in_line_and_once(
    server: Server, cast: dict[str, Someone], rounds: int, many: int
) -> None:
    ines, room = cast["ines"], server.world.room_id
    for _ in range(rounds):
        start = next(afternoons)
        taken = ines.book(room, start)["id"]
        waits = cast["karim"].ask("POST", "/waiting", resource_id=room, **span(start))
        assert waits.status_code == 201, waits.text
        number = waits.json()["items"][0]["id"]
        wish = {"resource_ids": [room], "structure_id": ines.structure, **span(start)}
        verbs = itertools.chain(["DELETE"], itertools.repeat("POST"))

        def cancel_or_slip_in() -> int:
            if next(verbs) == "DELETE":  # noqa: B023
                return ines.ask("DELETE", f"/bookings/{taken}").status_code  # noqa: B023
            return cast["second"].ask("POST", "/bookings", **wish).status_code  # noqa: B023

        assert race(many, cancel_or_slip_in) == Counter({200: 1, 409: many - 1})
        take = f"/waiting/{number}/take"
        got = race(
            many,
            lambda: int(cast["karim"].ask("POST", take).status_code == 201),  # noqa: B023
            lambda: int(cast["other"].press(take) == 303),  # noqa: B023
            lambda: int(cast["second"].ask("POST", "/bookings", **wish).status_code == 201),  # noqa: B023
        )
        assert got == Counter({1: 1, 0: many - 1})


@pytest.mark.parametrize(("rounds", "many"), FEWER)
def test_open_forms_bookings_and_a_closure_leave_one(
    server: Server, cast: dict[str, Someone], rivals: list, rounds: int, many: int
) -> None:
    room = server.world.room_id
    for _ in range(rounds):
        start = next(afternoons)
        day = start.date().isoformat()
        form = {"day": day, "from": "14:00", "to": "16:00"}
        closure = {"first": day, "starts": "15:00", "last": day, "ends": "17:00", "reason": "Travaux"}

        def ask(number: int) -> int:
            browser, headers, structure = rivals[number]
            if number == 0:
                return cast["ines"].press(f"/resources/{room}/closures", **closure)  # noqa: B023
            if number % 2:
                return int(browser.post(f"{P}/resources/{room}/bookings/open", data=form).status_code)  # noqa: B023
            wish = {"resource_ids": [room], "structure_id": structure, **span(start)}  # noqa: B023
            return httpx.post(f"{server.address}/api/v1/bookings", json=wish, headers=headers, **PLAIN).status_code

        got = all_at_once(rivals[:many], ask)
        assert (got[409], got[200] + got[201] + got[303]) == (many - 1, 1), got


@pytest.mark.parametrize(("rounds", "many"), FEWER)
def test_what_is_withdrawn_is_booked_by_nobody_unseen(
    server: Server, inside: Flask, cast: dict[str, Someone], rivals: list, rounds: int, many: int
) -> None:
    """Either its owner hears of the date that stands ahead, or nobody gets one."""
    for turn in range(rounds):
        with inside.app_context(), transaction():
            pole = pole_queries.pole_by_slug("trois-ponts")
            couture = db.session.get_one(Structure, server.world.couture_id)
            made = add_resource(pole, couture, f"Atelier {turn}", Kind.PREMISES)
            db.session.flush()
            number = made.id
        start = next(afternoons)

        def ask(rival: int) -> int:
            if rival in {0, many // 2}:
                status = cast["ines"].ask("POST", f"/resources/{number}/retire").status_code  # noqa: B023
                return -1 if status == 200 else 0
            _, headers, structure = rivals[rival]
            wish = {"resource_ids": [number], "structure_id": structure, **span(start)}  # noqa: B023
            return httpx.post(f"{server.address}/api/v1/bookings", json=wish, headers=headers, **PLAIN).status_code

        got = all_at_once(rivals[:many], ask)
        assert got[-1] + got[201] == 1, got
        assert set(got) <= {-1, 0, 201, 403, 404, 409, 422}, got


def test_afterwards_the_invariants_hold(server: Server) -> None:
    """After the races of the other file, too."""
    checked = server.run("check")
    assert (checked.returncode, checked.stdout.strip()) == (0, "ok"), checked.stdout + checked.stderr
