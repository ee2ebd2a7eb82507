"""How many ask at once, through the page or the API, for hours that nobody else of the races uses."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from mutua.kernel import clock
from tests.live import PLAIN, Server

RIVALS = 50
# Two rounds each time, ten in the deep run.
ROUNDS = [2, pytest.param(10, marks=pytest.mark.deep)]
# (rounds, rivals): these stand on the same locks as the races above, so that fewer rivals will do each day.
FEWER = [(1, 16), pytest.param(10, RIVALS, marks=pytest.mark.deep)]
# Far enough ahead, and within the year a resource may be booked; the server's clock is the real one.
FIRST = (clock.now() + timedelta(days=40)).replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None)
days = itertools.count()


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


def asked(server: Server, rivals: list, body: Callable[[int], dict[str, object]]) -> Callable[[int], int]:
    """Through the API, each rival with a body of their own."""

    def ask(number: int) -> int:
        _, headers, structure = rivals[number]
        whole = {"structure_id": structure, "title": f"Essai {number}", **body(number)}
        return httpx.post(f"{server.address}/api/v1/bookings", json=whole, headers=headers, timeout=60).status_code

    return ask


def span(start: datetime, hours: int = 2) -> dict[str, object]:
    return {"starts_at": in_paris(start), "ends_at": in_paris(start + timedelta(hours=hours))}
