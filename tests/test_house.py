"""The habits of the house, counted: sizes, words, templates, forms, doors."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import runpy
from enum import StrEnum
from pathlib import Path

import pytest
from flask import Flask

import mutua
from mutua.config import HERE
from mutua.kernel.db import Table
from mutua.web import access, sentences

CODE = sorted((HERE / "mutua").rglob("*.py"))
TEMPLATES = sorted((HERE / "templates").rglob("*.html")) + sorted((HERE / "templates").rglob("*.txt"))
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
FRENCH = re.compile(r"[àâçéèêëîïôùûœÀÂÇÉÈÊÎÔÛŒ]|\b(le|la|les|des|une|votre|vous|pour|avec)\b")
FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)
PROTECTED = ("csrf_token", "hidden(", "token()")


def name(path: Path) -> str:
    return str(path.relative_to(HERE))


def functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def length(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {path: lines for path, lines in long.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_page() -> None:
    long = [f"{name(path)}:{node.name}" for path in CODE for node in functions(path) if length(node) > LONGEST_FUNCTION]
    assert long == []


def test_the_median_function_is_short() -> None:
    lengths = sorted(length(node) for path in CODE for node in functions(path))
    assert lengths[len(lengths) // 2] <= 10


def test_every_icon_a_page_names_is_in_the_set() -> None:
    """Otherwise a fresh checkout does not install."""
    icons = runpy.run_path(str(HERE / "scripts" / "icons.py"))
    asked = icons["names"]()
    assert {icon: page for icon, page in asked.items() if not (icons["LUCIDE"] / f"{icon}.svg").exists()} == {}
    assert "unfavourable" not in icons["named"]('ui.pill({"unfavourable": "waiting"}.get(opinion), "check")')


def test_every_module_says_what_it_is_for() -> None:
    bare = [name(path) for path in CODE if path.name != "__init__.py" or path.read_text(encoding="utf-8").strip()]
    assert [path for path in bare if not ast.get_docstring(ast.parse((HERE / path).read_text(encoding="utf-8")))] == []


def refusals() -> list[type[StrEnum]]:
    found = []
    for module in pkgutil.walk_packages(mutua.__path__, "mutua."):
        if ".rules" in module.name and "demo" not in module.name:
            loaded = importlib.import_module(module.name)
            found += [kind for key, kind in vars(loaded).items() if key == "No" and kind.__module__ == module.name]
    return found


def test_every_refusal_has_a_sentence_and_every_sentence_a_refusal() -> None:
    codes = [str(member) for kind in refusals() for member in kind]
    assert sorted(set(codes) - sentences.known()) == []
    assert sorted(sentences.known() - set(codes)) == []
    assert len(codes) == len(set(codes))


def test_every_template_is_used() -> None:
    """By its path, or by its last name where a door puts folder and name together."""
    written = "\n".join(path.read_text(encoding="utf-8") for path in CODE + TEMPLATES)
    named = set(re.findall(r"[\"'/]([\w./-]+?)(?:\.html|\.txt)?[\"']", written))
    shorts = [path.relative_to(HERE / "templates").with_suffix("") for path in TEMPLATES]
    unused = [str(short) for short in shorts if not {str(short), short.name, "/".join(short.parts[1:])} & named]
    assert [short for short in unused if not short.startswith("errors/")] == []


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=name)
def test_every_form_that_posts_carries_a_csrf_token(path: Path) -> None:
    forms = FORM.findall(path.read_text(encoding="utf-8"))
    assert [form[:80] for form in forms if not any(mark in form for mark in PROTECTED)] == []


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=name)
def test_no_template_carries_inline_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|javascript:", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_text_of_a_template_goes_through_the_catalogue(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for pattern in (r"\{#.*?#\}", r"\{%-?\s*trans.*?endtrans\s*-?%\}", r"\{\{.*?\}\}", r"\{%.*?%\}"):
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    # Words of the other language are marked as such, on purpose.
    text = re.sub(r"<(\w+)[^>]*\blang=\"(en|fr)\"[^>]*>.*?</\1>", "", text, flags=re.DOTALL)
    shown = re.sub(r"<[^>]+>", "\n", text)
    words = [line.strip() for line in shown.splitlines() if FRENCH.search(line)]
    spoken = [
        value
        for value in re.findall(r"(?:aria-label|title|alt|placeholder)=\"([^\"{]+)\"", text)
        if FRENCH.search(value)
    ]
    assert words + spoken == []


@pytest.mark.parametrize("path", [path for path in CODE if not {"demo", "law", "pdf"} & set(path.parts)], ids=name)
def test_no_french_text_stands_in_the_code_outside_gettext(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    marked = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            marked |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node):
            marked.add(id(node.body[0].value))  # type: ignore[attr-defined]
    if str(path).endswith(BOTH):
        pytest.skip("holds both languages side by side")
    bare = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in marked
    ]
    assert [text for text in bare if FRENCH.search(text) and text not in ALLOWED] == []


MARKS = {"_", "_l", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "pgettext", "N_"}
# Left out above: the demonstration's data, the dated law (which carries both languages) and papers of French law, which
# are French whoever reads them. Below: patterns and word lists that read what people type in either language, names of
# the languages, levels that carry both, and the answer to a calendar program that no language is known of.
BOTH = (
    "forms/amounts.py",
    "views/words.py",
    "forms/signing_in.py",
    "safety/scoring.py",
    "forms/week.py",
    "views/feeds.py",
)
# Punctuation of French typography, which filters put around words of any language.
ALLOWED = {"« "}


def test_every_route_says_whom_it_is_for(migrated_app: Flask) -> None:
    access.check_every_route(migrated_app)


def test_every_instant_column_is_named_at_and_every_day_on() -> None:
    wrong = []
    for table in Table.metadata.tables.values():
        for column in table.columns:
            kind = column.type.__class__.__name__
            if kind == "UtcInstant" and not column.name.endswith(("_at", "at", "used_until")):
                wrong.append(str(column))
            if kind == "Date" and not column.name.endswith(("_on", "on_date", "_date", "_until")):
                wrong.append(str(column))
    assert wrong == []
