"""The evacuation plan of a building of the demonstration, seen from above, with its words."""

from __future__ import annotations

from photos.paper import box, disc, line, move, shape

WALL, FLOOR, WAY, INK, OUT = "#1F2A2D", "#FFFFFF", "#E3F1E6", "#1F2A2D", "#1B7A3D"
FIRE, AID, YARD = "#C0392B", "#1B7A3D", "#EEF1EC"


def words(
    x: float, y: float, said: str, size: int = 21, *, fill: str = INK, bold: bool = False, mid: bool = True
) -> str:
    look = f'font-family="Figtree" font-size="{size}" fill="{fill}"'
    look += (' font-weight="600"' if bold else "") + (' text-anchor="middle"' if mid else "")
    return f'<text x="{x:g}" y="{y:g}" {look}>{said}</text>'


def room(x: float, y: float, w: float, h: float, *said: str, fill: str = FLOOR) -> str:
    first = y + h / 2 - 13 * (len(said) - 1) + 8
    lines = [words(x + w / 2, first + 26 * number, each) for number, each in enumerate(said)]
    return box(x, y, w, h, fill) + line(f"M{x} {y} h{w} v{h} h{-w} Z", WALL, 5) + "".join(lines)


def door(x: float, y: float, wide: float, *, upright: bool = False, thick: float = 7) -> str:
    """A gap in the wall."""
    return box(x - thick / 2, y, thick, wide, WAY) if upright else box(x, y - thick / 2, wide, thick, WAY)


def arrow(x: float, y: float, turn: int, length: float = 60) -> str:
    """The way out, from the point (x, y), turned clockwise from the right."""
    drawn = line(f"M0 0 H{length - 14}", OUT, 7) + shape(f"M{length} 0 l-22 -13 v26 Z", OUT)
    return f'<g transform="translate({x:g} {y:g}) rotate({turn})">{drawn}</g>'


def extinguisher(x: float, y: float) -> str:
    bottle = [
        box(-15, -15, 30, 30, FIRE, 4),
        box(-5, -6, 10, 17, "#fff", 3),
        box(-3, -11, 6, 5, "#fff"),
        line("M3 -9 h7", "#fff", 2),
    ]
    return move(bottle, x, y)


def alarm(x: float, y: float) -> str:
    return move([box(-15, -15, 30, 30, FIRE, 4), disc(0, 0, 9, "#fff"), disc(0, 0, 4, FIRE)], x, y)


def cross(x: float, y: float) -> str:
    return move([box(-15, -15, 30, 30, AID, 4), box(-4, -10, 8, 20, "#fff"), box(-10, -4, 20, 8, "#fff")], x, y)


def heart(x: float, y: float) -> str:
    beat = shape("M0 10 C-16 -2 -9 -12 0 -4 C9 -12 16 -2 0 10 Z", "#fff")
    return move([box(-15, -15, 30, 30, AID, 4), beat, shape("M2 -5 l-6 7 h4 l-2 6 l6 -8 h-4 Z", AID)], x, y)


def gathering(x: float, y: float) -> str:
    people = [disc(dx, -4, 3.4, "#fff") + box(dx - 3, 0, 6, 8, "#fff", 2) for dx in (-7, 0, 7)]
    return move([box(-17, -17, 34, 34, AID, 4), *people], x, y)


def here(x: float, y: float) -> str:
    return disc(x, y, 13, "#2B5C86") + disc(x, y, 5, "#fff")


def _stairs(x: float, y: float) -> str:
    steps = "".join(line(f"M{x + 14 * number} {y} v50", INK, 2) for number in range(7))
    return line(f"M{x} {y} h84 v50 h-84 Z", INK, 2) + steps + words(x + 42, y + 74, "Escalier", 20)


def _legend() -> str:
    signs = (
        (here, "Vous êtes ici"),
        (extinguisher, "Extincteur (6)"),
        (alarm, "Déclencheur d’alarme"),
        (heart, "Défibrillateur"),
        (cross, "Trousse de secours"),
        (gathering, "Point de rassemblement"),
    )
    parts = []
    for number, (sign, said) in enumerate(signs):
        x, y = 70 + 370 * (number % 3), 716 + 48 * (number // 3)
        parts += [sign(x, y), words(x + 28, y + 8, said, 22, mid=False)]
    return "".join(parts)


def mill() -> list[str]:
    """Building A, ground floor: two ways out, quay and yard; six extinguishers, as its sheet says."""
    rooms = [
        room(40, 150, 330, 400, "Grande halle"),
        room(370, 150, 180, 150, "Salle", "Indigo"),
        room(550, 150, 120, 150, "Salle", "Ocre"),
        room(790, 150, 370, 190, "Plateau du canal"),
        room(370, 400, 200, 150, "Atelier", "couture"),
        room(790, 400, 140, 150, "Cuisine du", "personnel"),
        room(930, 400, 110, 150, "Sanitaires"),
        room(1040, 400, 120, 150, "Local", "technique", fill="#F3EEE5"),
    ]
    ways = [box(370, 300, 790, 100, WAY), box(670, 150, 120, 250, WAY), box(570, 400, 220, 150, WAY)]
    shell = line("M40 150 H1160 V550 H40 Z", WALL, 10)
    doors = [
        door(370, 320, 60, upright=True),
        door(430, 300, 50),
        door(590, 300, 40),
        door(850, 340, 60),
        door(450, 400, 50),
        door(850, 400, 40),
        door(965, 400, 40),
        door(1085, 400, 30),
        door(690, 150, 80, thick=12),
        door(610, 550, 100, thick=12),
    ]
    out = [
        arrow(392, 350, 0),
        arrow(500, 350, 0),
        arrow(760, 372, 180),
        arrow(900, 372, 180),
        arrow(1040, 372, 180),
        arrow(730, 262, 270, 80),
        arrow(730, 138, 270, 46),
        arrow(660, 440, 90, 80),
        arrow(660, 566, 90, 46),
    ]
    signs = [
        extinguisher(345, 440),
        extinguisher(345, 200),
        extinguisher(648, 322),
        extinguisher(812, 322),
        extinguisher(545, 422),
        extinguisher(1028, 322),
        alarm(772, 176),
        alarm(768, 526),
        heart(594, 526),
        cross(594, 484),
        here(665, 362),
    ]
    around = [
        box(0, 0, 1200, 800, "#FFFFFF"),
        box(0, 62, 1200, 620, YARD),
        words(40, 44, "Bâtiment A, la Filature : rez-de-chaussée", 30, bold=True, mid=False),
        words(1160, 44, "Plan d’évacuation", 26, fill=OUT, bold=True).replace("middle", "end"),
        words(730, 84, "Sortie cour", 22, fill=OUT, bold=True),
        gathering(900, 106),
        words(926, 114, "Tilleul de la cour", 22, mid=False),
        words(660, 646, "Sortie quai du Canal", 22, fill=OUT, bold=True),
    ]
    return [*around, *ways, *rooms, shell, *doors, _stairs(698, 412), *out, *signs, _legend()]
