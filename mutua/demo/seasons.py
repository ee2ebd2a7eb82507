"""Two seasonal rounds: one takes wishes, the other waits for the coordination to settle it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from mutua.bookings.actions import rounds
from mutua.bookings.queries.rounds import whole_round
from mutua.demo import source
from mutua.demo.cast import Cast
from mutua.demo.plan import monday
from mutua.kernel.db import db
from mutua.kernel.timespan import moment
from mutua.resources.models import Resource
from mutua.resources.queries import resources_for


def build(cast: Cast, resource_ids: dict[str, int], today: date) -> None:
    for row in source.toml("seasons")["season"]:
        _season(cast, resource_ids, row, today)


def _season(cast: Cast, resource_ids: dict[str, int], row: dict[str, Any], today: date) -> None:
    head, opened = cast.head(), _at(today, row["opened"], cast.zone)
    shared = resources_for(head, ids=[resource_ids[key] for key in row["on"]])
    first = monday(today) + timedelta(weeks=row["weeks_ahead"])
    last, until = first + timedelta(weeks=row["weeks"], days=-3), today + timedelta(days=row["until"])
    term = rounds.Term(row["name"], first, last, until, note=row["note"])
    number = rounds.open_round(term, shared, member=head, now=opened).id
    for hours, wished in enumerate(row["wishes"], start=3):
        db.session.expire_all()
        season, member = whole_round(number), cast.manager(wished["who"])
        wanted = resource_ids[wished["on"]]
        window = _window(next(one.resource for one in season.choices if one.resource_id == wanted), wished)
        rounds.add_wish(season, window, member=member, now=opened + timedelta(hours=hours))
    if row["closed"]:
        db.session.expire_all()
        rounds.close_wishes(whole_round(number), member=head, now=_at(today, row["until"] + 1, cast.zone))


def _window(resource: Resource, wished: dict[str, Any]) -> rounds.Window:
    opens, closes = (int(text[:2]) * 60 + int(text[3:]) for text in wished["at"].split("-"))
    every, title, people = wished.get("every", 1), wished["title"], wished["people"]
    return rounds.Window(resource, wished["day"], opens, closes, every, title, people)


def _at(today: date, days: int, zone: str) -> datetime:
    return moment(datetime.combine(today + timedelta(days=days), time(9)), zone)
