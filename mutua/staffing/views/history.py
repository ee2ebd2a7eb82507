"""What has happened to an arrangement, as one member may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mutua.kernel.timespan import wall
from mutua.pole.models import Member
from mutua.staffing import rules
from mutua.staffing.models import Arrangement, CseOpinion, Party, State, Step, Verb
from mutua.staffing.views.words import CORRECTED, DONE, NO_COUNCIL


@dataclass(frozen=True)
class Happened:
    """One line of the history; `by` is empty for the clock and for what ended without follow-up."""

    verb: Verb
    day: date
    by: str
    side: Party
    remark: str
    title: str


def history_of(row: Arrangement, member: Member, now: datetime) -> list[Happened]:
    """Newest last. An end without follow-up is one line without a name, dated when it may be seen. That somebody was
    named, and when, is for who may know the name.
    """
    hidden = rules.ends_unseen(row, member, now=now)
    insider = bool(rules.parties_of(row, member) & {Party.LENDER, Party.EMPLOYEE})
    lines = []
    for step in row.steps:
        if step.verb is Verb.NAME_EMPLOYEE and not rules.sees_name(row, member):
            continue
        if step.verb is not Verb.WITHDRAW:
            lines.append(_happened(step, row))
        elif not hidden:
            at = _ended_at(row, step, insider=insider)
            lines.append(_unpursued(wall(at, row.pole.zone).date()))
    ends = row.reflection_ends_at
    if ends is not None and row.state is State.TERMS_AGREED and now >= ends:  # the worker has not passed by yet
        lines.append(_unpursued(wall(ends, row.pole.zone).date()))
    ends = rules.change_ends_at(row)
    if ends is not None and now >= ends:
        verb = Verb.DROP_AMENDMENT
        lines.append(Happened(verb, wall(ends, row.pole.zone).date(), "", Party.CLOCK, "", str(DONE[verb])))
    return lines


def _ended_at(row: Arrangement, step: Step, *, insider: bool) -> datetime:
    """Once it is erased how a file ended, all read the day on which it could be seen."""
    if row.ending is None:
        return row.reflection_ends_at if step.before is State.TERMS_AGREED and row.reflection_ends_at else step.at
    return row.ending.at if insider else row.ending.host_knows_at or row.ending.shown_from_at


def _unpursued(day: date) -> Happened:
    return Happened(Verb.WITHDRAW, day, "", Party.CLOCK, "", str(DONE[Verb.WITHDRAW]))


def _happened(step: Step, row: Arrangement) -> Happened:
    """A file that has let the person go does not name them here either."""
    gone = row.employee is None and step.side is Party.EMPLOYEE
    by = step.person.name if step.person and not gone else ""
    remark = step.remark.text if step.remark else ""
    return Happened(step.verb, wall(step.at, row.pole.zone).date(), by, step.side, remark, _title(step, row))


def _title(step: Step, row: Arrangement) -> str:
    """A structure without a works council has recorded no opinion, but that there is none; a wrong one is mended."""
    said = next((each for each in row.cse if each.recorded_at == step.at and each.side is step.side), None)
    if step.verb is Verb.RECORD_CSE and said is not None and said.replaces_id is not None:
        return str(CORRECTED)
    none = step.verb is Verb.RECORD_CSE and said is not None and said.opinion is CseOpinion.NO_CSE
    return str(NO_COUNCIL if none else DONE[step.verb])
