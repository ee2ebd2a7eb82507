"""Seasonal rounds: structures rank weekly windows, the coordination sees the demand, allots and books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound

from mutua.bookings import nearest
from mutua.bookings.actions import rounds as actions
from mutua.bookings.forms.rounds import WEEKDAYS, PlaceForm, RoundForm, VerdictForm, WindowForm
from mutua.bookings.models import State
from mutua.bookings.models.rounds import Round, RoundState, RoundWish
from mutua.bookings.queries import rounds as queries
from mutua.bookings.rules import No as Booked
from mutua.bookings.rules.rounds import No, Place, clash, nearest_place, shares, takes_wishes
from mutua.bookings.views.blueprint import EVERYBODY, bp, go
from mutua.kernel import clock
from mutua.kernel.reading_order import reading_order
from mutua.kernel.refusal import Refused, refusing_stale
from mutua.kernel.role import Role
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import transaction
from mutua.pole.login import current_member
from mutua.pole.models import Member
from mutua.resources import queries as resource_queries
from mutua.web.access import open_to
from mutua.web.forms import text
from mutua.web.sentences import sentence

ROUND = "/p/<pole>/rounds/<int:round_id>"


def _today() -> date:
    return wall(clock.now(), current_member().pole_zone).date()


def _round_or_404(round_id: int, *, lock: bool = False) -> Round:
    found = queries.round_for(current_member(), round_id, lock=lock)
    if found is None:
        raise NotFound
    return found


def _wish_or_404(season: Round, wish_id: int) -> RoundWish:
    """One's own structure's, or any for the coordination."""
    member = current_member()
    found = next((wish for wish in season.wishes if wish.id == wish_id), None)
    if found is None or not (member.is_coordinator or found.structure_id == member.structure_id):
        raise NotFound
    return found


@bp.get("/p/<pole>/rounds")
@open_to(*EVERYBODY)
def rounds(pole: str) -> ResponseReturnValue:
    """Terms whose weeks are shared out, and for the coordination the form that opens one."""
    return _list(RoundForm(formdata=None))


def _list(form: RoundForm) -> str:
    member = current_member()
    form.offer(resource_queries.resources_for(member), _today())
    seasons = queries.rounds_of(member)
    return render_template("bookings/rounds.html", form=form, seasons=seasons, today=_today())


@bp.post("/p/<pole>/rounds")
@open_to(Role.COORDINATOR)
def open_round(pole: str) -> ResponseReturnValue:
    form, member = RoundForm(), current_member()
    form.offer(resource_queries.resources_for(member), _today())
    if not form.validate():
        return _list(form), 422
    try:
        with transaction():
            ids = [int(number) for number in form.resources.data or ()]
            chosen = resource_queries.resources_for(member, ids=ids) if ids else []
            number = actions.open_round(form.term, chosen, member=member, now=clock.now()).id
    except Refused as refused:
        form.form_errors.append(sentence(refused.reason))
        return _list(form), 422
    return go(
        url_for("bookings.season", pole=pole, round_id=number),
        _("Les vœux sont ouverts. Chaque gestion a reçu un courriel."),
    )


@bp.get(ROUND)
@open_to(*EVERYBODY)
def season(pole: str, round_id: int) -> ResponseReturnValue:
    """One's own wishes; for the coordination the demand of everybody, what is proposed, and who gets how much."""
    return _page(round_id)


def _page(round_id: int, *, form: WindowForm | None = None, why: str = "") -> str:
    found, member = _round_or_404(round_id), current_member()
    form = form or WindowForm(formdata=None)
    form.offer(found)
    return render_template(
        "bookings/season.html",
        season=found,
        form=form,
        why=why,
        own=actions.wishes_of(found, member.structure_id),
        wishing=takes_wishes(found, _today()) and member.structure_id is not None,
        demand=_demand(found) if member.is_coordinator else [],
        shares=shares(found.wishes) if member.is_coordinator else [],
        days=[name for _number, name in WEEKDAYS],
        verdict=VerdictForm(formdata=None),
        why_not=_why_not,
        kept=_kept,
        free=_free(found, member),
    )


