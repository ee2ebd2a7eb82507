"""Pictures of risks, the numbers an employer says of its own people, and what somebody new is told at a place."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.documents.queries import file_with_content
from mutua.kernel.role import Role
from mutua.law import rule
from mutua.pole.login import current_member, current_pole
from mutua.resources.actions.photos import UnreadablePhoto
from mutua.safety import actions, pdf, queries
from mutua.safety.forms import ExposureForm, FiguresForm, PhotoForm
from mutua.safety.models import Factor
from mutua.safety.rules.sheet import EMERGENCY
from mutua.safety.views.door import (
    EDITORS,
    EVERYBODY,
    address,
    bp,
    document_or_404,
    done,
    file,
    go,
    press,
    risk_or_404,
    today,
    unit_or_404,
)
from mutua.safety.views.risks import risk_page
from mutua.web.access import open_to
from mutua.web.forms import text


@bp.post("/risks/<int:risk_id>/photos")
@open_to(*EDITORS)
def add_photo(pole: str, risk_id: int) -> ResponseReturnValue:
    member, form = current_member(), PhotoForm()
    risk_or_404(risk_id)

    def act(now: datetime) -> None:
        actions.add_photo(risk_or_404(risk_id), form.picture(), text(form.alt), member=member, now=now)

    try:
        if done(form, act):
            return go(address("risk", risk_id=risk_id), _("Photo ajoutée."))
    except UnreadablePhoto:
        form.photo.errors = [_("Choisissez une photo JPEG, PNG ou WebP.")]
    return risk_page(risk_or_404(risk_id), photo=form), 422


@bp.get("/photos/<int:photo_id>")
@open_to(*EVERYBODY)
def risk_photo(pole: str, photo_id: int) -> ResponseReturnValue:
    found = queries.photo_for(current_member(), photo_id)
    kept = file_with_content(found.file_id) if found else None
    if kept is None:
        raise NotFound
    answer = file(kept.content, "risque.jpg", kept.media_type)
    answer.headers["Content-Disposition"] = 'inline; filename="risque.jpg"'
    return answer


@bp.post("/photos/<int:photo_id>/remove")
@open_to(*EDITORS)
def remove_photo(pole: str, photo_id: int) -> ResponseReturnValue:
    member = current_member()
    found = queries.photo_for(member, photo_id)
    if found is None:
        raise NotFound
    where = address("risk", risk_id=found.risk_id)

    def act(now: datetime) -> None:
        again = queries.photo_for(member, photo_id)
        if again is not None:
            actions.remove_photo(again, member=member, now=now)

    return press(act, where, _("Photo retirée du brouillon. Les versions publiées la gardent."))


@bp.post("/units/<int:unit_id>/exposure")
@open_to(Role.MANAGER)
def say_exposure(pole: str, unit_id: int) -> ResponseReturnValue:
    """Optional: women and men of one's own structure whom the unit exposes."""
    member, form = current_member(), ExposureForm()
    unit_or_404(unit_id)

    def act(now: datetime) -> None:
        women, men = form.women.data or 0, form.men.data or 0
        actions.say_exposure(unit_or_404(unit_id), women, men, member=member, now=now)

    if done(form, act):
        return go(address("unit", unit_id=unit_id), _("Nombres enregistrés."))
    return render_template("safety/exposure.html", unit=unit_or_404(unit_id), form=form), 422


@bp.get("/figures")
@open_to(Role.MANAGER)
def figures(pole: str) -> ResponseReturnValue:
    member = current_member()
    known = queries.figures_of(document_or_404().id, member.structure_id)
    data = {f"{row.factor}_{name}": getattr(row, name) for row in known for name in ("exposed", "beyond")}
    return _figures(FiguresForm(data=data))


@bp.post("/figures")
@open_to(Role.MANAGER)
def say_figures(pole: str) -> ResponseReturnValue:
    member, form = current_member(), FiguresForm()
    document_or_404()

    def act(now: datetime) -> None:
        for factor, exposed, beyond in form.figures():
            actions.say_figure(document_or_404(), Factor(factor), exposed, beyond, member=member, now=now)

    if done(form, act):
        return go(address("figures"), _("Chiffres enregistrés. Votre prochain extrait les portera."))
    return _figures(form), 422


def _figures(form: FiguresForm) -> str:
    here = queries.measured(document_or_404(), today())
    night = queries.nights_of(here).get(current_member().structure_id or 0, {"nights": 0, "hours": 0.0})
    return render_template("safety/figures.html", form=form, night=night, law=rule("R4121-1-1", on=today()))


@bp.get("/places/<int:place_id>/welcome.pdf")
@open_to(*EVERYBODY)
def welcome(pole: str, place_id: int) -> ResponseReturnValue:
    """The welcome sheet of a place, for somebody new of one's own structure."""
    member, document = current_member(), document_or_404()
    place = queries.place_in(member.pole_id, place_id)
    if place is None:
        raise NotFound
    around = queries.places_by_id(member.pole_id)
    chain = queries.upwards(place, around)
    own = next((row for row in queries.structures(member.pole_id) if row.id == member.structure_id), None)
    told, head = queries.told_at(chain), queries.head_at(chain)
    dangers = queries.dangers_at(document.id, place, around)
    law = rule("R4141-3-1", on=today())
    facts = {
        "pole": current_pole().name,
        "place": place.name,
        "address": next((each.address for each in chain if each.address), ""),
        "known": {**told, "emergency_numbers": told["emergency_numbers"] or EMERGENCY},
        "head": head.name if head else "",
        "employer": own.name if own else "",
        "service": own.occupational_health_service if own else "",
        "url": address("editions", _external=True),
        "risks": dangers.rows,
        "seen": dangers.seen,
        "unrated": dangers.unrated,
        "rules": queries.rules_at(member.pole_id, chain),
        "law": {"url": law.source.url, "articles": list(law.articles), "checked_on": law.checked_on.isoformat()},
        "printed_on": today().isoformat(),
    }
    return file(pdf.welcome_pdf(facts), f"accueil-{place_id}.pdf")
