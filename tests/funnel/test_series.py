"""Monthly series and lags: what arrives of what enters, and back again."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.funnel.planning.monthly_series import (
    MonthlySeries,
    arriving_of,
    convolved,
    entering_for,
    entering_from,
    summed,
)

shares = st.builds(Fraction, st.integers(0, 6), st.just(10))
kernels = st.lists(shares, min_size=1, max_size=5).filter(any)
amounts = st.builds(Fraction, st.integers(0, 300), st.sampled_from([1, 1, 7]))
wants = st.builds(MonthlySeries, st.integers(-3, 3), st.lists(amounts, min_size=1, max_size=8).map(tuple))


def series(start: int, *numbers: int | Fraction) -> MonthlySeries:
    """Give a series of whole or exact numbers."""
    return MonthlySeries(start, tuple(map(Fraction, numbers)))


def tenths(*numbers: int) -> list[Fraction]:
    """Give a kernel in tenths."""
    return [Fraction(number, 10) for number in numbers]


def spread(entering: MonthlySeries, kernel: Sequence[Fraction]) -> dict[int, Fraction]:
    """Follow what enters in each month to the months in which it arrives."""
    arrived: dict[int, Fraction] = {}
    for place, number in enumerate(entering.numbers, entering.start):
        for lag, share in enumerate(kernel):
            arrived[place + lag] = arrived.get(place + lag, Fraction(0)) + number * share
    return arrived


def met(entering: MonthlySeries, kernel: Sequence[Fraction], wanted: MonthlySeries) -> list[Fraction]:
    """Give how much more arrives than is wanted, month by month."""
    arrived = spread(entering, kernel)
    return [arrived.get(place, Fraction(0)) - number for place, number in enumerate(wanted.numbers, wanted.start)]


@st.composite
def within_reach(draw: st.DrawFn, *, first: bool) -> tuple[list[Fraction], MonthlySeries]:
    """Draw a kernel with one share above all others together, and goals that do not swing more than that allows.

    If what enters is between nothing and the highest goal over that share, so is what is left for it of each goal.
    """
    others = draw(st.lists(shares, min_size=0 if first else 1, max_size=4))
    place = 0 if first else draw(st.integers(1, len(others)))
    most = sum(others, Fraction(draw(st.integers(1, 5)), 10))
    kernel = [*[Fraction(0)] * draw(st.integers(0, 2)), *others[:place], most, *others[place:]]
    highest = draw(amounts)
    lowest = highest * sum(others, Fraction(0)) / most
    swings = draw(st.lists(st.fractions(0, 1, max_denominator=12), min_size=1, max_size=7))
    return kernel, MonthlySeries(
        draw(st.integers(-2, 2)), tuple(lowest + swing * (highest - lowest) for swing in swings)
    )


def test_a_series_is_zero_outside_its_months() -> None:
    """Its numbers stand at its start and after."""
    numbers = series(-1, 4, 5)
    assert [numbers.at(place) for place in range(-3, 3)] == [0, 0, 4, 5, 0, 0]
    assert numbers.end == 1
    assert MonthlySeries(2, ()).end == 2


@given(kernels, kernels, st.fractions(-3, 3, max_denominator=5))
def test_kernels_add_and_multiply_like_polynomials(
    one: list[Fraction], other: list[Fraction], number: Fraction
) -> None:
    """A lag after a lag is their product, a lag beside a lag their sum, in either order."""
    worth = [
        sum((share * number**month for month, share in enumerate(kernel)), Fraction(0))
        for kernel in (one, other, convolved(one, other), summed(one, other))
    ]
    assert worth[2:] == [worth[0] * worth[1], worth[0] + worth[1]]
    assert convolved(one, other) == convolved(other, one)
    assert summed(one, other) == summed(other, one)


@given(wants, kernels, st.integers(0, 12))
def test_what_arrives_is_each_month_followed_to_its_end(
    entering: MonthlySeries, kernel: list[Fraction], more: int
) -> None:
    """Month by month, from the first in which something enters."""
    arriving, arrived = arriving_of(entering, kernel, entering.start + more), spread(entering, kernel)
    assert (arriving.start, arriving.end) == (entering.start, entering.start + more)
    assert list(arriving.numbers) == [arrived.get(place, 0) for place in range(arriving.start, arriving.end)]


@given(within_reach(first=True))
def test_goals_within_reach_of_the_first_share_are_met_exactly(drawn: tuple[list[Fraction], MonthlySeries]) -> None:
    """What enters in a month makes up for what was wanted and is not there yet."""
    kernel, wanted = drawn
    entering = entering_for(wanted, kernel)
    assert not any(met(entering, kernel, wanted))
    assert min(entering.numbers) >= 0


@given(within_reach(first=False))
def test_goals_within_reach_of_the_largest_share_are_met_exactly(drawn: tuple[list[Fraction], MonthlySeries]) -> None:
    """Also where the largest share is not the first, and order of time would ask for less than nothing."""
    kernel, wanted = drawn
    entering = entering_for(wanted, kernel)
    assert not any(met(entering, kernel, wanted))
    assert min(entering.numbers) >= 0


@given(wants, kernels)
def test_no_month_falls_short_and_none_could_do_with_less(wanted: MonthlySeries, kernel: list[Fraction]) -> None:
    """Each month planned reaches one that gets just what it wants, or has nothing to lower; no other matters."""
    entering, months = entering_for(wanted, kernel), [month for month, share in enumerate(kernel) if share]
    assert (entering.start, entering.end) == (wanted.start - months[-1], wanted.end - months[0])
    more = met(entering, kernel, wanted)
    assert min(more) >= 0
    assert min(entering.numbers) >= 0
    planned = wanted.start - months[0]
    for place in range(planned, entering.end):
        reached = [more[place + month - wanted.start] for month in months if place + month < wanted.end]
        assert entering.at(place) == 0 or min(reached) == 0


@given(amounts, kernels, st.integers(1, 8))
def test_a_level_goal_asks_for_a_level(number: Fraction, kernel: list[Fraction], months: int) -> None:
    """As much each month as if all arrived at once."""
    entering = entering_for(MonthlySeries(0, (number,) * months), kernel)
    assert set(entering.numbers) == {number / sum(kernel)}


@given(wants, kernels, st.integers(1, 9))
def test_what_enters_scales_with_what_is_wanted(wanted: MonthlySeries, kernel: list[Fraction], times: int) -> None:
    """Twice the goals, twice the heads, in the same months."""
    more = MonthlySeries(wanted.start, tuple(number * times for number in wanted.numbers))
    once = entering_for(wanted, kernel)
    assert entering_for(more, kernel) == MonthlySeries(once.start, tuple(number * times for number in once.numbers))


def test_a_month_makes_up_for_what_the_one_before_leaves() -> None:
    """80 % at once, 20 % a month later: 10 before; (10 - 2) / 0.8 = 10; (20 - 2) / 0.8 = 22.5; (10 - 4.5) / 0.8."""
    entering = entering_for(series(0, 10, 20, 10), tenths(8, 2))
    assert entering == series(-1, 10, 10, Fraction(45, 2), Fraction(55, 8))


def test_order_of_time_comes_first_even_where_more_arrives_later() -> None:
    """40 % at once, 60 % a month later: 10 before; (10 - 6) / 0.4 = 10; (12 - 6) / 0.4 = 15."""
    assert entering_for(series(0, 10, 12), tenths(4, 6)) == series(-1, 10, 10, 15)


def test_the_largest_share_is_worked_from_where_the_first_would_ask_for_less_than_nothing() -> None:
    """10 % at once, 90 % later, 10 kept up at the end.

    In order of time 10, 10, 0 and 100 would leave (10 - 90) / 0.1 for the last. From the last: 10, 10,
    (9 - 1) / 0.9 = 80/9 and (10 - 8/9) / 0.9 = 820/81.
    """
    entering = entering_for(series(0, 10, 9, 10, 10), tenths(1, 9))
    assert entering == series(-1, Fraction(820, 81), Fraction(80, 9), 10, 10, 10)


@given(within_reach(first=False))
def test_what_enters_solves_the_equations_of_all_months(drawn: tuple[list[Fraction], MonthlySeries]) -> None:
    """A second opinion in floats: from the first share if no month is below nothing so, else from the largest."""
    kernel, wanted = drawn
    months = [month for month, share in enumerate(kernel) if share]
    in_order = _in_order_of_time(wanted.numbers, kernel[months[0] : months[-1] + 1])
    pivot, count = months[0] if in_order else kernel.index(max(kernel)), len(wanted.numbers)
    matrix, right = np.zeros((count, count)), np.array([float(number) for number in wanted.numbers])
    for row in range(count):
        for month, share in enumerate(kernel):
            column = row - month + pivot
            if 0 <= column < count:
                matrix[row, column] = float(share)
            else:
                right[row] -= float(share * wanted.numbers[0 if column < 0 else -1] / sum(kernel))
    entering = entering_for(wanted, kernel)
    places = range(wanted.start - pivot, wanted.end - pivot)
    assert np.allclose(np.linalg.solve(matrix, right), [float(entering.at(place)) for place in places])


def _in_order_of_time(wanted: Sequence[Fraction], kernel: Sequence[Fraction]) -> bool:
    """Say whether each month can make up for what is missing, none with less than nothing."""
    entered = [wanted[0] / sum(kernel)] * (len(kernel) - 1)
    for number in wanted:
        spilt = sum((share * entered[-month] for month, share in enumerate(kernel) if month), Fraction(0))
        entered.append((number - spilt) / kernel[0])
    return min(entered) >= 0


@pytest.mark.parametrize(
    ("wanted", "kernel", "entering"),
    [
        # 2, 4, 4 tenths: in order of time 10, then less than nothing; from the second the third equation has no answer;
        # 10 kept up meets all
        (series(0, 10, 0, 10), tenths(2, 4, 4), series(-2, 10, 10, 10, 10, 10)),
        # nothing before; 4 kept up bring 2, 4 and, cut at once, 2
        (series(0, 0, 4, 0), tenths(5, 5), series(-1, 0, 4, 4, 0)),
        # 10 enter before; 10 more are needed now, and 5 spill into a month that wants nothing
        (series(0, 10, 0), tenths(5, 5), series(-1, 10, 10, 0)),
        (series(0, 0, 0), tenths(5, 5), series(-1, 0, 0, 0)),
        (series(0, 7), tenths(0, 0, 5), series(-2, 14)),
    ],
)
def test_goals_that_stop_sooner_than_heads_do(
    wanted: MonthlySeries, kernel: list[Fraction], entering: MonthlySeries
) -> None:
    """A level is kept up as long as a month in reach needs it."""
    assert entering_for(wanted, kernel) == entering


@pytest.mark.parametrize("kernel", [tenths(5, 5, 0), tenths(0, 5, 5, 0, 0), tenths(5, 0, 0)])
@given(wanted=wants)
def test_months_that_bring_nothing_at_the_end_of_a_lag_change_nothing(
    kernel: list[Fraction], wanted: MonthlySeries
) -> None:
    """As where the rate of a later stage is zero."""
    plain = kernel[: max(month for month, share in enumerate(kernel) if share) + 1]
    assert entering_for(wanted, kernel) == entering_for(wanted, plain)
    assert entering_from(wanted, kernel, 0) == entering_from(wanted, plain, 0)


@given(wants, kernels, st.integers(-6, 6))
def test_from_a_month_on_all_that_can_be_met_is_met(wanted: MonthlySeries, kernel: list[Fraction], start: int) -> None:
    """Nothing enters before it; what is lost is what no lag is short enough for; no month could do with less."""
    entering, lost = entering_from(wanted, kernel, start)
    first = next(month for month, share in enumerate(kernel) if share)
    wants = list(enumerate(wanted.numbers, wanted.start))
    assert list(lost.numbers) == [number if place < start + first else 0 for place, number in wants]
    assert lost.start == wanted.start
    assert not entering.numbers or entering.start >= start
    more = dict(enumerate(met(entering, kernel, wanted), wanted.start))
    for place, number in wants:
        assert more[place] >= 0 or (lost.at(place) == number and place < start + first)
    for place, number in enumerate(entering.numbers, entering.start):
        reached = [more[place + month] for month, share in enumerate(kernel) if share and place + month in more]
        assert number == 0 or min(reached) == 0


@given(within_reach(first=True))
def test_goals_within_reach_are_met_exactly_with_nobody_before(drawn: tuple[list[Fraction], MonthlySeries]) -> None:
    """The first month makes up for the months before it, and the next for what that spills."""
    kernel, wanted = drawn
    first = next(month for month, share in enumerate(kernel) if share)
    entering, lost = entering_from(wanted, kernel, wanted.start - first)
    assert not any(lost.numbers)
    assert not any(met(entering, kernel, wanted))


def test_nothing_enters_in_time_where_every_month_is_past() -> None:
    """A lag of 3 months and a goal of the next 2."""
    assert entering_from(series(0, 5, 6), tenths(0, 0, 0, 5), 0) == (series(0), series(0, 5, 6))
