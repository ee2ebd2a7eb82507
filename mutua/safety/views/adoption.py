"""Adoption by signature, publication, and what has changed since the version in force."""

from __future__ import annotations

from datetime import datetime

from flask import redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import Forbidden, NotFound

from mutua.documents.rules import No as DocumentNo
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member, current_pole
from mutua.safety import actions, pdf, queries, rules
from mutua.safety.forms import OpenAdoptionForm, SigningCodeForm
from mutua.safety.models import Adoption, SafetyDocument
from mutua.safety.rules.diff import changes as changes_between
from mutua.safety.views.door import EVERYBODY, address, bp, document_or_404, done, file, go, press, today
from mutua.web.access import open_to
from mutua.web.forms import text
from mutua.web.sentences import sentence

SHOWN_CODE = "safety_code"  # in the session of a demonstration's visitor


@bp.get("/changes")
@open_to(*EVERYBODY)
def changes(pole: str) -> ResponseReturnValue:
    document = document_or_404()
    edition = queries.latest(document.id, with_facts=True)
    facts = queries.volume(document, number=0, reason="", author="", today=today()).facts
    found = changes_between(edition.facts if edition else None, facts)
    before = edition.number if edition else 0
    return render_template("safety/changes.html", before=before, frozen=None, changes=found)


@bp.get("/adoption/<int:number>/changes")
@open_to(*EVERYBODY)
def frozen_changes(pole: str, number: int) -> ResponseReturnValue:
    """What the signature is asked for, against the version before it: the draft may have gone on since."""
    adoption = _round(number, with_facts=True)
    before = queries.edition_facts(current_member().pole_id, number - 1)
    found = changes_between(before, adoption.facts)
    return render_template("safety/changes.html", before=number - 1 if before else 0, frozen=number, changes=found)


@bp.get("/adoption/<int:number>/volume.pdf")
@open_to(*EVERYBODY)
def frozen_volume(pole: str, number: int) -> ResponseReturnValue:
    """What is at signature, read before signing; once published, the file that was kept."""
    adoption, member = _round(number, with_facts=True), current_member()
    if not adoption.is_open:
        return redirect(address("volume", number=number), 303)
    photos = queries.photos_in(adoption.facts, member.pole_id)
    made = pdf.adopted_volume(adoption, today(), photos, pdf.AT_SIGNATURE)
    return file(made, f"document-unique-{pole}-v{number}-a-signer.pdf")


@bp.get("/adoption/<int:number>/extract.pdf")
@open_to(Role.MEMBER, Role.MANAGER)
def frozen_extract(pole: str, number: int) -> ResponseReturnValue:
    """One's own employer's, as it would be with the version at signature."""
    adoption, member = _round(number, with_facts=True), current_member()
    if member.structure_id is None:
        raise Forbidden
    if not adoption.is_open:
        return redirect(address("extract", number=number), 303)
    if all(row.structure_id != member.structure_id for row in adoption.signatories):
        raise NotFound
    photos = queries.photos_in(adoption.facts, member.pole_id)
    made = pdf.adopted_extract(adoption, member.structure_id, today(), photos, pdf.AT_SIGNATURE)
    return file(made.pdf, f"extrait-{pole}-{made.number}-a-signer.pdf")


@bp.get("/adoption")
@open_to(*EVERYBODY)
def adoption(pole: str) -> ResponseReturnValue:
    return _page(OpenAdoptionForm())


def _page(form: OpenAdoptionForm, wrong: tuple[int, SigningCodeForm] | None = None) -> str:
    """`wrong`: the version whose signature was refused, and the form that says why."""
    document, member = document_or_404(), current_member()
    rounds = queries.adoptions_of(document.id)
    open_now = queries.open_adoption(document.id)
    in_force = next((rounds[number] for number in sorted(rounds, reverse=True) if rounds[number].published_at), None)
    to_sign = [row for row in (open_now, in_force) if row and rules.why_not_sign(row, member) is None]
    return render_template(
        "safety/adoption.html",
        form=form,
        document=document,
        adoption=open_now,
        in_force=in_force,
        to_sign=to_sign,
        gone={row.number: queries.gone_since(row, member.pole_id) for row in (open_now, in_force) if row},
        mine={row.number: rules.to_sign(row, member) for row in to_sign},
        code_forms={row.number: _code_form(row.number, empty=True) for row in to_sign} | dict([wrong] if wrong else []),
        sent=request.args.get("sent", type=int),
        shown_code=session.get(SHOWN_CODE) if current_pole().is_demonstration else None,
        remarks=queries.count_open_remarks(document.id),
        risks=queries.live_risks(queries.units_of(document.id)),
        edition=queries.latest(document.id),
    )  # fmt: skip


