"""The verb that a mail server hands messages to: answers to invitations."""

from __future__ import annotations

import sys

import click
from flask_babel import force_locale
from flask_babel import gettext as _

from mutua.calendars import actions, queries
from mutua.calendars.models import Answer
from mutua.calendars.reading.replies import LARGEST, NoReply, Reply, read_reply
from mutua.calendars.rules.guests import stands_for
from mutua.cli.group import application, cli
from mutua.kernel import clock
from mutua.kernel.refusal import Refused
from mutua.kernel.transaction import transaction
from mutua.web.filters import long_date
from mutua.web.sentences import sentence


@cli.command("receive-mail")
def receive_mail() -> None:
    """Take the answer to an invitation from a message on standard input, as a mail server pipes it.

    Prints one line. The exit status is 0 whatever the message was: nothing is bounced to whoever wrote it.
    """
    message = sys.stdin.buffer.read(LARGEST + 1)
    try:
        reply = read_reply(message)
        with application():
            click.echo(_take(reply))
    except NoReply as no:
        click.echo(f"not an answer: {no}")


def _take(reply: Reply) -> str:
    """One line for the log: no name, no address."""
    try:
        with transaction():
            row = queries.guest_by_uid(reply.uid, reply.email)
            if row is None:
                return "nobody was asked to that event at that address"
            booking = queries.asked_to(row)
            if not stands_for(booking, reply.date or reply.starts):
                return "an answer to dates that have changed: not counted"
            answer, words = reply.answer, reply.words
            if reply.date is not None:  # of a series: what was answered for all of it stands
                with force_locale(booking.person.locale):
                    words = f"{_of_one_date(reply, booking.zone)} {words}".strip()
                answer = Answer.TENTATIVE if row.answer is Answer.NONE else row.answer
            actions.answer_guest(row, booking, answer, words[:300], now=clock.now())
            return f"answer kept for invitation {row.id}: {answer.value}"
    except Refused as refused:
        return sentence(refused.reason)


def _of_one_date(reply: Reply, zone: str) -> str:
    assert reply.date is not None  # the caller asked
    day = long_date(reply.date, zone)
    if reply.answer is Answer.ACCEPTED:
        return str(_("Vient le %(day)s.", day=day))
    if reply.answer is Answer.DECLINED:
        return str(_("Ne vient pas le %(day)s.", day=day))
    return str(_("Peut-être le %(day)s.", day=day))
