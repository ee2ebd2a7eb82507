"""One door: anybody checks a file against its hash. A file is served by the domain that owns it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.documents import queries
from mutua.documents.forms import CheckForm
from mutua.documents.models import SealedFile
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.web.access import open_to

bp = Blueprint("documents", __name__)


@dataclass(frozen=True)
class Found:
    """`what`: sealed, signed, content, broken, whole, foreign or unknown. Never a name: the page is public."""

    what: str
    sha256: str
    document: str = ""
    sealed_at: datetime | None = None
    hashes: tuple[str, str, str] | None = None  # of the sealed file, the signed pages, the content agreed to


@bp.get("/check")
@open_to(Role.ANYONE)
def check() -> ResponseReturnValue:
    return render_template("documents/check.html", form=CheckForm(formdata=None), found=None)


@bp.post("/check")
@open_to(Role.ANYONE)
def checked() -> ResponseReturnValue:
    """Nothing is kept of what was sent."""
    form = CheckForm()
    content = form.content() if form.validate() else b""
    sha256 = hashlib.sha256(content).hexdigest() if content else form.typed_hash()
    if not sha256:
        form.form_errors.append(_("Choisissez un fichier, ou recopiez les 64 caractères de l’empreinte."))
        return render_template("documents/check.html", form=form, found=None), 422
    found = _known(sha256) or (_by_seal(content, sha256) if content else Found("unknown", sha256))
    return render_template("documents/check.html", form=form, found=found)


def _known(sha256: str) -> Found | None:
    row = queries.sealed_by_hash(sha256)
    if row is not None:
        return _of(row, "sealed" if row.sealed_sha256 == sha256 else "signed", sha256)
    last = next(iter(reversed(queries.sealed_with_content(sha256))), None)
    return _of(last, "content", sha256) if last is not None else None


def _of(row: SealedFile, what: str, sha256: str) -> Found:
    return Found(what, sha256, row.document, row.sealed_at, (row.sealed_sha256, row.signed_sha256, row.content_sha256))


def _by_seal(content: bytes, sha256: str) -> Found:
    from mutua.documents.pdf.seal import Seal, SealState  # noqa: PLC0415 -- slow import

    seal = Seal.of(current_app.config["SETTINGS"].data_dir, now=clock.now())
    state = seal.look_at(content)
    return Found("unknown" if state is SealState.NONE else state.value, sha256)
