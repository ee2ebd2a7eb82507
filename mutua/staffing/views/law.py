"""What the law says of staff sharing: every dated rule the product applies, and how sure we are."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.kernel import clock
from mutua.kernel.timespan import wall
from mutua.law import rules
from mutua.pole.login import current_member
from mutua.staffing.views.blueprint import PARTIES, bp
from mutua.web.access import open_to


@bp.get("/p/<pole>/staffing/law")
@open_to(*PARTIES)
def law(pole: str) -> ResponseReturnValue:
    """The rules in force today, in the order of their numbers; a rule to verify says so and blocks nothing."""
    today = wall(clock.now(), current_member().pole_zone).date()
    series = (
        (_("Quelle règle s’applique"), "R"),
        (_("Le prêt de personnel"), "S"),
        (_("La durée du travail, toutes structures comprises"), "T"),
        (_("L’effectif"), "N"),
        (_("Ce qui est gardé, et combien de temps"), "K"),
    )
    parts = [(title, prefix, rules(prefix, on=today)) for title, prefix in series]
    found = [rule for _title, _prefix, group in parts for rule in group]
    counts = {"all": len(found), "open": sum(rule.to_verify for rule in found)}
    return render_template("staffing/law.html", parts_of=parts, counts=counts)
