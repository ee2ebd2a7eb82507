"""From a booking to what the writer of events needs: its words at each detail, its rule and its dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from dateutil.rrule import rrulestr

from mutua.bookings import series
from mutua.bookings.models import Booking, Occurrence, State, is_on, usual_resources
from mutua.calendars import feed
from mutua.calendars.feed import EventFacts, OccurrenceFacts, Status, status_of
from mutua.calendars.models import Detail
from mutua.kernel.timespan import moment
from mutua.resources.models import Resource


@dataclass(frozen=True)
class Words:
    """What an event says beside its times."""

    summary: str = ""
    description: str = ""
    location: str = ""
    url: str = ""


def event_bytes(
    booking: Booking,
    detail: Detail,
    slug: str,
    *,
    flat: bool = False,
    tentative: bool = True,
    words: Words | None = None,
    on: int | None = None,
) -> bytes:
    """The VEVENTs of a booking, in its words or those given; empty when no date is left to tell.

    `on`: the calendar of this resource tells its own dates, also of a series of which some are elsewhere.
    `flat`: a UID for each date of a series; not `tentative`: without the dates that wait for an answer. A busy event
    has no summary: the feed adds the word in its reader's language. The URL is a path: its host is the feed's.
    """
    mine = [date for date in booking.occurrences if on is None or is_on(date, on)]
    dates = _told(mine, tentative)
    if not dates:
        return b""
    usual = usual_resources(mine)
    words = words or words_of(booking, detail, slug, usual)
    told = told_dates(booking, dates, words, usual, everything=detail is Detail.OWN)
    if booking.rrule is None and len(dates) == 1:
        return feed.event(event_facts(booking, words_on(words, told[0]), told[0]))
    whole = _series(booking, words, told)
    if flat or whole is None:
        return feed.flat(
            whole or event_facts(booking, words, told[0], rrule=booking.rrule or "FREQ=DAILY;COUNT=1"), told
        )
    return feed.event(whole)


def _told(occurrences: Iterable[Occurrence], tentative: bool) -> list[Occurrence]:
    """The dates to tell, in order: declined and skipped ones only when there is no other."""
    dates = sorted(occurrences, key=lambda date: date.original_start)
    if not tentative:
        dates = [date for date in dates if date.state is not State.REQUESTED]
    return [date for date in dates if date.state is not State.DECLINED] or dates


def told_dates(
    booking: Booking, dates: Iterable[Occurrence], words: Words, usual: Sequence[Resource], *, everything: bool
) -> list[OccurrenceFacts]:
    """The dates; to who may know `everything`, one that is elsewhere than usual says where."""
    told = []
    for date in dates:
        facts, there = date_facts(date), date.resources
        if everything and {found.id for found in there} != {found.id for found in usual}:
            place = location_of(there) or _named(there)
            facts = replace(facts, location=place if place != words.location else None)
            if words.summary == _summary(booking, usual):
                facts = replace(facts, summary=_summary(booking, there))
        told.append(facts)
    return told


def words_on(words: Words, date: OccurrenceFacts) -> Words:
    """The booking's words with this date's own."""
    location = words.location if date.location is None else date.location
    return replace(words, summary=date.summary or words.summary, location=location)


def date_facts(occurrence: Occurrence) -> OccurrenceFacts:
    return OccurrenceFacts(
        was=occurrence.original_start,
        start=occurrence.local_start,
        end=occurrence.local_end,
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        status=status_of(occurrence.state.value),
    )


def event_facts(booking: Booking, words: Words, date: OccurrenceFacts, rrule: str | None = None) -> EventFacts:
    return EventFacts(
        uid=booking.uid,
        sequence=booking.sequence,
        status=date.status,
        summary=words.summary,
        description=words.description,
        location=words.location,
        url=words.url,
        zone=booking.zone,
        start=date.start,
        end=date.end,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        changed_at=booking.changed_at,
        created_at=booking.created_at,
        all_day=of_whole_days(booking),
        rrule=rrule,
    )


def of_whole_days(booking: Booking) -> bool:
    """From midnight to midnight, every date: a calendar shows days, in whichever zone its reader is."""
    edges = (edge.time() for date in booking.occurrences for edge in (date.local_start, date.local_end))
    return all(edge == time.min for edge in edges)


def _series(booking: Booking, words: Words, told: list[OccurrenceFacts]) -> EventFacts | None:
    """The series as its rule with exceptions; None when the rule does not give the booking's dates."""
    first = min(date.original_start for date in booking.occurrences)
    expected = expected_dates(booking, first)
    kept = {date.was for date in told}
    if not kept <= expected:
        return None
    base = usual_dates(booking, first, told)
    whole = event_facts(booking, words, base, rrule=rule_of(booking.rrule or ""))
    whole = replace(whole, exdates=tuple(sorted(expected - kept)))
    return replace(whole, overrides=feed.overrides_of(whole, told))


