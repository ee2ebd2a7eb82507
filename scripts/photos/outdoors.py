"""Vehicles and what stands outside."""

from __future__ import annotations

from photos.paper import Palette, box, disc, line, move, outside, plant, shape


def wheel(x: float, y: float, r: float = 52) -> str:
    return disc(x, y, r, "#2C3440") + disc(x, y, r * 0.5, "#B9B1A2") + disc(x, y, r * 0.18, "#2C3440")


def _road() -> list[str]:
    return [
        box(0, 640, 1200, 160, "#8B8A86"),
        line("M40 730h120M260 730h120M480 730h120M700 730h120M920 730h120", "#E8E2D6", 10),
    ]


def small_van(p: Palette) -> list[str]:
    body = [
        shape("M250 650V330q0-30 30-30h420q40 0 64 40l76 120 90 30q30 10 30 40v120z", p.main),
        shape("M640 340h56q24 0 38 24l60 96H640z", p.sky),
        box(300, 340, 300, 120, "#3D6F9A", 8),
        line("M620 320v320", "#1F466A", 6),
        box(650, 500, 44, 12, p.paper, 6),
        box(920, 540, 40, 30, "#F3D9A0", 8),
        box(240, 600, 730, 50, "#2C3440", 12),
    ]
    plug = [
        box(110, 380, 90, 270, p.paper, 14),
        box(128, 404, 54, 60, p.leaf, 6),
        line("M180 560q60 60 90-20", p.dark, 12),
        shape("M162 412l-20 28h16l-8 22 24-30h-16z", p.paper),
    ]
    return [*outside(p), *_road(), *plug, *body, wheel(390, 650, 62), wheel(830, 650, 62)]


def lorry(p: Palette, colour: str, *, lift: bool) -> list[str]:
    cargo = [box(150, 210, 600, 400, colour, 10), box(150, 480, 600, 40, p.second)]
    cabin = [
        shape("M750 610V330h110q40 0 60 40l60 120 40 20v100z", p.main),
        shape("M790 370h70q22 0 34 24l44 90H790z", p.sky),
        box(985, 540, 36, 34, "#F3D9A0", 8),
    ]
    tail = (
        [box(70, 600, 90, 16, "#5B6472"), line("M150 500 84 600", "#5B6472", 10), box(80, 520, 64, 80, "#C79A63")]
        if lift
        else []
    )
    cool = [] if lift else [box(600, 176, 130, 40, "#E8E2D6", 8), line("M620 196h90", "#8A8271", 6), *_flake()]
    return [
        *outside(p),
        *_road(),
        *tail,
        *cargo,
        *cool,
        *cabin,
        box(150, 606, 880, 40, "#2C3440", 8),
        wheel(300, 650, 66),
        wheel(880, 650, 66),
    ]


def _flake() -> list[str]:
    return [line("M430 290v140M370 325l120 70M370 395l120-70", "#E6F1F2", 14)]


def minibus(p: Palette) -> list[str]:
    body = [
        shape("M140 630V300q0-50 50-50h640q60 0 90 50l80 150 30 20v160z", p.paper),
        box(140, 470, 890, 60, p.second),
        *[box(190 + n * 160, 300, 136, 120, "#9DBFC4", 10) for n in range(4)],
        shape("M840 300h10q26 0 42 30l54 90H840z", "#9DBFC4"),
        line("M832 290v330M670 290v330", "#CFC6B6", 5),
        box(1000, 540, 34, 34, "#F3D9A0", 8),
        box(130, 606, 906, 44, "#2C3440", 10),
    ]
    return [*outside(p), *_road(), *body, wheel(320, 650, 66), wheel(880, 650, 66)]


def cargo_bike(p: Palette) -> list[str]:
    rims = [
        f'<circle cx="{x}" cy="640" r="{r}" fill="none" stroke="#2C3440" stroke-width="14"/>'
        for x, r in ((300, 110), (960, 84))
    ]
    spokes = [
        line("M300 540v200M200 640h200M230 570l140 140M230 710l140-140", "#8A8271", 3),
        line("M960 570v140M890 640h140", "#8A8271", 3),
    ]
    frame = [line("M300 640 420 440h150l30 200H300M600 640h120l240 0M420 440l-20-70M570 440l40-110h50", p.main, 18)]
    seat = [box(350, 350, 110, 24, p.dark, 12), box(440, 520, 90, 60, "#2C3440", 10), disc(590, 640, 34, p.dark)]
    crate = [
        shape("M660 430h290l-30 170H690z", p.second),
        box(650, 414, 310, 22, p.wood, 6),
        *[disc(710 + n * 62, 404, 30, (p.leaf, "#C4533A", "#D9A441")[n % 3]) for n in range(4)],
    ]
    return [
        *outside(p, 560),
        box(0, 700, 1200, 100, p.edge),
        *spokes,
        *rims,
        *frame,
        *seat,
        box(650, 400, 310, 40, p.wood),
        *crate,
    ]


