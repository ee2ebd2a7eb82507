"""Equipment on its own."""

from __future__ import annotations

from photos.paper import Palette, box, chair, disc, line, move, plant, room, shape, table


def projector(p: Palette) -> list[str]:
    sheet = [
        line("M880 690V150M780 700l100-60 100 60", p.dark, 12),
        box(640, 120, 480, 300, p.dark, 6),
        box(656, 136, 448, 268, p.paper),
        box(700, 190, 190, 26, p.main),
        line("M700 260h340M700 300h280M700 340h180", p.hill, 12),
    ]
    ray = f'<g opacity=".35">{shape("M430 470 656 136v268z", "#F3D9A0")}</g>'
    body = [
        box(190, 420, 250, 110, "#E8E2D6", 18),
        disc(402, 474, 40, "#2C3440"),
        disc(402, 474, 24, p.sky),
        line("M220 456h90M220 482h90", "#B9B1A2", 8),
        disc(230, 510, 8, p.leaf),
    ]
    return [
        *room(p),
        *sheet,
        ray,
        table(p, 120, 540, 400, 200),
        *body,
        line("M200 530q-80 60-40 140t-60 90", "#2C3440", 8),
    ]


def sound(p: Palette) -> list[str]:
    def speaker(x: float) -> str:
        return move(
            [
                line("M0 0v250M0 190l-80 90M0 190l80 90", "#2C3440", 14),
                box(-90, -290, 180, 300, "#2C3440", 16),
                disc(0, -90, 62, "#5B6472"),
                disc(0, -90, 28, "#2C3440"),
                disc(0, -218, 34, "#5B6472"),
                disc(0, -218, 14, p.second),
            ],
            x,
            440,
        )

    desk = [
        shape("M400 500h400l40 90H360z", "#2C3440"),
        *[line(f"M{440 + n * 54} 570v-40", (p.main, "#E0A063", p.paper)[n % 3], 10) for n in range(7)],
    ]
    mics = [
        line("M520 500l-40-90M680 500l40-90", "#5B6472", 8),
        disc(476, 402, 20, "#2C3440"),
        disc(724, 402, 20, "#2C3440"),
    ]
    return [*room(p), speaker(210), speaker(990), table(p, 330, 590, 540, 150), *desk, *mics]


def chairs(p: Palette) -> list[str]:
    stacks = []
    for column in range(3):
        stacks += [chair((p.main, p.second)[(n + column) % 2], 190 + column * 170, 610 - n * 44, 1.2) for n in range(5)]
    leaning = [
        shape(f"M{740 + n * 60} 690l70-420h30l-66 420z", ("#A67C52", p.wood, "#C79A63")[n % 3]) for n in range(5)
    ]
    trolley = [
        box(90, 716, 560, 18, "#5B6472", 6),
        disc(150, 748, 20, "#2C3440"),
        disc(590, 748, 20, "#2C3440"),
        line("M640 716V470", "#5B6472", 14),
    ]
    return [*room(p), *stacks, *leaning, *trolley]


def tools(p: Palette) -> list[str]:
    case = [
        box(190, 500, 760, 210, p.main, 20),
        box(190, 500, 760, 40, "#1F5F60", 12),
        shape("M220 500V260q0-24 24-24h652q24 0 24 24v240z", "#245F5D"),
        shape("M246 480V280q0-18 18-18h612q18 0 18 18v200z", p.paper),
    ]
    drill = [
        box(330, 310, 190, 70, p.second, 18),
        box(510, 330, 60, 30, "#2C3440"),
        line("M570 345h60", "#8A8271", 10),
        shape("M360 370h66l-16 96h-66z", "#2C3440"),
        box(330, 452, 100, 34, p.second, 8),
    ]
    hammer = [box(700, 290, 130, 44, "#5B6472", 8), box(752, 334, 26, 140, p.wood, 8)]
    key = [line("M640 470l40-150", "#8A8271", 22), disc(684, 300, 30, "#8A8271"), disc(690, 288, 14, p.paper)]
    lock = [
        box(520, 560, 100, 50, "#E0A063", 8),
        box(300, 580, 60, 30, "#1F5F60", 6),
        box(780, 580, 60, 30, "#1F5F60", 6),
    ]
    return [*room(p), *case, *drill, *hammer, *key, *lock, plant(p, 1090, 560)]


def pallet_truck(p: Palette) -> list[str]:
    load = [
        box(520, 330, 150, 130, "#C79A63", 4),
        box(680, 350, 170, 110, "#B5834D", 4),
        box(540, 460, 320, 130, "#C79A63", 4),
        line("M600 330v130M760 350v110M700 460v130", "#8E6A45", 8),
    ]
    forks = [box(420, 612, 480, 26, p.second, 8), box(480, 590, 420, 22, p.wood), disc(860, 650, 24, "#2C3440")]
    body = [
        box(300, 440, 130, 190, p.second, 16),
        box(320, 470, 90, 60, "#2C3440", 8),
        line("M320 450 230 250M200 262l60-26", "#2C3440", 16),
        disc(340, 650, 34, "#2C3440"),
        disc(396, 656, 24, "#2C3440"),
    ]
    dock = [
        box(930, 150, 230, 440, "#5B6472"),
        line("M930 220h230M930 290h230M930 360h230M930 430h230M930 500h230", "#717B8A", 8),
        box(900, 570, 300, 30, "#E0A063"),
    ]
    return [*room(p), *dock, shape("M0 700h1200v26H0z", "#E0A063"), *load, *forks, *body]


def laser(p: Palette) -> list[str]:
    body = [
        box(230, 330, 720, 260, "#E8E2D6", 22),
        box(290, 380, 600, 150, "#26313D", 10),
        box(230, 590, 720, 90, "#B9B1A2", 10),
        box(300, 680, 40, 100, "#2C3440"),
        box(840, 680, 40, 100, "#2C3440"),
    ]
    beam = [box(530, 380, 60, 40, p.main, 6), line("M560 420v70", "#E8503A", 6), disc(560, 494, 12, "#F7C7A8")]
    sheet = [shape("M340 530l40-44h420l40 44z", "#C79A63"), line("M440 512q40-20 80 0t80 0 80 0", p.dark, 6)]
    pipe = [line("M900 340V140h220V0", "#8A8271", 46), box(860, 620, 60, 26, p.leaf, 6), disc(290, 634, 18, "#C4533A")]
    shown = [
        disc(120, 240, 66, "#C79A63"),
        *[
            shape(f"M{120 + dx} {240 + dy}l16 34-36-8z", p.dark)
            for dx, dy in ((-20, -40), (24, -20), (-30, 14), (14, 20))
        ],
    ]
    return [*room(p), *pipe, *shown, *body, *sheet, *beam]
