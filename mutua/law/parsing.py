"""From a data file of law to `Rule` values, refusing whatever is not exactly as `mutua.law` says."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources

READ_IN_A_TEXT = frozenset("VSW")
TO_VERIFY = frozenset("KGI")  # general knowledge and our own inference: shown as « à vérifier », never blocking
REQUIRED = frozenset({"id", "articles", "evidence", "checked_on", "text_fr", "text_en", "sources"})
OPTIONAL = frozenset({"in_force_from", "in_force_to", "figures", "note_fr", "note_en"})
RULE_ID = re.compile(r"[A-Z][A-Za-z]*-?\d+[A-Za-z0-9.-]*")
OF_LABOUR = re.compile(r"[LRD]\d{4}(-\d+)+")


class LawError(ValueError):
    """A data file of law is not well formed; the message names the file and the rule."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the law with its unit, and the article that sets it when the rule cites several."""

    name: str
    value: int | float
    unit: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rule was read."""

    label: str
    url: str = ""
    label_en: str = ""

    def name(self, locale: str) -> str:
        """Its label; a source that has a title of its own keeps it in both languages."""
        return self.label_en if locale == "en" and self.label_en else self.label


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule of law: what it says, since when, where it was read and how sure we are."""

    id: str
    articles: tuple[str, ...]
    figures: tuple[Figure, ...]
    sources: tuple[Source, ...]
    evidence: str
    in_force_from: date | None
    in_force_to: date | None
    checked_on: date
    text_fr: str
    text_en: str
    note_fr: str = ""
    note_en: str = ""

    @property
    def article(self) -> str:
        """The first article, which a finding names."""
        return self.articles[0]

    @property
    def source(self) -> Source:
        """The first source, which a page links to."""
        return self.sources[0]

    @property
    def to_verify(self) -> bool:
        """True when nobody read it in a text: shown as « à vérifier », never blocks (product.md 3, 12)."""
        return self.evidence in TO_VERIFY

    @property
    def linked_articles(self) -> tuple[tuple[str, str], ...]:
        """Each article with where the ministry publishes its text in force; "" for another code than that of labour."""
        root = "https://code.travail.gouv.fr/code-du-travail"
        return tuple((each, f"{root}/{each.lower()}" if OF_LABOUR.fullmatch(each) else "") for each in self.articles)

    def in_force(self, day: date) -> bool:
        """Both ends included."""
        return (self.in_force_from or day) <= day <= (self.in_force_to or day)

    def figure(self, name: str) -> Figure:
        """A figure by its name; KeyError when the rule has none of that name."""
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise KeyError(f"rule {self.id} has no figure {name}")

    def text(self, locale: str) -> str:
        """The statement in English for "en…", in French for anybody else."""
        return self.text_en if locale.startswith("en") else self.text_fr

    def note(self, locale: str) -> str:
        """What of it nobody could read yet, said to the reader; "" when nothing is left open."""
        return self.note_en if locale.startswith("en") else self.note_fr


def parse() -> Iterator[Rule]:
    """Every rule of every data file."""
    folder = resources.files("mutua.law") / "data"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            yield from parse_text(file.read_text("utf-8"), file.name)


