"""Resources in and out as tables: each row stands or falls alone, and the report says why."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.pole import queries as pole_queries
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources import actions, queries
from mutua.resources.forms import SheetForm, TableForm, intake
from mutua.resources.forms.intake import COLUMNS
from mutua.resources.views.blueprint import EVERYBODY, SETTERS, bp
from mutua.web.access import open_to
from mutua.web.sentences import sentence

LARGEST = 2 * 1024 * 1024
FORMATS = {
    "csv": (intake.csv_of, "text/csv; charset=utf-8"),
    "xlsx": (intake.workbook_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class Line(NamedTuple):
    """A line of the report; `resource_id` of what was made, else why not."""

    number: int
    name: str
    resource_id: int | None
    why: str = ""
    kept: bool = False  # one like it was there already


@bp.get("/p/<pole>/resources/export.<form>")
@open_to(*EVERYBODY)
def export(pole: str, form: str) -> Response:
    """What the member may see. Access and safety instructions only of what they set: a door code is no list."""
    if form not in FORMATS:
        raise NotFound
    member = current_member()
    written, kind = FORMATS[form]
    answer = make_response(written(queries.resources_for(member), member))
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{member.pole_slug}-ressources.{form}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/p/<pole>/resources/import")
@open_to(*SETTERS)
def table(pole: str) -> ResponseReturnValue:
    return _page(TableForm())


@bp.post("/p/<pole>/resources/import")
@open_to(*SETTERS)
def import_table(pole: str) -> ResponseReturnValue:
    """The report, 200 whatever its lines say; 422 for a file nobody can read."""
    form, member = TableForm(), current_member()
    sent = request.files.get("file")
    content = sent.stream.read(LARGEST + 1) if sent else b""
    if not form.validate() or not content or len(content) > LARGEST:
        form.file.errors = [_("Choisissez un fichier CSV ou XLSX de moins de 2 Mo.")]
        return _page(form), 422
    try:
        rows = intake.rows_of(content)
    except intake.BadFile as bad:
        form.file.errors = [str(bad)]
        return _page(form), 422
    now = clock.now()
    return _page(form, report=[_line(number, row, member, now) for number, row in rows])


def _line(number: int, row: intake.Row, member: Member, now: datetime) -> Line:
    """Each resource is committed alone; one like it of the same structure is left as it is."""
    name = str(row.get("name") or "")[:120]
    try:
        wanted = intake.parsed(row)
        with transaction():
            structure_id = _structure(wanted.structure, member)
            if queries.is_shared(wanted.sheet.name, wanted.kind, structure_id, member.pole_id):
                return Line(number, name, None, _("existe déjà : laissée comme elle est"), kept=True)
            made = actions.create_resource(wanted.sheet, wanted.kind, structure_id, member=member, now=now)
            return Line(number, name, made.id)
    except intake.BadRow as bad:
        return Line(number, name, None, str(bad))
    except Refused as refused:
        return Line(number, name, None, sentence(refused.reason))


def _structure(name: str, member: Member) -> int:
    if not name and member.structure_id is not None:
        return member.structure_id
    for membership in pole_queries.memberships_of(member.pole_id, active_only=True):
        if membership.structure.name == name or (name and membership.structure.siret == name.replace(" ", "")):
            return membership.structure_id
    raise intake.BadRow(_("structure : « %(name)s » n’est pas du pôle", name=name[:60]))


def _page(form: TableForm, *, report: list[Line] | None = None) -> str:
    return render_template("resources/import.html", form=form, report=report, columns=_columns())


def _columns() -> list[tuple[str, str]]:
    """Each column with the word the resource's own form has for it."""
    said = {field.short_name: str(field.label.text).split(",", 1)[0] for field in SheetForm(formdata=None)}
    said |= {"kind": _("Type"), "structure": _("Partagé par"), "hours": _("Horaires de tous les jours")}
    endings = ("_minutes", "_days", "_per_hour")
    stems = [(name, next((name.removesuffix(end) for end in endings if name.endswith(end)), name)) for name in COLUMNS]
    return [(name, said.get(stem, "")) for name, stem in stems]
