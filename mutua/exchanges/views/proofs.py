"""Proofs of an exchange, between its two structures."""

from __future__ import annotations

import io

from flask import send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.documents import queries as documents
from mutua.exchanges import actions, queries, rules
from mutua.exchanges.forms import BareForm, ProofForm
from mutua.exchanges.models import Exchange, Proof
from mutua.exchanges.views import show
from mutua.exchanges.views.blueprint import EVERYBODY, bp, exchange_or_404, go, status_of
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.forms import text
from mutua.web.sentences import sentence

URL = "/p/<pole>/exchanges/<int:exchange_id>/proofs"


def _proof_or_404(exchange: Exchange, proof_id: int) -> Proof:
    """Whoever may not read it is not told that it is there."""
    hidden = rules.why_not_read_proofs(exchange, current_member())
    found = next((row for row in queries.proofs_of(exchange) if row.id == proof_id), None)
    if hidden or found is None:
        raise NotFound
    return found


@bp.get(URL + "/<int:proof_id>")
@open_to(*EVERYBODY)
def proof(pole: str, exchange_id: int, proof_id: int) -> ResponseReturnValue:
    stored = documents.file_with_content(_proof_or_404(exchange_or_404(exchange_id), proof_id).file_id)
    if stored is None:
        raise NotFound
    answer = send_file(io.BytesIO(stored.content), mimetype=stored.media_type, download_name=stored.name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post(URL)
@open_to(Role.MEMBER, Role.MANAGER)
def add_proof(pole: str, exchange_id: int) -> ResponseReturnValue:
    form = ProofForm()
    if not form.validate():
        return show.page(exchange_id, status=422, proof_form=form)
    try:
        with transaction():
            exchange = exchange_or_404(exchange_id, lock=True)
            actions.add_proof(exchange, form.upload(), text(form.title), member=current_member(), now=clock.now())
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return show.page(exchange_id, status=status_of(refused.reason), proof_form=form)
    return go("exchanges.show", _("Justificatif ajouté."), exchange_id=exchange_id)


@bp.post(URL + "/<int:proof_id>/remove")
@open_to(Role.MEMBER, Role.MANAGER)
def remove_proof(pole: str, exchange_id: int, proof_id: int) -> ResponseReturnValue:
    if not BareForm().validate():
        return show.page(exchange_id, status=422)
    try:
        with transaction():
            exchange = exchange_or_404(exchange_id, lock=True)
            actions.remove_proof(_proof_or_404(exchange, proof_id), exchange, member=current_member(), now=clock.now())
    except Refused as refused:
        return show.refused(exchange_id, refused.reason)
    return go("exchanges.show", _("Justificatif retiré."), exchange_id=exchange_id)
