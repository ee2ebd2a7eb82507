"""The measured rows: each asks the floor and the product for the same thing in the same run."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import httpx

from bench.fill import EMAIL, PASSWORD, Filled, instant
from bench.load import Cost, measure, memory_mib

CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Row:
    """A line of the table; `ratio` is what the goal speaks of."""

    name: str
    floor: str
    product: str
    ratio: float | None
    goal: str
    met: bool | None


def ratio_row(name: str, floor: Cost, product: Cost, limit: float) -> Row:
    ratio = product.cpu / floor.cpu if floor.cpu else None
    return Row(name, told(floor), told(product), ratio, f"≤ {limit} ×", None if ratio is None else ratio <= limit)


def told(cost: Cost) -> str:
    return f"{cost.cpu:.1f} ms CPU, p50 {cost.p50:.1f}, p95 {cost.p95:.1f}, {cost.size / 1000:.1f} kB"


class Bench:
    """One database, two servers over it."""

    def __init__(self, filled: Filled, floor: str, product: str, pids: Callable[[str], list[int]]) -> None:
        self.filled, self.floor, self.product = filled, floor, product
        self.pids = pids
        self.api = httpx.Client(base_url=product, headers={"Authorization": f"Bearer {filled.token}"}, timeout=120)
        self.bare = httpx.Client(base_url=floor, timeout=120)
        self.page = self._signed_in()
        self.slot = 0

    def _signed_in(self) -> httpx.Client:
        client = httpx.Client(base_url=self.product, timeout=120)
        token = CSRF.search(client.get("/login").text)
        assert token is not None
        data = {"email": EMAIL, "password": PASSWORD, "csrf_token": token[1]}
        assert client.post("/login", data=data).status_code == 303
        return client

    def _next(self) -> tuple[int, int, int]:
        """A free hour: (place, days after the free day, hour). The floor takes even days, the product odd ones."""
        self.slot += 1
        turn, place = divmod(self.slot, len(self.filled.resource_ids))
        day, hour = divmod(turn, 8)
        return place, 2 * day, 8 + hour

    def book_floor(self) -> httpx.Response:
        place, day, hour = self._next()
        start = self.filled.free_day + timedelta(days=day)
        body = {"unit": self.filled.unit_ids[place], "start": instant(start, hour), "end": instant(start, hour + 1)}
        return self.bare.post("/book", json=body)

    def wanted(self, place: int, day: int, hour: int, **more: object) -> dict[str, object]:
        start = self.filled.free_day + timedelta(days=day)
        return {
            "resource_ids": [self.filled.resource_ids[place]],
            "structure_id": self.filled.structure_id,
            "starts_at": instant(start, hour),
            "ends_at": instant(start, hour + 1),
            "title": "Mesure",
            **more,
        }

    def book(self) -> httpx.Response:
        place, day, hour = self._next()
        return self.api.post("/api/v1/bookings", json=self.wanted(place, day + 1, hour))

    def floor_pids(self) -> list[int]:
        return self.pids("floor")

    def product_pids(self) -> list[int]:
        return self.pids("product")

    def one_booking(self, times: int) -> list[Row]:
        bare = measure(self.floor_pids, [self.book_floor] * times)
        mine = measure(self.product_pids, [self.book] * times)
        crowd = measure(self.product_pids, [self.book] * times, clients=8)
        assert set(mine.statuses) == {201}, mine.statuses
        spread = crowd.p95 / crowd.p50
        return [
            ratio_row("one booking (API)", bare, mine, 2.5),
            Row("… from 8 clients, p95/p50", "", told(crowd), spread, "≤ 2", spread <= 2),
        ]

    def day_page(self, times: int) -> list[Row]:
        span = {"start": instant(self.filled.day, 0), "end": instant(self.filled.day, 24)}
        query = {"kind": "premises", "day": self.filled.day.date().isoformat()}
        path = f"/p/{self.filled.pole}/search"
        first = self.page.get(path, params=query)
        assert first.status_code == 200, first.status_code
        bare = measure(self.floor_pids, [lambda: self.bare.get("/day", params=span)] * times)
        mine = measure(self.product_pids, [lambda: self.page.get(path, params=query)] * times)
        rows = [ratio_row("day page, 100 resources × 800 bookings", bare, mine, 2.0)]
        etag = first.headers.get("etag")
        if etag:
            kept = {"If-None-Match": etag}
            same = measure(self.product_pids, [lambda: self.page.get(path, params=query, headers=kept)] * times)
            ratio = same.cpu / mine.cpu
            rows.append(Row("… unchanged (304)", "", f"{told(same)} {same.statuses}", ratio, "≤ 0.15 ×", ratio <= 0.15))
        else:
            rows.append(Row("… unchanged (304)", "", "no ETag", None, "≤ 0.15 ×", False))
        return rows

    def free(self, times: int) -> list[Row]:
        start, end = instant(self.filled.day, 14), instant(self.filled.day, 16)
        floor = {"start": start, "end": end}
        asked = {"free_from": start, "free_until": end, "kind": "premises"}
        bare = measure(self.floor_pids, [lambda: self.bare.get("/free", params=floor)] * times)
        mine = measure(self.product_pids, [lambda: self.api.get("/api/v1/resources", params=asked)] * times)
        return [ratio_row("which are free 14–16 h (API)", bare, mine, 5.0)]

    def series(self, times: int) -> list[Row]:
        single = measure(self.product_pids, [self.book] * 10)

        def weekly(number: int) -> Callable[[], httpx.Response]:
            body = self.wanted(number, 1, 18, rrule="FREQ=WEEKLY;COUNT=26")
            return lambda: self.api.post("/api/v1/bookings", json=body)

        many = measure(self.product_pids, [weekly(number) for number in range(times)])
        assert set(many.statuses) == {201}, many.statuses
        ratio = many.cpu / single.cpu
        return [Row("weekly series of 26, by one booking", told(single), told(many), ratio, "≤ 3 ×", ratio <= 3)]

    def race(self) -> list[Row]:
        single = measure(self.product_pids, [self.book] * 10)
        times: list[float] = []
        statuses: dict[int, int] = {}
        for number in range(5):
            cost = self._round([0], 1000 + number)
            times.append(cost.p95)
            for status, count in cost.statuses.items():
                statuses[status] = statuses.get(status, 0) + count
        ratio = max(times) / single.p50
        right = statuses == {201: 5, 409: 245}
        return [
            Row("50 rivals for one slot, 5 rounds", told(single), str(statuses), ratio, "≤ 60 ×", right and ratio <= 60)
        ]

    def _round(self, places: list[int], day: int) -> Cost:
        gate = threading.Barrier(50)

        def rival(number: int) -> Callable[[], httpx.Response]:
            body = self.wanted(places[number % len(places)], day % 200 + 101, 9)

            def ask() -> httpx.Response:
                gate.wait()
                with httpx.Client(base_url=self.product, headers=dict(self.api.headers), timeout=120) as own:
                    return own.post("/api/v1/bookings", json=body)

            return ask

        return measure(self.product_pids, [rival(number) for number in range(50)], clients=50)

    def memory(self) -> list[Row]:
        bare, mine = memory_mib(self.pids("floor-only")), memory_mib(self.pids("product-only"))
        ratio = mine / bare
        return [Row("memory of 2 workers (PSS)", f"{bare:.0f} MiB", f"{mine:.0f} MiB", ratio, "≤ 2 ×", ratio <= 2)]
