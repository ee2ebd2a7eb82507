"""What keeps a loan from its next step, for the coordination: never pay, health, or what the person answered."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from mutua.staffing import rules
from mutua.staffing.models import HoursState, State
from mutua.staffing.views.page import Page
from mutua.web.filters import medium_date


def holding(page: Page) -> list[str]:
    """From what is on the page alone, so that an end that must not be seen is not seen here either."""
    say = _SAID.get(page.state)
    return say(page) if say else []


def _terms(page: Page) -> list[str]:
    return [_("Conditions à accepter")] if page.terms else [_("Conditions à écrire")]


def _answer(page: Page) -> list[str]:
    until = page.answer_until
    return [_("Temps de réflexion jusqu’au %(day)s", day=medium_date(until))] if until else []


def _papers(page: Page) -> list[str]:
    said = {"agreement": _("Convention à signer"), "amendment": _("Avenant à signer")}
    return [text for kind, text in said.items() if kind in page.missing]


def _briefing(page: Page) -> list[str]:
    return [] if page.row.briefed_on else [_("Accueil sécurité à faire")]


def _hours(page: Page) -> list[str]:
    states = {entry.state for entry in page.row.hours}
    said = {
        HoursState.ENTERED: _("Heures à confirmer"),
        HoursState.CONTESTED: _("Heures contestées"),
        HoursState.CONFIRMED: _("Heures à valider"),
    }
    return [text for state, text in said.items() if state in states]


def _change(page: Page) -> list[str]:
    asked = rules.change_ends_at(page.row) is not None
    return [*(_answer(page) if asked else [_("Changement à accepter et à signer")]), *_hours(page)]


_SAID: dict[State, Callable[[Page], list[str]]] = {
    State.DRAFT: _terms,
    State.REGIME_CHECKED: _terms,
    State.TERMS_AGREED: _answer,
    State.CONSENTED: lambda page: [_("Avis des CSE à enregistrer")],
    State.SENT_BACK: lambda page: [_("Complément demandé par la coordination")],
    State.CSE_DONE: lambda page: [_("Décision de la coordination")],
    State.APPROVED: _papers,
    State.SIGNED: _briefing,
    State.ACTIVE: _hours,
    State.SUSPENDED: lambda page: [_("Prêt suspendu"), *_hours(page)],
    State.AMENDING: _change,
    State.ENDED: lambda page: _hours(page) or [_("Retour à confirmer")],
    State.RETURNED: lambda page: [_("État de coûts à établir")],
}
