"""What a structure takes away, and what it brings: full export, opening registers from a CSV."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.documents import queries as documents
from mutua.exchanges import actions, queries
from mutua.exchanges.forms import RegistersForm, Wrong, draft_of
from mutua.exchanges.models import Dispute, Exchange, ExchangeVersion, Listing, Proof
from mutua.exchanges.rules.intake import COLUMNS, NoTable, Row, read_rows
from mutua.exchanges.views.blueprint import bp
from mutua.exchanges.views.files import CSV, attached, csv_bytes
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member, current_pole
from mutua.pole.models import MembershipState
from mutua.web.access import open_to
from mutua.web.sentences import sentence

IMPORT = "/p/<pole>/exchanges/import"
LARGEST = 2 * 1024 * 1024
HEAD = (
    "exchange", "state", "giver", "receiver", "kind", "unit", "version", "quantity", "event_on", "title", "note",
    "proposed_by", "confirmed_by", "sha256", "posted_at", "deal", "reverses", "from_booking_line", "unused",
)  # fmt: skip


@bp.get("/p/<pole>/exchanges/export.zip")
@open_to(Role.MANAGER)
def export(pole: str) -> ResponseReturnValue:
    """Everything the structure's exchanges hold, as JSON lines and as CSV."""
    member = current_member()
    exchanges = [_shape(each) for each in queries.everything_of(member)]
    rows = [_flat(each, version) for each in exchanges for version in each["versions"]]
    entries = [
        (row.id, row.exchange_id, row.structure_id, row.other_id, row.quantity, row.event_on, row.accounted_on)
        for row in queries.postings_of(member)
    ]
    listings = queries.listings_of(member)
    notices = [
        (row.id, row.listing.value, row.category.value, row.title, row.text, row.until_on, row.outcome or "")
        for row in listings
    ]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("exchanges.jsonl", "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in exchanges))
        archive.writestr("exchanges.csv", csv_bytes([HEAD, *rows]))
        head = ("entry", "exchange", "structure_id", "other_id", "quantity", "event_on", "accounted_on")
        archive.writestr("postings.csv", csv_bytes([head, *entries]))
        names = ("id", "listing", "kind", "title", "text", "until_on", "outcome")
        archive.writestr("listings.csv", csv_bytes([names, *notices]))
        _pictures(archive, listings)
        _proofs(archive, queries.all_proofs_of(member))
    return attached(file.getvalue(), "application/zip", f"echanges-{pole}-{member.structure_id}.zip")


def _pictures(archive: zipfile.ZipFile, listings: list[Listing]) -> None:
    """The pictures of the notices: listings/<notice>-<picture>.jpg."""
    for row in listings:
        for photo in row.photos:
            stored = documents.file_with_content(photo.file_id)
            if stored is not None:
                archive.writestr(f"listings/{row.id}-{photo.id}.jpg", stored.content)


def _proofs(archive: zipfile.ZipFile, proofs: list[Proof]) -> None:
    """proofs/<exchange>-<proof>-<the file's own name>."""
    for row in proofs:
        stored = documents.file_with_content(row.file_id)
        if stored is not None:
            archive.writestr(f"proofs/{row.exchange_id}-{row.id}-{stored.name}", stored.content)


def _shape(exchange: Exchange) -> dict[str, Any]:
    return {
        "id": exchange.id,
        "uid": exchange.uid,
        "state": exchange.state.value,
        "giver": {"id": exchange.giver_id, "name": exchange.giver.name},
        "receiver": {"id": exchange.receiver_id, "name": exchange.receiver.name},
        "kind": exchange.kind.value,
        "unit": exchange.unit.code.value,
        "quanta_per_unit": exchange.unit.quanta,
        "deal": exchange.deal_id,
        "reverses": exchange.reverses_id,
        "source_line": exchange.source_line_id,
        "unused": exchange.unused,
        "posted_at": exchange.posted_at.isoformat() if exchange.posted_at else None,
        "versions": [_version(version) for version in exchange.versions],
        "disputes": [_dispute(row) for row in exchange.disputes],
    }


def _version(version: ExchangeVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "quantity": version.quantity,
        "event_on": version.event_on.isoformat(),
        "title": version.words.title,
        "note": version.words.note,
        "giver_name": version.words.giver_name,
        "receiver_name": version.words.receiver_name,
        "proposed_by": version.author_structure_id,
        "sha256": version.sha256,
        "created_at": version.created_at.isoformat(),
        "confirmations": [
            {"structure": row.structure_id, "by_delay": row.by_delay, "at": row.at.isoformat()}
            for row in version.confirmations
        ],
    }


def _dispute(row: Dispute) -> dict[str, Any]:
    return {
        "by": row.structure_id,
        "reason": row.reason,
        "raised_at": row.raised_at.isoformat(),
        "settled_at": row.settled_at.isoformat() if row.settled_at else None,
        "outcome": row.outcome,
    }


def _flat(one: dict[str, Any], version: dict[str, Any]) -> tuple[object, ...]:
    confirmed = " ".join(str(row["structure"]) for row in version["confirmations"])
    who = (version["giver_name"], version["receiver_name"], one["kind"], one["unit"])
    what = (version["number"], version["quantity"], version["event_on"], version["title"], version["note"])
    assent = (version["proposed_by"] or "", confirmed, version["sha256"], one["posted_at"] or "")
    links = (one["deal"] or "", one["reverses"] or "", one["source_line"] or "", one["unused"])
    return (one["id"], one["state"], *who, *what, *assent, *links)


@dataclass(frozen=True)
class Told:
    """What became of one row."""

    number: int
    said: str
    exchange_id: int | None = None


@bp.get(IMPORT)
@open_to(Role.MANAGER)
def registers(pole: str) -> ResponseReturnValue:
    return _page(RegistersForm(formdata=None))


@bp.get("/p/<pole>/exchanges/import.csv")
@open_to(Role.MANAGER)
def registers_model(pole: str) -> ResponseReturnValue:
    """An empty file with its head and one example."""
    what = ("donne", "temps", "heures", "3 h 30", "2027-03-08", _("Objet"), "", "donneur")
    example = (_("Nom de l’autre structure"), *what)
    return attached(csv_bytes([COLUMNS, example]), CSV, "registre.csv")


@bp.post(IMPORT)
@open_to(Role.MANAGER)
def import_registers(pole: str) -> ResponseReturnValue:
    """Each row on its own: taken as a proposal that the other structure confirms, or refused with its reason."""
    form = RegistersForm()
    if not form.validate():
        return _page(form, status=422)
    content = request.files["file"].read(LARGEST + 1)
    try:
        rows = read_rows(content) if len(content) <= LARGEST else []
    except NoTable:
        rows = []
    if not rows:
        words = _("Ce fichier ne se lit pas comme un registre. Partez du modèle, en UTF-8, 2 000 lignes au plus.")
        form.file.errors = [*form.file.errors, words]
        return _page(form, status=422)
    names = _names()
    told = [_take(row, names) for row in rows]
    return _page(RegistersForm(formdata=None), told, status=200 if any(row.exchange_id for row in told) else 422)


def _names() -> dict[str, int]:
    """The pole's structures by name, those that left too (an active one of that name wins): the rules say why not."""
    rows = pole_queries.memberships_of(current_member().pole_id)
    rows.sort(key=lambda row: row.state is MembershipState.ACTIVE)
    return {row.structure.name.casefold(): row.structure_id for row in rows}


def _take(row: Row, names: dict[str, int]) -> Told:
    try:
        draft = draft_of(row, names, current_pole().exchange_mode)
        with transaction():
            made = actions.propose(draft, member=current_member(), now=clock.now())
            return Told(row.number, _("Proposé à %(structure)s.", structure=row.cells["structure"]), made.id)
    except Wrong as wrong:
        return Told(row.number, str(wrong))
    except Refused as refused:
        return Told(row.number, sentence(refused.reason))


def _page(form: RegistersForm, told: Iterable[Told] = (), *, status: int = 200) -> ResponseReturnValue:
    rows = list(told)
    taken = sum(row.exchange_id is not None for row in rows)
    return render_template("exchanges/import.html", form=form, rows=rows, taken=taken, columns=COLUMNS), status