def trailer(p: Palette) -> list[str]:
    crates = [
        box(310 + n * 150, 380 - (n % 2) * 60, 130, 120 + (n % 2) * 60, ("#C79A63", "#B5834D")[n % 2], 6)
        for n in range(4)
    ]
    greens = [
        disc(340 + n * 38, 376 - ((n // 4) % 2) * 60, 24, (p.leaf, "#7FA66B", "#D9A441")[n % 3]) for n in range(15)
    ]
    sides = [
        box(280, 500, 640, 24, p.dark),
        box(280, 440, 640, 90, "#8A8271"),
        line("M300 440v90M480 440v90M660 440v90M900 440v90M280 486h640", "#5B6472", 8),
    ]
    pole = [
        line("M920 540h160l40 30", "#2C3440", 16),
        disc(1126, 576, 18, "#2C3440"),
        line("M1040 545v110", "#5B6472", 10),
    ]
    return [
        *outside(p),
        box(0, 660, 1200, 140, p.edge),
        *crates,
        *greens,
        *sides,
        *pole,
        box(280, 528, 640, 30, "#2C3440"),
        wheel(520, 620, 60),
        wheel(680, 620, 60),
    ]


def greenhouse(p: Palette) -> list[str]:
    glass = [
        shape("M120 600V320q0-190 300-190t300 190v280z", "#E6F1F0"),
        line(
            "M120 600V320q0-190 300-190t300 190v280M420 130v470M270 165v435M570 165v435M120 330h600M120 470h600",
            p.paper,
            10,
        ),
    ]
    beds = [box(60 + n * 380, 680, 330, 60, p.dark, 12) for n in range(3)]
    rows = [
        move(
            [
                shape(
                    "M0 0C-6-34-34-40-40-66-12-62 2-36 0-6M0 0C6-40 30-44 36-72 10-66-4-36 0-6",
                    (p.leaf, "#7FA66B")[n % 2],
                )
            ],
            100 + n * 84,
            690,
            1,
        )
        for n in range(13)
    ]
    barrow = [
        shape("M840 520h220l-50 100H900z", p.second),
        line("M1060 530l90-40M900 620l-30 50M1000 620l30 50", p.dark, 12),
        wheel(860, 640, 40),
    ]
    inside = [plant(p, 300, 540, 0.7), plant(p, 420, 540, 0.8), plant(p, 540, 540, 0.7)]
    return [*outside(p), *inside, f'<g opacity=".55">{glass[0]}</g>', glass[1], *barrow, *beds, *rows]


def tent(p: Palette) -> list[str]:
    poles = [box(x, 380, 16, 290, "#8A8271") for x in (230, 590, 950)]
    roof = [shape("M190 390 420 200h360l230 190z", p.paper), shape("M420 200h180v190H310z", "#E8E2D6")]
    fringe = [shape(f"M{190 + n * 82} 390h82v30q-41 34-82 0z", (p.main, p.paper)[n % 2]) for n in range(10)]
    counter = [
        box(300, 560, 560, 110, p.second),
        box(280, 544, 600, 24, p.wood),
        *[box(340 + n * 120, 500, 70, 44, (p.main, "#C79A63")[n % 2], 6) for n in range(4)],
    ]
    weights = [box(x - 22, 660, 60, 26, "#2C3440", 4) for x in (230, 590, 950)]
    return [*outside(p), box(0, 680, 1200, 120, p.edge), *poles, *counter, *roof, *fringe, *weights]


def folding_stage(p: Palette) -> list[str]:
    deck = [
        box(170, 540, 800, 40, p.wood),
        line("M330 540v40M490 540v40M650 540v40M810 540v40", p.dark, 6),
        line("M200 580v90M400 580v90M600 580v90M800 580v90M940 580v90M200 670 400 580M600 670 800 580", "#5B6472", 12),
    ]
    rail = [line("M190 540V400h760v140M190 470h760M380 400v140M570 400v140M760 400v140", "#8A8271", 12)]
    steps = [box(970, 580 + n * 32, 60 + n * 40, 32, ("#A67C52", p.wood, p.dark)[n]) for n in range(3)]
    speakers = [box(230, 380, 90, 160, "#2C3440", 8), disc(275, 480, 32, "#5B6472"), disc(275, 420, 18, "#5B6472")]
    mic = [line("M560 540V350", "#2C3440", 8), disc(560, 342, 16, "#2C3440")]
    sail = [
        shape("M120 240Q580 60 1060 240L960 250Q580 150 220 250z", p.second),
        line("M160 240v430M1030 240v430", "#8A8271", 14),
    ]
    return [*outside(p), box(0, 670, 1200, 130, p.edge), *rail, *sail, *deck, *steps, *speakers, *mic]
