"""Every paper is read back, as PDF and as ODT: the mandatory mentions stand in it, and pay only in the employer's."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from flask import Flask
from pypdf import PdfReader

from mutua.kernel import clock
from mutua.staffing.forms import TermsForm
from mutua.staffing.models import State
from mutua.staffing.pdf import paper, sheets
from tests.builders import World
from tests.documents.spoiling import spoil
from tests.staffing.loans import DURING, TERMS, hours, loan_in
from tests.staffing.test_signing import browser

# Every mention a paper may carry, the useful ones too.
FULL = replace(
    TERMS,
    travel_minutes=20,
    keeps_base_hours=True,
    insurance="Contrat 4711 de la structure d’accueil",
    notice_days=15,
    special_risks=True,
    replaces_absent=True,
    probation_days=10,
)
MENTIONS = {
    # S5: duration, identity, qualification, way of setting what is invoiced
    "agreement": (
        *("22 mars 2027", "28 mai 2027", "Zoé Lambert", TERMS.qualification, TERMS.cost_method, TERMS.tasks),
        *(TERMS.reason, TERMS.place, "9:00 – 12:30", TERMS.orders_from, TERMS.contact, TERMS.ppe, TERMS.medical),
        *(TERMS.safety_notes, "ni rompu ni suspendu", "Ni marge, ni frais de gestion", "TVA", "poste équivalent"),
        *("données personnelles", "sans tacite reconduction", "conditions d’exécution", FULL.insurance),
        *("10 jours", "remplace un salarié absent", "L4154-2", "20 min", "15 jours avant"),
    ),
    # S6: work entrusted, hours, place, particular features of the post; who signs
    "amendment": (
        *(TERMS.tasks, "9:00 – 12:30", TERMS.place, TERMS.features, "Zoé Lambert", "ni sanction", TERMS.orders_from),
        *(TERMS.contact, "ni rompu ni suspendu", "poste équivalent", "8 jours", "10 jours", "L4154-2"),
        *(TERMS.ppe, TERMS.medical, TERMS.safety_notes, "15 jours avant", "frais professionnels sont remboursés"),
    ),
    "consent": ("Zoé Lambert", "ni sanction, ni licenciement", "SHA-256", "depuis son propre compte"),
    "cse": ("favorable", "25 février 2027", "pas de CSE", "La Couture", "Le Fournil", "14", "L4154-2"),
    "safety": (TERMS.safety_notes, TERMS.ppe, TERMS.medical, "accident"),
    "hours": ("1er avril 2027", "09:00 – 12:00", "3 h", "Zoé Lambert", TERMS.place, "20 min"),
    "cost": ("100,00", "40,00", "5,00", "145,00", "0,00", "TVA (", "vérifié le", "3 h × (33,33"),
}


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def of_pdf(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    assert "/MarkInfo" in reader.trailer["/Root"]  # tagged
    return plain("".join(page.extract_text() for page in reader.pages))


def of_odt(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.text"
        text = archive.read("content.xml").decode()
    return plain(re.sub(r"<[^>]*>", "", re.sub(r"<text:s[^>]*>", " ", text)).replace("&apos;", "'"))


@pytest.mark.once
def test_each_paper_carries_its_mandatory_mentions(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from mutua.staffing import actions  # noqa: PLC0415 -- beside its one use
    from tests.staffing.loans import PATH, close  # noqa: PLC0415 -- beside its one use

    loan = loan_in(State.ACTIVE, world, terms=FULL)
    span = hours("2027-04-01", "09:00", "12:00")
    loan.act(actions.enter_hours, world.karim, now=DURING, span=span, break_minutes=0)

    def answer(row, *, actor, now):  # type: ignore[no-untyped-def]
        actions.answer_hours(row, row.hours[0], confirms=True, actor=actor, now=now)

    loan.act(answer, loan.zoe, now=DURING)
    loan.act(actions.validate_hours, now=DURING)
    for state in (State.ENDED, State.RETURNED):
        PATH[state](loan, TERMS)
    close(loan)
    ines, karim, lucie = (browser(app, who, DURING) for who in (world.ines, world.karim, world.lucie))
    root = f"/p/trois-ponts/staffing/{loan.number}/drafts"
    with clock.frozen(DURING):
        for kind, mentions in MENTIONS.items():
            for ending, read in (("pdf", of_pdf), ("odt", of_odt)):
                answer_ = ines.get(f"{root}/{kind}.{ending}")
                assert answer_.status_code == 200, kind
                text = read(answer_.data)
                for mention in ("relire", loan.code, *mentions):
                    assert plain(mention) in text, (kind, ending, mention)
                assert lucie.get(f"{root}/{kind}.{ending}").status_code == 403
                assert karim.get(f"{root}/{kind}.{ending}").status_code == (403 if kind == "cost" else 200)
        assert ines.get(f"{root}/payslip.pdf").status_code == 404
        spoil(monkeypatch, paper, sheets)  # whatever was typed
        for kind in MENTIONS:
            assert "▢" in of_pdf(ines.get(f"{root}/{kind}.pdf").data), kind


def test_no_mandatory_mention_can_be_skipped(app: Flask) -> None:
    needed = {
        "qualification", "tasks", "starts_on", "ends_on", "place", "features", "cost_method", "reason", "orders_from",
        "contact", "ppe", "medical", "safety_notes",
    }  # fmt: skip
    with app.test_request_context("/", method="POST", data={"reflection_days": "8"}):
        form = TermsForm()
        assert not form.validate()
        assert needed <= set(form.errors)
