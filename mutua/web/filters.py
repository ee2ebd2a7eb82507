"""How dates, times and durations read: 14:00 – 16:00, jeudi 15 octobre, 2 h 30, with spaces that do not break."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from babel.dates import format_date, format_skeleton
from flask import Flask, g
from flask_babel import get_locale
from markupsafe import Markup

from mutua.kernel.timespan import wall
from mutua.web.sentences import reason_words, sentence

NBSP = "\u00a0"
BEFORE_MARK = re.compile(r"(?<=\S) (?=[:;?!»]|%(?!\())")  # " %(name)s" is no percentage
FIRST_OF_MONTH = re.compile(r"(?<!\S)1(?= [^\W\d])")
AFTER_QUOTE = re.compile(r"« (?=\S)")


def _locale() -> str:
    """Who reads English here reads dates as the British write them: 23 November 2026."""
    return "fr" if str(get_locale() or "fr") == "fr" else "en_GB"


def raised(text: str) -> str:
    """Begin with a capital and leave the rest alone: « Lundi 23 novembre », but Monday 23 November."""
    return text[:1].upper() + text[1:]


def grouped(number: float) -> str:
    """1 000 in French, 1,000 in English: whole."""
    return f"{round(number):,}".replace(",", NBSP) if _locale() == "fr" else f"{round(number):,}"


def percent(share: int) -> str:
    """42 % in French, 42% in English."""
    return f"{share}{NBSP}%" if _locale() == "fr" else f"{share}%"


def typo(text: str) -> str:
    """French spacing: the space before a high mark, and inside quotes, does not break. What is escaped stays so."""
    spaced = AFTER_QUOTE.sub("«" + NBSP, BEFORE_MARK.sub(NBSP, str(text)))
    return Markup(spaced) if isinstance(text, Markup) else spaced  # our own text, escaped before


def local(moment: datetime, zone: str | None = None) -> datetime:
    """Wall-clock time in the zone given, else the pole's; naive times are wall-clock already."""
    if moment.tzinfo is None:
        return moment
    member = g.get("member")
    pole = g.get("pole")
    return wall(moment, zone or (pole.zone if pole else member.pole_zone if member else "Europe/Paris"))


def iso(text: str | datetime) -> datetime:
    """The moment of an ISO 8601 text, as facts of mails carry it: naive (wall-clock) or aware as written."""
    return text if isinstance(text, datetime) else datetime.fromisoformat(text)


def clock_time(moment: datetime | time, zone: str | None = None) -> str:
    """9:00, 14:30."""
    at = local(moment, zone) if isinstance(moment, datetime) else moment
    return f"{at.hour}:{at.minute:02d}"


def time_range(start: datetime, end: datetime, zone: str | None = None) -> str:
    """14:00 – 16:00; over midnight with both days."""
    first, last = local(start, zone), local(end, zone)
    if first.date() in (last.date(), last_day(last)):
        return f"{clock_time(first)}{NBSP}– {end_time(last)}"
    return f"{short_date(first)} {clock_time(first)} – {short_date(last_day(last))} {end_time(last)}"


def last_day(end: datetime, zone: str | None = None) -> date:
    """The day an end belongs to: midnight ends the day before."""
    at = local(end, zone)
    return at.date() - timedelta(days=1) if at.time() == time(0) else at.date()


def end_time(end: datetime, zone: str | None = None) -> str:
    """14:30; midnight is the 24:00 of its `last_day`."""
    at = local(end, zone)
    return "24:00" if at.time() == time(0) else clock_time(at)


def long_date(day: date, zone: str | None = None) -> str:
    """jeudi 15 octobre; with the year when it is given by `full_date`."""
    return _no_break(format_date(_as_date(day, zone), "EEEE d MMMM", locale=_locale()))


def full_date(day: date, zone: str | None = None) -> str:
    """jeudi 15 octobre 2026."""
    return _no_break(format_date(_as_date(day, zone), "EEEE d MMMM y", locale=_locale()))


def short_date(day: date, zone: str | None = None) -> str:
    """15 oct."""
    return _no_break(format_skeleton("MMMd", _as_date(day, zone), locale=_locale()))


def medium_date(day: date, zone: str | None = None) -> str:
    """15 octobre 2026."""
    return _no_break(format_date(_as_date(day, zone), "long", locale=_locale()))


def week_day(day: date, zone: str | None = None) -> str:
    """jeu. 15."""
    return _no_break(format_skeleton("Ed", _as_date(day, zone), locale=_locale()))


def day_name(day: date) -> str:
    """jeu."""
    return format_date(day, "EEE", locale=_locale())


def month_name(day: date) -> str:
    """octobre 2026."""
    return _no_break(format_skeleton("yMMMM", day, locale=_locale()))


def duration(minutes: int) -> str:
    """2 h 30, 45 min, 3 j."""
    days, rest = divmod(int(minutes), 1440)
    hours, left = divmod(rest, 60)
    if days and not rest:
        return f"{days}{NBSP}{'j' if _locale() == 'fr' else 'd'}"
    hours += 24 * days
    if not hours:
        return f"{left}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{left:02d}" if left else "")


def _as_date(day: date, zone: str | None) -> date:
    return local(day, zone).date() if isinstance(day, datetime) else day


def _no_break(text: str) -> str:
    """The first of a month is « 1er » in French, which the calendar data of the CLDR do not write."""
    written = FIRST_OF_MONTH.sub("1er", text) if _locale() == "fr" else text
    return written.replace(" ", NBSP)


def connect(app: Flask) -> None:
    """Make them known to templates."""
    for made in (
        typo, local, iso, clock_time, time_range, last_day, end_time, long_date, full_date, short_date, medium_date,
        week_day, day_name, month_name, duration, sentence, reason_words, raised, grouped, percent,
    ):  # fmt: skip
        app.add_template_filter(made)
