"""All that one person can read: every address the pages they may open lead to, and every API answer of their key."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from mutua.kernel import clock
from mutua.kernel.transaction import transaction
from mutua.pole import actions as poles
from mutua.pole.models import Member
from tests.builders import sign_in

START = ("/p/trois-ponts/", "/p/trois-ponts/staffing", "/account")
API = ("resources", "bookings", "exchanges", "balances", "safety/editions")
# The same for everybody, or another view of what is looked at: tables of words, filters, forms that are still empty.
PASS_BY = re.compile(
    r"^/(static|logout|gallery|language|theme|check|login)|/(help|accessibility|privacy|sitemap|way|import|new|invite"
    r"|edit|leave|role|regime|act-for|password|tokens|calendar-passwords|profile)\b|\?"
)
LINK = re.compile(r'(?:href|action|hx-get|src)="(/[^"#]*)')


def reachable(app: Flask, member: Member, now: datetime) -> dict[str, str]:
    """Address -> text of everything the member may open, following links from their first pages, and of the API."""
    client = app.test_client()
    found: dict[str, str] = {}
    with clock.frozen(now):
        sign_in(client, member)
        waiting = list(START)
        while waiting:
            path = waiting.pop(0)
            if path not in found and not PASS_BY.search(path):
                found[path] = text = _text(client, path)
                waiting += [each.replace("&amp;", "&") for each in LINK.findall(text)]
        if member.structure_id is not None:
            with transaction():
                key = poles.make_token(member, "tests", now=now)
            for name in API:
                found[name] = _text(app.test_client(), f"/api/v1/{name}", Authorization=f"Bearer {key}")
                assert found[name], name
    return found


def _text(client: FlaskClient, path: str, **headers: str) -> str:
    """Empty for what is refused; pages, JSON, CSV, feeds and what a ZIP or PDF says."""
    answer = client.get(path, headers=headers)
    assert answer.status_code < 500, path
    if answer.status_code != 200:
        return ""
    return text_of(answer.data)


def text_of(content: bytes) -> str:
    """What a file says, told by its first bytes; in an archive, what each of its files says."""
    if content.startswith(b"%PDF") and b"startxref" in content:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(text_of(archive.read(name)) for name in archive.namelist())
    return content.decode("utf-8", "replace")
