"""What hosts say of activities at their places: read by everybody, written by who keeps the place."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden

from mutua.kernel.reading_order import reading_order
from mutua.pole.login import current_member
from mutua.safety import actions, queries, rules
from mutua.safety.catalogue import Family, catalogue
from mutua.safety.forms import EmissionForm
from mutua.safety.forms.fields import EFFECTS, PROFILES
from mutua.safety.models import HostEffect
from mutua.safety.views.door import EVERYBODY, address, bp, document_or_404, done, go, today
from mutua.web.access import open_to
from mutua.web.forms import text


@bp.get("/coactivity/hosts")
@open_to(*EVERYBODY)
def host_changes(pole: str) -> ResponseReturnValue:
    return _page(_form())


@bp.post("/coactivity/hosts")
@open_to(*EVERYBODY)
def change_emission(pole: str) -> ResponseReturnValue:
    member, form = current_member(), _form()
    document_or_404()
    if not queries.places_spoken_for(member):
        raise Forbidden

    def act(now: datetime) -> None:
        actions.change_emission(
            document_or_404(),
            text(form.where),
            form.activity,
            text(form.family),
            HostEffect(form.effect.data),
            text(form.reason),
            member=member,
            now=now,
        )

    if done(form, act):
        return go(address("host_changes"), _("C’est noté. La matrice en tient compte dès maintenant."))
    return _page(form), 422


def _form() -> EmissionForm:
    form, nothing = EmissionForm(), ("", _("Choisissez"))
    places = queries.places_spoken_for(current_member())
    families = [row for row in catalogue().families.values() if rules.may_be_passed_on(row.code)]
    form.where.choices = [nothing, *sorted(places.items(), key=lambda row: reading_order(row[1]))]
    form.family.choices = [nothing, *((row.code, _name(row)) for row in families)]
    return form


def _name(family: Family) -> str:
    return family.english if str(get_locale()) == "en" else family.french


def _page(form: EmissionForm) -> str:
    document = document_or_404()
    rows = queries.host_changes_of(document.id)
    return render_template(
        "safety/host_changes.html",
        form=form,
        may_write=bool(queries.places_spoken_for(current_member())),
        rows=rows[::-1],
        standing={row.id for row in rules.standing_changes(rows)},
        places=queries.measured(document, today()).names,
        families={row.code: _name(row) for row in catalogue().families.values()},
        profiles=PROFILES,
        effects=EFFECTS,
    )
