"""Adoption by signature, publication, and what has changed since the version in force."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from mutua.documents.rules import No as DocumentNo
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.safety import actions, pdf, queries, rules
from mutua.safety.forms import OpenAdoptionForm, SigningCodeForm
from mutua.safety.models import Adoption, SafetyDocument
from mutua.safety.rules.diff import changes as changes_between
from mutua.safety.views.door import EVERYBODY, address, bp, document_or_404, done, go, press, today
from mutua.web.access import open_to
from mutua.web.forms import text
from mutua.web.sentences import sentence


@bp.get("/changes")
@open_to(*EVERYBODY)
def changes(pole: str) -> ResponseReturnValue:
    document = document_or_404()
    edition = queries.latest(document.id, with_facts=True)
    facts = queries.volume(document, number=0, reason="", author="", today=today()).facts
    found = changes_between(edition.facts if edition else None, facts)
    return render_template("safety/changes.html", edition=edition, changes=found)


@bp.get("/adoption")
@open_to(*EVERYBODY)
def adoption(pole: str) -> ResponseReturnValue:
    return _page(OpenAdoptionForm())


def _page(form: OpenAdoptionForm, code_form: SigningCodeForm | None = None) -> str:
    document, member = document_or_404(), current_member()
    rounds = queries.adoptions_of(document.id)
    open_now = queries.open_adoption(document.id)
    return render_template(
        "safety/adoption.html",
        form=form,
        document=document,
        adoption=open_now,
        in_force=next((rounds[number] for number in sorted(rounds, reverse=True) if rounds[number].published_at), None),
        to_sign={number for number, row in rounds.items() if rules.why_not_sign(row, member) is None},
        mine={number: rules.to_sign(row, member) for number, row in rounds.items()},
        code_form=code_form or SigningCodeForm(formdata=None),
        remarks=queries.count_open_remarks(document.id),
        risks=queries.live_risks(queries.units_of(document.id)),
        edition=queries.latest(document.id),
    )  # fmt: skip


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
    """A code to the account's own address, to sign with."""
    member, email, locale = current_member(), current_user.email, current_user.locale

    def act(now: datetime) -> None:
        actions.ask_code(_round(number), member=member, email=email, locale=locale, now=now)

    return press(act, address("adoption"), _("Le code est parti à votre adresse."))


@bp.post("/adoption/<int:number>/sign")
@open_to(*EVERYBODY)
def sign(pole: str, number: int) -> ResponseReturnValue:
    """Managers for their structure, heads for their places: the rule says who; one code signs it all."""
    member, form = current_member(), SigningCodeForm()
    if not form.validate():
        return _page(OpenAdoptionForm(formdata=None), form), 422
    try:
        with transaction():
            actions.sign_with_code(_round(number), text(form.code), member=member, now=clock.now())
    except Refused as refused:
        if refused.reason is DocumentNo.CODE_WRONG:
            with transaction():
                actions.count_wrong_code(_round(number), member=member, now=clock.now())
        form.code.errors = [sentence(refused.reason, **refused.facts)]
        return _page(OpenAdoptionForm(formdata=None), form), 422
    return go(address("adoption"), _("Signé."))


def _round(number: int) -> Adoption:
    found = queries.adoption_numbered(document_or_404().id, number)
    if found is None:
        raise NotFound
    return found


@bp.post("/adoption/publish")
@open_to(Role.COORDINATOR)
def publish(pole: str) -> ResponseReturnValue:
    """The files are made before the transaction, which would hold the database for as long as they take."""
    member, document = current_member(), document_or_404()
    asked = queries.open_adoption(document.id, with_facts=True)
    if asked is None or request.form.get("content") != asked.content_sha256:
        return press(lambda now: _refuse(document), address("adoption"), "")
    number, files = asked.number, pdf.files_of(asked, today(), queries.photos_in(asked.facts, member.pole_id))
    asked_id = asked.id

    def act(now: datetime) -> None:
        again = queries.open_adoption(document_or_404().id, with_facts=True)
        if again is None or again.id != asked_id:
            _refuse(document)
        actions.publish(document_or_404(), again, files, member=member, now=now)

    return press(
        act, address("editions"), _("Version %(number)s publiée. Chaque structure reçoit ses fichiers.", number=number)
    )


def _refuse(document: SafetyDocument) -> None:
    actions.withdraw_adoption(None, member=current_member(), now=clock.now())
