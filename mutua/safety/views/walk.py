"""The walk through a place with a tablet: risks and passed-on dangers noted on the spot, each saved by itself.

The page's script keeps what could not be sent and sends it again: same key, once; another's version, a conflict told.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.config import HERE
from mutua.kernel.idempotency import body_hash
from mutua.kernel.refusal import Refused
from mutua.pole.login import current_member
from mutua.resources.queries import places_of
from mutua.safety import actions, queries, rules, scoring
from mutua.safety.catalogue import Scoring, catalogue
from mutua.safety.forms import JudgementForm, RiskForm
from mutua.safety.forms.fields import FREQUENCIES, MASTERIES, SEVERITIES, new_key, offer
from mutua.safety.models import PairJudgement, Risk, WorkUnit
from mutua.safety.queries.presence import place_key
from mutua.safety.rules.tree import Branch, tree_of
from mutua.safety.views.door import (
    EDITORS,
    SentTwice,
    address,
    bp,
    document_or_404,
    done,
    go,
    risk_or_404,
    today,
    unit_or_404,
)
from mutua.safety.views.risks import new_risk_page, risk_page
from mutua.web.access import open_to
from mutua.web.forms import BaseForm, text
from mutua.web.pages import static_url
from mutua.web.sentences import sentence

TO_JUDGE = ("needs_measure", "needs_plan")


@bp.get("/walk")
@open_to(*EDITORS)
def walk(pole: str) -> ResponseReturnValue:
    """Where to begin; with a place, what stands in it and what passes there; the places in it are walked to."""
    document, member = document_or_404(), current_member()
    tree = tree_of(places_of(member.pole_id), queries.units_of(document.id))
    place_id = request.args.get("place", type=int)
    if place_id is None:
        return render_template("safety/walk_list.html", tree=tree, **_known_here())
    here = _branch(tree, place_id)
    if here is None:
        raise NotFound
    families = [row for row in catalogue().families.values() if row.scoring is Scoring.MATRIX]
    return render_template(
        "safety/walk.html",
        branch=here,
        place_id=place_id,
        units=here.units,
        cells=_cells(here),
        names={row.id: row.name for row in queries.structures(member.pole_id)},
        versions={row.id: row.version for row in queries.judgements_of(document.id)},
        families=families,
        new_key=new_key,
        book=catalogue().families,
        measured=scoring.frequency,
        score=scoring.score,
        scales=((_("Gravité"), "severity", SEVERITIES), (_("Fréquence"), "frequency", FREQUENCIES),
                (_("Maîtrise"), "mastery", MASTERIES)),
        **_known_here(),
    )  # fmt: skip


def _known_here() -> dict[str, Any]:
    """What the page's script must know without network: levels, floors of the families, and why a note is refused."""
    return {
        "levels": scoring.table(),
        "floors": {row.code: row.severity for row in catalogue().families.values() if row.severity},
        "refusals": [sentence(reason) for reason in FORESEEN],
    }


FORESEEN = (rules.No.SITUATION_MISSING, rules.No.LOWERED_WITHOUT_REASON, rules.No.FREQUENCY_WITHOUT_REASON)
SCRIPTS = tuple(f"js/{name}.js" for name in ("walk-worker", "walk", "walk-marks", "walk-kept", "walk-refused"))
KEPT_FILES = (*SCRIPTS, "css/safety.css")
KEPT_HOURS = 12  # a day's walk; a page older than this is not shown without network


@bp.get("/walk-worker.js")
@open_to(*EDITORS)
def walk_worker(pole: str) -> ResponseReturnValue:
    """The script that keeps the walk on the device. Its words hold version, pole and person: others find nothing."""
    member, code = current_member(), (HERE / "static" / "js" / "walk-worker.js").read_text("utf-8")
    marks = [static_url(name) for name in KEPT_FILES]
    kept = {
        "name": f"mutua-walk {member.pole_slug} {member.person_id} {body_hash(' '.join(marks).encode())[:12]}",
        "path": address("walk"),
        "hours": KEPT_HOURS,
        "sorry": render_template("safety/walk_offline.html"),
    }
    words = json.dumps(kept, ensure_ascii=True)
    response = make_response(f"var KEPT = {words};\n{code}")
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _branch(tree: list[Branch], place_id: int) -> Branch | None:
    """The place anywhere in the tree; 0 for what lies in none."""
    for branch in tree:
        if (branch.place.id if branch.place else 0) == place_id:
            return branch
        found = _branch(branch.branches, place_id)
        if found is not None:
            return found
    return None


