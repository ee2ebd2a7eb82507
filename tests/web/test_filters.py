"""Dates, numbers and first letters in both languages: French, and English as the British write it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from mutua.web import filters

DAY = date(2026, 11, 23)


def written(app: Flask, locale: str, write: Callable[[], str]) -> str:
    with app.test_request_context(), force_locale(locale):
        return write().replace(filters.NBSP, " ")


@pytest.mark.parametrize(
    "write, french, english",
    [
        (lambda: filters.full_date(DAY), "lundi 23 novembre 2026", "Monday 23 November 2026"),
        (lambda: filters.long_date(DAY), "lundi 23 novembre", "Monday 23 November"),
        (lambda: filters.medium_date(DAY), "23 novembre 2026", "23 November 2026"),
        (lambda: filters.medium_date(date(2025, 1, 1)), "1er janvier 2025", "1 January 2025"),
        (lambda: filters.short_date(date(2027, 1, 22)), "22 janv.", "22 Jan"),
        (lambda: filters.week_day(DAY), "lun. 23", "Mon 23"),
        (lambda: filters.raised(filters.week_day(DAY)), "Lun. 23", "Mon 23"),
        (lambda: filters.raised(filters.long_date(DAY)), "Lundi 23 novembre", "Monday 23 November"),
        (lambda: filters.grouped(1234.4), "1 234", "1,234"),
        (lambda: filters.percent(42), "42 %", "42%"),
        (lambda: filters.duration(3 * 1440), "3 j", "3 d"),
    ],
)
def test_each_language_has_its_way(app: Flask, write: Callable[[], str], french: str, english: str):
    assert written(app, "fr", write) == french
    assert written(app, "en", write) == english


def test_nothing_is_raised_to_nothing():
    assert filters.raised("") == ""


def test_a_name_with_an_apostrophe_is_escaped_once(app: Flask) -> None:
    page = app.jinja_env.from_string(
        "{{ _('Que peut partager %(structure)s ?', structure=name)|typo }}|{{ name|typo }}"
    )
    with app.test_request_context():
        assert page.render(name="L'Atelier <b>") == (
            "Que peut partager L&#39;Atelier &lt;b&gt;\u00a0?|L&#39;Atelier &lt;b&gt;"
        )