def _code_form(number: int, *, empty: bool = False) -> SigningCodeForm:
    """Two versions may wait for one person: each form has ids of its own."""
    meta = {"mark": f"v{number}"}
    return SigningCodeForm(formdata=None, meta=meta) if empty else SigningCodeForm(meta=meta)


@bp.post("/adoption")
@open_to(Role.COORDINATOR)
def open_adoption(pole: str) -> ResponseReturnValue:
    member, form = current_member(), OpenAdoptionForm()
    if done(form, lambda now: actions.open_adoption(document_or_404(), text(form.reason), member=member, now=now)):
        return go(address("adoption"), _("Adoption ouverte. Chaque structure est invitée à signer."))
    return _page(form), 422


@bp.post("/adoption/withdraw")
@open_to(Role.COORDINATOR)
def withdraw(pole: str) -> ResponseReturnValue:
    member = current_member()
    return press(
        lambda now: actions.withdraw_adoption(queries.open_adoption(document_or_404().id), member=member, now=now),
        address("adoption"),
        _("Adoption retirée. Le brouillon peut de nouveau être mis à la signature."),
    )


@bp.post("/adoption/<int:number>/code")
@open_to(*EVERYBODY)
def ask_code(pole: str, number: int) -> ResponseReturnValue:
    """A code to the account's own address, to sign with. Where nothing is sent, the page shows it."""
    member, email, locale = current_member(), current_user.email, current_user.locale

    def act(now: datetime) -> None:
        code = actions.ask_code(_round(number), member=member, email=email, locale=locale, now=now)
        if current_pole().is_demonstration:
            session[SHOWN_CODE] = [number, code]

    where = address("adoption", sent=number)
    if current_pole().is_demonstration:
        return press(act, where, _("Le code est affiché sur la page."))
    return press(act, where, _("Le code est parti à votre adresse."))


@bp.post("/adoption/<int:number>/sign")
@open_to(*EVERYBODY)
def sign(pole: str, number: int) -> ResponseReturnValue:
    """Managers for their structure, heads for their places: the rule says who; one code signs it all."""
    member, form = current_member(), _code_form(number)
    if not form.validate():
        return _page(OpenAdoptionForm(formdata=None), (number, form)), 422
    try:
        with transaction():
            actions.sign_with_code(_round(number), text(form.code), member=member, now=clock.now())
    except Refused as refused:
        if refused.reason is DocumentNo.CODE_WRONG:
            with transaction():
                actions.count_wrong_code(_round(number), member=member, now=clock.now())
        form.code.errors = [sentence(refused.reason, **refused.facts)]
        return _page(OpenAdoptionForm(formdata=None), (number, form)), 422
    session.pop(SHOWN_CODE, None)
    return go(address("adoption"), _("Signé."))


def _round(number: int, *, with_facts: bool = False) -> Adoption:
    found = queries.adoption_numbered(document_or_404().id, number, with_facts=with_facts)
    if found is None:
        raise NotFound
    return found


@bp.post("/adoption/publish")
@open_to(Role.COORDINATOR)
def publish(pole: str) -> ResponseReturnValue:
    """The volume is made before the transaction, which would hold the database for as long as it takes; the extracts
    are the worker's, one by one."""
    member, document = current_member(), document_or_404()
    asked = queries.open_adoption(document.id, with_facts=True)
    if asked is None or request.form.get("content") != asked.content_sha256:
        return press(lambda now: _refuse(document), address("adoption"), "")
    number, photos = asked.number, queries.photos_in(asked.facts, member.pole_id)
    volume = pdf.adopted_volume(asked, today(), photos)
    asked_id = asked.id

    def act(now: datetime) -> None:
        again = queries.open_adoption(document_or_404().id, with_facts=True)
        if again is None or again.id != asked_id:
            _refuse(document)
        actions.publish(document_or_404(), again, volume, member=member, now=now)

    said = _("Version %(number)s publiée. Chaque structure reçoit bientôt ses fichiers.", number=number)
    return press(act, address("editions"), said)


def _refuse(document: SafetyDocument) -> None:
    actions.withdraw_adoption(None, member=current_member(), now=clock.now())
