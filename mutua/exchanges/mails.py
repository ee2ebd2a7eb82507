"""Who is told what about an exchange: the other side's managers, and whoever acted for it before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from mutua.bookings.models import Line
from mutua.exchanges.models import Exchange, Listing
from mutua.exchanges.rules import silent_side
from mutua.kernel import outbox
from mutua.kernel.timespan import wall
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Person, Pole


def proposed(exchange: Exchange, member: Member, *, now: datetime) -> None:
    _tell("exchanges/proposed", exchange, member, now)


def countered(exchange: Exchange, member: Member, *, now: datetime) -> None:
    _tell("exchanges/countered", exchange, member, now)


def half_confirmed(exchange: Exchange, member: Member, *, now: datetime) -> None:
    """One side said yes to what a booking proposed: the other is asked."""
    _tell("exchanges/proposed", exchange, member, now)


def confirmed(exchange: Exchange, member: Member, *, now: datetime) -> None:
    template = "exchanges/reversed" if exchange.reverses_id is not None else "exchanges/confirmed"
    _tell(template, exchange, member, now)


def refused(exchange: Exchange, member: Member, *, now: datetime) -> None:
    _tell("exchanges/refused", exchange, member, now, reason=exchange.reason)


def withdrawn(exchange: Exchange, member: Member, *, now: datetime) -> None:
    _tell("exchanges/withdrawn", exchange, member, now)


def reversal_proposed(exchange: Exchange, member: Member, *, now: datetime) -> None:
    _tell("exchanges/reversal", exchange, member, now, reason=exchange.current.words.note)


def disputed(exchange: Exchange, reason: str, member: Member, *, now: datetime) -> None:
    """The other side, and the coordination, who mediates."""
    coordinators = pole_queries.coordinators_of(exchange.pole_id)
    _tell("exchanges/disputed", exchange, member, now, reason=reason, more=coordinators)


def expired(exchange: Exchange, pole: Pole, *, now: datetime) -> None:
    """To the side that declared it; nobody declared what Mutua proposed from a booking."""
    author = exchange.current.author_structure_id
    if author is None:
        return
    facts = {**_facts(exchange, pole.slug), "structure": exchange.other(author).name}
    for person in {row.id: row for row in _people_of(exchange, author)}.values():
        _send("exchanges/expired", person, facts, pole.id, now)


def settled(exchange: Exchange, outcome: str, member: Member, *, now: datetime) -> None:
    """Both sides and the coordination, but for who closed it: what they then do, they do themselves."""
    across = [*_people_of(exchange, exchange.giver_id), *pole_queries.coordinators_of(exchange.pole_id)]
    more = [*across, *_people_of(exchange, exchange.receiver_id)]
    _tell("exchanges/settled", exchange, member, now, reason=outcome, more=more)


def reminded(exchange: Exchange, pole: Pole, number: int, last: datetime, *, now: datetime) -> None:
    """To the side that has not answered: the first letter or the second, with the day its silence counts as assent."""
    silent = silent_side(exchange)
    if silent is None:
        return
    day = wall(last, pole.zone).date()
    facts = {**_facts(exchange, pole.slug), "structure": exchange.other(silent).name, "number": number}
    for person in {row.id: row for row in _people_of(exchange, silent)}.values():
        _send("exchanges/reminder", person, {**facts, "last": day.isoformat()}, exchange.pole_id, now)


def agreed_by_delay(exchange: Exchange, pole: Pole, until: datetime, *, now: datetime) -> None:
    """To both sides: silence was taken as assent, and may be disputed."""
    people = {row.id: row for party in exchange.parties for row in _people_of(exchange, party)}
    facts = {**_facts(exchange, pole.slug), "until": wall(until, pole.zone).date().isoformat()}
    for person in people.values():
        _send("exchanges/by_delay", person, facts, exchange.pole_id, now)


def limit_passed(exchange: Exchange, pole: Pole, structure_id: int, minutes: int, *, now: datetime) -> None:
    """To both sides and the coordination: a soft limit is told, it never blocks."""
    name = exchange.giver.name if structure_id == exchange.giver_id else exchange.receiver.name
    people = {person.id: person for party in exchange.parties for person in pole_queries.managers_of(party)}
    people.update({person.id: person for person in pole_queries.coordinators_of(pole.id)})
    facts = {**_facts(exchange, pole.slug), "structure": name, "limit": minutes}
    for person in people.values():
        _send("exchanges/limit", person, facts, exchange.pole_id, now)


def proposed_from_bookings(exchanges: Sequence[Exchange], lines: Sequence[Line], *, now: datetime) -> None:
    """One letter a person for all the dates of this round: whoever booked, and the managers of who shares."""
    waiting: dict[int, tuple[Person, int, Line]] = {}
    for line in lines:
        people = [line.occurrence.booking.person, *pole_queries.managers_of(line.resource.structure_id)]
        for person in people:
            _, count, first = waiting.get(person.id, (person, 0, line))
            waiting[person.id] = (person, count + 1, first)
    for person, count, line in waiting.values():
        facts = {
            "count": count,
            "resource": line.resource.name,
            "event": line.occurrence.on_date.isoformat(),
            "path": f"/p/{line.resource.pole.slug}/exchanges",
        }
        _send("exchanges/from_bookings", person, facts, exchanges[0].pole_id, now)


def came_back(exchanges: Sequence[Exchange], pole: Pole, *, now: datetime) -> None:
    """One letter a person of either side: what comes back was proposed again."""
    first = exchanges[0]
    people = {row.id: row for party in first.parties for row in pole_queries.managers_of(party)}
    path = f"/p/{pole.slug}/exchanges"
    facts = {**_facts(first, pole.slug), "count": len(exchanges), "path": path}
    for person in people.values():
        _send("exchanges/standing", person, facts, pole.id, now)


def listing_answered(listing: Listing, message: str, member: Member, *, now: datetime) -> None:
    facts = {
        "title": listing.title,
        "message": message,
        "by": member.name,
        "structure": member.structure_name,
        "email": member.email,
        "path": f"/p/{member.pole_slug}/exchanges/listings",
    }
    _send("exchanges/listing_answer", listing.person, facts, listing.pole_id, now)


def search_found(listing: Listing, person: Person, pole: Pole, *, now: datetime) -> None:
    """A notice that answers what this person asked to be told about."""
    facts = {"title": listing.title, "text": listing.text, "listing": listing.listing.value}
    path = f"/p/{pole.slug}/exchanges/listings/{listing.id}/answer"
    _send("exchanges/search", person, {**facts, "path": path}, pole.id, now)


def listing_ends(listing: Listing, pole: Pole, *, now: datetime) -> None:
    """To who published it: its day comes, renew or close."""
    facts = {"title": listing.title, "until": listing.until_on.isoformat()}
    _send(
        "exchanges/listing_ends", listing.person, {**facts, "path": f"/p/{pole.slug}/exchanges/listings"}, pole.id, now
    )


def _tell(
    template: str,
    exchange: Exchange,
    member: Member,
    now: datetime,
    *,
    reason: str = "",
    more: Iterable[Person] = (),
) -> None:
    """The other party's people, and `more`, each once; never the one who acts."""
    across = exchange.other(member.structure_id).id
    facts = {**_facts(exchange, member.pole_slug), "by": member.name, "structure": member.structure_name}
    people = {person.id: person for person in (*_people_of(exchange, across), *more)}
    people.pop(member.person_id, None)
    for person in people.values():
        _send(template, person, {**facts, "reason": reason}, exchange.pole_id, now)


def _people_of(exchange: Exchange, structure_id: int) -> list[Person]:
    """The structure's managers, and who already confirmed for it."""
    acted = {
        row.person_id
        for version in exchange.versions
        for row in version.confirmations
        if row.structure_id == structure_id and row.person_id is not None
    }
    found = [pole_queries.person(number) for number in sorted(acted)]
    active = [person for person in found if person is not None and person.disabled_at is None]
    return [*pole_queries.managers_of(structure_id), *active]


def _facts(exchange: Exchange, slug: str) -> dict[str, object]:
    version = exchange.current
    return {
        "title": version.words.title,
        "giver": version.words.giver_name,
        "receiver": version.words.receiver_name,
        "quantity": version.quantity,
        "unit": exchange.unit.code.value,
        "event": version.event_on.isoformat(),
        "counterpart": exchange.counterpart is not None,
        "path": f"/p/{slug}/exchanges/{exchange.id}",
    }


def _send(template: str, person: Person, facts: Mapping[str, object], pole_id: int, now: datetime) -> None:
    outbox.mail(
        template, to=person.email, locale=person.locale, pole_id=pole_id, facts={"name": person.name, **facts}, at=now
    )
