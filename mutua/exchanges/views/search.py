"""Looking for offers and needs: results, saved searches, the board to print, what is asked and never offered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import segno
from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from mutua.exchanges import actions, queries, rules
from mutua.exchanges.forms import BareForm, SearchForm
from mutua.exchanges.models import ListingKind
from mutua.exchanges.views.blueprint import EVERYBODY, LARGEST_ID, bp, go, status_of
from mutua.exchanges.views.files import CSV, attached, csv_bytes
from mutua.exchanges.views.words import kind_label
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.web.access import open_to
from mutua.web.sentences import sentence

ALL = "/p/<pole>/exchanges/listings"
YEAR = timedelta(days=365)


@bp.get(ALL + "/search")
@open_to(*EVERYBODY)
def search(pole: str) -> ResponseReturnValue:
    return _results(SearchForm(request.args, meta={"csrf": False}))


def _results(form: SearchForm, *, why: str = "", status: int = 200) -> ResponseReturnValue:
    member = current_member()
    today = rules.local_day(clock.now(), member)
    valid = form.validate()
    asked = form.wanted() if valid else ("", None, None)
    words, listing, category = asked
    rows = queries.found(member.pole_id, today, words, listing=listing, category=category) if any(asked) else []
    facts = {"form": form, "rows": rows, "asked": any(asked), "saved": queries.saved_searches_of(member), "why": why}
    return render_template("exchanges/search.html", **facts), status if valid else 422


@bp.post(ALL + "/search")
@open_to(Role.MEMBER, Role.MANAGER)
def save_search(pole: str) -> ResponseReturnValue:
    form = SearchForm()
    if not form.validate():
        return _results(form, status=422)
    words, listing, category = form.wanted()
    try:
        with transaction():
            member = current_member()
            actions.save_search(words, listing=listing, category=category, member=member, now=clock.now())
    except Refused as refused:
        return _results(form, why=sentence(refused.reason), status=status_of(refused.reason))
    return go("exchanges.search", _("Recherche gardée. Vous recevrez un courriel à chaque annonce qui y répond."))


@bp.post(ALL + "/searches/<int:search_id>/forget")
@open_to(Role.MEMBER, Role.MANAGER)
def forget_search(pole: str, search_id: int) -> ResponseReturnValue:
    if not BareForm().validate():
        return _results(SearchForm(None, meta={"csrf": False}), status=422)
    member = current_member()
    with transaction():
        row = queries.saved_search_for(member, search_id) if search_id < LARGEST_ID else None
        if row is None:
            raise NotFound
        actions.forget_search(row, member=member, now=clock.now())
    return go("exchanges.search", _("Recherche oubliée."))


@bp.get(ALL + "/board")
@open_to(*EVERYBODY)
def board(pole: str) -> ResponseReturnValue:
    """One sheet for the wall: what is offered, what is asked, and where to answer."""
    member = current_member()
    today = rules.local_day(clock.now(), member)
    base_url = str(current_app.config["SETTINGS"].base_url).rstrip("/")
    address = base_url + url_for("exchanges.listings", pole=pole)
    facts = {
        "address": address,
        # segno's own SVG: attributes alone, no text of ours
        "code": Markup(segno.make(address, micro=False, error="m").svg_inline(omitsize=True, svgclass=None, border=2)),
        "offers": queries.open_listings(member.pole_id, today, ListingKind.OFFER),
        "needs": queries.open_listings(member.pole_id, today, ListingKind.NEED),
        "today": today,
    }
    return render_template("exchanges/board.html", **facts)


def _needs() -> dict[str, Any]:
    member, now = current_member(), clock.now()
    rows = queries.published_since(member.pole_id, now - YEAR)
    stems = queries.tokens_of(row.id for row in rows)
    return {
        "by_kind": rules.by_kind(rows),
        "never_offered": rules.unmatched(rows, stems, ListingKind.NEED),
        "never_asked": rules.unmatched(rows, stems, ListingKind.OFFER),
        "today": rules.local_day(now, member),
    }


@bp.get("/p/<pole>/exchanges/needs")
@open_to(Role.COORDINATOR)
def needs(pole: str) -> ResponseReturnValue:
    """What was asked and never offered in the last twelve months, for the coordination."""
    return render_template("exchanges/needs.html", **_needs())


@bp.get("/p/<pole>/exchanges/needs.csv")
@open_to(Role.COORDINATOR)
def needs_csv(pole: str) -> ResponseReturnValue:
    facts, zone = _needs(), current_member().pole_zone
    head = (_("Sens"), _("Type"), _("Annonce"), _("Structure"), _("Publiée le"), _("Jusqu’au"))
    rows: list[tuple[object, ...]] = [head]
    for name, word in (("never_offered", _("demandé, jamais proposé")), ("never_asked", _("proposé, jamais demandé"))):
        for row in facts[name]:
            made, until = wall(row.created_at, zone).date().isoformat(), row.until_on.isoformat()
            rows.append((word, kind_label(row.category), row.title, row.structure.name, made, until))
    return attached(csv_bytes(rows), CSV, "besoins.csv")
