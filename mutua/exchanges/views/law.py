"""What the law says of exchanges: each dated rule in plain words, its articles, its source, the day it was read."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mutua.exchanges import rules
from mutua.exchanges.views.blueprint import EVERYBODY, bp
from mutua.kernel import clock
from mutua.law import rule
from mutua.pole.login import current_member
from mutua.web.access import open_to


@bp.get("/p/<pole>/exchanges/law")
@open_to(*EVERYBODY)
def law(pole: str) -> ResponseReturnValue:
    today = rules.local_day(clock.now(), current_member())
    parts = [
        (_("Sans contrepartie : un don, un prêt"), ("X1", "X4", "X11", "X10")),
        (_("Avec une contrepartie convenue"), ("X2", "X3", "X12", "X5", "X20")),
        (_("Ce que les associations ont de particulier"), ("X6", "X7", "X8", "X18")),
        (_("Contributions volontaires en nature"), ("X13", "X14", "X15", "X16", "X17")),
        (_("Personnel et factures électroniques"), ("X9", "X19")),
    ]
    named = [(title, [rule(name, on=today) for name in names]) for title, names in parts]
    return render_template("exchanges/law.html", parts_of=named, w7=rule("W7", on=today))
