"""Sheet, colours and the shapes that every scene uses. Coordinates are pixels of a sheet of 1200 by 800."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT, GROUND = 1200, 800, 590


@dataclass(frozen=True)
class Palette:
    wall: str
    floor: str
    edge: str
    main: str
    second: str
    wood: str = "#8E6A45"
    dark: str = "#5B4632"
    paper: str = "#FAF7F2"
    sky: str = "#CFE3E4"
    hill: str = "#A9C6AF"
    leaf: str = "#4F7A5C"


SAND = Palette("#EFE3D0", "#D8C1A0", "#C9AE8A", "#2F7A78", "#C9764A")
BLUE = Palette("#DCE6EC", "#C7B59B", "#B39E82", "#2B5C86", "#D08A4E")
OCHRE = Palette("#F1DDB4", "#CFAE80", "#B8935F", "#8C4A3A", "#2F7A78")
GREEN = Palette("#DFE8DA", "#CDB592", "#B69C76", "#3F7A5A", "#C9764A")
CLAY = Palette("#EBD3C2", "#C9A583", "#B08A66", "#A5553A", "#2F6A78")
NIGHT = Palette("#3B4453", "#5A4A42", "#4A3C36", "#C9764A", "#E0A063", sky="#7F93A8", hill="#5E7A78")


def box(x: float, y: float, w: float, h: float, fill: str, r: float = 0) -> str:
    corner = f' rx="{r:g}"' if r else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}"{corner} fill="{fill}"/>'


def disc(x: float, y: float, r: float, fill: str) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}"/>'


def shape(d: str, fill: str) -> str:
    return f'<path d="{d}" fill="{fill}"/>'


def line(d: str, stroke: str, width: float = 6) -> str:
    return (
        f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{width:g}"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )


def move(parts: list[str], x: float, y: float, scale: float = 1) -> str:
    size = f" scale({scale:g})" if scale != 1 else ""
    return f'<g transform="translate({x:g} {y:g}){size}">{"".join(parts)}</g>'


def scene(parts: list[str]) -> str:
    """The whole file. No text, no script, no outside reference."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
    return head + "".join(parts) + "</svg>\n"


def room(p: Palette, ground: int = GROUND) -> list[str]:
    return [
        box(0, 0, WIDTH, HEIGHT, p.wall),
        box(0, ground, WIDTH, HEIGHT - ground, p.floor),
        box(0, ground, WIDTH, 12, p.edge),
    ]


def outside(p: Palette, ground: int = GROUND) -> list[str]:
    return [
        box(0, 0, WIDTH, HEIGHT, p.sky),
        disc(980, 150, 62, "#F3E3B8"),
        shape(f"M0 430C180 330 330 360 480 410 660 300 860 340 1200 400V{ground}H0z", p.hill),
        shape(f"M0 500C240 430 420 470 640 490 860 430 1040 450 1200 480V{ground}H0z", p.leaf),
        box(0, ground, WIDTH, HEIGHT - ground, p.floor),
        box(0, ground, WIDTH, 12, p.edge),
    ]


def window(p: Palette, x: float, y: float, w: float = 220, h: float = 210) -> str:
    half = w / 2
    return move(
        [
            box(-12, -12, w + 24, h + 24, p.paper),
            box(0, 0, w, h, p.sky),
            shape(f"M0 {h}V{h * 0.66:g}C{half * 0.6:g} {h * 0.5:g} {half:g} {h * 0.8:g} {w} {h * 0.6:g}V{h}z", p.hill),
            box(half - 6, 0, 12, h, p.paper),
            box(0, h * 0.48, w, 12, p.paper),
        ],
        x,
        y,
    )


def lamp(p: Palette, x: float, length: float = 70) -> str:
    return line(f"M{x} 0V{length}", p.dark, 6) + shape(f"M{x - 34} {length}h68l28 44h-124z", p.second)


def plant(p: Palette, x: float, y: float, scale: float = 1) -> str:
    leaves = (
        "M0 6C-10-70-76-78-88-142-24-140 4-90 0-14"
        "M0 6C8-88 66-100 82-176 18-164-8-96 0-16"
        "M0 0C-4-112-22-156 4-214 32-150 14-86 4 0"
    )
    return move([shape(leaves, p.leaf), shape("M-46 0h92l-14 100h-64z", "#B4683F")], x, y, scale)


def chair(colour: str, x: float, y: float, scale: float = 1) -> str:
    legs = line("M-24 8V92M24 8V92", "#6B5B4B", 8)
    return move([legs, box(-38, -14, 76, 22, colour, 4), box(-34, -86, 68, 66, colour, 5)], x, y, scale)


def table(p: Palette, x: float, y: float, w: float, legs: float = 150) -> str:
    return "".join(
        [
            box(x + 40, y + 26, 18, legs, p.dark),
            box(x + w - 58, y + 26, 18, legs, p.dark),
            box(x, y, w, 26, "#A67C52"),
            box(x + 20, y + 26, w - 40, 20, p.wood),
        ]
    )


def screen(p: Palette, x: float, y: float, scale: float = 1) -> str:
    """A computer screen on its foot; the foot stands at x, y."""
    parts = [
        box(-14, -40, 28, 36, p.dark),
        box(-54, -8, 108, 10, p.dark, 4),
        box(-110, -176, 220, 140, "#2C3440", 8),
        box(-98, -164, 196, 116, p.sky),
        line("M-70-120h90M-70-94h130M-70-68h60", p.main, 10),
    ]
    return move(parts, x, y, scale)
