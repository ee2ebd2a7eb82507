"""Which files are taken: told by their bytes, never by their name or by what the browser says."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from enum import StrEnum

from mutua.documents.models import LARGEST_FILE, LONGEST_NAME, SigningCode

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", ODT: ".odt", DOCX: ".docx"}
SIGNATURES = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
FEWEST_BYTES = 16
MOST_TRIES = 5
MOST_PASSKEYS = 10


class No(StrEnum):
    FILE_MISSING = "file_missing"
    FILE_TOO_LARGE = "file_too_large"
    FILE_WRONG_KIND = "file_wrong_kind"
    CODE_WRONG = "signing_code_wrong"
    CODE_SPENT = "signing_code_spent"
    PASSKEY_WRONG = "passkey_wrong"
    PASSKEYS_ENOUGH = "passkeys_enough"


def why_not_store(content: bytes) -> No | None:
    """The first rule that stands against these bytes."""
    if not content:
        return No.FILE_MISSING
    if len(content) > LARGEST_FILE:
        return No.FILE_TOO_LARGE
    return None if media_type(content) else No.FILE_WRONG_KIND


def why_not_code(found: SigningCode | None, *, fits: bool) -> No | None:
    """Six figures are guessed in half a million tries: five are allowed."""
    if found is None or found.tries >= MOST_TRIES:
        return No.CODE_SPENT
    return None if fits else No.CODE_WRONG


def media_type(content: bytes) -> str | None:
    """PDF, JPEG, PNG, ODT or DOCX; None for anything else, whatever it calls itself."""
    if len(content) < FEWEST_BYTES:
        return None
    for start, kind in SIGNATURES.items():
        if content.startswith(start):
            return kind
    return _of_archive(content) if content.startswith(b"PK\x03\x04") else None


def _of_archive(content: bytes) -> str | None:
    """Office files are ZIP archives; only their list of members is read, nothing is unpacked but a short mark."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "word/document.xml" in names and "[Content_Types].xml" in names:
                return DOCX if not any(name.lower().endswith("vbaproject.bin") for name in names) else None
            if "mimetype" in names and archive.getinfo("mimetype").file_size == len(ODT):
                return ODT if archive.read("mimetype") == ODT.encode() else None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError):
        return None
    return None


def safe_name(name: str, kind: str) -> str:
    """The last part of a path without control or path characters, short, with the ending its bytes deserve."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(mark for mark in last if unicodedata.category(mark)[0] != "C" and mark not in '<>:"|?*')
    stem = printable.rstrip(" .")
    ending = ENDINGS[kind]
    same = (".jpeg", ".jpg") if kind == JPEG else (ending,)
    for each in same:
        stem = stem[: -len(each)] if stem.lower().endswith(each) else stem
    return f"{stem.strip(' .')[: LONGEST_NAME - len(ending)] or 'document'}{ending}"
