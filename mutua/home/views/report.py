"""The report (« Bilan »): what the pole shares, in pictures and tables, and each table as a file."""

from __future__ import annotations

from datetime import date

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from werkzeug.exceptions import NotFound

from mutua.home import charts, queries
from mutua.home.period import Period, period, years
from mutua.home.views import tables
from mutua.home.views.blueprint import bp
from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources.models import Kind
from mutua.web.access import open_to

EVERYBODY = (Role.MEMBER, Role.MANAGER, Role.COORDINATOR, Role.SAFETY_OFFICER)
# As the bars are piled up, from the ground.
KINDS = (Kind.PREMISES, Kind.VEHICLE, Kind.DESK, Kind.EQUIPMENT, Kind.STAFF)
BUSIEST = 9
SHOWN_REFUSALS = 20


@bp.get("/p/<pole>/report")
@open_to(*EVERYBODY)
def report(pole: str) -> ResponseReturnValue:
    """A member sees the pole's aggregates, without a person's name; the coordination sees each refused request too."""
    member = current_member()
    chosen = _period(member)
    uses = queries.use_by_month(member.pole_id, chosen)
    by_month: dict[tuple[date, str], int] = {(use.month, use.kind): use.minutes for use in uses}
    shares = queries.sharing(member, chosen)
    return render_template(
        "home/report.html",
        chosen=chosen,
        years=years(_today(member), g.pole.created_at.date()),
        uses=uses,
        bars=charts.stacked(chosen.months, KINDS, by_month),
        small_bars=charts.stacked(chosen.months, KINDS, by_month, across=charts.PHONE),
        by_month=by_month,
        kinds=KINDS,
        heat=tables.occupancy(member, chosen, uses),
        matrix=tables.matrix(shares, BUSIEST, member.structure_id),
        shares=shares,
        asked=queries.most_asked(member.pole_id, chosen),
        missed=queries.unmet(member.pole_id, chosen),
        refusals=_refusals(member, chosen, SHOWN_REFUSALS),
        shade=charts.shade,
    )


@bp.get("/p/<pole>/report/<table>.csv")
@open_to(*EVERYBODY)
def download(pole: str, table: str) -> ResponseReturnValue:
    """One table of the report, for a spreadsheet."""
    member = current_member()
    chosen = _period(member)
    make = tables.TABLES.get(table)
    if make is None or (table == "refusals" and not member.is_coordinator):
        raise NotFound
    name = f"{pole}-{table}-{chosen.start:%Y-%m}-{chosen.last:%Y-%m}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(tables.csv_text(make(member, chosen)), content_type="text/csv; charset=utf-8", headers=disposition)


def _period(member: Member) -> Period:
    return period(request.args.get("period"), _today(member))


def _today(member: Member) -> date:
    return wall(clock.now(), member.pole_zone).date()


def _refusals(member: Member, chosen: Period, limit: int) -> list[queries.Refusal]:
    return queries.refusals(member.pole_id, chosen, limit=limit) if member.is_coordinator else []


@bp.app_template_filter("month_short")
def month_short(day: date) -> str:
    """nov., as under a bar of the chart."""
    return str(format_date(day, "MMM"))
