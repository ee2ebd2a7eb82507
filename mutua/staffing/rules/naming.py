"""Whether a text names the person before they have agreed. Asked of the employer alone: an answer to the host, who
does not know the name, would let it be guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mutua.resources.rules.features import folded
from mutua.staffing.models import TermsContent

# Fields that name people by their nature: only the whole name of the person lent is too much there.
OF_PEOPLE = frozenset({"orders_from", "contact"})
# « de », « le »: no name by themselves.
SHORTEST = 3


def fields_naming(texts: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """The fields in which a name stands, first name or surname, whatever its accents and capitals."""
    known = [_words(name) for name in names]
    return [field for field, text in texts.items() if any(_names(text, name, field) for name in known)]


def _names(text: str, name: list[str], field: str) -> bool:
    said = set(_words(text))
    telling = [word for word in name if len(word) >= SHORTEST]
    return bool(telling) and (said.issuperset(telling) if field in OF_PEOPLE else not said.isdisjoint(telling))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", folded(text))


def words_of(content: TermsContent) -> dict[str, str]:
    """Every free text of the terms, by field."""
    return {name: value for name, value in vars(content).items() if isinstance(value, str)}
