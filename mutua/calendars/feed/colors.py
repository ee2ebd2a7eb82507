"""COLOR takes a CSS name, not a code (RFC 7986, 5.9): the nearest of a palette wide enough to tell calendars apart."""

import re

_CODE = re.compile(r"#[0-9A-Fa-f]{6}")
_NAMES = {
    "black": 0x000000, "dimgray": 0x696969, "darkgray": 0xA9A9A9, "lightgray": 0xD3D3D3, "white": 0xFFFFFF,
    "slategray": 0x708090, "darkslategray": 0x2F4F4F, "maroon": 0x800000, "firebrick": 0xB22222, "crimson": 0xDC143C,
    "red": 0xFF0000, "tomato": 0xFF6347, "salmon": 0xFA8072, "coral": 0xFF7F50, "darkorange": 0xFF8C00,
    "orange": 0xFFA500, "gold": 0xFFD700, "yellow": 0xFFFF00, "khaki": 0xF0E68C, "goldenrod": 0xDAA520,
    "saddlebrown": 0x8B4513, "sienna": 0xA0522D, "chocolate": 0xD2691E, "tan": 0xD2B48C, "olive": 0x808000,
    "olivedrab": 0x6B8E23, "yellowgreen": 0x9ACD32, "lime": 0x00FF00, "limegreen": 0x32CD32, "green": 0x008000,
    "darkgreen": 0x006400, "seagreen": 0x2E8B57, "mediumseagreen": 0x3CB371, "teal": 0x008080, "darkcyan": 0x008B8B,
    "turquoise": 0x40E0D0, "skyblue": 0x87CEEB, "steelblue": 0x4682B4, "dodgerblue": 0x1E90FF, "royalblue": 0x4169E1,
    "blue": 0x0000FF, "navy": 0x000080, "midnightblue": 0x191970, "slateblue": 0x6A5ACD, "indigo": 0x4B0082,
    "purple": 0x800080, "mediumpurple": 0x9370DB, "orchid": 0xDA70D6, "hotpink": 0xFF69B4, "mediumvioletred": 0xC71585,
    "plum": 0xDDA0DD, "lavender": 0xE6E6FA, "pink": 0xFFC0CB, "beige": 0xF5F5DC,
}  # fmt: skip


def nearest_name(code: str) -> str:
    """The CSS name nearest to #rrggbb."""
    if not _CODE.fullmatch(code):
        raise ValueError("a colour is written #rrggbb")
    wanted = int(code[1:], 16)
    return min(_NAMES, key=lambda name: _distance(_NAMES[name], wanted))


def _distance(one: int, other: int) -> int:
    """Square of the distance between two colours, by channel."""
    return sum(((one >> shift & 0xFF) - (other >> shift & 0xFF)) ** 2 for shift in (16, 8, 0))


# The hues of design.md, light theme, by kind of resource.
KIND_COLORS = {
    "premises": "#1D4A96",
    "desk": "#5B3E96",
    "vehicle": "#AE4D17",
    "equipment": "#7A5A00",
    "staff": "#8C2F5E",
}
OWN_COLOR = "#0F5257"
