"""Doors of the opinions, the decision, the papers, and of stopping."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua import law
from mutua.kernel import clock
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.staffing import actions, rules
from mutua.staffing.forms import CseForm, DecisionForm, PaperForm, ReasonForm
from mutua.staffing.models import Arrangement, CseOpinion, CseRecord, PaperKind, Party, Verb
from mutua.staffing.rules.moves import MAY_BRING
from mutua.staffing.views.blueprint import PARTIES, ROOT, arrangement_or_404, ask_first, bp, form_page, try_form
from mutua.web.access import open_to

DECISIONS = {"approve": Verb.APPROVE, "send_back": Verb.SEND_BACK, "decline": Verb.DECLINE}


@bp.get(f"{ROOT}/cse")
@open_to(*PARTIES)
def cse(pole: str, arrangement_id: int) -> ResponseReturnValue:
    row = arrangement_or_404(arrangement_id)
    ask_first(row, Verb.RECORD_CSE)
    own = (
        row.lender
        if rules.side_for(row, Verb.RECORD_CSE, current_member(), now=clock.now()) is Party.LENDER
        else row.host
    )
    known = _known_opinion(row)
    data = _said(known) if known else {"headcount": own.headcount}
    form, s10 = _cse_form(formdata=None, data=data)
    return form_page("cse", form, arrangement_id, known=known, s10=s10)


def _cse_form(**given: Any) -> tuple[CseForm, law.Rule]:
    """With the law of today on when a council exists."""
    form, s10 = CseForm(**given), law.rule("S10", on=wall(clock.now(), current_member().pole_zone).date())
    form.from_staff = int(s10.figure("staff").value)
    return form, s10


@bp.post(f"{ROOT}/cse")
@open_to(*PARTIES)
def save_cse(pole: str, arrangement_id: int) -> ResponseReturnValue:
    known = _known_opinion(arrangement_or_404(arrangement_id))
    form, s10 = _cse_form()

    def act(row: Arrangement, member: Any, now: Any) -> None:
        opinion, day = CseOpinion(form.opinion.data), form.consulted_on.data
        facts: dict[str, Any] = {"consulted_on": day, "headcount": form.headcount.data or 0}
        actions.record_cse(row, opinion, **facts, replaces_id=form.replaces, actor=member, now=now)

    said = (
        _("L’avis corrigé est enregistré. Le précédent reste lisible.") if known else _("L’avis du CSE est enregistré")
    )
    return try_form("cse", form, arrangement_id, act, said, known=known, s10=s10)


def _said(known: CseRecord) -> dict[str, Any]:
    """A correction begins with what stands."""
    said = {"opinion": known.opinion.value, "consulted_on": known.consulted_on, "headcount": known.headcount}
    return {**said, "replaces_id": known.id}


def _known_opinion(row: Arrangement) -> CseRecord | None:
    """What this side has recorded already, which a new record replaces."""
    side = rules.side_for(row, Verb.RECORD_CSE, current_member(), now=clock.now())
    return row.cse_of(side) if side else None


@bp.get(f"{ROOT}/decision")
@open_to(*PARTIES)
def decision(pole: str, arrangement_id: int) -> ResponseReturnValue:
    ask_first(arrangement_or_404(arrangement_id), Verb.APPROVE)
    return form_page("decision", DecisionForm(formdata=None), arrangement_id)


@bp.post(f"{ROOT}/decision")
@open_to(*PARTIES)
def decide(pole: str, arrangement_id: int) -> ResponseReturnValue:
    form = DecisionForm()
    verb = DECISIONS.get(form.decision.data or "")
    if verb is None:
        return form_page("decision", form, arrangement_id)

    def act(row: Arrangement, member: Any, now: Any) -> None:
        actions.decide(row, verb, actor=member, now=now, reason=form.reason.data or "")

    return try_form("decision", form, arrangement_id, act, _("Votre décision est enregistrée"))


def _paper_form(row: Arrangement) -> PaperForm:
    """Only the papers this side may bring, missing ones first."""
    form = PaperForm()
    mine = rules.parties_of(row, current_member())
    names = {PaperKind.AGREEMENT: _("Convention de mise à disposition"), PaperKind.AMENDMENT: _("Avenant au contrat")}
    open_to_me = [kind for kind, sides in MAY_BRING.items() if sides & mine]
    open_to_me.sort(key=lambda kind: row.paper(kind) is not None)
    form.kind.choices = [(kind.value, names[kind]) for kind in open_to_me]
    return form


@bp.get(f"{ROOT}/papers")
@open_to(*PARTIES)
def papers(pole: str, arrangement_id: int) -> ResponseReturnValue:
    row = arrangement_or_404(arrangement_id)
    ask_first(row, Verb.SIGN)
    return form_page("papers", _paper_form(row), arrangement_id)


@bp.post(f"{ROOT}/papers")
@open_to(*PARTIES)
def save_paper(pole: str, arrangement_id: int) -> ResponseReturnValue:
    row = arrangement_or_404(arrangement_id)
    ask_first(row, Verb.SIGN)
    form = _paper_form(row)
    file = form.upload()

    def act(row: Arrangement, member: Any, now: Any) -> None:
        day = form.signed_on.data
        if day is not None:
            kind, code = form.paper_kind(), form.code.data or ""
            actions.bring_paper(row, kind, file, code=code, signed_on=day, actor=member, now=now)

    return try_form("papers", form, arrangement_id, act, _("Le document signé est déposé"))


STOPS = {
    "withdraw": (Verb.WITHDRAW, actions.withdraw),
    "end": (Verb.END, actions.end),
}


@bp.get(f"{ROOT}/stop/<any(withdraw, end):how>")
@open_to(*PARTIES)
def stop(pole: str, arrangement_id: int, how: str) -> ResponseReturnValue:
    """Withdraw before signature, end after it: one page that says what follows, one button."""
    ask_first(arrangement_or_404(arrangement_id), STOPS[how][0])
    return form_page("stop", ReasonForm(formdata=None), arrangement_id, how=how)


@bp.post(f"{ROOT}/stop/<any(withdraw, end):how>")
@open_to(*PARTIES)
def do_stop(pole: str, arrangement_id: int, how: str) -> ResponseReturnValue:
    form = ReasonForm()

    def act(row: Arrangement, member: Any, now: Any) -> None:
        STOPS[how][1](row, actor=member, now=now, reason=form.reason.data or "")

    return try_form("stop", form, arrangement_id, act, _("C’est enregistré"), how=how)
