"""Proofs of an exchange, between its two structures; the mediator reads them during a dispute."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request, url_for
from werkzeug.exceptions import NotFound

from mutua.documents import queries as documents
from mutua.documents.models import LARGEST_FILE, LONGEST_NAME
from mutua.exchanges import actions, queries, rules
from mutua.exchanges.api.blueprint import Body, bp, done, exchange_or_404
from mutua.exchanges.models import Exchange, Proof
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.rest import Strict, Text, answered

PROOFS = "/exchanges/<int:exchange_id>/proofs"
WHO = (Role.MEMBER, Role.MANAGER)
BYTES = {"schema": {"type": "string", "format": "binary"}}
_OFFICE = "application/vnd."
TYPES = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    f"{_OFFICE}oasis.opendocument.text",
    f"{_OFFICE}openxmlformats-officedocument.wordprocessingml.document",
)


class ProofOf(Strict):
    """The file's name and what it is, in the address."""

    name = Text(LONGEST_NAME, shortest=1, required=True)
    title = Text(LONGEST_NAME, load_default="")


@bp.get(PROOFS)
@open_to(*WHO)
def proofs(exchange_id: int) -> Response:
    """Those that stand, the oldest first."""
    return answered({"items": [_shape(row) for row in queries.proofs_of(_readable(exchange_id))]})


@bp.post(PROOFS)
@open_to(*WHO)
@bp.doc(requestBody={"required": True, "content": dict.fromkeys(TYPES, BYTES)})
@bp.arguments(ProofOf, location="query")
def add_proof(asked: dict[str, str], exchange_id: int) -> Response:
    """The body is the file, 10 MB at most: 201; six an exchange at most."""
    content = request.stream.read(LARGEST_FILE + 1)

    def act() -> tuple[Body, int]:
        exchange = exchange_or_404(exchange_id, lock=True)
        upload, title = (content, asked["name"]), asked["title"]
        return _shape(actions.add_proof(exchange, upload, title, member=current_member(), now=clock.now())), 201

    return done(act)


@bp.get(f"{PROOFS}/<int:proof_id>")
@open_to(*WHO)
def proof(exchange_id: int, proof_id: int) -> Response:
    """The bytes of one."""
    stored = documents.file_with_content(_one(_readable(exchange_id), proof_id).file_id)
    if stored is None:
        raise NotFound
    answer = make_response(stored.content)
    answer.headers["Content-Type"] = stored.media_type
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.delete(f"{PROOFS}/<int:proof_id>")
@open_to(*WHO)
def remove_proof(exchange_id: int, proof_id: int) -> Response:
    """Take back one's own, until both sides have confirmed; its bytes go too."""

    def act() -> tuple[Body, int]:
        exchange = exchange_or_404(exchange_id, lock=True)
        row = _one(exchange, proof_id)
        actions.remove_proof(row, exchange, member=current_member(), now=clock.now())
        return _shape(row), 200

    return done(act)


def _readable(exchange_id: int) -> Exchange:
    """Whoever may not read its proofs is not told that there are any."""
    exchange = exchange_or_404(exchange_id)
    if rules.why_not_read_proofs(exchange, current_member()):
        raise NotFound
    return exchange


def _one(exchange: Exchange, proof_id: int) -> Proof:
    found = next((row for row in queries.proofs_of(exchange) if row.id == proof_id), None)
    if found is None:
        raise NotFound
    return found


def _shape(row: Proof) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "structure": row.structure_id,
        "added_at": row.added_at.isoformat(),
        "url": url_for("api_exchanges.proof", exchange_id=row.exchange_id, proof_id=row.id),
    }
