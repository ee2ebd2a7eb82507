"""Draws the pictures of the demonstration's resources: flat scenes, made here, free of rights.

python scripts/draw_photos.py            writes static/demo/*.svg
"""

from __future__ import annotations

from pathlib import Path

from photos import crafts, outdoors, people, plans, rooms, things
from photos.paper import BLUE, CLAY, GREEN, NIGHT, OCHRE, SAND, scene

TARGET = Path(__file__).resolve().parent.parent / "static" / "demo"

PICTURES = {
    "meeting-1": rooms.meeting(SAND, chairs=3, board="chart"),
    "meeting-2": rooms.meeting(BLUE, chairs=4, board="screen"),
    "meeting-3": rooms.meeting(OCHRE, chairs=3, board="paper"),
    "meeting-4": rooms.meeting(GREEN, chairs=2, board="none"),
    "hall-1": rooms.assembly(OCHRE),
    "hall-2": rooms.warehouse(SAND),
    "hall-3": rooms.glass_hall(BLUE, "tables"),
    "hall-4": rooms.glass_hall(GREEN, "garland"),
    "hall-5": rooms.glass_hall(SAND, "stands"),
    "kitchen-1": crafts.kitchen(GREEN),
    "stage-1": crafts.stage(NIGHT),
    "studio-1": crafts.studio(NIGHT),
    "workshop-1": crafts.workshop(CLAY),
    "sewing-1": crafts.sewing(OCHRE, machines=2),
    "sewing-2": crafts.sewing(BLUE, machines=1),
    "desks-1": rooms.desks(BLUE, 3),
    "desks-2": rooms.desks(OCHRE, 2),
    "desks-3": rooms.armchairs(GREEN),
    "desks-4": rooms.desks(GREEN, 1),
    "desks-5": rooms.desks(SAND, 1),
    "garden-1": outdoors.greenhouse(GREEN),
    "van-1": outdoors.small_van(BLUE),
    "van-2": outdoors.lorry(SAND, "#F4EFE6", lift=True),
    "van-3": outdoors.lorry(GREEN, "#4F8A6B", lift=False),
    "minibus-1": outdoors.minibus(OCHRE),
    "cargo-bike-1": outdoors.cargo_bike(BLUE),
    "trailer-1": outdoors.trailer(GREEN),
    "tent-1": outdoors.tent(BLUE),
    "tent-2": outdoors.folding_stage(OCHRE),
    "projector-1": things.projector(BLUE),
    "sound-1": things.sound(CLAY),
    "chairs-1": things.chairs(OCHRE),
    "tools-1": things.tools(SAND),
    "tools-2": things.pallet_truck(GREEN),
    "laser-1": things.laser(NIGHT),
    "person-1": people.at_console(NIGHT),
    "person-2": people.at_desk(SAND),
    "person-3": people.reading(BLUE),
    "person-4": people.planing(CLAY),
    "person-5": people.gardening(GREEN),
    "plan-1": plans.mill(),
}


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, parts in PICTURES.items():
        (TARGET / f"{name}.svg").write_text(scene(parts), encoding="utf-8")
    print(f"{len(PICTURES)} images dans {TARGET.name}")


if __name__ == "__main__":
    main()
