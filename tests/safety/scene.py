"""A pole with presence: bookings of two employers in one building, a draft rated by Paul, ready to be adopted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from PIL import Image

from mutua.bookings.models import Profile
from mutua.kernel.db import db
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.resources.models import Place, PlaceKind, Resource
from mutua.safety import actions, pdf, queries
from mutua.safety.actions import Rating
from mutua.safety.models import Theme
from tests.builders import World, at, book

LATER = at("2027-05-03 09:00")  # two months after the world's NOW: its bookings are past


@dataclass(frozen=True)
class Scene:
    """Ids of what the tests touch."""

    world: World
    document_id: int
    room_unit_id: int
    van_unit_id: int
    desks_unit_id: int
    building_id: int


def one_building(world: World) -> int:
    """Room and desks in one building, the van outside."""
    with transaction():
        house = Place(pole_id=world.pole_id, kind=PlaceKind.BUILDING, name="Maison du canal", address="3 quai du canal")
        db.session.add(house)
        db.session.flush()
        for number in (world.room_id, world.desks_id):
            resource = db.session.get(Resource, number)
            db.session.get(Place, resource.place_id).parent_id = house.id
        return house.id


def presence_of_two(world: World) -> None:
    """Inès and Karim in the room and at the desks at once on two days, the van handed from one to the other."""
    book(world.ines, world.room_id, "2027-03-02", "09:00-12:00", headcount=6, profile=Profile.WORKSHOP)
    book(world.karim, world.desks_id, "2027-03-02", "10:00-13:00", headcount=2, profile=Profile.OFFICE)
    book(world.ines, world.room_id, "2027-03-09", "09:00-10:00", headcount=4, profile=Profile.WORKSHOP)
    book(world.karim, world.desks_id, "2027-03-09", "09:30-11:00", headcount=1, profile=Profile.OFFICE)
    book(world.ines, world.van_id, "2027-03-03", "09:00-10:00", profile=Profile.DRIVING)
    book(world.karim, world.van_id, "2027-03-03", "14:00-15:00", profile=Profile.DRIVING)


def scene(world: World) -> Scene:
    building = one_building(world)
    presence_of_two(world)
    with transaction():
        pole = pole_queries.pole_by_slug("trois-ponts")
        document = actions.open_document(pole, member=world.prevention, now=LATER)
        units = {unit.name: unit.id for unit in queries.units_of(document.id)}
        return Scene(world, document.id, units["Salle Garance"], units["Kangoo"], units["Postes du plateau"], building)


def rate(scene: Scene, unit_id: int, family: str, *, now: datetime = LATER, **marks: object) -> int:
    """Paul rates the family's risk of a unit; its id."""
    wanted = {"severity": 4, "frequency": 1, "mastery": 2, "existing": "Extincteurs, évacuation affichée", **marks}
    with transaction():
        unit = queries.unit_for(scene.world.prevention, unit_id)
        risk = next((row for row in unit.risks if row.family == family), None)
        wanted.setdefault("situation", f"Situation {family}")
        rating = Rating(family=family, **wanted)
        return actions.rate_risk(unit, risk, rating, member=scene.world.prevention, now=now).id


def with_measure(scene: Scene, risk_id: int, text: str, *, due: str = "2027-07-01") -> int:
    """Owed by Le Fournil."""
    with transaction():
        risk = queries.risk_for(scene.world.prevention, risk_id)
        owner = next(row for row in queries.structures(scene.world.pole_id) if row.id == scene.world.fournil_id)
        return actions.add_measure(
            risk, text, principle=8, structure=owner, due_on=date.fromisoformat(due), cost=120,
            member=scene.world.prevention, now=LATER,
        ).id  # fmt: skip


def opened(scene: Scene, *, now: datetime = LATER) -> int:
    """Lucie opens the adoption of the draft; the number it will be published under."""
    with transaction():
        document = queries.document_of(scene.world.pole_id)
        return actions.open_adoption(document, "Mise à jour annuelle", member=scene.world.lucie, now=now).number


def signed(scene: Scene, number: int, member: object, *, now: datetime = LATER) -> None:
    with transaction():
        actions.sign(queries.adoption_numbered(scene.document_id, number), member=member, now=now)


def published(scene: Scene, *, now: datetime = LATER) -> int:
    """What is at signature, published by Lucie; its number."""
    adoption = queries.open_adoption(scene.document_id, with_facts=True)
    volume = pdf.adopted_volume(adoption, now.date())
    with transaction():
        document = queries.document_of(scene.world.pole_id)
        adoption = queries.open_adoption(scene.document_id, with_facts=True)
        edition = actions.publish(document, adoption, volume, member=scene.world.lucie, now=now)
        for row in adoption.signatories:
            made = pdf.adopted_extract(adoption, row.structure_id, now.date())
            actions.keep_extract(document, edition, row.structure_id, made, now=now)
        return edition.number


def common_rule(scene: Scene, text: str, place_id: int | None = None) -> None:
    with transaction():
        document = queries.document_of(scene.world.pole_id)
        place = queries.place_in(scene.world.pole_id, place_id) if place_id else None
        actions.add_rule(document, Theme.TRAFFIC, text, place, member=scene.world.prevention, now=LATER)


def picture() -> bytes:
    """A photo as a phone makes it, with where it was taken."""
    made, marks = BytesIO(), Image.Exif()
    marks[0x8825] = {1: "N", 2: (48.0, 51.0, 0.0)}
    marks[0x010F] = "Phone of Nadia"
    Image.new("RGB", (64, 48), "red").save(made, "JPEG", exif=marks)
    return made.getvalue()
