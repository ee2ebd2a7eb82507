"""Check what a built wheel holds: check_wheel.py WHEEL."""

import sys
import zipfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED = [
    "mutua/cli/__init__.py",
    "mutua/config.py",
    "mutua/migrations/env.py",
    "mutua/static/vendor/bootstrap.min.css",
    "mutua/static/vendor/fonts/Figtree-Regular.ttf",
    "mutua/static/vendor/icons.svg",
    "mutua/templates/_layout.html",
]


def faults(names: list[str]) -> list[str]:
    """Say what is missing, doubled or out of place."""
    catalogues = [path.relative_to(ROOT).with_suffix(".mo") for path in ROOT.glob("mutua/translations/**/*.po")]
    needed = NEEDED + [path.as_posix() for path in catalogues]
    found = [f"manque : {name}" for name in needed if name not in names]
    found += [f"en double : {name}" for name, times in Counter(names).items() if times > 1]
    tops = {name.split("/")[0] for name in names}
    found += [f"de trop au premier niveau : {top}" for top in tops if top != "mutua" and not top.endswith(".dist-info")]
    return found + [f"ne devrait pas y être : {name}" for name in names if "__pycache__" in name]


def main() -> None:
    """Print the wheel's name and size, or its faults."""
    wheel = Path(sys.argv[1])
    with zipfile.ZipFile(wheel) as archive:
        found = faults(archive.namelist())
    if found:
        sys.exit("\n".join(found))
    print(f"{wheel} : {wheel.stat().st_size / 1e6:.1f} Mo")


if __name__ == "__main__":
    main()
