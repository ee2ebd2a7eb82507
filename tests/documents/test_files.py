"""Files are told by their bytes, kept once, never changed."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mutua.documents import actions, queries, rules
from mutua.documents.models import LARGEST_FILE, Method
from mutua.documents.rules import DOCX, JPEG, ODT, PDF, PNG, No, media_type, safe_name, why_not_store
from mutua.kernel.db import db
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from tests.builders import NOW, World


def archive(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/"), content)
    return made.getvalue()


ODT_FILE = archive(mimetype=ODT.encode(), **{"content.xml": b"<x/>"})
DOCX_FILE = archive(**{"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
KINDS = [
    (b"%PDF-1.7\n" + b"x" * 40, PDF),
    (b"\xff\xd8\xff\xe0" + b"x" * 40, JPEG),
    (b"\x89PNG\r\n\x1a\n" + b"x" * 40, PNG),
    (ODT_FILE, ODT),
    (DOCX_FILE, DOCX),
]


@pytest.mark.parametrize("content, kind", KINDS)
def test_five_kinds_are_known_by_their_bytes(content: bytes, kind: str) -> None:
    assert (media_type(content), why_not_store(content)) == (kind, None)


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"MZ" + b"\x00" * 60,
        b"#!/bin/sh\nrm -rf /\n",
        b" %PDF-1.7 after a blank, as some readers allow",
        archive(**{"evil.exe": b"MZ"}),
        archive(mimetype=b"application/vnd.oasis.opendocument.presentation"),
        archive(**{"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b"macro"}),
        b"PK\x03\x04" + b"\x00" * 60,
        DOCX_FILE[: len(DOCX_FILE) // 2],
        b"%PDF-",
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    assert why_not_store(content) is No.FILE_WRONG_KIND


def test_sizes_at_the_limit() -> None:
    full = b"%PDF-1.7" + b"0" * (LARGEST_FILE - 8)
    assert (why_not_store(b""), why_not_store(full), why_not_store(full + b"0")) == (
        No.FILE_MISSING,
        None,
        No.FILE_TOO_LARGE,
    )


@pytest.mark.parametrize(
    "given, kept",
    [
        ("convention signée.pdf", "convention signée.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\scan.PDF", "scan.pdf"),
        ("scan.pdf.exe", "scan.pdf.exe.pdf"),
        ("a\x00b\n\u202efdp.exe", "abfdp.exe.pdf"),
        ("", "document.pdf"),
        (".pdf", "document.pdf"),
        ("..", "document.pdf"),
        ("é" * 300, "é" * 116 + ".pdf"),
        ('<img src=x onerror="1">.pdf', "img src=x onerror=1.pdf"),
    ],
)
def test_a_name_is_its_last_part_with_an_honest_ending(given: str, kept: str) -> None:
    assert safe_name(given, rules.PDF) == kept


def test_a_stored_file_comes_back_byte_for_byte(world: World) -> None:
    with transaction():
        number = actions.store_file(DOCX_FILE, "avenant.docx", actor=world.ines, now=NOW).id
    with transaction():
        found = queries.file_with_content(number)
        assert found is not None
        assert (found.content, found.media_type, found.name, found.size) == (
            DOCX_FILE,
            DOCX,
            "avenant.docx",
            len(DOCX_FILE),
        )


def test_a_refused_file_leaves_nothing(world: World) -> None:
    with pytest.raises(Refused), transaction():
        actions.store_file(b"<html>" + b"x" * 40, "page.pdf", actor=world.ines, now=NOW)
    assert db.session.scalar(text("SELECT count(*) FROM stored_file")) == 0


@pytest.mark.parametrize("statement", ["UPDATE {} SET {}", "DELETE FROM {}"])
@pytest.mark.parametrize("table, change", [("stored_file", "name = 'x'"), ("signature", "role = 'x'")])
def test_files_and_signatures_are_never_changed(world: World, statement: str, table: str, change: str) -> None:
    with transaction():
        stored = actions.store_file(DOCX_FILE, "a.docx", actor=world.ines, now=NOW)
        actions.record_signature(
            ("arrangement", 1), document="agreement", role="lender", sha256="0" * 64, signed_on=NOW.date(),
            method=Method.PAPER, actor=world.ines, now=NOW, structure_id=world.couture_id, file_id=stored.id,
        )  # fmt: skip
    with pytest.raises(DBAPIError, match="append_only"), transaction():
        db.session.execute(text(statement.format(table, change)))
    with transaction():
        assert [row.role for row in queries.signatures_of("arrangement", [1])] == ["lender"]
