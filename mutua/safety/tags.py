"""What a row of co-activity must know of the uses that made it, counted in the same sweep as their people."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

Tags = frozenset[Hashable]
NO_TAGS: Tags = frozenset()
_FIELD = 20  # bits: a million uses of one tag at one instant


class Loads:
    """A use's people and tags in one number, so that one addition keeps count of all: fields of `_FIELD` bits, one a
    tag, that say how many running uses carry it, and the people above them. Sums of loads stay loads; of an `or` of
    loads, the fields that are not zero are the tags that ever ran."""

    def __init__(self, known: Iterable[Tags]) -> None:
        seen = set(known)
        self._tags = list(dict.fromkeys(tag for tags in seen for tag in tags))
        self.shift = _FIELD * len(self._tags)
        at = {tag: 1 << (_FIELD * number) for number, tag in enumerate(self._tags)}
        self._fields = {tags: sum(at[tag] for tag in tags) for tags in seen}

    def of(self, headcount: int, tags: Tags) -> int:
        return (headcount << self.shift) + self._fields[tags]

    def tags_in(self, ever: int) -> Tags:
        one = (1 << _FIELD) - 1
        return frozenset(tag for number, tag in enumerate(self._tags) if ever >> (_FIELD * number) & one)
