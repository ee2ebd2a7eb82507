"""Measures for a whole place at once: proposed by the office to everybody who meets there, signed together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.kernel.reading_order import reading_order
from mutua.kernel.role import Role
from mutua.pole.login import current_member
from mutua.safety import actions, queries, rules
from mutua.safety.catalogue import catalogue
from mutua.safety.forms import PlaceMeasureForm
from mutua.safety.models import PairJudgement, SafetyDocument
from mutua.safety.views.coactivity import names_of
from mutua.safety.views.door import EDITORS, EVERYBODY, address, bp, document_or_404, done, go, press, today
from mutua.web.access import open_to
from mutua.web.forms import is_storable, text

Pair = tuple[int, int]


@dataclass
class Agreed:
    """The same words at one place: how many cells they cover, how many of them both have signed, who is awaited."""

    family: str
    place_key: str
    measures: str
    mastery: int
    cells: int = 0
    signed: int = 0
    mine: int = 0
    awaited: set[int] = field(default_factory=set)

    def awaited_names(self, names: dict[int, str]) -> str:
        return ", ".join(sorted((names.get(each, "") for each in self.awaited), key=reading_order))

    def add(self, row: PairJudgement, structure_id: int | None) -> None:
        self.cells += 1
        self.signed += row.is_signed
        self.mine += row.awaits(structure_id)
        self.awaited |= {each for each in (row.giver_id, row.taker_id) if row.awaits(each)}


@bp.get("/coactivity/measures")
@open_to(*EVERYBODY)
def place_measures(pole: str) -> ResponseReturnValue:
    return _page(document_or_404(), None)


@bp.post("/coactivity/measures")
@open_to(*EDITORS)
def propose_at_place(pole: str) -> ResponseReturnValue:
    member, document, made = current_member(), document_or_404(), list[int]()
    pairs = _pairs(document)
    form = _form(pairs, queries.measured(document, today()).names)

    def act(now: datetime) -> None:
        family, key = text(form.where).split(" ", 1)
        made.append(
            actions.propose_at_place(
                document_or_404(), pairs[family, key], family=family, place_key=key, mastery=form.mastery.data,
                measures=text(form.measures), member=member, now=now,
            )
        )  # fmt: skip

    if done(form, act):
        return go(address("place_measures"), _("Mesure proposée. Chaque structure la signe en une fois."))
    return _page(document_or_404(), form), 422


@bp.post("/coactivity/measures/sign")
@open_to(Role.MANAGER)
def sign_at_place(pole: str) -> ResponseReturnValue:
    member = current_member()
    family, key, words = (request.form.get(name, "") for name in ("family", "place_key", "measures"))
    document_or_404()
    words = words if is_storable(words) else ""
    return press(
        lambda now: actions.sign_at_place(
            document_or_404(), family=family, place_key=key, measures=words, member=member, now=now
        ),
        address("place_measures"),
        _("Mesure signée pour votre structure."),
    )


def _pairs(document: SafetyDocument) -> dict[tuple[str, str], list[Pair]]:
    """Who passes which danger to whom at which place, in the usual period: (family, place) to (giver, taker)."""
    found: dict[tuple[str, str], list[Pair]] = {}
    for cell in queries.table_of(document, queries.measured(document, today())).cells:
        found.setdefault((cell["family"], cell["place"]), []).append((cell["giver"], cell["taker"]))
    return found


def _form(pairs: dict[tuple[str, str], list[Pair]], names: dict[str, str]) -> PlaceMeasureForm:
    book, form = catalogue().families, PlaceMeasureForm()
    rows = sorted(pairs, key=lambda row: (reading_order(names.get(row[1], "")), row[0]))
    form.where.choices = [
        (f"{family} {key}", f"{names.get(key, key)} : {book[family].french}, {len(set(pairs[family, key]))}")
        for family, key in rows
    ]
    return form


def _page(document: SafetyDocument, form: PlaceMeasureForm | None) -> str:
    member, names = current_member(), queries.measured(document, today()).names
    acting = member.structure_id if member.structure_id and member.manages(member.structure_id) else None
    found: dict[tuple[str, str, str], Agreed] = {}
    for row in queries.judgements_of(document.id):
        key = (row.place_key, row.family, row.measures)
        found.setdefault(key, Agreed(row.family, row.place_key, row.measures, row.mastery)).add(row, acting)
    may_edit = rules.may_edit(member)
    return render_template(
        "safety/place_measures.html",
        groups=sorted(
            found.values(), key=lambda row: (not row.mine, reading_order(names.get(row.place_key, "")), row.family)
        ),
        places=names,
        names=names_of(document.pole_id),
        book=catalogue().families,
        form=form or (_form(_pairs(document), names) if may_edit else None),
        may_edit=may_edit,
    )
