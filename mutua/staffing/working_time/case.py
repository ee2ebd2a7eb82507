"""What is checked: one person, the work known of, what was declared, the derogations (JSON of `mutua check-hours`)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mutua.staffing.working_time import fields
from mutua.staffing.working_time.fields import Json, Unreadable

LONGEST = timedelta(days=31)  # an entry over months is a typing error, and would make a finding for each of its days
RULES = frozenset(f"T{number}" for number in range(1, 15))
NEED_A_LIMIT = frozenset({"T1", "T2", "T3", "T4", "T5", "T9"})


@dataclass(frozen=True, slots=True)
class Person:
    """Whose time it is. `forfait_jours`: contract counted in days (T11); `night_worker`: declared as one (T9)."""

    birth_date: date | None = None
    forfait_jours: bool = False
    night_worker: bool = False

    @classmethod
    def from_json(cls, value: object) -> "Person":
        """From the object `person`."""
        table = fields.table(value, "person")
        return cls(
            birth_date=fields.day_or_nothing(table.get("birth_date"), "person.birth_date"),
            forfait_jours=fields.flag(table.get("forfait_jours"), "person.forfait_jours"),
            night_worker=fields.flag(table.get("night_worker"), "person.night_worker"),
        )


@dataclass(frozen=True, slots=True)
class Declared:
    """Whether the work entries are the whole truth: the base schedule is among them, and the employee attests it."""

    base_schedule_known: bool = False
    attestation_on: date | None = None

    @classmethod
    def from_json(cls, value: object) -> "Declared":
        """From the object `declared`."""
        table = fields.table(value, "declared")
        return cls(
            base_schedule_known=fields.flag(table.get("base_schedule_known"), "declared.base_schedule_known"),
            attestation_on=fields.day_or_nothing(table.get("attestation_on"), "declared.attestation_on"),
        )


@dataclass(frozen=True, slots=True)
class Derogation:
    """An agreement or authority that moves a limit between two dates, both included.

    `limit_minutes` is the day for T1, the week for T2, the total of 12 weeks for T3, the rest for T4 and T5 (for
    T4 also the span of the day it allows, 900 for 540), the day or the total of 12 weeks for T9; T6 and T8 need
    none. It counts only with its document and both dates.
    """

    rule: str
    limit_minutes: int | None
    start_on: date | None
    until_on: date | None
    document: bool = False

    def covers(self, day: date) -> bool:
        """Whether it counts on a day."""
        if not self.document or self.start_on is None or self.until_on is None:
            return False
        return self.start_on <= day <= self.until_on

    @classmethod
    def from_json(cls, value: object, name: str) -> "Derogation":
        """From one object of `derogations`."""
        table = _present(value, name)
        rule = fields.text(table.get("rule"), f"{name}.rule")
        if rule not in RULES:
            raise Unreadable(f"{name}.rule: one of T1 to T14 is expected")
        limit = fields.minutes_or_nothing(table.get("limit_minutes"), f"{name}.limit_minutes")
        if limit is None and rule in NEED_A_LIMIT:
            raise Unreadable(f"{name}.limit_minutes: missing")
        return cls(
            rule=rule,
            limit_minutes=limit,
            start_on=fields.day_or_nothing(table.get("from"), f"{name}.from"),
            until_on=fields.day_or_nothing(table.get("until"), f"{name}.until"),
            document=fields.flag(table.get("document"), f"{name}.document"),
        )


@dataclass(frozen=True, slots=True)
class Work:
    """One stretch of effective work for a structure, at a place, from an aware moment to a later one."""

    structure: str
    place: str
    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Keep the moments in UTC; refuse naive ones, an end before the start, and stretches over weeks."""
        object.__setattr__(self, "start", fields.aware(self.start, "work"))
        object.__setattr__(self, "end", fields.aware(self.end, "work"))
        if self.end <= self.start:
            raise Unreadable("work: the end must follow the start")
        if self.end - self.start > LONGEST:
            raise Unreadable(f"work: one stretch of work lasts {LONGEST.days} days at most")

    @property
    def where(self) -> str:
        """The place, for travel; work without a place is somewhere of its structure's own."""
        return self.place or f"({self.structure})"

    @classmethod
    def from_json(cls, value: object, name: str) -> "Work":
        """From one object of `work`."""
        table = _present(value, name)
        structure = fields.text(table.get("structure"), f"{name}.structure")
        place = fields.text_or_nothing(table.get("place"), f"{name}.place")
        start = fields.moment(table.get("start"), f"{name}.start")
        end = fields.moment(table.get("end"), f"{name}.end")
        try:
            return cls(structure, place, start, end)
        except Unreadable as error:
            raise Unreadable(str(error).replace("work", name, 1)) from error


@dataclass(frozen=True, slots=True)
class Case:
    """Everything `check` looks at. `travel_minutes`: minutes between two places, by "place|other place"."""

    zone: ZoneInfo
    today: date
    work: tuple[Work, ...] = ()
    person: Person = Person()
    declared: Declared = Declared()
    derogations: tuple[Derogation, ...] = ()
    travel_minutes: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_text(cls, text: str | bytes) -> "Case":
        """From the bytes of a file; Unreadable when they are no JSON or not this shape."""
        try:
            content = text.decode("utf-8-sig") if isinstance(text, bytes) else text
            return cls.from_json(json.loads(content))
        except Unreadable:
            raise
        except (ValueError, RecursionError) as error:  # RecursionError: thousands of brackets in one another
            raise Unreadable(f"not JSON: {' '.join(str(error).split())}") from error

    @classmethod
    def from_json(cls, value: object) -> "Case":
        """From the decoded JSON; Unreadable says in one line what is wrong."""
        table = _present(value, "the case")
        if "work" not in table:
            raise Unreadable("work: missing")
        return cls(
            zone=fields.zone(table.get("zone"), "zone"),
            today=fields.day(table.get("today"), "today"),
            work=tuple(
                Work.from_json(each, f"work[{at}]") for at, each in enumerate(fields.items(table["work"], "work"))
            ),
            person=Person.from_json(table.get("person")),
            declared=Declared.from_json(table.get("declared")),
            derogations=tuple(
                Derogation.from_json(each, f"derogations[{at}]")
                for at, each in enumerate(fields.items(table.get("derogations"), "derogations"))
            ),
            travel_minutes=_travel(table.get("travel_minutes")),
        )


def _present(value: object, name: str) -> Json:
    if not isinstance(value, dict):
        raise Unreadable(f"{name}: an object is expected")
    return value


def _travel(value: object) -> dict[str, int]:
    found: dict[str, int] = {}
    for pair, length in fields.table(value, "travel_minutes").items():
        if "|" not in pair:
            raise Unreadable("travel_minutes: keys are two places, such as site 1|site 2")
        found[pair] = fields.minutes(length, f"travel_minutes[{pair[:60]!r}]")
    return found
