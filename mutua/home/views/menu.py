"""What the menu of every page shows: what waits for the member, their other poles, how many structures.

Nothing is read before a template asks for it, so that fragments, error pages and letters cost no statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from flask import g, has_request_context

from mutua.home import queries
from mutua.home.views.blueprint import bp
from mutua.kernel import clock
from mutua.pole.models import Member, Pole


class Waiting:
    """Counts by room, read together when one is first asked for; a page that has read its list says so with `known`."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._counts: dict[str, int] = {}

    def known(self, **counts: int) -> None:
        self._counts.update(counts)

    def __getattr__(self, room: str) -> int:
        if room not in queries.COUNTS:
            raise AttributeError(room)
        if room not in self._counts:
            unread = queries.COUNTS.keys() - self._counts.keys()
            self._counts.update(queries.counts(self._member, clock.now(), sorted(unread)))
        return self._counts[room]

    @property
    def total(self) -> int:
        return sum(getattr(self, room) for room in queries.COUNTS)


class Poles:
    """The member's poles by name."""

    def __init__(self, member: Member) -> None:
        self._member = member

    @cached_property
    def counted(self) -> list[tuple[Pole, int]]:
        return queries.poles_with_structures(self._member.person_id, self._member.pole_id)

    def __iter__(self) -> Iterator[Pole]:
        return (pole for pole, _ in self.counted)


class ShownPole:
    """The pole of the page, which knows how many structures it has."""

    def __init__(self, pole: Pole, poles: Poles) -> None:
        self._pole = pole
        self._poles = poles

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pole, name)

    @property
    def structures_count(self) -> int:
        return next((count for pole, count in self._poles.counted if pole.id == self._pole.id), 0)


def waiting_here() -> Waiting:
    """The counts of this request's member."""
    if "waiting" not in g:
        g.waiting = Waiting(g.member)
    found: Waiting = g.waiting
    return found


@bp.before_app_request
def _fresh() -> None:
    """Each request counts anew, even where one application context serves several (the tests)."""
    g.pop("waiting", None)
    g.pop("poles", None)


@bp.app_context_processor
def _menu() -> dict[str, object]:
    if not has_request_context() or g.get("member") is None or g.get("pole") is None:
        return {}
    if "poles" not in g:
        g.poles = Poles(g.member)
    return {"waiting": waiting_here(), "poles": g.poles, "pole": ShownPole(g.pole, g.poles)}
