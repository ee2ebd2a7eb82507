"""Personal links for readers from outside: made, shown once, revoked."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from mutua.kernel import clock
from mutua.kernel.role import Role
from mutua.kernel.timespan import moment
from mutua.pole.login import current_member
from mutua.resources.models import Place
from mutua.resources.queries import places_of
from mutua.safety import actions, queries, rules
from mutua.safety.forms import ReaderForm
from mutua.safety.forms.fields import chosen, new_key, offer
from mutua.safety.models import ReaderKind
from mutua.safety.views.door import EDITORS, address, bp, document_or_404, done, press, today
from mutua.web.access import open_to
from mutua.web.forms import text

DEFAULT_DAYS = 30


@bp.get("/readers")
@open_to(Role.MANAGER, *EDITORS)
def readers(pole: str) -> ResponseReturnValue:
    return _page(_form(_usual()))


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
            from_on=form.from_on.data, until_on=form.until_on.data, place=_place(form.place_id.data), member=member,
            email=text(form.email), now=now,
        )  # fmt: skip
        made.append(token)

    if done(form, act):
        flash(_("Lien créé. Copiez-le maintenant : il ne sera plus montré."))
        way = url_for("safety_reader.read", token=made[-1], _external=True)
        return _page(_form(_usual()), way, sent_to=text(form.email))
    return _page(form), 422


def _usual() -> dict[str, object]:
    return {"expires_on": today() + timedelta(days=DEFAULT_DAYS)}


def _structure() -> int | None:
    """Whose extract goes with the links of this member; the office shares the common volume alone."""
    member = current_member()
    return None if rules.may_edit(member) or not member.manages(member.structure_id) else member.structure_id


def _service() -> str:
    """The occupational health service of the structure one acts for, by its name or by its kind."""
    own = next((row for row in queries.structures(current_member().pole_id) if row.id == _structure()), None)
    return (own.occupational_health_service if own else "") or _("Service de prévention et de santé au travail")


def _place(place_id: int | None) -> Place | None:
    return queries.place_in(current_member().pole_id, place_id) if place_id else None


def _form(data: dict[str, object] | None = None) -> ReaderForm:
    form = ReaderForm() if data is None else ReaderForm(formdata=None, data=data)
    form.number.choices = [
        (row.number, _("Version %(number)s", number=row.number)) for row in queries.published(document_or_404().id)
    ]
    offer(form.place_id, places_of(current_member().pole_id), none=_("Choisissez"))
    return form


def _page(form: ReaderForm, fresh: str = "", *, sent_to: str = "") -> str:
    links = queries.links_of(document_or_404().id, _structure())
    return render_template(
        "safety/readers.html",
        form=form,
        fresh=fresh,
        sent_to=sent_to,
        links=links,
        readings=queries.readings_of([link.id for link in links]),
        now=clock.now(),
        own=_structure() is not None,
        new_key=new_key,
        service=_service() if _structure() is not None else "",
        longest=today() + timedelta(days=rules.LONGEST_LINK_DAYS - 1),
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
