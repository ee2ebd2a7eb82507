"""Outside people and firms: what the law asks of each, and who writes it down."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mutua.bookings import queries
from mutua.bookings.actions.guests import Facts, add_guest, describe_operation
from mutua.bookings.models.guests import Guest, Operation, Purpose
from mutua.bookings.rules.guests import Duty, duty_of, missing_of
from mutua.kernel import clock
from mutua.kernel.audit import AuditRow
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from tests.builders import NOW, World, book, sign_in

DAY = "2027-03-02"


@pytest.mark.parametrize(
    ("purpose", "hours", "dangerous", "duty"),
    [
        (Purpose.SHARING, 900, True, Duty.NOTHING),
        (Purpose.DELIVERING, 0, None, Duty.PROTOCOL),
        (Purpose.WORKING, 0, None, Duty.PLAN),
        (Purpose.WORKING, 319, False, Duty.PLAN),
        (Purpose.WORKING, 320, False, Duty.NEAR),
        (Purpose.WORKING, 399, False, Duty.NEAR),
        (Purpose.WORKING, 400, False, Duty.WRITTEN),
        (Purpose.WORKING, 1, True, Duty.WRITTEN),
    ],
)
def test_the_plan_is_written_from_400_hours_or_for_dangerous_works(
    purpose: Purpose, hours: int, dangerous: bool | None, duty: Duty
) -> None:
    guest = Guest(name="", firm="Toitures Val", purpose=purpose, operation=Operation(dangerous=dangerous))
    assert duty_of(guest, firm_hours=hours, on=date(2027, 3, 2)) is duty


def test_what_is_not_asked_yet_is_told() -> None:
    told = Operation(arrives_on=date(2027, 3, 2), days=2, headcount=1, hours=0, lead="", dangerous=False, alone=None)
    assert (missing_of(told), len(missing_of(None))) == (["lead", "alone"], 7)


def test_a_firm_at_work_here_adds_its_hours_over_all_bookings_of_the_host(world: World, client: FlaskClient) -> None:
    other = book(world.ines, world.room_id, DAY, "14:00-16:00")
    with transaction():
        booking = queries.booking_for(world.ines, other)
        guest = add_guest(booking, name="", firm="toitures VAL", purpose=Purpose.WORKING, member=world.ines, now=NOW)
        describe_operation(booking, guest, Facts(hours=300), member=world.ines, now=NOW)
    number = book(world.karim, world.room_id, DAY, "09:00-12:00", title="Réfection")
    page = f"/p/trois-ponts/bookings/{number}/guests"
    with clock.frozen(NOW):
        sign_in(client, world.karim)
        assert "Invités de l’extérieur" in client.get(f"/p/trois-ponts/bookings/{number}").text
        nobody = client.post(page, data={"purpose": "working"})
        assert (nobody.status_code, "Écrivez un nom ou une entreprise" in nobody.text) == (422, True)
        assert client.post(page, data={"firm": "Toitures Val", "purpose": "working"}).status_code == 303
        shown = client.get(page).text
        assert ("R4512-6" in shown, "Encore à demander" in shown) == (True, True)
        firm = db.session.scalar(select(Guest.id).where(Guest.booking_id == number))
        facts = {"hours": "19", "days": "2", "headcount": "3", "lead": "M. Roche", "dangerous": "no", "alone": "yes"}
        wrong = client.post(f"{page}/{firm}", data={**facts, "days": "0"})
        assert (wrong.status_code, "M. Roche" in wrong.text) == (422, True)
        for hours, told in (("19", "quelle que soit la durée"), ("20", "320"), ("100", "doit être écrit")):
            assert client.post(f"{page}/{firm}", data={**facts, "hours": hours}).status_code == 303
            assert told in client.get(page).text
        assert "R4512-13" in client.get(page).text
        ticked = client.post(f"{page}/{firm}", data={**facts, "hours": "1", "works": ["12", "17"]})
        shown = client.get(page).text
        assert (ticked.status_code, "doit être écrit" in shown, "<li>Démolition</li>" in shown) == (303, True, True)
        assert client.post(f"{page}/{firm}", data={**facts, "works": ["22"]}).status_code == 422
        assert client.post(f"{page}/{firm}", data={**facts, "hours": "100", "plan_on": "2027-03-01"}).status_code == 303
        assert "doit être écrit" not in client.get(page).text
        # The owner of the place reads it, and changes nothing; whoever is no party learns nothing.
        sign_in(client, world.ines)
        assert ("Toitures Val" in client.get(page).text, "Ajouter l’invité" in client.get(page).text) == (True, False)
        assert client.post(f"{page}/{firm}/remove").status_code == 403
        sign_in(client, world.karim)
        assert client.post(f"{page}/{firm}/remove").status_code == 303
    left = select(Operation).join(Guest, Guest.id == Operation.guest_id).where(Guest.booking_id == number)
    assert db.session.scalars(left).all() == []
    assert "Roche" not in repr([vars(row) for row in db.session.scalars(select(AuditRow))])
