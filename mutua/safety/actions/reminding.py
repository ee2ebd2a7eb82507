"""What the clock reminds people of: checks and actions that fall due, the sheet to read before a first visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from mutua.kernel.db import db
from mutua.kernel.timespan import wall
from mutua.pole import queries as pole_queries
from mutua.pole.models import Person, Pole, PoleRole
from mutua.safety import mails, queries
from mutua.safety.models import MeasureState, SafetyReminder

CHECK_AHEAD = timedelta(days=30)
MEASURE_AHEAD = timedelta(days=14)
SHEET_AHEAD = timedelta(hours=36)


def remind(now: datetime) -> int:
    """Each thing once a due date, however often the worker comes by; how many letters were written."""
    return _checks(now) + _sheets(now) + _measures(now)


def once(keys: Iterable[str], now: datetime) -> list[str]:
    """The keys nobody was reminded of yet; they are noted."""
    wanted = list(dict.fromkeys(keys))
    known = queries.reminded(wanted)
    fresh = [key for key in wanted if key not in known]
    db.session.add_all(SafetyReminder(key=key, sent_at=now) for key in fresh)
    return fresh


def _checks(now: datetime) -> int:
    """To the person in charge of the place, else of its building, and the safety officers: ahead, and once late."""
    due = {}
    for check, pole in queries.checks_due((now + CHECK_AHEAD).date()):
        late = check.is_late(wall(now, pole.zone).date())
        due[f"check:{check.id}:{check.due_on}:{'late' if late else 'soon'}"] = (check, pole, late)
    sent = 0
    for key in once(due, now):
        check, pole, late = due[key]
        facts = {"label": check.label, "place": check.place.name, "due_on": str(check.due_on), "late": late,
                 "path": f"/p/{pole.slug}/safety/places/{check.place_id}"}  # fmt: skip
        head = queries.head_of(check.place)
        for person in in_charge(pole, head.id if head else None):
            mails.send("safety/check_due", person, pole, facts, now)
            sent += 1
    return sent


def in_charge(pole: Pole, head_id: int | None) -> list[Person]:
    """The person in charge of the place and the safety officers; without any, the coordination."""
    found = {person.id: person for person in pole_queries.officers_of(pole.id, PoleRole.SAFETY_OFFICER)}
    head = pole_queries.person(head_id) if head_id else None
    if head is not None:
        found[head.id] = head
    return list(found.values()) or pole_queries.coordinators_of(pole.id)


def _sheets(now: datetime) -> int:
    """To whoever comes in a day and has not read the sheet of what they booked."""
    wanted = {}
    for resource, person, _at in queries.first_uses(now, now + SHEET_AHEAD):
        sheet = queries.safety_sheet(resource)
        if sheet.says_something and queries.reading_of(person.id, resource.id, sheet.sha256) is None:
            wanted[f"sheet:{person.id}:{resource.id}:{sheet.sha256[:16]}"] = (resource, person)
    fresh = once(wanted, now)
    for key in fresh:
        resource, person = wanted[key]
        path = f"/p/{resource.pole.slug}/safety/sheets/{resource.id}"
        mails.send("safety/sheet_to_read", person, resource.pole, {"resource": resource.name, "path": path}, now)
    return len(fresh)


def _measures(now: datetime) -> int:
    """To the managers of its owner: two weeks ahead and once late; the effect to look at, to the prevention."""
    due = {}
    for measure, pole in queries.open_measures((now + MEASURE_AHEAD).date()):
        done = measure.state is MeasureState.DONE
        day = measure.effect_on if done else measure.due_on
        late = day is not None and day < wall(now, pole.zone).date()
        what = "effect" if done else "late" if late else "soon"
        if not done or late:
            due[f"measure:{measure.id}:{day}:{what}"] = (measure, pole, what, day)
    sent = 0
    for key in once(due, now):
        measure, pole, what, day = due[key]
        facts = {"text": measure.text, "due_on": str(day), "what": what, "unit": measure.risk.unit.name,
                 "path": f"/p/{pole.slug}/safety/measures/{measure.id}"}  # fmt: skip
        people = in_charge(pole, None) if what == "effect" else pole_queries.managers_of(measure.structure_id)
        for person in people:
            mails.send("safety/measure_due", person, pole, facts, now)
            sent += 1
    return sent
