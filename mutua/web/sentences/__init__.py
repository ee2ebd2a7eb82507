"""From a refusal's code to the sentence people read. One file a domain; a test checks that none is missing."""

from __future__ import annotations

import importlib
import pkgutil
from enum import StrEnum
from functools import cache
from typing import Any

from mutua.web.sentences.desk import REASONS

Sentences = dict[str, Any]


@cache
def _all() -> Sentences:
    found: Sentences = {}
    for module in pkgutil.iter_modules(__path__):
        found.update(importlib.import_module(f"{__name__}.{module.name}").SENTENCES)
    return found


def known() -> frozenset[str]:
    """Every code that has a sentence."""
    return frozenset(_all())


def sentence(reason: StrEnum | str, **facts: Any) -> str:
    """The sentence of a refusal in the reader's language."""
    return str(_all()[str(reason)]).format_map(_Facts(facts))


def reason_words(reason: str) -> str:
    """Why a date ended: a code of ours as its sentence, what a person wrote as it is."""
    if reason in REASONS:
        return str(REASONS[reason])
    return sentence(reason) if reason in known() else reason


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
