"""Reads the dated rules of law; what they look like is told in `mutua.law`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from mutua.law.parsing import Figure, LawError, Rule, Source, parse

__all__ = ["Figure", "LawError", "Rule", "Source", "UnknownRule", "rule", "rules"]


class UnknownRule(LookupError):
    """No rule has this id, or none of its versions is in force on the day asked for."""


@dataclass(frozen=True, slots=True)
class _Book:
    """Every version of every rule, by id, oldest version first."""

    versions: dict[str, tuple[Rule, ...]]


@cache
def _book() -> _Book:
    """Read the data files once a process: they are part of the program, like its code."""
    return _Book(index(parse()))


def index(found: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    """Versions by id in order of time; LawError when two versions of one rule are in force on one day."""
    versions: dict[str, list[Rule]] = {}
    for each in found:
        versions.setdefault(each.id, []).append(each)
    for name, group in versions.items():
        group.sort(key=lambda version: version.in_force_from or date.min)
        for former, latter in zip(group, group[1:], strict=False):
            if former.in_force_to is None or former.in_force_to >= (latter.in_force_from or date.min):
                raise LawError(f"rule {name}: two versions are in force on one day")
    return {name: tuple(group) for name, group in versions.items()}


@cache
def rule(rule_id: str, *, on: date) -> Rule:
    """The version of a rule in force on a day; UnknownRule when there is none."""
    for version in _book().versions.get(rule_id, ()):
        if version.in_force(on):
            return version
    raise UnknownRule(f"no rule {rule_id} in force on {on}")


def rules(prefix: str = "", *, on: date | None = None) -> tuple[Rule, ...]:
    """Rules whose id is `prefix` and a number, in the order of the numbers ("T" gives T1 to T14; "" gives all).

    With `on`, only what is in force that day; without, every version.
    """
    found = (each for group in _book().versions.values() for each in group)
    chosen = [
        each for each in found if (not prefix or _series(each.id) == prefix) and (on is None or each.in_force(on))
    ]
    return tuple(sorted(chosen, key=lambda each: (_order(each.id), each.in_force_from or date.min)))


def _series(rule_id: str) -> str:
    """The letters of a numbered rule; "" for one named by its article (R6 is of series R, R4227-5 of none)."""
    return "" if "-" in rule_id else _letters(rule_id)


def _letters(rule_id: str) -> str:
    return re.split(r"[\d-]", rule_id, maxsplit=1)[0]


def _order(rule_id: str) -> tuple[str, list[int], str]:
    """Sorts T2 before T10."""
    return _letters(rule_id), [int(number) for number in re.findall(r"\d+", rule_id)], rule_id
