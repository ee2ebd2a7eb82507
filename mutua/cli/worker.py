"""The worker: what the clock does. Each task has a transaction of its own; one that fails is logged and tried again."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import wraps

from flask import Flask

from mutua.bookings import actions as bookings
from mutua.bookings.actions.handover import remind_late_returns
from mutua.bookings.actions.moving_up import advance_line
from mutua.bookings.actions.notices import ask_after_use, remind_eve, send_daily
from mutua.bookings.actions.presence import release_absent
from mutua.bookings.actions.queue import expire_requests
from mutua.bookings.actions.rounds import close_due
from mutua.calendars import actions as calendars
from mutua.exchanges import actions as exchanges
from mutua.kernel import audit, clock, outbox
from mutua.kernel.db import db
from mutua.kernel.timespan import wall
from mutua.kernel.transaction import alone, oldest_writing, transaction
from mutua.pole import queries as pole_queries
from mutua.resources import actions as resources
from mutua.safety import actions as safety
from mutua.safety import pdf as safety_pdf
from mutua.safety import queries as safety_queries
from mutua.staffing import actions as staffing
from mutua.web.mailing import deliver

log = logging.getLogger("mutua.worker")
EVERY = 2.0
OUTSIDE_A_ROUND = 2
EXTRACTS_A_ROUND = 4  # letters wait no longer than these take
SETTLED = timedelta(seconds=30)


def _hourly(task: Callable[[datetime], int]) -> Callable[[datetime], int]:
    """The task, at most once an hour of the clock; one that failed is tried again at the next round."""
    done: list[datetime] = []

    @wraps(task)
    def run(now: datetime) -> int:
        hour = now.replace(minute=0, second=0, microsecond=0)
        if done == [hour]:
            return 0
        found = task(now)
        done[:] = [hour]
        return found

    return run


def _until_done(task: Callable[[datetime], int]) -> Callable[[datetime], int]:
    """The task until it finds nothing: what an older version left is put right once."""
    over: list[bool] = []

    @wraps(task)
    def run(now: datetime) -> int:
        found = 0 if over else task(now)
        over[:] = [True] * (not found)
        return found

    return run


# What is done each round, in this order; each answers how much it did.
TASKS: tuple[Callable[[datetime], int], ...] = (
    expire_requests,
    bookings.finish_past,
    advance_line,
    release_absent,
    remind_late_returns,
    remind_eve,
    ask_after_use,
    send_daily,
    close_due,
    exchanges.propose_from_finished,
    exchanges.propose_standing,
    exchanges.remind_and_assent,
    exchanges.expire_past,
    exchanges.index_listings,
    exchanges.warn_of_end,
    staffing.advance,
    staffing.expire_past,
    *(_hourly(task) for task in (staffing.watch_all, staffing.remind, staffing.warn_of_purge, staffing.purge)),
    _hourly(calendars.forget_guests),
    _hourly(outbox.forget_lost),
    _until_done(calendars.write_apart),
    safety.remind,
    resources.remind_rights,
)

DATE_REASONS = _hourly(safety.date_reasons)  # reads long, writes little: its transaction is its own


def once(app: Flask) -> int:
    """One round; how many things were done."""
    done = 0
    for task in TASKS:
        done += _guarded(task.__name__, lambda task=task: _in_transaction(task))  # type: ignore[misc]
    done += _guarded("mail", lambda: send_mail(app))
    done += _guarded("outside calendars", read_outside_calendars)
    done += make_extracts()
    done += _guarded("reasons to update", lambda: DATE_REASONS(clock.now()))
    done += _guarded("seal", _seal)
    done += _guarded("archive", lambda: keep_files(app))
    return done


def _guarded(name: str, work: Callable[[], int]) -> int:
    try:
        return work()
    except Exception:
        log.exception("the task %s failed; the next round tries again", name)
        return 0
    finally:
        db.session.remove()


def _in_transaction(task: Callable[[datetime], int]) -> int:
    with transaction():
        return task(clock.now()) if alone(task.__name__) else 0


def _seal() -> int:
    now = clock.now()
    with transaction():
        settled = min(now, oldest_writing() or now) - SETTLED
        return 1 if alone("seal") and audit.seal(now, settled_before=settled) else 0


def keep_files(app: Flask) -> int:
    """Published versions of safety documents as files, outside the database."""
    settings = app.config["SETTINGS"]
    return safety.keep_files(settings.archive_dir, settings.secret_key.encode())


def make_extracts() -> int:
    """Each employer's extract of what was published, from the frozen facts: drawn outside any transaction, kept once.

    One that fails keeps nobody else's waiting.
    """
    due = safety_queries.next_extracts(EXTRACTS_A_ROUND)
    return sum(_guarded("extract", lambda which=which: _make_extract(*which)) for which in due)  # type: ignore[misc]


def _make_extract(edition_id: int, structure_id: int) -> int:
    edition, document, adoption = safety_queries.edition_to_extract(edition_id)
    photos = safety_queries.photos_in(adoption.facts, document.pole_id)
    published_on = wall(edition.published_at, document.pole.zone).date()
    made = safety_pdf.adopted_extract(adoption, structure_id, published_on, photos)
    with transaction():
        if not alone("extracts"):
            return 0
        edition, document, _adoption = safety_queries.edition_to_extract(edition_id)
        return int(safety.keep_extract(document, edition, structure_id, made, now=clock.now()))


def read_outside_calendars() -> int:
    """A few a round, so that a slow site never keeps mail waiting: leased, read outside any transaction, settled."""
    for done in range(OUTSIDE_A_ROUND):
        with transaction():
            job = calendars.lease(clock.now())
        if job is None:
            return done
        outcome = calendars.look(job, clock.now())
        with transaction():
            calendars.settle(outcome, now=clock.now())
    return OUTSIDE_A_ROUND


def send_mail(app: Flask) -> int:
    """Send what is due: leased in one transaction, sent outside any, marked in another. At least once, never lost.

    Letters of a demonstration pole are kept as files: its people and their addresses are invented.
    """
    settings = app.config["SETTINGS"]
    kept = replace(settings, mail_url=f"file://{settings.data_dir / 'mail'}")
    with transaction():
        demonstrations = pole_queries.demonstration_ids()
        letters = [(letter.id, letter.attempts, letter) for letter in outbox.due(clock.now())]
        for _, _, letter in letters:
            db.session.flush()
            db.session.expunge(letter)
    for number, attempts, letter in letters:
        error = ""
        try:
            deliver(letter, kept if letter.pole_id in demonstrations else settings, now=clock.now())
        except Exception as failure:  # whatever the mail server did, the letter waits for its next try
            log.warning("letter %s was not sent: %s", number, failure)
            error = f"{type(failure).__name__}: {failure}"
        with transaction():
            if error:
                outbox.failed(number, attempts, error, clock.now())
            else:
                outbox.sent(number, clock.now())
    return len(letters)


def run(app: Flask) -> None:
    """Rounds until SIGTERM or SIGINT; rests only when there was nothing to do."""
    leave = threading.Event()
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, lambda *_: leave.set())
    log.info("worker started")
    with app.app_context():
        while not leave.is_set():
            if not once(app):
                leave.wait(EVERY)
    log.info("worker stopped")
