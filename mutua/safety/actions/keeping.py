"""The archive folder: every published version as signed files outside the database, kept 40 years (R4121-4).

`<folder>/<pole>/v0001/` holds the common volume, each extract, the frozen facts, `SHA256SUMS` over them and its HMAC
under the installation's key; signatures, which may come late, stand beside in a file of their own with its HMAC.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from mutua.safety import queries
from mutua.safety.models import Adoption, Edition
from mutua.safety.rules import chain

WRITING = timedelta(hours=1)  # a version waits for its extracts and the worker's next round
SUMS, SIGNATURES, HEAD, SEAL = "SHA256SUMS", "signatures.json", "edition.json", ".hmac"


def keep_files(folder: Path, key: bytes) -> int:
    """Write what the folder lacks, whole versions at once; how many things were written."""
    written = 0
    for slug, edition_id, number, signed in queries.editions_to_keep():
        home = folder / slug / f"v{number:04d}"
        if not home.is_dir():
            _write_version(home, edition_id, key)
            written += 1
        if _signatures_in(home) != signed:
            edition = queries.edition_with_files(edition_id)
            rows = queries.adoption_numbered(edition.document_id, number) if edition else None
            _write_sealed(home / SIGNATURES, _signatures(rows), key)
            written += 1
    return written


def _write_version(home: Path, edition_id: int, key: bytes) -> None:
    """Beside its place first, then moved there: never half a version."""
    edition = queries.edition_with_files(edition_id)
    if edition is None:
        return
    part = home.with_name(home.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    contents = {"volume.pdf": edition.pdf, "facts.json": chain.canonical(edition.facts), HEAD: _head(edition)}
    for extract in queries.extracts_with_files(edition_id):
        contents[f"extract-{extract.number}.pdf"] = extract.pdf
    for name, content in contents.items():
        (part / name).write_bytes(content)
        (part / name).chmod(0o440)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(contents.items()))
    _write_sealed(part / SUMS, sums.encode(), key)
    os.replace(part, home)


def _head(edition: Edition) -> bytes:
    facts = {
        "number": edition.number,
        "reason": edition.reason,
        "published_at": edition.published_at.isoformat(),
        "content_sha256": edition.content_sha256,
        "previous_sha256": edition.previous_sha256,
        "pdf_sha256": edition.pdf_sha256,
    }
    return chain.canonical(facts)


def _signatures(adoption: Adoption | None) -> bytes:
    rows = adoption.signatories if adoption else []
    return chain.canonical(
        {
            "signatories": [
                {
                    "structure": row.name,
                    "person": row.signature.person_name if row.signature else None,
                    "signed_at": row.signature.signed_at.isoformat() if row.signature else None,
                    "content_sha256": row.signature.content_sha256 if row.signature else None,
                }
                for row in rows
            ],
            "places": [
                {
                    "place": row.place_name,
                    "person": row.person_name,
                    "signed_at": row.signature.signed_at.isoformat() if row.signature else None,
                    "content_sha256": row.signature.content_sha256 if row.signature else None,
                }
                for row in (adoption.place_signatories if adoption else ())
            ],
        }
    )


def _signatures_in(home: Path) -> int:
    """How many signatures the file tells; -1 before it is written."""
    try:
        kept = json.loads((home / SIGNATURES).read_bytes())
        rows = kept["signatories"] + kept.get("places", [])
    except (OSError, ValueError, KeyError):
        return -1
    return sum(row["signed_at"] is not None for row in rows)


def _write_sealed(path: Path, content: bytes, key: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    path.with_name(path.name + SEAL).write_text(hmac.new(key, content, hashlib.sha256).hexdigest() + "\n")
    os.replace(part, path)


def broken_files(folder: Path, key: bytes, *, now: datetime) -> list[str]:
    """Kept versions whose files no longer fit their sums, whose sums no longer fit the key, that the database does not
    tell (any more), and published ones that the folder lacks: one line each."""
    told = queries.editions_kept()
    homes = sorted(path for path in folder.glob("*/v*") if path.is_dir() and not path.name.endswith(".part"))
    there = {(home.parent.name, home.name) for home in homes}
    wrong = [
        f"safety archive {slug}/{name}: is not in {folder}"
        for (slug, name), kept in sorted(told.items())
        if (slug, name) not in there and kept.published_at + WRITING < now
    ]
    for home in homes:
        name = f"safety archive {home.parent.name}/{home.name}"
        for sealed in (SUMS, SIGNATURES):
            if not _seal_fits(home / sealed, key):
                wrong.append(f"{name}: {sealed} does not fit its seal")
        wrong += [f"{name}: {file} does not fit its sum" for file in _unfit(home)]
        kept = told.get((home.parent.name, home.name))
        if kept is None or _told_by(home) != (kept.content_sha256, kept.pdf_sha256):
            wrong.append(f"{name}: is not the version of this number in the database")
    return wrong


def _told_by(home: Path) -> tuple[str, str] | None:
    """Hashes of content and file, as the version's own head says; None where nothing can be read."""
    try:
        head = json.loads((home / HEAD).read_bytes())
        return head["content_sha256"], head["pdf_sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _seal_fits(path: Path, key: bytes) -> bool:
    try:
        seal = path.with_name(path.name + SEAL).read_text().strip()
        return hmac.compare_digest(seal, hmac.new(key, path.read_bytes(), hashlib.sha256).hexdigest())
    except OSError:
        return False


def _unfit(home: Path) -> list[str]:
    found = []
    for line in (home / SUMS).read_text().splitlines() if (home / SUMS).exists() else ():
        wanted, _, name = line.partition("  ")
        path = home / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            found.append(name)
    return found
