"""Where somebody of a firm of no pole reads a plan or a protocol and signs it: the address is the key, to one paper."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.documents import actions as documents
from mutua.documents import queries as document_queries
from mutua.documents.models import SigningLink
from mutua.documents.rules import No as DocumentNo
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.secret import token_hash
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.safety import actions, queries, rules
from mutua.safety.forms import FirmCodeForm
from mutua.safety.models import OutsideWork, SafetyDocument
from mutua.safety.views.outside import operation_sheet
from mutua.web.access import open_to
from mutua.web.forms import text
from mutua.web.sentences import sentence

firm = Blueprint("safety_sign", __name__, url_prefix="/safety/sign")
SHOWN_CODE = "firm_code"  # in the session of a demonstration's visitor: nothing is sent there
Opened = tuple[SigningLink, OutsideWork, SafetyDocument]


def _opened(token: str) -> Opened:
    link = document_queries.signing_link(token_hash(token), clock.now())
    found = queries.operation_to_sign(link.subject_id) if link and link.subject == "operation" else None
    if link is None or found is None:
        raise NotFound
    return link, *found


def _today(document: SafetyDocument) -> date:
    return wall(clock.now(), document.pole.zone).date()


def _page(token: str, opened: Opened, form: FirmCodeForm | None = None, refused: str = "") -> str:
    link, row, document = opened
    live = document_queries.live_codes({"link_id": link.id}, link.sha256, link.document, clock.now())
    return render_template(
        "safety/sign_link.html", link=link, row=row, host_pole=document.pole, token=token, sent=bool(live),
        form=form or FirmCodeForm(formdata=None), refused=refused,
        shown_code=session.get(SHOWN_CODE) if live and document.pole.is_demonstration else None,
    )  # fmt: skip


def _closed() -> ResponseReturnValue:
    return render_template("safety/sign_closed.html"), 410


@firm.get("/<token>")
@open_to(Role.ANYONE)
def show(token: str) -> ResponseReturnValue:
    opened = _opened(token)
    if rules.why_not_sign_by_link(opened[1], opened[0].sha256) is not None:
        return _closed()
    return _page(token, opened)


@firm.get("/<token>/document.pdf")
@open_to(Role.ANYONE)
def paper(token: str) -> ResponseReturnValue:
    link, row, document = _opened(token)
    if rules.why_not_sign_by_link(row, link.sha256) is not None:
        return _closed()
    return operation_sheet(row, document.pole, _today(document))


@firm.post("/<token>/code")
@open_to(Role.ANYONE)
def ask_code(token: str) -> ResponseReturnValue:
    try:
        with transaction():
            link, row, document = _opened(token)
            code = actions.ask_firm_code(row, link, path=f"/safety/sign/{token}", now=clock.now())
            shown = document.pole.is_demonstration
            if shown:
                session[SHOWN_CODE] = code
    except Refused:
        return _closed()
    flash(_("Le code est affiché sur la page.") if shown else _("Le code est parti à votre adresse."))
    return redirect(url_for("safety_sign.show", token=token), 303)


@firm.post("/<token>")
@open_to(Role.ANYONE)
def sign(token: str) -> ResponseReturnValue:
    """Answered with the page of thanks: the address opens nothing any more."""
    form, opened = FirmCodeForm(), _opened(token)
    if not form.validate():
        return _page(token, opened, form), 422
    try:
        with transaction():
            link, row, document = _opened(token)
            actions.sign_by_link(document, row, link, code=text(form.code), now=clock.now())
            shown = {"what": row.what, "firm": row.firm, "host": row.host.name, "route": str(row.route)}
    except Refused as refused:
        return _not_signed(token, refused, form)
    return render_template("safety/sign_done.html", **shown)


def _not_signed(token: str, refused: Refused, form: FirmCodeForm) -> ResponseReturnValue:
    """A wrong code is counted in a transaction of its own: the refusal rolled the rest back."""
    link, row, document = _opened(token)
    if refused.reason is DocumentNo.CODE_WRONG:
        with transaction():
            documents.count_try(link, link.document, link.sha256, now=clock.now())
    elif refused.reason in (rules.No.LINK_OF_OTHER_WORDS, rules.No.ALREADY_SIGNED):
        return _closed()
    return _page(token, (link, row, document), form, sentence(refused.reason)), 422
