"""What members filter by, set by the coordination."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.resources import actions, queries
from mutua.resources.forms import FeaturesForm
from mutua.resources.rules.features import has, written
from mutua.resources.views.blueprint import bp
from mutua.web.access import open_to


@bp.get("/p/<pole>/resources/features")
@open_to(Role.COORDINATOR)
def features(pole: str) -> ResponseReturnValue:
    kept = queries.features_of(current_member().pole_id)
    return _page(FeaturesForm(formdata=None, data={"lines": written(kept)}))


@bp.post("/p/<pole>/resources/features")
@open_to(Role.COORDINATOR)
def set_features(pole: str) -> ResponseReturnValue:
    form = FeaturesForm()
    if not form.validate():
        return _page(form), 422
    with transaction():
        actions.set_features(form.filters, member=current_member(), now=clock.now())
    flash(_("Les critères sont enregistrés."))
    return redirect(url_for("resources.features", pole=pole), 303)


def _page(form: FeaturesForm) -> str:
    """With how many resources each feature of the kept list finds."""
    member = current_member()
    shared = queries.resources_for(member)
    counts = [
        (entry.name, sum(has(entry, resource.features) for resource in shared))
        for entry in queries.features_of(member.pole_id)
    ]
    return render_template("resources/features.html", form=form, counts=counts)
