"""Who met whom: the matrix, the rows of a pair, thresholds, standing presence, measures both sign."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.kernel.role import Role
from mutua.law import rule
from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member
from mutua.resources.queries import places_of
from mutua.safety import actions, queries, rules
from mutua.safety.forms import JudgementForm, OccupationForm, PeriodForm
from mutua.safety.forms.fields import EFFECTS, PROFILES, chosen, offer
from mutua.safety.models import SafetyDocument
from mutua.safety.queries import Period, Presence
from mutua.safety.views.door import EDITORS, EVERYBODY, address, bp, document_or_404, done, go, press, today
from mutua.web.access import open_to
from mutua.web.forms import text

LONGEST_DAYS = 3 * 366
SHOWN_LAW = ("R4227-5", "R4227-34", "R4227-29", "R4228-10", "R4222-5", "R4512-7", "R4512-13", "L4121-5")


@bp.get("/coactivity")
@open_to(*EVERYBODY)
def coactivity(pole: str) -> ResponseReturnValue:
    document = document_or_404()
    form = PeriodForm(request.args)
    here = _presence(document, form)
    return render_template(
        "safety/coactivity.html",
        document=document,
        form=form,
        period=here.period,
        table=queries.table_of(document, here),
        names=names_of(document.pole_id),
        places=[row for row in queries.places(here, today()) if row["peak"]],
        plans=queries.plan_hours(here),
        law=[rule(name, on=today()) for name in SHOWN_LAW],
        occupations=queries.standing_of(document.id),
        counts=len(here.seats),
        may_edit=rules.may_edit(current_member()),
    ), 200 if not form.errors else 422


@bp.get("/coactivity/<int:one>/<int:other>")
@open_to(*EVERYBODY)
def pair(pole: str, one: int, other: int) -> ResponseReturnValue:
    document = document_or_404()
    names = names_of(document.pole_id)
    if one not in names or other not in names or one == other:
        raise NotFound
    return _pair(document, one, other, judgement_form())


def _pair(document: SafetyDocument, one: int, other: int, form: JudgementForm) -> str:
    here = _presence(document, PeriodForm(request.args))
    table, both = queries.table_of(document, here), {one, other}
    judgements = {row.id: row for row in queries.judgements_of(document.id)}
    member = current_member()
    return render_template(
        "safety/pair.html",
        one=one,
        other=other,
        names=names_of(document.pole_id),
        period=here.period,
        pair=next(row for row in table.pairs if {row["a"], row["b"]} == both),
        rows=[row for row in table.rows if {row["a"], row["b"]} == both],
        handovers=[row for row in table.handovers if {row["giver"], row["taker"]} == both],
        cells=[row for row in table.cells if {row["giver"], row["taker"]} == both],
        judgements=judgements,
        said=_said_by_hosts(document, here, {row["place"] for row in table.cells if row["giver"] in both}),
        may_sign={number for number, row in judgements.items() if rules.why_not_sign_judgement(row, member) is None},
        form=form,
        profiles=PROFILES,
        effects=EFFECTS,
        may_edit=rules.may_edit(member),
        **_operations(document, both),
    )


def _said_by_hosts(document: SafetyDocument, here: Presence, places: set[str]) -> list[dict[str, Any]]:
    """What hosts say otherwise than the catalogue, at these places or at what lies in them."""
    keys = {key for place in places for key in here.keys_at(place)}
    rooms = {here.locations[key].room for key in keys} | {here.locations[key].building for key in keys}
    standing = rules.standing_changes(queries.host_changes_of(document.id))
    rows = [row for row in standing if row.place_key in places | keys | rooms]
    return queries.host_change_rows(rows, here.names, document.pole.zone)


def _operations(document: SafetyDocument, both: set[int]) -> dict[str, Any]:
    """Open operations of one of the two at the other's, for who may read them, and whether to offer another."""
    member = current_member()
    concerned = rules.may_edit(member) or any(member.manages(side) for side in both)
    reads = rules.may_edit(member) or member.structure_id in both
    found = [row for row in queries.operations_of(document.id) if {row.host_id, row.worker_id} == both] if reads else []
    own = member.structure_id if member.structure_id in both else min(both)
    return {"operations": found, "opens_plan": concerned, "own": own, "theirs": next(iter(both - {own}))}


