"""The answer to an invitation as mail programs send it (iMIP, RFC 6047): a message with one REPLY in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar
from icalendar.cal import Component

from mutua.calendars.feed.lines import clean
from mutua.calendars.models import Answer

LARGEST = 1024 * 1024
LONGEST_WORDS = 300
# DELEGATED, COMPLETED and the like answer another question than ours.
ANSWERS = {"ACCEPTED": Answer.ACCEPTED, "TENTATIVE": Answer.TENTATIVE, "DECLINED": Answer.DECLINED}


class NoReply(ValueError):
    """One English line for the operator's log."""


@dataclass(frozen=True)
class Reply:
    """What somebody answered. `starts`: the event they had before them; `date`: the one of its dates they mean."""

    uid: str
    email: str
    answer: Answer
    words: str
    starts: date | datetime | None
    date: date | datetime | None


def read_reply(message: bytes) -> Reply:
    """Raises NoReply. An answer counts for its sender alone: whoever writes for another is not heard."""
    if len(message) > LARGEST:
        raise NoReply("larger than 1 MB")
    try:
        mail: Any = message_from_bytes(message, policy=policy.default)
        event = _event(mail)
        who = _attendee(event)
        if who not in _senders(mail):
            raise NoReply("the sender is not the one who answers")
        return _reply(event, who)
    except NoReply:
        raise
    except Exception as error:  # whatever a library finds in hostile bytes, it is the bytes' fault
        raise NoReply(f"unreadable ({type(error).__name__})") from error


def _event(mail: EmailMessage) -> Component:
    part = next((part for part in mail.walk() if part.get_content_type() == "text/calendar"), None)
    if part is None:
        raise NoReply("no calendar in it")
    body: Any = part.get_payload(decode=True)
    calendar = Calendar.from_ical(body)
    if str(calendar.get("METHOD", "")).upper() != "REPLY":
        raise NoReply("no REPLY in it")
    events = [entry for entry in calendar.subcomponents if entry.name == "VEVENT"]
    if len(events) != 1:
        raise NoReply("not one event")
    return events[0]


def _attendee(event: Component) -> str:
    """The address that answers; a REPLY names one (RFC 5546, 3.2.3)."""
    if "ATTENDEE" not in event or isinstance(event["ATTENDEE"], list):
        raise NoReply("not one attendee")
    return str(event["ATTENDEE"]).lower().removeprefix("mailto:").strip()


def _senders(mail: EmailMessage) -> set[str]:
    """Who wrote it, or had it sent (RFC 6047, 2.1 and 3)."""
    headers: list[Any] = [mail["From"], mail["Sender"]]
    return {address.addr_spec.lower() for header in headers if header for address in _addresses(header)}


def _addresses(header: Any) -> Sequence[Any]:
    return getattr(header, "addresses", None) or [header.address]


def _reply(event: Component, who: str) -> Reply:
    said = str(event["ATTENDEE"].params.get("PARTSTAT", "")).upper()
    uid = str(event.get("UID", ""))
    if said not in ANSWERS or not uid or clean(uid + who) != uid + who:
        raise NoReply("neither yes, no nor perhaps")
    comment = event.get("COMMENT", "")
    words = " ".join(clean(str(comment[0] if isinstance(comment, list) else comment)).split())
    about = _moment(event, "DTSTART"), _moment(event, "RECURRENCE-ID")
    return Reply(uid, who, ANSWERS[said], words[:LONGEST_WORDS], *about)


def _moment(event: Component, name: str) -> date | datetime | None:
    value: Any = event.get(name)
    return value.dt if value is not None and isinstance(value.dt, date) else None