def parse_text(text: str, name: str) -> Iterator[Rule]:
    """The rules of one file's text; LawError with the file's name and the rule's id."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LawError(f"{name}: {error}") from error
    tables = content.get("rule")
    if set(content) != {"rule"} or not isinstance(tables, list):
        raise LawError(f"{name}: only [[rule]] tables are expected")
    for table in tables:
        where = f"{name}, rule {table.get('id', '?') if isinstance(table, dict) else '?'}"
        if not isinstance(table, dict):
            raise LawError(f"{where}: not a table")
        yield _rule(table, where)


def _rule(table: Mapping[str, object], where: str) -> Rule:
    _check_keys(table, where, required=REQUIRED, optional=OPTIONAL)
    start, end = _day(table, "in_force_from", where), _day(table, "in_force_to", where)
    if start is not None and end is not None and end < start:
        raise LawError(f"{where}: in_force_to comes before in_force_from")
    checked_on = _day(table, "checked_on", where)
    if checked_on is None or not RULE_ID.fullmatch(_words(table, "id", where)):
        raise LawError(f"{where}: id must be letters and a number")
    return Rule(
        id=_words(table, "id", where),
        articles=_articles(table, where),
        figures=_figures(table, where),
        sources=_sources(table, where),
        evidence=_evidence(table, where),
        in_force_from=start,
        in_force_to=end,
        checked_on=checked_on,
        text_fr=_words(table, "text_fr", where),
        text_en=_words(table, "text_en", where),
        **_notes(table, where),
    )


def _check_keys(table: Mapping[str, object], where: str, *, required: Iterable[str], optional: Iterable[str]) -> None:
    missing, unknown = set(required) - set(table), set(table) - set(required) - set(optional)
    if missing:
        raise LawError(f"{where}: {', '.join(sorted(missing))} missing")
    if unknown:
        raise LawError(f"{where}: {', '.join(sorted(unknown))} unknown")


def _words(table: Mapping[str, object], key: str, where: str) -> str:
    value = table[key]
    if not isinstance(value, str) or not value or value != value.strip():
        raise LawError(f"{where}: {key} must be a text, not empty, without blanks around it")
    return value


def _notes(table: Mapping[str, object], where: str) -> dict[str, str]:
    given = {key: _words(table, key, where) for key in ("note_fr", "note_en") if key in table}
    if len(given) == 1:
        raise LawError(f"{where}: a note is written in both languages")
    return given


def _day(table: Mapping[str, object], key: str, where: str) -> date | None:
    value = table.get(key)
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise LawError(f"{where}: {key} must be a date without quotes, such as 2026-08-20")
    return value


def _evidence(table: Mapping[str, object], where: str) -> str:
    mark = _words(table, "evidence", where)
    if mark not in READ_IN_A_TEXT | TO_VERIFY:
        raise LawError(f"{where}: evidence must be one of V, S, W, K, G, I")
    return mark


def _articles(table: Mapping[str, object], where: str) -> tuple[str, ...]:
    found = table["articles"]
    if not isinstance(found, list) or not found:
        raise LawError(f"{where}: articles must be a list with at least one article")
    return tuple(_words({"articles": article}, "articles", where) for article in found)


def _tables(table: Mapping[str, object], key: str, where: str) -> list[Mapping[str, object]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise LawError(f"{where}: {key} must be a list of tables")
    return found


def _figures(table: Mapping[str, object], where: str) -> tuple[Figure, ...]:
    figures = tuple(_figure(each, where) for each in _tables(table, "figures", where))
    if len({figure.name for figure in figures}) < len(figures):
        raise LawError(f"{where}: two figures have the same name")
    return figures


def _figure(table: Mapping[str, object], where: str) -> Figure:
    _check_keys(table, where, required={"name", "value", "unit"}, optional={"article"})
    value = table["value"]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise LawError(f"{where}: the value of a figure must be a number, zero or more")
    article = _words(table, "article", where) if "article" in table else ""
    return Figure(_words(table, "name", where), value, _words(table, "unit", where), article)


def _sources(table: Mapping[str, object], where: str) -> tuple[Source, ...]:
    sources = tuple(_source(each, where) for each in _tables(table, "sources", where))
    if not sources:
        raise LawError(f"{where}: sources must name at least one source")
    return sources


def _source(table: Mapping[str, object], where: str) -> Source:
    _check_keys(table, where, required={"label"}, optional={"url", "label_en"})
    url = _words(table, "url", where) if "url" in table else ""
    if url and not url.startswith("https://"):
        raise LawError(f"{where}: the address of a source starts with https://")
    english = _words(table, "label_en", where) if "label_en" in table else ""
    return Source(_words(table, "label", where), url, english)
