"""The limits of a case: figures of the law of the day, moved by derogations that count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mutua import law
from mutua.staffing.working_time.case import Case, Derogation
from mutua.staffing.working_time.timeline import MINUTE

A_DAY = 1440  # minutes; a limit of T9 up to here is one of the day, a larger one the total of 12 weeks


@dataclass(frozen=True, slots=True)
class Limit:
    """Minutes allowed (or due, for a rest) and the article that says so."""

    minutes: int
    article: str

    def exceeded_by(self, microseconds: int) -> bool:
        """For a maximum."""
        return microseconds > self.minutes * MINUTE

    def missed_by(self, microseconds: int) -> bool:
        """For a minimum."""
        return microseconds < self.minutes * MINUTE


def figure(rule: str, name: str, on: date) -> int:
    """A figure of the law as it stood on a day."""
    return int(law.rule(rule, on=on).figure(name).value)


def article(rule: str, on: date) -> str:
    """The article of a rule without figures."""
    return law.rule(rule, on=on).article


@dataclass(frozen=True, slots=True)
class Limits:
    """Answers what is allowed on given days. A derogation has to cover all of them, and never makes stricter."""

    derogations: tuple[Derogation, ...]

    @classmethod
    def of(cls, case: Case) -> "Limits":
        """The limits of one case; only derogations with their document stay."""
        return cls(tuple(each for each in case.derogations if each.document))

    def lifted(self, rule: str, day: date) -> bool:
        """Whether a derogation without figure (T6, T8) covers a day."""
        return any(each.rule == rule and each.covers(day) for each in self.derogations)

    def maximum(self, rule: str, name: str, days: Sequence[date]) -> Limit:
        """The largest maximum allowed on all these days, up to the legal cap `<name>_cap`."""
        base = law.rule(rule, on=days[0]).figure(name)
        cap = figure(rule, f"{name}_cap", days[0])
        wanted = (minutes for minutes in self._wanted(rule, days) if rule != "T9" or _is_of(name, minutes))
        return Limit(max([int(base.value), *(min(minutes, cap) for minutes in wanted)]), base.article)

    def rest(self, rule: str, days: Sequence[date]) -> Limit:
        """The shortest rest allowed on all these days, down to the legal floor."""
        base = law.rule(rule, on=days[0]).figure("rest")
        floor = figure(rule, "rest_floor", days[0])
        wanted = (
            _as_rest(minutes, int(base.value)) if rule == "T4" else minutes for minutes in self._wanted(rule, days)
        )
        return Limit(min([int(base.value), *(max(minutes, floor) for minutes in wanted)]), base.article)

    def _wanted(self, rule: str, days: Iterable[date]) -> list[int]:
        covered = list(days)
        return [
            each.limit_minutes
            for each in self.derogations
            if each.rule == rule and each.limit_minutes is not None and all(each.covers(day) for day in covered)
        ]


def _is_of(name: str, minutes: int) -> bool:
    return (minutes <= A_DAY) == (name == "daily")


def _as_rest(minutes: int, rest: int) -> int:
    """T4 speaks of a rest and of the span it leaves; 900 minutes can only be the span that 540 of rest allow."""
    return A_DAY - minutes if minutes >= A_DAY - rest else minutes
