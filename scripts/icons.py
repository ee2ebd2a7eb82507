"""Make static/vendor/icons.svg: one sprite of the Lucide icons that our pages name.

Names come from templates and Python (`icon("name"`, `icon_name="name"`…), and from static/icons.txt for names made
at run time.
"""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
LUCIDE = ROOT / "node_modules" / "lucide-static" / "icons"
LIST = ROOT / "static" / "icons.txt"
SPRITE = ROOT / "static" / "vendor" / "icons.svg"

SVG = "http://www.w3.org/2000/svg"
STRING = re.compile(r"""["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")
# Where a string must be an icon: icon("a", icon_name="a", icon="a", pill(tone, "a".
CERTAIN = re.compile(r"""(?:\bicon\(\s*|\bicon(?:_name)?\s*=\s*|\bpill\([^,(){]+,\s*)["']([a-z0-9-]+)["']""")
# What a symbol keeps of its icon; size and colour come from the page.
KEPT = ("viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")


def named(text: str) -> set[str]:
    """Give the icons that one file names: those it must have, and strings that are icons beyond reasonable doubt.

    The latter are strings such as "map-pin", and any Lucide name on a line that speaks of icons (a table of them).
    """
    likely = {name for name in STRING.findall(text) if "-" in name}
    likely |= {name for line in text.splitlines() if "icon" in line.lower() for name in STRING.findall(line)}
    return set(CERTAIN.findall(text)) | {name for name in likely if (LUCIDE / f"{name}.svg").exists()}


def names() -> dict[str, str]:
    """Give each icon's name and the first file that asks for it."""
    asked: dict[str, str] = {}
    for path in sorted([*ROOT.glob("templates/**/*.html"), *ROOT.glob("mutua/**/*.py")]):
        for name in sorted(named(path.read_text(encoding="utf-8"))):
            asked.setdefault(name, str(path.relative_to(ROOT)))
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if name := line.partition("#")[0].strip():
            asked.setdefault(name, str(LIST.relative_to(ROOT)))
    return asked


def symbol(name: str) -> ElementTree.Element:
    """Read one icon as a <symbol id=name>."""
    icon = ElementTree.parse(LUCIDE / f"{name}.svg").getroot()
    kept = {key: icon.attrib[key] for key in KEPT if key in icon.attrib}
    made = ElementTree.Element(f"{{{SVG}}}symbol", {"id": name, **kept})
    for shape in icon:
        shape.tail = None
        made.append(shape)
    return made


def main() -> None:
    """Write the sprite; a name that Lucide lacks is an error that says where it stands."""
    asked = names()
    unknown = [f"{asked[name]} : icône inconnue « {name} »" for name in asked if not (LUCIDE / f"{name}.svg").exists()]
    if unknown:
        sys.exit("\n".join(unknown))
    ElementTree.register_namespace("", SVG)
    sprite = ElementTree.Element(f"{{{SVG}}}svg")
    sprite.extend(symbol(name) for name in sorted(asked))
    SPRITE.write_bytes(ElementTree.tostring(sprite) + b"\n")


if __name__ == "__main__":
    main()
