"""Doors of signing in the application: password, then code; the personal link of who has no account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from mutua.documents import actions as documents
from mutua.documents import queries as document_queries
from mutua.documents.login import ceremony, spent_challenge
from mutua.documents.models import SigningLink
from mutua.documents.rules import PDF
from mutua.documents.rules import No as DocumentNo
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.secret import token_hash
from mutua.kernel.transaction import transaction
from mutua.pole import actions as people
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.pole.rules import No as PoleNo
from mutua.staffing import actions, queries, rules
from mutua.staffing.forms.signing import CodeForm, LinkForm, PasswordForm
from mutua.staffing.models import Arrangement, PaperKind, Party, Terms, Verb
from mutua.staffing.pdf import paper_pdf, signed_paper
from mutua.staffing.views import words
from mutua.staffing.views.blueprint import PARTIES, ROOT, arrangement_or_404, ask_first, bp, do
from mutua.staffing.views.page import page_of
from mutua.staffing.views.papers import answer_with
from mutua.web.access import open_to
from mutua.web.sentences import sentence

SIGN = f"{ROOT}/sign/<any(agreement, amendment):kind>"
SHOWN = "staffing_shown"  # in the session of a demonstration's visitor: what mail would have brought, and where


def _show(row: Arrangement, where: str, what: str) -> bool:
    """Nobody gets mail from a demonstration: the page shows it; False where mail leaves."""
    if row.pole.is_demonstration:
        session[SHOWN] = {where: what}
        return True
    return False


def _shown(row: Arrangement, where: str) -> str:
    return str(session.get(SHOWN, {}).get(where, "")) if row.pole.is_demonstration else ""


def _code_sent(*, shown: bool) -> str:
    return str(_("Le code est affiché sur la page.") if shown else _("Le code est parti à votre adresse"))


def _make(row: Arrangement, terms: Terms, kind: PaperKind) -> tuple[bytes, bytes]:
    from mutua.documents.pdf.seal import Seal  # noqa: PLC0415 -- slow import

    settings = current_app.config["SETTINGS"]
    seal = Seal.of(settings.data_dir, now=clock.now())
    return signed_paper(row, terms, kind, seal, f"{settings.base_url}/check")


def _page(arrangement_id: int, kind: str, status: int = 200, refused: str = "", **forms: Any) -> tuple[str, int]:
    """One paper to sign: its hash, the password, then the code; beside it the links for who has no account."""
    row, member, now = arrangement_or_404(arrangement_id), current_member(), clock.now()
    terms = row.current_terms
    live = document_queries.live_codes({"person_id": member.person_id}, terms.sha256 if terms else "", kind, now)
    sides = rules.link_sides(row, PaperKind(kind), member)
    link_form = forms.get("link_form") or LinkForm(formdata=None)
    link_form.side.choices = [(side.value, words.PARTY[side]) for side in sides]
    if len(sides) == 1 and not link_form.is_submitted():
        link_form.side.data = link_form.side.choices[0][0]
    filled: dict[str, Any] = {
        "kind": kind,
        "side": rules.signing_side(row, PaperKind(kind), member),
        "code_form": forms.get("code_form") or CodeForm(formdata=None),
        "link_form": link_form,
        "sent": bool(live),
        "passkeys": document_queries.passkeys_of(member.person_id),
        "refused": refused,
        "shown_code": _shown(row, f"{arrangement_id}/{kind}"),
        "shown_link": _shown(row, f"{arrangement_id}/{kind}/link"),
    }
    page = page_of(row, member, now=now, with_check=False)
    form = forms.get("form") or PasswordForm(formdata=None)
    form.credential.data = ""  # an answer serves once: the device is asked again
    return render_template("staffing/sign.html", form=form, page=page, words=words, **filled), status


@bp.get(SIGN)
@open_to(*PARTIES)
def sign(pole: str, arrangement_id: int, kind: str) -> ResponseReturnValue:
    ask_first(arrangement_or_404(arrangement_id), Verb.SIGN)
    return _page(arrangement_id, kind)


@bp.post(f"{SIGN}/code")
@open_to(*PARTIES)
def sign_code(pole: str, arrangement_id: int, kind: str) -> ResponseReturnValue:
    """The password again, or a key of one's own device; then a code by mail."""
    ask_first(arrangement_or_404(arrangement_id), Verb.SIGN)
    form = PasswordForm()
    email, locale = current_user.email, current_user.locale
    challenge = spent_challenge()

    def act(row: Arrangement, member: Member, now: datetime) -> None:
        if form.credential.data:
            _prove(member, form.credential.data, challenge, now)
        else:
            people.check_password(email, form.password.data or "", now=now)
        code = actions.ask_code(row, PaperKind(kind), actor=member, email=email, locale=locale, now=now)
        flash(_code_sent(shown=_show(row, f"{arrangement_id}/{kind}", code)))

    if not form.validate():
        return _page(arrangement_id, kind, 422, form=form)
    try:
        do(arrangement_id, act)
    except Refused as refused:
        if refused.reason is PoleNo.WRONG_PASSWORD:
            with transaction():
                people.count_failure(email, now=clock.now())
        status = 429 if refused.reason is PoleNo.TOO_MANY_TRIES else 422
        return _page(arrangement_id, kind, status, sentence(refused.reason))
    return redirect(url_for("staffing.sign", pole=pole, arrangement_id=arrangement_id, kind=kind), 303)


def _prove(member: Member, credential: str, challenge: str, now: datetime) -> None:
    """A key of this person's own devices, in the place of the password."""
    found = ceremony().shown(credential, challenge, document_queries.passkeys_of(member.person_id))
    if found is None:
        raise Refused(DocumentNo.PASSKEY_WRONG)
    passkey, count = found
    documents.use_passkey(passkey, count, now=now)


