"""The report's tables as rows: the matrix of the page, and every table as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from flask_babel import gettext as _

from mutua.home import charts, queries
from mutua.home.period import Period, add_months
from mutua.kernel.reading_order import reading_order
from mutua.pole.models import Member
from mutua.web.filters import month_name
from mutua.web.sentences import known, sentence

Row = Sequence[object]
# A cell that begins like this is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Matrix:
    """Who shares (rows) with whom (columns): (id, name) each, and what lies between two of them."""

    owners: tuple[tuple[int, str], ...]
    users: tuple[tuple[int, str], ...]
    cells: dict[tuple[int, int], queries.Share]
    most: int
    left_out: int
    mine: int | None


def matrix(shares: Iterable[queries.Share], size: int, mine: int | None) -> Matrix:
    """The `size` busiest structures of each side, the member's own among them; a structure's own use is no sharing."""
    between = {(share.owner_id, share.user_id): share for share in shares if share.owner_id != share.user_id}
    owners = _busiest(((s.owner_id, s.owner, s.minutes) for s in between.values()), size, mine)
    users = _busiest(((s.user_id, s.user, s.minutes) for s in between.values()), size, mine)
    rows, columns = {number for number, _name in owners}, {number for number, _name in users}
    shown = {pair: share for pair, share in between.items() if pair[0] in rows and pair[1] in columns}
    most = max((share.minutes for share in shown.values()), default=0)
    return Matrix(owners, users, shown, most, len(between) - len(shown), mine)


def _busiest(uses: Iterable[tuple[int, str, int]], size: int, mine: int | None) -> tuple[tuple[int, str], ...]:
    totals: dict[tuple[int, str], int] = {}
    for number, name, minutes in uses:
        totals[number, name] = totals.get((number, name), 0) + minutes
    ranked = sorted(totals, key=lambda who: (who[0] != mine, -totals[who]))
    return tuple(sorted(ranked[:size], key=lambda who: reading_order(who[1])))


def csv_text(rows: Iterable[Row]) -> bytes:
    """As a French spreadsheet reads it: semicolons, decimal commas, a byte order mark; no cell is a formula."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def kind_word(kind: str) -> str:
    """A kind of resource, in the plural."""
    words = {
        "premises": _("Locaux"),
        "desk": _("Postes de travail"),
        "vehicle": _("Véhicules"),
        "equipment": _("Matériel"),
        "staff": _("Temps de personnel"),
    }
    return str(words[kind])


def _use(member: Member, chosen: Period) -> list[Row]:
    uses = queries.use_by_month(member.pole_id, chosen)
    head = [_("Mois"), _("Type"), _("Dates réservées"), _("Heures réservées")]
    rows = [[month_name(use.month), kind_word(use.kind), use.dates, use.minutes / 60] for use in sorted(uses)]
    return [head, *rows]


def occupancy(member: Member, chosen: Period, uses: Iterable[queries.Use]) -> charts.Heat:
    """How full premises are, from the first to the last month in which the pole booked anything."""
    months = sorted(use.month for use in uses) or [chosen.start]
    stays, premises = queries.stays_in_premises(member.pole_id, chosen), queries.premises_of(member.pole_id)
    return charts.heat(stays, premises, months[0], add_months(months[-1], 1))


def _occupancy(member: Member, chosen: Period) -> list[Row]:
    found = occupancy(member, chosen, queries.use_by_month(member.pole_id, chosen))
    days = week_days()
    head = [_("Jour"), *(f"{start // 60}-{end // 60} h" for start, end in found.slots)]
    rows = [[days[day], *("" if cell is None else round(cell * 100, 1) for cell in cells)] for day, cells in found.rows]
    return [[*head[:1], *(f"{name} (%)" for name in head[1:])], *rows]


def week_days() -> list[str]:
    return [
        _("Lundi"), _("Mardi"), _("Mercredi"), _("Jeudi"), _("Vendredi"), _("Samedi"), _("Dimanche"),
    ]  # fmt: skip


def _sharing(member: Member, chosen: Period) -> list[Row]:
    head = [_("Partagé par"), _("Utilisé par"), _("Dates réservées"), _("Heures réservées")]
    return [head, *([s.owner, s.user, s.dates, s.minutes / 60] for s in queries.sharing(member, chosen))]


def _asked(member: Member, chosen: Period) -> list[Row]:
    counts = [_("Dates demandées"), _("Dates obtenues"), _("Heures réservées")]
    head = [_("Ressource"), _("Type"), _("Partagée par"), *counts]
    found = queries.most_asked(member.pole_id, chosen, limit=1000)
    return [head, *([a.name, kind_word(a.kind), a.owner, a.dates, a.granted, a.minutes / 60] for a in found)]


def _unmet(member: Member, chosen: Period) -> list[Row]:
    head = [_("Ressource"), _("Type"), _("Déjà prise"), _("Demande refusée"), _("Structures"), _("Heures manquées")]
    found = queries.unmet(member.pole_id, chosen, limit=1000)
    return [head, *([m.name, kind_word(m.kind), m.taken, m.declined, m.structures, m.minutes / 60] for m in found)]


def reason_words(reason: str) -> str:
    """Why a date was not had: skipped by a series, never answered, refused by a rule, or as a person wrote it."""
    if reason == "taken":
        return str(_("Créneau déjà pris"))
    if reason == "unanswered":
        return str(_("Sans réponse à temps"))
    return sentence(reason).rstrip(".") if reason in known() else reason


def _refusals(member: Member, chosen: Period) -> list[Row]:
    head = [_("Date"), _("Ressource"), _("Type"), _("Structure"), _("Personne"), _("Objet"), _("Motif")]
    found = queries.refusals(member.pole_id, chosen)
    rows = [
        [r.on_date.isoformat(), r.resource, kind_word(r.kind), r.structure, r.person, r.title, reason_words(r.reason)]
        for r in found
    ]
    return [head, *rows]


TABLES: dict[str, Callable[[Member, Period], list[Row]]] = {
    "use": _use,
    "occupancy": _occupancy,
    "sharing": _sharing,
    "asked": _asked,
    "unmet": _unmet,
    "refusals": _refusals,
}
