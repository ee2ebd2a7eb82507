"""Fifty at once for one slot, against the real server with several workers: exactly one gets it, each round."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import select

from mutua.app import create_app
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries as pole_queries
from mutua.pole.models import Structure, StructureRole
from mutua.resources.models import Drawing, Kind
from tests.builders import PASSWORD, add_resource
from tests.conftest import WORKER, settings_for
from tests.live import PLAIN, Server, serving

RIVALS = 50
# Two rounds each time, ten in the deep run.
ROUNDS = [2, pytest.param(10, marks=pytest.mark.deep)]
# Far enough ahead, and within the year a resource may be booked; the server's clock is the real one.
FIRST = (clock.now() + timedelta(days=40)).replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("race"), f"race_{WORKER}") as started:
        yield started


@pytest.fixture(scope="module")
def rivals(server: Server) -> list[tuple[httpx.Client, dict[str, str], int]]:
    """Fifty people of two structures: a signed-in browser, the headers of a token, the structure."""
    url = server.environ["MUTUA_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    app = create_app(settings_for(url, Path(server.environ["MUTUA_DATA_DIR"])))
    made = []
    with app.app_context():
        for number in range(RIVALS):
            structure = server.world.fournil_id if number % 2 else server.world.couture_id
            email = f"rival{number}@trois-ponts.test"
            with transaction():
                pole = pole_queries.pole_by_slug("trois-ponts")
                person = poles.add_person(f"Rival {number}", email, password=PASSWORD, now=clock.now())
                role = StructureRole.MEMBER
                poles.affiliate(person, structure, role, now=clock.now(), actor=None, pole_id=pole.id)
                db.session.flush()
                token = poles.make_token(pole_queries.member_for(person, pole, None), "race", now=clock.now())
            made.append((email, {"Authorization": f"Bearer {token}"}, structure))
    return [(server.browser_of(app, email), headers, structure) for email, headers, structure in made]


@pytest.fixture(scope="module")
def hall(server: Server) -> int:
    """A hall that needs the room's unit and the van's."""
    url = server.environ["MUTUA_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    app = create_app(settings_for(url, Path(server.environ["MUTUA_DATA_DIR"])))
    with app.app_context(), transaction():
        pole = pole_queries.pole_by_slug("trois-ponts")
        couture = db.session.get(Structure, server.world.couture_id)
        made = add_resource(pole, couture, "Grande salle", Kind.PREMISES)
        drawn = select(Drawing.unit_id).where(Drawing.resource_id.in_([server.world.room_id, server.world.van_id]))
        made.draws = [Drawing(position=place, unit_id=unit) for place, unit in enumerate(db.session.scalars(drawn))]
        db.session.flush()
        return made.id


def workday(number: int) -> datetime:
    """The wall-clock morning of the n-th weekday from FIRST on."""
    weeks, rest = divmod(number, 5)
    monday = FIRST - timedelta(days=FIRST.weekday())
    return monday + timedelta(weeks=weeks + 1, days=rest)


def in_paris(wall: datetime) -> str:
    return wall.replace(tzinfo=ZoneInfo("Europe/Paris")).isoformat()


def all_at_once(rivals: list, ask: Callable[[int], int]) -> Counter[int]:
    gate = threading.Barrier(len(rivals))

    def one(number: int) -> int:
        gate.wait()
        return ask(number)

    with ThreadPoolExecutor(len(rivals)) as pool:
        return Counter(pool.map(one, range(len(rivals))))


def through_api(server: Server, rivals: list, start: datetime, shift: Callable[[int], timedelta], resource: int):
    def ask(number: int) -> int:
        _, headers, structure = rivals[number]
        begin = start + shift(number)
        body = {
            "resource_ids": [resource],
            "structure_id": structure,
            "starts_at": in_paris(begin),
            "ends_at": in_paris(begin + timedelta(hours=2)),
            "title": f"Essai {number}",
        }
        return httpx.post(f"{server.address}/api/v1/bookings", json=body, headers=headers, **PLAIN).status_code

    return ask


def through_form(server: Server, rivals: list, start: datetime, shift: Callable[[int], timedelta], resource: int):
    def ask(number: int) -> int:
        browser, _, _ = rivals[number]
        begin = start + shift(number)
        end = begin + timedelta(hours=2)
        data = {
            "day": begin.date().isoformat(),
            "from": begin.strftime("%H:%M"),
            "to": end.strftime("%H:%M"),
            "title": f"Essai {number}",
            "headcount": "2",
            "repeat": "once",
        }
        return browser.post(f"/p/trois-ponts/resources/{resource}/bookings", data=data).status_code

    return ask


days = itertools.count()


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize(("door", "success"), [(through_api, 201), (through_form, 303)])
def test_one_slot_fifty_rivals_one_winner(
    server: Server, rivals: list, door: Callable[..., Callable[[int], int]], success: int, rounds: int
) -> None:
    for _ in range(rounds):
        ask = door(server, rivals, workday(next(days)), lambda _: timedelta(), server.world.room_id)
        assert all_at_once(rivals, ask) == Counter({success: 1, 409: RIVALS - 1})


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize(("door", "success"), [(through_api, 201), (through_form, 303)])
def test_partly_overlapping_times_have_one_winner_too(
    server: Server, rivals: list, door: Callable[..., Callable[[int], int]], success: int, rounds: int
) -> None:
    def shift(rival: int) -> timedelta:
        return timedelta(minutes=15 * (rival % 7))  # any two of them overlap: each lasts two hours

    for _ in range(rounds):
        ask = door(server, rivals, workday(next(days)), shift, server.world.room_id)
        assert all_at_once(rivals, ask) == Counter({success: 1, 409: RIVALS - 1})


@pytest.mark.parametrize("rounds", ROUNDS)
def test_three_desks_have_three_winners(server: Server, rivals: list, rounds: int) -> None:
    for _ in range(rounds):
        ask = through_api(server, rivals, workday(next(days)), lambda _: timedelta(), server.world.desks_id)
        assert all_at_once(rivals, ask) == Counter({201: 3, 409: RIVALS - 3})


# (rounds, rivals): these stand on the same locks as the races above, so that fewer rivals will do each day.
FEWER = [(1, 16), pytest.param(10, RIVALS, marks=pytest.mark.deep)]


def asked(server: Server, rivals: list, body: Callable[[int], dict[str, object]]) -> Callable[[int], int]:
    """Through the API, each rival with a body of their own."""

    def ask(number: int) -> int:
        _, headers, structure = rivals[number]
        whole = {"structure_id": structure, "title": f"Essai {number}", **body(number)}
        return httpx.post(f"{server.address}/api/v1/bookings", json=whole, headers=headers, timeout=60).status_code

    return ask


def span(start: datetime, hours: int = 2) -> dict[str, object]:
    return {"starts_at": in_paris(start), "ends_at": in_paris(start + timedelta(hours=hours))}


@pytest.mark.parametrize(("rounds", "many"), FEWER)
def test_series_that_meet_on_one_date_have_one_winner(server: Server, rivals: list, rounds: int, many: int) -> None:
    for _ in range(rounds):
        first = workday(next(days)) + timedelta(hours=3)  # noon: the mornings are the other races'
        weekly = {"resource_ids": [server.world.room_id], "rrule": "FREQ=WEEKLY;COUNT=3"}
        ask = asked(server, rivals, lambda rival: {**weekly, **span(first + timedelta(weeks=rival % 3))})  # noqa: B023
        assert all_at_once(rivals[:many], ask) == Counter({201: 1, 409: many - 1})
        next(days), next(days), next(days)


@pytest.mark.parametrize(("rounds", "many"), FEWER)
def test_several_resources_asked_in_opposite_orders_have_one_winner(
    server: Server, rivals: list, rounds: int, many: int
) -> None:
    both = [server.world.room_id, server.world.van_id]
    for _ in range(rounds):
        when = span(workday(next(days)))
        ask = asked(server, rivals, lambda rival: {"resource_ids": both[:: 1 - 2 * (rival % 2)], **when})  # noqa: B023
        assert all_at_once(rivals[:many], ask) == Counter({201: 1, 409: many - 1})


@pytest.mark.parametrize(("rounds", "many"), FEWER)
def test_a_part_and_the_whole_have_one_winner(server: Server, rivals: list, hall: int, rounds: int, many: int) -> None:
    for _ in range(rounds):
        when = span(workday(next(days)))
        ask = asked(  # the hall needs the room, and a van's unit besides
            server,
            rivals,
            lambda rival: {"resource_ids": [hall if rival % 2 else server.world.room_id], **when},  # noqa: B023
        )
        assert all_at_once(rivals[:many], ask) == Counter({201: 1, 409: many - 1})


@pytest.mark.parametrize(("rounds", "many"), FEWER)
def test_of_fifty_opened_forms_one_keeps_the_time(server: Server, rivals: list, rounds: int, many: int) -> None:
    for _ in range(rounds):
        begin = workday(next(days))
        data = {"day": begin.date().isoformat(), "from": "09:00", "to": "11:00"}
        address = f"/p/trois-ponts/resources/{server.world.room_id}/bookings/open"

        def ask(number: int) -> int:
            return rivals[number][0].post(address, data=data).status_code  # noqa: B023

        assert all_at_once(rivals[:many], ask) == Counter({200: 1, 409: many - 1})


@pytest.mark.parametrize(("rounds", "many"), FEWER)
def test_fifty_moves_to_one_slot_have_as_many_winners_as_desks(
    server: Server, rivals: list, rounds: int, many: int
) -> None:
    """Each has a desk for half an hour of its own; all want the same two hours, and there are three desks."""
    for _ in range(rounds):
        made: list[int] = []
        start = workday(next(days))
        for rival, (_, headers, structure) in enumerate(rivals[:many]):
            own = workday(next(days)) if rival % 20 == 0 else start
            start = own
            begin = own + timedelta(minutes=30 * (rival % 20))
            when = {"starts_at": in_paris(begin), "ends_at": in_paris(begin + timedelta(minutes=30))}
            body = {"structure_id": structure, "resource_ids": [server.world.desks_id], **when}
            answer = httpx.post(f"{server.address}/api/v1/bookings", json=body, headers=headers, timeout=60)
            assert answer.status_code == 201, answer.text
            made.append(answer.json()["id"])
        goal = span(workday(next(days)))

        def ask(number: int) -> int:
            address = f"{server.address}/api/v1/bookings/{made[number]}"  # noqa: B023
            return httpx.patch(address, json=goal, headers=rivals[number][1], timeout=60).status_code  # noqa: B023

        assert all_at_once(rivals[:many], ask) == Counter({200: 3, 409: many - 3})


def test_afterwards_the_invariants_hold(server: Server) -> None:
    checked = server.run("check")
    assert (checked.returncode, checked.stdout.strip()) == (0, "ok"), checked.stdout + checked.stderr
