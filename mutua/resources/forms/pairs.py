"""What a kind measures and is asked, as one cell of a table: « area_m2=54; step_free=yes »."""

from __future__ import annotations

from datetime import date
from typing import Any

from mutua.resources.forms.details import DETAILS, Detail
from mutua.resources.forms.questions import QUESTIONS
from mutua.resources.models import Kind

LONGEST_TEXT = 160


def read_details(text: str, kind: Kind) -> dict[str, Any] | None:
    """Raises ValueError with the pair that this kind does not know or cannot hold."""
    known = {detail.code: detail for detail in DETAILS[kind]}
    return {code: _value(known.get(code), value, f"{code}={value}") for code, value in _pairs(text).items()} or None


def read_answers(text: str, kind: Kind) -> dict[str, bool]:
    known = {code for code, _label in QUESTIONS[kind]}
    found = _pairs(text)
    for code, value in found.items():
        if code not in known or value not in ("yes", "no"):
            raise ValueError(f"{code}={value}")
    return {code: value == "yes" for code, value in found.items()}


def written_details(details: dict[str, Any] | None) -> str:
    return "; ".join(f"{code}={value}" for code, value in (details or {}).items())


def written_answers(attributes: dict[str, Any]) -> str:
    return "; ".join(f"{code}={'yes' if answer else 'no'}" for code, answer in attributes.items())


def _pairs(text: str) -> dict[str, str]:
    parts = [part.partition("=") for part in text.split(";") if part.strip()]
    return {code.strip(): value.strip() for code, _equals, value in parts}


def _value(detail: Detail | None, value: str, pair: str) -> Any:
    if detail is None or not value or len(value) > LONGEST_TEXT:
        raise ValueError(pair)
    if detail.most:
        if not value.isascii() or not value.isdigit() or len(value) > 9 or int(value) > detail.most:
            raise ValueError(pair)
        return int(value)
    if detail.choices and value not in dict(detail.choices):
        raise ValueError(pair)
    return date.fromisoformat(value).isoformat() if detail.day else value