def _free(season: Round, member: Member) -> dict[int, tuple[int, int]]:
    """For the coordination while it shares out."""
    allots = member.is_coordinator and season.state is RoundState.ALLOTTING
    return nearest.free_dates(season, member, now=clock.now()) if allots else {}


def _demand(season: Round) -> list[tuple[str, list[tuple[RoundWish, int]]]]:
    """By resource, in the order of the week: each wish and how many others want the same hours."""
    by: dict[str, list[RoundWish]] = defaultdict(list)
    for wish in season.wishes:
        by[wish.resource.name].append(wish)
    return [
        (
            name,
            [
                (wish, sum(clash(wish, other) for other in season.wishes if other is not wish))
                for wish in sorted(own, key=lambda entry: (entry.weekday, entry.opens, entry.rank, entry.id))
            ],
        )
        for name, own in sorted(by.items(), key=lambda row: reading_order(row[0]))
    ]


def _why_not(wish: RoundWish) -> str:
    return wish.words or (sentence(wish.reason) if wish.reason else "")


def _kept(wish: RoundWish) -> tuple[int, int]:
    """Dates of its series that stand, and all of them."""
    dates = wish.booking.occurrences if wish.booking else []
    return sum(entry.state is not State.DECLINED for entry in dates), len(dates)


@bp.post(ROUND + "/wishes")
@open_to(*EVERYBODY)
def add_wish(pole: str, round_id: int) -> ResponseReturnValue:
    form = WindowForm()
    form.offer(_round_or_404(round_id))
    if not form.validate():
        return _page(round_id, form=form), 422
    try:
        with transaction():
            found = _round_or_404(round_id, lock=True)
            actions.add_wish(found, form.window(found), member=current_member(), now=clock.now())
    except Refused as refused:
        return _page(round_id, form=form, why=sentence(refused.reason)), 422
    return go(url_for("bookings.season", pole=pole, round_id=round_id), _("Vœu ajouté."))


@bp.post(ROUND + "/wishes/<int:wish_id>/<any(raise, withdraw):how>")
@open_to(*EVERYBODY)
def change_wish(pole: str, round_id: int, wish_id: int, how: str) -> ResponseReturnValue:
    """One rank up, or taken back."""
    act = actions.raise_wish if how == "raise" else actions.withdraw_wish

    def run(found: Round) -> None:
        act(found, _wish_or_404(found, wish_id), member=current_member(), now=clock.now())

    return _change(round_id, run, _("Vœu remonté.") if how == "raise" else _("Vœu retiré."))


@bp.post(ROUND + "/<any(close, stop, finish):step>")
@open_to(Role.COORDINATOR)
def step_round(pole: str, round_id: int, step: str) -> ResponseReturnValue:
    """Wishes are closed, the round is given up, or series are made and answers sent."""
    if step == "finish":
        return _finish(round_id)
    act = actions.close_wishes if step == "close" else actions.stop_round
    said = _("Les vœux sont clos. Voici une première répartition.") if step == "close" else _("C’est abandonné.")
    return _change(round_id, lambda found: act(found, member=current_member(), now=clock.now()), said)


@bp.post(ROUND + "/wishes/<int:wish_id>/answer")
@open_to(Role.COORDINATOR)
def answer_wish(pole: str, round_id: int, wish_id: int) -> ResponseReturnValue:
    form, granted = VerdictForm(), request.form.get("granted") == "yes"
    if not form.validate():
        return _page(round_id, why=str(next(iter(form.errors.values()))[0])), 422

    def run(found: Round) -> None:
        wish, words = _wish_or_404(found, wish_id), form.words.data or ""
        actions.answer_wish(found, wish, granted=granted, words=words, member=current_member(), now=clock.now())

    return _change(round_id, run, _("Réponse notée."))


