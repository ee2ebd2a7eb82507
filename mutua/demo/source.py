"""Reads the demonstration's own files (TOML and CSV beside the code)."""

from __future__ import annotations

import csv
import tomllib
import unicodedata
from importlib.resources import files
from typing import Any

DATA = files("mutua.demo").joinpath("data")


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads(DATA.joinpath(f"{name}.toml").read_text("utf-8"))


def signatories() -> list[dict[str, str]]:
    """The forty poles that signed the charter in 2014: number, region, departments, pole, carrier_structure."""
    text = DATA.joinpath("charter_signatories_2014.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def ascii_slug(text: str, *, most: int = 60) -> str:
    """`Élise Charron` becomes `elise-charron`: lower case letters, digits and single hyphens."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    kept = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in plain if ord(letter) < 0x300)
    return "-".join(kept.lower().split())[:most].strip("-")
