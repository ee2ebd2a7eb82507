"""Places to meet and to sit: meeting rooms, halls, desks."""

from __future__ import annotations

from photos.paper import (
    Palette,
    box,
    chair,
    disc,
    lamp,
    line,
    move,
    plant,
    room,
    screen,
    shape,
    table,
    window,
)


def meeting(p: Palette, *, chairs: int, board: str) -> list[str]:
    step = 560 / chairs
    back = [chair((p.second, p.main)[n % 2], 330 + step * n + 60, 520, 0.9) for n in range(chairs)]
    front = [chair((p.main, p.second)[n % 2], 300 + step * n + 80, 660, 1.15) for n in range(chairs)]
    cups = [box(430, 502, 30, 26, p.paper), box(560, 508, 110, 18, p.paper), box(760, 500, 34, 28, p.main)]
    return [
        *room(p),
        window(p, 120, 110),
        window(p, 420, 110),
        lamp(p, 330),
        lamp(p, 660),
        _board(p, board),
        *back,
        table(p, 240, 526, 700, 190),
        *cups,
        *front,
        plant(p, 1080, 560, 1.25),
    ]


def _board(p: Palette, kind: str) -> str:
    if kind == "none":
        return window(p, 800, 110)
    frame = [box(0, 0, 260, 180, p.main), box(16, 16, 228, 148, p.paper)]
    marks = {
        "chart": [line("M46 128l54-60 40 30 62-62", p.second, 10)],
        "screen": [box(16, 16, 228, 148, p.sky), box(40, 44, 110, 14, p.main), box(40, 76, 160, 14, p.hill)],
        "paper": [line("M50 60h120M50 90h150M50 120h80", p.second, 9), disc(210, 60, 14, p.main)],
    }
    return move([*frame, *marks[kind]], 800, 130)


def assembly(p: Palette) -> list[str]:
    rows = [
        chair((p.main, p.second)[(row + seat) % 2], 180 + seat * 140 + row * 20, 560 + row * 80, 0.8 + row * 0.16)
        for row in range(3)
        for seat in range(7)
    ]
    wall = [box(330, 80, 540, 330, p.dark, 6), box(346, 96, 508, 298, p.paper), box(400, 150, 250, 26, p.main)]
    text = [line("M400 230h390M400 280h330M400 330h220", p.edge, 12)]
    desk = [box(930, 400, 120, 170, p.wood), box(915, 384, 150, 24, "#A67C52")]
    return [*room(p, 500), window(p, 60, 110, 180), *wall, *text, *desk, *rows, plant(p, 1130, 480)]


def warehouse(p: Palette) -> list[str]:
    roof = [
        shape("M0 0h1200v150L600 40 0 150z", p.edge),
        line("M0 150 600 40 1200 150M300 95v240M600 40v295M900 95v240", p.dark, 12),
    ]
    shelf = [line("M70 220v400M390 220v400M70 330h320M70 450h320M70 570h320", p.main, 14)]
    boxes = [
        box(100, 262, 90, 62, "#C79A63"),
        box(210, 276, 70, 48, "#B5834D"),
        box(96, 378, 110, 66, "#B5834D"),
        box(230, 392, 120, 52, p.second),
        box(110, 500, 80, 64, p.main),
        box(210, 488, 130, 76, "#C79A63"),
    ]
    pallet = [box(640, 640, 300, 18, p.wood), box(660, 540, 130, 100, "#C79A63"), box(800, 560, 120, 80, "#B5834D")]
    door = [
        box(800, 250, 300, 340, p.paper),
        box(820, 270, 260, 320, p.sky),
        shape("M820 590V470c90-50 170 10 260-30v150z", p.hill),
    ]
    mark = [shape("M520 800 640 602h60L620 800z", "#E0A063")]
    return [*room(p), *roof, *door, *shelf, *boxes, *mark, *pallet]


