"""Quantities as people write them, statements, pictures, names: pure, without a database."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutua.exchanges.forms import quanta, written
from mutua.exchanges.forms.amounts import NotWhole, Unreadable
from mutua.exchanges.models import NEXT_STATES, State, UnitCode
from mutua.exchanges.queries import Flow
from mutua.exchanges.rules import accounted_on, passes_limit
from mutua.exchanges.views.picture import NARROW, WIDE, matrix, picture, shade
from mutua.exchanges.views.words import short_name

HOUR, HALF_DAY = UnitCode.HOUR, UnitCode.HALF_DAY


@pytest.mark.parametrize(
    ("text", "unit", "answer"),
    [
        ("3", HOUR, 180),
        ("3 h", HOUR, 180),
        ("3 h 30", HOUR, 210),
        ("3h05", HOUR, 185),
        ("3:30", HOUR, 210),
        ("3,5", HOUR, 210),
        ("0.25 h", HOUR, 15),
        ("45 min", HOUR, 45),
        ("3\u00a0h\u00a030", HOUR, 210),
        ("0", HOUR, 0),
        ("2", HALF_DAY, 2),
        ("2 demi-journées", HALF_DAY, 2),
        ("12 km", UnitCode.KM, 12),
        ("2,0", HALF_DAY, 2),
    ],
)
def test_quantities_are_read_as_people_write_them(text: str, unit: UnitCode, answer: int) -> None:
    assert quanta(text, unit) == answer


@pytest.mark.parametrize(
    ("text", "unit", "error"),
    [
        ("", HOUR, Unreadable),
        ("trois", HOUR, Unreadable),
        ("-3", HOUR, Unreadable),
        ("3 h 60", HOUR, Unreadable),
        ("1e9", HOUR, Unreadable),
        ("nan", HOUR, Unreadable),
        ("٣", HOUR, Unreadable),
        ("99999999999", HOUR, Unreadable),
        ("0,33", HOUR, NotWhole),
        ("1,5", HALF_DAY, NotWhole),
        ("-2", HALF_DAY, Unreadable),
    ],
)
def test_what_is_no_whole_quantity_is_refused(text: str, unit: UnitCode, error: type[ValueError]) -> None:
    with pytest.raises(error):
        quanta(text, unit)


@given(st.integers(0, 1_000_000), st.sampled_from(UnitCode))
def test_what_is_written_reads_back(quantity: int, unit: UnitCode) -> None:
    assert quanta(written(quantity, unit), unit) == quantity


@given(st.text(max_size=30), st.sampled_from(UnitCode))
def test_any_text_is_read_or_refused(text: str, unit: UnitCode) -> None:
    with suppress(Unreadable, NotWhole):
        assert quanta(text, unit) >= 0


def test_only_a_confirmed_exchange_may_be_reversed_and_ends_are_ends() -> None:
    before = {state for state, after in NEXT_STATES.items() if State.REVERSAL_PROPOSED in after}
    ends = set(State) - set(NEXT_STATES)
    assert (before, ends) == (
        {State.CONFIRMED},
        {State.REFUSED, State.WITHDRAWN, State.EXPIRED, State.REVERSED},
    )


def test_an_event_of_a_closed_month_is_accounted_on_the_day_it_is_posted() -> None:
    event, today = date(2027, 3, 8), date(2027, 4, 2)
    assert accounted_on(event, None, today) == event
    assert accounted_on(event, date(2027, 2, 28), today) == event
    assert accounted_on(event, date(2027, 3, 31), today) == today


@pytest.mark.parametrize(
    ("balance", "change", "answer"),
    [(0, 121, True), (0, 120, False), (-100, -21, True), (300, -60, False), (300, 10, True), (0, -121, True)],
)
def test_a_soft_limit_is_passed_only_by_going_further_out(balance: int, change: int, answer: bool) -> None:
    assert passes_limit(balance, change, 120) is answer
    assert passes_limit(balance, change, None) is False


FLOWS = [Flow(1, "Scop Copeaux", 2, "Le Fil", 300, 3), Flow(2, "Le Fil", 3, "Radio Passerelle", 60, 1)]


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_the_pictures_two_sides_meet_in_the_middle_without_overlap(frame: object) -> None:
    flows = [Flow(n, f"S{n}", 2, "Le Fil", 10 * n, 1) for n in range(3, 14)]
    drawn = picture([*flows, *FLOWS], 2, frame, "Autres")
    assert drawn is not None
    assert [band.name for band in drawn.received][-1] == "Autres"
    assert sum(band.quantity for band in drawn.received) == sum(10 * n for n in range(3, 14)) + 300
    for former, latter in zip(drawn.received, drawn.received[1:], strict=False):
        assert latter.text_y - former.text_y >= 32
    assert drawn.received[-1].text_y < drawn.height


def test_no_picture_without_a_gift() -> None:
    assert picture(FLOWS, 9, WIDE, "Autres") is None


def test_the_matrix_puts_the_readers_structure_first() -> None:
    table = matrix(FLOWS, 3)
    assert [name for _, name in table.names] == ["Radio Passerelle", "Le Fil", "Scop Copeaux"]
    assert (table.cells[(1, 2)], table.largest, table.left_out) == (300, 300, 0)
    assert [shade(quantity, 300) for quantity in (0, 1, 60, 61, 200, 300)] == [0, 1, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Le Fournil", "Le Fournil"),
        ("Scop Copeaux et associés", "Copeaux"),
        ("Mairie de Val-Doucet", "Mairie"),
        ("Papilles & Cie du Val", "Papilles"),
        ("Association du pôle des Trois-Ponts", "Trois-Ponts"),
        ("Anticonstitutionnellement", "Anticonstitu…"),
    ],
)
def test_names_in_narrow_columns_keep_their_telling_word(name: str, short: str) -> None:
    assert short_name(name) == short
