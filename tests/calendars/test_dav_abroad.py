"""What another pole opened is a calendar like one's own pole's, in which nobody from there has a name."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, PoleRole
from mutua.resources import actions as resources
from mutua.resources import queries as resource_queries
from mutua.resources.models import Shown
from tests.builders import NOW, World, book
from tests.calendars.davs import DAV, Program, one, password_of

MULTIGET = (
    "<C:calendar-multiget xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'>"
    "<prop><getetag/><C:calendar-data/></prop><href>{}</href></C:calendar-multiget>"
)
DAY, NAME = "2027-03-09", f"{DAV}displayname"


def share(world: World, *pole_ids: int) -> None:
    with transaction():
        found = resource_queries.resource_for(world.ines, world.room_id)
        assert found is not None
        found.shown = Shown.EVERYTHING
        resources.open_to_poles(found, pole_ids, everyone=False, member=world.ines, now=NOW)


def program(client: FlaskClient, member: Member) -> Program:
    return Program(client, member, password_of(member))


def coordinating(world: World) -> Member:
    """The stranger, who coordinates the other pole from now on."""
    with transaction():
        person = pole_queries.person_by_email(world.stranger.email)
        pole = pole_queries.pole_by_slug("a-cote")
        assert person is not None
        assert pole is not None
        poles.give_office(pole.id, person, PoleRole.COORDINATOR, actor=None, now=NOW)
        found = pole_queries.member_for(person, pole, world.stranger.structure_id)
    assert found is not None
    assert found.is_coordinator
    return found


def words(program: Program, path: str) -> str:
    return "".join(str(event) for event in program.get(path)) + program.ask("GET", path).text


@pytest.mark.parametrize("as_coordinator", [False, True])
def test_a_room_opened_to_another_pole_is_written_by_its_programs(
    client: FlaskClient, world: World, as_coordinator: bool
) -> None:
    yann = program(client, coordinating(world) if as_coordinator else world.stranger)
    karim = program(client, world.karim)
    here = yann.at(world.room_id)
    assert yann.ask("PROPFIND", here, Depth="0").status_code == 404
    share(world, world.other_pole_id)
    names = {found[NAME].text for found in yann.props(yann.home, NAME, depth="1").values() if NAME in found}
    assert "Salle Garance (Pôle des Trois-Ponts)" in names

    book(world.karim, world.room_id, DAY, "09:00-10:00", title="Pétrissage")
    (foreign,) = (name for name in yann.sync(here)[0] if name)
    for found in (words(yann, here + foreign), yann.report(here, MULTIGET.format(here + foreign)).text):
        assert "Occupé" in found
        assert not any(name in found for name in ("Pétrissage", "Fournil", "Karim")), found
    assert yann.ask("DELETE", here + foreign).status_code == 403

    assert yann.put(here + "y.ics", one("y", "20270309T090000", "20270309T100000")).status_code == 409
    assert (
        yann.put(here + "y.ics", one("y", "20270309T110000", "20270309T120000", summary="Montage")).status_code == 201
    )
    assert "Montage" in words(yann, here + "y.ics")
    ours = words(karim, karim.at(world.room_id) + next(iter(set(karim.sync(karim.at(world.room_id))[0]) - {foreign})))
    assert not any(name in ours for name in ("Montage", "Radio", "Yann")), ours

    share(world)
    assert yann.put(here + "z.ics", one("z", "20270309T140000", "20270309T150000")).status_code == 404
    assert words(yann, yann.at("mine", "y.ics"))
