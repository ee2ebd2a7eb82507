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

WARM = 10  # requests a worker may need until its caches hold what it uses
ROUNDS = 5
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
        bare = measure(self.floor_pids, [self.book_floor] * (times + WARM), warm=WARM)
        mine = measure(self.product_pids, [self.book] * (times + WARM), warm=WARM)
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
        bare = measure(self.floor_pids, [lambda: self.bare.get("/day", params=span)] * (times + WARM), warm=WARM)
        mine = measure(self.product_pids, [lambda: self.page.get(path, params=query)] * (times + WARM), warm=WARM)
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
        ask, hello = (lambda: self.bare.get("/free", params=floor)), (lambda: self.bare.get("/hello"))
        bare = measure(self.floor_pids, [ask] * (times + WARM), warm=WARM)
        mine = measure(
            self.product_pids, [lambda: self.api.get("/api/v1/resources", params=asked)] * (times + WARM), warm=WARM
        )
        # The goal is in words: five times the bare query, and one empty answer.
        empty = measure(self.floor_pids, [hello] * (times + WARM), warm=WARM)
        query = max(bare.cpu - empty.cpu, 0.0)
        limit = 5 * query + empty.cpu
        told_floor = f"{told(bare)}; empty answer {empty.cpu:.1f} ms CPU"
        rows = [
            Row("which are free 14–16 h (API)", told_floor, told(mine), mine.cpu / limit, "≤ 1 × (5 × query + empty)",
                mine.cpu <= limit)
        ]  # fmt: skip
        return [*rows, *self._every_tuesday(times // 4)]

    def _every_tuesday(self, times: int) -> list[Row]:
        """The search page for one afternoon, and for 26 of them."""
        path = f"/p/{self.filled.pole}/search"
        once = {"kind": "premises", "day": self.filled.day.date().isoformat(), "from": "14:00", "duration": "120"}
        weekly = {**once, "repeat": "weekly", "times": "26"}
        single = measure(self.product_pids, [lambda: self.page.get(path, params=once)] * (times + WARM), warm=WARM)
        many = measure(self.product_pids, [lambda: self.page.get(path, params=weekly)] * (times + WARM), warm=WARM)
        assert set(many.statuses) == {200}, many.statuses
        ratio = many.cpu / single.cpu
        return [
            Row("free every week for 6 months (page), by one day", told(single), told(many), ratio, "≤ 2 ×", ratio <= 2)
        ]

    def series(self, times: int) -> list[Row]:
        single = measure(self.product_pids, [self.book] * (20 + WARM), warm=WARM)

        def weekly(number: int) -> Callable[[], httpx.Response]:
            body = self.wanted(number, 1, 18, rrule="FREQ=WEEKLY;COUNT=52")
            return lambda: self.api.post("/api/v1/bookings", json=body)

        many = measure(self.product_pids, [weekly(number) for number in range(times)])
        assert set(many.statuses) == {201}, many.statuses
        ratio = many.cpu / single.cpu
        return [Row("weekly series of 52, by one booking", told(single), told(many), ratio, "≤ 3 ×", ratio <= 3)]

    def race(self) -> list[Row]:
        single = measure(self.product_pids, [self.book] * (20 + WARM), warm=WARM)
        one, statuses = self._rounds([0], 1000)
        ten, spread = self._rounds(list(range(10)), 2000)
        slowest, right = max(one) / single.p50, statuses == {201: ROUNDS, 409: 49 * ROUNDS}
        beside, fair = sum(ten) / sum(one), spread == {201: 10 * ROUNDS, 409: 40 * ROUNDS}
        return [
            Row(f"50 rivals for one slot, {ROUNDS} rounds: slowest answer by p50 of one booking", told(single),
                f"{max(one):.0f} ms, {statuses}", slowest, "≤ 60 ×", right and slowest <= 60),
            Row("… for ten slots at once, by the time of one", "", f"{spread}", beside, "≤ 1.5 ×",
                fair and beside <= 1.5),
        ]  # fmt: skip

    def _rounds(self, places: list[int], day: int) -> tuple[list[float], dict[int, int]]:
        """The slowest answer of each round, and what was answered."""
        slowest: list[float] = []
        statuses: dict[int, int] = {}
        for number in range(ROUNDS):
            cost = self._round(places, day + number)
            slowest.append(cost.slowest)
            for status, count in cost.statuses.items():
                statuses[status] = statuses.get(status, 0) + count
        return slowest, statuses

    def _round(self, places: list[int], day: int) -> Cost:
        gate = threading.Barrier(50)
        headers = dict(self.api.headers)  # made beforehand: what a client costs itself is not the server's
        clients = [httpx.Client(base_url=self.product, headers=headers, timeout=120) for _ in range(50)]

        def rival(number: int) -> Callable[[], httpx.Response]:
            body = self.wanted(places[number % len(places)], day % 97 + 101 + day // 1000, 9)

            def ask() -> httpx.Response:
                gate.wait()
                return clients[number].post("/api/v1/bookings", json=body)

            return ask

        cost = measure(self.product_pids, [rival(number) for number in range(50)], clients=50)
        for client in clients:
            client.close()
        return cost

    def memory(self) -> list[Row]:
        bare, mine = memory_mib(self.pids("floor-only")), memory_mib(self.pids("product-only"))
        ratio = mine / bare
        return [Row("memory of 2 workers (PSS)", f"{bare:.0f} MiB", f"{mine:.0f} MiB", ratio, "≤ 2 ×", ratio <= 2)]
