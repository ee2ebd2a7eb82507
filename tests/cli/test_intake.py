"""What the command line imports: good rows are written, bad ones refused by name, each on its own."""

from __future__ import annotations

from datetime import UTC, datetime

from mutua.bookings import queries as bookings
from mutua.bookings.models import Source
from mutua.cli import intake
from mutua.pole import queries as poles
from tests.builders import World

NOW = datetime(2027, 5, 3, 8, tzinfo=UTC)


def states(report: list[dict[str, object]]) -> list[object]:
    return [line["state"] for line in report]


def test_structures_join_with_an_invitation_and_bad_rows_say_why(world: World) -> None:
    rows = [
        {"name": "La Menuiserie", "legal_form": "scop", "siret": "732 829 320 00074", "headcount": "12",
         "taxable": "oui", "manager_name": "Ada", "manager_email": "Ada@menuiserie.example"},
        {"name": "la menuiserie", "legal_form": "scop"},
        {"name": "Autre", "legal_form": "scop", "siret": "73282932000074"},
        {"name": "Autre", "legal_form": "club"},
        {"name": "Autre", "legal_form": "scop", "headcount": "-1"},
        {"name": "Autre", "legal_form": "scop", "email": "sans arobase"},
        {"name": "Autre", "legal_form": "scop", "siret": "12345678901234"},
        {"name": "Autre\x00", "legal_form": "scop"},
        {"nom": "Autre"},
        {"name": "Autre", "legal_form": "association"},
    ]  # fmt: skip
    report = intake.import_structures(rows, world.lucie, now=NOW)
    assert states(report) == ["created", *["refused"] * 8, "created"]
    named = [str(line["detail"]).split(":")[0].split()[0] for line in report[1:9]]
    assert named == ["name", "siret", "legal_form", "headcount", "email", "siret", "name", "unknown"]
    made = {row.structure.name: row.structure for row in poles.memberships_of(world.pole_id, active_only=True)}
    assert (made["La Menuiserie"].siret, made["La Menuiserie"].headcount, made["La Menuiserie"].taxable) == (
        "73282932000074", 12, True
    )  # fmt: skip
    assert [row.email for row in poles.open_invitations(world.pole_id, NOW)] == ["ada@menuiserie.example"]


def test_bookings_obey_the_page_s_rules_row_by_row(world: World) -> None:
    row = {"resource": "Salle Garance", "structure": "Le Fournil", "person": world.karim.email,
           "starts": "2027-05-10T09:00", "ends": "2027-05-10T11:00", "title": "Conseil"}  # fmt: skip
    rows = [
        row,
        row,  # taken by the one before
        {**row, "starts": "2027-05-11T09:00", "ends": "2027-05-11T10:00", "rrule": "FREQ=WEEKLY;COUNT=3"},
        {**row, "starts": "2027-05-12T11:00+00:00", "ends": "2027-05-12T12:00+00:00"},
        {**row, "starts": "2027-05-13T11:00", "ends": "2027-05-13T10:00"},
        {**row, "starts": "demain"},
        {**row, "person": world.ines.email},
        {**row, "resource": "Salle perdue"},
        {**row, "rrule": "FREQ=WEEKLY"},
    ]
    report = intake.import_bookings(rows, world.lucie, now=NOW)
    assert states(report) == ["created", "refused", "created", "created", *["refused"] * 5], report
    made = bookings.bookings_of(world.karim, limit=10, offset=0)
    assert {booking.source for booking in made} == {Source.IMPORT}
    assert sorted(len(booking.occurrences) for booking in made) == [1, 1, 3]
    moment = next(date for booking in made for date in booking.occurrences if date.local_start.day == 12)
    assert moment.local_start == datetime(2027, 5, 12, 13)
