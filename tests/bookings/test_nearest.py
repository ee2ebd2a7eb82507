"""What is offered after a refusal: nothing that the resource's quotas and rights would refuse in turn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mutua.bookings import nearest
from mutua.bookings.nearest import Explanation, Way
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.resources.models import Entitlement, HouseRules, Measure, Per, Period, Quota, Resource, Right
from tests.builders import NOW, World, book, wish

TWO_A_WEEK = Quota(Per.STRUCTURE, Measure.DATES, Period.WEEK, 2)
THREE_HOURS_A_DAY = Quota(Per.PERSON, Measure.HOURS, Period.DAY, 3)


def rule(resource_id: int, **rules: object) -> None:
    with transaction():
        found = db.session.get_one(Resource, resource_id)
        found.rules = HouseRules(**rules).to_json()  # type: ignore[arg-type]


def explained(member: Member, resource_id: int, day: str, hours: str, **more: object) -> Explanation:
    with pytest.raises(Refused) as refused:
        book(member, resource_id, day, hours, **more)
    return nearest.explain(refused.value, wish(member, resource_id, day, hours, **more), member, now=NOW)


def days(found: Explanation) -> list[date]:
    return [entry.local_start.date() for entry in found.alternatives if entry.way is Way.DAY]


def hours(found: Explanation, way: Way) -> list[tuple[int, int]]:
    return [(entry.local_start.hour, entry.local_end.hour) for entry in found.alternatives if entry.way is way]


def test_another_day_is_one_that_the_quota_leaves(world: World) -> None:
    rule(world.room_id, quotas=(TWO_A_WEEK,))
    for day in ("2027-03-02", "2027-03-03"):
        book(world.karim, world.room_id, day, "09:00-10:00")
    found = explained(world.karim, world.room_id, "2027-03-04", "09:00-10:00")
    assert days(found)[0] == date(2027, 3, 8)
    assert hours(found, Way.TIME) == []


def test_a_stay_past_the_hours_of_a_quota_is_cut_to_what_is_left(world: World) -> None:
    rule(world.room_id, quotas=(THREE_HOURS_A_DAY,))
    book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    found = explained(world.karim, world.room_id, "2027-03-02", "14:00-17:00")
    assert hours(found, Way.SHORTER) == [(14, 16)]
    whole = explained(world.karim, world.room_id, "2027-03-03", "09:00-13:00")
    assert (days(whole), hours(whole, Way.SHORTER)) == ([], [(9, 12)])  # four hours fit on no day
    assert whole.facts["excess"].too_large


def test_a_stay_past_the_longest_is_cut_to_it(world: World) -> None:
    with transaction():
        db.session.get_one(Resource, world.room_id).longest_minutes = 120
    found = explained(world.karim, world.room_id, "2027-03-02", "14:00-17:00")
    assert hours(found, Way.SHORTER) == [(14, 16)]


def test_skipping_dates_is_offered_only_where_those_left_pass_the_quota(world: World) -> None:
    book(world.ines, world.room_id, "2027-03-02", "09:00-10:00")
    daily = {"rrule": "FREQ=DAILY;COUNT=4"}
    assert [entry.dates for entry in explained(world.karim, world.room_id, "2027-03-02", "09:00-10:00", **daily)
            .alternatives if entry.way is Way.DATES] == [3]  # fmt: skip
    rule(world.room_id, quotas=(TWO_A_WEEK,))
    found = explained(world.karim, world.room_id, "2027-03-02", "09:00-10:00", **daily)
    assert [entry for entry in found.alternatives if entry.way is Way.DATES] == []


def test_a_like_resource_that_asks_for_a_right_is_offered_to_those_who_hold_it(world: World) -> None:
    with transaction():
        room = db.session.get_one(Resource, world.room_id)
        like = db.session.get_one(Resource, world.desks_id)
        like.kind, like.rules = room.kind, HouseRules(requires=("induction",)).to_json()
    book(world.ines, world.room_id, "2027-03-02", "09:00-10:00")

    def offered() -> list[int]:
        found = explained(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
        return [entry.resource_id for entry in found.alternatives if entry.way is Way.RESOURCE]

    assert world.desks_id not in offered()
    with transaction():
        db.session.add(
            Entitlement(
                code=Right.INDUCTION, person_id=world.karim.person_id, resource_id=world.desks_id,
                pole_id=world.pole_id, recorded_by_id=world.lucie.person_id, recorded_at=NOW - timedelta(days=1),
            )
        )  # fmt: skip
    assert world.desks_id in offered()
