"""Series: the dates a rule gives, what is seen before writing, and what may be changed afterwards."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import actions, queries, series
from mutua.bookings.forms import rule
from mutua.bookings.models import Booking, Occurrence, Scope, State, Wish
from mutua.calendars.models import CalendarObject
from mutua.home import consistency
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.resources.occupancy import OnConflict
from mutua.resources.rules import No as Taken
from tests.builders import NOW, PARIS, World, at, book, sign_in

P = "/p/trois-ponts"
FORM = {"day": "2027-03-02", "from": "14:00", "to": "16:00", "people": "4"}


def starts(booking_id: int) -> list[str]:
    query = select(Occurrence.local_start).where(Occurrence.booking_id == booking_id)
    return [f"{start:%m-%d %H:%M}" for start in sorted(db.session.scalars(query))]


def move(booking_id: int, member, number: int, hours: str, scope: Scope, **more: object) -> int:
    first, last = (datetime.fromisoformat(text) for text in hours.split("/"))
    with transaction():
        date = queries.booking_for(member, booking_id).occurrences[number]
        slot = series.slot(first, last, PARIS)
        return actions.move_dates(date, slot, scope=scope, member=member, now=more.pop("now", NOW), **more).id


def healthy() -> None:
    assert consistency.broken() == []


@pytest.mark.parametrize(
    ("text", "first", "expected"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4", "2027-01-31", ["01-31", "03-31", "05-31", "07-31"]),
        ("FREQ=MONTHLY;BYDAY=5FR;COUNT=3", "2027-01-29", ["01-29", "04-30", "07-30"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=4", "2027-03-01", ["03-01", "03-04", "03-15", "03-18"]),
        ("FREQ=WEEKLY;UNTIL=20270316", "2027-03-02", ["03-02", "03-09", "03-16"]),
    ],
)
def test_a_rule_gives_its_dates(text: str, first: str, expected: list[str]) -> None:
    found = series.starts(text, datetime.fromisoformat(f"{first} 09:00"), PARIS)
    assert [f"{start:%m-%d}" for start in found] == expected


def test_nine_o_clock_stays_nine_o_clock_over_both_changes_and_a_night_keeps_its_hours() -> None:
    first = datetime(2026, 10, 18, 9)
    weekly = series.slots(first, first + timedelta(hours=1), PARIS, "FREQ=WEEKLY;COUNT=26")
    assert {slot.local_start.hour for slot in weekly} == {9}
    utc = [slot.span.start.hour for slot in weekly]
    assert (utc[0], utc[1], utc[22], utc[23]) == (7, 8, 8, 7)  # 18 and 25 October, 21 and 28 March
    night = series.slots(datetime(2027, 3, 27, 22), datetime(2027, 3, 28, 6), PARIS, None)[0]
    back = series.slots(datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 6), PARIS, None)[0]
    assert (night.span.minutes, back.span.minutes) == (7 * 60, 9 * 60)


def test_the_form_writes_rules_a_calendar_understands() -> None:
    friday = datetime(2027, 1, 29).date()
    written = [
        rule("weekly", 8, friday, every=3, days=["FR", "MO"]),
        rule("monthly", 3, friday),
        rule("monthly_last", 3, friday),
        rule("monthly_date", None, friday, last=datetime(2027, 12, 31).date()),
        rule("daily", 5, friday, every=2),
    ]
    assert written == [
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR;COUNT=8",
        "FREQ=MONTHLY;BYDAY=5FR;COUNT=3",
        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=29;UNTIL=20271231",
        "FREQ=DAILY;INTERVAL=2;COUNT=5",
    ]


def test_the_fifth_of_a_month_skips_months_and_the_last_begins_at_the_last(world: World, client: FlaskClient) -> None:
    address = f"{P}/resources/{world.room_id}/bookings"
    with clock.frozen(NOW):
        karim = sign_in(client, world.karim)
        for repeat, day, hour in (("monthly", "2027-03-29", "10"), ("monthly_last", "2027-04-05", "11")):
            typed = {**FORM, "day": day, "from": f"{hour}:00", "to": f"{hour}:30", "repeat": repeat, "times": "3"}
            assert karim.post(address, data=typed).status_code == 303
    made = db.session.scalars(select(Booking.id).where(Booking.structure_id == world.fournil_id).order_by(Booking.id))
    fifth, last = (starts(booking_id) for booking_id in made)
    assert fifth == ["03-29 10:00", "05-31 10:00", "08-30 10:00"]
    assert last == ["04-26 11:00", "05-31 11:00", "06-28 11:00"]


def test_every_date_is_shown_before_anything_is_written(world: World, client: FlaskClient) -> None:
    book(world.ines, world.room_id, "2027-03-09", "15:00-16:00")
    address = f"{P}/resources/{world.room_id}/bookings"
    with clock.frozen(NOW):
        karim = sign_in(client, world.karim)
        typed = {**FORM, "repeat": "weekly", "weekdays": ["TU", "SA"], "times": "4"}
        seen = karim.post(address, data={**typed, "preview": "1"})
        # Tuesdays 2 and 9, Saturdays 6 and 13 when the room is closed.
        assert (seen.status_code, "1 date libre sur 4" in seen.text.replace("\u00a0", " ")) == (200, True)
        assert "La Couture, 15:00" in seen.text
        assert "fermée à ce moment" in seen.text
        assert db.session.scalar(select(Booking.id).where(Booking.structure_id == world.fournil_id)) is None
        choices = re.findall(r'name="(instead-[^"]+)" aria-label.*?</select>', seen.text, re.S)
        offers = dict.fromkeys(choices, "skip")
        shorter = f"{world.room_id} 2027-03-09T14:00 2027-03-09T15:00"
        assert f'value="{shorter}"' in seen.text
        offers["instead-2027-03-09T14:00"] = shorter
        sent = {name: value for name, value in typed.items() if name != "weekdays"}
        done = karim.post(address, data={**sent, **offers, "weekdays": typed["weekdays"]})
        assert done.status_code == 303
    made = db.session.scalars(select(Booking).where(Booking.structure_id == world.fournil_id)).one()
    query = select(Occurrence.original_start, Occurrence.local_end, Occurrence.state, Occurrence.reason)
    rows = db.session.execute(query.where(Occurrence.booking_id == made.id).order_by(Occurrence.original_start)).all()
    assert [(row[0].day, row[1].hour, row[2].value, row[3]) for row in rows] == [
        (2, 16, "confirmed", ""),
        (6, 16, "declined", "closed"),
        (9, 15, "confirmed", ""),
        (13, 16, "declined", "closed"),
    ]
    ics = db.session.scalar(select(CalendarObject.ics).where(CalendarObject.booking_id == made.id)).decode()
    assert "RRULE:FREQ=WEEKLY;BYDAY=TU,SA;COUNT=4" in ics
    assert "RECURRENCE-ID;TZID=Europe/Paris:20270309T140000" in ics
    healthy()


def test_chosen_dates_are_one_booking(world: World, client: FlaskClient) -> None:
    with clock.frozen(NOW):
        karim = sign_in(client, world.karim)
        typed = {**FORM, "repeat": "dates", "also": ["2027-03-11", "", "2027-03-05"]}
        assert karim.post(f"{P}/resources/{world.room_id}/bookings", data=typed).status_code == 303
        wrong = karim.post(f"{P}/resources/{world.room_id}/bookings", data={**typed, "also": ["2027-02-30"]})
        assert (wrong.status_code, "Cette date n’existe pas" in wrong.text) == (422, True)
    made = db.session.scalars(select(Booking)).one()
    assert (made.rrule, starts(made.id)) == (None, ["03-02 14:00", "03-05 14:00", "03-11 14:00"])


def test_this_and_the_following_move_and_the_series_splits(world: World) -> None:
    old = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=4")
    new = move(old, world.karim, 2, "2027-03-17T11:00/2027-03-17T13:00", Scope.FOLLOWING)
    assert new != old
    assert starts(old) == ["03-02 09:00", "03-09 09:00"]
    assert starts(new) == ["03-17 11:00", "03-24 11:00"]
    rules = {number: db.session.scalar(select(Booking.rrule).where(Booking.id == number)) for number in (old, new)}
    assert rules == {old: "FREQ=WEEKLY;BYDAY=TU;COUNT=2", new: "FREQ=WEEKLY;BYDAY=WE;COUNT=2"}
    for number, text in ((old, "DTSTART;TZID=Europe/Paris:20270302T090000"), (new, "20270317T110000")):
        assert text in db.session.scalar(select(CalendarObject.ics).where(CalendarObject.booking_id == number)).decode()
    healthy()


def test_all_dates_move_over_one_another_and_the_past_stays(world: World) -> None:
    whole = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", rrule="FREQ=DAILY;COUNT=3")
    assert move(whole, world.karim, 0, "2027-03-03T09:00/2027-03-03T10:00", Scope.ALL) == whole
    assert starts(whole) == ["03-03 09:00", "03-04 09:00", "03-05 09:00"]
    later = at("2027-03-03 12:00")
    rest = move(whole, world.karim, 1, "2027-03-04T14:00/2027-03-04T15:00", Scope.ALL, now=later)
    assert starts(whole) == ["03-03 09:00"]
    assert starts(rest) == ["03-04 14:00", "03-05 14:00"]
    healthy()


def test_a_taken_date_refuses_the_move_or_stays_where_it_was(world: World) -> None:
    mine = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=3")
    book(world.ines, world.room_id, "2027-03-09", "11:00-12:00")
    with pytest.raises(Refused) as refused:
        move(mine, world.karim, 0, "2027-03-02T11:00/2027-03-02T12:00", Scope.ALL)
    assert refused.value.reason is Taken.SLOT_TAKEN
    assert starts(mine) == ["03-02 09:00", "03-09 09:00", "03-16 09:00"]
    move(mine, world.karim, 0, "2027-03-02T11:00/2027-03-02T12:00", Scope.ALL, keep=OnConflict.SKIP)
    assert starts(mine) == ["03-02 11:00", "03-09 09:00", "03-16 11:00"]
    healthy()


def test_one_moved_one_cancelled_then_restored_is_told_the_same_in_the_feed(world: World) -> None:
    number = book(world.karim, world.room_id, "2027-03-16", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=4")
    move(number, world.karim, 1, "2027-03-23T10:00/2027-03-23T11:00", Scope.THIS)
    for verb in ("cancel", "retry"):
        with transaction():
            date = queries.booking_for(world.karim, number).occurrences[3]
            if verb == "cancel":
                actions.cancel_occurrences(date, scope=Scope.THIS, member=world.karim, now=NOW)
            else:
                actions.retry_occurrence(date, member=world.karim, now=NOW)
    ics = db.session.scalar(select(CalendarObject.ics).where(CalendarObject.booking_id == number)).decode()
    assert "DTSTART;TZID=Europe/Paris:20270316T090000" in ics
    assert re.findall(r"RECURRENCE-ID[^\r]*", ics) == ["RECURRENCE-ID;TZID=Europe/Paris:20270323T090000"]
    assert "EXDATE" not in ics
    assert "STATUS:CANCELLED" not in ics
    healthy()


def test_the_page_moves_and_cancels_one_the_following_or_all(world: World, client: FlaskClient) -> None:
    number = book(world.karim, world.room_id, "2027-03-02", "09:00-10:00", rrule="FREQ=WEEKLY;COUNT=4")
    with clock.frozen(NOW):
        karim = sign_in(client, world.karim)
        dates = [date.id for date in queries.booking_for(world.karim, number).occurrences]
        page = karim.get(f"{P}/bookings/{number}").text
        assert page.count('value="following"') == 4
        base = f"{P}/bookings/{number}/dates"
        assert "Toutes les dates à venir" in karim.get(f"{base}/{dates[1]}/move").text
        times = {"day": "2027-03-09", "from": "11:00", "to": "12:00"}
        answer = karim.post(f"{base}/{dates[1]}/move", data={**times, "scope": "following"})
        new = int(answer.headers["Location"].rpartition("/")[2])
        assert (answer.status_code, starts(new)) == (303, ["03-09 11:00", "03-16 11:00", "03-23 11:00"])
        book(world.ines, world.room_id, "2027-03-16", "14:00-15:00")
        times |= {"from": "14:00", "to": "15:00"}
        taken = karim.post(f"{P}/bookings/{new}/dates/{dates[1]}/move", data={**times, "scope": "all"})
        assert (taken.status_code, "mardi\u00a016\u00a0mars" in taken.text) == (409, True)
        gone = karim.post(f"{P}/bookings/{new}/dates/{dates[2]}/cancel", data={"scope": "following"})
        assert gone.status_code == 303
    query = select(Occurrence.state).where(Occurrence.booking_id == new).order_by(Occurrence.local_start)
    assert list(db.session.scalars(query)) == [State.CONFIRMED, State.CANCELLED, State.CANCELLED]


def test_several_resources_are_one_booking_or_none(world: World, client: FlaskClient) -> None:
    address = f"{P}/resources/{world.room_id}/bookings"
    with clock.frozen(NOW):
        karim = sign_in(client, world.karim)
        offered = karim.post(address, data={**FORM, "along": "1"})
        assert (offered.status_code, "Kangoo" in offered.text, "Postes du plateau" in offered.text) == (200, True, True)
        both = {**FORM, "with": [str(world.van_id), str(world.desks_id)]}
        assert karim.post(address, data=both).status_code == 303
        made = queries.bookings_of(world.karim)[0]
        assert [line.resource_id for line in made.occurrences[0].lines] == [
            world.room_id,
            world.van_id,
            world.desks_id,
        ]
        assert made.occurrences[0].state is State.REQUESTED  # the van waits for its owner
        again = karim.post(address, data={**both, "from": "16:00", "to": "18:00"})
        assert again.status_code == 303
        book(world.ines, world.van_id, "2027-03-03", "14:00-15:00")
        refused = karim.post(address, data={**both, "day": "2027-03-03"})
        assert refused.status_code == 409
    assert len(queries.bookings_of(world.karim)) == 2
    healthy()


def test_a_refusal_says_until_when_and_asks_for_an_exception_in_one_click(world: World, client: FlaskClient) -> None:
    address = f"{P}/resources/{world.room_id}/bookings"
    with clock.frozen(NOW):
        karim = sign_in(client, world.karim)
        far = {**FORM, "day": "2028-04-03"}
        refused = karim.post(address, data=far)
        assert (refused.status_code, "Cette date se réserve à partir du" in refused.text) == (422, True)
        assert "Demander une exception" in refused.text
        assert karim.post(f"{address}/plead", data=far).status_code == 303
        assert karim.post(f"{address}/plead", data=FORM).status_code == 422
    letters = db.session.execute(select(Mail.template, Mail.recipient, Mail.facts).order_by(Mail.id)).all()
    assert [(row[0], row[1], row[2]["rule"]) for row in letters] == [
        ("bookings/exception", world.ines.email, "too_far")
    ]


def test_a_higher_room_warns_before_confirming(world: World, client: FlaskClient) -> None:
    from mutua.bookings.hooks import Note, before_asking  # noqa: PLC0415 -- hung for this test alone

    def crowded(wish: Wish, **_: object) -> list[Note]:
        return [Note("waiting", "Cinquante personnes à la fois")] if wish.headcount >= 10 and wish.public else []

    address = f"{P}/resources/{world.room_id}/bookings"
    with clock.frozen(NOW), before_asking.connected_to(crowded):
        karim = sign_in(client, world.karim)
        many = {**FORM, "people": "11", "public": "y", "profile": "public"}
        warned = karim.post(address, data=many)
        assert (warned.status_code, "Confirmer quand même" in warned.text) == (422, True)
        assert karim.post(address, data={**many, "warned": "1"}).status_code == 303
    made = db.session.scalars(select(Booking)).one()
    assert (made.public, made.profile.value, made.headcount) == (True, "public", 11)