@bp.post("/coactivity/<int:one>/<int:other>")
@open_to(*EDITORS)
def propose_judgement(pole: str, one: int, other: int) -> ResponseReturnValue:
    member, form = current_member(), judgement_form()
    known = {row.id: row for row in queries.structures(member.pole_id)}

    def act(now: datetime) -> None:
        structures = {row.id: row for row in queries.structures(member.pole_id)}
        actions.propose_judgement(
            document_or_404(),
            structures.get(form.giver_id.data),
            structures.get(form.taker_id.data),
            family=text(form.family),
            place_key=text(form.place_key),
            mastery=form.mastery.data,
            measures=text(form.measures),
            member=member,
            now=now,
        )

    if one not in known or other not in known or one == other:
        raise NotFound
    if done(form, act):
        return go(
            address("pair", one=one, other=other),
            _("Mesure proposée. Les deux structures la signent pour qu’elle compte."),
        )
    return _pair(document_or_404(), one, other, form), 422


@bp.post("/judgements/<int:judgement_id>/sign")
@open_to(Role.MANAGER)
def sign_judgement(pole: str, judgement_id: int) -> ResponseReturnValue:
    member = current_member()
    found = queries.judgement_for(document_or_404().id, judgement_id)
    if found is None:
        raise NotFound
    where = address("pair", one=found.giver_id, other=found.taker_id)

    def act(now: datetime) -> None:
        row = queries.judgement_for(document_or_404().id, judgement_id)
        if row is None:
            raise NotFound
        actions.sign_judgement(row, member=member, now=now)

    return press(act, where, _("Mesure signée pour votre structure."))


def judgement_form() -> JudgementForm:
    form = JudgementForm()
    rows = queries.structures(current_member().pole_id)
    offer(form.giver_id, rows)
    offer(form.taker_id, rows)
    return form


def names_of(pole_id: int) -> dict[int, str]:
    """Every structure that is, or was, in the pole."""
    return {row.structure_id: row.structure.name for row in pole_queries.memberships_of(pole_id)}


def _presence(document: SafetyDocument, form: PeriodForm) -> Presence:
    """The period asked for when it makes sense, else the usual one; the form then says why."""
    usual = queries.last_year(today(), document.pole.zone)
    if not form.validate():
        return queries.presence(document.pole_id, usual, document.id)
    first, last = form.first.data or usual.first, form.last.data or usual.last
    if not first <= last <= first + timedelta(days=LONGEST_DAYS) or not _reasonable(first) or not _reasonable(last):
        form.last.errors = [_("Choisissez une fin après le début, à trois ans au plus.")]
        return queries.presence(document.pole_id, usual, document.id)
    return queries.presence(document.pole_id, Period(first, last, document.pole.zone), document.id)


def _reasonable(day: date) -> bool:
    return 2000 <= day.year <= 2200


@bp.get("/occupations")
@open_to(*EVERYBODY)
def occupation_list(pole: str) -> ResponseReturnValue:
    return _occupations(_occupation_form())


@bp.post("/occupations")
@open_to(*EDITORS)
def add_occupation(pole: str) -> ResponseReturnValue:
    member, form = current_member(), _occupation_form()

    def act(now: datetime) -> None:
        owner = next((row for row in queries.structures(member.pole_id) if row.id == form.structure_id.data), None)
        place = queries.place_in(member.pole_id, form.place_id.data)
        actions.add_occupation(
            document_or_404(),
            owner,
            place,
            profile=form.activity,
            headcount=form.headcount.data or 0,
            weekdays=sorted(set(form.weekdays.data or [])),
            opens=form.opens.minutes,
            closes=form.closes.minutes or 1440,
            from_on=chosen(form.from_on),
            until_on=form.until_on.data,
            member=member,
            now=now,
        )

    if done(form, act):
        return go(address("occupation_list"), _("Occupation ajoutée. La matrice en tient compte."))
    return _occupations(form), 422


@bp.post("/occupations/<int:occupation_id>/end")
@open_to(*EDITORS)
def end_occupation(pole: str, occupation_id: int) -> ResponseReturnValue:
    member = current_member()

    def act(now: datetime) -> None:
        row = queries.occupation_for(member, occupation_id)
        if row is None:
            raise NotFound
        actions.end_occupation(row, today(), member=member, now=now)

    return press(act, address("occupation_list"), _("Occupation close aujourd’hui. Ce qui a été compté reste."))


def _occupation_form() -> OccupationForm:
    form = OccupationForm()
    member = current_member()
    offer(form.structure_id, queries.structures(member.pole_id), none=_("Choisissez"))
    offer(form.place_id, places_of(member.pole_id), none=_("Choisissez"))
    return form


def _occupations(form: OccupationForm) -> str:
    member = current_member()
    return render_template(
        "safety/occupation_list.html",
        form=form,
        rows=queries.standing_of(document_or_404().id),
        profiles=PROFILES,
        may_edit=rules.may_edit(member),
        today=today(),
    )
