"""What lender, host and employee agree to: a value with a hash, kept in rows that never change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, order=True)
class Slot:
    """Every week on `weekday` (Monday 0) from `start` to `end`, minutes after midnight; past 1440 is the next day."""

    weekday: int
    start: int
    end: int

    @property
    def minutes(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class TermsContent:
    """The mandatory mentions of S5 and S6, and what the law file advises; pay is never here.

    reflection_days: calendar days the employee has to answer. travel_minutes: between the usual place and the host's,
    None when nobody said. keeps_base_hours: True when the person also works for the lender on a day of loan.
    replaces_absent: of somebody absent at the host's, whose headcount then leaves the person out (L1111-2).
    special_risks: the post is on the host's list (L4154-2). notice_days: before an early end.
    """

    qualification: str
    tasks: str
    reason: str
    starts_on: date
    ends_on: date
    slots: tuple[Slot, ...]
    place: str
    orders_from: str
    contact: str
    cost_method: str
    features: str
    ppe: str
    medical: str
    safety_notes: str
    probation_days: int = 0
    essential_change: bool = False
    reflection_days: int = 8
    keeps_base_hours: bool = False
    travel_minutes: int | None = None
    purpose: str = ""
    replaces_absent: bool = False
    special_risks: bool = False
    insurance: str = ""
    notice_days: int = 0

    def to_json(self) -> dict[str, Any]:
        """JSON values; dates in ISO 8601, slots as [weekday, start, end]."""
        return {
            **asdict(self),
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "slots": [[slot.weekday, slot.start, slot.end] for slot in self.slots],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> TermsContent:
        """The value that `to_json` wrote."""
        return cls(
            **{
                **value,
                "starts_on": date.fromisoformat(value["starts_on"]),
                "ends_on": date.fromisoformat(value["ends_on"]),
                "slots": tuple(Slot(*each) for each in value["slots"]),
            }
        )

    def without_words(self) -> TermsContent:
        """What may stay when the names must go: days, hours, figures."""
        facts = self.to_json()
        words = {name: "" for name in facts if isinstance(getattr(self, name), str)}
        return TermsContent.from_json({**facts, **words})

    @property
    def weekly_minutes(self) -> int:
        return sum(slot.minutes for slot in self.slots)

    @property
    def weekdays(self) -> list[int]:
        return sorted({slot.weekday for slot in self.slots})

    @property
    def strays(self) -> tuple[date, ...] | None:
        return strays(self.starts_on, self.ends_on, self.weekdays)


def strays(first: date, last: date, weekdays: Collection[int]) -> tuple[date, ...] | None:
    """First and last day of work when they are not the dates given, () when no day of work lies between; else None."""
    days = (last - first).days + 1
    worked = [day for day in (first + timedelta(days=number) for number in range(days)) if day.weekday() in weekdays]
    edges = tuple(sorted({*worked[:1], *worked[-1:]}))
    return None if edges == tuple(sorted({first, last})) else edges


def content_hash(content: dict[str, Any], *, regime: str, lender_id: int, host_id: int, employee_id: int | None) -> str:
    """SHA-256 over the terms and the parties they bind: the same words about another person are another agreement."""
    bound = {"content": content, "regime": regime, "parties": [lender_id, host_id, employee_id]}
    text = json.dumps(bound, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
