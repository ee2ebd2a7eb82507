"""Copy the browser's files from node_modules to static/vendor, and make the fonts of the PDFs."""

import shutil
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
FIGTREE = MODULES / "@fontsource-variable" / "figtree"

# What is copied, by its name in static/vendor.
COPIES = {
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "event-calendar.min.css": "@event-calendar/build/dist/event-calendar.min.css",
    "event-calendar.min.js": "@event-calendar/build/dist/event-calendar.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "fonts/figtree-latin.woff2": "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2",
    "fonts/figtree-latin-ext.woff2": "@fontsource-variable/figtree/files/figtree-latin-ext-wght-normal.woff2",
    # Their licences ask to travel with them (the calendar, MIT, ships none).
    "licences/bootstrap.txt": "bootstrap/LICENSE",
    "licences/figtree.txt": "@fontsource-variable/figtree/LICENSE",
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/lucide.txt": "lucide-static/LICENSE",
}
WEIGHTS = {400: "Regular", 600: "SemiBold", 700: "Bold"}
SUBSETS = ("latin", "latin-ext")
FAMILY, SUBFAMILY, FULL, POSTSCRIPT, TYPO_FAMILY, TYPO_SUBFAMILY = 1, 2, 4, 6, 16, 17  # OpenType name ids


def copy_files() -> None:
    """Copy every file of COPIES; a package that moved one of them is an error."""
    for target, source in COPIES.items():
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, VENDOR / target)
    without_map(VENDOR / "bootstrap.min.css")
    without_map(VENDOR / "event-calendar.min.js")
    without_map(VENDOR / "htmx.min.js")


def without_map(path: Path) -> None:
    """Drop the last line naming a source map, which we do not serve: browsers' tools would ask for it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("//# sourceMappingURL", "/*# sourceMappingURL"))]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def instance(subset: str, weight: int) -> TTFont:
    """Give one weight of one subset of the variable font, uncompressed."""
    font = TTFont(FIGTREE / "files" / f"figtree-{subset}-wght-normal.woff2")
    instantiateVariableFont(font, {"wght": weight}, inplace=True)
    font.flavor = None
    return font


def name_font(font: TTFont, weight: int, style: str) -> None:
    """Name the font so that Typst finds it as "Figtree" in this weight."""
    names = {FAMILY: f"Figtree {style}", SUBFAMILY: "Regular", TYPO_FAMILY: "Figtree", TYPO_SUBFAMILY: style}
    names |= {FULL: f"Figtree {style}", POSTSCRIPT: f"Figtree-{style}"}
    if weight in (400, 700):
        names |= {FAMILY: "Figtree", SUBFAMILY: style}
    for name_id, text in names.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def make_font(weight: int, style: str) -> None:
    """Write one static TrueType font: Typst reads neither woff2 nor variable fonts, and one file a weight."""
    parts = []
    for subset in SUBSETS:
        part = VENDOR / "fonts" / f"{subset}-{weight}.ttf"
        instance(subset, weight).save(part)
        parts.append(part)
    font = Merger().merge([str(part) for part in parts])
    name_font(font, weight, style)
    font.save(VENDOR / "fonts" / f"Figtree-{style}.ttf")
    for part in parts:
        part.unlink()


def main() -> None:
    """Fill static/vendor anew; the icons are another script's."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    copy_files()
    for weight, style in WEIGHTS.items():
        make_font(weight, style)


if __name__ == "__main__":
    main()
