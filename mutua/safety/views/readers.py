"""Personal links for readers from outside, and the page such a link opens."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, Response, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.secret import token_hash
from mutua.kernel.timespan import moment
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.pole.models import Pole
from mutua.safety import actions, queries, rules
from mutua.safety.forms import ReaderForm
from mutua.safety.forms.fields import chosen
from mutua.safety.models import ReaderKind, ReaderLink, Thing
from mutua.safety.views.door import EDITORS, address, bp, document_or_404, done, file, press, today
from mutua.web.access import open_to
from mutua.web.forms import text

outside = Blueprint("safety_reader", __name__, url_prefix="/safety/read")
DEFAULT_DAYS = 30


@bp.get("/readers")
@open_to(Role.MANAGER, *EDITORS)
def readers(pole: str) -> ResponseReturnValue:
    return _page(_form({"expires_on": today() + timedelta(days=DEFAULT_DAYS)}))


@bp.post("/readers")
@open_to(Role.MANAGER, *EDITORS)
def share(pole: str) -> ResponseReturnValue:
    """The address is shown once, on the page that answers: only its hash is kept."""
    member, form = current_member(), _form()
    made: list[str] = []

    def act(now: datetime) -> None:
        edition = queries.edition_numbered(member.pole_id, form.number.data or 0)
        ends = moment(datetime.combine(chosen(form.expires_on) + timedelta(days=1), time()), member.pole_zone)
        _link, token = actions.share_with_reader(
            edition, _structure(), kind=ReaderKind(form.kind.data), reader=text(form.reader), expires_at=ends,
            member=member, now=now,
        )  # fmt: skip
        made.append(token)

    if done(form, act):
        flash(_("Lien créé. Copiez-le maintenant : il ne sera plus montré."))
        return _page(_form(), url_for("safety_reader.read", token=made[-1], _external=True))
    return _page(form), 422


def _structure() -> int | None:
    """Whose extract goes with the links of this member; the office shares the common volume alone."""
    member = current_member()
    return None if rules.may_edit(member) or not member.manages(member.structure_id) else member.structure_id


def _form(data: dict[str, object] | None = None) -> ReaderForm:
    form = ReaderForm(data=data)
    form.number.choices = [
        (row.number, _("Version %(number)s", number=row.number)) for row in queries.published(document_or_404().id)
    ]
    return form


def _page(form: ReaderForm, fresh: str = "") -> str:
    links = queries.links_of(document_or_404().id, _structure())
    return render_template(
        "safety/readers.html",
        form=form,
        fresh=fresh,
        links=links,
        readings=queries.readings_of([link.id for link in links]),
        now=clock.now(),
        own=_structure() is not None,
    )


@bp.post("/readers/<int:link_id>/revoke")
@open_to(Role.MANAGER, *EDITORS)
def revoke(pole: str, link_id: int) -> ResponseReturnValue:
    member = current_member()

    def act(now: datetime) -> None:
        link = queries.link_in(document_or_404().id, link_id)
        if link is None:
            raise NotFound
        actions.revoke_link(link, member=member, now=now)

    return press(act, address("readers"), _("Lien révoqué. Il n’ouvre plus rien."))


# --- from outside ---


def _found(token: str) -> tuple[ReaderLink, Pole]:
    row = queries.link_by_hash(token_hash(token))
    if row is None:
        raise NotFound
    return row


def _closed(link: ReaderLink, pole: Pole) -> Response:
    return make_response(render_template("safety/reader_closed.html", link=link, reader_pole=pole), 410)


def _note(link_id: int, token: str, thing: Thing) -> None:
    """The log is written before anything is given."""
    with transaction():
        link, _pole = _found(token)
        actions.note_reading(link, thing, now=clock.now())


@outside.get("/<token>")
@open_to(Role.ANYONE)
def read(token: str) -> ResponseReturnValue:
    link, pole = _found(token)
    if not link.is_live(clock.now()):
        return _closed(link, pole)
    _note(link.id, token, Thing.PAGE)
    link, pole = _found(token)
    edition = queries.edition_numbered(pole.id, link.edition.number)
    response = make_response(
        render_template("safety/reader.html", link=link, reader_pole=pole, edition=edition, token=token, utc=UTC)
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@outside.get("/<token>/volume.pdf")
@open_to(Role.ANYONE)
def volume(token: str) -> ResponseReturnValue:
    link, pole = _found(token)
    if not link.is_live(clock.now()):
        return _closed(link, pole)
    pole_id, number = pole.id, link.edition.number
    _note(link.id, token, Thing.VOLUME)
    found = queries.edition_numbered(pole_id, number)
    if found is None:
        raise NotFound
    return file(found.pdf, f"document-unique-v{number}.pdf")


@outside.get("/<token>/extract.pdf")
@open_to(Role.ANYONE)
def extract(token: str) -> ResponseReturnValue:
    link, pole = _found(token)
    if link.structure_id is None:
        raise NotFound
    if not link.is_live(clock.now()):
        return _closed(link, pole)
    pole_id, number, structure_id = pole.id, link.edition.number, link.structure_id
    _note(link.id, token, Thing.EXTRACT)
    found = queries.extract_of(pole_id, number, structure_id)
    if found is None:
        raise NotFound
    return file(found.pdf, f"extrait-{found.number}.pdf")