def _cells(branch: Branch) -> list[dict[str, Any]]:
    """What passes from one employer to another here and waits for a measure, the worst first."""
    document = document_or_404()
    here = queries.measured(document, today())
    keys = {f"resource:{unit.source_id}" for unit in branch.units if unit.source_kind == "resource"}
    keys |= {place_key(branch.place)} if branch.place else set()
    cells = [row for row in queries.table_of(document, here).cells if row["place"] in keys and row["state"] in TO_JUDGE]
    return sorted(cells, key=lambda row: -row["residual"])


@bp.post("/risks/<int:risk_id>/walk")
@open_to(*EDITORS)
def walk_risk(pole: str, risk_id: int) -> ResponseReturnValue:
    member, form = current_member(), RiskForm()
    unit_id = risk_or_404(risk_id).unit_id

    def act(now: datetime) -> None:
        found = risk_or_404(risk_id)
        if form.version.data != str(found.version):
            raise Refused(rules.No.DRAFT_CHANGED)
        actions.rate_risk(found.unit, found, form.rating(), member=member, now=now)

    refused = lambda: risk_page(risk_or_404(risk_id), form=form)  # noqa: E731 -- only when it is
    return _answer(form, act, lambda: _risk(risk_or_404(risk_id)), unit_or_404(unit_id), refused)


@bp.post("/units/<int:unit_id>/walk")
@open_to(*EDITORS)
def walk_unit(pole: str, unit_id: int) -> ResponseReturnValue:
    """A danger seen on the spot that nobody had thought of."""
    member, form = current_member(), RiskForm()
    unit_or_404(unit_id)
    made: list[Risk] = []

    def act(now: datetime) -> None:
        made.append(actions.rate_risk(unit_or_404(unit_id), None, form.rating(), member=member, now=now))

    refused = lambda: new_risk_page(unit_or_404(unit_id), form)  # noqa: E731 -- only when it is
    return _answer(form, act, lambda: _risk(made[0]) if made else {"version": 0}, unit_or_404(unit_id), refused)


@bp.post("/walk/measures")
@open_to(*EDITORS)
def walk_measure(pole: str) -> ResponseReturnValue:
    """What keeps one employer's doings from another, proposed where both are."""
    member, form, document = current_member(), JudgementForm(), document_or_404()
    employers = queries.structures(member.pole_id)
    offer(form.giver_id, employers)
    offer(form.taker_id, employers)
    known = {row.id: row for row in employers}

    def act(now: datetime) -> None:
        if request.form.get("version", "0") != str(_judgement(form, document.id)["version"]):
            raise Refused(rules.No.DRAFT_CHANGED)
        actions.propose_judgement(
            document, known.get(form.giver_id.data or 0), known.get(form.taker_id.data or 0), family=text(form.family),
            place_key=text(form.place_key), mastery=form.mastery.data, measures=text(form.measures), member=member,
            now=now,
        )  # fmt: skip

    return _answer(form, act, lambda: _judgement(form, document.id), None)


def _risk(risk: Risk) -> dict[str, Any]:
    names = ("version", "severity", "frequency", "mastery", "lone", "situation", "existing", "gross", "residual")
    return {name: getattr(risk, name) for name in names}


def _judgement(form: JudgementForm, document_id: int) -> dict[str, Any]:
    row: PairJudgement | None = None
    readable = not (form.family.errors or form.place_key.errors)  # a text with NUL is no question to PostgreSQL
    if form.giver_id.data and form.taker_id.data and readable:
        row = queries.judgement_of(
            document_id, form.giver_id.data, form.taker_id.data, text(form.family), text(form.place_key)
        )
    return {"version": row.version, "measures": row.measures, "mastery": row.mastery} if row else {"version": 0}


def _answer(
    form: BaseForm,
    act: Callable[[datetime], object],
    now: Callable[[], dict[str, Any]],
    unit: WorkUnit | None,
    refused: Callable[[], str] | None = None,
) -> ResponseReturnValue:
    """To the script, what stands now: 200 saved (again, when it was sent before), 409 changed meanwhile, 422 refused.
    To a browser without script, the walk again."""
    plain = request.accept_mimetypes.best != "application/json"
    try:
        saved = done(form, act)
    except SentTwice:
        saved = True
    state = now()
    if plain and not saved and refused is not None:
        return refused(), 422
    if plain:
        where = address("walk", place=(unit.place_id or 0) if unit else None)
        return go(where, _("Enregistré.") if saved else " ".join(_words(form)))
    if saved:
        return make_response(jsonify(state), 200)
    stale = "version" in request.form and request.form["version"] != str(state["version"])
    return make_response(jsonify({"words": _words(form), "now": state}), 409 if stale else 422)


def _words(form: BaseForm) -> list[str]:
    return [str(word) for words in form.errors.values() for word in words]
