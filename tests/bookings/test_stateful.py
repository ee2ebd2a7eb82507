"""Whatever is done in whatever order over both clock changes, the product and the slow model say the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from mutua.bookings import actions, queries, series
from mutua.bookings.actions import Choice, swapping
from mutua.bookings.models import Line, Occurrence, Scope, Wish
from mutua.bookings.models.fate import Fate
from mutua.bookings.queries import swap as swaps
from mutua.home import consistency
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member, Pole, Structure, StructureRole
from mutua.resources import actions as resource_actions
from mutua.resources import queries as resource_queries
from mutua.resources.models import Drawing, Hold, Kind, Resource, Unit
from mutua.resources.occupancy import OnConflict
from tests.bookings.slow_model import Day, Model, Refusal, Thing
from tests.builders import NOW, PARIS, World, add_person, add_resource, add_structure, build_world, member

# Around the change of March and the one of October 2027, a Friday each.
STARTS = st.builds(
    lambda friday, day, hour: friday + timedelta(days=day, hours=hour),
    st.sampled_from([datetime(2027, 3, 26), datetime(2027, 10, 29)]),
    st.integers(0, 4),
    st.sampled_from([4, 9, 10, 11, 17, 22]),
)
LENGTHS = st.sampled_from([1, 2, 8])
THINGS = st.sampled_from(["room", "other", "hall", "van", "desks"])
WHO = st.sampled_from(["ines", "karim", "rosa"])
PICK = st.integers(0, 30)


def build() -> tuple[World, dict[str, Member], dict[str, int], dict[int, str]]:
    """The usual world, a third structure, and a hall made of the room and of another.

    No turnaround, so that the model stays simple.
    """
    world = build_world()
    with transaction():
        pole, couture = db.session.get_one(Pole, world.pole_id), db.session.get_one(Structure, world.couture_id)
        third = add_structure(pole, "La Ressourcerie")
        rosa = add_person("Rosa Diaz", third, StructureRole.MANAGER, pole)
        db.session.flush()
        people = {"ines": world.ines, "karim": world.karim, "rosa": member(rosa, pole)}
        other = add_resource(pole, couture, "Salle Indigo", Kind.PREMISES)
        hall = add_resource(pole, couture, "Grande salle", Kind.PREMISES)
        db.session.get(Resource, world.van_id).turnaround_minutes = 0
        db.session.flush()
        rooms = [world.room_id, other.id]
        units = list(db.session.scalars(select(Drawing.unit_id).where(Drawing.resource_id.in_(rooms))))
        hall.draws = [Drawing(position=place, unit_id=unit) for place, unit in enumerate(units)]
        db.session.flush()
        ids = {"room": world.room_id, "other": other.id, "hall": hall.id, "van": world.van_id, "desks": world.desks_id}
        names = {unit.id: unit.name for unit in db.session.scalars(select(Unit))}
    return world, people, ids, names


class Bookings(RuleBasedStateMachine):
    """Each rule does the same to both; the invariant compares."""

    put_back: ClassVar[Callable[[], Any]]

    @initialize()
    def start(self) -> None:
        self.world, self.people, self.ids, self.names = type(self).put_back()
        room, other, van = "Salle Garance 1", "Salle Indigo 1", "Kangoo 1"
        self.model = Model(
            {
                "room": Thing((room,), 1, weekdays=True),
                "other": Thing((other,), 1),
                "hall": Thing((room, other), 2),
                "van": Thing((van,), 1, asks_owner=True),
                "desks": Thing(tuple(f"Postes du plateau {number}" for number in (1, 2, 3)), 1),
            },
            owner="ines",
        )

    def both(self, product: Callable[[], Any], model: Callable[[], Any]) -> Any:
        """Run both: they do, or both refuse. What the product gave."""
        try:
            model()
            expected = True
        except Refusal:
            expected = False
        try:
            with transaction():
                got = product()
        except Refused:
            assert not expected, "the product refuses what the model allows"
            return None
        assert expected, "the product allows what the model refuses"
        return got

    @rule(name=THINGS, who=WHO, start=STARTS, hours=LENGTHS, weeks=st.sampled_from([1, 1, 2, 3]), skip=st.booleans())
    def book(self, name: str, who: str, start: datetime, hours: int, weeks: int, skip: bool) -> None:
        member = self.people[who]
        text = f"FREQ=WEEKLY;COUNT={weeks}" if weeks > 1 else None
        slots = series.slots(start, start + timedelta(hours=hours), PARIS, text)
        keep = OnConflict.SKIP if skip else OnConflict.REFUSE
        wish = Wish((self.ids[name],), member.structure_id or 0, slots, PARIS, rrule=text, on_conflict=keep)
        got: list[tuple[str, tuple]] = []

        def model() -> None:
            got.extend(self.model.book(name, who, [(slot.local_start, slot.local_end) for slot in slots], skip))

        def product() -> tuple[int, list[int]]:
            made = actions.request_booking(wish, member=member, now=NOW)
            return made.id, [date.id for date in made.occurrences]

        made = self.both(product, model)
        if made:
            number, dates = made
            for key, slot, (state, units) in zip(dates, slots, got, strict=True):
                facts = (key, number, name, who, slot.local_start, slot.local_start, slot.local_end, state, units)
                self.model.days[key] = Day(*facts)

    def some(self, pick: int, *states: str) -> Day | None:
        found = [day for day in self.model.days.values() if day.state in states]
        return found[pick % len(found)] if found else None

    def date(self, day: Day, member: Member) -> Occurrence:
        found = queries.occurrence_for(member, day.key)
        assert found is not None
        return found

    @precondition(lambda self: self.model.days)
    @rule(pick=PICK, accepts=st.booleans())
    def answer(self, pick: int, accepts: bool) -> None:
        day = self.some(pick, "requested")
        if day is None:
            return
        verb = actions.approve_line if accepts else actions.decline_line
        with transaction():
            verb(self.date(day, self.world.ines).lines[0], member=self.world.ines, now=NOW)
        if accepts:
            day.state = "confirmed"
        else:
            self.model.release(day.key, "declined")

    @precondition(lambda self: self.model.days)
    @rule(pick=PICK, following=st.booleans())
    def cancel(self, pick: int, following: bool) -> None:
        day = self.some(pick, "requested", "confirmed")
        if day is None:
            return
        member, scope = self.people[day.who], Scope.FOLLOWING if following else Scope.THIS
        with transaction():
            actions.cancel_occurrences(self.date(day, member), scope=scope, member=member, now=NOW)
        for other in list(self.model.days.values()):
            later = following and other.booking == day.booking and other.start >= day.start
            if (later or other.key == day.key) and other.units:
                self.model.release(other.key, "cancelled")

    @precondition(lambda self: self.model.days)
    @rule(pick=PICK)
    def retry(self, pick: int) -> None:
        day = self.some(pick, "declined", "cancelled")
        if day is None:
            return
        member = self.people[day.who]
        self.both(
            lambda: actions.retry_occurrence(self.date(day, member), member=member, now=NOW),
            lambda: self.model.retry(day.key),
        )

    @precondition(lambda self: self.model.days)
    @rule(pick=PICK, start=STARTS, hours=LENGTHS, scope=st.sampled_from(Scope), stay=st.booleans())
    def move(self, pick: int, start: datetime, hours: int, scope: Scope, stay: bool) -> None:
        day = self.some(pick, "requested", "confirmed")
        if day is None:
            return
        member, end = self.people[day.who], start + timedelta(hours=hours)
        shown, slot = replaced(day, scope), series.slot(start, end, PARIS)
        keys = [
            key for key in self.in_order(day.booking) if scope is Scope.ALL or self.model.days[key].by_rule >= shown
        ]
        keys = [day.key] if scope is Scope.THIS else keys

        def model() -> None:
            kept = day.by_rule
            if scope is Scope.THIS:
                self.model.move(keys, day.key, start, end, keep_old=False)
                self.model.days[day.key].by_rule = kept
            else:
                self.model.move(keys, day.key, start, end, keep_old=stay)

        def product() -> int:
            keep = OnConflict.SKIP if stay else OnConflict.REFUSE
            date = self.date(day, member)
            return actions.move_dates(date, slot, scope=scope, keep=keep, member=member, now=NOW).id

        number = self.both(product, model)
        if number is not None:
            for key in keys:
                self.model.days[key].booking = number

    def in_order(self, booking: int) -> list[int]:
        found = [day for day in self.model.days.values() if day.booking == booking]
        return [day.key for day in sorted(found, key=lambda day: (day.start, day.key))]

    @rule(name=st.sampled_from(["room", "van"]), start=STARTS)
    def close(self, name: str, start: datetime) -> None:
        if name in self.model.retired:
            return
        unit, end = self.model.things[name].units[0], start + timedelta(hours=3)

        def model() -> None:
            if any(held == unit and a < end and start < b for held, a, b in self.model.held()):
                raise Refusal
            self.model.closures.append((unit, start, end))

        def product() -> None:
            resource = resource_queries.resource_for(self.world.ines, self.ids[name])
            assert resource is not None
            span = series.slot(start, end, PARIS).span
            resource_actions.close_resource(resource, span, reason="Travaux", member=self.world.ines, now=NOW)

        self.both(product, model)

    @precondition(lambda self: len(self.model.days) > 1)
    @rule(first=PICK, second=PICK)
    def swap(self, first: int, second: int) -> None:
        """Proposed by one side and accepted by the other, at once."""
        given, wanted = self.some(first, "requested", "confirmed"), self.some(second, "requested", "confirmed")
        if given is None or wanted is None:
            return
        one, other = self.people[given.who], self.people[wanted.who]

        def product() -> None:
            theirs = swaps.date_in(one, wanted.key)
            assert theirs is not None
            asked = swapping.propose_swap(self.date(given, one), theirs, member=one, now=NOW)
            swapping.accept_swap(asked, member=other, now=NOW)

        self.both(product, lambda: self.model.swap(given.key, wanted.key))

    @precondition(lambda self: len(self.model.days) > 3)
    @rule(name=st.sampled_from(["room", "van"]), fate=st.sampled_from(Fate), seen=st.sampled_from([True, True, False]))
    def retire(self, name: str, fate: Fate, seen: bool) -> None:
        """The whole resource; what was not shown to its owner refuses."""
        ines, target = self.people["ines"], "other"
        ahead = [day for day in self.model.days.values() if day.thing == name and day.units]

        def model() -> None:
            if (not seen and ahead) or (name == "van" and fate is Fate.MOVE and ahead):
                raise Refusal
            self.model.retire(name, fate.value, target)

        def product() -> None:
            resource, like = (resource_queries.resource_for(ines, self.ids[one]) for one in (name, target))
            assert resource is not None
            choice = Choice(fate, len(ahead) if seen else 99, target=like if fate is Fate.MOVE else None)
            actions.retire_resource(resource, choice, member=ines, now=NOW)

        self.both(product, model)

    @precondition(lambda self: len(self.model.days) > 2)
    @rule(which=PICK, fate=st.sampled_from(Fate))
    def retire_desk(self, which: int, fate: Fate) -> None:
        ines, units = self.people["ines"], self.model.things["desks"].units
        unit = units[which % len(units)]
        ahead = sum(unit in day.units for day in self.model.days.values())

        def product() -> None:
            desks = resource_queries.resource_for(ines, self.ids["desks"])
            assert desks is not None
            draw = next(draw for draw in desks.draws if draw.unit.name == unit)
            actions.retire_unit(desks, draw, Choice(fate, ahead), member=ines, now=NOW)

        self.both(product, lambda: self.model.retire_unit("desks", unit, fate.value))

    @invariant()
    def agree(self) -> None:
        if not hasattr(self, "model"):
            return
        rows = db.session.execute(select(Hold.unit_id, Hold.starts_at, Hold.ends_at)).all()
        held = sorted((self.names[unit], wall(first, PARIS), wall(last, PARIS)) for unit, first, last in rows)
        assert held == self.model.held()
        query = select(Occurrence.id, Occurrence.booking_id, Occurrence.state, Occurrence.local_start, Line.resource_id)
        rows = db.session.execute(query.join(Line, Line.occurrence_id == Occurrence.id))
        found = {key: (booking, state.value, start, on) for key, booking, state, start, on in rows}
        days = self.model.days.values()
        assert found == {day.key: (day.booking, day.state, day.start, self.ids[day.thing]) for day in days}
        db.session.rollback()

    def teardown(self) -> None:
        assert consistency.broken() == []
        db.session.remove()


def replaced(day: Day, scope: Scope) -> datetime:
    """From which start on the dates move."""
    return day.by_rule if scope is Scope.FOLLOWING else datetime.min


@pytest.mark.parametrize(("examples", "steps"), [(8, 14), pytest.param(150, 40, marks=pytest.mark.deep)])
def test_the_product_and_the_slow_model_agree(
    app: Flask, kept: Callable[[str, Callable[[], Any]], Any], examples: int, steps: int
) -> None:
    class Machine(Bookings):
        put_back = staticmethod(lambda: kept("bookings for the slow model", build))

    limits = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=examples < 100,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Machine, settings=limits)
