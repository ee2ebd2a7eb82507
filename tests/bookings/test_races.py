"""Fifty at once for one slot, against the real server with several workers: exactly one gets it, each round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from tests.bookings.racing import (
    FEWER,
    RIVALS,
    ROUNDS,
    all_at_once,
    asked,
    days,
    in_paris,
    span,
    through_api,
    through_form,
    workday,
)
from tests.live import Server


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
