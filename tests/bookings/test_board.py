"""The day board: free and taken partition the open hours, whatever is held; its edges one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mutua.bookings import board
from mutua.bookings.board import Block, Held, Look, Terms

OPEN = Terms(units=(1,), needed=1, open=((480, 1140),))


def held(start: int, end: int, *, unit: int = 1, look: Look = Look.TAKEN, own: bool = False, rest: int = 0) -> Held:
    return Held(unit, start, end, end + rest, look, own, label="Le Fournil")


def picture(blocks: list[Block]) -> list[tuple[int, int, Look]]:
    return [(block.start, block.end, block.look) for block in blocks]


def test_an_empty_day_is_one_free_block() -> None:
    assert picture(board.day_blocks(OPEN, [], 60)) == [(480, 1140, Look.FREE)]


def test_a_gap_shorter_than_wanted_is_drawn_but_not_offered() -> None:
    blocks = board.day_blocks(OPEN, [held(540, 720)], 120)
    assert picture(blocks) == [(480, 540, Look.SHORT), (540, 720, Look.TAKEN), (720, 1140, Look.FREE)]


def test_turnaround_bars_both_sides_of_a_rival_but_not_of_ones_own() -> None:
    terms = Terms(units=(1,), needed=1, open=((480, 1140),), turnaround=30)
    assert board.free_stretches(terms, [held(600, 660, rest=30)]) == [(480, 570), (690, 1140)]
    own = held(600, 660, rest=30, own=True, look=Look.MINE)
    assert board.free_stretches(terms, [own]) == [(480, 600), (660, 1140)]


def test_a_closure_bars_no_turnaround() -> None:
    terms = Terms(units=(1,), needed=1, open=((480, 1140),), turnaround=30)
    assert board.free_stretches(terms, [held(600, 660, look=Look.CLOSED)]) == [(480, 600), (660, 1140)]


def test_three_desks_are_taken_only_where_all_three_are() -> None:
    desks = Terms(units=(1, 2, 3), needed=1, open=((480, 1140),))
    busy = [held(480, 720, unit=1), held(540, 720, unit=2), held(600, 780, unit=3)]
    assert picture(board.day_blocks(desks, busy, 60)) == [
        (480, 600, Look.FREE),
        (600, 720, Look.TAKEN),
        (720, 1140, Look.FREE),
    ]


def test_what_is_past_or_too_far_is_not_offered() -> None:
    today = Terms(units=(1,), needed=1, open=((480, 1140),), bookable=(611, 1000))
    assert board.free_stretches(today, []) == [(615, 990)]


def test_a_resource_without_units_has_nothing_free() -> None:
    assert picture(board.day_blocks(Terms((), 1, ((480, 600),), bookable=(0, 0)), [], 15)) == [(480, 600, Look.SHORT)]


def test_starts_are_each_hour_and_the_last_possible_one() -> None:
    assert board.starts([(750, 1020)], 120) == [750, 810, 870, 900]
    assert board.starts([(480, 720), (810, 1140)], 120, after=600) == [600, 810, 870, 930, 990]
    assert board.starts([(480, 540)], 120) == []


def test_nearest_starts_are_the_edges_next_to_what_was_asked() -> None:
    assert board.nearest_starts([(480, 720), (960, 1140)], 120, 840) == [960, 600]


def test_the_window_is_whole_hours_around_opening_hours_and_what_is_asked() -> None:
    assert board.window([(OPEN, [])], asked=(480, 600)) == (480, 1140)
    assert board.window([(Terms((1,), 1, ((0, 1440),)), [])], asked=(390, 450)) == (360, 1140)


def test_cells_count_quarters_from_the_window_and_never_overlap() -> None:
    blocks = [Block(480, 545, Look.TAKEN), Block(545, 550, Look.TAKEN), Block(555, 600, Look.FREE)]
    assert [(cell.at, cell.length) for cell in board.cells(blocks, (480, 600))] == [(0, 5), (5, 3)]


def test_hours_read_as_people_write_them() -> None:
    assert board.hours(540, 1440) == "9:00\u00a0– 24:00"


minutes = st.integers(-200, 1640)
holds = st.lists(
    st.builds(
        lambda unit, start, length, rest, look: Held(
            unit, start, start + length, start + length + rest, look, look is Look.MINE
        ),
        st.integers(1, 3),
        minutes,
        st.integers(1, 600),
        st.integers(0, 90),
        st.sampled_from([Look.TAKEN, Look.MINE, Look.CLOSED, Look.WAITING]),
    ),
    max_size=12,
)
slots = st.lists(st.tuples(st.integers(0, 1380), st.integers(1, 600)), max_size=3)


@given(
    holds,
    slots,
    st.integers(1, 3),
    st.integers(0, 60),
    st.sampled_from([5, 15, 30, 60]),
    st.integers(0, 300),
    st.tuples(st.integers(0, 1440), st.integers(0, 1440)),
)
def test_free_and_taken_partition_the_open_hours(
    busy: list[Held],
    opening: list[tuple[int, int]],
    needed: int,
    turnaround: int,
    grid: int,
    wanted: int,
    bookable: tuple[int, int],
) -> None:
    open_hours = tuple((start, min(1440, start + length)) for start, length in opening)
    terms = Terms((1, 2, 3), needed, open_hours, turnaround, grid, bookable)
    blocks = board.day_blocks(terms, busy, wanted)
    covered: set[int] = set()
    for block in blocks:
        own = set(range(block.start, block.end))
        assert own
        assert not own & covered
        covered |= own
    open_minutes = {minute for start, end in open_hours for minute in range(start, end)}
    taken = {m for b in blocks if b.look not in (Look.FREE, Look.SHORT) for m in range(b.start, b.end)}
    assert covered - taken == open_minutes - taken
    assert all(block.end - block.start >= wanted for block in blocks if block.look is Look.FREE)


@given(holds, st.integers(1, 3), st.integers(0, 60))
def test_what_is_offered_needs_no_unit_that_is_held(busy: list[Held], needed: int, turnaround: int) -> None:
    terms = Terms((1, 2, 3), needed, ((0, 1440),), turnaround)
    for start, end in board.free_stretches(terms, busy):
        for minute in range(start, end):
            here = {hold.unit_id for hold in busy if hold.start <= minute < hold.end}
            assert len(here) <= 3 - needed
