"""Signing in the application: password, code, seal; by link; a byte changed shows."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from mutua.documents import queries as documents
from mutua.documents.models import SealedFile, Signature, SigningCode
from mutua.kernel import clock
from mutua.kernel.db import db
from mutua.kernel.outbox import Mail
from mutua.kernel.transaction import transaction
from mutua.pole.models import Member
from mutua.staffing.models import State
from tests.builders import NOW, PASSWORD, World, sign_in
from tests.staffing.loans import Loan, loan_in, named

ROOT = "/p/trois-ponts/staffing"


def browser(app: Flask, who: Member, now: datetime = NOW) -> FlaskClient:
    client = app.test_client()
    with clock.frozen(now):
        sign_in(client, who)
    return client


def post(client: FlaskClient, path: str, expected: int = 303, now=NOW, **data: object) -> str:  # type: ignore[no-untyped-def]
    with clock.frozen(now):
        answer = client.post(path, data=data, content_type="multipart/form-data" if "file" in data else None)
    text = answer.get_data(as_text=True)
    assert answer.status_code == expected, (path, answer.status_code, text[-2500:])
    return text


def last_code() -> str:
    letter = db.session.scalars(
        select(Mail).where(Mail.template == "documents/signing_code").order_by(Mail.id.desc())
    ).first()
    assert letter is not None
    return str(letter.facts["code"])


def sign(client: FlaskClient, loan: Loan, kind: str) -> None:
    root = f"{ROOT}/{loan.number}/sign/{kind}"
    post(client, f"{root}/code", password=PASSWORD)
    post(client, root, code=last_code())


def sealed(kind: str) -> tuple[SealedFile, bytes]:
    row = db.session.scalars(select(SealedFile).where(SealedFile.document == kind)).one()
    stored = documents.file_with_content(row.file_id)
    assert stored is not None
    return row, stored.content


def test_three_people_sign_both_papers_and_a_changed_byte_shows(world: World, app: Flask) -> None:
    loan = loan_in(State.APPROVED, world)
    ines, karim, zoe, lucie = (browser(app, who) for who in (world.ines, world.karim, loan.zoe, world.lucie))
    root = f"{ROOT}/{loan.number}/sign"
    with clock.frozen(NOW):
        assert lucie.get(f"{root}/agreement").status_code == 403
        assert "Recevoir mon code" in ines.get(f"{root}/agreement").get_data(as_text=True)
    # The password again, then the code, five tries of it, once.
    assert "mot de passe" in post(ines, f"{root}/agreement/code", 422, password="pas celui-ci")
    assert "Demandez-en un autre" in post(ines, f"{root}/agreement", 422, code="123456")
    post(ines, f"{root}/agreement/code", password=PASSWORD)
    code = last_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert "six chiffres" in post(ines, f"{root}/agreement", 422, code=wrong)
    assert "Demandez-en un autre" in post(ines, f"{root}/amendment", 422, code=code)  # of the other paper
    assert "Demandez-en un autre" in post(ines, f"{root}/agreement", 422, now=NOW + timedelta(minutes=16), code=code)
    post(ines, f"{root}/agreement", code=f"{code[:3]} {code[3:]}")
    post(ines, f"{root}/agreement", 422, code=code)
    assert loan.state is State.APPROVED
    sign(karim, loan, "agreement")
    assert "ne signe" not in post(zoe, f"{root}/agreement/code", 422, password=PASSWORD)  # hers is the amendment
    sign(zoe, loan, "amendment")
    sign(ines, loan, "amendment")
    assert loan.state is State.SIGNED
    rows = db.session.scalars(select(Signature).order_by(Signature.id)).all()
    assert [(row.document, row.role, row.signer_name, row.method.value) for row in rows] == [
        ("agreement", "lender", world.ines.name, "account"),
        ("agreement", "host", world.karim.name, "account"),
        ("amendment", "employee", "Zoé Lambert", "account"),
        ("amendment", "lender", world.ines.name, "account"),
    ]
    with transaction():
        terms = loan.row().signed_terms
        assert terms is not None
        assert {row.sha256 for row in rows} == {terms.sha256}
    row, content = sealed("agreement")
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert re.sub(r"\s", "", pages).count(terms.sha256) >= 2  # at the foot and on the page of signatures
    for name in (world.ines.name, world.karim.name, "Zoé Lambert", "Signatures électroniques"):
        assert name in pages
    assert row.sealed_sha256 == hashlib.sha256(content).hexdigest() != row.signed_sha256
    check_the_check_page(app.test_client(), row, content)


def check_the_check_page(anybody: FlaskClient, row: SealedFile, content: bytes) -> None:
    def said(expected: int = 200, **data: object) -> str:
        text = post(anybody, "/check", expected, **data)
        assert "Zoé" not in text
        return text

    whole = said(file=(io.BytesIO(content), "convention.pdf"))
    assert "Ce document est intact" in whole
    for known in (row.sealed_sha256, row.signed_sha256, row.content_sha256):
        assert known in whole
    assert "sans le sceau" in said(sha256=row.signed_sha256.upper())
    assert "Ce contenu a été signé ici" in said(sha256=row.content_sha256)
    for place in (len(content) // 3, len(content) // 2):
        changed = bytearray(content)
        changed[place] ^= 1
        assert "a changé depuis" in said(file=(io.BytesIO(bytes(changed)), "c.pdf"))
    assert "a changé depuis" in said(file=(io.BytesIO(content + b"\n% one more line\n"), "c.pdf"))
    assert "connu ici" in said(file=(io.BytesIO(b"%PDF-1.7 another"), "c.pdf"))
    assert "connu ici" in said(sha256="0" * 64)
    assert "64 caractères" in said(422, sha256="pas une empreinte")


def test_who_has_no_account_signs_through_a_personal_link(world: World, app: Flask) -> None:
    loan = loan_in(State.TERMS_AGREED, world)
    # The person named has no account: their employer records the paper, and sends them the link to sign.
    with transaction():
        row = loan.row()
        assert row.employee is not None
        row.employee.person_id = None
        from mutua.staffing import actions  # noqa: PLC0415 -- beside its one use

        paper = (b"%PDF-1.7 signed on paper", "accord.pdf")
        actions.consent(row, seen_terms_id=row.terms_id or 0, actor=world.ines, now=NOW, paper=paper)
    from tests.staffing.loans import PATH, TERMS  # noqa: PLC0415 -- beside its one use

    PATH[State.CSE_DONE](loan, TERMS)
    PATH[State.APPROVED](loan, TERMS)
    ines, karim = browser(app, world.ines), browser(app, world.karim)
    root = f"{ROOT}/{loan.number}/sign/amendment"
    wanted = {"side": "employee", "name": "Zoé Lambert", "email": "zoe@example.org"}
    post(karim, f"{root}/link", 422, **wanted)
    post(ines, f"{root}/link", **wanted)
    letter = db.session.scalars(select(Mail).where(Mail.template == "staffing/signing_link")).one()
    assert letter.recipient == "zoe@example.org"
    path, outside = letter.facts["path"], app.test_client()
    with clock.frozen(NOW):
        assert outside.get(path).status_code == 200
        assert outside.get(f"{path}/document.pdf").data.startswith(b"%PDF")
        assert outside.get("/sign/another-secret").status_code == 404
    post(outside, f"{path}/code")
    assert db.session.scalars(select(Mail.recipient).order_by(Mail.id.desc())).first() == "zoe@example.org"
    post(outside, path, 422, code="000000" if last_code() != "000000" else "111111")
    post(outside, path, 200, code=last_code())
    with clock.frozen(NOW):
        assert "Vous avez signé" in outside.get(path).get_data(as_text=True)  # opened again: it says that it is done
        assert outside.get(f"{path}/document.pdf").status_code == 404
    sign(ines, loan, "amendment")
    _, content = sealed("amendment")
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "adresse donnée par la structure" in re.sub(r"\s+", " ", pages)
    assert all(row.used_at for row in db.session.scalars(select(SigningCode)))
    assert named(None).person_id is None


def test_a_link_of_an_older_version_opens_nothing(world: World, app: Flask) -> None:
    from mutua.staffing import actions  # noqa: PLC0415 -- beside its one use

    loan = loan_in(State.APPROVED, world)
    ines = browser(app, world.ines)
    wanted = {"side": "lender", "name": "Une présidente", "email": "presidente@example.org"}
    post(ines, f"{ROOT}/{loan.number}/sign/agreement/link", **wanted)
    path = db.session.scalars(select(Mail).where(Mail.template == "staffing/signing_link")).one().facts["path"]
    loan.act(actions.revise)
    with clock.frozen(NOW):
        assert app.test_client().get(path).status_code == 404


def test_in_a_demonstration_where_no_mail_leaves_the_page_shows_code_and_link(world: World, app: Flask) -> None:
    loan = loan_in(State.APPROVED, world)
    ines, root = browser(app, world.ines), f"{ROOT}/{loan.number}/sign/agreement"

    def shown(client: FlaskClient, path: str) -> str:
        with clock.frozen(NOW):
            return str(client.get(path).get_data(as_text=True))

    post(ines, f"{root}/code", password=PASSWORD)
    assert last_code() not in shown(ines, root)  # a real pole
    with transaction():
        loan.row().pole.is_demonstration = True
    post(ines, f"{root}/code", password=PASSWORD)
    assert f"votre code est {last_code()}" in re.sub(r"\s", " ", shown(ines, root))
    wanted = {"side": "lender", "name": "Une présidente", "email": "presidente@example.org"}
    post(ines, f"{root}/link", **wanted)
    path = db.session.scalars(select(Mail).where(Mail.template == "staffing/signing_link")).one().facts["path"]
    assert f'href="{path}"' in shown(ines, root)
    outside = app.test_client()
    post(outside, f"{path}/code")
    assert last_code() in shown(outside, path)
    assert last_code() not in shown(ines, root)
    post(outside, path, 200, code=last_code())
