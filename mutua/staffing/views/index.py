"""Doors before an arrangement exists: the list, the regime wizard, a new request."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua import law
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.pole.models import Structure
from mutua.staffing import actions, queries
from mutua.staffing.forms import RegimeForm, RequestForm
from mutua.staffing.forms.week import LACKS
from mutua.staffing.models import NOT_PURSUED, Party, State
from mutua.staffing.rules.regime import regime_of
from mutua.staffing.views import words
from mutua.staffing.views.blueprint import PARTIES, blame, bp
from mutua.staffing.views.page import page_of
from mutua.web.access import open_to

# What the address says of whom one asks, for which skill.
ASKED = ("skill", "lender", "resource")
OVER = NOT_PURSUED | {State.CLOSED, State.DECLINED}


@bp.get("/p/<pole>/staffing")
@open_to(*PARTIES)
def index(pole: str) -> ResponseReturnValue:
    """What waits for me first, then what runs, then what is over; and the skills structures offer."""
    member, now = current_member(), clock.now()
    pages = [page_of(row, member, now=now, with_check=False) for row in queries.arrangements_of(member)]
    offers = queries.staff_offers(member.pole_id)
    own = [offer.id for offer in offers if member.manages(offer.structure_id)]
    return render_template(
        "staffing/index.html",
        words=words,
        lacks=LACKS,
        mine=[page for page in pages if page.mine],
        running=[page for page in pages if not page.mine and page.state not in OVER],
        over=[page for page in pages if page.state in OVER],
        offers=offers,
        own=own,
        standings=queries.standings(own, wall(now, member.pole_zone).date()) if own else {},
    )


@bp.get("/p/<pole>/staffing/regime")
@open_to(*PARTIES)
def regime(pole: str) -> ResponseReturnValue:
    """Which rule the sharing falls under, before any form; reading changes nothing."""
    form = RegimeForm(request.args)
    asked = bool(request.args.get("worker"))
    verdict = regime_of(form.answers()) if asked and form.validate() else None
    today = wall(clock.now(), current_member().pole_zone).date()
    form.say_figures(law.rule("R3", on=today))
    rules = [law.rule(name, on=today) for name in verdict.rules] if verdict else []
    status = 422 if asked and not form.validate() else 200
    wanted = {"skill": request.args.get("skill", "")[:120].strip(), "lender": _lender()}
    page = render_template("staffing/regime.html", form=form, verdict=verdict, rules=rules, asked=asked, **wanted)
    return page, status


def _lender() -> Structure | None:
    """The structure of the pole the address asks."""
    number = request.args.get("lender", "")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    return queries.structure_of_pole(current_member().pole_id, int(number))


def _request_form() -> RequestForm:
    form = RequestForm()
    member = current_member()
    others = [(row.id, row.name) for row in queries.other_structures(member)]
    form.structure_id.choices = [(0, _("Choisissez")), *others]
    return form


@bp.get("/p/<pole>/staffing/new")
@open_to(*PARTIES)
def new(pole: str) -> ResponseReturnValue:
    """The request itself, once the wizard has opened it."""
    answers = RegimeForm(request.args)
    verdict = regime_of(answers.answers()) if answers.validate() else None
    if verdict is None or verdict.opens is None:
        kept: dict[str, Any] = {name: request.args[name] for name in ASKED if name in request.args}
        return redirect(url_for("staffing.regime", pole=pole, **kept), 303)
    form = _request_form()
    form.skill.data = request.args.get("skill", "")[:120]
    lender = _lender()
    if lender is not None:
        form.structure_id.data = lender.id
    return render_template("staffing/new.html", form=form, verdict=verdict)


@bp.post("/p/<pole>/staffing/new")
@open_to(*PARTIES)
def create(pole: str) -> ResponseReturnValue:
    """Draft and checked regime in one go; next come the terms."""
    member, form, answers = current_member(), _request_form(), RegimeForm(request.args)
    verdict = regime_of(answers.answers()) if answers.validate() else None
    if verdict is None or verdict.opens is None:
        return redirect(url_for("staffing.regime", pole=pole), 303)
    if form.validate():
        try:
            with transaction():
                made = actions.open_request(_wish(form), answers.answers(), actor=member, now=clock.now())
                actions.check_regime(made, actor=member, now=clock.now())
                number = made.id
            return redirect(url_for("staffing.edit_terms", pole=pole, arrangement_id=number), 303)
        except Refused as refused:
            blame(form, refused)
    return render_template("staffing/new.html", form=form, verdict=verdict), 422


def _wish(form: RequestForm) -> actions.Request:
    own, other = current_member().structure_id or 0, int(form.structure_id.data)
    side = Party(form.side.data)
    lender, host = (other, own) if side is Party.HOST else (own, other)
    wanted = request.args.get("resource", "")
    offers = queries.staff_offers(current_member().pole_id)
    offer = next((row for row in offers if str(row.id) == wanted and row.structure_id == lender), None)
    return actions.Request(
        lender, host, side, form.skill.data or "", form.note.data or "", resource_id=offer.id if offer else None
    )
