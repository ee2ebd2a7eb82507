"""Pictures of reciprocity: matrix, flow, months, loops, kinds; each as a table too, and as CSV. No ranking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.exchanges import queries, rules
from mutua.exchanges.models import UnitCode
from mutua.exchanges.views.blueprint import EVERYBODY, bp
from mutua.exchanges.views.charts import bars, every_month, river
from mutua.exchanges.views.files import CSV, attached, csv_bytes
from mutua.exchanges.views.index import PERIODS, chosen_of, start_of
from mutua.exchanges.views.picture import NARROW, WIDE, matrix, shade
from mutua.exchanges.views.words import kind_label, quantum_name
from mutua.kernel import clock
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources.models import Kind
from mutua.web.access import open_to

URL = "/p/<pole>/exchanges/pictures"
SILENT_FOR, ONE_WAY_FOR = timedelta(days=183), timedelta(days=365)
Rows = list[tuple[object, ...]]
Pair = tuple[Kind, UnitCode]


def _today() -> date:
    return rules.local_day(clock.now(), current_member())


def _asked(member: Member) -> tuple[str, date | None, list[Pair], Pair | None]:
    """(period, its first day, kinds in use, the one looked at)."""
    period = request.args.get("period", "last12")
    period = period if period in PERIODS else "last12"
    start = start_of(period, _today())
    in_use = queries.kinds_in_use(member.pole_id, start=start)
    return period, start, in_use, chosen_of(in_use, [])


@bp.get(URL)
@open_to(*EVERYBODY)
def pictures(pole: str) -> ResponseReturnValue:
    member = current_member()
    period, start, in_use, chosen = _asked(member)
    flows = queries.flows(member.pole_id, *chosen, start=start) if chosen else []
    months = queries.by_month(member.pole_id, *chosen, start=start) if chosen else []
    drawn = every_month(months, start, _today())
    sizes = [quantity for _month, quantity in drawn]
    own = member.structure_id
    loops = rules.loops(queries.arrows(member.pole_id, start=start))
    return render_template(
        "exchanges/pictures.html",
        period=period,
        today=_today(),
        in_use=in_use,
        chosen=chosen,
        flows=flows,
        rivers=[river(flows, own, frame, _("Autres")) for frame in (WIDE, NARROW)],
        matrix=matrix(flows, own, 60),
        months=months,
        drawn=drawn,
        bars=[bars(sizes), bars(sizes, 320, 150, 46)],
        loops=loops[: rules.SHOWN],
        more_loops=max(0, len(loops) - rules.SHOWN),
        names=queries.names_of(member.pole_id),
        kinds=queries.kind_sums(member.pole_id, start=start),
        silence=_silence(member) if member.is_coordinator else None,
        shade=shade,
    )


def _silence(member: Member) -> dict[str, list[str]]:
    """Who is silent for six months, who only gives or only receives over twelve: names, in their order."""
    recent = queries.pulses(member.pole_id, start=_today() - SILENT_FOR)
    year = queries.pulses(member.pole_id, start=_today() - ONE_WAY_FOR)
    return {
        "silent": [row.name for row in recent if not row.given and not row.received],
        "giving": [row.name for row in year if row.given and not row.received],
        "receiving": [row.name for row in year if row.received and not row.given],
    }


@bp.get(URL + "/<table>.csv")
@open_to(*EVERYBODY)
def pictures_csv(pole: str, table: str) -> ResponseReturnValue:
    """One table, for a spreadsheet; silence is the coordination's alone."""
    member = current_member()
    make = TABLES.get(table)
    if make is None or (table == "silence" and not member.is_coordinator):
        raise NotFound
    return attached(csv_bytes(make(member)), CSV, f"{pole}-{table}.csv")


def _flow_rows(member: Member) -> Rows:
    """The matrix as a list: one line a pair, whole quanta of one unit."""
    _period, start, _in_use, chosen = _asked(member)
    head = (_("Donne"), _("Reçoit"), _("Type"), _("Quantité"), _("Unité"), _("Fois"))
    if chosen is None:
        return [head]
    kind, unit = chosen
    flows = queries.flows(member.pole_id, kind, unit, start=start)
    word, counted = kind_label(kind), quantum_name(unit)
    return [head, *((row.giver, row.receiver, word, row.quantity, counted, row.times) for row in flows)]


def _matrix_rows(member: Member) -> Rows:
    _period, start, _in_use, chosen = _asked(member)
    flows = queries.flows(member.pole_id, *chosen, start=start) if chosen else []
    made = matrix(flows, member.structure_id, 60)
    head = (_("Donne ↓ à →"), *(name for _number, name in made.names))
    cells = made.cells
    return [head, *((name, *(cells.get((own, to), 0) for to, _name in made.names)) for own, name in made.names)]


def _month_rows(member: Member) -> Rows:
    _period, start, _in_use, chosen = _asked(member)
    head = (_("Mois"), _("Type"), _("Quantité"), _("Unité"), _("Fois"))
    if chosen is None:
        return [head]
    kind, unit = chosen
    found = queries.by_month(member.pole_id, kind, unit, start=start)
    word, counted = kind_label(kind), quantum_name(unit)
    return [head, *((f"{month:%Y-%m}", word, quantity, counted, times) for month, quantity, times in found)]


def _loop_rows(member: Member) -> Rows:
    _period, start, _in_use, _chosen = _asked(member)
    names = queries.names_of(member.pole_id)
    found = rules.loops(queries.arrows(member.pole_id, start=start))
    head = (_("Donne"), _("puis"), _("puis"), _("Fois au moins"))
    return [head, *((*(names.get(number, "") for number in loop), times) for loop, times in found)]


def _kind_rows(member: Member) -> Rows:
    _period, start, _in_use, _chosen = _asked(member)
    head = (_("Type"), _("Quantité"), _("Unité"), _("Fois"), _("Structures qui donnent"), _("Structures qui reçoivent"))
    found = queries.kind_sums(member.pole_id, start=start)
    return [
        head,
        *(
            (kind_label(row.kind), row.quantity, quantum_name(row.unit), row.times, row.givers, row.receivers)
            for row in found
        ),
    ]


def _silence_rows(member: Member) -> Rows:
    found = _silence(member)
    words = {
        "silent": _("rien depuis six mois"),
        "giving": _("donne sans recevoir depuis un an"),
        "receiving": _("reçoit sans donner depuis un an"),
    }
    return [(_("Structure"), _("Constat")), *((name, words[key]) for key in words for name in found[key])]


TABLES: dict[str, Callable[[Member], Rows]] = {
    "flows": _flow_rows,
    "matrix": _matrix_rows,
    "months": _month_rows,
    "loops": _loop_rows,
    "kinds": _kind_rows,
    "silence": _silence_rows,
}
