"""Make static/vendor/icons.svg: one sprite of the Lucide icons that our pages name.

Names come from `icon("name"` in templates and Python, and from static/icons.txt for names made at run time.
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
CALL = re.compile(r"""\bicon\(\s*["']([a-z0-9-]+)["']""")
# What a symbol keeps of its icon; size and colour come from the page.
KEPT = ("viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")


def names() -> dict[str, str]:
    """Give each icon's name and the first file that asks for it."""
    asked: dict[str, str] = {}
    for path in sorted([*ROOT.glob("templates/**/*.html"), *ROOT.glob("mutua/**/*.py")]):
        for name in CALL.findall(path.read_text(encoding="utf-8")):
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
