"""Gather the texts of mutua/ and templates/ into the French and English catalogues.

The source texts are French, so a French entry is its own text, with the spaces that do not break; English waits for
a translator.
"""

import tempfile
from pathlib import Path

from babel.messages import frontend, pofile
from babel.messages.catalog import Catalog, Message

from mutua.web.filters import typo

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "mutua" / "translations"
MAPPING = """
[python: mutua/**.py]
[jinja2: templates/**.html]
silent = false
[jinja2: templates/**.txt]
silent = false
"""
KEYWORDS = ["_l", "_n:1,2", "lazy_gettext", "lazy_ngettext:1,2"]  # beside those Babel knows: _, gettext, ngettext…


def babel(*arguments: str) -> None:
    """Run one command of pybabel."""
    frontend.CommandLineInterface().run(["pybabel", "--quiet", *arguments])


def gather(template: Path) -> None:
    """Extract every text into one template, with the files that hold it but no line, so that diffs stay small."""
    mapping = template.with_suffix(".cfg")
    mapping.write_text(MAPPING, encoding="utf-8")
    keywords = [part for keyword in KEYWORDS for part in ("--keyword", keyword)]
    options = ["--add-location", "file", "--sort-by-file", "--no-wrap", "--project", "Mutua"]
    babel("extract", "--mapping", str(mapping), *keywords, *options, "--output", str(template), ".")


def update(template: Path, locale: str) -> Path:
    """Bring one catalogue up to date, or begin it."""
    path = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    options = ["--input-file", str(template), "--output-file", str(path), "--locale", locale, "--no-wrap"]
    if path.exists():
        babel("update", *options, "--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date")
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        babel("init", *options)
    return path


def is_empty(message: Message) -> bool:
    """Say whether an entry still waits for its text."""
    texts = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(message.id) and not all(texts)


def fill_french(catalogue: Catalog) -> None:
    """Give each French entry its own text, in as many forms as it has."""
    for message in catalogue:
        if message.id:
            texts = message.id
            message.string = tuple(map(typo, texts)) if isinstance(texts, tuple | list) else typo(texts)


def save(catalogue: Catalog, path: Path) -> None:
    """Write one catalogue, without the empty lines of authorship that Babel begins it with."""
    catalogue.header_comment = "# Mutua, AGPL-3.0-or-later."
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    with path.open("wb") as file:
        pofile.write_po(file, catalogue, width=0)


def read(path: Path) -> Catalog:
    """Read one catalogue."""
    with path.open("rb") as file:
        return pofile.read_po(file)


def main() -> None:
    """Update both catalogues and say what is left to translate."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        gather(template)
        french, english = update(template, "fr"), update(template, "en")
    catalogue = read(french)
    fill_french(catalogue)
    save(catalogue, french)
    catalogue = read(english)
    save(catalogue, english)
    print(f"{len(catalogue)} textes, {sum(is_empty(message) for message in catalogue)} à traduire en anglais")


if __name__ == "__main__":
    main()
