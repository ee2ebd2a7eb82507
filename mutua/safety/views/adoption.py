"""Adoption by signature, publication, and what has changed since the version in force."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.safety import actions, pdf, queries, rules
from mutua.safety.forms import OpenAdoptionForm
from mutua.safety.models import SafetyDocument, Signatory
from mutua.safety.rules.diff import changes as changes_between
from mutua.safety.views.door import EVERYBODY, address, bp, document_or_404, done, go, press, today
from mutua.web.access import open_to
from mutua.web.forms import text


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


def _page(form: OpenAdoptionForm) -> str:
    document, member = document_or_404(), current_member()
    rounds = queries.adoptions_of(document.id)
    open_now = queries.open_adoption(document.id)
    return render_template(
        "safety/adoption.html",
        form=form,
        document=document,
        adoption=open_now,
        in_force=next((rounds[number] for number in sorted(rounds, reverse=True) if rounds[number].published_at), None),
        to_sign={
            number for number, row in rounds.items()
            if rules.why_not_sign(row, _mine(row.signatories, member.structure_id), member) is None
        },
        risks=queries.live_risks(queries.units_of(document.id)),
        edition=queries.latest(document.id),
    )  # fmt: skip


def _mine(signatories: list[Signatory], structure_id: int | None) -> Signatory | None:
    return next((row for row in signatories if row.structure_id == structure_id), None)


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


@bp.post("/adoption/<int:number>/sign")
@open_to(Role.MANAGER)
def sign(pole: str, number: int) -> ResponseReturnValue:
    member = current_member()

    def act(now: datetime) -> None:
        found = queries.adoption_numbered(document_or_404().id, number)
        if found is None:
            raise NotFound
        actions.sign(found, member=member, now=now)

    return press(act, address("adoption"), _("Signé pour votre structure."))


@bp.post("/adoption/publish")
@open_to(Role.COORDINATOR)
def publish(pole: str) -> ResponseReturnValue:
    """The files are made before the transaction, which would hold the database for as long as they take."""
    member, document = current_member(), document_or_404()
    asked = queries.open_adoption(document.id, with_facts=True)
    if asked is None or request.form.get("content") != asked.content_sha256:
        return press(lambda now: _refuse(document), address("adoption"), "")
    number, files = asked.number, pdf.files_of(asked, today())
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
