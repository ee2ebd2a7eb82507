"""What a worker remembers of feeds: compressed bodies by their mark, and how often an address was answered."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from threading import Lock

MOST_BYTES = 32 * 1024 * 1024
# A program asks a few times an hour; a page that shows many feeds at once, some hundred times a minute.
ANSWERS_A_MINUTE = 600


class KeptBodies:
    """Compressed bodies, the least read forgotten first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._room = most_bytes
        self._lock = Lock()

    def get(self, mark: str) -> bytes | None:
        with self._lock:
            found = self._bodies.get(mark)
            if found is not None:
                self._bodies.move_to_end(mark)
            return found

    def compressed(self, mark: str, body: bytes) -> bytes:
        """The body compressed, and kept under its mark. Level 1: a twentieth of the size for 2 ms per 1,000 events."""
        small = gzip.compress(body, compresslevel=1, mtime=0)
        with self._lock:
            if mark not in self._bodies and len(small) < self._room:
                self._bodies[mark] = small
                self._room -= len(small)
            while self._room < 0 or len(self._bodies) > 10_000:
                self._room += len(self._bodies.popitem(last=False)[1])
        return small


class Pace:
    """How many whole answers each feed had in this minute; unchanged ones (304) are not counted."""

    def __init__(self, most: int = ANSWERS_A_MINUTE) -> None:
        self.most = most
        self._minute = -1
        self._counts: dict[int, int] = {}

    def wait(self, feed_id: int, second: int) -> int:
        """Count one answer at this second; 0, or how many seconds to wait before the next."""
        if second // 60 != self._minute:
            self._minute, self._counts = second // 60, {}
        count = self._counts.get(feed_id, 0) + 1
        self._counts[feed_id] = count
        return 0 if count <= self.most else 60 - second % 60