def usual_dates(booking: Booking, first: datetime, told: Sequence[OccurrenceFacts]) -> OccurrenceFacts:
    """The first date as the rule tells it: of the length and the status that most dates share."""
    usual = first + Counter(date.end - date.start for date in told).most_common(1)[0][0]
    return OccurrenceFacts(
        was=first,
        start=first,
        end=usual,
        starts_at=moment(first, booking.zone),
        ends_at=moment(usual, booking.zone),
        status=_usual_status(told),
    )


def expected_dates(booking: Booking, first: datetime) -> set[datetime]:
    """What every reader draws from the booking's rule."""
    return _expected(rule_of(booking.rrule or ""), first, booking.zone)


def _usual_status(told: Sequence[OccurrenceFacts]) -> Status:
    """The status most live dates share: those alone that differ need a VEVENT of their own."""
    live = [date.status for date in told if date.status is not Status.CANCELLED]
    return Counter(live).most_common(1)[0][0] if live else Status.CANCELLED


def rule_of(rule: str) -> str:
    """The rule with FREQ first, as simple readers expect it."""
    parts = rule.strip().upper().removeprefix("RRULE:").split(";")
    return ";".join(sorted(parts, key=lambda part: not part.startswith("FREQ=")))


def _expected(rule: str, first: datetime, zone: str) -> set[datetime]:
    """The dates every reader draws from the rule; none when the first is not one of them, where readers disagree."""
    endless = ";".join(part for part in rule.split(";") if not part.startswith(("COUNT=", "UNTIL=")))
    try:
        if next(iter(rrulestr(endless, dtstart=first)), None) != first:
            return set()
        return set(series.starts(rule, first, zone))
    except ValueError:
        return set()


def words_of(booking: Booking, detail: Detail, slug: str, usual: Sequence[Resource] | None = None) -> Words:
    """The words at this detail; of a resource's other bookings neither note nor what else they take.

    `usual`: the resources that most of the told dates are on; else those of most dates.

    Booked from another pole: those it does not concern read that the time is taken, whatever the resource tells. The
    readers put the word.
    """
    structure, person = booking.structure.name, booking.person.name
    if detail is Detail.BUSY:
        return Words()
    if detail is not Detail.OWN and any(found.pole_id != booking.pole_id for found in _resources(booking)):
        return Words()
    if detail is Detail.STRUCTURE:
        return Words(structure)
    if detail is Detail.EVERYTHING:
        return Words(f"{booking.title} · {structure}" if booking.title else structure, person)
    resources = usual or usual_resources(booking.occurrences)
    return Words(
        _summary(booking, resources),
        "\n".join(filter(None, (f"{structure}, {person}", booking.note))),
        location_of(resources),
        f"/p/{slug}/bookings/{booking.id}",
    )


def _summary(booking: Booking, resources: Iterable[Resource]) -> str:
    names = _named(resources)
    return f"{booking.title} ({names})" if booking.title else names


def _named(resources: Iterable[Resource]) -> str:
    return ", ".join(resource.name for resource in resources)


def _resources(booking: Booking) -> list[Resource]:
    """Those of its dates, each once, in order."""
    found = {line.resource_id: line.resource for date in booking.occurrences for line in date.lines}
    return list(found.values())


def location_of(resources: Iterable[Resource]) -> str:
    """Where the first of them with a place is: its own name, the building, the address, none said twice."""
    place = next((resource.place for resource in resources if resource.place), None)
    if place is None:
        return ""
    above = place.parent
    address = place.address or (above.address if above else "")
    return ", ".join(dict.fromkeys(filter(None, (place.name, above.name if above else "", address))))
