"""The catalogues: every text is there, in French and in English, with the same placeholders."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from mutua.config import HERE
from tests.test_house import CODE, TEMPLATES

pytestmark = pytest.mark.once

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
KEYWORDS = ("_l", "_n:1,2", "lazy_gettext", "lazy_ngettext:1,2")


def catalogue(locale: str) -> Catalog:
    with (HERE / "mutua" / "translations" / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=locale)


def forms(text: object) -> list[str]:
    return [str(part) for part in text] if isinstance(text, (list, tuple)) else [str(text)]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every text that code and templates hand to gettext, by its first form."""
    folder = tmp_path_factory.mktemp("words")
    (folder / "map.cfg").write_text(
        "[python: mutua/**.py]\n"
        "[jinja2: templates/**.html]\nsilent = false\n"
        "[jinja2: templates/**.txt]\nsilent = false\n"
    )
    target = folder / "all.pot"
    command = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "--quiet",
        "extract",
        "--mapping",
        str(folder / "map.cfg"),
    ]
    keywords = [part for keyword in KEYWORDS for part in ("--keyword", keyword)]
    subprocess.run([*command, *keywords, "--output", str(target), "."], check=True, cwd=HERE)
    with target.open("rb") as file:
        return {forms(message.id)[0] for message in read_po(file) if message.id}


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_no_text_is_missing(locale: str, extracted: set[str]) -> None:
    known = {forms(message.id)[0] for message in catalogue(locale) if message.id and all(forms(message.string))}
    assert sorted(extracted - known) == []


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_no_entry_is_left_over(locale: str, extracted: set[str]) -> None:
    known = {forms(message.id)[0] for message in catalogue(locale) if message.id}
    assert sorted(known - extracted) == []


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_translations_keep_their_placeholders(locale: str) -> None:
    wrong = []
    for message in catalogue(locale):
        if message.id:
            wanted = set(PLACEHOLDER.findall(forms(message.id)[-1]))
            wrong += [text for text in forms(message.string)[-1:] if set(PLACEHOLDER.findall(text)) != wanted]
    assert wrong == []


def test_the_texts_read_as_the_design_wants() -> None:
    """No exclamation, no « Oups », no straight apostrophe, no plain space before a high mark (typo joins the rest)."""
    wrong = [
        text
        for message in catalogue("fr")
        if message.id
        for text in forms(message.id)
        if re.search(r"\w'\w|Oups|[^\s<]!(?!\w)|—", text)
    ]
    assert wrong == []


def test_there_is_something_to_check() -> None:
    assert len(CODE) > 100
    assert len(TEMPLATES) > 100
    assert Path(HERE / "mutua" / "translations").is_dir()


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_catalogue_compiles(locale: str) -> None:
    """What Babel refuses at installation: a placeholder that only one of the two texts has, or that is none."""
    found = catalogue(locale)
    assert [(message.id, str(error)) for message in found for error in message.check(found)] == []