@bp.get(ROUND + "/wishes/<int:wish_id>/place")
@open_to(Role.COORDINATOR)
def placing(pole: str, round_id: int, wish_id: int) -> ResponseReturnValue:
    """Another window for a wish, filled in with the nearest that is free."""
    found = _round_or_404(round_id)
    wish, form = _wish_or_404(found, wish_id), PlaceForm(formdata=None)
    near = nearest_place(found, wish)
    form.offer(found, near or Place(wish.resource, wish.weekday, wish.opens, wish.closes))
    return _place_page(found, wish, form, full=near is None)


def _place_page(season: Round, wish: RoundWish, form: PlaceForm, *, full: bool = False) -> str:
    days = [name for _number, name in WEEKDAYS]
    return render_template("bookings/place.html", season=season, wish=wish, form=form, days=days, full=full)


@bp.post(ROUND + "/wishes/<int:wish_id>/place")
@open_to(Role.COORDINATOR)
def place_wish(pole: str, round_id: int, wish_id: int) -> ResponseReturnValue:
    found, form = _round_or_404(round_id), PlaceForm()
    form.offer(found)
    if not form.validate():
        return _place_page(found, _wish_or_404(found, wish_id), form), 422
    try:
        with refusing_stale(Booked.CHANGED_MEANWHILE), transaction():
            found = _round_or_404(round_id, lock=True)
            wish, words = _wish_or_404(found, wish_id), text(form.words)
            actions.place_wish(found, wish, form.place(found), words, member=current_member(), now=clock.now())
    except Refused as refused:
        found = _round_or_404(round_id)
        form.form_errors.append(sentence(refused.reason))
        return _place_page(found, _wish_or_404(found, wish_id), form), 422
    return go(url_for("bookings.season", pole=pole, round_id=round_id), _("Vœu placé. La structure lira votre motif."))


def _change(round_id: int, act: Callable[[Round], None], said: str) -> ResponseReturnValue:
    try:
        with refusing_stale(Booked.CHANGED_MEANWHILE), transaction():
            act(_round_or_404(round_id, lock=True))
    except Refused as refused:
        status = 403 if refused.reason is No.NOT_THE_COORDINATION else 422
        return _page(round_id, why=sentence(refused.reason)), status
    return go(url_for("bookings.season", pole=current_member().pole_slug, round_id=round_id), said)


def _finish(round_id: int) -> ResponseReturnValue:
    """A transaction a series: a second click goes on where it stopped.

    What could not be booked becomes a refusal, which the coordination sees before the answers leave: there is time
    still to place it elsewhere.
    """
    member, unbooked = current_member(), 0
    _round_or_404(round_id)
    for number in queries.granted_of(round_id):
        try:
            with refusing_stale(Booked.CHANGED_MEANWHILE), transaction():
                found = _round_or_404(round_id, lock=True)
                actions.make_series(found, _wish_or_404(found, number), member=member, now=clock.now())
        except Refused as refused:
            if isinstance(refused.reason, No) and refused.reason is not No.NO_LONGER_HERE:
                return _page(round_id, why=sentence(refused.reason)), 422
            with transaction():
                found = _round_or_404(round_id, lock=True)
                wish = _wish_or_404(found, number)
                actions.note_refusal(found, wish, refused.reason, member=member, now=clock.now())
            unbooked += 1
    if unbooked:
        return _page(round_id, why=_unbooked(unbooked)), 409
    said = _("Les réservations sont faites. Chaque personne a reçu ses réponses.")
    return _change(round_id, lambda found: actions.finish_round(found, member=member, now=clock.now()), said)


def _unbooked(count: int) -> str:
    return str(ngettext(
        "Un vœu accordé ne peut pas être réservé. Aucune réponse n’est partie : placez-le ailleurs, ou envoyez ainsi.",
        "%(num)d vœux accordés ne peuvent pas être réservés. Aucune réponse n’est partie : placez-les ailleurs, ou "
        "envoyez ainsi.",
        count,
    ))  # fmt: skip