@bp.post(SIGN)
@open_to(*PARTIES)
def do_sign(pole: str, arrangement_id: int, kind: str) -> ResponseReturnValue:
    ask_first(arrangement_or_404(arrangement_id), Verb.SIGN)
    form = CodeForm()

    def act(row: Arrangement, member: Member, now: datetime) -> None:
        actions.sign(row, PaperKind(kind), code=form.code.data or "", actor=member, now=now, make=_make)

    if not form.validate():
        return _page(arrangement_id, kind, 422, code_form=form)
    try:
        do(arrangement_id, act)
    except Refused as refused:
        if refused.reason is DocumentNo.CODE_WRONG:
            _count(current_member(), arrangement_or_404(arrangement_id), kind)
        return _page(arrangement_id, kind, 422, sentence(refused.reason), code_form=form)
    session.pop(SHOWN, None)
    flash(_("Vous avez signé"))
    return redirect(url_for("staffing.show", pole=pole, arrangement_id=arrangement_id), 303)


def _count(signer: Member | SigningLink, row: Arrangement, kind: str) -> None:
    """A wrong code is counted in a transaction of its own."""
    sha256 = row.current_terms.sha256 if row.current_terms else ""
    with transaction():
        documents.count_try(signer, kind, sha256, now=clock.now())


@bp.post(f"{SIGN}/link")
@open_to(*PARTIES)
def send_link(pole: str, arrangement_id: int, kind: str) -> ResponseReturnValue:
    """A personal address for who signs without an account."""
    row = arrangement_or_404(arrangement_id)
    ask_first(row, Verb.SIGN)
    form = LinkForm()
    sides = rules.link_sides(row, PaperKind(kind), current_member())
    form.side.choices = [(side.value, words.PARTY[side]) for side in sides]

    def act(row: Arrangement, member: Member, now: datetime) -> None:
        facts = {"name": form.name.data or "", "email": form.email.data or ""}
        path = actions.send_link(row, PaperKind(kind), Party(form.side.data), **facts, actor=member, now=now)
        shown = _show(row, f"{arrangement_id}/{kind}/link", path)
        flash(_("Le lien personnel est affiché sur la page.") if shown else _("Le lien personnel est parti"))

    if not form.validate():
        return _page(arrangement_id, kind, 422, link_form=form)
    try:
        do(arrangement_id, act)
    except Refused as refused:
        return _page(arrangement_id, kind, 422, sentence(refused.reason), link_form=form)
    flash(_("Le lien personnel est parti"))
    return redirect(url_for("staffing.sign", pole=pole, arrangement_id=arrangement_id, kind=kind), 303)


# --- Without an account: the address is the key, and opens one paper ---


def _link_or_404(token: str, *, lock: bool = False) -> tuple[SigningLink, Arrangement]:
    link = document_queries.signing_link(token_hash(token), clock.now())
    if lock and link is not None:
        queries.lock(link.subject_id)
    row = queries.arrangement(link.subject_id) if link is not None and link.subject == "arrangement" else None
    if link is None or row is None or not rules.link_opens(row, link.sha256):
        raise NotFound
    return link, row


def _link_page(token: str, status: int = 200, refused: str = "", form: CodeForm | None = None) -> ResponseReturnValue:
    link, row = _link_or_404(token)
    live = document_queries.live_codes({"link_id": link.id}, link.sha256, link.document, clock.now())
    shown_code = _shown(row, f"link/{link.id}")
    known = {"form": form or CodeForm(formdata=None), "sent": bool(live), "refused": refused, "token": token}
    return render_template("staffing/link.html", link=link, row=row, shown_code=shown_code, **known), status


@bp.get("/sign/<token>")
@open_to(Role.ANYONE)
def link(token: str) -> ResponseReturnValue:
    done = document_queries.used_link(token_hash(token), clock.now())
    if done is not None and done.subject == "arrangement":
        return render_template("staffing/link_signed.html", document=done.document)
    return _link_page(token)


@bp.get("/sign/<token>/document.pdf")
@open_to(Role.ANYONE)
def link_pdf(token: str) -> ResponseReturnValue:
    link, row = _link_or_404(token)
    if row.current_terms is None:
        raise NotFound
    return answer_with(paper_pdf(row, row.current_terms, PaperKind(link.document)), PDF, "document.pdf")


@bp.post("/sign/<token>/code")
@open_to(Role.ANYONE)
def link_code(token: str) -> ResponseReturnValue:
    try:
        with transaction():
            found, row = _link_or_404(token, lock=True)
            code = actions.ask_code_by_link(row, found, path=f"/sign/{token}", now=clock.now())
            flash(_code_sent(shown=_show(row, f"link/{found.id}", code)))
    except Refused as refused:
        return _link_page(token, 422, sentence(refused.reason))
    return redirect(url_for("staffing.link", token=token), 303)


@bp.post("/sign/<token>")
@open_to(Role.ANYONE)
def link_sign(token: str) -> ResponseReturnValue:
    form = CodeForm()
    _link_or_404(token)
    if not form.validate():
        return _link_page(token, 422, form=form)
    try:
        with transaction():
            found, row = _link_or_404(token, lock=True)
            actions.sign_by_link(row, found, code=form.code.data or "", now=clock.now(), make=_make)
            document = found.document
    except Refused as refused:
        if refused.reason is DocumentNo.CODE_WRONG:
            found, row = _link_or_404(token)
            _count(found, row, found.document)
        return _link_page(token, 422, sentence(refused.reason), form)
    return render_template("staffing/link_signed.html", document=document)
