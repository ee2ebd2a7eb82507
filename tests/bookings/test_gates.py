"""What a resource asks before it is booked: quotas, rights, terms, windows, late changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions
from mutua.bookings.models import LateCancellation, Occurrence, Scope, State
from mutua.bookings.queries import occurrence_for
from mutua.bookings.series import slot
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.resources.models import (
    Crowd,
    Entitlement,
    HouseRules,
    LateCancel,
    Measure,
    Per,
    Period,
    Purpose,
    Quota,
    Resource,
    Right,
    TermsAcceptance,
    UseTerms,
    Window,
)
from mutua.resources.rules import No
from tests.bookings.test_api import bearer
from tests.builders import NOW, World, book, sign_in

TWO_A_WEEK = Quota(Per.STRUCTURE, Measure.DATES, Period.WEEK, 2)


def rule(resource_id: int, **rules: object) -> None:
    with transaction():
        db.session.get_one(Resource, resource_id).rules = HouseRules(**rules).to_json()  # type: ignore[arg-type]


def why(member: Member, resource_id: int, day: str, hours: str, **more: object) -> Refused | None:
    try:
        book(member, resource_id, day, hours, **more)
    except Refused as refused:
        return refused
    return None


def date_of(booking_id: int, member: Member) -> Occurrence:
    number = db.session.scalars(select(Occurrence.id).where(Occurrence.booking_id == booking_id)).first()
    assert number is not None
    found = occurrence_for(member, number)
    assert found is not None
    return found


def cancel(booking_id: int, member: Member, *, hours_later: int = 0) -> None:
    with transaction():
        date = date_of(booking_id, member)
        actions.cancel_occurrences(date, scope=Scope.THIS, member=member, now=NOW + timedelta(hours=hours_later))


def test_a_quota_refuses_and_a_late_cancellation_still_counts(world: World) -> None:
    rule(world.room_id, quotas=(TWO_A_WEEK,), cancel_notice_minutes=24 * 60)
    early = book(world.karim, world.room_id, "2027-03-05", "09:00-10:00")
    late = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    refused = why(world.nadia, world.room_id, "2027-03-04", "09:00-10:00")
    assert refused is not None
    assert (refused.reason, refused.facts["excess"].used) == (No.QUOTA_OF_STRUCTURE, 2)
    assert why(world.ines, world.room_id, "2027-03-04", "09:00-10:00") is None  # the owner's own are not counted
    assert why(world.karim, world.room_id, "2027-03-08", "09:00-10:00") is None
    cancel(late, world.karim, hours_later=2)
    assert why(world.karim, world.room_id, "2027-03-04", "11:00-12:00") is not None
    cancel(early, world.karim)
    assert why(world.karim, world.room_id, "2027-03-04", "11:00-12:00") is None
    assert len(db.session.scalars(select(LateCancellation)).all()) == 1


def test_a_series_counts_its_own_dates_and_a_move_not_itself(world: World) -> None:
    rule(world.room_id, quotas=(TWO_A_WEEK,))
    refused = why(world.karim, world.room_id, "2027-03-02", "09:00-10:00", rrule="FREQ=DAILY;COUNT=3")
    assert refused is not None
    assert refused.facts["slot"].local_start.day == 4
    made = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", rrule="FREQ=DAILY;COUNT=2")
    with transaction():
        moved = date_of(made, world.karim)
        start = moved.local_start
        later = slot(start + timedelta(hours=3), start + timedelta(hours=4), "Europe/Paris")
        actions.move_occurrence(moved, later, member=world.karim, now=NOW)
        assert moved.state is State.CONFIRMED


def test_a_right_is_asked_until_the_last_day_of_the_wish(world: World) -> None:
    rule(world.van_id, requires=("licence_b", "vehicle_insurance"))
    refused = why(world.karim, world.van_id, "2027-03-04", "09:00-10:00")
    assert refused is not None
    assert (refused.reason, len(refused.facts["lacks"])) == (No.NOT_ENTITLED, 2)
    with transaction():
        common = {"pole_id": world.pole_id, "recorded_by_id": world.lucie.person_id, "recorded_at": NOW}
        licence = Entitlement(code=Right.LICENCE_B, person_id=world.karim.person_id, until_on=date(2027, 3, 10))
        insured = Entitlement(code=Right.VEHICLE_INSURANCE, structure_id=world.fournil_id)
        for entry in (licence, insured):
            for name, value in common.items():
                setattr(entry, name, value)
            db.session.add(entry)
    assert why(world.karim, world.van_id, "2027-03-04", "09:00-10:00") is None
    assert why(world.nadia, world.van_id, "2027-03-05", "09:00-10:00") is not None
    refused = why(world.karim, world.van_id, "2027-03-05", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=2")
    assert refused is not None
    assert refused.reason is No.ENTITLED_TOO_SHORT


def test_terms_are_accepted_once_a_version_by_the_structure(world: World) -> None:
    def write(number: int, *, accepted: bool) -> None:
        with transaction():
            by = world.ines.person_id
            terms = UseTerms(resource_id=world.room_id, number=number, text="…", written_by_id=by, written_at=NOW)
            db.session.add(terms)
            db.session.flush()
            db.session.get_one(Resource, world.room_id).terms_number = number
            if accepted:
                yes = TermsAcceptance(terms_id=terms.id, structure_id=world.fournil_id, accepted_at=NOW)
                yes.person_id = world.nadia.person_id
                db.session.add(yes)

    write(1, accepted=False)
    refused = why(world.karim, world.room_id, "2027-03-04", "09:00-10:00")
    assert refused is not None
    assert refused.reason is No.TERMS_TO_ACCEPT
    assert why(world.ines, world.room_id, "2027-03-04", "08:00-09:00") is None
    write(2, accepted=True)
    assert why(world.karim, world.room_id, "2027-03-04", "09:00-10:00") is None
    write(3, accepted=False)
    assert why(world.karim, world.room_id, "2027-03-05", "09:00-10:00") is not None


@pytest.mark.parametrize(
    "rules, reason",
    [
        ({"crowd": Crowd.MANAGERS}, No.MANAGERS_ALONE),
        ({"structures": (999,)}, No.NOT_ON_THE_LIST),
        ({"shortest_minutes": 90}, No.TOO_SHORT),
        ({"windows": (Window(Purpose.PRIORITY, (3,), 480, 720, 3),)}, No.OWNER_FIRST),
    ],
)
def test_who_and_when(world: World, rules: dict[str, object], reason: No) -> None:
    rule(world.room_id, **rules)
    refused = why(world.nadia, world.room_id, "2027-03-11", "09:00-10:00")
    assert refused is not None
    assert refused.reason is reason
    assert why(world.nadia, world.desks_id, "2027-03-11", "09:00-10:00") is None


def test_late_changes_are_refused_where_the_rules_say_so(world: World, client: FlaskClient) -> None:
    made = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00")
    rule(
        world.room_id,
        change_notice_minutes=2 * 1440,
        cancel_notice_minutes=2 * 1440,
        late_cancel=LateCancel.REFUSED,
    )
    with pytest.raises(Refused) as refused:
        cancel(made, world.karim)
    assert refused.value.reason is No.TOO_LATE_TO_CANCEL
    with pytest.raises(Refused) as refused, transaction():
        date = date_of(made, world.karim)
        later = slot(date.local_start + timedelta(days=7), date.local_end + timedelta(days=7), "Europe/Paris")
        actions.move_occurrence(date, later, member=world.karim, now=NOW)
    assert refused.value.reason is No.TOO_LATE_TO_CHANGE
    number = date_of(made, world.karim).id
    with clock.frozen(NOW):
        page = f"/p/trois-ponts/bookings/{made}/dates/{number}"
        karim = sign_in(client, world.karim)
        told = karim.post(f"{page}/cancel", data={"scope": "this"})
        assert (told.status_code, "C’était possible jusqu’au" in told.text) == (422, True)
        later = {"day": "2027-03-09", "from": "09:00", "to": "10:00", "scope": "this", "on_conflict": "refuse"}
        assert "C’était possible jusqu’au" in karim.post(f"{page}/move", data=later).text
        answer = client.delete(f"/api/v1/bookings/{made}", headers=bearer(world.karim))
        assert (answer.status_code, answer.get_json()["limit"][:12]) == (422, "C’était poss")


def test_a_trusted_structure_needs_no_answer(world: World) -> None:
    rule(world.van_id, trusted=(world.fournil_id,))
    made = book(world.karim, world.van_id, "2027-03-04", "09:00-10:00")
    assert date_of(made, world.karim).state is State.CONFIRMED
