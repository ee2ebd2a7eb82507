"""Indirect reciprocity: A gives to B, B to C, C to A."""

from __future__ import annotations

from collections.abc import Mapping

SHOWN = 12
Loop = tuple[int, int, int]


def loops(arrows: Mapping[tuple[int, int], int]) -> list[tuple[Loop, int]]:
    """Every loop of three with how often its rarest gift was made, the strongest first; each once."""
    given_to: dict[int, set[int]] = {}
    for giver, receiver in arrows:
        given_to.setdefault(giver, set()).add(receiver)
    found: list[tuple[Loop, int]] = []
    for first, seconds in given_to.items():
        for second in seconds:
            if second < first:  # each loop is told from its smallest number
                continue
            for third in given_to.get(second, ()):
                if third > first and first in given_to.get(third, ()):
                    steps = (arrows[first, second], arrows[second, third], arrows[third, first])
                    found.append(((first, second, third), min(steps)))
    return sorted(found, key=lambda loop: (-loop[1], loop[0]))
