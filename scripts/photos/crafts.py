"""Places to make things: kitchen, stage, studio, workshops."""

from __future__ import annotations

from photos.paper import Palette, box, chair, disc, lamp, line, move, room, shape, table


def kitchen(p: Palette) -> list[str]:
    tiles = [line("M0 190h1200M0 290h1200M150 90v300M400 90v300M650 90v300M900 90v300M1100 90v300", p.hill, 4)]
    hood = [shape("M150 0h300l60 130H90z", "#B9B1A2"), box(90, 130, 420, 30, "#8A8271")]
    hanging = [line("M620 110h420", p.dark, 8)]
    pans = [
        line(f"M{680 + n * 110} 110v60", p.dark, 8)
        + disc(680 + n * 110, 210, 42 - n * 5, (p.second, "#8A8271", p.main)[n])
        for n in range(3)
    ]
    hob = [
        box(160, 350, 120, 70, p.second, 8),
        box(310, 330, 130, 90, "#8A8271", 8),
        line("M150 372h-30M450 352h34", p.dark, 10),
    ]
    tap = [line("M900 420V330q0-46 44-46t44 46v20", "#8A8271", 16)]
    worktop = [
        box(0, 420, 1200, 34, p.wood),
        box(0, 454, 1200, 346, p.main),
        line("M300 470v310M600 470v310M900 470v310", "#2F5F48", 8),
    ]
    oven = [
        box(330, 500, 240, 210, "#2C3440", 10),
        box(354, 550, 192, 120, "#E0A063", 8),
        disc(380, 526, 9, p.paper),
        disc(410, 526, 9, p.paper),
    ]
    board = [box(660, 396, 170, 24, "#C79A63"), disc(720, 386, 20, "#C4533A"), disc(764, 388, 17, p.leaf)]
    return [
        box(0, 0, 1200, 800, p.wall),
        *tiles,
        *hood,
        *hanging,
        *pans,
        *hob,
        *tap,
        *worktop,
        *oven,
        *board,
        box(0, 760, 1200, 40, p.floor),
    ]


def stage(p: Palette) -> list[str]:
    curtain = [
        shape(f"M{x} 0h90v560q-45 30-90 0z", colour)
        for x, colour in ((0, "#8C3A34"), (90, "#7A302C"), (1020, "#7A302C"), (1110, "#8C3A34"))
    ]
    grill = [line("M200 60h800", "#1F2630", 14)]
    lights = [
        move([shape("M-26 0h52l14 60h-80z", "#1F2630"), shape("M-36 60h72l130 430h-332z", "#F3D9A0")], x, 70)
        for x in (330, 600, 870)
    ]
    beams = [f'<g opacity=".28">{light}</g>' for light in lights]
    spots = [
        move([shape("M-26 0h52l14 60h-80z", "#1F2630"), box(-34, 58, 68, 14, "#F3D9A0")], x, 70)
        for x in (330, 600, 870)
    ]
    props = [
        chair(p.main, 520, 560, 1.3),
        chair(p.second, 690, 560, 1.3),
        box(800, 470, 120, 110, p.wood),
        box(300, 500, 110, 80, "#A67C52"),
    ]
    floor = [box(0, 540, 1200, 260, p.floor), line("M0 610h1200M0 680h1200M0 745h1200", p.edge, 5)]
    return [box(0, 0, 1200, 800, "#2A303B"), *floor, *beams, *grill, *spots, *curtain, *props]


