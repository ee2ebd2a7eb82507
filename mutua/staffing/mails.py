"""Who is told what about an arrangement. A letter to host or coordination never names the person before consent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from mutua.documents.models import SigningLink
from mutua.kernel import outbox
from mutua.kernel.timespan import wall
from mutua.pole import queries as pole_queries
from mutua.pole.models import Member, Person
from mutua.staffing.models import Arrangement, HoursAlert, HoursEntry, Party
from mutua.staffing.rules.changes import SAID, proposed_change
from mutua.staffing.rules.thinking import change_ends_at

OTHER = {Party.LENDER: Party.HOST, Party.HOST: Party.LENDER}


def requested(arrangement: Arrangement, member: Member, *, now: datetime) -> None:
    """To the structure that was asked, or offered to."""
    other = Party.LENDER if arrangement.asked_by_side is Party.HOST else Party.HOST
    _tell("requested", _side(arrangement, other), arrangement, now, but=member, by=member.name)


def terms_written(arrangement: Arrangement, side: Party, member: Member, *, now: datetime) -> None:
    """A new version for the other structure to read; of a signed loan, what it would change."""
    change = _change(arrangement)
    event = "change_proposed" if change else "terms_written"
    _tell(event, _side(arrangement, OTHER[side]), arrangement, now, but=member, **change)


def half_agreed(arrangement: Arrangement, side: Party, member: Member, *, now: datetime) -> None:
    """One structure accepts: it is for the other to answer."""
    own = arrangement.lender.name if side is Party.LENDER else arrangement.host.name
    _tell("half_agreed", _side(arrangement, OTHER[side]), arrangement, now, but=member, structure=own)


def consent_asked(arrangement: Arrangement, *, now: datetime) -> None:
    """To the employee alone, at their own address; for who has no account, to the employer who hands them the paper."""
    change, answer = _change(arrangement), f"{_path(arrangement)}/consent"
    if not _employee(arrangement):
        _tell("paper_asked", _side(arrangement, Party.LENDER), arrangement, now, **change)
    elif change:
        until = _last_day(arrangement, change_ends_at(arrangement) or now)
        _tell("change_asked", _employee(arrangement), arrangement, now, until=until, answer=answer, **change)
    else:
        until = _last_day(arrangement, arrangement.reflection_ends_at or now)
        _tell("consent_asked", _employee(arrangement), arrangement, now, until=until, answer=answer)


def _last_day(arrangement: Arrangement, ends: datetime) -> str:
    return (wall(ends, arrangement.pole.zone) - timedelta(days=1)).isoformat()


def _change(arrangement: Arrangement) -> dict[str, Any]:
    """From what to what, for a letter; nothing when no signed terms would change."""
    change = proposed_change(arrangement)
    if change is None:
        return {}
    names, before, after = change.names, change.before.to_json(), change.after.to_json()
    said = [{"name": name, "before": before[name], "after": after[name]} for name in names if name in SAID]
    return {"changes": said, "others": len(names) - len(said)}


def consent_given(arrangement: Arrangement, *, now: datetime) -> None:
    people = [*_side(arrangement, Party.LENDER), *_side(arrangement, Party.HOST)]
    _tell("consent_given", people, arrangement, now, changes=proposed_change(arrangement) is not None)


def paper_recorded(arrangement: Arrangement, *, now: datetime) -> None:
    """The employee gets word of each paper their employer records in their name."""
    _tell("paper_recorded", _employee(arrangement), arrangement, now)


def to_approve(arrangement: Arrangement, *, now: datetime) -> None:
    _tell("to_approve", pole_queries.coordinators_of(arrangement.pole_id), arrangement, now)


def cse_corrected(arrangement: Arrangement, side: Party, *, back: bool, now: datetime) -> None:
    """To the other structure; `back`: the coordination had approved and looks again."""
    own = arrangement.lender.name if side is Party.LENDER else arrangement.host.name
    _tell("cse_corrected", _side(arrangement, OTHER[side]), arrangement, now, structure=own, back=back)


def decided(arrangement: Arrangement, *, reason: str, now: datetime) -> None:
    people = [*_side(arrangement, Party.LENDER), *_side(arrangement, Party.HOST)]
    _tell("decided", people, arrangement, now, reason=reason, state=arrangement.state.value)


def moved(template: str, arrangement: Arrangement, *, now: datetime, but: Member | None = None) -> None:
    """To all three: signed, started, suspended, resumed, ended, returned."""
    people = [*_side(arrangement, Party.LENDER), *_side(arrangement, Party.HOST), *_employee(arrangement)]
    _tell(template, people, arrangement, now, but=but)


def not_pursued(arrangement: Arrangement, *, now: datetime) -> None:
    """One letter for the three ends, when the time for reflection is over."""
    people = [*_side(arrangement, Party.LENDER), *_side(arrangement, Party.HOST)]
    _tell("not_pursued", people, arrangement, now)


def change_over(arrangement: Arrangement, *, now: datetime) -> None:
    """One letter for the three ends of a change, when the time to think about it is over."""
    moved("change_over", arrangement, now=now)


def hours_entered(arrangement: Arrangement, entry: HoursEntry, *, now: datetime) -> None:
    people = _employee(arrangement) or _side(arrangement, Party.LENDER)
    _tell("hours_entered", people, arrangement, now, starts=entry.starts_at.isoformat())


def hours_taken_back(arrangement: Arrangement, entry: HoursEntry, *, now: datetime) -> None:
    """To who was asked to answer them, and, once they are contested, to the employer as well."""
    people = _employee(arrangement) or _side(arrangement, Party.LENDER)
    also = _side(arrangement, Party.LENDER) if entry.answered_at is not None else []
    _tell("hours_taken_back", [*people, *also], arrangement, now, starts=entry.starts_at.isoformat())


def hours_contested(arrangement: Arrangement, entry: HoursEntry, *, now: datetime) -> None:
    """Each structure in its own words: the host mends, the employer pays what was agreed meanwhile."""
    facts: dict[str, Any] = {"starts": entry.starts_at.isoformat(), "note": entry.answer_note}
    host, lender = _side(arrangement, Party.HOST), _side(arrangement, Party.LENDER)
    both = {person.id for person in host}
    _tell("hours_contested", host, arrangement, now, to_host=True, **facts)
    only = [person for person in lender if person.id not in both]
    _tell("hours_contested", only, arrangement, now, to_host=False, **facts)


def hours_breach(arrangement: Arrangement, alerts: Sequence[HoursAlert], *, now: datetime) -> None:
    """To lender, host and employee at once; the first of them by name, the others on the page."""
    people = [*_side(arrangement, Party.LENDER), *_side(arrangement, Party.HOST), *_employee(arrangement)]
    first = alerts[0]
    day = first.broken_on.isoformat()
    _tell("hours_breach", people, arrangement, now, day=day, article=first.article, count=len(alerts))


def reminder(arrangement: Arrangement, *, now: datetime) -> str:
    """To the parties whose turn it is; the answer names them."""
    turns = {
        Party.LENDER: (arrangement.waits_lender, _side(arrangement, Party.LENDER)),
        Party.HOST: (arrangement.waits_host, _side(arrangement, Party.HOST)),
        Party.EMPLOYEE: (arrangement.waits_employee, _employee(arrangement)),
        Party.COORDINATOR: (arrangement.waits_coordinator, pole_queries.coordinators_of(arrangement.pole_id)),
    }
    asked = {party: people for party, (waits, people) in turns.items() if waits}
    _tell("reminder", [person for people in asked.values() for person in people], arrangement, now)
    return ",".join(party.value[:4] for party in asked)[:20]


def keeping_ends(arrangement: Arrangement, *, now: datetime) -> None:
    """To both structures, while the file can still be taken away."""
    people = [*_side(arrangement, Party.LENDER), *_side(arrangement, Party.HOST)]
    _tell("keeping_ends", people, arrangement, now)


def signing_link(link: SigningLink, *, structure: str, path: str, now: datetime) -> None:
    """To who signs without an account, at the address they gave."""
    facts = {"name": link.signer_name, "structure": structure, "document": link.document, "path": path}
    outbox.mail("staffing/signing_link", to=link.email, locale=link.locale, pole_id=link.pole_id, at=now, facts=facts)


def _side(arrangement: Arrangement, side: Party) -> list[Person]:
    if side is Party.LENDER:
        return pole_queries.managers_of(arrangement.lender_id)
    asker = arrangement.asked_by if arrangement.asked_by_side is Party.HOST else None
    managers = pole_queries.managers_of(arrangement.host_id)
    return [*managers, *([asker] if asker is not None and asker.disabled_at is None else [])]


def _path(arrangement: Arrangement) -> str:
    return f"/p/{arrangement.pole.slug}/staffing/{arrangement.id}"


def _employee(arrangement: Arrangement) -> list[Person]:
    person = arrangement.employee.person if arrangement.employee else None
    return [person] if person is not None else []


def _tell(
    event: str,
    people: Iterable[Person],
    arrangement: Arrangement,
    now: datetime,
    *,
    but: Member | None = None,
    **facts: Any,
) -> None:
    """One letter a person, whatever the number of sides they stand on."""
    told = {but.person_id} if but else set()
    for person in people:
        if person.id in told:
            continue
        told.add(person.id)
        outbox.mail(
            f"staffing/{event}",
            to=person.email,
            locale=person.locale,
            pole_id=arrangement.pole_id,
            at=now,
            facts={
                "name": person.name,
                "skill": arrangement.skill,
                "lender": arrangement.lender.name,
                "host": arrangement.host.name,
                "path": _path(arrangement),
                **facts,
            },
        )
