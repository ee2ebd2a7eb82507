"""Resources as rows of a table, both ways: what is exported can be imported again."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from flask_babel import gettext as _

from mutua.pole.models import Member
from mutua.resources.actions import Room, Sheet
from mutua.resources.forms import hours, lengths, pairs
from mutua.resources.models import DAY, Approval, Audience, Draw, Kind, Regime, Resource, Shown
from mutua.resources.rules import why_not_edit
from mutua.web.forms import is_storable

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
COLUMNS = (
    *("name", "kind", "structure", "room", "building", "subtitle", "description", "capacity", "units", "features"),
    *("approval", "shown", "audience", "hours", *WEEKDAYS, "granularity_minutes", "turnaround_minutes"),
    *("notice_minutes", "longest_minutes", "horizon_days", "value_per_hour", "value_per_use", "access", "safety"),
    *("position", "qualification", "regime", "measures", "answers"),
)
LONGEST = {"name": 120, "room": 120, "building": 120, "subtitle": 160, "qualification": 160}
LONG_TEXTS = ("description", "access", "safety")
MOST_ROWS = 500
MOST_LINES = 5000  # with the blank ones between
# A cell that begins like this is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Row = Mapping[str, Any]


class BadRow(ValueError):
    """One line that names the column and says what it should hold."""


class BadFile(ValueError):
    """No row of it can be read; the text says why."""


class Parsed(NamedTuple):
    """A row understood; `structure` is a name or a SIRET."""

    sheet: Sheet
    kind: Kind
    structure: str


def rows_of(content: bytes) -> list[tuple[int, Row]]:
    """The rows of a CSV file in UTF-8 (comma or semicolon) or of the first sheet of an XLSX file, by the number that a
    spreadsheet shows; blank ones are left out.
    """
    lines = _workbook(content) if content.startswith(b"PK") else _csv(content)
    names = [str(cell or "").strip() for cell in lines[0]] if lines else []
    rows = [(number, _row(names, line)) for number, line in enumerate(lines[1:], start=2) if any(map(_filled, line))]
    if not rows:
        raise BadFile(_("Ce fichier ne contient aucune ligne."))
    if len(rows) > MOST_ROWS:
        raise BadFile(_("Ce fichier compte plus de %(most)s lignes. Coupez-le en plusieurs.", most=MOST_ROWS))
    if "name" not in names:
        raise BadFile(_("La première ligne nomme les colonnes ; il manque « name »."))
    return rows


def _filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _row(names: Sequence[str], line: Sequence[Any]) -> Row:
    """By column; what stands past the last name is kept under none, to be refused."""
    row: dict[str, Any] = {name: cell for name, cell in zip(names, line, strict=False) if name}
    beyond = [cell for place, cell in enumerate(line) if (place >= len(names) or not names[place]) and _filled(cell)]
    return {**row, "": beyond[0]} if beyond else row


def _csv(content: bytes) -> list[list[Any]]:
    try:
        text = content.decode("utf-8-sig")
        first = text.split("\n", 1)[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error):
        raise BadFile(_("Ce fichier n’est ni un CSV en UTF-8, ni un classeur XLSX.")) from None


def _workbook(content: bytes) -> list[list[Any]]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- 12 MB of a server that few ask for a workbook
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 -- as above

    try:
        sheet = load_workbook(BytesIO(content), read_only=True, data_only=True).worksheets[0]
        lines = [list(line) for line in sheet.iter_rows(max_row=MOST_LINES, max_col=60, values_only=True)]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, SyntaxError):
        raise BadFile(_("Ce fichier n’est ni un CSV en UTF-8, ni un classeur XLSX.")) from None
    return lines


def parsed(row: Row) -> Parsed:
    """Raises BadRow."""
    if "" in row:
        raise BadRow(_("« %(cell)s » est dans une colonne sans nom", cell=str(row[""]).strip()[:60]))
    unknown = sorted(str(name) for name in row if name not in COLUMNS)
    if unknown:
        raise BadRow(_("colonne inconnue : %(name)s", name=unknown[0][:60]))
    cells = {name: _text(row, name) for name in COLUMNS}
    if not cells["name"]:
        raise BadRow(_("%(column)s : vide", column="name"))
    kind: Kind = _choice(Kind, cells, "kind")
    return Parsed(_sheet(cells, kind), kind, cells["structure"])


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    text = "" if value is None else str(value).strip()
    text = text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text
    most = 4000 if name in LONG_TEXTS else LONGEST.get(name, 2000)
    if not is_storable(text) or len(text) > most:
        raise BadRow(_("%(column)s : illisible ou trop long", column=name))
    return text


def _sheet(cells: dict[str, str], kind: Kind) -> Sheet:
    each_hour, each_use = (_number(cells, name, 0, 100_000) for name in ("value_per_hour", "value_per_use"))
    if each_hour is not None and each_use is not None:
        raise BadRow(_("value_per_use : une valeur par heure ou par usage, pas les deux"))
    return Sheet(
        name=cells["name"],
        subtitle=cells["subtitle"],
        description=cells["description"],
        capacity=_number(cells, "capacity", 1, 100_000),
        features=[part.strip()[:80] for part in cells["features"].split(";") if part.strip()][:30],
        approval=_choice(Approval, cells, "approval", Approval.AUTOMATIC),
        shown=_choice(Shown, cells, "shown", Shown.EVERYTHING),
        audience=_choice(Audience, cells, "audience", Audience.POLE),
        granularity_minutes=_number(cells, "granularity_minutes", 5, DAY) or 15,
        turnaround_minutes=_number(cells, "turnaround_minutes", 0, DAY) or 0,
        notice_minutes=_number(cells, "notice_minutes", 0, 366 * DAY) or 0,
        longest_minutes=_number(cells, "longest_minutes", 5, 366 * DAY),
        horizon_days=_number(cells, "horizon_days", 1, 731) or 366,
        value_per_hour=each_hour,
        value_per_use=each_use,
        attributes=_pairs(pairs.read_answers, cells, "answers", kind),
        details=_pairs(pairs.read_details, cells, "measures", kind),
        regime=_choice(Regime, cells, "regime", Regime.SERVICE) if kind is Kind.STAFF else None,
        qualification=cells["qualification"],
        access_instructions=cells["access"],
        safety_instructions=cells["safety"],
        hours=_hours(cells),
        units=_number(cells, "units", 1, 50) or 1,
        where=Room(room=cells["room"], building=cells["building"], position=_position(cells["position"])),
    )


def _pairs(read: Callable[[str, Kind], Any], cells: dict[str, str], name: str, kind: Kind) -> Any:
    try:
        return read(cells[name], kind)
    except ValueError as wrong:
        raise BadRow(_("%(column)s : « %(pair)s » ne convient pas", column=name, pair=str(wrong)[:60])) from None


def _position(text: str) -> tuple[int, int] | None:
    try:
        return lengths.read_position(text)
    except ValueError as wrong:
        raise BadRow(f"position : {wrong}") from None


def _number(cells: dict[str, str], name: str, least: int, most: int) -> int | None:
    text = cells[name]
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not least <= int(text) <= most:
        raise BadRow(
            _("%(column)s : un nombre entier de %(least)s à %(most)s est attendu", column=name, least=least, most=most)
        )
    return int(text)


def _choice(kind: type[StrEnum], cells: dict[str, str], name: str, default: Any = None) -> Any:
    text = cells[name]
    if not text and default is not None:
        return default
    known = [entry.value for entry in kind]
    if text not in known:
        raise BadRow(_("%(column)s : un de ces mots est attendu : %(words)s", column=name, words=", ".join(known)))
    return kind(text)


def _hours(cells: dict[str, str]) -> tuple[tuple[int, int, int], ...]:
    """A column a weekday, or `hours` for Monday to Friday; none: always open."""
    try:
        usual = hours.read(cells["hours"])
        days = {day: hours.read(cells[name]) if cells[name] else () for day, name in enumerate(WEEKDAYS)}
    except ValueError as wrong:
        raise BadRow(f"hours : {wrong}") from None
    if usual:
        days = {day: slots or (usual if day < 5 else ()) for day, slots in days.items()}
    return tuple((day, *slot) for day, slots in days.items() for slot in slots)


def exported(resource: Resource, member: Member) -> list[Any]:
    """The cells of one resource, by COLUMNS. Door codes and the like only for who sets the resource."""
    sets = why_not_edit(resource, member) is None
    place = resource.place
    live = [draw for draw in resource.draws if draw.unit.retired_at is None]
    facts: dict[str, Any] = {
        "name": resource.name,
        "kind": resource.kind.value,
        "structure": resource.structure.name,
        "room": place.name if place else "",
        "building": place.parent.name if place and place.parent else "",
        "units": len(live) if resource.draw is Draw.ANY else 1,
        "features": "; ".join(resource.features),
        "access": resource.access_instructions if sets else "",
        "safety": resource.safety_instructions if sets else "",
        "hours": "",
        "position": lengths.written_position(place),
        "measures": pairs.written_details(resource.details),
        "answers": pairs.written_answers(resource.attributes),
        **{name: _day(resource, day) for day, name in enumerate(WEEKDAYS)},
    }
    values = (facts[name] if name in facts else getattr(resource, name) for name in COLUMNS)
    return ["" if value is None else value.value if isinstance(value, StrEnum) else value for value in values]


def _day(resource: Resource, weekday: int) -> str:
    return hours.written(tuple((slot.opens, slot.closes) for slot in resource.hours if slot.weekday == weekday))


def csv_of(resources: Sequence[Resource], member: Member) -> bytes:
    """As spreadsheets read it: semicolons, a byte order mark; no cell is a formula."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(cell) for cell in exported(resource, member)] for resource in resources)
    return text.getvalue().encode("utf-8-sig")


def workbook_of(resources: Sequence[Resource], member: Member) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 -- as above

    book = Workbook(write_only=True)
    sheet = book.create_sheet("resources")
    sheet.freeze_panes = "B2"
    sheet.append(COLUMNS)
    for resource in resources:
        sheet.append([_harmless(cell) for cell in exported(resource, member)])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