def studio(p: Palette) -> list[str]:
    foam = [shape(f"M{60 + n * 90} 80l45 40 45-40v180l-45-40-45 40z", ("#4A5568", "#566173")[n % 2]) for n in range(12)]
    glass = [box(720, 300, 360, 190, "#1F2630", 10), box(740, 320, 320, 150, p.sky, 6)]
    mic = [
        line("M420 560V330", "#1F2630", 14),
        box(384, 180, 72, 150, "#B9B1A2", 36),
        line("M384 250h72M384 220h72M384 280h72", "#5B6472", 6),
        line("M340 260q0 110 80 110t80-110", "#1F2630", 10),
    ]
    desk = [box(120, 560, 960, 36, p.wood), box(170, 596, 30, 204, p.dark), box(1000, 596, 30, 204, p.dark)]
    console = [
        box(560, 506, 380, 54, "#1F2630", 8),
        *[line(f"M{600 + n * 50} 548v-26", (p.main, p.second)[n % 2], 9) for n in range(7)],
    ]
    head = [
        line("M200 560q0-90 70-90t70 90", p.second, 14),
        box(186, 520, 36, 44, p.main, 12),
        box(322, 520, 36, 44, p.main, 12),
    ]
    lit = [disc(1110, 150, 34, "#C4533A"), disc(1110, 150, 20, "#F0A58A")]
    return [*room(p), *foam, *glass, *lit, *desk, *console, *head, *mic]


def workshop(p: Palette) -> list[str]:
    panel = [box(140, 90, 560, 300, "#C79A63", 6)]
    saw = [shape("M200 150l190 60-10 36-190-40z", "#B9B1A2"), box(380, 190, 66, 70, p.dark, 12)]
    hammer = [box(500, 150, 90, 34, "#5B6472"), box(536, 184, 20, 130, p.wood)]
    square = [
        line("M630 150v150h-60", "#8A8271", 16),
        line("M220 290v70M260 290v70M300 290v70", p.main, 16),
        line("M220 350v34M260 350v34M300 350v34", "#8A8271", 8),
    ]
    planks = [
        shape(f"M{820 + n * 56} 590l40-430h34l-36 430z", ("#C79A63", "#A67C52", "#8E6A45")[n % 3]) for n in range(5)
    ]
    bench = [
        box(120, 560, 760, 40, "#A67C52"),
        box(160, 600, 40, 180, p.dark),
        box(800, 600, 40, 180, p.dark),
        box(200, 700, 600, 24, p.wood),
        box(120, 600, 70, 60, p.main),
    ]
    plane = [
        box(380, 510, 200, 50, p.wood, 8),
        box(440, 470, 50, 44, p.main, 10),
        shape("M520 512l30-40 20 8-20 34z", "#B9B1A2"),
    ]
    chips = [line("M640 552q20-34 40 0M700 552q16-26 32 0M330 552q-16-30-34 0", "#E0C08A", 8)]
    return [*room(p), *panel, *saw, *hammer, *square, *planks, lamp(p, 420, 40), *bench, *plane, *chips]


def sewing(p: Palette, *, machines: int) -> list[str]:
    spools = [
        box(170 + n * 62, 160 + (n % 2) * 100, 40, 60, (p.main, p.second, "#4F7A5C", "#D9A441")[n % 4], 6)
        for n in range(8)
    ]
    shelves = [box(140, 220, 520, 16, p.wood), box(140, 320, 520, 16, p.wood)]
    cloth = [
        shape("M760 120h250v300q-60 40-120 0t-130 10z", p.second),
        shape("M840 120h60v318q-30 8-60-10z", "#E7B98F"),
        line("M740 116h290", p.dark, 12),
    ]
    where = (300, 700) if machines > 1 else (500,)
    heads = [move(_machine(p), x, 560, 1.1 if machines > 1 else 1.5) for x in where]
    cut = (
        [shape("M120 560q140-40 230 0t160 0v14H120z", p.hill)]
        if machines > 1
        else [box(180, 520, 60, 40, p.main), box(880, 500, 80, 60, p.second)]
    )
    return [*room(p), *shelves, *spools, *cloth, table(p, 90, 574, 1020, 190), *cut, *heads]


def _machine(p: Palette) -> list[str]:
    return [
        box(-130, -18, 270, 30, p.paper, 6),
        box(70, -150, 64, 140, p.paper, 10),
        box(-130, -170, 264, 62, p.paper, 20),
        box(-124, -112, 44, 66, p.paper, 8),
        line("M-102-46v34", "#5B6472", 7),
        disc(102, -139, 22, p.main),
        box(-20, -200, 24, 30, p.second),
        disc(150, -130, 20, p.dark),
    ]
