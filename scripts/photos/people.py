"""People at work, without faces that could be anybody's."""

from __future__ import annotations

from photos.paper import Palette, box, disc, lamp, line, move, outside, plant, room, screen, shape, table, window


def _bust(skin: str, hair: str, shirt: str, *, long_hair: bool = False) -> list[str]:
    """Head and shoulders; the chin is at 0, 0."""
    locks = [shape("M-84-90q0-120 84-120t84 120v130q-20 20-40 0h-88q-20 20-40 0z", hair)] if long_hair else []
    return [
        *locks,
        shape("M-150 260q0-200 150-200t150 200z", shirt),
        box(-30, -30, 60, 110, skin, 26),
        disc(0, -80, 72, skin),
        shape("M-76-84q-6-90 76-90t76 90q-30-44-76-44t-76 44z", hair),
    ]


def at_console(p: Palette) -> list[str]:
    lights = [disc(160 + n * 120, 120, 26, ("#E0A063", "#C9764A", "#7FA6B8")[n % 3]) for n in range(8)]
    person = move(
        [
            *_bust("#B07A55", "#2A211C", "#2F6A78"),
            line("M-78-90q0-96 78-96t78 96", "#1B2028", 14),
            box(-98, -120, 36, 66, "#1B2028", 14),
            box(62, -120, 36, 66, "#1B2028", 14),
        ],
        600,
        370,
        1.1,
    )
    desk = [
        shape("M120 620h960l70 180H50z", "#1F2630"),
        *[line(f"M{210 + n * 72} 740v-60", ("#E0A063", "#C9764A", "#FAF7F2")[n % 3], 14) for n in range(12)],
        *[disc(210 + n * 72, 650, 9, "#7FA66B") for n in range(12)],
    ]
    return [*room(p), line("M80 70h1040", "#1F2630", 14), *lights, person, *desk]


def at_desk(p: Palette) -> list[str]:
    files = [box(840 + n * 50, 180, 38, 150, (p.main, p.second, "#D9A441")[n % 3], 4) for n in range(6)]
    person = move(_bust("#8A5A3C", "#1F1814", "#D9A441", long_hair=True), 430, 380, 1.1)
    desk = [box(60, 610, 1080, 36, "#A67C52"), box(110, 646, 30, 154, p.dark), box(1060, 646, 30, 154, p.dark)]
    papers = [
        shape("M250 610l30-40h190l10 40z", p.paper),
        box(580, 566, 90, 44, "#2C3440", 8),
        *[disc(596 + n * 20, 582, 6, p.paper) for n in range(4)],
    ]
    return [
        *room(p),
        window(p, 90, 90),
        box(820, 330, 330, 18, p.wood),
        *files,
        person,
        screen(p, 880, 610, 1.25),
        *desk,
        *papers,
    ]


def reading(p: Palette) -> list[str]:
    person = move(_bust("#C99470", "#4A2F22", p.second, long_hair=True), 600, 360, 1.15)
    sheet = [
        shape("M420 590l30-150h220l-24 150z", p.paper),
        line("M470 480h150M464 512h150M458 544h90", p.main, 8),
        line("M690 520l60-70", p.dark, 12),
    ]
    arms = [line("M470 570q-60-20-60-90M720 580q60-20 40-120", "#C99470", 34)]
    piles = [box(820, 540 + n * 18, 190 - n * 6, 16, (p.paper, p.hill, p.main)[n % 3]) for n in range(3)]
    return [
        *room(p),
        window(p, 110, 90, 260, 230),
        window(p, 830, 90, 260, 230),
        lamp(p, 600, 30),
        person,
        *arms,
        *sheet,
        table(p, 120, 596, 960, 190),
        *piles,
        plant(p, 210, 520, 0.7),
    ]


def planing(p: Palette) -> list[str]:
    person = move(
        [
            *_bust("#D9A986", "#6B4A2E", "#2F6A78"),
            box(-70, 110, 140, 150, "#C79A63", 10),
            line("M-40 60v60M40 60v60", "#C79A63", 16),
        ],
        540,
        340,
        1.15,
    )
    arms = [line("M410 500q-10 70 90 92M690 500q60 40 20 80", "#D9A986", 40)]
    plank = [box(120, 600, 960, 34, "#C79A63"), box(470, 556, 190, 46, p.wood, 8), box(530, 520, 46, 40, p.main, 10)]
    chips = [line("M720 590q24-50 60-10t50-14M860 596q14-30 40-4", "#EBCB94", 9)]
    bench = [box(90, 634, 1020, 40, "#A67C52"), box(150, 674, 40, 126, p.dark), box(1010, 674, 40, 126, p.dark)]
    wall = [
        line("M860 120v140M920 120v120M980 120v150", "#8A8271", 16),
        box(840, 90, 200, 18, p.dark),
        *[shape(f"M{120 + n * 50} 590l26-430h26l-22 430z", ("#C79A63", "#A67C52")[n % 2]) for n in range(3)],
    ]
    return [*room(p), *wall, person, *bench, *plank, *arms, *chips]


def gardening(p: Palette) -> list[str]:
    hat = [
        shape("M-130-120q130-40 260 0-10 24-130 24t-130-24z", "#E0C08A"),
        shape("M-70-126q0-80 70-80t70 80z", "#E0C08A"),
        line("M-70-132q70-18 140 0", p.second, 12),
    ]
    person = move([*_bust("#B98560", "#2A1E18", "#C9764A", long_hair=True), *hat], 560, 360, 1.1)
    beds = [box(0, 600, 1200, 200, p.dark)]
    sprouts = [
        move(
            [
                shape(
                    "M0 0C-10-60-58-66-70-112-18-110 4-66 0-8M0 0C10-70 52-80 64-134 14-124-6-66 0-8",
                    (p.leaf, "#7FA66B")[n % 2],
                )
            ],
            70 + n * 118,
            660 + (n % 3) * 50,
            1,
        )
        for n in range(10)
    ]
    tool = [line("M800 620 880 300", p.wood, 16), shape("M770 620h64l-8 60h-50z", "#8A8271")]
    basket = [
        shape("M930 560h200l-30 110H960z", "#C79A63"),
        *[disc(960 + n * 46, 552, 30, ("#C4533A", "#D9A441", p.leaf)[n % 3]) for n in range(4)],
        line("M940 560q90-130 180 0", "#8E6A45", 12),
    ]
    return [*outside(p), person, *beds, *tool, *basket, *sprouts]
