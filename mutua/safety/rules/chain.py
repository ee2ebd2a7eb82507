"""The content of an edition as bytes, and the chain of hashes over them (product.md 3, invariant 6)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

START = ""  # what the first edition chains to


def canonical(facts: Mapping[str, Any]) -> bytes:
    """One spelling of the facts: keys sorted, no blanks, UTF-8. The same facts give the same bytes on any machine."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def content_hash(previous: str, facts: Mapping[str, Any]) -> str:
    """SHA-256 over the hash before and the facts: no edition can be changed, left out or put in unseen."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(facts)).hexdigest()


def file_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