def glass_hall(p: Palette, what: str) -> list[str]:
    panes = [box(60 + n * 184, 60, 160, 320, p.sky) for n in range(6)]
    hills = [shape(f"M{60 + n * 184} 380v-90q80-{40 + n * 6} 160-10v100z", p.hill) for n in range(6)]
    bars = [line(f"M{60 + n * 184} 220h160", p.paper, 10) for n in range(6)]
    beams = [box(0, 30, 1200, 26, p.dark), *[box(40 + n * 184, 30, 20, 560, p.main) for n in range(7)]]
    return [*room(p), *panes, *hills, *bars, *beams, *_hall_use(p, what)]


def _hall_use(p: Palette, what: str) -> list[str]:
    if what == "tables":
        crates = [box(330 + n * 180, 540, 110, 60, ("#C79A63", p.second)[n % 2], 4) for n in range(4)]
        return [table(p, 260, 600, 720, 120), *crates, chair(p.main, 190, 690), chair(p.second, 1060, 690)]
    if what == "garland":
        flags = [
            shape(f"M{90 + n * 100} {120 + (n % 6) * 10}l60 4-34 52z", (p.main, p.second)[n % 2]) for n in range(11)
        ]
        steps = [box(330 - n * 70, 500 + n * 66, 540 + n * 140, 66, (p.wood, "#A67C52", p.dark)[n]) for n in range(3)]
        return [line("M60 110Q600 200 1140 110", p.dark, 5), *flags, *steps]
    stands = []
    for n in range(3):
        x, colour = 110 + n * 350, (p.main, p.second, p.main)[n]
        stands += [box(x + 20, 420, 14, 260, p.dark), box(x + 246, 420, 14, 260, p.dark), box(x, 600, 280, 100, p.wood)]
        stands += [
            shape(f"M{x - 10} 430l40-70h220l40 70z", colour),
            box(x, 586, 280, 22, "#A67C52"),
            box(x + 60, 540, 70, 46, p.paper),
        ]
    return stands


def desks(p: Palette, count: int) -> list[str]:
    step = 1080 / count
    scale = 1 if count > 1 else 1.35
    places = []
    for n in range(count):
        middle = 60 + step * (n + 0.5)
        places += [table(p, middle - step * 0.44, 560, step * 0.88, 190), screen(p, middle, 560, scale)]
        places += [
            box(middle + step * 0.26, 520, 34, 40, (p.second, p.main)[n % 2], 4),
            chair((p.main, p.second)[n % 2], middle, 700, 1.35),
        ]
    panes = (
        [window(p, 90 + n * 360, 80, 280, 230) for n in range(3)]
        if count > 1
        else [window(p, 110, 90, 260, 230), *_shelf(p)]
    )
    return [
        *room(p),
        *panes,
        lamp(p, 450, 40),
        lamp(p, 800, 40),
        *places,
        *([plant(p, 1110, 600)] if count < 3 else []),
    ]


def _shelf(p: Palette) -> list[str]:
    books = [
        box(850 + n * 36, 160 + (n % 3) * 12, 26, 90 - (n % 3) * 12, (p.main, p.second, p.leaf)[n % 3])
        for n in range(7)
    ]
    return [box(820, 250, 310, 16, p.wood), *books]


def armchairs(p: Palette) -> list[str]:
    def seat(x: float, colour: str) -> str:
        return move(
            [
                box(-110, -190, 220, 170, colour, 34),
                box(-130, -90, 260, 110, colour, 26),
                box(-84, -80, 168, 60, p.paper, 16),
                line("M-96 20v50M96 20v50", p.dark, 14),
            ],
            x,
            640,
        )

    light = [
        line("M600 620V260", p.dark, 10),
        shape("M540 270l24-90h72l24 90z", p.second),
        box(550, 616, 100, 14, p.dark, 6),
    ]
    low = [
        box(520, 580, 170, 18, "#A67C52", 8),
        line("M550 598v70M660 598v70", p.dark, 12),
        box(580, 556, 32, 24, p.paper),
    ]
    return [
        *room(p),
        window(p, 480, 70, 240, 150),
        *light,
        seat(310, p.main),
        seat(890, p.second),
        *low,
        plant(p, 1110, 560, 1.1),
    ]
